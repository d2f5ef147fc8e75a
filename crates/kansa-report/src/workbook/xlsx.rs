//! Tables as a workbook.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use kansa_core::text::Lang;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, DataValidationRule,
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Url, Workbook,
    Worksheet, XlsxError,
};

use super::{Cell, Column, Fill, Head, Kind, Layout, Table, Target};
use crate::blank::{is_of_xml, sheet_name, signs};
use crate::words::label;

/// What a sheet can hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Rows, the header included.
    pub(super) rows: usize,
    /// Links.
    pub(super) links: usize,
    /// UTF-16 units of a cell.
    pub(super) units: usize,
}

/// The limits of Excel.
pub(super) const EXCEL: Limits = Limits { rows: 1_048_576, links: 65_530, units: 32_767 };

/// Rows below the last that are prepared for typing.
const SPARE: u32 = 200;

/// The workbook. What does not fit is said, with where it stands whole.
pub(super) fn within(limits: Limits, tables: &[Table], head: &Head) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new()
            .set_title(plain(&format!("{} {}", head.title, head.name)))
            .set_subject(plain(&format!("{} {} {}", label(head.lang, "as_of"), head.as_of, head.digest)))
            .set_creation_datetime(
                &excel_day(head.as_of).map_or_else(|| ExcelDateTime::from_ymd(2000, 1, 1), Ok)?,
            ),
    );
    let names: BTreeMap<&str, String> = tables.iter().map(|it| (it.name, sheet_name(it.title))).collect();
    let pen = Pen { limits, head, names: &names };
    let stacked: Vec<&Table> = tables.iter().filter(|it| it.layout == Layout::Stacked).collect();
    if let Some(first) = stacked.first() {
        pen.stack(book.add_worksheet(), first, &stacked)?;
    }
    let colors = [0x8F_AA_DC, 0xC5_5A_5A, 0xD9_A4_41, 0x7F_B0_8A, 0x9A_8F_BF];
    let sheets = tables.iter().filter_map(|it| match it.layout {
        Layout::Sheet { frozen } => Some((it, frozen)),
        Layout::Stacked => None,
    });
    for ((table, frozen), color) in sheets.zip(colors.iter().cycle()) {
        let sheet = book.add_worksheet();
        sheet.set_tab_color(Color::RGB(*color));
        pen.sheet(sheet, table, frozen)?;
    }
    book.save_to_buffer()
}

/// How the cells of a column look, by what is in them.
struct Style {
    plain: Format,
    day: Format,
    number: Format,
    linked: Format,
}

/// What writes sheets.
struct Pen<'a> {
    limits: Limits,
    head: &'a Head,
    /// Names of sheets, by those of their tables.
    names: &'a BTreeMap<&'a str, String>,
}

impl Pen<'_> {
    /// A table on a sheet of its own.
    fn sheet(&self, sheet: &mut Worksheet, table: &Table, frozen: u16) -> Result<(), XlsxError> {
        self.set_up(sheet, &sheet_name(table.title))?;
        self.header(sheet, 0, &table.columns)?;
        let styles = self.styles(&table.columns);
        for ((at, column), style) in (0..).zip(&table.columns).zip(&styles) {
            sheet.set_column_width(at, f64::from(column.width))?;
            sheet.set_column_format(at, &style.plain)?;
        }
        let room = self.limits.rows.saturating_sub(1);
        let fits = if table.rows.len() > room { room.saturating_sub(1) } else { table.rows.len() };
        let mut links = 0;
        for (number, row) in (1..).zip(table.rows.iter().take(fits)) {
            for (at, (cell, style)) in (0..).zip(row.iter().zip(&styles)) {
                self.cell(sheet, (number, at), cell, style, &mut links)?;
            }
            let cells = row.iter().zip(&table.columns).filter(|(_, column)| column.printed);
            let most = cells.map(|(it, column)| lines(shown(it), column.width)).max();
            self.height(sheet, number, most)?;
        }
        let mut last = u32::try_from(fits).unwrap_or(u32::MAX);
        let left_out = table.rows.len() - fits;
        let said = match (table.rows.is_empty(), left_out) {
            (true, _) => Some(table.empty.to_owned()),
            (false, 0) => None,
            (false, n) => Some(self.more_rows(n)),
        };
        if let Some(said) = said.filter(|it| !it.is_empty()) {
            last = last.saturating_add(1);
            sheet.write_string_with_format(last, 0, said, &self.font().set_italic())?;
        }
        let width = u16::try_from(table.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
        sheet.set_freeze_panes(1, frozen)?;
        sheet.autofilter(0, 0, last.max(1), width)?;
        let filled = table.columns.iter().any(|it| !matches!(it.fill, Fill::No));
        let below = if filled { last.saturating_add(SPARE).min(1_048_575) } else { last.max(1) };
        for (at, column) in (0..).zip(&table.columns) {
            self.colors(sheet, (1, below), at, column)?;
            if let Some(validation) = self.validation(column)? {
                sheet.add_data_validation(1, at, below, at, &validation)?;
            }
        }
        let on_paper = table.columns.iter().filter(|it| it.printed).count();
        let on_paper = u16::try_from(on_paper).unwrap_or(u16::MAX).saturating_sub(1);
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_print_area(0, 0, last.max(1), on_paper)?;
        Ok(())
    }

    /// Tables below each other; the last column of a narrow one reaches as far as the widest table.
    fn stack(&self, sheet: &mut Worksheet, first: &Table, tables: &[&Table]) -> Result<(), XlsxError> {
        self.set_up(sheet, &sheet_name(first.title))?;
        let widest = tables.iter().max_by_key(|it| it.columns.len());
        let widths: Vec<u16> = widest.iter().flat_map(|it| &it.columns).map(|it| it.width).collect();
        for (at, width) in (0..).zip(&widths) {
            sheet.set_column_width(at, f64::from(*width))?;
        }
        let last = u16::try_from(widths.len()).unwrap_or(u16::MAX).saturating_sub(1);
        let title = self.font().set_bold().set_font_size(16);
        let heading = self.font().set_bold().set_font_size(12).set_font_color(Color::RGB(0x1F_3A_5F));
        sheet.write_string_with_format(0, 0, plain(self.head.title.as_str()), &title)?;
        sheet.write_string_with_format(1, 0, plain(self.head.name.as_str()), &heading)?;
        sheet.set_row_height(0, 26)?;
        let mut at = 3;
        let mut links = 0;
        for table in tables {
            sheet.write_string_with_format(at, 0, plain(table.title), &heading)?;
            at += 1;
            let narrow = u16::try_from(table.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
            self.header(sheet, at, &table.columns)?;
            if narrow < last {
                let title = table.columns.last().map(|it| it.title.as_str()).unwrap_or_default();
                sheet.merge_range(at, narrow, at, last, &plain(title), &self.head_format(false))?;
            }
            let styles = self.styles(&table.columns);
            let begin = at + 1;
            if table.rows.is_empty() && !table.empty.is_empty() {
                at += 1;
                sheet.write_string_with_format(at, 0, table.empty, &self.font().set_italic())?;
            }
            for row in &table.rows {
                at += 1;
                let mut most = None;
                for ((column, cell), style) in (0..).zip(row).zip(&styles) {
                    let mut room = widths.get(usize::from(column)).copied().unwrap_or_default();
                    if column == narrow && narrow < last {
                        room = widths.iter().skip(usize::from(narrow)).sum();
                        sheet.merge_range(at, narrow, at, last, "", &style.plain)?;
                    }
                    most = most.max(Some(lines(shown(cell), room)));
                    self.cell(sheet, (at, column), cell, style, &mut links)?;
                }
                self.height(sheet, at, most)?;
            }
            for (column, of) in (0..).zip(&table.columns) {
                self.colors(sheet, (begin, at.max(begin)), column, of)?;
            }
            at += 2;
        }
        Ok(())
    }

    /// Paper, header and footer.
    fn set_up(&self, sheet: &mut Worksheet, name: &str) -> Result<(), XlsxError> {
        let head = self.head;
        sheet.set_name(name)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
        // `&` begins a code there; what is longer than 255 characters is refused.
        let short = |text: &str, most: usize| -> String {
            let text: String = plain(text).chars().take(most).collect();
            text.replace('\n', " ").replace('&', "&&")
        };
        let (name, title) = (short(head.name.as_str(), 60), short(head.title.as_str(), 40));
        let digest = short(head.digest.as_str(), 19);
        let as_of = label(head.lang, "as_of");
        sheet.set_header(format!("&L{name}&C{title} – &A&R{as_of} {}", head.as_of));
        sheet.set_footer(format!("&L{digest}…&R&P / &N"));
        Ok(())
    }

    /// The height for so many lines: not every spreadsheet finds it, and none does for merged cells.
    fn height(&self, sheet: &mut Worksheet, row: u32, lines: Option<u32>) -> Result<(), XlsxError> {
        let points = match self.head.lang {
            Lang::Ja => 15.0,
            Lang::En => 13.5,
        };
        // No row is higher.
        sheet.set_row_height(row, (f64::from(lines.unwrap_or(1)) * points + 1.5).min(409.0))?;
        Ok(())
    }

    fn header(&self, sheet: &mut Worksheet, row: u32, columns: &[Column]) -> Result<(), XlsxError> {
        for (at, column) in (0..).zip(columns) {
            let format = self.head_format(!matches!(column.fill, Fill::No));
            sheet.write_string_with_format(row, at, plain(column.title.as_str()), &format)?;
        }
        let most = columns.iter().map(|it| lines(it.title.as_str(), it.width.saturating_sub(2))).max();
        self.height(sheet, row, most)
    }

    fn cell(
        &self,
        sheet: &mut Worksheet,
        (row, at): (u32, u16),
        cell: &Cell,
        style: &Style,
        links: &mut usize,
    ) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => {
                sheet.write_blank(row, at, &style.plain)?;
            }
            Cell::Text(text) => {
                sheet.write_string_with_format(row, at, self.cut(text.as_str()), &style.plain)?;
            }
            Cell::Day(day) => match excel_day(*day) {
                Some(day) => {
                    sheet.write_datetime_with_format(row, at, &day, &style.day)?;
                }
                // Excel counts no days before 1900: they are text.
                None => {
                    sheet.write_string_with_format(row, at, day.to_string(), &style.plain)?;
                }
            },
            Cell::Number(number) => {
                let number = u32::try_from(*number).unwrap_or(u32::MAX);
                sheet.write_number_with_format(row, at, number, &style.number)?;
            }
            Cell::Link(text, target) => {
                let text = self.cut(text.as_str());
                match self.way(target).filter(|_| *links < self.limits.links) {
                    Some(way) => {
                        *links += 1;
                        let url = Url::new(way).set_text(text);
                        sheet.write_url_with_format(row, at, url, &style.linked)?;
                    }
                    None => {
                        sheet.write_string_with_format(row, at, text, &style.plain)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Where a link leads; nothing if it cannot be said.
    fn way(&self, target: &Target) -> Option<String> {
        match target {
            Target::File(path) => {
                let base = self.head.evidence_base.as_deref()?;
                let way = format!("file:///{}", escaped(&format!("{base}{path}")));
                // Longer ones are refused.
                (way.encode_utf16().count() <= 2_000).then_some(way)
            }
            Target::Row(table, row) => {
                let name = self.names.get(table)?;
                // Behind the header; what did not fit is nowhere.
                (row + 2 < self.limits.rows).then(|| format!("internal:'{name}'!A{}", row + 2))
            }
        }
    }

    /// A text as far as a cell holds it.
    fn cut(&self, text: &str) -> String {
        let text = plain(text);
        if text.encode_utf16().count() <= self.limits.units {
            return text;
        }
        let more = match self.head.lang {
            Lang::Ja => "…（以下省略。全文は assessment.json を参照）",
            Lang::En => "… (cut off; see assessment.json)",
        };
        let mut room = self.limits.units.saturating_sub(more.encode_utf16().count());
        let mut cut = String::new();
        for it in text.chars() {
            let Some(left) = room.checked_sub(it.len_utf16()) else { break };
            room = left;
            cut.push(it);
        }
        cut + more
    }

    fn more_rows(&self, n: usize) -> String {
        match self.head.lang {
            Lang::Ja => format!("ほか {n} 行は省略した。全件は assessment.json を参照"),
            Lang::En => format!("{n} more rows are left out; see assessment.json"),
        }
    }

    fn font(&self) -> Format {
        let name = match self.head.lang {
            Lang::Ja => "Yu Gothic",
            Lang::En => "Calibri",
        };
        Format::new().set_font_name(name).set_font_size(10)
    }

    fn head_format(&self, filled: bool) -> Format {
        let color = if filled { 0xFF_F2_CC } else { 0xDD_E6_F0 };
        self.bordered()
            .set_bold()
            .set_background_color(Color::RGB(color))
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap()
    }

    fn bordered(&self) -> Format {
        self.font().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xBF_C7_D1))
    }

    /// How the cells of each column look.
    fn styles(&self, columns: &[Column]) -> Vec<Style> {
        let top = self.bordered().set_align(FormatAlign::Top);
        let day = top.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left);
        let number = top.clone().set_num_format("#,##0").set_align(FormatAlign::Right).set_indent(1);
        // Else what somebody types or edits there may become a formula, a day or a number.
        let text = top.set_num_format("@").set_text_wrap();
        let link = text.clone().set_font_color(Color::RGB(0x05_4A_91)).set_underline(FormatUnderline::Single);
        let style = |column: &Column| Style {
            plain: match column.kind {
                Kind::Day => &day,
                Kind::Number => &number,
                Kind::Text | Kind::Word(_) => &text,
            }
            .clone(),
            day: day.clone(),
            number: number.clone(),
            linked: link.clone(),
        };
        columns.iter().map(style).collect()
    }

    /// Colours that follow the words of a column.
    fn colors(
        &self,
        sheet: &mut Worksheet,
        rows: (u32, u32),
        at: u16,
        column: &Column,
    ) -> Result<(), XlsxError> {
        let Kind::Word(words) = &column.kind else { return Ok(()) };
        for mark in words {
            let Some(format) = tone(mark.class) else { continue };
            let rule = ConditionalFormatCellRule::EqualTo(mark.word.as_str().to_owned());
            let format = ConditionalFormatCell::new().set_rule(rule).set_format(format);
            sheet.add_conditional_format(rows.0, at, rows.1, at, &format)?;
        }
        Ok(())
    }

    fn validation(&self, column: &Column) -> Result<Option<DataValidation>, XlsxError> {
        Ok(match (&column.fill, &column.kind) {
            (Fill::No, _) => None,
            // What else is read may be typed too.
            (Fill::Choice(words), _) => {
                Some(DataValidation::new().allow_list_strings(words)?.show_error_message(false))
            }
            (Fill::Yes, Kind::Day) => {
                let first = ExcelDateTime::from_ymd(1990, 1, 1)?;
                let (title, message) = match self.head.lang {
                    Lang::Ja => ("日付", "日付を入力する（例: 2026-04-01）"),
                    Lang::En => ("Date", "A date, such as 2026-04-01"),
                };
                let rule = DataValidationRule::GreaterThanOrEqualTo(first);
                Some(
                    DataValidation::new()
                        .allow_date(rule)
                        .set_error_title(title)?
                        .set_error_message(message)?,
                )
            }
            (Fill::Yes, Kind::Text | Kind::Number | Kind::Word(_)) => None,
        })
    }
}

/// How a tone looks. Each has its word in the cell: no colour says something alone.
fn tone(class: &str) -> Option<Format> {
    let (ink, paper) = match class {
        "good" => (0x1E_5C_33, 0xDF_F0_E3),
        "info" => (0x1F_4E_79, 0xDE_EA_F6),
        "wait" => (0x5A_5A_5A, 0xEF_EF_EF),
        "warn" => (0x7A_4B_00, 0xFF_EB_C8),
        "bad" => (0x9C_1C_1C, 0xFB_DD_DA),
        "severe" => (0xFF_FF_FF, 0xA6_1E_1E),
        _ => return None,
    };
    Some(Format::new().set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(paper)))
}

/// The text of a cell; of what is one line at most, none.
fn shown(cell: &Cell) -> &str {
    match cell {
        Cell::Text(text) | Cell::Link(text, _) => text.as_str(),
        Cell::Empty | Cell::Day(_) | Cell::Number(_) => "",
    }
}

/// How many lines a text takes in a column of this width.
fn lines(text: &str, width: u16) -> u32 {
    // Words do not break, so that a line is seldom full.
    let width = (u32::from(width) * 15 / 16).max(2);
    text.lines().map(|it| signs(it).div_ceil(width).max(1)).sum::<u32>().max(1)
}

/// A text without what no workbook can hold.
fn plain(text: &str) -> String {
    text.chars().map(|it| if it == '\n' || is_of_xml(it) { it } else { '\u{fffd}' }).collect()
}

/// A way in the characters of a URL; what is not ASCII stays, as spreadsheets write it.
fn escaped(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for it in path.chars() {
        if it.is_ascii() && !it.is_ascii_alphanumeric() && !"-._~/!$()*+,;=@".contains(it) {
            escaped.push_str(&format!("%{:02X}", u32::from(it)));
        } else {
            escaped.push(it);
        }
    }
    escaped
}

/// A day as Excel counts it, from 1900 on.
fn excel_day(day: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok().filter(|it| (1900..=9999).contains(it))?;
    let [month, of_month] = [day.month(), day.day()].map(|it| u8::try_from(it).unwrap_or(1));
    ExcelDateTime::from_ymd(year, month, of_month).ok()
}
