//! JSON that does nothing to where it is shown: a terminal, a log, an editor.

use std::fmt::Write as _;

use kansa_core::text::acts;
use serde::Serialize;

/// A value as JSON with indentation and a line break at its end. What turns or hides the text around it is written as `\u202e`, which
/// means the same.
///
/// # Errors
///
/// A map whose keys are no texts.
pub fn pretty(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    // Between its strings there is nothing but blanks and line breaks, and within them no line break.
    let active = |it: char| it != '\n' && acts(it);
    if !text.contains(active) {
        return Ok(text);
    }
    let mut neutral = String::with_capacity(text.len());
    for it in text.chars() {
        if active(it) {
            let mut units = [0; 2];
            for unit in it.encode_utf16(&mut units) {
                let _ = write!(neutral, "\\u{unit:04x}");
            }
        } else {
            neutral.push(it);
        }
    }
    Ok(neutral)
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn what_acts_is_written_out_and_means_the_same() {
        let text = "辻\u{9b}31m\u{202e}\u{7f}\u{e0041}\n\u{1b}]0;x\u{7}";
        let json = pretty(&[text]).unwrap();
        assert_eq!(json, "[\n  \"辻\\u009b31m\\u202e\\u007f\\udb40\\udc41\\n\\u001b]0;x\\u0007\"\n]\n");
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), [text]);
    }
}
