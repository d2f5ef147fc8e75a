//! Words that tell of a number what it is.

use super::Secret;
use crate::value::folded;

/// Characters before a number in which a word tells of it, at most one line break among them.
const BEFORE: usize = 40;
/// Characters after a number, in its own line: `4111 1111 1111 1111（VISA）`.
const AFTER: usize = 12;

/// Japanese words for cards.
const CARD: [&str; 6] = ["カード", "クレジット", "クレカ", "会員番号", "デビット", "銀聯"];
/// English words for cards. As parts of others (company, discard) they tell nothing.
const CARD_WORDS: [&str; 16] = [
    "card",
    "cards",
    "cardno",
    "cardnumber",
    "cardnum",
    "creditcard",
    "debitcard",
    "credit",
    "debit",
    "pan",
    "visa",
    "jcb",
    "amex",
    "mastercard",
    "diners",
    "unionpay",
];
/// Words for 個人番号.
const INDIVIDUAL: [&str; 2] = ["マイナンバ", "個人番号"];
/// English words for it, which stand apart or together.
const INDIVIDUAL_WORDS: [(&str, &str); 2] = [("my", "number"), ("individual", "number")];
/// Words of a label for a number: 「カード番号」 is one, 「カード払い」 is not.
const NUMBER: [&str; 7] = ["番号", "ナンバー", "no", "num", "pan", "#", "№"];

/// Which kinds of secrets words tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Words {
    card: bool,
    individual: bool,
}

/// A number in its text.
pub(super) struct Context<'a> {
    /// What came before the text.
    pub(super) before: &'a str,
    /// The text.
    pub(super) text: &'a str,
    /// The first byte of the number.
    pub(super) start: usize,
    /// The byte after it.
    pub(super) end: usize,
}

impl Words {
    /// Whether they tell of a kind.
    pub(super) fn tell(self, secret: Secret) -> bool {
        match secret {
            Secret::CardNumber => self.card,
            Secret::IndividualNumber => self.individual,
        }
    }

    /// What either tells.
    pub(super) fn and(self, other: Self) -> Self {
        Self { card: self.card || other.card, individual: self.individual || other.individual }
    }

    /// What the words around a number tell.
    pub(super) fn around(context: &Context<'_>) -> Self {
        let text = context.text.get(..context.start).unwrap_or_default();
        let near = last(text);
        let mut found = Self::of(near);
        // What came before is the line before only of the first line, and near only as far as that leaves
        // room.
        if near.len() == text.len() && !text.trim_start().contains('\n') {
            let free = BEFORE.saturating_sub(near.chars().count());
            let before = context.before.char_indices().rev().take(free).last();
            found =
                found.and(Self::of(before.and_then(|(at, _)| context.before.get(at..)).unwrap_or_default()));
        }
        let after = context.text.get(context.end..).unwrap_or_default();
        let after = after
            .char_indices()
            .take_while(|it| it.1 != '\n')
            .nth(AFTER)
            .and_then(|it| after.get(..it.0))
            .unwrap_or_else(|| after.lines().next().unwrap_or_default());
        found.and(Self::of(after))
    }

    /// What the cell before a number tells, if it is a label for one.
    pub(super) fn of_label(label: Option<&str>) -> Self {
        let Some(label) = label.filter(|it| it.len() <= BEFORE * 4) else { return Self::default() };
        let words = Self::of(label);
        let is_label = words.card && {
            let label = folded(label).to_lowercase();
            NUMBER.iter().any(|it| label.contains(it))
        };
        Self { card: is_label, individual: words.individual }
    }

    /// What the words of a text tell.
    pub(super) fn of(text: &str) -> Self {
        // Digits and their marks alone, as most cells of a table have them, are no words.
        if text.bytes().all(|it| it < b'A') {
            return Self::default();
        }
        let text = folded(text);
        let mut found = if text.is_ascii() {
            Self::default()
        } else {
            let has = |words: &[&str]| words.iter().any(|it| text.contains(it));
            Self { card: has(&CARD), individual: has(&INDIVIDUAL) }
        };
        let mut previous = "";
        for word in english(&text) {
            found.card |= is_one_of(word, &CARD_WORDS);
            found.individual |= INDIVIDUAL_WORDS.iter().any(|(one, other)| {
                let apart = previous.eq_ignore_ascii_case(one) && word.eq_ignore_ascii_case(other);
                apart
                    || word.len() == one.len() + other.len()
                        && word.get(..one.len()).is_some_and(|it| it.eq_ignore_ascii_case(one))
                        && word.get(one.len()..).is_some_and(|it| it.eq_ignore_ascii_case(other))
            });
            previous = word;
        }
        found
    }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|it| word.eq_ignore_ascii_case(it))
}

/// The English words of a text: runs of letters, and the parts of `cardNumber`.
fn english(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_ascii_alphabetic()).filter(|it| it.len() >= 2).flat_map(|run| {
        let mut rest = run;
        std::iter::from_fn(move || {
            let mut pairs = rest.bytes().zip(rest.bytes().skip(1));
            let hump = pairs.position(|(one, next)| one.is_ascii_lowercase() && next.is_ascii_uppercase());
            let (word, tail) = hump.and_then(|it| rest.split_at_checked(it + 1)).unwrap_or((rest, ""));
            rest = tail;
            (!word.is_empty()).then_some(word)
        })
    })
}

/// The last characters of a text in which a word tells of what follows: of its last line and of the line
/// before.
fn last(text: &str) -> &str {
    let (mut breaks, mut is_broken) = (0, false);
    let mut from = text.len();
    for (at, it) in text.char_indices().rev().take(BEFORE) {
        // Blank lines are no lines between a word and its number.
        is_broken |= it == '\n';
        if is_broken && !it.is_whitespace() {
            breaks += 1;
            is_broken = false;
        }
        if breaks > 1 {
            break;
        }
        from = at;
    }
    text.get(from..).unwrap_or_default()
}

/// Keeps the end of a line for the line that follows; a blank one is no line between the two.
pub(super) fn remember(before: &mut String, line: &str) {
    if line.trim_ascii_start().is_empty() {
        return;
    }
    // A character has four bytes at most.
    let mut from = line.len().saturating_sub(BEFORE * 4);
    while !line.is_char_boundary(from) {
        from += 1;
    }
    before.clear();
    before.push_str(line.get(from..).unwrap_or_default());
}
