//! Descriptions of fields in the languages of those who write them.

use std::collections::BTreeMap;

use schemars::Schema;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::Value;

use crate::text::{Lang, Text};

/// The languages that a schema describes its fields in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Languages {
    /// One of them.
    One(Lang),
    /// Japanese, and English on the next line.
    Both,
}

impl Languages {
    /// A text in them; said once where it is the same in both.
    pub fn of(self, text: &Text) -> String {
        match self {
            Self::One(lang) => text.get(lang).to_owned(),
            Self::Both if text.ja == text.en => text.ja.clone(),
            Self::Both => format!("{}\n{}", text.ja, text.en),
        }
    }
}

/// What fields are, in Japanese, by what their doc comments say in English.
///
/// By the English and not by the name of the field: whoever changes the one is told to change the other.
#[derive(Debug)]
pub struct Descriptions(BTreeMap<&'static str, &'static str>);

impl Descriptions {
    /// Reads pairs of lines, English and Japanese. Empty lines, and those that start with `#`, are for the reader.
    pub fn new(texts: &[&'static str]) -> Self {
        let said = |it: &&str| !it.is_empty() && !it.starts_with('#');
        let lines: Vec<&'static str> = texts.iter().flat_map(|it| it.lines()).filter(said).collect();
        Self(lines.chunks_exact(2).filter_map(|it| Some((*it.first()?, *it.last()?))).collect())
    }

    /// Describes every field of a schema in these languages; in English where the Japanese is missing.
    pub fn describe(&self, schema: &mut Schema, languages: Languages) {
        let mut each = RecursiveTransform(|schema: &mut Schema| {
            let english = english(schema);
            let Some(english) = english else { return };
            let japanese = self.0.get(&*english).map_or_else(|| english.clone(), |it| (*it).to_owned());
            let both = Text { ja: japanese, en: english };
            schema.insert("description".to_owned(), languages.of(&both).into());
        });
        each.transform(schema);
    }

    /// What is described in schemas without a Japanese text, and what no schema says: both have to be empty.
    pub fn faults(&self, schemas: &[Schema]) -> (Vec<String>, Vec<&'static str>) {
        let mut said = Vec::new();
        for schema in schemas {
            let mut each = RecursiveTransform(|schema: &mut Schema| said.extend(english(schema)));
            each.transform(&mut schema.clone());
        }
        said.sort();
        said.dedup();
        let unknown = self.0.keys().filter(|it| !said.iter().any(|said| said == *it)).copied().collect();
        said.retain(|it| !self.0.contains_key(it.as_str()));
        (said, unknown)
    }
}

/// The doc comment in one line.
fn english(schema: &Schema) -> Option<String> {
    let description = schema.get("description").and_then(Value::as_str)?;
    Some(description.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_described_in_the_languages_asked_for() {
        let words = Descriptions::new(&["# dates\n\nThe day.\n日付\n"]);
        for (languages, expected) in [
            (Languages::One(Lang::Ja), "日付"),
            (Languages::One(Lang::En), "The day."),
            (Languages::Both, "日付\nThe day."),
        ] {
            let mut schema = schemars::json_schema!({
                "properties": { "on": { "description": "The\nday." }, "description": { "type": "string" } },
            });
            words.describe(&mut schema, languages);
            assert_eq!(schema.pointer("/properties/on/description").unwrap(), expected);
        }
    }

    #[test]
    fn what_is_missing_is_english_and_said() {
        let words = Descriptions::new(&["The day.\n日付\n"]);
        let mut schema = schemars::json_schema!({ "description": "The week." });
        assert_eq!(
            words.faults(std::slice::from_ref(&schema)),
            (vec!["The week.".to_owned()], vec!["The day."])
        );
        words.describe(&mut schema, Languages::One(Lang::Ja));
        assert_eq!(schema.get("description").unwrap(), "The week.");
    }
}
