//! Forms that start with a year.

use super::NameFault;
use super::chars::is_separator;
use super::scan::{Found, Reading, Scan};
use super::stem::{Mark, Part, Said, Stem};

/// Counters: a number before one of these is no month.
const COUNTERS: &str = "名件人回社個台号本枚部章条点位";

/// Half years that are calendar ones for some and fiscal ones for others.
const VAGUE: [&str; 6] = ["前期", "後期", "前半", "後半", "上半年", "下半年"];

impl Scan {
    pub(super) fn year_forms(&self, at: usize) -> Found {
        let Some(stem) = Stem::at(&self.chars, at) else { return self.two_digit_fiscal(at) };
        // In `FY-2026-06-30` it is only a word.
        let digits = Stem::at(&self.chars, stem.end.saturating_sub(4)).filter(|it| it.mark == Mark::Bare);
        if stem.mark == Mark::Fiscal
            && let Some(bare) = digits
            && matches!(self.separated(bare), Ok(Some(Reading { said: Said::Date(_), .. })))
        {
            return Ok(None);
        }
        match self.within_year(stem)? {
            Some(reading) => Ok(Some(reading)),
            None => self.whole_year(stem),
        }
    }

    /// `FY26` leaves the century open, and in Japan the era too.
    fn two_digit_fiscal(&self, at: usize) -> Found {
        match self.chars.word(at, "FY") {
            Some(end) if self.chars.starts_token(at) && self.chars.run(end).len == 2 => {
                self.ambiguous(at, end + 2)
            }
            _ => Ok(None),
        }
    }

    /// A day, month, quarter or half of a year.
    pub(super) fn within_year(&self, stem: Stem) -> Found {
        let reading = match stem.mark {
            Mark::Bare => self.separated(stem)?,
            Mark::Calendar => self.kanji(stem)?,
            Mark::Fiscal => None,
        };
        if reading.is_some() {
            return Ok(reading);
        }
        if stem.mark != Mark::Bare {
            self.refuse_number_after(stem)?;
        }
        self.part_after(stem)
    }

    /// `2026年6月30日`, `2026年6月`.
    fn kanji(&self, stem: Stem) -> Found {
        let at = self.chars.gap(stem.end);
        let month = self.chars.run(at);
        let unit = self.chars.gap(at + month.len);
        if !(1..=2).contains(&month.len) || self.chars.at(unit) != '月' {
            // `2026年4-6月`, `2026年0630`; but not `2026年10件`.
            let end = at + month.len;
            let vague = matches!(month.len, 1 | 2) || month.len == 4 && is_month_and_day(month.value);
            return if vague && self.chars.ends_token(end) {
                self.ambiguous(stem.start, end)
            } else {
                Ok(None)
            };
        }
        let end = unit + 1;
        // `2026年3月期` is the fiscal year that ends in March.
        if self.chars.at(end) == '期' {
            return self.ambiguous(stem.start, end + 1);
        }
        let at = self.chars.gap(end);
        let day = self.chars.run(at);
        let unit = self.chars.gap(at + day.len);
        if (1..=2).contains(&day.len) {
            if self.chars.at(unit) == '日' {
                return self.date(stem.start, unit + 1, stem.day(month.value, day.value));
            }
            if at == end && self.chars.ends_token(at + day.len) {
                return self.ambiguous(stem.start, at + day.len);
            }
        }
        self.period(stem.start, end, stem.month(month.value))
    }

    /// `2026-06-30`, `2026-06`, `R8.6.30`, `R8.6`.
    fn separated(&self, stem: Stem) -> Found {
        let separator = self.chars.at(stem.end);
        let month = self.chars.run(stem.end + 1);
        if !(is_separator(separator) || separator == ' ') || !(1..=2).contains(&month.len) {
            return Ok(None);
        }
        let end = stem.end + 1 + month.len;
        let day = self.chars.run(end + 1);
        // `R8.6.7z` ends with an extension.
        let suffix = day.len == 1 && self.chars.at(end + 2).is_ascii_alphabetic();
        if self.chars.at(end) == separator && (1..=2).contains(&day.len) && !suffix {
            let date = stem.day(month.value, day.value);
            let to = end + 1 + day.len;
            if separator == ' ' {
                return if date.is_some() { self.ambiguous(stem.start, to) } else { Ok(None) };
            }
            if separator == '.' && stem.era.is_none() && self.is_labelled(stem.start) {
                return Ok(None);
            }
            // `2026-06-3` may be the third file of June. Era years are mostly written without zeros.
            let even = match (month.len, day.len) {
                (1, 2) => day.value >= 10,
                (month, day) => month == day,
            };
            let goes_on =
                separator == '.' && self.chars.at(to) == '.' && self.chars.at(to + 1).is_ascii_digit();
            let clear = if stem.era.is_some() { !goes_on } else { even };
            return if clear || date.is_none() {
                self.date(stem.start, to, date)
            } else {
                self.ambiguous(stem.start, to)
            };
        }
        if !(1..=12).contains(&month.value) || stem.era.is_none() && self.is_labelled(stem.start) {
            return Ok(None);
        }
        let clear = if stem.era.is_some() { separator == '.' } else { month.len == 2 && separator != ' ' };
        if clear {
            return self.month(stem, month.value, end, Some(separator));
        }
        // `R2_1` and `R2 1` are too far from a month.
        let far = stem.era.is_some() && matches!(separator, '_' | ' ');
        if !far && self.ends_number(end) { self.ambiguous(stem.start, end) } else { Ok(None) }
    }

    /// A month of digits, unless what follows makes it doubtful.
    pub(super) fn month(&self, stem: Stem, month: u32, end: usize, separator: Option<char>) -> Found {
        let next = self.chars.at(end);
        if next == '期' || separator.is_some() && COUNTERS.contains(next) {
            return self.ambiguous(stem.start, end + 1);
        }
        let run = self.chars.run(end + 1);
        let to = end + 1 + run.len;
        if Some(next) == separator && run.len >= 3 {
            // Past a second separator only another date may follow, not `2026-06-001`.
            let dated = match run.len {
                4 => Stem::at(&self.chars, end + 1).is_some(),
                6 | 8 => !matches!(self.reading(end + 1), Ok(None)),
                _ => false,
            };
            if !dated {
                return self.ambiguous(stem.start, to);
            }
        }
        let mixed = (is_separator(next) || next == ' ') && run.len == 2 && self.chars.ends_token(to);
        if mixed && stem.day(month, run.value).is_some() {
            return self.ambiguous(stem.start, to);
        }
        self.period(stem.start, end, stem.month(month))
    }

    /// `2026年度_06` may be June, `FY2026-27` two years.
    fn refuse_number_after(&self, stem: Stem) -> Result<(), NameFault> {
        let separator = self.chars.at(stem.end);
        let run = self.chars.run(stem.end + 1);
        let to = stem.end + 1 + run.len;
        if !(is_separator(separator) || separator == ' ') || !self.chars.ends_token(to) {
            return Ok(());
        }
        let joined = matches!(separator, '-' | '/');
        let doubtful = match run.len {
            1 | 2 => joined || (1..=12).contains(&run.value),
            4 if joined => match Stem::at(&self.chars, stem.end + 1) {
                Some(next) => next.mark == Mark::Bare && matches!(self.separated(next), Ok(None)),
                None => is_month_and_day(run.value),
            },
            _ => false,
        };
        if doubtful { self.ambiguous(stem.start, to) } else { Ok(()) }
    }

    /// `2026Q1`, `2026年度_第1四半期`, `R8上期`.
    fn part_after(&self, stem: Stem) -> Found {
        let apart = matches!(self.chars.at(stem.end), '-' | '_' | '.' | ' ');
        // `R2_Q1` may be a second revision.
        let at =
            if apart && (stem.era.is_none() || stem.mark != Mark::Bare) { stem.end + 1 } else { stem.end };
        if let Some(end) = VAGUE.iter().find_map(|it| self.chars.word(at, it)) {
            return self.ambiguous(stem.start, end);
        }
        let halves = [("上半期", 1), ("下半期", 2)];
        if let Some((end, half)) =
            halves.iter().find_map(|(word, half)| Some((self.chars.word(at, word)?, *half)))
        {
            return match stem.mark {
                Mark::Fiscal => {
                    self.period(stem.start, end, stem.fiscal(Part::Half(half), self.years.fiscal))
                }
                Mark::Bare | Mark::Calendar => self.ambiguous(stem.start, end),
            };
        }
        match self.part(at) {
            Some((part, end)) => self.period(stem.start, end, stem.fiscal(part, self.years.fiscal)),
            None => Ok(None),
        }
    }

    fn whole_year(&self, stem: Stem) -> Found {
        match stem.mark {
            Mark::Fiscal => {
                self.period(stem.start, stem.end, stem.fiscal(Part::FiscalYear, self.years.fiscal))
            }
            Mark::Calendar => self.period(stem.start, stem.end, stem.calendar_year()),
            Mark::Bare if stem.era.is_none() => self.lone_year(stem),
            Mark::Bare => Ok(None),
        }
    }

    /// `2026` between separators, unless it belongs to a number, a time or an ISO week.
    fn lone_year(&self, stem: Stem) -> Found {
        let (start, end) = (stem.start, stem.end);
        if self.chars.before(start).is_alphanumeric()
            || !self.chars.ends_token(end)
            || self.is_labelled(start)
        {
            return Ok(None);
        }
        let week = self.chars.word(end, "-W").is_some_and(|it| self.chars.at(it).is_ascii_digit());
        if week {
            return Ok(None);
        }
        // `20260630_2026` may be 20:26, `2026(令和8)年度` is a fiscal year.
        let time =
            self.date_to.is_some_and(|it| it + 1 == start) && stem.year >= 2000 && stem.year % 100 < 60;
        let outer = (end..end + 10).any(|it| self.chars.word(it, ")年").is_some());
        if time || outer {
            return self.ambiguous(start, end);
        }
        let before = self.number_before(start);
        if before > self.read_to && self.chars.before(before).is_ascii_digit() {
            let run = self.chars.run_before(before);
            let number = before - run.len;
            let inner = self.chars.before(number);
            let belongs = inner.is_alphanumeric()
                || is_separator(inner) && self.chars.before(number - 1).is_ascii_digit();
            if !belongs && run.len <= 2 && (1..=12).contains(&run.value) {
                return self.ambiguous(number, end);
            }
            if !matches!(self.chars.at(before), '_' | ' ') || run.len >= 4 {
                return Ok(None);
            }
        }
        self.lone_year_before(stem)
    }

    /// The end of what stands before up to three separators, but not inside of the last reading.
    fn number_before(&self, start: usize) -> usize {
        let mut end = start;
        while end > self.read_to.max(start.saturating_sub(3)) && !self.chars.before(end).is_alphanumeric() {
            end -= 1;
        }
        end
    }

    /// A lone year, by the number that follows it: a month (`2026・06`), one that it belongs to (`2026-0012`), or none.
    fn lone_year_before(&self, stem: Stem) -> Found {
        let (start, end) = (stem.start, stem.end);
        let number = end + (0..3).take_while(|it| self.chars.ends_token(end + it)).count();
        let run = self.chars.run(number);
        let to = number + run.len;
        if (1..=2).contains(&run.len) && (1..=12).contains(&run.value) && self.chars.ends_token(to) {
            return self.ambiguous(start, to);
        }
        if run.len > 0 && number == end + 1 && !self.chars.at(to).is_ascii_alphabetic() {
            match self.chars.at(end) {
                '-' | '.' | '/' | ':' | ',' => return Ok(None),
                _ if run.len == 4 && is_month_and_day(run.value) => return self.ambiguous(start, to),
                _ => {}
            }
        }
        self.period(start, end, stem.calendar_year())
    }

    /// Whether a number is that of a document, an amount or a version: `No.2026`, `第2026号`, `v2026.06`.
    pub(super) fn is_labelled(&self, start: usize) -> bool {
        if matches!(self.chars.before(start), '#' | '第' | '$' | '¥' | '€' | '£') {
            return true;
        }
        let end = if matches!(self.chars.before(start), '.' | ' ') { start - 1 } else { start };
        ["no", "v", "ver", "version", "vol", "rev"].iter().any(|label| {
            end.checked_sub(label.len()).is_some_and(|it| {
                self.chars.word(it, label) == Some(end) && !self.chars.before(it).is_ascii_alphanumeric()
            })
        })
    }
}

fn is_month_and_day(value: u32) -> bool {
    (1..=12).contains(&(value / 100)) && (1..=31).contains(&(value % 100))
}
