use proptest::prelude::*;

use super::read;
use crate::read::notes::{endures, notes, trouble};

const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x02\0\0\0....\0\0\0\0IEND\xaeB\x60\x82";
const GIF: &[u8] = b"GIF89a\x80\x02\xe0\x01\0\0\0;";
const BMP: &[u8] = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x80\x02\0\0\xe0\x01\0\0\x01\0\x18\0";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\x01\xe0\x02\x80\x01\x01\x11\0\xff\xd9";
const WEBP: &[u8] = b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0";
const TIFF: &[u8] =
    b"II*\0\x08\0\0\0\x02\0\0\x01\x03\0\x01\0\0\0\x80\x02\0\0\x01\x01\x03\0\x01\0\0\0\xe0\x01\0\0\0\0\0\0";
const HEIC: &[u8] = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x38meta\0\0\0\0\0\0\0\x2ciprp\0\0\0\x24ipco\0\0\0\x14ispe\0\0\0\0\0\0\x02\x80\0\0\x01\xe0\0\0\0\x08free";

#[test]
fn every_kind_says_its_size() {
    for bytes in [PNG, GIF, BMP, JPEG, WEBP, TIFF, HEIC] {
        let facts = notes(read, bytes).1;
        assert_eq!(facts.unwrap().pixels, Some((640, 480)), "{bytes:?}");
    }
}

#[test]
fn what_is_no_image_or_cut_off_is_said() {
    for (bytes, expected) in [
        (&b"%PDF-1.7 and so on"[..], "no image, whatever its name says"),
        (b"", "no image, whatever its name says"),
        (&PNG[..20], "the image is cut off"),
        (&PNG[..30], "the image is cut off"),
        (&JPEG[..12], "the image is cut off"),
        (b"GIF89a\0\0\0\0\0\0\0;", "the image has no size"),
    ] {
        assert_eq!(trouble(read, bytes), expected, "{bytes:?}");
    }
}

#[test]
fn a_broken_file_is_no_panic() {
    for bytes in [PNG, GIF, BMP, JPEG, WEBP, TIFF, HEIC] {
        endures(read, bytes);
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100), kind in 0..7_usize) {
        let head = [PNG, GIF, BMP, JPEG, WEBP, TIFF, HEIC][kind];
        let _ = notes(read, &bytes);
        let _ = notes(read, &[&head[..12], &bytes].concat());
    }
}
