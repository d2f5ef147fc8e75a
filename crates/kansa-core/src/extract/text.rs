//! Words and patterns that are looked for in a text.

use regex::Regex;

use crate::content::Raw;
use crate::value::folded;

/// What one check looks for.
pub(super) enum Phrases {
    /// Words, without blanks.
    Words(Vec<String>),
    /// A pattern.
    Pattern(Regex),
}

impl Phrases {
    pub(super) fn words<'w>(words: impl Iterator<Item = &'w String>) -> Self {
        Self::Words(words.map(|it| closed_up(it)).collect())
    }

    pub(super) fn pattern(pattern: Regex) -> Self {
        Self::Pattern(pattern)
    }

    fn count(&self) -> usize {
        match self {
            Self::Words(words) => words.len(),
            Self::Pattern(_) => 1,
        }
    }
}

/// Looks for words and patterns while a text goes by, line by line.
///
/// Words are found across line breaks and blanks, which fall anywhere in Japanese text; a pattern within one line or
/// paragraph.
pub(super) struct TextSearch {
    wanted: Vec<(u16, Phrases, Vec<bool>)>,
    /// The end of the text so far, as long as the longest word needs it.
    tail: String,
    longest: usize,
}

impl TextSearch {
    pub(super) fn new(wanted: Vec<(u16, Phrases)>) -> Self {
        let longest = wanted
            .iter()
            .flat_map(|(_, phrases)| match phrases {
                Phrases::Words(words) => &words[..],
                Phrases::Pattern(_) => &[],
            })
            .map(String::len)
            .max()
            .unwrap_or(0);
        let wanted = wanted
            .into_iter()
            .map(|(at, phrases)| {
                let found = vec![false; phrases.count()];
                (at, phrases, found)
            })
            .collect();
        Self { wanted, tail: String::new(), longest }
    }

    pub(super) fn cells(&mut self, cells: &[Raw<'_>]) {
        if self.wanted.is_empty() {
            return;
        }
        for cell in cells {
            if let Raw::Text(text) = cell {
                self.line(text);
            }
        }
    }

    pub(super) fn line(&mut self, text: &str) {
        if self.wanted.is_empty() {
            return;
        }
        if self.longest > 0 {
            self.tail.push_str(&closed_up(text));
        }
        for (_, phrases, found) in &mut self.wanted {
            match phrases {
                Phrases::Words(words) => {
                    for (word, found) in words.iter().zip(found) {
                        *found = *found || self.tail.contains(word.as_str());
                    }
                }
                Phrases::Pattern(pattern) => {
                    for found in found {
                        *found = *found || pattern.is_match(&folded(text));
                    }
                }
            }
        }
        let mut keep = self.tail.len().saturating_sub(self.longest);
        while !self.tail.is_char_boundary(keep) {
            keep -= 1;
        }
        self.tail.drain(..keep);
    }

    pub(super) fn finish(self) -> Vec<(u16, Vec<bool>)> {
        self.wanted.into_iter().map(|(at, _, found)| (at, found)).collect()
    }
}

/// A text as words are compared: folded, without blanks.
fn closed_up(text: &str) -> String {
    folded(text).chars().filter(|it| !it.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str], lines: &[&str]) -> Vec<bool> {
        let words: Vec<String> = words.iter().map(|it| (*it).to_owned()).collect();
        let mut search = TextSearch::new(vec![(0, Phrases::words(words.iter()))]);
        lines.iter().for_each(|it| search.line(it));
        search.finish().remove(0).1
    }

    #[test]
    fn words_are_found_across_line_breaks_blanks_and_widths() {
        assert_eq!(found(&["個人情報保護管理者"], &["これは 個人情報", "保護 管理者 が"]), [true]);
        assert_eq!(found(&["ISO 27001"], &["ＩＳＯ２７００１"]), [true]);
        assert_eq!(found(&["是正処置", "残存リスク"], &["是正", "処置"]), [true, false]);
    }

    #[test]
    fn a_pattern_is_matched_within_one_line() {
        let mut search = TextSearch::new(vec![(3, Phrases::pattern(Regex::new("^第[0-9]+版$").unwrap()))]);
        ["第2", "版"].iter().for_each(|it| search.line(it));
        assert!(!search.wanted[0].2[0]);
        search.line("第12版");
        assert_eq!(search.finish(), [(3, vec![true])]);
    }
}
