//! A text that is read from its start, piece by piece.

use crate::value::is_blank;

/// What is left of a text.
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

/// A number as it is written.
#[derive(Clone, Copy)]
pub(super) struct Written {
    /// Its value.
    pub(super) value: u32,
    /// How many digits it has; a Japanese numeral has as many as the number would have.
    pub(super) digits: usize,
}

/// What parts the numbers of a day.
pub(super) enum Mark {
    /// 年
    Year,
    /// 月
    Month,
    /// `-`, `/` or `.`
    Sign(char),
}

impl<'a> Cursor<'a> {
    /// The start of a text.
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(is_blank);
    }

    /// Takes a word, if it is next.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let rest = self.rest.strip_prefix(word);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes a character, if it is next but for blanks.
    pub(super) fn eat(&mut self, it: char) -> bool {
        self.skip_blanks();
        let rest = self.rest.strip_prefix(it);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes one of some words, if it is next but for blanks.
    fn eat_any(&mut self, words: &[&str]) -> bool {
        self.skip_blanks();
        words.iter().any(|it| self.eat_word(it))
    }

    /// Takes a run of digits or a Japanese numeral, if it is next but for blanks. A run of more than eight
    /// is no part of a day.
    pub(super) fn number(&mut self) -> Option<Written> {
        self.skip_blanks();
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return self.numeral();
        }
        let (number, rest) = self.rest.split_at_checked(digits).filter(|_| digits <= 8)?;
        self.rest = rest;
        Some(Written { value: number.parse().ok()?, digits })
    }

    /// Takes 八, 十二, 三十一 or 二〇二六.
    fn numeral(&mut self) -> Option<Written> {
        let end = self.rest.find(|it| it != '十' && digit(it).is_none()).unwrap_or(self.rest.len());
        let (numeral, rest) = self.rest.split_at_checked(end)?;
        let parts = |it: &str| it.chars().map(digit).collect::<Option<Vec<u32>>>();
        let value = if let Some((tens, ones)) = numeral.split_once('十') {
            let (tens, ones) = (parts(tens)?, parts(ones)?);
            let one_or = |it: &[u32], none: u32| match it {
                [] => Some(none),
                [digit] if *digit > 0 => Some(*digit),
                _ => None,
            };
            one_or(&tens, 1)? * 10 + one_or(&ones, 0)?
        } else {
            let digits = parts(numeral).filter(|it| (1..=4).contains(&it.len()))?;
            digits.iter().fold(0, |sum, it| sum * 10 + it)
        };
        self.rest = rest;
        let digits = value.checked_ilog10().unwrap_or(0) + 1;
        Some(Written { value, digits: usize::try_from(digits).ok()? })
    }

    /// Takes what parts two numbers, if it is next but for blanks.
    pub(super) fn mark(&mut self) -> Option<Mark> {
        self.skip_blanks();
        let first = self.rest.chars().next()?;
        let mark = match first {
            '年' => Mark::Year,
            '月' => Mark::Month,
            '/' | '.' => Mark::Sign(first),
            _ if is_hyphen(first) => Mark::Sign('-'),
            _ => return None,
        };
        self.rest = self.rest.get(first.len_utf8()..)?;
        Some(mark)
    }

    /// Takes a sign that parts two numbers, if it is next but for blanks and the same as before.
    pub(super) fn eat_sign(&mut self, sign: char) -> bool {
        self.skip_blanks();
        let rest = self.rest.strip_prefix(|it| it == sign || sign == '-' && is_hyphen(it));
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Whether nothing is left but a weekday and a time of day.
    pub(super) fn is_over(&self) -> bool {
        Self { rest: self.rest }.ends()
    }

    fn ends(&mut self) -> bool {
        self.skip_blanks();
        if self.rest.is_empty() {
            return true;
        }
        self.weekday();
        self.skip_blanks();
        let _ = self.eat_word("T") || self.eat_word("t") || self.eat_word("_");
        self.skip_blanks();
        if !self.rest.is_empty() && self.time().is_none() {
            return false;
        }
        self.skip_blanks();
        self.rest.is_empty()
    }

    /// Takes `(水)`, `(水・祝)`, 水曜日, `Wed` or `(Wed.)`.
    fn weekday(&mut self) {
        let start = self.rest;
        let _ = self.eat(',');
        let bracket = self.eat('(');
        if !self.weekday_name() || bracket && !self.eat(')') {
            self.rest = start;
        }
    }

    fn weekday_name(&mut self) -> bool {
        let english = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if let Some((word, rest)) = self.rest.split_at_checked(english).filter(|_| english > 0) {
            let word = word.to_ascii_lowercase();
            const DAYS: [&str; 7] =
                ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
            let known = word.len() >= 3 && DAYS.iter().any(|it| it.starts_with(&word));
            if known {
                self.rest = rest.strip_prefix('.').unwrap_or(rest);
            }
            return known;
        }
        if !self.eat_any(&["月", "火", "水", "木", "金", "土", "日", "祝"]) {
            return false;
        }
        let _ = self.eat_word("曜日") || self.eat_word("曜");
        let _ = (self.eat_word("・") || self.eat_word(",")) && self.eat_any(&["祝日", "祝", "休"]);
        true
    }

    /// Takes a time of day, with its zone.
    fn time(&mut self) -> Option<()> {
        const HALVES: [&str; 6] = ["午前", "午後", "AM", "PM", "am", "pm"];
        let _ = self.eat_any(&HALVES);
        self.number().filter(|it| it.digits <= 2 && it.value <= 24)?;
        let sexagesimal = |it: &Written| it.digits <= 2 && it.value <= 60;
        if self.eat('時') {
            if self.rest.starts_with(|it: char| it == ' ' || it.is_ascii_digit() || digit(it).is_some()) {
                self.number().filter(sexagesimal).filter(|_| self.eat('分'))?;
                if let Some(second) = self.number() {
                    Some(second).filter(sexagesimal).filter(|_| self.eat('秒'))?;
                }
            }
        } else {
            self.eat(':').then_some(())?;
            self.number().filter(sexagesimal)?;
            if self.eat(':') {
                self.number().filter(sexagesimal)?;
                if self.rest.starts_with(['.', ',']) {
                    self.rest = self.rest.get(1..)?.trim_start_matches(|it: char| it.is_ascii_digit());
                }
            }
        }
        let _ = self.eat_any(&HALVES);
        if !self.eat_any(&["Z", "z", "JST", "UTC", "GMT"]) && self.rest.starts_with(['+', '-']) {
            self.rest = self.rest.get(1..)?;
            self.number().filter(|it| matches!(it.digits, 2 | 4))?;
            if self.eat(':') {
                self.number().filter(sexagesimal)?;
            }
        }
        Some(())
    }
}

/// Hyphens and dashes that people and exports part numbers with.
fn is_hyphen(it: char) -> bool {
    matches!(it, '-' | '‐' | '‑' | '–' | '−')
}

/// The value of a Japanese digit.
fn digit(it: char) -> Option<u32> {
    ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九']
        .iter()
        .zip(0..)
        .find(|(own, _)| **own == it)
        .map(|(_, it)| it)
}
