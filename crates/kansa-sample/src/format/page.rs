//! Pages: a pdf with Japanese text in a font that viewers bring along.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::Result;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::Maker;
use crate::sheet::{Block, Contents};

/// Places of a line, where Japanese takes two.
const WIDTH: usize = 84;
const LINES: usize = 46;

/// Pages of A4, one line after the other.
pub(super) fn pages(contents: &Contents, maker: &Maker<'_>) -> Result<Vec<u8>> {
    let lines = lines(contents);
    let pages: Vec<&[(u32, String)]> = lines.chunks(LINES).collect();
    let mut objects: Vec<Vec<u8>> = Vec::new();
    let kids: Vec<String> = (0..pages.len()).map(|it| format!("{} 0 R", 6 + it * 2)).collect();
    objects.push(b"<< /Type /Catalog /Pages 2 0 R >>".to_vec());
    objects
        .push(format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).into_bytes());
    objects.push(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /UniJIS-UCS2-H /DescendantFonts [4 0 R] >>"
            .to_vec(),
    );
    objects.push(b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> /DW 1000 /W [1 632 500] /FontDescriptor 5 0 R >>".to_vec());
    objects.push(b"<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [-92 -250 1010 922] /ItalicAngle 0 /Ascent 752 /Descent -221 /CapHeight 737 /StemV 114 >>".to_vec());
    for (at, page) in pages.iter().enumerate() {
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
                7 + at * 2
            )
            .into_bytes(),
        );
        let mut stream = String::from("BT 1 0 0 1 56 780 Tm ");
        for (size, line) in *page {
            let _ = write!(stream, "/F1 {size} Tf <{}> Tj 0 -16 Td ", hex(line));
        }
        stream.push_str("ET");
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(stream.as_bytes())?;
        let packed = packed.finish()?;
        let mut object =
            format!("<< /Length {} /Filter /FlateDecode >>\nstream\n", packed.len()).into_bytes();
        object.extend(packed);
        object.extend_from_slice(b"\nendstream");
        objects.push(object);
    }
    let day = maker.day.format("%Y%m%d");
    objects.push(
        format!(
            "<< /Title <FEFF{}> /CreationDate (D:{day}100000+09'00') /ModDate (D:{day}100000+09'00') >>",
            hex(maker.title)
        )
        .into_bytes(),
    );
    Ok(file(&objects))
}

/// Objects with the table of where they begin.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", bytes.len());
        bytes.extend(format!("{} 0 obj\n", at + 1).into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let (start, count) = (bytes.len(), objects.len() + 1);
    bytes.extend(
        format!(
            "xref\n0 {count}\n{table}trailer\n<< /Size {count} /Root 1 0 R /Info {} 0 R >>\nstartxref\n{start}\n%%EOF\n",
            objects.len()
        )
        .into_bytes(),
    );
    bytes
}

fn lines(contents: &Contents) -> Vec<(u32, String)> {
    let mut lines = Vec::new();
    for block in contents.blocks() {
        match block {
            Block::Heading(level, text) => {
                lines.push((if level == 1 { 15 } else { 12 }, text));
                lines.push((10, String::new()));
            }
            Block::Paragraph(text) => {
                lines.extend(text.lines().flat_map(|it| wrapped(&format!("　{it}"))).map(|it| (10, it)));
            }
            Block::Item(text) => lines.extend(wrapped(&format!("・{text}")).into_iter().map(|it| (10, it))),
            Block::Table(rows) => {
                for row in rows {
                    lines.extend(wrapped(&row.join("　｜　")).into_iter().map(|it| (10, it)));
                }
                lines.push((10, String::new()));
            }
        }
    }
    if lines.is_empty() {
        lines.push((10, String::new()));
    }
    lines
}

fn wrapped(line: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut width = 0;
    for sign in line.chars() {
        let places = if sign.is_ascii() { 1 } else { 2 };
        if width + places > WIDTH {
            lines.push(String::new());
            width = 0;
        }
        width += places;
        if let Some(last) = lines.last_mut() {
            last.push(sign);
        }
    }
    lines
}

fn hex(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |mut hex, unit| {
        let _ = write!(hex, "{unit:04X}");
        hex
    })
}
