//! Readers: from the bytes of a file to a table.

use kansa_core::source::SourceFile;
use kansa_core::table::Grid;
use kansa_core::text::Text;

/// What a reader makes of a file.
pub(crate) enum Read {
    /// A table.
    Table(Grid),
    /// No table: text, a picture, a document.
    Other,
    /// A table that cannot be read, and why.
    Unreadable(Text),
}

/// Reads the bytes of a file by the ending of its name.
pub(crate) fn read(path: &str, bytes: &[u8]) -> Read {
    let ending = path.rsplit_once('.').map(|(_, it)| it.to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "csv" => delimited(path, bytes, b','),
        "tsv" => delimited(path, bytes, b'\t'),
        "yaml" | "yml" => yaml(path, bytes),
        "xlsx" | "xlsm" | "xls" | "ods" | "numbers" => Read::Unreadable(Text::new(
            "この形式の表はこの版では読めない（csv か yaml で出す）",
            "this version does not read tables of this kind (file a csv or yaml)",
        )),
        _ => Read::Other,
    }
}

/// Bytes as UTF-8 without a byte order mark.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Text> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Text::new(
            format!("UTF-8 の文字ではない（{at} バイト目）。CSV UTF-8 形式で保存し直す"),
            format!("not UTF-8 (at byte {at}); save it as CSV UTF-8"),
        )
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn delimited(path: &str, bytes: &[u8], delimiter: u8) -> Read {
    let text = match utf8(bytes) {
        Ok(text) => text,
        Err(why) => return Read::Unreadable(why),
    };
    if let Some(row) = open_quote(text, delimiter) {
        return Read::Unreadable(Text::new(
            format!("{row} 行目の引用符（\"）が閉じていない"),
            format!("the quote (\") in line {row} is never closed"),
        ));
    }
    let records = match records(text, delimiter) {
        Ok(records) => records,
        Err(why) => return Read::Unreadable(why),
    };
    let mut grid = Grid { path: path.into(), header: Vec::new(), rows: Vec::new() };
    // Line breaks inside cells: a spreadsheet counts rows, not lines.
    let mut inside_cells = 0_u64;
    for (line, cells) in records {
        let row = u32::try_from(line.saturating_sub(inside_cells)).unwrap_or(u32::MAX);
        inside_cells += cells.iter().map(|it| it.matches('\n').count() as u64).sum::<u64>();
        if cells.iter().all(|it| it.trim().is_empty()) {
            continue;
        }
        if grid.header.is_empty() {
            grid.header = cells;
            continue;
        }
        let width = grid.header.len();
        if cells.iter().skip(width).any(|it| !it.trim().is_empty()) {
            let found = cells.len();
            return Read::Unreadable(Text::new(
                format!("{row} 行目に {found} 個の値がある（見出しは {width} 列）"),
                format!("row {row} has {found} values, the header {width} columns"),
            ));
        }
        grid.rows.push((row, cells));
    }
    if grid.header.is_empty() {
        return Read::Unreadable(Text::new("ファイルが空", "the file is empty"));
    }
    Read::Table(grid)
}

/// The records of a table, each with the line in which it starts, from 1.
fn records(text: &str, delimiter: u8) -> Result<Vec<(u64, Vec<String>)>, Text> {
    // Without quotes a line is a record. Most tables are small, and building the csv automaton costs more than they do.
    if !text.contains('"') && text.matches('\r').count() == text.matches("\r\n").count() {
        let cells = |line: &str| line.split(char::from(delimiter)).map(str::to_owned).collect();
        return Ok((1..).zip(text.lines()).map(|(number, line)| (number, cells(line))).collect());
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| Text::same(error.to_string()))?;
        let (line, start) = record.position().map_or((0, 0), |it| (it.line(), it.byte()));
        // The position is that before blank lines, which a spreadsheet counts.
        let rest = usize::try_from(start).ok().and_then(|it| text.get(it..)).unwrap_or_default();
        let blank = rest.bytes().take_while(|it| matches!(it, b'\r' | b'\n')).filter(|it| *it == b'\n');
        records.push((line + blank.count() as u64, record.iter().map(str::to_owned).collect()));
    }
    Ok(records)
}

/// The line in which a quote opens that never closes: all rows behind it would be taken for one cell.
fn open_quote(text: &str, delimiter: u8) -> Option<usize> {
    let (mut line, mut opened, mut at_start) = (1, None, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, opened) {
            // Two quotes inside a quoted cell are one quote.
            (b'"', Some(_)) if bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            (b'"', Some(_)) => opened = None,
            (b'"', None) if at_start => opened = Some(line),
            _ => {}
        }
        line += usize::from(byte == b'\n');
        at_start = opened.is_none() && (byte == delimiter || byte == b'\n' || byte == b'\r');
    }
    opened
}

fn yaml(path: &str, bytes: &[u8]) -> Read {
    let text = match utf8(bytes) {
        Ok(text) => text,
        Err(why) => return Read::Unreadable(why),
    };
    let (grid, problems) = kansa_core::register::parse_yaml(&SourceFile::new(path, text));
    match (grid, problems.into_iter().next()) {
        (Some(grid), None) => Read::Table(grid),
        (_, Some(problem)) => Read::Unreadable(problem.message),
        (None, None) => Read::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Grid {
        match read("名簿.csv", text.as_bytes()) {
            Read::Table(grid) => grid,
            Read::Other => panic!("no table"),
            Read::Unreadable(why) => panic!("{}", why.en),
        }
    }

    fn refusal(bytes: &[u8]) -> String {
        match read("名簿.csv", bytes) {
            Read::Unreadable(why) => why.en,
            Read::Table(_) | Read::Other => panic!("was read"),
        }
    }

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_shows() {
        let grid = table("\u{feff}社員番号,備考\nE1,\"二行の\n備考\"\n\nE2,\n");
        assert_eq!(grid.header, ["社員番号", "備考"]);
        let rows: Vec<_> = grid.rows.iter().map(|(row, cells)| (*row, cells[0].as_str())).collect();
        assert_eq!(rows, [(2, "E1"), (4, "E2")]);
    }

    #[test]
    fn a_table_that_may_be_misread_is_refused() {
        assert_eq!(refusal(b""), "the file is empty");
        assert_eq!(refusal(b"a,b\n1,2,3\n"), "row 2 has 3 values, the header 2 columns");
        assert_eq!(refusal(b"a,b\n1,\"2\n3,4\n"), "the quote (\") in line 2 is never closed");
        assert!(refusal(b"\x8e\xd0\x88\xf5,b\n").starts_with("not UTF-8"));
    }

    #[test]
    fn quotes_that_close_are_no_problem() {
        assert_eq!(table("a,b\n\"1\",\"say \"\"2\"\"\"\n3,x\"y\n\"\",\n").rows.len(), 2);
    }

    #[test]
    fn quotes_and_line_ends_change_nothing_else() {
        let plain = table("a,b\n1,髙\n\n3,\n");
        for same in ["a,b\r\n1,髙\r\n\r\n3,\r\n", "\"a\",b\n1,\"髙\"\n\n3,\n", "a,b\n1,髙\n\n3,"] {
            assert_eq!(table(same), plain, "{same:?}");
        }
    }

    #[test]
    fn trailing_commas_are_no_cells() {
        assert_eq!(table("a,b\n1,2,,\n").rows.len(), 1);
    }
}
