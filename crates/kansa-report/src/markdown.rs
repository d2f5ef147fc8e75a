//! Escaping for Markdown (CommonMark with the tables of GitHub).

use minijinja::value::Value;
use minijinja::{Error, ErrorKind, Output};

use crate::v1::Shown;

/// The name of this way of escaping.
pub(crate) const NAME: &str = "markdown";

/// Writes a value: escaped, unless it went through a filter of ours.
pub(crate) fn write(out: &mut Output<'_>, value: &Value) -> Result<(), Error> {
    let written = match value.as_str() {
        Some(text) if value.is_safe() => out.write_str(text),
        Some(text) => out.write_str(&cell(text)),
        None => out.write_str(&cell(&value.to_string())),
    };
    written.map_err(|it| Error::new(ErrorKind::WriteFailure, "cannot write a value").with_source(it))
}

/// Text that stays text in a cell, a heading, an item or the text of a link; a line break is `<br>`.
pub(crate) fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, it) in text.char_indices() {
        match it {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\n' => escaped.push_str("<br>"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '~' | '$' => escaped.extend(['\\', it]),
            // Programs make links of addresses, and of names and numbers behind these signs.
            ':' if text[at..].starts_with("://") => escaped.push_str("\\:"),
            '.' if at >= 3 && text[..at].to_ascii_lowercase().ends_with("www") => escaped.push_str("\\."),
            '@' | '#' if is_followed(text, at) => {
                escaped.push(it);
                escaped.push_str("<!-- -->");
            }
            // What begins a heading, a list or a rule does so only at the start, what ends a heading at the end.
            '#' if at + 1 == text.len() => escaped.extend(['\\', it]),
            '#' | '+' | '-' | '=' if at == 0 => escaped.extend(['\\', it]),
            '.' | ')' if at == digits && digits > 0 && ends_word(text, at) => escaped.extend(['\\', it]),
            _ => escaped.push(it),
        }
    }
    escaped
}

/// Whether programs would make a link of a sign and what stands behind it: somebody (`@admin`), something (`#12`), an address
/// (`a@b.example`). The day behind an id (`…@2026-04-01`) is none of them.
fn is_followed(text: &str, at: usize) -> bool {
    let (before, behind) = (&text[..at], &text[at + 1..]);
    if before.ends_with(char::is_alphanumeric) && text[at..].starts_with('@') {
        let of_address = |it: char| it.is_alphanumeric() || matches!(it, '.' | '-' | '_');
        let end = behind.find(|it| !of_address(it)).unwrap_or(behind.len());
        behind[..end].trim_end_matches('.').contains('.')
    } else {
        behind.starts_with(char::is_alphanumeric)
    }
}

fn ends_word(text: &str, at: usize) -> bool {
    text.get(at + 1..).is_none_or(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// A path, an id or a hash as code; as text where code could not hold it.
pub(crate) fn code(text: &str) -> String {
    let plain = text.trim() == text && !text.contains(['`', '|', '\n']);
    if text.is_empty() || !plain { cell(text) } else { format!("`{text}`") }
}

/// A text of others: in one cell or line, and without effect.
pub(crate) fn text(it: &str) -> String {
    cell(Shown::from(it).as_str())
}

/// A path or an id of others as code.
pub(crate) fn name(it: &str) -> String {
    code(Shown::name(it).as_str())
}

#[cfg(test)]
mod tests {
    use super::{cell, code, name, text};

    #[test]
    fn what_others_wrote_turns_and_hides_nothing() {
        assert_eq!(text("a\u{202e}b\tc\r\nd"), "a\\[U+202E\\]b c<br>d");
        assert_eq!(name("a\u{202e}b\nc"), "`a[U+202E]b[U+000A]c`");
    }

    #[test]
    fn nothing_in_a_cell_acts() {
        assert_eq!(cell("a|b\nc"), "a\\|b<br>c");
        assert_eq!(cell("<script>&`*_[x](y)~$\\"), "&lt;script&gt;&amp;\\`\\*\\_\\[x\\](y)\\~\\$\\\\");
        assert_eq!(cell("# x"), "\\# x");
        assert_eq!(cell("2026. 1-2"), "2026\\. 1-2");
        assert_eq!(cell("10.1"), "10.1");
        assert_eq!(cell("10."), "10\\.");
        assert_eq!(cell("see https://a.example #"), "see https\\://a.example \\#");
        assert_eq!(cell("WWW.a.example x@b.example #12"), "WWW\\.a.example x@<!-- -->b.example #<!-- -->12");
        assert_eq!(cell("@admin a/b@2026-04-01 x."), "@<!-- -->admin a/b@2026-04-01 x.");
    }

    #[test]
    fn code_holds_what_it_can() {
        assert_eq!(code("evidence/a_b.csv"), "`evidence/a_b.csv`");
        assert_eq!(code("a`b|c"), "a\\`b\\|c");
        assert_eq!(code(""), "");
    }
}
