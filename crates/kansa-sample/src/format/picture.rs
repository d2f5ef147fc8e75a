//! Pictures: small ones, drawn of rectangles.

use std::io::Write as _;

use anyhow::Result;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde::Deserialize;

use super::Maker;
use crate::random::Random;

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Picture {
    /// A poster on a wall.
    #[default]
    Poster,
    /// A screen with a list.
    Screen,
    /// The plan of a floor.
    Plan,
    /// Boxes and lines, as of a network.
    Diagram,
}

const WIDTH: usize = 480;
const HEIGHT: usize = 320;

type Colour = u8;

/// Colours of the palette.
const PALETTE: [[u8; 3]; 8] = [
    [255, 255, 255],
    [236, 239, 244],
    [52, 73, 94],
    [41, 128, 185],
    [231, 126, 35],
    [39, 130, 90],
    [192, 57, 43],
    [149, 165, 166],
];

struct Canvas(Vec<Colour>);

impl Canvas {
    fn fill(&mut self, x: usize, y: usize, width: usize, height: usize, colour: Colour) {
        for row in y..(y + height).min(HEIGHT) {
            for column in x..(x + width).min(WIDTH) {
                self.0[row * WIDTH + column] = colour;
            }
        }
    }

    fn frame(&mut self, x: usize, y: usize, width: usize, height: usize, colour: Colour) {
        self.fill(x, y, width, 2, colour);
        self.fill(x, y + height, width + 2, 2, colour);
        self.fill(x, y, 2, height, colour);
        self.fill(x + width, y, 2, height, colour);
    }
}

/// A picture of the kind, another one for each maker.
pub(super) fn png(picture: Picture, maker: &Maker<'_>) -> Result<Vec<u8>> {
    let mut random = Random::of(maker.salt, &["picture", &maker.day.to_string()]);
    let mut canvas = Canvas(vec![1; WIDTH * HEIGHT]);
    let accent = u8::try_from(random.between(3, 6)).unwrap_or(3);
    match picture {
        Picture::Poster => {
            canvas.fill(120, 20, 240, 280, 0);
            canvas.frame(120, 20, 240, 280, 2);
            canvas.fill(140, 40, 200, 50, accent);
            for line in 0..random.count(4, 8) {
                canvas.fill(140, 120 + line * 20, random.count(90, 200), 8, 2);
            }
            canvas.fill(140, 262, 60, 24, 4);
        }
        Picture::Screen => {
            canvas.fill(0, 0, WIDTH, 28, 2);
            canvas.fill(0, 28, 96, HEIGHT, 7);
            for line in 0..random.count(8, 12) {
                canvas.fill(112, 44 + line * 22, 344, 1, 7);
                canvas.fill(112, 50 + line * 22, random.count(40, 150), 8, 2);
                canvas.fill(300, 50 + line * 22, random.count(20, 70), 8, accent);
            }
        }
        Picture::Plan => {
            canvas.fill(20, 20, 440, 280, 0);
            canvas.frame(20, 20, 440, 280, 2);
            let (across, down) = (random.count(160, 300), random.count(100, 200));
            canvas.fill(across, 20, 3, 280, 2);
            canvas.fill(across, down, 460 - across, 3, 2);
            canvas.fill(across + 20, 40, 60, 40, accent);
            canvas.fill(across - 2, 240, 7, 30, 0);
            canvas.fill(60, 120, random.count(40, 90), 30, 7);
        }
        Picture::Diagram => {
            for at in 0..4 {
                let (x, y) = (24 + at * 114, random.count(60, 200));
                canvas.fill(x, 158, 114, 2, 7);
                canvas.fill(x + 38, y.min(158), 2, y.abs_diff(158), 7);
                canvas.fill(x, y, 78, 44, 0);
                canvas.frame(x, y, 78, 44, if at == 1 { accent } else { 2 });
                canvas.fill(x + 10, y + 18, random.count(24, 58), 8, 2);
            }
        }
    }
    encoded(&canvas)
}

fn encoded(canvas: &Canvas) -> Result<Vec<u8>> {
    let mut rows = Vec::with_capacity(HEIGHT * (WIDTH + 1));
    for row in canvas.0.chunks(WIDTH) {
        rows.push(0);
        rows.extend_from_slice(row);
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&rows)?;
    let mut bytes = vec![0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a];
    let mut head = Vec::new();
    head.extend(u32::try_from(WIDTH)?.to_be_bytes());
    head.extend(u32::try_from(HEIGHT)?.to_be_bytes());
    head.extend([8, 3, 0, 0, 0]);
    chunk(&mut bytes, *b"IHDR", &head)?;
    chunk(&mut bytes, *b"PLTE", PALETTE.as_flattened())?;
    chunk(&mut bytes, *b"IDAT", &packed.finish()?)?;
    chunk(&mut bytes, *b"IEND", &[])?;
    Ok(bytes)
}

fn chunk(bytes: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) -> Result<()> {
    let mut sum = flate2::Crc::new();
    sum.update(&kind);
    sum.update(data);
    bytes.extend(u32::try_from(data.len())?.to_be_bytes());
    bytes.extend(kind);
    bytes.extend(data);
    bytes.extend(sum.sum().to_be_bytes());
    Ok(())
}
