//! What all fuzz targets share: whose panics count, what a reader may hand out, and what a parser has to say.

pub mod events;
pub mod grid;
pub mod model;
pub mod package;
pub mod panics;
pub mod parsed;
pub mod reader;

/// The input as a text, if it is one.
pub fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// One of several by the first byte (`A` is the first of them), and the rest of the input.
pub fn choice<'d, T: Copy>(data: &'d [u8], among: &[T]) -> Option<(T, &'d [u8])> {
    let (first, rest) = data.split_first()?;
    let at = usize::from(first.wrapping_sub(b'A')) % among.len().max(1);
    Some((*among.get(at)?, rest))
}

/// A message for people: in both languages.
#[track_caller]
pub fn is_said(text: &kansa_core::text::Text) {
    assert!(!text.ja.trim().is_empty() && !text.en.trim().is_empty(), "a message is empty");
}

/// A message for people, of one line.
#[track_caller]
pub fn is_message(text: &kansa_core::text::Text) {
    is_said(text);
    for one in [&text.ja, &text.en] {
        assert!(!one.contains('\n'), "a message has a line break: {one:?}");
    }
}
