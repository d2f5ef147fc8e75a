use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::read;
use crate::read::notes::{endures, notes, running, tables, trouble};

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    let body = format!("<?xml version=\"1.0\"?><w:document><w:body>{body}</w:body></w:document>");
    package(&[("word/document.xml", &body)])
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

#[test]
fn paragraphs_are_lines() {
    for (body, expected) in [
        (
            "<w:p><w:r><w:t>規程 </w:t></w:r><w:r><w:t>A&amp;B&#x3042;</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>次</w:t></w:r></w:p>",
            vec!["¶1 規程 A&Bあ", "¶3 次"],
        ),
        (
            "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>",
            vec!["¶1 a b c"],
        ),
        (
            "<w:p><w:ins><w:r><w:t>入</w:t></w:r></w:ins><w:del><w:r><w:delText>消</w:delText></w:r></w:del></w:p>",
            vec!["¶1 入"],
        ),
        ("<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r></w:p>", vec!["¶1 3"]),
        (
            "<w:p><w:r><w:ruby><w:rt><w:r><w:t>かんさ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>監査</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
            vec!["¶1 監査"],
        ),
        (
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>箱</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
          <mc:Fallback><w:p><w:r><w:t>箱</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>外</w:t></w:r></w:p>",
            vec!["¶2 箱", "¶1 外"],
        ),
        ("<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:t>済</w:t></w:r></w:p>", vec!["¶1 〓済"]),
    ] {
        assert_eq!(running(read, &docx(body)), expected, "{body}");
    }
}

#[test]
fn tables_are_sheets_and_their_text_comes_as_lines_too() {
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let table = format!(
        "<w:tbl>{}{}{}{}</w:tbl>",
        row(&[tc("", "氏名"), tc("<w:gridSpan w:val=\"2\"/>", "結果")]),
        row(&[tc("<w:vMerge w:val=\"restart\"/>", "山田"), tc("", "80"), tc("", "合")]),
        row(&[tc("<w:vMerge/>", ""), tc("", ""), "<w:tc><w:p/></w:tc>".into()]),
        row(&[tc("", ""), tc("", "")]),
    );
    let (notes, facts) = notes(read, &docx(&table));
    facts.unwrap();
    assert_eq!(
        notes,
        [
            "¶1 氏名",
            "¶2 結果",
            "¶3 山田",
            "¶4 80",
            "¶5 合",
            "= 表1 inside",
            "1: 氏名 | 結果 | 結果",
            "2: 山田 | 80 | 合",
            "3: 山田 | _ | _",
        ]
    );
}

#[test]
fn a_table_in_a_table_is_a_sheet_after_it() {
    let inner = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("", "内"));
    let table = format!("<w:tbl><w:tr><w:tc>{}{inner}{}</w:tc></w:tr></w:tbl>", p("前"), p("後"));
    assert_eq!(
        tables(read, &docx(&format!("{table}<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("", "次")))),
        ["= 表1 inside", "1: 前\n後", "= 表2 inside", "1: 内", "= 表3 inside", "1: 次",]
    );
}

#[test]
fn headers_footers_and_notes_follow_the_body() {
    let part = |text: &str| format!("<w:x>{}</w:x>", p(text));
    let core = "<cp><dcterms:created>2026-04-01T00:00:00Z</dcterms:created><dcterms:modified>2026-06-30T01:00:00Z</dcterms:modified></cp>";
    let rels = "<R><Relationship Type=\"http://x/officeDocument\" Target=\"/word/document2.xml\"/></R>";
    let bytes = package(&[
        ("_rels/.rels", rels),
        ("word/header10.xml", &part("頭10")),
        ("word/header2.xml", &part("頭2")),
        ("word/footnotes.xml", &part("脚注")),
        ("word/document2.xml", &part("本文")),
        ("word/comments.xml", &part("注釈")),
        ("docProps/core.xml", core),
    ]);
    let (notes, facts) = notes(read, &bytes);
    assert_eq!(notes, ["¶1 本文", "¶2 頭2", "¶3 頭10", "¶4 脚注"]);
    assert_eq!(facts.unwrap().dated.unwrap().to_string(), "2026-06-30");
}

#[test]
fn what_is_wrong_is_said() {
    let good = docx(&p("あ"));
    let wide = docx("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2001\"/></w:tcPr></w:tc></w:tr></w:tbl>");
    for (bytes, expected) in [
        (
            &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."[..],
            "protected by a password, or of the old format (97-2003)",
        ),
        (&good[..good.len() / 2], "the document is broken or cut off"),
        (&package(&[("xl/workbook.xml", "<x/>")]), "the document has no text part"),
        (&package(&[("word/document.xml", "<w:document><w:p>")]), "the document is broken or cut off"),
        (&package(&[("word/document.xml", "")]), "the document is broken or cut off"),
        (&docx("<w:p><w:t>&bomb;</w:t></w:p>"), "the document is broken or cut off"),
        (&wide, "more than 2000 columns"),
    ] {
        assert_eq!(trouble(read, bytes), expected);
    }
}

#[test]
fn a_broken_file_is_no_panic() {
    endures(read, &docx(&format!("{}<w:tbl><w:tr>{}</w:tr></w:tbl>", p("あ"), tc("<w:vMerge/>", "a"))));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), body in "(<w:(p|t|tr|tc|tbl|del|br)/?>|</w:(p|t|tr|tc|tbl|del)>|&#x?[0-9]{1,3};|a){0,30}") {
        let _ = notes(read, &bytes);
        let _ = notes(read, &package(&[("word/document.xml", &body)]));
    }
}
