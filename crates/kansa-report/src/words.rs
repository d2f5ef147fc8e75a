//! Labels and sentences of both languages, side by side.

mod codes;
mod labels;
mod sentences;

use std::collections::BTreeMap;

use kansa_core::text::Lang;

use codes::CODES;
use labels::LABELS;
use sentences::SENTENCES;

/// Key, Japanese, English; by key.
type Words = &'static [(&'static str, &'static str, &'static str)];

/// All of a language by key.
pub(crate) fn all(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    let words = LABELS.iter().chain(SENTENCES);
    words.map(|(key, ja, en)| (*key, pick(lang, ja, en))).collect()
}

/// What a key stands for.
pub(crate) fn label(lang: Lang, key: &'static str) -> &'static str {
    find(LABELS, key).or_else(|| find(SENTENCES, key)).map_or(key, |(ja, en)| pick(lang, ja, en))
}

/// What kind of finding has a code.
pub(crate) fn kind(lang: Lang, code: &str) -> &str {
    find(CODES, code).map_or(code, |(ja, en)| pick(lang, ja, en))
}

fn find(words: Words, key: &str) -> Option<(&'static str, &'static str)> {
    let at = words.binary_search_by_key(&key, |(it, ..)| it).ok()?;
    words.get(at).map(|(_, ja, en)| (*ja, *en))
}

fn pick(lang: Lang, ja: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Ja => ja,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, LABELS, SENTENCES, all, kind, label};
    use kansa_core::code::Code;
    use kansa_core::text::Lang;

    #[test]
    fn words_are_sorted_and_each_has_both_languages() {
        for words in [CODES, LABELS, SENTENCES] {
            for pair in words.windows(2) {
                assert!(pair[0].0 < pair[1].0, "{} {}", pair[0].0, pair[1].0);
            }
        }
        assert_eq!(all(Lang::Ja).len(), LABELS.len() + SENTENCES.len(), "a key stands in both");
        for (key, ja, en) in LABELS.iter().chain(SENTENCES) {
            assert!(!key.is_empty() && !ja.trim().is_empty() && !en.trim().is_empty(), "{key}");
            assert_eq!(ja.ends_with('。'), SENTENCES.iter().any(|it| it.0 == *key), "{key}");
        }
    }

    #[test]
    fn every_label_that_is_asked_for_by_its_name_is_there() {
        let source = concat!(
            include_str!("pipeline.rs"),
            include_str!("pipeline/comment.rs"),
            include_str!("pipeline/junit.rs"),
            include_str!("v1/applicability.rs"),
            include_str!("v1/catalog.rs"),
            include_str!("v1/measure.rs"),
            include_str!("v1/owed.rs"),
            include_str!("v1/search.rs"),
            include_str!("v1/word.rs"),
        );
        let keys = source.split("label(lang, \"").skip(1).filter_map(|it| it.split('"').next());
        for key in keys {
            assert!(LABELS.iter().chain(SENTENCES).any(|it| it.0 == key), "{key}");
        }
        assert_eq!(label(Lang::Ja, "as_of"), "基準日");
    }

    #[test]
    fn every_code_of_a_finding_is_a_kind_of_finding() {
        let first = Code::ALL.iter().position(|it| *it == Code::EvidenceOverdue).unwrap();
        for code in &Code::ALL[first..] {
            for lang in Lang::ALL {
                assert_ne!(kind(lang, code.as_str()), code.as_str());
            }
        }
        assert_eq!(CODES.len(), Code::ALL.len() - first);
    }
}
