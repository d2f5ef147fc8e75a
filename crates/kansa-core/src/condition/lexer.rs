//! Text of a condition to tokens.

use std::ops::Range;

use chrono::NaiveDate;
use unicode_normalization::char::is_combining_mark;

use super::Site;
use super::names::shown;
use crate::diagnostic::Diagnostic;
use crate::text::{Text, text};

/// A token and where it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A bare word that is no keyword: a column, or a duration behind `+` and `-`.
    Word(String),
    /// A name in backquotes.
    Name(String),
    /// A text in quotes.
    Text(String),
    /// A number without its sign.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// A comparison.
    Compare(Op),
    /// One of [`KEYWORDS`].
    Keyword(Keyword),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    OpenList,
    /// `]`
    CloseList,
    /// `,`
    Comma,
    /// `+`
    Plus,
    /// `-`
    Minus,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    /// `=` or `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// A word with a meaning of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    And,
    Or,
    Not,
    In,
    Is,
    Empty,
    True,
    False,
}

const KEYWORDS: &[(&str, Keyword)] = &[
    ("and", Keyword::And),
    ("or", Keyword::Or),
    ("not", Keyword::Not),
    ("in", Keyword::In),
    ("is", Keyword::Is),
    ("empty", Keyword::Empty),
    ("true", Keyword::True),
    ("false", Keyword::False),
];

/// Longer ones first where one starts like another.
const SYMBOLS: &[(&str, Kind)] = &[
    ("==", Kind::Compare(Op::Equal)),
    ("!=", Kind::Compare(Op::NotEqual)),
    ("<=", Kind::Compare(Op::AtMost)),
    (">=", Kind::Compare(Op::AtLeast)),
    ("=", Kind::Compare(Op::Equal)),
    ("<", Kind::Compare(Op::Less)),
    (">", Kind::Compare(Op::More)),
    ("(", Kind::Open),
    (")", Kind::Close),
    ("[", Kind::OpenList),
    ("]", Kind::CloseList),
    (",", Kind::Comma),
    ("+", Kind::Plus),
    ("-", Kind::Minus),
];

/// How other languages write what this one has; looked up before [`SYMBOLS`].
const FOREIGN: &[(&str, &str)] = &[
    ("===", "="),
    ("=<", "<="),
    ("=>", ">="),
    ("<>", "!="),
    ("!==", "!="),
    ("&&", "and"),
    ("||", "or"),
    ("&", "and"),
    ("|", "or"),
];

/// The tokens of a text.
///
/// # Errors
///
/// The first stretch that is no token.
pub(super) fn lex(text: &str, site: Site<'_>) -> Result<Vec<Token>, Box<Diagnostic>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(first) = rest.chars().next()
    {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(rest, first)
            .map_err(|slip| Box::new(site.syntax(&(at..at + slip.length), slip.message).help(slip.help)))?;
        tokens.push(Token { kind, range: at..at + length });
        at += length;
    }
    Ok(tokens)
}

/// Whether a character belongs to a bare word.
///
/// Combining marks are in, for text in NFD; `ー` and `々` are letters to Unicode, the middle dots are not.
fn is_word(character: char) -> bool {
    character.is_alphanumeric()
        || matches!(character, '_' | 'ー' | '・' | '･')
        || is_combining_mark(character)
}

/// Whether a name can stand without backquotes.
pub(super) fn is_bare_name(name: &str) -> bool {
    matches!(token(name, name.chars().next().unwrap_or(' ')), Ok((Kind::Word(word), _)) if word == name)
}

/// The keyword that a word is.
pub(super) fn keyword(word: &str) -> Option<Keyword> {
    KEYWORDS.iter().find(|(it, _)| *it == word).map(|(_, keyword)| *keyword)
}

/// A decimal number, `80`, `-80.5`. No exponent, no separators.
pub(super) fn read_number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    // Adding zero turns -0 into 0, which are one value but two floats.
    text.parse::<f64>().ok().filter(|it| it.is_finite()).map(|it| it + 0.0)
}

/// A day in exactly ten characters, `2026-04-01`.
pub(super) fn read_date(text: &str) -> Option<NaiveDate> {
    // chrono alone would take `2026-4-1` too.
    if text.len() == 10 && text.starts_with(|it: char| it.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

/// A stretch that is no token.
struct Slip {
    length: usize,
    message: Text,
    help: Text,
}

fn token(rest: &str, first: char) -> Result<(Kind, usize), Slip> {
    match first {
        '\'' | '"' => enclosed(rest, first).map(|(text, length)| (Kind::Text(text), length)),
        '`' => enclosed(rest, first).map(|(name, length)| (Kind::Name(name), length)),
        _ if first.is_ascii_digit() => digits(rest),
        _ if is_word(first) => word(rest),
        _ => symbol(rest, first),
    }
}

/// What stands between two quotes; a doubled quote is one of the text.
fn enclosed(rest: &str, quote: char) -> Result<(String, usize), Slip> {
    let mut inside = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != quote {
            inside.push(character);
        } else if characters.next_if(|(_, next)| *next == quote).is_some() {
            inside.push(quote);
        } else {
            return Ok((inside, at + quote.len_utf8()));
        }
    }
    Err(Slip {
        length: rest.len(),
        message: text!("「{quote}」が閉じられていません", "the quote {quote} is never closed"),
        help: text!(
            "終わりにも「{quote}」を書いてください（中の「{quote}」は二つ重ねます）",
            "end it with {quote}; double a {quote} that belongs to it"
        ),
    })
}

fn digits(rest: &str) -> Result<(Kind, usize), Slip> {
    if let Some(length) = date_shape(rest) {
        let length = length + word_length(rest.get(length..).unwrap_or_default());
        let written = rest.get(..length).unwrap_or_default();
        return read_date(written).map(|date| (Kind::Date(date), length)).ok_or_else(|| Slip {
            length,
            message: text!("「{date}」は日付として読めません", "`{date}` is no date", date = shown(written)),
            help: text!(
                "2026-04-01 の形で、実在する日を書いてください",
                "write an existing day as 2026-04-01"
            ),
        });
    }
    let whole = rest.bytes().take_while(u8::is_ascii_digit).count();
    let length = word_length(rest);
    if whole < length {
        // Starts with digits, but is a name: 1次試験.
        return word(rest);
    }
    let fraction = rest
        .get(whole..)
        .and_then(|it| it.strip_prefix('.'))
        .map_or(0, |it| 1 + it.bytes().take_while(u8::is_ascii_digit).count());
    let length = whole + fraction;
    let tail = rest.get(length..).unwrap_or_default();
    let tail_length =
        tail.chars().take_while(|it| is_word(*it) || *it == '.').map(char::len_utf8).sum::<usize>();
    let length = length + tail_length;
    let written = rest.get(..length).unwrap_or_default();
    read_number(written).map(|number| (Kind::Number(number), length)).ok_or_else(|| Slip {
        length,
        message: text!(
            "「{number}」は数値として読めません",
            "`{number}` is no number",
            number = shown(written)
        ),
        help: text!("80 や 80.5 の形で書いてください", "write it as 80 or 80.5"),
    })
}

/// Length of `2026-04-01`, `2026/4/1` and the like at the start.
fn date_shape(rest: &str) -> Option<usize> {
    let mut length = 0;
    for part in 0..3 {
        if part > 0 {
            rest.get(length..)?.strip_prefix(['-', '/'])?;
            length += 1;
        }
        let digits = rest.get(length..)?.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return None;
        }
        length += digits;
    }
    Some(length)
}

fn word_length(rest: &str) -> usize {
    rest.chars().take_while(|it| is_word(*it)).map(char::len_utf8).sum()
}

fn word(rest: &str) -> Result<(Kind, usize), Slip> {
    let length = word_length(rest);
    let word = rest.get(..length).unwrap_or_default();
    if let Some(keyword) = keyword(word) {
        return Ok((Kind::Keyword(keyword), length));
    }
    let ascii: Option<String> = word.chars().map(half_width_digit).collect();
    match ascii {
        Some(ascii) => Err(Slip {
            length,
            message: text!(
                "全角の数字「{word}」は使えません",
                "`{word}` is written in full-width digits",
                word = shown(word)
            ),
            help: text!("半角で「{ascii}」と書いてください", "write {ascii}", ascii = shown(&ascii)),
        }),
        None => Ok((Kind::Word(word.to_owned()), length)),
    }
}

fn half_width_digit(character: char) -> Option<char> {
    let digit = u32::from(character).checked_sub(u32::from('０'))?;
    char::from_digit(digit, 10)
}

fn symbol(rest: &str, first: char) -> Result<(Kind, usize), Slip> {
    let foreign = FOREIGN.iter().find(|(it, _)| rest.starts_with(it));
    if foreign.is_none()
        && let Some((symbol, kind)) = SYMBOLS.iter().find(|(it, _)| rest.starts_with(it))
    {
        return Ok((kind.clone(), symbol.len()));
    }
    let (written, right) = match foreign {
        Some((wrong, right)) => ((*wrong).to_owned(), (*right).to_owned()),
        None if first == '!' => ("!".to_owned(), "not".to_owned()),
        None => rest.chars().map_while(|it| Some((it, half_width(it)?))).unzip(),
    };
    if written.is_empty() {
        let character = shown(&first.to_string());
        return Err(Slip {
            length: first.len_utf8(),
            message: text!(
                "条件に使えない文字「{character}」があります",
                "`{character}` has no meaning in a condition"
            ),
            help: text!(
                "文字列は '…' で、記号や空白を含む列名は `…` で囲んでください",
                "put a text in '…', and a column name with symbols or blanks in `…`"
            ),
        });
    }
    Err(Slip {
        length: written.len(),
        message: text!("条件に「{w}」は使えません", "`{w}` is no operator here", w = shown(&written)),
        help: text!("半角で「{r}」と書いてください", "write `{r}`", r = shown(&right)),
    })
}

/// What someone meant who left the input method on.
fn half_width(character: char) -> Option<&'static str> {
    Some(match character {
        '＞' => ">",
        '＜' => "<",
        '＝' => "=",
        '！' => "!",
        '≧' | '≥' => ">=",
        '≦' | '≤' => "<=",
        '≠' => "!=",
        '（' => "(",
        '）' => ")",
        '［' | '【' => "[",
        '］' | '】' => "]",
        '，' | '、' => ",",
        '＋' => "+",
        '－' | '−' | '–' => "-",
        '＇' | '‘' | '’' | '「' | '」' => "'",
        '＂' | '“' | '”' => "\"",
        '｀' => "`",
        '．' => ".",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
