use proptest::prelude::*;

use super::super::tests::{found, found_in, found_long, refusal};
use super::*;

fn rows(bytes: &[u8]) -> Vec<String> {
    found("名簿.csv", bytes).unwrap().sheets[0].shown()
}

#[test]
fn rows_have_the_numbers_that_a_spreadsheet_shows() {
    assert_eq!(
        rows("\u{feff}社員番号,備考\nE1,\"二行の\n備考\"\n\nE2,\n".as_bytes()),
        ["1: 社員番号|備考", "2: E1|二行の\n備考", "4: E2|"],
    );
    assert_eq!(rows(b"\n\r\n title\n,,\na,b"), ["3:  title", "5: a|b"]);
}

#[test]
fn a_table_that_may_be_misread_is_refused() {
    assert_eq!(refusal("a.csv", b"a,b\n1,\"2\n3,4\n"), "the quote (\") in line 2 is never closed");
    assert_eq!(refusal("a.csv", b"\"a\n\",b\n1,\"2\"\"\n3,4\n"), "the quote (\") in line 3 is never closed");
    assert_eq!(
        refusal("a.csv", b"a\x00,b\n\x00,\x00\n"),
        "has bytes that are no characters (NUL) and cannot be read as text"
    );
    let wide = format!("a\n{}x\n", ",".repeat(MAX_COLUMNS));
    assert_eq!(refusal("a.csv", wide.as_bytes()), "row 2 has more than 2000 columns");
    let blank = format!("a\nb{}\n", ",".repeat(MAX_COLUMNS * 2));
    assert_eq!(found("a.csv", blank.as_bytes()).unwrap().sheets[0].rows[1].1.len(), MAX_COLUMNS);
}

#[test]
fn quotes_that_close_are_no_problem() {
    assert_eq!(
        rows(b"a,b\n\"1\",\"say \"\"2\"\"\"\n3,x\"y\n\"\",\"q\"z\n\"\"\"\",\"\""),
        ["1: a|b", "2: 1|say \"2\"", "3: 3|x\"y", "4: |qz", "5: \"|"],
    );
}

#[test]
fn quotes_and_line_ends_change_nothing_else() {
    let plain = rows("a,b\n1,髙\n\n3,\n".as_bytes());
    for same in
        ["a,b\r\n1,髙\r\n\r\n3,\r\n", "\"a\",b\n1,\"髙\"\n\n3,\n", "a,b\n1,髙\n\n3,", "a,b\r1,髙\r\r3,\r"]
    {
        assert_eq!(rows(same.as_bytes()), plain, "{same:?}");
    }
}

#[test]
fn other_delimiters_are_taken_only_where_nothing_else_fits() {
    for (text, first) in [
        ("a\tb\n1\t2\n", "a|b"),
        ("a;b\n1;2\n", "a|b"),
        ("a\tb", "a|b"),
        ("a;b;\"x,y\"\n1;2;3\n", "a|b|x,y"),
        ("sep=;\na;b,c\n", "a|b,c"),
        ("a;b\n1;2;3\n", "a;b"),
        ("a\tb,c\n1\t2,3\n", "a\tb|c"),
        ("a;b\n1,2\n", "a;b"),
    ] {
        assert!(
            rows(text.as_bytes())[0].ends_with(&format!(": {first}")),
            "{text:?}: {:?}",
            rows(text.as_bytes())
        );
    }
    // Excel shows no row for the line that names the delimiter.
    assert_eq!(rows(b"sep=;\r\na;b\r\n1;2\r\n"), ["1: a|b", "2: 1|2"]);
    assert_eq!(found("a.tsv", b"a,b\tc\n").unwrap().sheets[0].shown(), ["1: a,b|c"]);
}

#[test]
fn unicode_text_of_excel_is_a_table() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend("氏名\t備考\r\n髙橋\t一\r\n".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(rows(&bytes), ["1: 氏名|備考", "2: 髙橋|一"]);
    assert_eq!(rows(&bytes[2..]), ["1: 氏名|備考", "2: 髙橋|一"]);
    let big: Vec<u8> = bytes.chunks(2).flat_map(|it| [it[1], it[0]]).collect();
    assert_eq!(rows(&big), ["1: 氏名|備考", "2: 髙橋|一"]);
    assert_eq!(rows(&big[2..]), ["1: 氏名|備考", "2: 髙橋|一"]);
}

#[test]
fn a_long_table_reads_as_a_short_one() {
    // Rows that lie across the ends of pieces, with and without quotes, in an encoding of two bytes.
    let mut text = String::new();
    for number in 0..40_000 {
        match number % 5 {
            0 => text.push_str(&format!("{number},\"改行\r\n入り \"\"{number}\"\"\",東京\r\n")),
            1 => text.push_str("\r\n"),
            _ => text.push_str(&format!("{number},髙橋 花子,大阪府大阪市\r\n")),
        }
    }
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(&text);
    for bytes in [text.as_bytes(), &cp932] {
        let short = found("a.csv", bytes).unwrap();
        let long = found_long("a.csv", bytes).unwrap();
        assert_eq!(short.sheets[0].rows.len(), 32_000);
        assert!(short == long);
    }
}

#[test]
fn a_long_table_names_the_place_of_what_it_cannot_read() {
    let mut bytes = "氏名,所属\n".repeat(200_000).into_bytes();
    bytes.extend(b"\x83\x65,1\n");
    let message = found_long("a.csv", &bytes).unwrap_err().message.en;
    assert_eq!(message, "line 200001 (byte 2800001 of the file) is not UTF-8");
    let open = format!("a,b\n{}x,\"y\n1,2\n", "1,2\n".repeat(400_000));
    let message = found_long("a.csv", open.as_bytes()).unwrap_err().message.en;
    assert_eq!(message, "the quote (\") in line 400002 is never closed");
    let endless = format!("a,b\n1,\"{}", "x".repeat(20_000_000));
    let message = found_long("a.csv", endless.as_bytes()).unwrap_err().message.en;
    assert!(message.starts_with("has a row of more than 8 MiB"), "{message}");
}

/// Cells as people write them, in characters that every encoding here has.
fn cell() -> impl Strategy<Value = String> {
    "[ -~あ-ん東京都大阪府,\"\n;]{0,6}"
}

proptest! {
    #[test]
    fn a_written_grid_reads_back(grid in prop::collection::vec(prop::collection::vec(cell(), 1..5), 1..8)) {
        let quoted = |it: &String| format!("\"{}\"", it.replace('"', "\"\""));
        let text: String =
            grid.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n").collect();
        let blank = |row: &&Vec<String>| row.iter().all(|it| it.trim().is_empty());
        let expected: Vec<String> = (1..)
            .zip(&grid)
            .filter(|(_, row)| !blank(row))
            .map(|(number, row)| format!("{number}: {}", row.join("|")))
            .collect();
        for name in encoding::names() {
            let bytes = match name {
                "utf-16" | "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                _ => encoding::named(name).unwrap().encode(&text).0.into_owned(),
            };
            match found_in("a.csv", &bytes, Some(name)) {
                Ok(found) => prop_assert_eq!(&found.sheets[0].shown(), &expected, "{}", name),
                Err(trouble) => prop_assert!(expected.is_empty(), "{}: {:?}", name, trouble),
            }
        }
    }
}
