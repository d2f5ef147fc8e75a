//! Files of the kinds that evidence has, made of filler: of valid structure, and as hard to compress as real ones.

use std::io::{Cursor, Write as _};

use anyhow::Result;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Numbers that look random and are the same every time (SplitMix64).
pub(crate) struct Numbers(u64);

impl Numbers {
    /// The numbers that belong to a name.
    pub(crate) fn of(name: &str) -> Self {
        Self(
            name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, it| {
                (hash ^ u64::from(it)).wrapping_mul(0x0100_0000_01b3)
            }),
        )
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let it = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    /// One of the numbers below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// A size from 20 to 300 KB: most are small, few are large.
    pub(crate) fn size(&mut self) -> usize {
        let share = self.below(1000);
        20_000 + share * share / 1000 * share / 1000 * 280
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend(self.next().to_le_bytes());
        }
        bytes.truncate(length);
        bytes
    }
}

const SENTENCES: [&str; 10] = [
    "前回の議事録を確認し、指摘のあった事項がすべて完了していることを確かめた。",
    "対象となる部門から報告を受け、記録と現物を照合した。差異はなかった。",
    "手順書の改訂案について意見を求め、用語の不統一を直したうえで承認した。",
    "The review covered the systems in scope; two minor points are to be closed next month.",
    "次回までに、担当部門は点検結果の写しを事務局へ提出する。",
    "委託先から回答を受け取り、契約で定めた水準を満たしていることを確認した。",
    "権限の見直しの結果、異動者の権限を変更し、退職者の権限を削除した。",
    "教育の未受講者には、期限を定めて受講を求めることとした。",
    "Logs were reviewed against the checklist and no unexpected access was found.",
    "残る課題は、是正処置一覧に記入して管理する。",
];

/// Sentences of minutes and reports, one a line.
pub(crate) fn text(title: &str, length: usize, numbers: &mut Numbers) -> String {
    let mut text = format!("# {title}\n\n");
    while text.len() < length {
        let sentence = SENTENCES.get(numbers.below(SENTENCES.len())).copied().unwrap_or_default();
        text.push_str(&format!("{}. {sentence}\n", 1 + numbers.below(40)));
    }
    text
}

/// A table as a csv.
pub(crate) fn csv(rows: &[Vec<String>]) -> String {
    let line = |row: &Vec<String>| row.iter().map(|it| cell(it)).collect::<Vec<_>>().join(",") + "\r\n";
    rows.iter().map(line).collect()
}

fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A table as a list of records.
pub(crate) fn json(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let Some((header, rows)) = rows.split_first() else { return Ok(b"[]".to_vec()) };
    let record = |row: &Vec<String>| -> serde_json::Map<String, serde_json::Value> {
        header.iter().cloned().zip(row.iter().cloned().map(Into::into)).collect()
    };
    Ok(serde_json::to_vec_pretty(&rows.iter().map(record).collect::<Vec<_>>())?)
}

/// A table as a workbook.
pub(crate) fn xlsx(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    // Older than any day in a name, as a form is.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet();
    for (number, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            match cell.parse::<f64>() {
                Ok(value) => sheet.write_number(number, column, value)?,
                Err(_) => sheet.write_string(number, column, cell)?,
            };
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// A text as a Word document, one paragraph a line.
pub(crate) fn docx(text: &str) -> Result<Vec<u8>> {
    let paragraph = |it: &str| format!("<w:p><w:r><w:t>{it}</w:t></w:r></w:p>");
    let body: String = text.lines().map(paragraph).collect();
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/\
         wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let types = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/\
         2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.\
         relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-\
         officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let relations = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/\
         package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/\
         2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in
        [("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", &document)]
    {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A scanned page.
pub(crate) fn pdf(size: usize, numbers: &mut Numbers) -> Vec<u8> {
    let (width, height) = (200, size / 200);
    let page = "q 595 0 0 842 0 0 cm /I Do Q";
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
            .to_vec(),
        format!("<</Length {}>>stream\n{page}\nendstream", page.len()).into_bytes(),
        [
            format!(
                "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray\
                 /BitsPerComponent 8/Length {}>>stream\n",
                width * height
            )
            .into_bytes(),
            numbers.bytes(width * height),
            b"\nendstream".to_vec(),
        ]
        .concat(),
    ];
    let mut bytes = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend(format!("{number} 0 obj\n").bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let (start, count) = (bytes.len(), objects.len() + 1);
    let end =
        format!("xref\n0 {count}\n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    bytes.extend(end.bytes());
    bytes
}

/// A picture of a screen, grey, stored without compression.
pub(crate) fn png(size: usize, numbers: &mut Numbers) -> Vec<u8> {
    let (width, height) = (199_u32, size / 200);
    let mut image = vec![0x78, 0x01];
    // Each line begins with the number of its filter: none.
    let lines: Vec<u8> = (0..height).flat_map(|_| [vec![0], numbers.bytes(199)].concat()).collect();
    let blocks = lines.chunks(0xffff).collect::<Vec<_>>();
    for (at, block) in blocks.iter().enumerate() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        image.push(u8::from(at + 1 == blocks.len()));
        image.extend(length.to_le_bytes());
        image.extend((!length).to_le_bytes());
        image.extend(*block);
    }
    let (low, high) = lines.iter().fold((1_u32, 0_u32), |(low, high), it| {
        let low = (low + u32::from(*it)) % 65521;
        (low, (high + low) % 65521)
    });
    image.extend((high << 16 | low).to_be_bytes());
    let height = u32::try_from(height).unwrap_or(1);
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, content) in [(b"IHDR", head), (b"IDAT", image), (b"IEND", Vec::new())] {
        bytes.extend(u32::try_from(content.len()).unwrap_or(0).to_be_bytes());
        let chunk = [&name[..], &content].concat();
        bytes.extend(&chunk);
        bytes.extend(crc32(&chunk).to_be_bytes());
    }
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let table: Vec<u32> = (0..256_u32)
        .map(|it| (0..8).fold(it, |it, _| if it & 1 == 1 { 0xedb8_8320 ^ it >> 1 } else { it >> 1 }))
        .collect();
    let step = |crc: u32, it: &u8| {
        let at = usize::try_from((crc ^ u32::from(*it)) & 0xff).unwrap_or(0);
        table.get(at).copied().unwrap_or_default() ^ crc >> 8
    };
    !bytes.iter().fold(u32::MAX, step)
}

/// A photo: the segments of a JPEG, with filler for the picture.
pub(crate) fn jpg(size: usize, numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00".to_vec();
    bytes.extend([0xff, 0xdb, 0x00, 0x43, 0x00]);
    bytes.extend([16; 64]);
    bytes.extend([0xff, 0xc0, 0x00, 0x0b, 8, 0x02, 0x58, 0x03, 0x20, 1, 1, 0x11, 0]);
    bytes.extend([0xff, 0xda, 0x00, 0x08, 1, 1, 0, 0, 63, 0]);
    bytes.extend(numbers.bytes(size).into_iter().map(|it| if it == 0xff { 0xfe } else { it }));
    bytes.extend([0xff, 0xd9]);
    bytes
}

/// A mail with a file attached.
pub(crate) fn eml(title: &str, numbers: &mut Numbers) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let body = text(title, 1_500, numbers);
    let lines = 100 + numbers.below(400);
    let digit = |it: u8| char::from(DIGITS.get(usize::from(it & 63)).copied().unwrap_or(b'A'));
    let attached: String = (0..lines)
        .map(|_| numbers.bytes(76).into_iter().map(digit).chain("\r\n".chars()).collect::<String>())
        .collect();
    format!(
        "From: office@example.jp\r\nTo: auditor@example.jp\r\nDate: Wed, 31 Mar 2027 10:00:00 +0900\r\n\
         Subject: report\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n\
         --b\r\nContent-Type: application/octet-stream; name=\"report.bin\"\r\n\
         Content-Disposition: attachment; filename=\"report.bin\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{attached}\r\n--b--\r\n"
    )
}
