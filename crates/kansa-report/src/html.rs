//! Escaping for HTML.

use minijinja::value::Value;
use minijinja::{Error, ErrorKind, Output};

/// Writes a value: escaped, unless a template says that it is safe.
pub(crate) fn write(out: &mut Output<'_>, value: &Value) -> Result<(), Error> {
    let written = match value.as_str() {
        Some(text) if value.is_safe() => out.write_str(text),
        Some(text) => out.write_str(&escape(text)),
        None => out.write_str(&escape(&value.to_string())),
    };
    written.map_err(|it| Error::new(ErrorKind::WriteFailure, "cannot write a value").with_source(it))
}

/// Text that is neither markup nor the end of an attribute. `/` stays, so that paths can be searched for.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(it),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_and_quotes_are_text() {
        assert_eq!(super::escape("<a b='c'>\"&\""), "&lt;a b=&#39;c&#39;&gt;&quot;&amp;&quot;");
        assert_eq!(super::escape("evidence/acme/研修.csv"), "evidence/acme/研修.csv");
    }
}
