//! Runs of digits in a text that are a card number or a 個人番号 by themselves.

use super::Secret;
use super::number::{is_card, is_individual, joined};

/// How the digits of a card number are grouped, longest first.
const CARD_GROUPS: [&[usize]; 3] = [&[4, 4, 4, 4], &[4, 6, 5], &[4, 6, 4]];
/// How the digits of a 個人番号 are grouped.
const INDIVIDUAL_GROUPS: &[usize] = &[4, 4, 4];
/// The most digits of a card number.
const LONGEST: usize = 19;

/// A number that is a secret if a word tells so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// What it would be.
    pub(super) secret: Secret,
    /// Its digits.
    pub(super) digits: u64,
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after it.
    pub(super) end: usize,
}

/// The hits in a text, in its order.
pub(super) struct Runs<'a> {
    bytes: &'a [u8],
    /// The next byte to look at.
    at: usize,
    /// No group begins before this byte.
    from: usize,
}

impl<'a> Runs<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        // A group has four digits at least, so that every fourth byte is enough to meet it.
        Self { bytes: text.as_bytes(), at: 3, from: 0 }
    }
}

impl Iterator for Runs<'_> {
    type Item = Hit;

    fn next(&mut self) -> Option<Hit> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            // 0xEF leads full-width digits, of which one of four stands at an offset that is looked at.
            if !(byte.is_ascii_digit() || byte == 0xEF) {
                self.at += 4;
                continue;
            }
            let Some((start, end, count)) = group_around(self.bytes, self.at, self.from) else {
                self.at += 4;
                continue;
            };
            // Most groups are of another length: they need no second look.
            let hit = match count {
                4 => grouped(self.bytes, start, end),
                12..=LONGEST => undivided(self.bytes, start),
                _ => None,
            };
            self.from = hit.map_or(end, |it| it.end);
            self.at = self.from + 3;
            if hit.is_some() {
                return hit;
            }
        }
    }
}

/// Digits of one group, and the byte after it.
struct Group {
    digits: [u8; LONGEST],
    /// How many digits there are; more than [`LONGEST`] are counted, not kept.
    count: usize,
    end: usize,
}

/// The first byte of the group of digits around a byte, the byte after it, and how many digits it has.
#[inline]
fn group_around(bytes: &[u8], at: usize, from: usize) -> Option<(usize, usize, usize)> {
    let (before, after) = bytes.split_at_checked(at)?;
    let before = before.get(from..).unwrap_or_default();
    // Digits of one byte first: nearly all are, and most groups are short ones.
    let forth = after.iter().position(|it| !it.is_ascii_digit()).unwrap_or(after.len());
    let back = before.iter().rev().position(|it| !it.is_ascii_digit()).unwrap_or(before.len());
    let (mut start, mut end, mut count) = (at - back, at + forth, back + forth);
    if forth == 0 && digit_at(bytes, at).is_none() {
        return None;
    }
    while let Some(width) = digit_before(bytes, start).filter(|it| start - from >= *it) {
        start -= width;
        count += 1;
    }
    while let Some((_, width)) = digit_at(bytes, end) {
        end += width;
        count += 1;
    }
    Some((start, end, count))
}

/// The hit that is one run of digits.
fn undivided(bytes: &[u8], start: usize) -> Option<Hit> {
    let run = group(bytes, start);
    let digits = run.digits.get(..run.count)?;
    let secret = secret_of(digits)?;
    // Digits beside a point are part of a number with a fraction.
    let is_part = before_point(bytes, start) || after_point(bytes, run.end);
    (!is_part).then_some(Hit { secret, digits: joined(digits), start, end: run.end })
}

/// The hit that begins with a group of four digits, between two bytes.
fn grouped(bytes: &[u8], start: usize, end: usize) -> Option<Hit> {
    let (sign, width) = separator(bytes, end)?;
    // A look at the second group is enough for the years of most dates.
    if !matches!(group(bytes, end + width).count, 4 | 6) || is_continued_before(bytes, start, sign) {
        return None;
    }
    CARD_GROUPS.iter().copied().chain([INDIVIDUAL_GROUPS]).find_map(|pattern| {
        let mut digits = Vec::with_capacity(LONGEST);
        let mut end = start;
        for (at, size) in pattern.iter().enumerate() {
            if at > 0 {
                end += separator(bytes, end).filter(|it| it.0 == sign)?.1;
            }
            let own = group(bytes, end);
            if own.count != *size {
                return None;
            }
            digits.extend(own.digits.get(..own.count)?);
            end = own.end;
        }
        let secret = secret_of(&digits).filter(|_| !is_continued_after(bytes, end, sign))?;
        Some(Hit { secret, digits: joined(&digits), start, end })
    })
}

fn secret_of(digits: &[u8]) -> Option<Secret> {
    if is_card(digits) {
        Some(Secret::CardNumber)
    } else if is_individual(digits) {
        Some(Secret::IndividualNumber)
    } else {
        None
    }
}

/// What parts two groups.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Blank,
    Hyphen,
}

/// The separator at a byte and its width.
fn separator(bytes: &[u8], at: usize) -> Option<(Sign, usize)> {
    match bytes.get(at..)? {
        [b' ', ..] => Some((Sign::Blank, 1)),
        [b'-', ..] => Some((Sign::Hyphen, 1)),
        // U+00A0.
        [0xC2, 0xA0, ..] => Some((Sign::Blank, 2)),
        // U+3000.
        [0xE3, 0x80, 0x80, ..] => Some((Sign::Blank, 3)),
        // U+2010 to U+2015, U+2212, U+30FC, U+FF0D.
        [0xE2, 0x80, 0x90..=0x95, ..]
        | [0xE2, 0x88, 0x92, ..]
        | [0xE3, 0x83, 0xBC, ..]
        | [0xEF, 0xBC, 0x8D, ..] => Some((Sign::Hyphen, 3)),
        _ => None,
    }
}

/// Whether groups go on after a byte: with a hyphen and anything, or a blank and another four digits.
fn is_continued_after(bytes: &[u8], end: usize, sign: Sign) -> bool {
    let Some((_, width)) = separator(bytes, end).filter(|it| it.0 == sign) else { return false };
    match sign {
        Sign::Hyphen => {
            digit_at(bytes, end + width).is_some()
                || bytes.get(end + width).is_some_and(u8::is_ascii_alphanumeric)
        }
        Sign::Blank => group(bytes, end + width).count == 4,
    }
}

/// Whether groups began before a byte, likewise.
fn is_continued_before(bytes: &[u8], start: usize, sign: Sign) -> bool {
    let Some(width) = [1, 2, 3].into_iter().find(|width| {
        start.checked_sub(*width).and_then(|it| separator(bytes, it)).is_some_and(|it| it == (sign, *width))
    }) else {
        return false;
    };
    let mut at = start - width;
    let mut count = 0;
    while let Some(width) = digit_before(bytes, at).filter(|_| count < 5) {
        at -= width;
        count += 1;
    }
    match sign {
        Sign::Hyphen => {
            count > 0 || at.checked_sub(1).and_then(|it| bytes.get(it)).is_some_and(u8::is_ascii_alphanumeric)
        }
        Sign::Blank => count == 4,
    }
}

fn before_point(bytes: &[u8], start: usize) -> bool {
    start.checked_sub(1).is_some_and(|it| bytes.get(it) == Some(&b'.') && digit_before(bytes, it).is_some())
}

fn after_point(bytes: &[u8], end: usize) -> bool {
    bytes.get(end) == Some(&b'.') && digit_at(bytes, end + 1).is_some()
}

fn group(bytes: &[u8], start: usize) -> Group {
    let mut group = Group { digits: [0; LONGEST], count: 0, end: start };
    while let Some((digit, width)) = digit_at(bytes, group.end) {
        if let Some(place) = group.digits.get_mut(group.count) {
            *place = digit;
        }
        group.count += 1;
        group.end += width;
    }
    group
}

/// The digit at a byte and its width.
fn digit_at(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    match bytes.get(at..)? {
        [digit @ b'0'..=b'9', ..] => Some((digit - b'0', 1)),
        [0xEF, 0xBC, digit @ 0x90..=0x99, ..] => Some((digit - 0x90, 3)),
        _ => None,
    }
}

/// The width of the digit before a byte.
fn digit_before(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(..at)? {
        [.., b'0'..=b'9'] => Some(1),
        [.., 0xEF, 0xBC, 0x90..=0x99] => Some(3),
        _ => None,
    }
}
