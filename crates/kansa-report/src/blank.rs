//! Tables to fill in: the columns of a register, or those that an evidence requirement wants, under headers that kansa reads
//! back; empty, or with what a company has already.

pub mod rows;

use chrono::Datelike;
use kansa_core::measure::Requirement;
use kansa_core::register::RegisterDef;
use kansa_core::table::{Cell, Column, ColumnType};
use kansa_core::text::{Lang, Text, acts};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Workbook,
    XlsxError,
};

/// Rows that are prepared for typing: cells further down are plain.
const ROWS: u32 = 2000;

/// A table to fill in.
#[derive(Debug, Clone)]
pub struct Blank<'a> {
    title: &'a Text,
    columns: &'a [Column],
    /// Index of the column that no two rows may share a value in.
    key: Option<usize>,
    /// What stands in it already: a cell for each column.
    rows: Vec<Vec<Cell<'a>>>,
}

impl<'a> Blank<'a> {
    /// The table of a register.
    pub fn of_register(def: &'a RegisterDef) -> Self {
        Self { title: &def.title, columns: &def.columns, key: Some(def.key), rows: Vec::new() }
    }

    /// The table that an evidence requirement looks into; none if it looks into no table.
    pub fn of_requirement(requirement: &'a Requirement) -> Option<Self> {
        let Requirement { title, columns, .. } = requirement;
        (!columns.is_empty()).then_some(Self { title, columns, key: None, rows: Vec::new() })
    }

    /// The same table with rows, each with a cell for every column.
    #[must_use]
    pub fn with_rows(self, rows: Vec<Vec<Cell<'a>>>) -> Self {
        Self { rows, ..self }
    }

    /// As text with separators, with the byte order mark that Excel wants to see.
    ///
    /// # Errors
    ///
    /// A cell that a spreadsheet would take for a formula: with it, text cannot be both safe and true. A workbook can.
    pub fn csv(&self, lang: Lang) -> Result<String, Text> {
        let titles: Vec<Text> = self.columns.iter().map(Column::title).collect();
        let headers: Vec<String> = titles.iter().map(|it| quoted(it.get(lang))).collect();
        let mut text = format!("\u{feff}{}\r\n", headers.join(","));
        let headers = titles.iter().map(|it| it.get(lang));
        let cells = self.rows.iter().flatten().filter_map(Cell::as_text);
        for cell in headers.chain(cells) {
            if is_formula(cell) {
                return Err(Text::new(
                    format!(
                        "「{cell}」は表計算ソフトで数式として動くため、CSV には書き出せない（xlsx を使う）"
                    ),
                    format!(
                        "a spreadsheet would take {cell} for a formula, so it cannot be written as csv: use xlsx"
                    ),
                ));
            }
        }
        for row in &self.rows {
            let cells: Vec<String> = row.iter().map(|it| quoted(&written(it, lang))).collect();
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
        Ok(text)
    }

    /// As a workbook: typed columns, a note on each header that says what goes below it.
    ///
    /// The same columns give the same bytes.
    ///
    /// # Errors
    ///
    /// More columns than a sheet has, or the like.
    pub fn xlsx(&self, lang: Lang) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // A date of its own would make every file another one.
        let never = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&never));
        let head = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0xDD_E6_F0))
            .set_border_bottom(FormatBorder::Thin)
            .set_text_wrap();
        let key = head.clone().set_background_color(Color::RGB(0xB8_CC_E4));
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(self.title.get(lang)))?;
        for (at, column) in (0..).zip(self.columns) {
            let header = column.title();
            let is_key = self.key == Some(usize::from(at));
            sheet.write_with_format(0, at, header.get(lang), if is_key { &key } else { &head })?;
            sheet.insert_note(0, at, &Note::new(said(column, is_key, lang)).add_author_prefix(false))?;
            let texts = self.rows.iter().filter_map(|it| it.get(usize::from(at)).and_then(Cell::as_text));
            sheet.set_column_width(at, width(header.get(lang), column.kind, texts.map(signs).max()))?;
            sheet.set_column_format(at, &format(column.kind))?;
            if let Some(validation) = validation(column.kind, lang)? {
                sheet.add_data_validation(1, at, ROWS, at, &validation)?;
            }
        }
        for (number, row) in (1..).zip(&self.rows) {
            for (at, (cell, column)) in (0..).zip(row.iter().zip(self.columns)) {
                let format = format(column.kind);
                match cell {
                    Cell::Empty | Cell::Bad(_) => {}
                    Cell::Number(value) if column.kind == ColumnType::Percent => {
                        sheet.write_with_format(number, at, *value / 100.0, &format)?;
                    }
                    Cell::Number(value) => {
                        sheet.write_with_format(number, at, *value, &format)?;
                    }
                    Cell::Date(day) if (1900..=9999).contains(&day.year()) => {
                        let month_and_day = [day.month(), day.day()].map(|it| u8::try_from(it).unwrap_or(1));
                        let year = u16::try_from(day.year()).unwrap_or(1900);
                        let date = ExcelDateTime::from_ymd(year, month_and_day[0], month_and_day[1])?;
                        sheet.write_with_format(number, at, &date, &format)?;
                    }
                    // Excel counts no days before 1900: they are text, and read as such.
                    Cell::Date(_) | Cell::Text(_) | Cell::Flag(_) => {
                        sheet.write_string_with_format(number, at, written(cell, lang), &format)?;
                    }
                }
            }
        }
        let last = u16::try_from(self.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
        sheet.set_freeze_panes(1, 0)?;
        let rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        sheet.autofilter(0, 0, ROWS.max(rows), last)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        book.save_to_buffer()
    }
}

/// A cell as text.
fn written(cell: &Cell<'_>, lang: Lang) -> String {
    match cell {
        Cell::Empty | Cell::Bad(_) => String::new(),
        Cell::Text(text) => text.as_ref().to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::Flag(yes) => {
            let [positive, negative] = yes_and_no(lang);
            if *yes { positive } else { negative }.to_owned()
        }
    }
}

pub(crate) fn yes_and_no(lang: Lang) -> [&'static str; 2] {
    match lang {
        Lang::Ja => ["有", "無"],
        Lang::En => ["yes", "no"],
    }
}

/// Whether a spreadsheet would take a text for a formula.
pub(crate) fn is_formula(text: &str) -> bool {
    // Spreadsheets of Japan read full-width signs too, and overlook what nobody sees.
    let first = |it: char| match it {
        '＝' => '=',
        '＋' => '+',
        '－' => '-',
        '＠' => '@',
        it => it,
    };
    let text: String =
        text.chars().skip_while(|it| acts(*it) && !matches!(it, '\t' | '\r')).map(first).collect();
    text.starts_with(['=', '+', '@', '\t', '\r']) || text.starts_with('-') && text.len() > 1
}

/// What goes into a column, for who fills it in.
fn said(column: &Column, is_key: bool, lang: Lang) -> String {
    let kind = match column.kind {
        ColumnType::Text => Text::new("文字", "Text"),
        ColumnType::Number => Text::new("数値（例: 80）", "A number, such as 80"),
        ColumnType::Percent => Text::new("割合（例: 80%）", "A percentage, such as 80%"),
        ColumnType::Date => Text::new(
            "日付（例: 2026-04-01、令和8年4月1日）。なければ空欄",
            "A date, such as 2026-04-01; empty if there is none",
        ),
        ColumnType::Flag => Text::new("有・無（済・未、○・×も可）", "yes or no"),
    };
    let mut said = kind.get(lang).to_owned();
    if is_key {
        said.push_str(match lang {
            Lang::Ja => "\n行を区別するキー。空欄や重複は不可",
            Lang::En => "\nThe key: never empty, and never twice",
        });
    }
    if column.id.as_ref() == "from" || column.id.as_ref() == "to" {
        said.push_str(match lang {
            Lang::Ja => "\nその行が有効な期間の初日・末日。続いている行の終わりは空欄",
            Lang::En => "\nFirst and last day of the row; empty where it goes on",
        });
    }
    let mut names: Vec<&str> = column.headers.iter().map(String::as_str).collect();
    if !names.contains(&&*column.id) {
        names.push(&column.id);
    }
    let label = match lang {
        Lang::Ja => "この列として読む見出し",
        Lang::En => "Headers that are read as this column",
    };
    said.push_str(&format!("\n{label}: {}", names.join(", ")));
    said
}

fn format(kind: ColumnType) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    match kind {
        // Else a spreadsheet takes the zeros off 0012 and makes days of 1-2.
        ColumnType::Text => format.set_num_format("@").set_text_wrap(),
        ColumnType::Number => format.set_num_format("General"),
        ColumnType::Percent => format.set_num_format("0%"),
        ColumnType::Date => format.set_num_format("yyyy-mm-dd"),
        ColumnType::Flag => format,
    }
}

fn validation(kind: ColumnType, lang: Lang) -> Result<Option<DataValidation>, XlsxError> {
    Ok(match kind {
        ColumnType::Flag => {
            let words = yes_and_no(lang);
            // What else reads as yes or no may be typed too.
            Some(DataValidation::new().allow_list_strings(&words)?.show_error_message(false))
        }
        ColumnType::Text | ColumnType::Number | ColumnType::Percent | ColumnType::Date => None,
    })
}

/// How wide a text is; a Japanese sign counts twice.
pub(crate) fn signs(text: &str) -> u32 {
    text.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum()
}

/// Wide enough for the header and for what stands or will stand below it.
fn width(header: &str, kind: ColumnType, longest: Option<u32>) -> f64 {
    let below = match kind {
        ColumnType::Text => longest.map_or(18, |it| (it + 2).clamp(8, 64)),
        ColumnType::Date => 12,
        ColumnType::Number | ColumnType::Percent | ColumnType::Flag => 8,
    };
    f64::from(signs(header).saturating_add(3).clamp(below, 64))
}

/// A name that Excel takes for a sheet: at most 31 signs, and none of `[]:*?/\`.
pub(crate) fn sheet_name(title: &str) -> String {
    let plain = title.chars().map(|it| if "[]:*?/\\'".contains(it) || !is_of_xml(it) { '_' } else { it });
    // Excel counts as UTF-16 does.
    let mut name = String::new();
    for it in plain {
        if name.encode_utf16().count() + it.len_utf16() > 31 {
            break;
        }
        name.push(it);
    }
    match name.trim() {
        // Excel keeps this one for itself.
        history if history.eq_ignore_ascii_case("history") => format!("{history}_"),
        "" => "1".to_owned(),
        name => name.to_owned(),
    }
}

/// Whether a character can stand in a workbook without being taken for something else.
pub(crate) fn is_of_xml(it: char) -> bool {
    !acts(it) && !matches!(it, '\u{fffe}' | '\u{ffff}')
}

pub(crate) fn quoted(header: &str) -> String {
    if header.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", header.replace('"', "\"\""))
    } else {
        header.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_with_separators_are_quoted() {
        let columns = [
            Column::new("a", ColumnType::Text, vec!["番号".into(), "no".into()]),
            Column::new("b", ColumnType::Date, vec!["日付, 開始".into()]),
            Column::new("c", ColumnType::Flag, Vec::new()),
        ];
        let title = Text::new("表/一覧", "Table");
        let blank = Blank { title: &title, columns: &columns, key: Some(0), rows: Vec::new() };
        assert_eq!(blank.csv(Lang::Ja).unwrap(), "\u{feff}番号,\"日付, 開始\",c\r\n");
        assert_eq!(blank.csv(Lang::En).unwrap(), "\u{feff}no,\"日付, 開始\",c\r\n");
        assert_eq!(blank.xlsx(Lang::Ja).unwrap(), blank.xlsx(Lang::Ja).unwrap(), "the same bytes");
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_no_csv() {
        let columns = [Column::new("a", ColumnType::Text, Vec::new())];
        let title = Text::same("表");
        let blank = |text: &'static str| {
            let rows = vec![vec![Cell::Text(text.into())]];
            Blank { title: &title, columns: &columns, key: None, rows: Vec::new() }.with_rows(rows)
        };
        for text in ["=1+1", "+1", "@SUM(A1)", "-1+1", "\t=1"] {
            assert!(blank(text).csv(Lang::Ja).is_err(), "{text}");
            assert!(blank(text).xlsx(Lang::Ja).is_ok(), "{text}");
        }
        assert_eq!(blank("-").csv(Lang::Ja).unwrap(), "\u{feff}a\r\n-\r\n");
    }

    #[test]
    fn a_name_of_a_sheet_is_one_that_a_spreadsheet_takes() {
        assert_eq!(sheet_name("表/一覧[1]"), "表_一覧_1_");
        assert_eq!(sheet_name(&"あ".repeat(40)).chars().count(), 31);
    }
}
