//! Tables as people file them, and what kansa makes of each: read as it is meant, or said why not.

mod workbooks;

use std::io::Write as _;
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};

use crate::workspace::{copy, fixture, kansa};

/// Files one item of evidence, and gives the state of what it answers and every finding about it, as
/// `code: ja | en @ place`.
pub(crate) fn filed(requirement: &str, files: &[(&str, &[u8])]) -> Vec<String> {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("awkward"), work.path());
    let folder = work.path().join("evidence/acme/training").join(requirement);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    said(work.path(), requirement)
}

/// What is said of a requirement.
pub(crate) fn said(workspace: &Path, requirement: &str) -> Vec<String> {
    let run = kansa(workspace, &["check", "--as-of", "2026-10-31", "--format", "json"]);
    assert!(run.status < 2, "{}", run.stderr);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let company = &json["companies"][0];
    let mut obligations = company["obligations"].as_array().unwrap().iter();
    let prefix = format!("acme/training/{requirement}@");
    let obligation = obligations.find(|it| it["id"].as_str().unwrap().starts_with(&prefix)).unwrap();
    let mut lines = vec![obligation["state"].as_str().unwrap().to_owned()];
    for it in company["findings"].as_array().unwrap() {
        let path = it["at"]["path"].as_str().unwrap_or_default();
        if !path.contains(&format!("/{requirement}/")) && !it["id"].as_str().unwrap().contains(&prefix) {
            continue;
        }
        let place = ["cell", "row", "line"].iter().find_map(|key| it["at"].get(key));
        let place = place.map_or(String::new(), |at| format!(" @ {}", at.to_string().trim_matches('"')));
        let text = |lang: &str| it["message"][lang].as_str().unwrap().to_owned();
        lines.push(format!("{}: {} | {}{place}", it["code"].as_str().unwrap(), text("ja"), text("en")));
    }
    lines
}

/// A file of the fixture, filed under another name of its kind.
#[track_caller]
fn check(file: &str, requirement: &str, expected: &[&str]) {
    let bytes = std::fs::read(fixture("awkward").join("files").join(file)).unwrap();
    let ending = file.rsplit('.').next().unwrap();
    let found = filed(requirement, &[(&format!("2026-09-30_記録.{ending}"), &bytes)]);
    assert_eq!(found, expected, "{file}");
}

#[test]
fn every_awkward_file_is_explained_and_none_is_left_over() {
    let readme = std::fs::read_to_string(fixture("awkward").join("README.md")).unwrap();
    let mut explained: Vec<&str> =
        readme.lines().filter_map(|it| it.strip_prefix("- `")?.split('`').next()).collect();
    explained.sort_unstable();
    assert_eq!(crate::workspace::files(&fixture("awkward").join("files")), explained);
}

#[test]
fn texts_of_every_encoding_are_read() {
    for file in [
        "cp932.csv",
        "euc-jp.csv",
        "iso-2022-jp.csv",
        "utf-16-tabs.csv",
        "utf-8-bom.csv",
        "semicolons.csv",
        "quotes.csv",
    ] {
        check(file, "score", &["met"]);
    }
}

#[test]
fn what_is_printed_for_people_is_read_as_a_table() {
    for (file, requirement, expected) in [
        ("printed-pages.csv", "score", &["met"][..]),
        ("totals.csv", "score", &["met"]),
        ("full-width.csv", "score", &["met"]),
        (
            "two-columns-of-one-name.csv",
            "score",
            &[
                "failed",
                "check-failed: 「試験」: 列「点数」にあたる見出しが二つある | Test: two headers name the column 点数 @ 1",
            ],
        ),
        (
            "shifted.csv",
            "score",
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.csv: 2 行目に 4 個の値がある（見出しは 3 列） | Test cannot be checked: 2026-09-30_記録.csv: row 2 has 4 values, the header 3 columns",
            ],
        ),
        ("eras.csv", "taken", &["met"]),
        (
            "two-ways.csv",
            "taken",
            &[
                "failed",
                "check-failed: 「受講」: 3 行中 2 行が「受講日が2026-04-01以降」を満たさない: 行 3（受講日: 2026-06-07とも2026-07-06とも読める日付（2026-04-01の形で書く））、4（受講日: 年のない日付（2026-04-01の形で書く）） | Course: 2 of 3 rows fail taken >= 2026-04-01: row 3 (受講日: a date that reads as 2026-06-07 or as 2026-07-06 (write it like 2026-04-01)), 4 (受講日: a date without a year (write it like 2026-04-01)) @ B3",
            ],
        ),
        (
            "signs.csv",
            "signed",
            &[
                "failed",
                "check-failed: 「誓約」: 3 行中 2 行が「提出が『はい』」を満たさない: 行 3、4（提出: 済とも未とも言えない記入（済か未で書き、途中経過は別の列に書く）） | Pledge: 2 of 3 rows fail signed = true: row 3, 4 (提出: neither yes nor no (write yes or no, and the progress in a column of its own)) @ 3",
            ],
        ),
        (
            "percentages.csv",
            "rate",
            &[
                "failed",
                "check-failed: 「達成」: 3 行中 1 行が「達成率が80%以上」を満たさない: 行 3（達成率: 0.95%とも95%とも読める割合（%を付けて書く）） | Target: 1 of 3 rows fails rate >= 80: row 3 (達成率: a percentage that reads as 0.95% or as 95% (write it with its % sign)) @ B3",
            ],
        ),
        (
            "scanner.json",
            "scan",
            &[
                "failed",
                "check-failed: 「脆弱性診断」: 2 行中 1 行が「severityが『critical』『high』のいずれでもない」を満たさない: 行 2 | Scan: 1 of 2 rows fails severity not in ['critical', 'high']: row 2 @ 2",
            ],
        ),
        ("minutes.md", "minutes", &["met"]),
        ("roster.md", "score", &["met"]),
        ("minutes.eml", "minutes", &["met"]),
        ("excel-97.xls", "score", &["met"]),
        (
            "password.xlsx",
            "score",
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.xlsx: パスワードで保護されている | Test cannot be checked: 2026-09-30_記録.xlsx: password-protected",
            ],
        ),
        (
            "password.pdf",
            "minutes",
            &[
                "unreadable",
                "evidence-unreadable: 「議事録」を確かめられない: 2026-09-30_記録.pdf: パスワードで保護されている | Minutes cannot be checked: 2026-09-30_記録.pdf: protected by a password",
            ],
        ),
        (
            "owner-password.pdf",
            "minutes",
            &[
                "unreadable",
                "evidence-unreadable: 「議事録」を確かめられない: 本文を確かめていない: 2026-09-30_記録.pdf の文字を取り出す道具が kansa.yaml にない（pdf_text: pdftotext） | Minutes cannot be checked: text not checked: kansa.yaml names no extractor for 2026-09-30_記録.pdf (pdf_text: pdftotext)",
            ],
        ),
    ] {
        check(file, requirement, expected);
    }
}

/// A workbook as it is filled in.
pub(crate) fn workbook(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    // Made today, it would contradict the day in its name.
    let never = ExcelDateTime::from_ymd(2000, 1, 1).unwrap();
    book.set_properties(&DocProperties::new().set_creation_datetime(&never));
    fill(&mut book);
    book.save_to_buffer().unwrap()
}

/// A workbook of one sheet, 名簿.
pub(crate) fn sheet(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    workbook(|book| fill(book.add_worksheet().set_name("名簿").unwrap()))
}

/// A package of the kinds that office programs write.
pub(crate) fn package(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The part of a workbook that its sheet is.
pub(crate) const SHEET: &str = "xl/worksheets/sheet1.xml";

/// The other parts of a workbook of one sheet, from the XML of its properties.
pub(crate) fn raw_parts(properties: &str) -> Vec<(&'static str, String)> {
    vec![
        ("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_owned()),
        ("_rels/.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
        ("xl/workbook.xml", format!(r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{properties}<sheets><sheet name="名簿" sheetId="1" r:id="r1"/></sheets></workbook>"#)),
        ("xl/_rels/workbook.xml.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#.to_owned()),
        ("xl/styles.xml", r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#.to_owned()),
    ]
}

#[test]
fn open_document_sheets_are_read() {
    let rows: String = std::iter::once(("社員番号", "点数".to_owned()))
        .chain(workbooks::ROSTER.iter().map(|(id, _, score)| (*id, score.to_string())))
        .map(|(id, score)| format!("<table:table-row><table:table-cell office:value-type=\"string\"><text:p>{id}</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>{score}</text:p></table:table-cell></table:table-row>"))
        .collect();
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet><table:table table:name=\"名簿\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let bytes = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
    ]);
    assert_eq!(filed("score", &[("2026-09-30_記録.ods", &bytes)]), ["met"]);
}

fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    package(&[
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ),
        (
            "_rels/.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
        ),
        ("word/document.xml", &document),
    ])
}

#[test]
fn minutes_of_a_word_processor_have_text_and_tables() {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let table = |rows: &[&[&str]]| {
        let rows = rows.iter().map(|row| {
            let cells: String = row.iter().map(|it| format!("<w:tc>{}</w:tc>", paragraph(it))).collect();
            format!("<w:tr>{cells}</w:tr>")
        });
        format!("<w:tbl>{}</w:tbl>", rows.collect::<String>())
    };
    // A word may be broken over runs and stand in a table.
    let body = "<w:p><w:r><w:t>教育の</w:t></w:r><w:r><w:t>実施状況</w:t></w:r></w:p>".to_owned()
        + &table(&[&["議題", "結果"], &["教育計画", "承認した"]]);
    assert_eq!(filed("minutes", &[("2026-09-30_議事録.docx", &docx(&body))]), ["met"]);
    let body = paragraph("受講者は次のとおり。")
        + &table(&[&["議題", "結果"], &["教育計画", "承認した"]])
        + &table(&[
            &["社員番号", "氏名", "点数"],
            &["0101", "青木", "90"],
            &["0102", "井上", "85"],
            &["0103", "上田", "79"],
        ]);
    assert_eq!(
        filed("score", &[("2026-09-30_議事録.docx", &docx(&body))]),
        [
            "failed",
            "check-failed: 「試験」: 3 行中 1 行が「点数が80以上」を満たさない: 行 4 | Test: 1 of 3 rows fails score >= 80: row 4 @ 表2!4:4"
        ]
    );
}

#[test]
fn an_ending_that_lies_is_said() {
    let bytes = sheet(|it| workbooks::roster(it, 0));
    for (name, bytes, expected) in [
        (
            "2026-09-30_記録.csv",
            &bytes[..],
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.csv: 拡張子は .csv だが、中身は区切りテキストでなくzip か Excel ブック | Test cannot be checked: 2026-09-30_記録.csv: named .csv, but its content is a zip or an Excel workbook, not delimited text",
            ][..],
        ),
        ("2026-09-30_記録.xls", &bytes[..], &["met"]),
        (
            "2026-09-30_記録.xls",
            "<html><table><tr><td>社員番号</td></tr></table></html>".as_bytes(),
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.xls: 中身は Excel でなく HTML | Test cannot be checked: 2026-09-30_記録.xls: its content is HTML, not Excel",
            ],
        ),
        (
            "2026-09-30_記録.xlsx",
            "社員番号,点数\n0101,90\n".as_bytes(),
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.xlsx: 中身が Excel ブックではない | Test cannot be checked: 2026-09-30_記録.xlsx: its content is no workbook",
            ],
        ),
        (
            "2026-09-30_記録.xlsx",
            b"",
            &[
                "unreadable",
                "evidence-unreadable: 「試験」を確かめられない: 2026-09-30_記録.xlsx: ファイルが空 | Test cannot be checked: 2026-09-30_記録.xlsx: the file is empty",
            ],
        ),
        (
            "2026-09-30_記録.txt",
            "社員番号,点数\n0101,90\n".as_bytes(),
            &[
                "failed",
                "check-failed: 「試験」: 内容を確かめられる表（xlsx、csv など）がない | Test: there is no table (xlsx, csv and the like) to look into",
            ],
        ),
        (
            "2026-09-30_記録",
            "社員番号,点数\n0101,90\n".as_bytes(),
            &[
                "failed",
                "check-failed: 「試験」: 内容を確かめられる表（xlsx、csv など）がない | Test: there is no table (xlsx, csv and the like) to look into",
            ],
        ),
        (
            "2026-09-30_記録.numbers",
            b"PK\x03\x04",
            &[
                "failed",
                "check-failed: 「試験」: 内容を確かめられる表（xlsx、csv など）がない | Test: there is no table (xlsx, csv and the like) to look into",
            ],
        ),
    ] {
        assert_eq!(filed("score", &[(name, bytes)]), expected, "{name}");
    }
}
