//! How texts, keys and headers are compared.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Text as it is compared: without blanks around it, of one width, in Unicode NFC.
///
/// Full-width ASCII becomes ASCII, half-width katakana become full-width ones, an ideographic or a
/// no-break space becomes a blank, and marks that show nothing at all go. Nothing else of NFKC: ㈱ is not (株), ① is not 1. Upper and lower case
/// stay apart.
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let text = text.trim_matches(is_blank);
    // ASCII has no second form.
    if text.is_ascii() || text.chars().all(is_settled) {
        return Cow::Borrowed(text);
    }
    if text.chars().all(|it| of_one_width(it) == it && !is_invisible(it)) && is_nfc(text) {
        return Cow::Borrowed(text);
    }
    let text: String = text.chars().filter(|it| !is_invisible(*it)).map(of_one_width).collect();
    Cow::Owned(if text.chars().all(is_settled) { text } else { text.nfc().collect() })
}

/// A header as it is compared: [`folded`], and without any blank or line break inside, because a header is
/// broken to fit its column.
pub fn header_folded(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let text = text.trim_matches(is_blank);
    if !text.contains(is_blank) {
        return folded(text);
    }
    // Blanks go first: what stood on both sides of one may compose.
    let text: String = text.chars().filter(|it| !is_blank(*it)).collect();
    Cow::Owned(folded(&text).into_owned())
}

/// Whether a character shows nothing: white space, and the marks of no width that exports leave around a
/// text.
pub(crate) fn is_blank(it: char) -> bool {
    it.is_whitespace() || is_invisible(it)
}

/// Whether a character shows nothing and takes no room: two texts that differ in it only look the same.
fn is_invisible(it: char) -> bool {
    matches!(
        it,
        '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
    )
}

/// Whether a character is as it is compared, whatever stands beside it. Not all of those are here: only
/// what Japanese and western text is mostly made of, so that the test is cheap.
fn is_settled(it: char) -> bool {
    match it {
        '\u{A0}' | '\u{AD}' => false,
        // Below U+0300 nothing combines, and nothing is left to compose.
        '\0'..='\u{2FF}' => true,
        '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{309B}'..='\u{30FF}' => true,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' => true,
        _ => false,
    }
}

/// Whether a character is settled and no blank: most cells hold nothing else, so one look has to be enough.
fn is_plain(it: char) -> bool {
    matches!(it, '!'..='~' | '\u{3041}'..='\u{3096}' | '\u{309B}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}')
}

/// Full-width forms of U+FF61 to U+FF9F in their order. The two voice marks become combining ones, for NFC
/// to compose.
const KATAKANA: [char; 63] = [
    '。', '「', '」', '、', '・', 'ヲ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ャ', 'ュ', 'ョ', 'ッ', 'ー', 'ア',
    'イ', 'ウ', 'エ', 'オ', 'カ', 'キ', 'ク', 'ケ', 'コ', 'サ', 'シ', 'ス', 'セ', 'ソ', 'タ', 'チ', 'ツ',
    'テ', 'ト', 'ナ', 'ニ', 'ヌ', 'ネ', 'ノ', 'ハ', 'ヒ', 'フ', 'ヘ', 'ホ', 'マ', 'ミ', 'ム', 'メ', 'モ',
    'ヤ', 'ユ', 'ヨ', 'ラ', 'リ', 'ル', 'レ', 'ロ', 'ワ', 'ン', '\u{3099}', '\u{309A}',
];

/// A character in the width in which it is compared.
fn of_one_width(it: char) -> char {
    let code = u32::from(it);
    match it {
        '\u{3000}' | '\u{A0}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(code - 0xFEE0).unwrap_or(it),
        '\u{FF61}'..='\u{FF9F}' => {
            usize::try_from(code - 0xFF61).ok().and_then(|at| KATAKANA.get(at)).copied().unwrap_or(it)
        }
        _ => it,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_that_look_the_same_compare_as_the_same() {
        for (text, same) in [
            ("", ""),
            ("\u{3000}\u{A0} \t\r\n", ""),
            (" 山田商店\u{3000}", "山田商店"),
            ("\u{FEFF}社員番号", "社員番号"),
            ("Ｅ００１２", "E0012"),
            ("ﾔﾏﾀﾞ ﾊﾟﾝ", "ヤマダ パン"),
            ("ﾞ", "\u{3099}"),
            ("山田\u{3000}太郎", "山田 太郎"),
            ("山田\u{A0}太郎", "山田 太郎"),
            ("カ\u{3099}", "ガ"),
            ("(株)Ａ", "(株)A"),
            ("0000\u{200B}1", "00001"),
            ("山\u{200C}田\u{AD}", "山田"),
            ("㈱", "㈱"),
            ("①", "①"),
            ("髙﨑", "髙﨑"),
            ("ABC", "ABC"),
            ("é", "e\u{301}"),
            ("｡､･ｰ", "。、・ー"),
        ] {
            assert_eq!(folded(text), folded(same), "{text:?}");
        }
        for (text, other) in [("㈱", "(株)"), ("①", "1"), ("A", "a"), ("ｶ", "ガ"), ("髙", "高")] {
            assert_ne!(folded(text), folded(other), "{text:?}");
        }
    }

    #[test]
    fn text_that_is_folded_already_is_borrowed() {
        for text in ["", "E0012", " E0012 ", "山田 太郎", "ヤマダ商店ー々〇", "㈱①", "é", "🏢"]
        {
            assert!(matches!(folded(text), Cow::Borrowed(_)), "{text:?}");
            assert!(matches!(header_folded(&text.replace(' ', "")), Cow::Borrowed(_)), "{text:?}");
        }
    }

    #[test]
    fn headers_lose_the_blanks_and_line_breaks_inside_them() {
        for text in ["実施日", "実施\n日", " 実 施\u{3000}日\r\n", "実\u{A0}施日", "実施\u{200B}日"]
        {
            assert_eq!(header_folded(text), "実施日", "{text:?}");
        }
        assert_eq!(header_folded("ｶ ﾞ"), "ガ");
    }

    #[test]
    fn the_cheap_test_agrees_with_unicode() {
        for it in '\0'..=char::MAX {
            assert!(!is_plain(it) || is_settled(it) && !is_blank(it), "{it:?}");
            if is_settled(it) {
                assert_eq!(of_one_width(it), it);
                assert!(is_nfc(&format!("か{it}\u{5E0}{it}")), "{it:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(
            text in any::<String>(),
            near in "[ -~０-９Ａ-Ｚ｡-ﾟか-ご\u{3000}\u{A0}\u{3099}\u{301}]{0,12}",
        ) {
            for text in [text, near] {
                let once = folded(&text).into_owned();
                prop_assert_eq!(folded(&once), once.as_str());
                let once = header_folded(&text).into_owned();
                prop_assert_eq!(header_folded(&once), once.as_str());
            }
        }
    }
}
