//! Checks on texts and on values.

use super::{CheckResult, Outcome, file_name, looked_at};
use crate::check::CheckKind;
use crate::content::TextRead;
use crate::evidence::{Content, File, Item};
use crate::extract::Extract;
use crate::finding::Spot;
use crate::measure::Part;
use crate::text::{Text, text};

/// The files that a check looks at, as far as they could be read.
fn read<'i>(item: &'i Item, part: Option<&'i Part>) -> Vec<(&'i File, &'i Extract)> {
    looked_at(item, part)
        .filter_map(|file| match &file.content {
            Content::Read(extract) => Some((file, extract.get())),
            Content::Unreadable(_) => None,
        })
        .collect()
}

pub(super) fn judge_text(kind: &CheckKind, at: usize, item: &Item, part: Option<&Part>) -> CheckResult {
    let name = kind.as_str();
    let files = read(item, part);
    // A word may stand in any of the files.
    let mut found: Vec<bool> = Vec::new();
    for (_, extract) in &files {
        let words = extract.words.iter().find(|(check, _)| usize::from(*check) == at);
        for (nth, hit) in words.into_iter().flat_map(|(_, it)| it.iter().enumerate()) {
            if found.len() <= nth {
                found.resize(nth + 1, false);
            }
            found[nth] |= hit;
        }
    }
    let is_found = |nth: usize| found.get(nth).copied().unwrap_or(false);
    let unread: Vec<(&File, TextRead)> = files
        .iter()
        .filter(|(_, it)| it.is_text_missing() && it.tables.is_empty())
        .map(|(file, it)| (*file, it.text))
        .collect();
    let (holds, said) = match kind {
        CheckKind::Contains { all, any, none } => {
            let lacking: Vec<&str> = all
                .iter()
                .enumerate()
                .filter(|(nth, _)| !is_found(*nth))
                .map(|(_, it)| it.as_str())
                .collect();
            let any_found = any.is_empty() || (all.len()..all.len() + any.len()).any(is_found);
            let first = all.len() + any.len();
            let unwanted: Vec<&str> = none
                .iter()
                .enumerate()
                .filter(|(nth, _)| is_found(first + nth))
                .map(|(_, it)| it.as_str())
                .collect();
            let holds = lacking.is_empty() && any_found && unwanted.is_empty();
            // What must not be there is there, whatever else could not be read.
            if !unwanted.is_empty() {
                let words = quoted(&unwanted);
                return failed(
                    name,
                    text!(
                        "本文にあってはならない語句がある: {words}",
                        "the text has words it must not have: {words}"
                    ),
                    &files,
                );
            }
            let missing = if lacking.is_empty() { any.iter().map(String::as_str).collect() } else { lacking };
            let there: Vec<&str> = all
                .iter()
                .chain(any)
                .enumerate()
                .filter(|(nth, _)| is_found(*nth))
                .map(|(_, it)| it.as_str())
                .collect();
            (holds, if holds { found_words(&there, none) } else { missing_words(&missing) })
        }
        CheckKind::Matches { pattern } => {
            let pattern = pattern.as_str();
            let holds = is_found(0);
            let said = if holds {
                text!("本文に「{pattern}」に合う行がある", "a line of the text matches {pattern}")
            } else {
                text!("本文に「{pattern}」に合う行がない", "no line of the text matches {pattern}")
            };
            (holds, said)
        }
        _ => (false, Text::same("")),
    };
    // Words that must not be there may stand in what was not read.
    let may_hide = matches!(kind, CheckKind::Contains { none, .. } if !none.is_empty());
    if holds && (unread.is_empty() || !may_hide) {
        // Of several files those that have the words are told, and so is what was not looked through.
        let has = |it: &&(&File, &Extract)| {
            it.1.words.iter().any(|(check, found)| usize::from(*check) == at && found.contains(&true))
        };
        let names: Vec<&str> = files.iter().filter(has).map(|(file, _)| file_name(file)).collect();
        let said = if names.is_empty() || files.len() == 1 {
            said
        } else {
            let (ja, en) = (names.join("、"), names.join(", "));
            Text::new(format!("{ja}: {}", said.ja), format!("{en}: {}", said.en))
        };
        let said = match unread.first() {
            Some((file, _)) => {
                let name = file_name(file);
                Text::new(
                    format!("{}（{name} の本文は確かめていない）", said.ja),
                    format!("{} (the text of {name} is not checked)", said.en),
                )
            }
            None => said,
        };
        return CheckResult::passed(name, said);
    }
    if !unread.is_empty() {
        return unchecked(name, &unread);
    }
    failed(name, said, &files)
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|it| format!("「{it}」")).collect()
}

fn found_words(there: &[&str], none: &[String]) -> Text {
    if there.is_empty() {
        let words = quoted(&none.iter().map(String::as_str).collect::<Vec<_>>());
        return text!("本文に {words} はない", "the text does not have {words}");
    }
    let words = quoted(there);
    text!("本文に {words} がある", "the text has {words}")
}

fn missing_words(words: &[&str]) -> Text {
    let words = quoted(words);
    text!("本文に {words} がない", "the text lacks {words}")
}

fn failed(kind: &'static str, message: Text, files: &[(&File, &Extract)]) -> CheckResult {
    let at = files.iter().map(|(file, _)| Spot::file(file.path.clone())).collect();
    CheckResult::failed(kind, message, at)
}

/// A text that was not read is never a pass, and no proof that the words are missing.
fn unchecked(kind: &'static str, unread: &[(&File, TextRead)]) -> CheckResult {
    let (file, why) = unread[0];
    let name = file_name(file);
    let message = match why {
        TextRead::Scan => text!(
            "本文を確かめていない: {name} は文字のないスキャン画像",
            "text not checked: {name} is a scan without text"
        ),
        TextRead::NoExtractor => text!(
            "本文を確かめていない: {name} の文字を取り出す道具が kansa.yaml にない（pdf_text: pdftotext）",
            "text not checked: kansa.yaml names no extractor for {name} (pdf_text: pdftotext)"
        ),
        TextRead::None | TextRead::Read => text!(
            "本文を確かめていない: {name} は文字を読めない形式",
            "text not checked: {name} is of a kind that has no text to read"
        ),
    };
    let at = unread.iter().map(|(file, _)| Spot::file(file.path.clone())).collect();
    let remedy = match why {
        TextRead::Scan => Some(text!(
            "文字認識（OCR）をした PDF か、元の文書を置く",
            "file a pdf with recognized text, or the document it was made from"
        )),
        TextRead::NoExtractor => {
            Some(text!("kansa.yaml に pdf_text を書く", "name an extractor in kansa.yaml (pdf_text)"))
        }
        TextRead::None | TextRead::Read => None,
    };
    CheckResult { remedy, outcome: Outcome::Unchecked, ..CheckResult::failed(kind, message, at) }
}

/// How many places of violations a message names.
const SHOWN: usize = 5;

pub(super) fn judge_values(at: usize, item: &Item, part: Option<&Part>) -> CheckResult {
    const KIND: &str = "json-schema";
    let files = read(item, part);
    let judged: Vec<_> = files
        .iter()
        .flat_map(|(file, extract)| extract.violations.iter().map(move |it| (*file, it)))
        .filter(|(_, (check, ..))| usize::from(*check) == at)
        .collect();
    if judged.is_empty() {
        return failed(
            KIND,
            text!("JSON・YAML・TOML のファイルがない", "there is no JSON, YAML or TOML file"),
            &files,
        );
    }
    let failing: Vec<_> = judged.iter().filter(|(_, (_, count, _))| *count > 0).collect();
    let all = judged.len();
    let pass = failing
        .is_empty()
        .then(|| text!("{all} 件がスキーマに合う", "{all} documents are as the schema says"));
    CheckResult::new(KIND, pass, || {
        let count: u32 = failing.iter().map(|(_, (_, count, _))| count).sum();
        let mut places: Vec<String> = Vec::new();
        for (_, (_, _, found)) in &failing {
            places.extend(found.iter().map(|it| {
                let pointer = if it.pointer.is_empty() { "/" } else { &it.pointer };
                format!("{pointer} ({})", it.keyword)
            }));
        }
        places.truncate(SHOWN);
        let list = places.join(", ");
        let message = text!(
            "スキーマに合わない所が {count} か所: {list}",
            "{count} places are not as the schema says: {list}"
        );
        (message, failing.iter().map(|(file, _)| Spot::file(file.path.clone())).collect())
    })
}
