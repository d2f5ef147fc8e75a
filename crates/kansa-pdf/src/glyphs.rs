//! Characters that the fonts can show.

use serde_json::Value;
use typst::text::Font;
use unicode_normalization::UnicodeNormalization;

/// The characters for which every font has a glyph.
pub(crate) struct Glyphs(Vec<u32>);

impl Glyphs {
    /// What all of the fonts have: a text may be set in any of them.
    pub(crate) fn new(fonts: &[Font]) -> Self {
        let mut all: Option<Vec<u32>> = None;
        for font in fonts {
            let mut covered: Vec<u32> = font.info().coverage.iter().collect();
            covered.sort_unstable();
            all = Some(match all {
                None => covered,
                Some(all) => all.into_iter().filter(|it| covered.binary_search(it).is_ok()).collect(),
            });
        }
        Self(all.unwrap_or_default())
    }

    /// Writes what has no glyph in any text of a view as `[U+1F469]`.
    pub(crate) fn write_out(&self, view: &mut Value) {
        match view {
            Value::String(text) => {
                if let Some(written) = self.written(text) {
                    *text = written;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|it| self.write_out(it)),
            Value::Object(fields) => fields.values_mut().for_each(|it| self.write_out(it)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The text with its missing glyphs written out, if there are any.
    fn written(&self, text: &str) -> Option<String> {
        if text.chars().all(|it| self.has(it)) {
            return None;
        }
        let mut written = String::with_capacity(text.len());
        // A mark that has no glyph of its own may have one together with its letter.
        for it in text.nfc().filter(|it| !is_variation(*it)) {
            if self.has(it) {
                written.push(it);
            } else {
                written.push_str(&format!("[U+{:04X}]", u32::from(it)));
            }
        }
        Some(written)
    }

    fn has(&self, it: char) -> bool {
        it == '\n' || it.is_ascii_graphic() || self.0.binary_search(&u32::from(it)).is_ok()
    }
}

/// Asks for another shape of the letter before it, which these fonts do not have.
fn is_variation(it: char) -> bool {
    matches!(it, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Glyphs;
    use crate::world::Desk;

    #[test]
    fn what_has_no_glyph_is_written_out_and_all_else_stays() {
        let glyphs = Glyphs::new(Desk::new().unwrap().fonts());
        let check = |text: &str, shown: &str| {
            let mut view = json!({"list": [{"text": text}]});
            glyphs.write_out(&mut view);
            assert_eq!(view, json!({"list": [{"text": shown}]}));
        };
        check("監査\n①㈱髙﨑〜～—é #$*<@[[", "監査\n①㈱髙﨑〜～—é #$*<@[[");
        check("👩\u{200d}💻", "[U+1F469][U+200D][U+1F4BB]");
        check("שלום", "[U+05E9][U+05DC][U+05D5][U+05DD]");
        // A shape that is asked for is left out, not the letter; a mark goes with its letter.
        check("辻\u{e0100}", "辻");
        check("カ\u{3099}👩", "ガ[U+1F469]");
    }
}
