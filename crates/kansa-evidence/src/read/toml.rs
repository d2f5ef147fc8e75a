//! toml: the same as json.

use kansa_core::content::{Facts, FileKind, Sink, TextRead};

use super::tree::Growth;
use super::{Options, Trouble, encoding, json, records, text, yaml};

/// Hands out every list of records (`[[hosts]]` is one) as a sheet ([`records::sheets`]), and the lines of the file.
///
/// Dates are texts, as they are written. A number is a number: of `5.10` the zero is lost, so versions belong into quotes.
///
/// # Errors
///
/// The text is no toml, a key stands twice, it is nested too deeply, or there is too much in it.
pub(crate) fn read(bytes: &[u8], options: &Options<'_>, sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    yaml::check_size(bytes)?;
    let text = encoding::text(bytes, options.encoding)?;
    let growth = Growth::default();
    let root = toml::Deserializer::parse(&text).and_then(|it| growth.grow(it)).map_err(|error| {
        let line =
            error.span().and_then(|it| text.get(..it.start)).map_or(1, |above| above.split('\n').count());
        match growth.refusal() {
            Some(refusal) => json::refused(refusal, &format!("{line} 行目"), &format!("line {line}")),
            None => Trouble::new(
                format!("TOML として読めない（{line} 行目）"),
                format!("no valid toml in line {line}"),
            ),
        }
    })?;
    text::lines(&text, sink);
    root.hand_out(sink);
    records::sheets(&root, "", sink)?;
    Ok(Facts { kind: FileKind::Toml, text: TextRead::Read, ..Facts::default() })
}

#[cfg(test)]
mod tests;
