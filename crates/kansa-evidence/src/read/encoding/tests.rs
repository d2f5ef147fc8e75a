use super::*;

fn encoded(name: &str, text: &str) -> Vec<u8> {
    let (bytes, _, lost) = named(name).unwrap().encode(text);
    assert!(!lost, "{text}");
    bytes.into_owned()
}

#[test]
fn japanese_encodings_are_told_apart() {
    let texts = [
        "社員番号,氏名\nE001,髙橋 花子\n",
        "社員番号,氏名,受講日,点数\nE001,山田 太郎,2026-06-30,80\nE002,佐藤 花子,2026-07-01,92\n",
        "研修名：情報セキュリティ研修（全社員）\n実施日：2026年6月30日\n",
        "はい,いいえ\n済,未\n○,×\n",
    ];
    for text in texts {
        for name in ["cp932", "euc-jp", "iso-2022-jp"] {
            // 髙 is in CP932 only.
            let text = if name == "cp932" { text.to_owned() } else { text.replace('髙', "高") };
            assert_eq!(super::text(&encoded(name, &text), None).as_deref(), Ok(text.as_str()), "{name}");
        }
    }
}

#[test]
fn utf_8_is_not_copied() {
    for text in ["a,b", "\u{feff}氏名"] {
        assert!(matches!(super::text(text.as_bytes(), None), Ok(Cow::Borrowed(_))));
    }
}

#[test]
fn what_cannot_be_decoded_is_named_with_its_place() {
    let wrong = |bytes: &[u8], declared: &str| {
        super::text(bytes, named(declared)).expect_err("was decoded").message.en
    };
    for (bytes, declared, message) in [
        (b"a\nb\x8e\xd0\x88\n".as_slice(), "utf-8", "line 2 (byte 4 of the file) is not UTF-8"),
        (b"\xef\xbb\xbfa\n\xff", "cp932", "line 2 (byte 6 of the file) is not UTF-8"),
        (b"a\n\x8e\xd0\x88\n", "cp932", "line 2 (byte 5 of the file) is not CP932"),
        (b"a\n\xbc\xd2\xb0\n", "euc-jp", "line 2 (byte 5 of the file) is not EUC-JP"),
        (b"\xff\xfea\x00\n\x00\x00\xd8a\x00", "utf-8", "line 2 (byte 7 of the file) is not UTF-16LE"),
        (b"a\x00b", "utf-16le", "line 1 (byte 3 of the file) is not UTF-16LE"),
    ] {
        assert_eq!(wrong(bytes, declared), message);
    }
}

#[test]
fn a_broken_utf_8_text_is_not_taken_for_another_encoding() {
    let mut bytes = "社員番号,氏名\nE001,山田 太郎".as_bytes().to_vec();
    bytes.pop();
    let message = super::text(&bytes, None).unwrap_err().message.en;
    assert_eq!(message, "line 2 (byte 36 of the file) is not UTF-8");
}

#[test]
fn a_broken_cp932_text_is_named_so() {
    let mut bytes = encoded("cp932", &"社員番号,氏名\nE001,髙橋 花子\n".repeat(20));
    bytes.extend(b"\x8e\xd0\x88\n");
    assert_eq!(
        super::text(&bytes, None).unwrap_err().message.en,
        "line 41 (byte 583 of the file) is not CP932"
    );
}

#[test]
fn zeros_in_a_text_are_not_taken_for_utf_16() {
    for bytes in [b"abcdef\0\n".as_slice(), b"a,b\n1,2\0\0\n", b"\0\0\0\0", "氏名\0\n".as_bytes()] {
        let message = super::text(bytes, None).unwrap_err().message.en;
        assert_eq!(message, "has bytes that are no characters (NUL) and cannot be read as text", "{bytes:?}");
    }
}

#[test]
fn a_text_that_fits_two_encodings_is_refused() {
    // ｱｲ in CP932, 渦 in EUC-JP.
    let trouble = super::text(b"\xb1\xb2\n", None).unwrap_err();
    assert_eq!(trouble.message.en, "its encoding is not certain: line 1 (byte 1 of the file) is not UTF-8");
    assert!(trouble.remedy.unwrap().en.contains("read: {encoding: cp932}"));
    assert_eq!(super::text(b"\xb1\xb2\n", named("cp932")).unwrap(), "ｱｲ\n");
}

#[test]
fn western_texts_are_not_taken_for_japanese() {
    let text = "Name;Straße\nMüller;Größe\nFrançois;Élysée\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let message = super::text(&bytes, None).unwrap_err().message.en;
    assert_eq!(message, "its encoding is not certain: line 1 (byte 10 of the file) is not UTF-8");
}

#[test]
fn every_declared_name_is_known() {
    for name in names() {
        assert!(named(&name.to_uppercase()).is_some());
    }
    assert_eq!(named("latin1"), None);
}

proptest::proptest! {
    #[test]
    fn arbitrary_bytes_are_decoded_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        for declared in std::iter::once(None).chain(names().map(named)) {
            drop(super::text(&bytes, declared));
        }
    }
}
