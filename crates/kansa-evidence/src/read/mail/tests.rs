use proptest::prelude::*;

use super::read;
use crate::read::notes::{endures, notes, trouble};

const MAIL: &str = "From: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <yamada@example.jp>\r\n\
To: a@example.jp, \"B, C\" <b@example.jp>\r\nCc: c@example.jp\r\nSubject: =?UTF-8?B?5pWZ6IKy?=\r\n =?UTF-8?B?44Gu5qGI5YaF?=\r\n\
Date: Tue, 30 Jun 2026 23:30:00 +0900\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n\
--x\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\x1b$B;3ED\x1b(B\r\n\r\nend\r\n\
--x\r\nContent-Type: text/csv; name=\"=?UTF-8?B?5ZCN57C/LmNzdg==?=\"\r\nContent-Disposition: attachment\r\n\r\na,b\r\n--x--\r\n";

#[test]
fn headers_body_and_attachments_are_handed_out() {
    let (notes, facts) = notes(read, MAIL.as_bytes());
    assert_eq!(
        notes,
        [
            "H Subject: 教育の案内",
            "H From: 山田 <yamada@example.jp>",
            "H To: a@example.jp, B, C <b@example.jp>",
            "H Cc: c@example.jp",
            "H Date: 2026-06-30T23:30:00+09:00",
            "H Attachment: 名簿.csv",
            "L1 山田",
            "L3 end",
        ]
    );
    let facts = facts.unwrap();
    assert_eq!(facts.dated.unwrap().to_string(), "2026-06-30");
    assert_eq!(facts.entries, Some(1));
}

#[test]
fn html_alone_is_read_as_text() {
    let mail = "From: a@b\nSubject: s\nContent-Type: text/html; charset=Shift_JIS\nContent-Transfer-Encoding: quoted-printable\n\n\
        <html><head><style>p{}</style></head><body><p>=8E=52=93=63</p><p>&amp;</p></body></html>";
    let (notes, facts) = notes(read, mail.as_bytes());
    facts.unwrap();
    let body: Vec<&str> =
        notes.iter().filter(|it| it.starts_with('L')).map(|it| it.split_once(' ').unwrap().1).collect();
    assert_eq!(body, ["山田", "&"]);
}

#[test]
fn a_text_without_headers_is_no_mail() {
    assert_eq!(trouble(read, b"hello\nworld\n"), "no mail (neither sender nor date nor subject)");
    assert_eq!(trouble(read, b""), "no mail (neither sender nor date nor subject)");
}

#[test]
fn hostile_nesting_ends() {
    let part = "Content-Type: multipart/mixed; boundary=x\n\n--x\n".repeat(2_000);
    let _ = notes(read, format!("From: a@b\n{part}").as_bytes());
    let message = "Content-Type: message/rfc822\n\n".repeat(2_000);
    let _ = notes(read, format!("From: a@b\n{message}").as_bytes());
}

#[test]
fn a_broken_file_is_no_panic() {
    endures(read, MAIL.as_bytes());
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "(From: |Subject: |=\\?UTF-8\\?B\\?|--x\n|Content-Type: |multipart/mixed; boundary=x\n|\n|<p>|a){0,30}") {
        let _ = notes(read, &bytes);
        let _ = notes(read, text.as_bytes());
    }
}
