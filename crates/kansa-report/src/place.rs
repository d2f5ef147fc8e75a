//! Places in files, in words.

use kansa_core::text::Text;

use crate::assessment::Place;

/// A place in a file.
pub fn place(at: &Place) -> Text {
    let path = &at.path;
    let position = match (&at.cell, at.row, at.line, at.page) {
        (Some(cell), ..) => Text::same(format!(" {cell}")),
        (None, Some(row), ..) => Text::new(format!(" {row} 行目"), format!(" row {row}")),
        (None, None, Some(line), _) => Text::new(format!(" {line} 行目"), format!(" line {line}")),
        (None, None, None, Some(page)) => Text::new(format!(" {page} ページ"), format!(" page {page}")),
        (None, None, None, None) => Text::default(),
    };
    let column = match &at.header {
        Some(header) => Text::new(format!("「{header}」"), format!(", {header}")),
        None => Text::default(),
    };
    Text::new(format!("{path}{}{}", position.ja, column.ja), format!("{path}{}{}", position.en, column.en))
}

#[cfg(test)]
mod tests {
    use super::place;
    use crate::assessment::Place;

    #[test]
    fn a_place_is_said_as_narrowly_as_it_is_known() {
        let whole =
            Place { path: "a.csv".to_owned(), row: None, header: None, cell: None, line: None, page: None };
        let row = Place { row: Some(3), header: Some("点数".to_owned()), ..whole.clone() };
        let cell = Place { cell: Some("名簿!D3".to_owned()), ..row.clone() };
        for (at, ja, en) in [
            (Place { page: Some(2), ..whole.clone() }, "a.csv 2 ページ", "a.csv page 2"),
            (Place { line: Some(7), page: Some(2), ..whole.clone() }, "a.csv 7 行目", "a.csv line 7"),
            (row, "a.csv 3 行目「点数」", "a.csv row 3, 点数"),
            (cell, "a.csv 名簿!D3「点数」", "a.csv 名簿!D3, 点数"),
            (whole, "a.csv", "a.csv"),
        ] {
            let said = place(&at);
            assert_eq!((said.ja.as_str(), said.en.as_str()), (ja, en));
        }
    }
}
