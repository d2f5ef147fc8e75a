//! Text that is safe to show: nothing in it acts on what stands around it.

use std::fmt;

use kansa_core::text::acts;
use schemars::JsonSchema;
use serde::Serialize;

/// Bytes of an anchor at most.
const LONGEST: usize = 120;

/// Text of a report. Control characters, and those that turn or hide the text around them, are written out as
/// `[U+202E]`; a tab is a blank; line breaks are `\n`. Escaping for HTML or Markdown is the renderer's.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Shown(String);

impl Shown {
    /// A path or another name of one line: line breaks are written out too.
    pub fn name(text: &str) -> Self {
        let mut shown = String::with_capacity(text.len());
        for it in text.chars() {
            if acts(it) { write_out(&mut shown, it) } else { shown.push(it) }
        }
        Self(shown)
    }

    /// An anchor from its kind and an id: different for different ids, of characters that neither HTML, Markdown nor a
    /// URL changes. A long one ends in a hash: PDF readers know names of 127 bytes.
    pub fn anchor(kind: &str, id: &str) -> Self {
        let mut anchor = format!("{kind}:");
        for byte in id.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'/' | b':' | b'@' => {
                    anchor.push(char::from(byte));
                }
                _ => anchor.push_str(&format!("+{byte:02x}")),
            }
        }
        if anchor.len() > LONGEST {
            anchor.truncate(LONGEST - 17);
            anchor.push_str(&format!("+{:016x}", fnv1a(id)));
        }
        Self(anchor)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        let mut shown = String::with_capacity(text.len());
        let mut chars = text.chars().peekable();
        while let Some(it) = chars.next() {
            match it {
                '\r' => {
                    chars.next_if_eq(&'\n');
                    shown.push('\n');
                }
                '\n' | '\u{2028}' | '\u{2029}' => shown.push('\n'),
                '\t' => shown.push(' '),
                _ if acts(it) => write_out(&mut shown, it),
                _ => shown.push(it),
            }
        }
        Self(shown)
    }
}

impl From<String> for Shown {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for Shown {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<usize> for Shown {
    fn from(number: usize) -> Self {
        Self(number.to_string())
    }
}

/// FNV-1a, 64 bits. It tells long names apart; nothing rests on it.
fn fnv1a(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn write_out(to: &mut String, it: char) {
    to.push_str(&format!("[U+{:04X}]", u32::from(it)));
}

#[cfg(test)]
mod tests {
    use super::Shown;

    #[test]
    fn what_turns_or_hides_text_is_written_out() {
        assert_eq!(
            Shown::from("a\u{202e}b\u{0}\u{1b}[0m\u{200b}").as_str(),
            "a[U+202E]b[U+0000][U+001B][0m[U+200B]"
        );
        assert_eq!(Shown::from("a\tb\r\nc\rd\u{2028}e").as_str(), "a b\nc\nd\ne");
        assert_eq!(Shown::name("a\nb\tc").as_str(), "a[U+000A]b[U+0009]c");
        assert_eq!(Shown::from("辻\u{e0100}👩\u{200d}💻").as_str(), "辻\u{e0100}👩\u{200d}💻");
    }

    #[test]
    fn anchors_of_different_ids_differ() {
        assert_eq!(Shown::anchor("control", "iso-27001-2022:A.6.3").as_str(), "control:iso-27001-2022:A.6.3");
        assert_eq!(Shown::anchor("file", "a+b_c").as_str(), "file:a+2bb+5fc");
        assert_ne!(Shown::anchor("file", "a b"), Shown::anchor("file", "a+20b"));
        let long = |last: &str| Shown::anchor("file", &format!("{}{last}", "台帳".repeat(30)));
        assert_eq!(long("a").as_str().len(), 120);
        assert_ne!(long("a"), long("b"));
    }
}
