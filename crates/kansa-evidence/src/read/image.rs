//! Images: what kind they are and how large.

use imagesize::{ImageSize, blob_size, image_type};
use kansa_core::content::{Facts, FileKind, Sink, TextRead};
use memchr::memmem;

use super::{Options, Trouble, guarded};

/// Says how many pixels a png, jpeg, gif, webp, bmp, tiff or heic is wide and high. The name of the file is not asked: what
/// its first bytes say counts.
///
/// # Errors
///
/// It is no image of these kinds whatever its name says, or it is cut off before its size is said. A png is looked at to its end.
pub(crate) fn read(bytes: &[u8], _options: &Options<'_>, _sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    guarded(|| {
        image_type(bytes).map_err(|_| {
            Trouble::new("画像ではない（名前と中身が違う）", "no image, whatever its name says")
        })?;
        let ImageSize { width, height } = blob_size(bytes).map_err(|_| cut_off())?;
        if bytes.starts_with(b"\x89PNG") && memmem::rfind(bytes, b"IEND").is_none() {
            return Err(cut_off());
        }
        match (u32::try_from(width), u32::try_from(height)) {
            (Ok(width @ 1..), Ok(height @ 1..)) => Ok(Facts {
                kind: FileKind::Image,
                pixels: Some((width, height)),
                text: TextRead::None,
                ..Facts::default()
            }),
            _ => Err(Trouble::new("画像の大きさがない", "the image has no size")),
        }
    })
}

fn cut_off() -> Trouble {
    Trouble::new("画像が途中で切れている", "the image is cut off").remedy("出し直す", "file it again")
}

#[cfg(test)]
mod tests;
