//! Documents of a word processor: a small package of XML.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use anyhow::Result;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Maker;
use crate::sheet::{Block, Contents};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#;

/// A document: headings, paragraphs, lists and tables.
pub(super) fn document(contents: &Contents, maker: &Maker<'_>) -> Result<Vec<u8>> {
    let mut body = String::new();
    for block in contents.blocks() {
        match block {
            Block::Heading(level, text) => {
                let size = if level == 1 { 32 } else { 24 };
                let style = format!("<w:rPr><w:b/><w:sz w:val=\"{size}\"/></w:rPr>");
                let _ = write!(body, "<w:p>{}</w:p>", run(&text, &style));
            }
            Block::Paragraph(text) => {
                for line in text.lines() {
                    let _ = write!(body, "<w:p>{}</w:p>", run(line, ""));
                }
            }
            Block::Item(text) => {
                let _ = write!(body, "<w:p>{}</w:p>", run(&format!("・{text}"), ""));
            }
            Block::Table(rows) => table(&mut body, &rows),
        }
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/></w:sectPr></w:body></w:document>"
    );
    let day = maker.day;
    let core = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">{day}T00:30:00Z</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{day}T02:00:00Z</dcterms:modified></cp:coreProperties>",
        escaped(maker.title),
        escaped(maker.author)
    );
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", &document),
        ("docProps/core.xml", &core),
    ];
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let options = options.last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn table(body: &mut String, rows: &[Vec<String>]) {
    body.push_str("<w:tbl><w:tblPr><w:tblBorders>");
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let _ = write!(body, "<w:{side} w:val=\"single\" w:sz=\"4\"/>");
    }
    body.push_str("</w:tblBorders></w:tblPr>");
    for row in rows {
        body.push_str("<w:tr>");
        for cell in row {
            let _ = write!(body, "<w:tc><w:p>{}</w:p></w:tc>", run(cell, ""));
        }
        body.push_str("</w:tr>");
    }
    body.push_str("</w:tbl>");
}

fn run(text: &str, style: &str) -> String {
    format!("<w:r>{style}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
