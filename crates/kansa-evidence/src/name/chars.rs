//! The folded characters of a name, and looking around in them.

use unicode_normalization::UnicodeNormalization;

/// Stands before the first and after the last character.
const END: char = '\0';

/// What a number that is an ornament becomes: a CJK character that is no digit.
const ORNAMENT: char = '〇';

/// The characters of a name, folded.
pub(super) struct Chars(Vec<char>);

/// ASCII digits in a row.
#[derive(Clone, Copy)]
pub(super) struct Run {
    /// How many; 9 also stands for more.
    pub(super) len: usize,
    /// Their value, of the first 9.
    pub(super) value: u32,
}

const LONGEST: usize = 9;

impl Chars {
    /// Folds a name, see the module [`super`].
    pub(super) fn fold(name: &str) -> Self {
        let ornament = |it: char| it.is_numeric() && !it.is_ascii_digit() && !('０'..='９').contains(&it);
        let mut chars: Vec<char> = name
            .chars()
            .map(|it| if ornament(it) { ORNAMENT } else { it })
            .nfkc()
            .map(|it| match it {
                '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' => '-',
                '\u{301c}' => '~',
                _ => it,
            })
            .collect();
        // `2026ー06`: the long vowel mark is typed for a dash.
        let mut before = END;
        let mut rest = chars.as_mut_slice();
        while let [here, tail @ ..] = rest {
            if *here == 'ー' && before.is_ascii_digit() && tail.first().is_some_and(char::is_ascii_digit) {
                *here = '-';
            }
            before = *here;
            rest = tail;
        }
        Self(chars)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn at(&self, index: usize) -> char {
        self.0.get(index).copied().unwrap_or(END)
    }

    pub(super) fn before(&self, index: usize) -> char {
        index.checked_sub(1).map_or(END, |it| self.at(it))
    }

    /// The digits that start at an index.
    pub(super) fn run(&self, index: usize) -> Run {
        let mut run = Run { len: 0, value: 0 };
        for digit in self.0.iter().skip(index).take(LONGEST).map_while(|it| it.to_digit(10)) {
            run = Run { len: run.len + 1, value: run.value * 10 + digit };
        }
        run
    }

    /// The digits that end before an index.
    pub(super) fn run_before(&self, index: usize) -> Run {
        let mut start = index;
        while start > index.saturating_sub(LONGEST) && self.before(start).is_ascii_digit() {
            start -= 1;
        }
        self.run(start)
    }

    /// Where a word ends, if it stands at an index; ASCII letters in either case.
    pub(super) fn word(&self, index: usize, word: &str) -> Option<usize> {
        let mut end = index;
        for wanted in word.chars() {
            if !self.at(end).eq_ignore_ascii_case(&wanted) {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    /// Past up to two spaces.
    pub(super) fn gap(&self, index: usize) -> usize {
        index + (0..2).take_while(|it| self.at(index + it) == ' ').count()
    }

    /// Whether a token may start here: after nothing, a character that is no letter or digit, or a CJK one.
    pub(super) fn starts_token(&self, index: usize) -> bool {
        let before = self.before(index);
        !before.is_alphanumeric() || is_cjk(before)
    }

    /// Whether no letter or digit of any script stands here.
    pub(super) fn ends_token(&self, index: usize) -> bool {
        !self.at(index).is_alphanumeric()
    }

    pub(super) fn text(&self, from: usize, to: usize) -> String {
        self.0.iter().take(to).skip(from).collect()
    }
}

fn is_cjk(it: char) -> bool {
    matches!(it, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Whether it can stand between the numbers of a date.
pub(super) fn is_separator(it: char) -> bool {
    matches!(it, '-' | '_' | '.' | '/')
}
