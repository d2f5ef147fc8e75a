//! How the key of a register's row may be shown.

use std::borrow::Cow;

use crate::value::is_blank;

/// The fewest digits that may be the number of a person: a telephone, an account, a card.
const LONG: usize = 10;
/// How many of their digits are shown.
const SHOWN: usize = 4;

/// A register key as a message may show it.
///
/// Messages end up in reports and logs of others than the register's keepers, and need just enough to find
/// the row again.
///
/// - A mail address keeps the first character and the domain: `y***@example.co.jp`.
/// - A personal name, that is two to four blocks of kanji and kana with blanks between them, keeps its
///   first character: `山＊＊＊`. Blocks of more than six characters are no name, nor is a last block that
///   names a unit (部, 課, 室 …).
/// - Ten or more digits in a row keep the last four; so do the digits of a key that is made of digits and
///   their marks alone, as telephone numbers are: `***-****-5678`.
/// - Everything else, employee numbers and codes above all, is shown as it is. A name without a blank is,
///   too: it looks like any other word.
pub fn shown_key(key: &str) -> Cow<'_, str> {
    let own = key.trim_matches(is_blank);
    if let Some((local, domain)) = own.rsplit_once('@').filter(|it| is_address(it.0, it.1)) {
        // A single character would be all of it.
        let first = local.chars().next().filter(|_| local.chars().nth(1).is_some());
        return Cow::Owned(format!("{}***@{domain}", first.map(String::from).unwrap_or_default()));
    }
    if let Some(first) = own.chars().next().filter(|_| is_name(own)) {
        return Cow::Owned(format!("{first}＊＊＊"));
    }
    let digits = own.chars().filter(|it| is_digit(*it)).count();
    if digits < LONG {
        return Cow::Borrowed(key);
    }
    if own.chars().all(|it| is_digit(it) || is_blank(it) || "-－‐−+＋()（）.".contains(it)) {
        return Cow::Owned(hidden(own, digits));
    }
    without_long_runs(key)
}

fn is_address(local: &str, domain: &str) -> bool {
    let has_dot = domain.split_once('.').is_some_and(|it| !it.0.is_empty() && !it.1.is_empty());
    !local.is_empty() && has_dot && !domain.contains(is_blank)
}

fn is_name(key: &str) -> bool {
    const UNITS: [char; 9] = ['部', '課', '室', '係', '店', '社', '局', '署', '所'];
    let mut blocks = 0;
    let mut last = None;
    for block in key.split(is_blank).filter(|it| !it.is_empty()) {
        let length = block.chars().count();
        if !(1..=6).contains(&length) || !block.chars().all(is_japanese) {
            return false;
        }
        blocks += 1;
        last = block.chars().last();
    }
    (2..=4).contains(&blocks) && !last.is_some_and(|it| UNITS.contains(&it))
}

/// Kanji of any plane, hiragana and katakana of either width.
fn is_japanese(it: char) -> bool {
    matches!(it,
        '々' | '〆' | '\u{3041}'..='\u{3096}' | '\u{3099}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FF66}'..='\u{FF9F}'
        | '\u{20000}'..='\u{3FFFF}' | '\u{E0100}'..='\u{E01EF}')
}

fn is_digit(it: char) -> bool {
    it.is_ascii_digit() || ('０'..='９').contains(&it)
}

/// Hides all but the last digits of a text that has the given number of them.
fn hidden(text: &str, digits: usize) -> String {
    let mut hide = digits.saturating_sub(SHOWN);
    let star = |it: char| {
        if is_digit(it) && hide > 0 {
            hide -= 1;
            return '*';
        }
        it
    };
    text.chars().map(star).collect()
}

fn without_long_runs(key: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some(start) = key.get(from..).and_then(|it| it.find(is_digit)).map(|it| it + from) {
        let rest = key.get(start..).unwrap_or_default();
        let end = start + rest.find(|it| !is_digit(it)).unwrap_or(rest.len());
        let run = key.get(start..end).unwrap_or_default();
        let digits = run.chars().count();
        if digits >= LONG {
            shown.push_str(key.get(copied..start).unwrap_or_default());
            shown.push_str(&hidden(run, digits));
            copied = end;
        }
        from = end;
    }
    if copied == 0 {
        return Cow::Borrowed(key);
    }
    shown.push_str(key.get(copied..).unwrap_or_default());
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_shows_only_what_is_needed_to_find_its_row() {
        for (key, shown) in [
            ("E0012", "E0012"),
            ("0012", "0012"),
            ("INC-2026-04-01-003", "INC-2026-04-01-003"),
            ("2026-04-01", "2026-04-01"),
            ("株式会社山田商店", "株式会社山田商店"),
            ("山田太郎", "山田太郎"),
            ("本社 経理部", "本社 経理部"),
            ("東京 データセンター", "東京 データセンター"),
            ("Azure Backup", "Azure Backup"),
            ("yamada@example.co.jp", "y***@example.co.jp"),
            ("y@example.co.jp", "***@example.co.jp"),
            ("山田@example.jp", "山***@example.jp"),
            ("@example.jp", "@example.jp"),
            ("root@localhost", "root@localhost"),
            ("山田 太郎", "山＊＊＊"),
            ("山田\u{3000}太郎", "山＊＊＊"),
            (" 佐々木  健 ", "佐＊＊＊"),
            ("ﾔﾏﾀﾞ ﾀﾛｳ", "ﾔ＊＊＊"),
            ("やまだ たろう", "や＊＊＊"),
            ("髙橋 𠮷男", "髙＊＊＊"),
            ("09012345678", "*******5678"),
            ("090-1234-5678", "***-****-5678"),
            ("+81 90 1234 5678", "+** ** **** 5678"),
            ("０９０１２３４５６７８", "*******５６７８"),
            ("C4111111111111111X", "C************1111X"),
            ("4111 1111 1111 1111", "**** **** **** 1111"),
            ("", ""),
        ] {
            assert_eq!(shown_key(key), shown, "{key}");
        }
    }

    #[test]
    fn a_key_that_is_shown_as_it_is_is_borrowed() {
        assert!(matches!(shown_key("E0012"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn no_key_panics_and_none_shows_ten_digits_in_a_row(
            any in any::<String>(),
            near in "[0-9０-９@. \\-山ヤ]{0,40}",
        ) {
            for key in [any, near] {
                let shown = shown_key(&key);
                let domain = shown.rsplit_once('@').map_or(0, |it| it.1.len());
                let own = &shown[..shown.len() - domain];
                prop_assert!(own.split(|it| !is_digit(it)).all(|it| it.chars().count() < LONG), "{}", shown);
            }
        }
    }
}
