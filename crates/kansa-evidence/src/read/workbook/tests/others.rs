//! ods and xls, written by hand.

use super::*;

/// An ods of one sheet whose rows are given.
pub(super) fn ods(rows: &str) -> Vec<u8> {
    content(&format!(r#"<table:table table:name="名簿">{rows}</table:table>"#))
}

fn content(tables: &str) -> Vec<u8> {
    let styles = concat!(
        r#"<office:automatic-styles><style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>"#,
        r#"<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>"#,
    );
    let body = format!("<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>");
    let content = format!("<office:document-content>{styles}{body}</office:document-content>");
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}</table:table-row>")
}

#[test]
fn an_ods_has_its_kinds_of_values() {
    let cells = [
        r#"<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>髙橋<text:s text:c="2"/>花子</text:p><text:p>二行目<text:span>太字</text:span></text:p><office:annotation><text:p>コメント</text:p></office:annotation></table:table-cell>"#,
        r#"<table:table-cell office:value-type="date" office:date-value="2026-06-30T09:00:00"><text:p>令和8年6月30日</text:p></table:table-cell>"#,
        r#"<table:table-cell office:value-type="percentage" office:value="0.8"><text:p>80%</text:p></table:table-cell>"#,
        r#"<table:table-cell office:value-type="float" office:value="42" table:number-columns-repeated="2"><text:p>42</text:p></table:table-cell>"#,
        r#"<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>"#,
        r##"<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>"##,
        r#"<table:table-cell office:value-type="time" office:time-value="PT09H30M00S"><text:p>9:30</text:p></table:table-cell>"#,
        r#"<table:table-cell table:formula="of:=A1"/>"#,
        r#"<table:table-cell office:value-type="string"><text:p><text:ruby><text:ruby-base>山田</text:ruby-base><text:ruby-text>ヤマダ</text:ruby-text></text:ruby></text:p></table:table-cell>"#,
        r#"<table:table-cell table:number-columns-repeated="16370"/>"#,
    ];
    let rows = format!(
        r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>{}<table:table-row table:visibility="filter" table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="1"/></table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>"#,
        row(&cells.concat()),
    );
    let found = found("a.ods", &ods(&rows)).unwrap();
    assert_eq!(
        found.sheets[0].shown(),
        ["3: 髙橋  花子\n二行目太字|2026-06-30|80%|42|42|true|#|0.3958333333333333|#|山田", "4: 1", "5: 1"],
    );
    assert_eq!(found.facts.hidden_rows, 2);
}

#[test]
fn an_ods_has_hidden_sheets_merged_cells_and_groups() {
    let text = |it: &str, more: &str| {
        format!(
            r#"<table:table-cell office:value-type="string" {more}><text:p>{it}</text:p></table:table-cell>"#
        )
    };
    let covered = "<table:covered-table-cell/>";
    let rows = [
        format!(
            "<table:table-header-rows>{}</table:table-header-rows>",
            row(&format!("{}{covered}", text("題", r#"table:number-columns-spanned="2""#)))
        ),
        format!(
            "<table:table-row-group>{}",
            row(&format!("{}{}", text("部", r#"table:number-rows-spanned="2""#), text("甲", "")))
        ),
        format!("{}</table:table-row-group>", row(&format!("{covered}{}", text("乙", "")))),
        row(&format!("{}{}", text("", ""), text("丙", ""))),
    ];
    let deleted = format!(
        "<table:tracked-changes><table:table>{}</table:table></table:tracked-changes>",
        row(&text("旧", ""))
    );
    let tables = format!(
        r#"{deleted}<table:table table:name="甲" table:style-name="ta1"><table:shapes><draw:frame><table:table/></draw:frame></table:shapes>{}</table:table><table:table table:name="乙" table:style-name="ta2"/>"#,
        rows.concat(),
    );
    let found = found("a.ods", &content(&tables)).unwrap();
    assert_eq!(found.sheets.len(), 2);
    assert_eq!(found.sheets[0].shown(), ["1: 題|題", "2: 部|甲", "3: 部|乙", "4: |丙"]);
    assert_eq!(found.sheets[1].visibility, Visibility::Hidden);
}

#[test]
fn a_text_document_is_no_workbook() {
    let content = "<office:document-content><office:body><office:text><table:table/></office:text></office:body></office:document-content>";
    assert_eq!(refusal("a.ods", &zipped(&[("content.xml", content)])), "its content is no spreadsheet");
}

/// An OLE container of streams; short ones are padded to the length at which they lie in whole sectors.
pub(super) fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let streams: Vec<(&str, Vec<u8>)> = streams
        .iter()
        .map(|(name, it)| (*name, [*it, &vec![0; 4_096_usize.saturating_sub(it.len())]].concat()))
        .collect();
    // Sector 0 is the table, sector 1 the directory, the streams follow.
    let mut table = vec![0xffff_fffd_u32, 0xffff_fffe];
    let mut directory = entry("Root Entry", 0xffff_fffe, 0, 5);
    let mut sectors = Vec::new();
    for (name, content) in &streams {
        directory.extend(entry(
            name,
            u32::try_from(table.len()).unwrap(),
            u32::try_from(content.len()).unwrap(),
            2,
        ));
        for chunk in content.chunks(512) {
            let next = u32::try_from(table.len()).unwrap() + 1;
            table.push(next);
            sectors.extend([chunk, &vec![0; 512 - chunk.len()]].concat());
        }
        *table.last_mut().unwrap() = 0xffff_fffe;
    }
    assert!(table.len() <= 128 && directory.len() <= 512);
    table.resize(128, 0xffff_ffff);
    directory.resize(512, 0);
    let mut header = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    header.resize(512, 0xff);
    header[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    for (at, number) in
        [(44, 1), (48, 1), (56, 4_096), (60, 0xffff_fffe), (64, 0), (68, 0xffff_fffe), (72, 0), (76, 0)]
    {
        header[at..at + 4].copy_from_slice(&u32::to_le_bytes(number));
    }
    let table: Vec<u8> = table.into_iter().flat_map(u32::to_le_bytes).collect();
    [header, table, directory, sectors].concat()
}

fn entry(name: &str, start: u32, length: u32, kind: u8) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    let name = u16::try_from(entry.len()).unwrap();
    entry.resize(128, 0);
    entry[64..66].copy_from_slice(&name.to_le_bytes());
    entry[66] = kind;
    entry[116..120].copy_from_slice(&start.to_le_bytes());
    entry[120..124].copy_from_slice(&length.to_le_bytes());
    entry
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The stream of an xls with one sheet.
pub(super) fn stream() -> Vec<u8> {
    // A text with a reading and runs, which goes on in the next record; and one of one byte a character.
    let first = [&[4, 0, 0x0d, 1, 0, 8, 0, 0, 0], wide("髙橋").as_slice()].concat();
    let second = [&[1], wide("花子").as_slice(), &[0; 4], &[7; 8], &[3, 0, 0], b"abc"].concat();
    let strings = [&[2, 0, 0, 0, 2, 0, 0, 0], first.as_slice()].concat();
    let globals = |start: u32| {
        [
            record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]),
            record(0x041e, &[&[200, 0, 10, 0, 0], b"yyyy/mm/dd".as_slice()].concat()),
            record(0x00e0, &[0; 20]),
            record(0x00e0, &[0, 0, 200, 0, 0, 0]),
            record(0x00e0, &[0, 0, 9, 0, 0, 0]),
            record(0x0085, &[&start.to_le_bytes(), &[1, 0, 2, 1], wide("名簿").as_slice()].concat()),
            record(0x00fc, &strings),
            record(0x003c, &second),
            record(0x000a, &[]),
        ]
        .concat()
    };
    let length = u32::try_from(globals(0).len()).unwrap();
    let at = |row: u8, column: u8, style: u8| [row, 0, column, 0, style, 0];
    let sheet = [
        record(0x0809, &[0, 6, 0x10, 0, 0, 0, 0, 0]),
        record(0x0208, &[2, 0, 0, 0, 3, 0, 0, 1, 0, 0, 0, 0, 0x20, 0, 0, 0]),
        record(0x00fd, &[at(1, 0, 0).as_slice(), &[0, 0, 0, 0]].concat()),
        record(0x0203, &[at(1, 1, 1).as_slice(), &46_203_f64.to_le_bytes()].concat()),
        record(
            0x00bd,
            &[
                &[1, 0, 2, 0],
                [2, 0].as_slice(),
                &(80_u32 << 2 | 3).to_le_bytes(),
                &[0, 0],
                &(7_u32 << 2 | 2).to_le_bytes(),
                &[3, 0],
            ]
            .concat(),
        ),
        record(0x0205, &[at(2, 0, 0).as_slice(), &[0x2a, 1]].concat()),
        record(0x0006, &[at(2, 1, 0).as_slice(), &[0, 0, 0, 0, 0, 0, 0xff, 0xff], &[0; 8]].concat()),
        record(0x0207, &[&[2, 0, 1], wide("結果").as_slice()].concat()),
        record(0x00fd, &[at(0, 2, 0).as_slice(), &[1, 0, 0, 0]].concat()),
        record(0x00e5, &[2, 0, 1, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0, 2, 0, 3, 0]),
        record(0x000a, &[]),
    ];
    [globals(length), sheet.concat()].concat()
}

#[test]
fn an_xls_has_its_kinds_of_values() {
    let found = found("a.xls", &container(&[("Workbook", &stream())])).unwrap();
    let sheet = &found.sheets[0];
    assert_eq!((sheet.name.as_deref(), sheet.visibility), (Some("名簿"), Visibility::Hidden));
    assert_eq!(sheet.shown(), ["1: ||abc|abc", "2: 髙橋花子|2026-06-30|80%|7", "3: #|結果|80%"]);
    assert_eq!(found.facts.hidden_rows, 1);
}

#[test]
fn an_xls_with_a_password_is_named_so() {
    let stream = [record(0x0809, &[0, 6, 5, 0]), record(0x002f, &[0; 6]), record(0x000a, &[])].concat();
    assert_eq!(refusal("a.xls", &container(&[("Workbook", &stream)])), "password-protected");
}

/// A record of an xlsb: its kind and its length in as many bytes as they need.
fn small_record(kind: u16, data: &[u8]) -> Vec<u8> {
    let kind = if kind < 0x80 {
        vec![kind.to_le_bytes()[0]]
    } else {
        vec![kind.to_le_bytes()[0] | 0x80, (kind >> 7).to_le_bytes()[0]]
    };
    [kind.as_slice(), &[u8::try_from(data.len()).unwrap()], data].concat()
}

#[test]
fn an_xlsb_has_its_kinds_of_values() {
    let counted = |text: &str| {
        [&u32::try_from(text.encode_utf16().count()).unwrap().to_le_bytes(), wide(text).as_slice()].concat()
    };
    let cell = |column: u8, style: u8, value: &[u8]| [&[column, 0, 0, 0, style, 0, 0, 0], value].concat();
    let workbook = [
        small_record(0x0099, &[0; 8]),
        small_record(
            0x009c,
            &[&[1, 0, 0, 0, 1, 0, 0, 0], counted("rId1").as_slice(), &counted("名簿")].concat(),
        ),
        small_record(0x0090, &[]),
        small_record(0x0084, &[]),
    ];
    let styles = [
        small_record(0x0269, &[2, 0, 0, 0]),
        small_record(0x002f, &[0; 16]),
        small_record(0x002f, &[0, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ];
    let strings = [
        small_record(0x009f, &[1, 0, 0, 0, 1, 0, 0, 0]),
        small_record(0x0013, &[&[0], counted("髙橋").as_slice()].concat()),
    ];
    let sheet = [
        small_record(0x0094, &[0; 16]),
        small_record(0x0091, &[]),
        small_record(0x0000, &[4, 0, 0, 0]),
        small_record(0x0007, &cell(0, 0, &[0, 0, 0, 0])),
        small_record(0x0005, &cell(2, 1, &46_203_f64.to_le_bytes())),
        small_record(0x0000, &[5, 0, 0, 0]),
        small_record(0x0003, &cell(0, 0, &[0x2a])),
        small_record(0x0004, &cell(1, 0, &[1])),
        small_record(0x0092, &[]),
    ];
    let relations =
        r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let parts = [
        ("xl/workbook.bin", workbook.concat()),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes().to_vec()),
        ("xl/styles.bin", styles.concat()),
        ("xl/sharedStrings.bin", strings.concat()),
        ("xl/worksheets/sheet1.bin", sheet.concat()),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&content).unwrap();
    }
    let found = found("a.xlsb", &zip.finish().unwrap().into_inner()).unwrap();
    let sheet = &found.sheets[0];
    assert_eq!((sheet.name.as_deref(), sheet.visibility), (Some("名簿"), Visibility::Hidden));
    assert_eq!(sheet.shown(), ["5: 髙橋||2026-06-30", "6: #|true"]);
}
