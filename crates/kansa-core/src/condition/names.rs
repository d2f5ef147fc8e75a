//! Names of columns: how they are found, and how names and values are shown in messages.

use std::collections::BTreeMap;

use strsim::damerau_levenshtein;

use super::lexer::is_bare_name;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::source::Place;
use crate::table::{Column, ColumnType, folded};
use crate::text::{Text, text};

/// More columns than this are not searched for a similar name. Tables have some dozens.
const MOST_CANDIDATES: usize = 1_000;
/// Longer names are not compared for similarity, which takes the square of their length.
const LONGEST_SIMILAR: usize = 64;
/// So many names are listed when none is similar.
const MOST_LISTED: usize = 8;
/// Of a longer name or value a message shows the start.
const LONGEST_SHOWN: usize = 40;

/// The declared columns by all their names.
pub(super) struct Columns<'a> {
    columns: &'a [Column],
    ids: BTreeMap<String, usize>,
    headers: BTreeMap<String, Vec<usize>>,
}

/// Why a name stands for no column.
pub(super) enum Missing<'a> {
    /// No column has it.
    Unknown {
        /// The name that is most like it.
        near: Option<&'a str>,
    },
    /// It is a header of several columns.
    Ambiguous {
        /// Their ids.
        ids: Vec<&'a str>,
    },
}

impl<'a> Columns<'a> {
    pub(super) fn new(columns: &'a [Column]) -> Self {
        let mut ids = BTreeMap::new();
        let mut headers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, column) in columns.iter().enumerate() {
            ids.entry(folded(&column.id).into_owned()).or_insert(index);
            for header in &column.headers {
                let owners = headers.entry(folded(header).into_owned()).or_default();
                if owners.last() != Some(&index) {
                    owners.push(index);
                }
            }
        }
        Self { columns, ids, headers }
    }

    /// The column of that name, with its type. An id goes before a header.
    pub(super) fn find(&self, name: &str) -> Result<(usize, ColumnType), Missing<'a>> {
        let name = folded(name);
        let owners = match self.ids.get(&*name) {
            Some(index) => std::slice::from_ref(index),
            None => self.headers.get(&*name).map(Vec::as_slice).unwrap_or_default(),
        };
        let owned: Vec<_> =
            owners.iter().filter_map(|index| Some((*index, self.columns.get(*index)?))).collect();
        match owned.as_slice() {
            [] => Err(Missing::Unknown { near: self.near(&name) }),
            [(index, column)] => Ok((*index, compared_as(column.kind))),
            several => Err(Missing::Ambiguous { ids: several.iter().map(|(_, it)| &*it.id).collect() }),
        }
    }

    /// What a column holds.
    pub(super) fn kind(&self, index: usize) -> Option<ColumnType> {
        self.columns.get(index).map(|it| it.kind)
    }

    /// The name that people know a column by.
    pub(super) fn title(&self, index: usize) -> Text {
        self.columns.get(index).map_or_else(|| Text::same(""), Column::title)
    }

    /// The diagnostic for a name that [`Columns::find`] does not know.
    pub(super) fn diagnostic(&self, name: &str, place: Place, why: &Missing<'_>) -> Diagnostic {
        let name = shown(name);
        match why {
            Missing::Unknown { near } => {
                let diagnostic = Diagnostic::new(
                    Code::UnknownColumn,
                    place,
                    text!("列「{name}」は定義されていません", "there is no column `{name}`"),
                );
                match near.map(written).or_else(|| self.list()) {
                    Some(known) if near.is_some() => {
                        diagnostic.help(text!("「{known}」の間違いではありませんか", "did you mean {known}?"))
                    }
                    Some(known) => diagnostic
                        .help(text!("使える列は次のとおりです: {known}", "the columns are: {known}")),
                    None => diagnostic,
                }
            }
            Missing::Ambiguous { ids } => {
                let ids: Vec<_> = ids.iter().map(|it| written(it)).collect();
                Diagnostic::new(
                    Code::UnknownColumn,
                    place,
                    text!(
                        "見出し「{name}」の列が複数あります",
                        "more than one column has the header `{name}`"
                    ),
                )
                .help(text!(
                    "列の id を使ってください: {ids}",
                    "use the column's id: {ids}",
                    ids = ids.join(", ")
                ))
            }
        }
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        self.columns
            .iter()
            .take(MOST_CANDIDATES)
            .flat_map(|it| std::iter::once(&*it.id).chain(it.headers.iter().map(String::as_str)))
    }

    fn near(&self, name: &str) -> Option<&'a str> {
        let length = name.chars().count();
        if length > LONGEST_SIMILAR {
            return None;
        }
        self.names()
            .filter_map(|candidate| {
                let canonical = folded(candidate);
                let other = canonical.chars().count();
                // A third may differ, but never the whole: any name of one character is one step from any other.
                let most = (length.max(other) / 3).max(1).min(length.min(other).saturating_sub(1));
                if length.abs_diff(other) > most {
                    return None;
                }
                let distance = damerau_levenshtein(name, &canonical);
                (distance <= most).then_some((distance, candidate))
            })
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, candidate)| candidate)
    }

    fn list(&self) -> Option<String> {
        let names: Vec<_> = self.columns.iter().take(MOST_LISTED).map(|it| written(it.label())).collect();
        let more = if self.columns.len() > names.len() { ", …" } else { "" };
        (!names.is_empty()).then(|| format!("{}{more}", names.join(", ")))
    }
}

/// A name as a condition writes it: bare if it can be, else in backquotes.
pub(super) fn written(name: &str) -> String {
    if is_bare_name(name) { name.to_owned() } else { format!("`{}`", name.replace('`', "``")) }
}

/// A text as a condition writes it.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A name or value for a message: one line, not too long.
pub(super) fn shown(text: &str) -> String {
    let mut line: String = text
        .chars()
        .take(LONGEST_SHOWN)
        .flat_map(|it| {
            let escaped = it.is_control().then(|| it.escape_default());
            let plain = escaped.is_none().then_some(it);
            escaped.into_iter().flatten().chain(plain)
        })
        .collect();
    if text.chars().nth(LONGEST_SHOWN).is_some() {
        line.push('…');
    }
    line
}

/// A type in words, as a message says what something is.
pub(super) fn kind_word(kind: ColumnType) -> Text {
    match kind {
        ColumnType::Text => Text::new("文字列", "a text"),
        ColumnType::Number | ColumnType::Percent => Text::new("数値", "a number"),
        ColumnType::Date => Text::new("日付", "a date"),
        ColumnType::Flag => Text::new("真偽値", "a flag"),
    }
}

/// A percentage is compared as the number it is.
fn compared_as(kind: ColumnType) -> ColumnType {
    match kind {
        ColumnType::Percent => ColumnType::Number,
        ColumnType::Text | ColumnType::Number | ColumnType::Date | ColumnType::Flag => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(id: &str, headers: &[&str]) -> Column {
        Column::new(id, ColumnType::Text, headers.iter().map(|&it| it.to_owned()).collect())
    }

    fn check(name: &str, expected: &str) {
        let columns = [
            column("score", &["点数", "得点 (100)"]),
            column("passed", &["合否", "score"]),
            column("guide", &["ガイド", "備考"]),
            column("note", &["備考"]),
        ];
        let columns = Columns::new(&columns);
        let found = match columns.find(name) {
            Ok((index, _)) => index.to_string(),
            Err(Missing::Unknown { near }) => format!("near {}", near.unwrap_or("nothing")),
            Err(Missing::Ambiguous { ids }) => ids.join(" or "),
        };
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn a_column_is_found_by_its_id_and_by_every_header() {
        for name in ["score", "点数", "得点 (100)", " 点数\u{3000}"] {
            check(name, "0");
        }
    }

    #[test]
    fn an_id_goes_before_a_header_of_another_column() {
        check("score", "0");
    }

    #[test]
    fn names_are_compared_in_nfc() {
        check("カ\u{3099}イト\u{3099}", "2");
    }

    #[test]
    fn a_header_of_two_columns_is_ambiguous() {
        check("備考", "guide or note");
    }

    #[test]
    fn the_nearest_name_is_offered_only_when_it_is_near() {
        check("scroe", "near score");
        check("点教", "near 点数");
        check("qualification", "near nothing");
        check("点", "near nothing");
        check("x", "near nothing");
    }

    #[test]
    fn a_name_is_shown_in_one_line() {
        assert_eq!(shown("a\nb\u{1b}"), "a\\nb\\u{1b}");
        assert_eq!(shown(&"長".repeat(50)), format!("{}…", "長".repeat(40)));
    }

    #[test]
    fn a_name_is_written_bare_only_if_it_reads_back() {
        for (name, expected) in [
            ("点数", "点数"),
            ("サーバー・名", "サーバー・名"),
            ("in", "`in`"),
            ("得点 (100)", "`得点 (100)`"),
            ("2026", "`2026`"),
            ("a`b", "`a``b`"),
            ("", "``"),
        ] {
            assert_eq!(written(name), expected);
        }
    }
}
