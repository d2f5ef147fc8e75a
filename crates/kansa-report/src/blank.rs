//! Empty tables to fill in: the columns of a register, or those that an evidence requirement wants, under headers that kansa
//! reads back.

use kansa_core::measure::Requirement;
use kansa_core::register::RegisterDef;
use kansa_core::table::{Column, ColumnType};
use kansa_core::text::{Lang, Text};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatBorder, Note, Workbook, XlsxError,
};

/// Rows that are prepared for typing: cells further down are plain.
const ROWS: u32 = 2000;

/// An empty table.
#[derive(Debug, Clone, Copy)]
pub struct Blank<'a> {
    title: &'a Text,
    columns: &'a [Column],
    /// Index of the column that no two rows may share a value in.
    key: Option<usize>,
}

impl<'a> Blank<'a> {
    /// The table of a register.
    pub fn of_register(def: &'a RegisterDef) -> Self {
        Self { title: &def.title, columns: &def.columns, key: Some(def.key) }
    }

    /// The table that an evidence requirement looks into; none if it looks into no table.
    pub fn of_requirement(requirement: &'a Requirement) -> Option<Self> {
        let Requirement { title, columns, .. } = requirement;
        (!columns.is_empty()).then_some(Self { title, columns, key: None })
    }

    /// As text with separators, with the byte order mark that Excel wants to see.
    pub fn csv(&self, lang: Lang) -> String {
        let headers: Vec<String> = self.columns.iter().map(|it| quoted(it.title().get(lang))).collect();
        format!("\u{feff}{}\r\n", headers.join(","))
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
            sheet.set_column_width(at, width(header.get(lang), column.kind))?;
            sheet.set_column_format(at, &format(column.kind))?;
            if let Some(validation) = validation(column.kind, lang)? {
                sheet.add_data_validation(1, at, ROWS, at, &validation)?;
            }
        }
        let last = u16::try_from(self.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofilter(0, 0, ROWS, last)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(0, 0)?;
        book.save_to_buffer()
    }
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
    let format = Format::new();
    match kind {
        // Else a spreadsheet takes the zeros off 0012 and makes days of 1-2.
        ColumnType::Text => format.set_num_format("@"),
        ColumnType::Number => format.set_num_format("General"),
        ColumnType::Percent => format.set_num_format("0%"),
        ColumnType::Date => format.set_num_format("yyyy-mm-dd"),
        ColumnType::Flag => format,
    }
}

fn validation(kind: ColumnType, lang: Lang) -> Result<Option<DataValidation>, XlsxError> {
    Ok(match kind {
        ColumnType::Flag => {
            let words = match lang {
                Lang::Ja => ["有", "無"],
                Lang::En => ["yes", "no"],
            };
            // What else reads as yes or no may be typed too.
            Some(DataValidation::new().allow_list_strings(&words)?.show_error_message(false))
        }
        ColumnType::Text | ColumnType::Number | ColumnType::Percent | ColumnType::Date => None,
    })
}

/// Wide enough for the header and for what stands below it; a Japanese sign counts twice.
fn width(header: &str, kind: ColumnType) -> f64 {
    let signs: u32 = header.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum();
    let below = match kind {
        ColumnType::Text => 18,
        ColumnType::Date => 12,
        ColumnType::Number | ColumnType::Percent | ColumnType::Flag => 8,
    };
    f64::from(signs.saturating_add(3).clamp(below, 40))
}

/// A name that Excel takes for a sheet: at most 31 signs, and none of `[]:*?/\`.
fn sheet_name(title: &str) -> String {
    let plain = title.chars().map(|it| if "[]:*?/\\'".contains(it) { '_' } else { it });
    plain.take(31).collect()
}

fn quoted(header: &str) -> String {
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
        let blank = Blank { title: &title, columns: &columns, key: Some(0) };
        assert_eq!(blank.csv(Lang::Ja), "\u{feff}番号,\"日付, 開始\",c\r\n");
        assert_eq!(blank.csv(Lang::En), "\u{feff}no,\"日付, 開始\",c\r\n");
        assert_eq!(blank.xlsx(Lang::Ja).unwrap(), blank.xlsx(Lang::Ja).unwrap(), "the same bytes");
    }

    #[test]
    fn a_name_of_a_sheet_is_one_that_a_spreadsheet_takes() {
        assert_eq!(sheet_name("表/一覧[1]"), "表_一覧_1_");
        assert_eq!(sheet_name(&"あ".repeat(40)).chars().count(), 31);
    }
}
