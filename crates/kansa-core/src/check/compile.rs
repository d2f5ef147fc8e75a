//! From checks as they stand in files to checks: names are looked up, conditions compiled, what makes no sense reported.

use std::sync::Arc;

use regex::Regex;

use super::raw::{
    RawAfter, RawCheck, RawContains, RawDistinct, RawIndependent, RawReconcile, RawTests, RawWhen, RawWithin,
};
use super::{Check, CheckKind, Distinct, Limit, Moment, OtherSide, Schema};
use crate::calendar::Counting;
use crate::code::Code;
use crate::condition::{Condition, Verbatim};
use crate::diagnostic::{Diagnostic, unknown};
use crate::id::PartId;
use crate::measure::{Part, find_column};
use crate::register::{RegisterDef, RegisterIx};
use crate::source::Place;
use crate::table::{Column, ColumnType};
use crate::text::{Text, text};
use crate::yaml::{Located, Spelled};

/// What checks of one requirement are compiled against.
struct Compiler<'a> {
    columns: &'a [Column],
    parts: &'a [Part],
    registers: &'a [RegisterDef],
    diagnostics: &'a mut Vec<Diagnostic>,
    place: Place,
}

impl Check {
    pub(crate) fn compile(
        raw: Located<RawCheck>,
        columns: &[Column],
        parts: &[Part],
        registers: &[RegisterDef],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let before = diagnostics.len();
        let mut compiler = Compiler { columns, parts, registers, diagnostics, place: raw.place };
        let check = compiler.check(raw.value);
        check.filter(|_| diagnostics.len() == before)
    }
}

impl Compiler<'_> {
    fn check(&mut self, raw: RawCheck) -> Option<Check> {
        let RawCheck {
            rows,
            each,
            ratio,
            unique,
            covers,
            reconcile,
            within,
            contains,
            matches,
            distinct,
            independent,
            after,
            json_schema,
        } = raw;
        let mut found: Vec<Option<Check>> = Vec::new();
        found.extend(rows.map(|it| {
            let (min, max) = (it.min.map(|it| it.0), it.max.map(|it| it.0));
            self.bounds("rows", min, max);
            let kind = CheckKind::Rows {
                min: min.unwrap_or(0),
                max: max.unwrap_or(u32::MAX),
                condition: self.condition(it.r#where, it.when),
            };
            self.with_part(it.part, Some(kind))
        }));
        found.extend(each.map(|it| {
            let condition = self.needed_condition("each", it.r#where, it.when);
            let among = self.condition(None, it.among);
            self.with_part(it.part, condition.map(|condition| CheckKind::Each { condition, among }))
        }));
        found.extend(ratio.map(|it| {
            let condition = self.needed_condition("ratio", it.r#where, it.when);
            let among = self.condition(None, it.among);
            let (min, max) = (it.min.map(|it| self.hundredths(&it)), it.max.map(|it| self.hundredths(&it)));
            if min != Some(None) && max != Some(None) {
                self.bounds("ratio", min.flatten(), max.flatten());
            }
            let (min, max) = (min.unwrap_or(Some(0)), max.unwrap_or(Some(10_000)));
            let kind = condition.zip(min.zip(max)).map(|(condition, (min, max))| CheckKind::Ratio {
                condition,
                among,
                min,
                max,
            });
            self.with_part(it.part, kind)
        }));
        found.extend(unique.map(|it| {
            let columns = self.columns("unique", &it.by, 1);
            self.with_part(it.part, Some(CheckKind::Unique { columns }))
        }));
        found.extend(covers.map(|it| {
            let register =
                RegisterDef::find(self.registers, &it.register.value, &it.register.place, self.diagnostics);
            let column = self.column(&it.by);
            let kind = register.zip(column).map(|(register, column)| {
                let condition = self.condition_on(register, it.r#where, it.when);
                CheckKind::Covers { register, column, condition, excuse: it.excuse.unwrap_or_default() }
            });
            self.with_part(it.part, kind)
        }));
        found.extend(reconcile.map(|it| self.reconcile(it)));
        found.extend(within.map(|it| self.within(it)));
        found.extend(contains.map(|it| self.contains(it)));
        found.extend(matches.map(|it| {
            let kind = self.pattern(&it.pattern).map(|pattern| CheckKind::Matches { pattern });
            self.with_part(it.part, kind)
        }));
        found.extend(distinct.map(|it| self.distinct(it)));
        found.extend(independent.map(|it| self.independent(it)));
        found.extend(after.map(|it| self.after(&it)));
        found.extend(json_schema.map(|it| {
            let schema = Schema::compile(it.schema.value.0);
            let kind = match schema {
                Ok(schema) => Some(CheckKind::JsonSchema { schema: Arc::new(schema) }),
                Err(why) => self.wrong(&it.schema.place, why),
            };
            self.with_part(it.part, kind)
        }));
        let place = self.place.clone();
        match <[Option<Check>; 1]>::try_from(found) {
            Ok([only]) => only,
            Err(_) => self.wrong(
                &place,
                text!(
                    "一つの項目に書ける検査は一つです（rows、each、ratio、unique、covers、reconcile、within、contains、matches、distinct、independent、after、json-schema のどれか）",
                    "one check each: exactly one of rows, each, ratio, unique, covers, reconcile, within, contains, matches, distinct, independent, after and json-schema"
                ),
            ),
        }
    }

    /// Reports bounds that say nothing, and those that nothing meets.
    fn bounds(&mut self, kind: &str, min: Option<u32>, max: Option<u32>) {
        let place = self.place.clone();
        match (min, max) {
            (None, None) => self
                .wrong::<()>(&place, text!("{kind} には min か max が必要です", "{kind} needs min or max")),
            (Some(min), Some(max)) if min > max => {
                self.wrong(&place, text!("{kind} の min が max より大きい", "min of {kind} is above its max"))
            }
            (Some(_) | None, Some(_)) | (Some(_), None) => None,
        };
    }

    /// Columns by name, each once, and at least so many.
    fn columns(&mut self, kind: &str, names: &[Spelled], least: usize) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::with_capacity(names.len());
        for name in names {
            let Some(column) = self.column(name) else { continue };
            if found.contains(&column) {
                let twice = &name.text;
                self.diagnostics.push(crate::diagnostic::duplicate_id(twice, name.place.clone(), None));
            }
            found.push(column);
        }
        if names.len() < least {
            let place = self.place.clone();
            self.wrong::<()>(
                &place,
                text!("{kind} の列が足りません（{least} 以上）", "{kind} needs at least {least} columns"),
            );
        }
        found
    }

    fn wrong<T>(&mut self, place: &Place, message: Text) -> Option<T> {
        self.diagnostics.push(Diagnostic::new(Code::InvalidValue, place.clone(), message));
        None
    }

    fn with_part(&mut self, part: Option<Located<PartId>>, kind: Option<CheckKind>) -> Option<Check> {
        let part = match part {
            None => None,
            Some(id) => Some(self.part(&id)?),
        };
        kind.map(|kind| Check { part, kind })
    }

    fn part(&mut self, id: &Located<PartId>) -> Option<usize> {
        let found = self.parts.iter().position(|it| it.id == id.value);
        if found.is_none() {
            let wrong = &id.value;
            self.diagnostics.push(unknown(
                Code::InvalidValue,
                wrong.as_str(),
                id.place.clone(),
                text!("parts に {wrong} はありません", "parts has no {wrong}"),
                self.parts.iter().map(|it| it.id.as_str()),
            ));
        }
        found
    }

    fn column(&mut self, name: &Spelled) -> Option<usize> {
        find_column(self.columns, &name.text, &name.place, self.diagnostics)
    }

    fn condition(&mut self, tests: Option<RawTests>, when: Option<RawWhen>) -> Option<Condition> {
        compile_condition(tests, when, self.columns, self.diagnostics)
    }

    fn condition_on(
        &mut self,
        register: RegisterIx,
        tests: Option<RawTests>,
        when: Option<RawWhen>,
    ) -> Option<Condition> {
        compile_condition(tests, when, &self.registers[register.index()].columns, self.diagnostics)
    }

    /// A condition without which the check says nothing.
    fn needed_condition(
        &mut self,
        kind: &str,
        tests: Option<RawTests>,
        when: Option<RawWhen>,
    ) -> Option<Condition> {
        if tests.is_none() && when.is_none() {
            self.diagnostics.push(Diagnostic::new(
                Code::MissingKey,
                self.place.clone(),
                text!(
                    "{kind} には条件（where または when）が必要です",
                    "{kind} needs a condition (where or when)"
                ),
            ));
        }
        self.condition(tests, when)
    }

    /// A percentage with at most two decimals, in hundredths of a percent.
    fn hundredths(&mut self, raw: &Spelled) -> Option<u32> {
        let text = raw.text.trim_end_matches('%').trim_end();
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        let parsed = (digits(whole) && digits(decimals) && decimals.len() <= 2)
            .then(|| {
                let decimals: u32 = format!("{decimals:0<2}").parse().ok()?;
                whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(decimals)
            })
            .flatten()
            .filter(|it| *it <= 10_000);
        let wrong = &raw.text;
        parsed.or_else(|| {
            self.wrong(
                &raw.place,
                text!(
                    "{wrong} は 0 から 100 までの割合（%）ではありません",
                    "{wrong} is not a percentage from 0 to 100"
                ),
            )
        })
    }

    fn reconcile(&mut self, raw: RawReconcile) -> Option<Check> {
        let column = self.column(&raw.by);
        let pairs = raw.same.map(|it| it.0).unwrap_or_default();
        let place = self.place.clone();
        let (with, same) = match (raw.register, raw.with) {
            (Some(id), None) => {
                let register = RegisterDef::find(self.registers, &id.value, &id.place, self.diagnostics)?;
                let def = &self.registers[register.index()];
                let mut same = Vec::with_capacity(pairs.len());
                for (own, other) in &pairs {
                    let found = def.column(&other.text);
                    if found.is_none() {
                        self.diagnostics.push(def.unknown_column(&other.text, &other.place));
                    }
                    same.extend(self.column(own).zip(found));
                }
                let condition = self.condition_on(register, raw.r#where, raw.when);
                (OtherSide::Register { register, condition }, same)
            }
            (None, Some(part)) => {
                if raw.r#where.is_some() || raw.when.is_some() {
                    return self.wrong(
                        &place,
                        text!(
                            "where・when は register と一緒に使います",
                            "where and when go with register only"
                        ),
                    );
                }
                if raw.part.as_ref().is_some_and(|own| own.value == part.value) {
                    return self.wrong(
                        &part.place,
                        text!("part と with が同じです", "part and with are the same part"),
                    );
                }
                let part = self.part(&part)?;
                let same = pairs
                    .iter()
                    .filter_map(|(own, other)| {
                        let (own, other) = (self.column(own), self.column(other));
                        own.zip(other)
                    })
                    .collect();
                (OtherSide::Part(part), same)
            }
            (Some(_), Some(_)) | (None, None) => {
                return self.wrong(
                    &place,
                    text!(
                        "reconcile には register か with のどちらか一つが必要です",
                        "reconcile needs one of register and with"
                    ),
                );
            }
        };
        self.with_part(raw.part, column.map(|column| CheckKind::Reconcile { column, with, same }))
    }

    fn within(&mut self, raw: RawWithin) -> Option<Check> {
        let (from, to) = (self.moment(&raw.from), self.moment(&raw.to));
        let place = self.place.clone();
        let limit = match (raw.within, raw.business_days) {
            (Some(period), None) => Some(Limit::Period(period.value)),
            (None, Some(days)) => Some(Limit::BusinessDays(u16::try_from(days.0).unwrap_or(u16::MAX))),
            (Some(_), Some(_)) | (None, None) => self.wrong(
                &place,
                text!(
                    "within には within（期間）か business_days（営業日数）のどちらか一つが必要です",
                    "within needs one of within (a duration) and business_days"
                ),
            ),
        };
        let counting = raw.counting.unwrap_or(Counting::DayAfter);
        let among = self.condition(None, raw.among);
        let kind = from.zip(to).zip(limit).map(|((from, to), limit)| CheckKind::Within {
            from,
            to,
            limit,
            counting,
            among,
        });
        self.with_part(raw.part, kind)
    }

    /// A date column, or one of the days of an item; a column goes first.
    fn moment(&mut self, raw: &Spelled) -> Option<Moment> {
        if let Some(at) = self.columns.iter().position(|it| it.is_named(&raw.text)) {
            let name = &raw.text;
            if self.columns[at].kind != ColumnType::Date {
                return self.wrong(
                    &raw.place,
                    text!("{name} は日付の列ではありません", "{name} is not a date column"),
                );
            }
            return Some(Moment::Column(at));
        }
        let word = Moment::WORDS.iter().find(|(word, _)| *word == raw.text);
        word.map(|(_, moment)| *moment).or_else(|| self.column(raw).map(Moment::Column))
    }

    fn contains(&mut self, raw: RawContains) -> Option<Check> {
        let words = |it: Option<Vec<Located<String>>>| -> Vec<String> {
            it.unwrap_or_default().into_iter().map(|it| it.value).collect()
        };
        let (all, any, none) = (words(raw.all), words(raw.any), words(raw.none));
        let mut every = all.iter().chain(&any).chain(&none).peekable();
        let nothing = every.peek().is_none() || every.any(|it| it.trim().is_empty());
        if nothing {
            let place = self.place.clone();
            return self.wrong(
                &place,
                text!(
                    "contains に語句がありません（all、any、none）",
                    "contains names no words (all, any, none)"
                ),
            );
        }
        self.with_part(raw.part, Some(CheckKind::Contains { all, any, none }))
    }

    fn pattern(&mut self, raw: &Located<String>) -> Option<Regex> {
        Regex::new(&raw.value).map_err(|error| error.to_string()).map_or_else(
            |why| {
                let why = why.lines().last().unwrap_or_default().to_owned();
                self.wrong(
                    &raw.place,
                    text!("正規表現として読めません（{why}）", "this is not a regular expression ({why})"),
                )
            },
            Some,
        )
    }

    fn distinct(&mut self, raw: RawDistinct) -> Option<Check> {
        let place = self.place.clone();
        let (kind, count) = match (raw.columns, raw.roles, raw.people) {
            (Some(columns), None, None) => {
                let found = self.columns("distinct", &columns, 0);
                (Distinct::Columns(found), columns.len())
            }
            (None, Some(roles), None) => {
                let roles = each_once(roles.into_iter().map(|it| it.value));
                let count = roles.len();
                (Distinct::Roles(roles), count)
            }
            (None, None, Some(people)) => {
                let people = each_once(people.into_iter());
                let count = people.len();
                (Distinct::People(people), count)
            }
            (..) => {
                return self.wrong(
                    &place,
                    text!(
                        "distinct には columns、roles、people のどれか一つが必要です",
                        "distinct needs exactly one of columns, roles and people"
                    ),
                );
            }
        };
        if count < 2 {
            return self.wrong(
                &place,
                text!(
                    "distinct には別々のものを二つ以上書いてください",
                    "distinct needs at least two different ones"
                ),
            );
        }
        self.with_part(raw.part, Some(CheckKind::Distinct(kind)))
    }

    fn independent(&mut self, raw: RawIndependent) -> Option<Check> {
        let (person, unit) = (self.column(&raw.person), self.column(&raw.unit));
        let register =
            RegisterDef::find(self.registers, &raw.register.value, &raw.register.place, self.diagnostics)?;
        let def = &self.registers[register.index()];
        let of = def.column(&raw.of.text);
        if of.is_none() {
            self.diagnostics.push(def.unknown_column(&raw.of.text, &raw.of.place));
        }
        let kind = person.zip(unit).zip(of).map(|((person, unit), of)| CheckKind::Independent {
            person,
            unit,
            register,
            of,
        });
        self.with_part(raw.part, kind)
    }

    fn after(&mut self, raw: &RawAfter) -> Option<Check> {
        let name = &raw.requirement.text;
        let pieces = name.split_once('/');
        let parsed = pieces
            .and_then(|(measure, requirement)| Some((measure.parse().ok()?, requirement.parse().ok()?)));
        let Some(requirement) = parsed else {
            return self.wrong(
                &raw.requirement.place,
                text!(
                    "{name} は必要証跡を指していません（書き方: measure/requirement）",
                    "{name} names no evidence requirement (write measure/requirement)"
                ),
            );
        };
        Some(Check { part: None, kind: CheckKind::After { requirement, within: raw.within } })
    }
}

/// Each of several once, in their order.
fn each_once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut once: Vec<T> = Vec::new();
    for it in all {
        if !once.contains(&it) {
            once.push(it);
        }
    }
    once
}

/// Compiles the structured and the one-line form of a condition; both together must hold one at a time, so both is an error.
pub(crate) fn compile_condition(
    tests: Option<RawTests>,
    when: Option<RawWhen>,
    columns: &[Column],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Condition> {
    let compiled = match (tests, when) {
        (None, None) => return None,
        (Some(_), Some(RawWhen(when))) => Err(vec![Diagnostic::new(
            Code::InvalidValue,
            when.place,
            text!(
                "where と when は同時に書けません。一方にまとめてください",
                "where and when exclude each other: write one of them"
            ),
        )]),
        (Some(tests), None) => match tests.empty() {
            Some(place) => Err(vec![Diagnostic::new(
                Code::MissingKey,
                place,
                text!("条件が空です", "this condition says nothing"),
            )]),
            None => Condition::all(tests.into_tests(), columns),
        },
        (None, Some(RawWhen(when))) => {
            let verbatim = if when.verbatim { Verbatim::Yes } else { Verbatim::No };
            Condition::parse(&when.text, &when.place, verbatim, columns)
        }
    };
    match compiled {
        Ok(condition) => Some(condition),
        Err(problems) => {
            diagnostics.extend(problems);
            None
        }
    }
}
