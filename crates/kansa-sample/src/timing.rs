//! On which day a company did something.

use std::collections::HashMap;

use chrono::NaiveDate;
use kansa::core::measure::{Cadence, Per};
use kansa::core::model::Model;
use kansa::core::period::Period;
use minijinja::{Environment, context};

use crate::days::{WorkingDays, fiscal_year, plus, ymd};
use crate::random::Random;
use crate::recipe::{DayRule, Recipes, Span};
use crate::scene::Known;
use crate::skeleton::Owed;

/// How long before it gets too old something is made anew at the latest.
const FRESH: i64 = 40;

/// What days are chosen by.
pub(crate) struct Timing<'a> {
    /// Cadences and the calendar.
    pub(crate) model: &'a Model,
    /// The recipes.
    pub(crate) recipes: &'a Recipes,
    /// For the expressions of recipes.
    pub(crate) environment: &'a Environment<'static>,
    /// What is known of the company.
    pub(crate) known: &'a Known,
    /// What all numbers are drawn from.
    pub(crate) seed: u64,
}

impl Timing<'_> {
    /// The day of each obligation of a company; none for one that is still to be done.
    pub(crate) fn days(&self, owed: &[Owed]) -> Vec<Option<NaiveDate>> {
        let mut days: Vec<Option<NaiveDate>> = vec![None; owed.len()];
        let mut by_year: HashMap<(String, i32), NaiveDate> = HashMap::new();
        // What follows on something else waits for it; twice over is deep enough.
        for round in 0..3 {
            for (at, it) in owed.iter().enumerate() {
                let Some(recipe) = self.recipes.by_requirement.get(&it.requirement) else { continue };
                let waits = recipe.day.after.is_some();
                if days[at].is_some() || waits != (round > 0) {
                    continue;
                }
                let Some(day) = self.day(it, &recipe.day, &by_year) else { continue };
                if day > it.on {
                    continue;
                }
                days[at] = Some(day);
                let latest = by_year.entry((it.requirement.clone(), fiscal_year(day))).or_insert(day);
                *latest = day.max(*latest);
            }
        }
        days
    }

    fn day(
        &self,
        owed: &Owed,
        rule: &DayRule,
        by_year: &HashMap<(String, i32), NaiveDate>,
    ) -> Option<NaiveDate> {
        let calendar = WorkingDays(self.model.calendar());
        let (_, requirement) = self.model.resolve(owed.index);
        let window = owed.window;
        let subject = owed.subject.as_deref().unwrap_or_default();
        let mut random =
            Random::of(self.seed, &[&owed.by, &owed.requirement, subject, &window.from.to_string(), "day"]);
        // What a company keeps to from year to year.
        let mut habit = Random::of(self.seed, &[&owed.by, &owed.requirement, "habit"]);
        if let Some(register) = &rule.register {
            return self.in_register(owed, rule, register);
        }
        if let Some(after) = &rule.after {
            let found = by_year.get(&(after.clone(), fiscal_year(window.from.max(plus(owed.on, -200)))))?;
            let (low, high) = rule.days.unwrap_or(Span::Between(7, 21)).ends();
            return Some(calendar.within(&mut random, plus(*found, low), plus(*found, high)));
        }
        let (first, last) = match requirement.cadence {
            Cadence::MaxAge(age) => return Some(self.fresh(owed, rule, age, &mut habit, &mut random)),
            Cadence::Once { .. } => {
                let (low, high) = rule.from_start.map_or_else(
                    || {
                        let length = (window.to - window.from).num_days();
                        ((length / 6).max(i64::from(length > 1)), (length * 2 / 3).max(1))
                    },
                    Span::ends,
                );
                let first = plus(window.from, low);
                // An open end: what is done once stays in the first days.
                (first, plus(window.from, high).min(window.to).max(first.min(window.to)))
            }
            Cadence::Every(period) | Cadence::Interval(period) => {
                self.in_window(owed, rule, period, &mut habit)
            }
        };
        let (first, last) = (first.max(window.from), last.min(window.to));
        Some(calendar.within(&mut random, first.min(last), last))
    }

    /// The span of days in a window in which it is usually done.
    fn in_window(
        &self,
        owed: &Owed,
        rule: &DayRule,
        period: Period,
        habit: &mut Random,
    ) -> (NaiveDate, NaiveDate) {
        let window = owed.window;
        let (low, high) = rule.days.unwrap_or(Span::Between(5, 25)).ends();
        if let Some(month) = rule.month {
            let first = month_in(window.from, month, habit);
            return (plus(first, low - 1), plus(first, high - 1));
        }
        if let Some(span) = rule.from_start {
            let (low, high) = span.ends();
            return (plus(window.from, low), plus(window.from, high));
        }
        if let Some(span) = rule.before_end {
            let (low, high) = span.ends();
            return (plus(window.to, -high), plus(window.to, -low));
        }
        let length = (period.after(window.from, 1) - window.from).num_days();
        if length > 200 {
            let first = month_in(window.from, Span::Between(6, 9), habit);
            return (plus(first, low - 1), plus(first, high - 1));
        }
        // A week or a fortnight before the end, a day or two of a week.
        let before = (length / 5).max(2);
        (plus(window.to, -before), plus(window.to, -(length / 30)))
    }

    /// The last time at which something was made anew that must not get old.
    fn fresh(
        &self,
        owed: &Owed,
        rule: &DayRule,
        age: Period,
        habit: &mut Random,
        random: &mut Random,
    ) -> NaiveDate {
        let calendar = WorkingDays(self.model.calendar());
        let latest = owed.on.min(owed.window.to);
        let earliest = plus(age.before(latest), FRESH);
        let span = rule.month.unwrap_or(Span::Between(4, 6));
        let (low, high) = rule.days.unwrap_or(Span::Between(5, 25)).ends();
        let months = (latest - earliest).num_days() / 30;
        let mut first = month_in(ymd(fiscal_year(latest), 4, 1), span, habit);
        // What is good for two years or more was made a year ago at half of the companies.
        if months > 15 && habit.chance(50) {
            first = crate::days::plus_months(first, -12);
        }
        while plus(first, high - 1) > latest {
            first = crate::days::plus_months(first, -12);
        }
        let (first, last) = (plus(first, low - 1), plus(first, high - 1));
        if first >= earliest {
            return calendar.within(random, first, last);
        }
        let last = plus(earliest, 20).min(latest);
        calendar.within(random, earliest.min(last), last)
    }

    /// The day in a row of a register: the last one of the window.
    fn in_register(&self, owed: &Owed, rule: &DayRule, register: &str) -> Option<NaiveDate> {
        let column = rule.column.as_deref()?;
        let rows = self.known.registers.get(register)?;
        let matches = |row: &minijinja::Value| {
            let Some(expression) = &rule.r#where else { return true };
            let compiled = self.environment.compile_expression(expression);
            compiled.and_then(|it| it.eval(context! { row => row })).is_ok_and(|it| it.is_true())
        };
        // What is owed for each row of this very register has the day of its own row.
        let (_, requirement) = self.model.resolve(owed.index);
        let own = match &requirement.per {
            Per::Rows { register: of, .. } if self.model.register(*of).id.as_str() == register => {
                owed.subject.as_deref()
            }
            _ => None,
        };
        let rows = rows.iter().filter(|it| own.is_none_or(|own| own == it.key));
        let days = rows.filter(|it| matches(&it.cells)).filter_map(|it| {
            let day = it.cells.get_attr(column).ok()?;
            crate::format::is_day(day.as_str()?)
        });
        days.filter(|it| owed.window.contains(*it)).max()
    }
}

/// The first day of a month in the year from a day on.
fn month_in(from: NaiveDate, month: Span, habit: &mut Random) -> NaiveDate {
    let (low, high) = month.ends();
    let month = u32::try_from(habit.between(low, high.max(low))).unwrap_or(6).clamp(1, 12);
    let year = chrono::Datelike::year(&from);
    let first = ymd(year, month, 1);
    if month < chrono::Datelike::month(&from) { ymd(year + 1, month, 1) } else { first }
}
