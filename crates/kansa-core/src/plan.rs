//! The plan: what a company has to show, when, and for which subjects.

pub(crate) mod deadline;

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use crate::code::Code;
use crate::company::{Company, ScopeStatus};
use crate::condition::Truth;
use crate::diagnostic::Diagnostic;
use crate::evidence::{RegisterState, Registers};
use crate::measure::{Answered, Cadence, Per, Records, Repair, Requirement, Within};
use crate::model::{Model, RequirementIx};
use crate::period::{DateRange, FiscalStart, Period};
use crate::register::{Register, RegisterIx, RowRef};
use crate::source::Place;
use crate::table::Cell;
use crate::text::Text;

/// Index of a subject in a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectIx(u32);

/// One thing to be shown once: an evidence requirement, a subject, a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obligation {
    /// What has to be shown.
    pub requirement: RequirementIx,
    /// For which subject; none if it is owed once per company.
    pub subject: Option<SubjectIx>,
    /// The days in which it has to be done.
    pub window: DateRange,
    /// The last day on which it can be filed: the end of the window and the grace.
    pub due: NaiveDate,
    /// The last day on which it can still be done, late.
    pub repair_until: NaiveDate,
}

// A group of a thousand companies has some ten million of them.
const _: () = assert!(size_of::<Obligation>() <= 32);

/// Someone or something that a requirement is owed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The key of its row.
    pub key: Box<str>,
    /// The days on which its row holds.
    pub span: DateRange,
}

/// Why a requirement has no obligations although it is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unplanned {
    /// The register of its subjects is missing.
    NoRegister(RegisterIx),
    /// The register of its subjects cannot be read, or lacks a column that is needed.
    Unreadable(RegisterIx),
    /// The register has no row that it could be owed for.
    NoSubject(RegisterIx),
}

/// The windows of one requirement: `anchor + n x period`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Windows {
    anchor: NaiveDate,
    period: Period,
}

impl Windows {
    /// Windows anchored at the start of the fiscal year in which the requirement opens; whole weeks on a Monday.
    fn new(period: Period, fiscal: FiscalStart, opens: NaiveDate) -> Self {
        let year = fiscal.year_of(opens.max(EPOCH)).from;
        let anchor = if period.is_weeks() { year.week(chrono::Weekday::Mon).first_day() } else { year };
        Self { anchor, period }
    }

    fn nth(self, n: u32) -> DateRange {
        let next = self.period.after(self.anchor, n.saturating_add(1));
        DateRange { from: self.period.after(self.anchor, n), to: next.pred_opt().unwrap_or(next) }
    }

    /// The number of the window in which a day lies; days before the first one count to it.
    fn number_at(self, day: NaiveDate) -> u32 {
        // The guess is never too high: a period is at most `most_days` long.
        let days = u32::try_from((day - self.anchor).num_days()).unwrap_or(0);
        let mut n = days / self.period.most_days().max(1);
        while self.nth(n).to < day && n < u32::MAX {
            n += 1;
        }
        n
    }

    /// The window in which a day lies.
    pub(crate) fn at(self, day: NaiveDate) -> DateRange {
        self.nth(self.number_at(day))
    }
}

/// How long after its window nothing may still be declared: nobody can declare it earlier.
const NIL_GRACE: Period = Period::months(1);

/// Where windows are counted from if nothing says when a requirement opened.
const EPOCH: NaiveDate = match NaiveDate::from_ymd_opt(2000, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// What a company has to show.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The company.
    pub company: &'a Company,
    /// Its registers, as they were known on the day of the plan.
    pub registers: &'a Registers,
    /// By requirement, subject, window.
    pub obligations: Vec<Obligation>,
    subjects: Vec<Subject>,
    pub(crate) unplanned: Vec<(RequirementIx, Unplanned)>,
    pub(crate) windows: HashMap<RequirementIx, Windows>,
}

impl Plan<'_> {
    /// A subject.
    pub fn subject(&self, subject: SubjectIx) -> &Subject {
        &self.subjects[subject.0 as usize]
    }

    /// Whether an obligation is the declaration that nothing happened in a window of an event register.
    pub fn is_nil(&self, model: &Model, obligation: &Obligation) -> bool {
        let (_, requirement) = model.resolve(obligation.requirement);
        obligation.subject.is_none() && matches!(requirement.cadence, Cadence::Once { .. })
    }

    /// The key of an obligation's subject.
    pub fn key(&self, obligation: &Obligation) -> Option<&str> {
        obligation.subject.map(|it| &*self.subject(it).key)
    }

    /// The id of an obligation: `company/measure/requirement[/subject]@window-from`.
    pub fn id(&self, model: &Model, obligation: &Obligation) -> String {
        let requirement = model.requirement_ref(obligation.requirement);
        let subject = self.key(obligation).map(|it| format!("/{it}")).unwrap_or_default();
        format!("{}/{requirement}{subject}@{}", self.company.id, obligation.window.from)
    }
}

/// Plans what a company has to show in a span of days, with as many windows before it as can still be repaired, and
/// the last one that closed before it.
pub fn plan<'a>(model: &Model, company: &'a Company, registers: &'a Registers, span: DateRange) -> Plan<'a> {
    let mut plan = Plan {
        company,
        registers,
        obligations: Vec::new(),
        subjects: Vec::new(),
        unplanned: Vec::new(),
        windows: HashMap::new(),
    };
    for measure in &company.measures {
        let Some(open) = open_span(model, company, *measure) else { continue };
        for requirement in model.requirements_of(*measure) {
            plan.add(model, requirement, open, span);
        }
    }
    plan
}

/// The days on which a company is held to a measure: from its earliest scope on, not before the measure itself or the day
/// on which it was chosen.
///
/// None if no catalog of its scope has a control that the measure serves.
pub(crate) fn open_span(model: &Model, company: &Company, measure: usize) -> Option<DateRange> {
    let start = company.start(model, measure).unwrap_or(NaiveDate::MIN);
    let measure = &model.measures()[measure];
    let scopes = company.scopes.iter().filter(|scope| {
        let catalog = &model.catalogs()[scope.catalog].id;
        scope.status != ScopeStatus::None && measure.controls.iter().any(|(it, _)| it.catalog == *catalog)
    });
    let (mut from, mut to) = (NaiveDate::MAX, NaiveDate::MIN);
    for scope in scopes {
        from = from.min(scope.span.from);
        to = to.max(scope.span.to);
    }
    DateRange::new(from.max(start), to)
}

impl<'a> Plan<'a> {
    fn add(&mut self, model: &Model, index: RequirementIx, open: DateRange, span: DateRange) {
        let (_, requirement) = model.resolve(index);
        let before = self.obligations.len();
        let parameter = self.company.parameter(index);
        if let Answered::Rows(records) = &requirement.answered
            && let Err(why) = self.records(records)
        {
            self.unplanned.push((index, why));
            return;
        }
        if requirement.per == Per::Companies {
            self.add_companies(model, index, open, span);
            return;
        }
        let rows = match &requirement.per {
            Per::Company | Per::Companies => None,
            Per::Rows { register, .. } => match self.rows(requirement, *register) {
                Ok(rows) if rows.is_empty() => {
                    if let Cadence::Once { column, .. } = requirement.cadence {
                        self.nil_windows(model, index, column, open, span);
                    }
                    // A register of events that had others, or was declared empty, is alive: nothing of this kind happened.
                    let events = model.register(*register).nil_every.is_some();
                    let alive =
                        matches!(self.registers.get(*register), RegisterState::Read(it) if !it.is_empty());
                    if self.obligations.len() == before && !(events && alive) {
                        self.unplanned.push((index, Unplanned::NoSubject(*register)));
                    }
                    return;
                }
                Ok(rows) => Some(rows),
                Err(why) => {
                    self.unplanned.push((index, why));
                    return;
                }
            },
        };
        match requirement.cadence {
            Cadence::Every(period) => {
                let windows = Windows::new(parameter.unwrap_or(period), self.company.fiscal, open.from);
                self.windows.insert(index, windows);
                let spans = windows_in(windows, requirement, open, span);
                match rows {
                    None => {
                        for (window, next) in spans {
                            self.push(requirement, index, None, window, next.to, window.from);
                        }
                    }
                    Some(rows) => {
                        for row in rows {
                            let subject = self.subject_of(&row);
                            for (window, next) in &spans {
                                if row.span.contains(window.to) {
                                    self.push(
                                        requirement,
                                        index,
                                        Some(subject),
                                        *window,
                                        next.to,
                                        window.from,
                                    );
                                }
                            }
                        }
                    }
                }
            }
            Cadence::MaxAge(_) | Cadence::Interval(_) => {
                let window = DateRange { from: span.from.max(open.from), to: span.to.min(open.to) };
                match rows {
                    None if window.from <= window.to => {
                        self.push(requirement, index, None, window, NaiveDate::MAX, since(open.from, window));
                    }
                    None => {}
                    Some(rows) => {
                        for row in rows {
                            let window = DateRange {
                                from: window.from.max(row.span.from),
                                to: window.to.min(row.span.to),
                            };
                            if window.from <= window.to {
                                let subject = self.subject_of(&row);
                                let owed = since(open.from.max(row.span.from), window);
                                self.push(requirement, index, Some(subject), window, NaiveDate::MAX, owed);
                            }
                        }
                    }
                }
            }
            Cadence::Once { column, within, counting, .. } => {
                self.nil_windows(model, index, column, open, span);
                for row in rows.unwrap_or_default() {
                    let day = match row.get(column) {
                        Cell::Date(day) => day,
                        // Something happened, and nobody can tell when: it is owed since the row or the scope began.
                        Cell::Bad(_) => row.span.from.max(open.from).max(span.from),
                        Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Flag(_) => continue,
                    };
                    if open.contains(day) && day <= span.to {
                        let subject = self.subject_of(&row);
                        let last = deadline::last_day(model, self.company, &row, day, (within, counting));
                        let window = DateRange { from: day, to: last };
                        self.push(requirement, index, Some(subject), window, NaiveDate::MAX, day);
                    }
                }
            }
        }
        // Rows that are all over, or not there yet, owe nothing: that is no subject either. Events may well be over.
        let idle = self.obligations.len() == before;
        if let (
            true,
            Cadence::Every(_) | Cadence::MaxAge(_) | Cadence::Interval(_),
            Per::Rows { register, .. },
        ) = (idle, requirement.cadence, &requirement.per)
        {
            self.unplanned.push((index, Unplanned::NoSubject(*register)));
        }
    }

    /// What is owed for each company that takes the measure: by the one that does it for itself and for all others, by
    /// one that another provides it to for itself alone.
    fn add_companies(&mut self, model: &Model, index: RequirementIx, open: DateRange, span: DateRange) {
        let (measure, (_, requirement)) = (model.measure_of(index), model.resolve(index));
        let own = Subject { key: self.company.id.as_str().into(), span: DateRange::ALWAYS };
        let does_it =
            !self.company.provisions.iter().any(|it| it.measure == measure && it.span.overlaps(span));
        let takers = self.company.takers.iter().filter(|it| does_it && it.measure == measure);
        let takers = takers.map(|it| Subject { key: it.company.as_str().into(), span: it.span });
        let mut subjects: Vec<Subject> = std::iter::once(own).chain(takers).collect();
        subjects.sort_by(|a, b| crate::id::natural(&a.key, &b.key));
        let parameter = self.company.parameter(index);
        let windows = match requirement.cadence {
            Cadence::Every(period) => {
                let windows = Windows::new(parameter.unwrap_or(period), self.company.fiscal, open.from);
                self.windows.insert(index, windows);
                windows_in(windows, requirement, open, span)
            }
            Cadence::MaxAge(_) | Cadence::Interval(_) | Cadence::Once { .. } => {
                open.clipped(span).map(|it| (it, it)).into_iter().collect()
            }
        };
        for subject in subjects {
            let held = subject.span;
            self.subjects.push(subject);
            let subject = SubjectIx(u32::try_from(self.subjects.len() - 1).unwrap_or(u32::MAX));
            for (window, next) in &windows {
                if held.contains(window.to)
                    || matches!(requirement.cadence, Cadence::Every(_)) && held.overlaps(*window)
                {
                    let owed = since(open.from.max(held.from), *window);
                    self.push(requirement, index, Some(subject), *window, next.to, owed);
                }
            }
        }
    }

    /// Windows of a register of events in which nothing happened: each has to be declared.
    ///
    /// Any event of the window counts, also one that this requirement is not owed for.
    fn nil_windows(
        &mut self,
        model: &Model,
        index: RequirementIx,
        column: usize,
        open: DateRange,
        span: DateRange,
    ) {
        let (_, requirement) = model.resolve(index);
        let Per::Rows { register, .. } = &requirement.per else { return };
        let (Some(period), RegisterState::Read(read)) =
            (model.register(*register).nil_every, self.registers.get(*register))
        else {
            return;
        };
        let windows = Windows::new(period, self.company.fiscal, open.from);
        for (window, next) in windows_in(windows, requirement, open, span) {
            let happened = |row: RowRef<'_>| {
                let day = row.date(column);
                day.is_some_and(|it| window.contains(it))
            };
            if !read.rows().any(happened) {
                self.obligations.push(Obligation {
                    requirement: index,
                    subject: None,
                    window,
                    due: NIL_GRACE.after(window.to, 1),
                    repair_until: next.to,
                });
            }
        }
    }

    /// The rows of a register that a requirement is owed for. A row on which its condition cannot be decided is owed:
    /// an empty cell must not make a duty go away.
    fn rows(&self, requirement: &Requirement, register: RegisterIx) -> Result<Vec<RowRef<'a>>, Unplanned> {
        let registers: &'a Registers = self.registers;
        let read = match registers.get(register) {
            RegisterState::Missing => return Err(Unplanned::NoRegister(register)),
            RegisterState::Unreadable => return Err(Unplanned::Unreadable(register)),
            RegisterState::Read(read) => read,
        };
        if needed_columns(requirement).iter().any(|it| read.missing_columns.contains(it)) {
            return Err(Unplanned::Unreadable(register));
        }
        let condition = match &requirement.per {
            Per::Company | Per::Companies => None,
            Per::Rows { condition, .. } => condition.as_ref(),
        };
        Ok(read.rows().filter(|row| condition.is_none_or(|it| it.eval(row) != Truth::No)).collect())
    }

    /// Whether the register can be read whose rows answer. One that is not there has no row yet.
    fn records(&self, records: &Records) -> Result<(), Unplanned> {
        let lacks =
            |read: &Register| records.needed_columns().iter().any(|it| read.missing_columns.contains(it));
        match self.registers.get(records.register) {
            RegisterState::Missing => Ok(()),
            RegisterState::Read(read) if !lacks(read) => Ok(()),
            RegisterState::Unreadable | RegisterState::Read(_) => {
                Err(Unplanned::Unreadable(records.register))
            }
        }
    }

    fn subject_of(&mut self, row: &RowRef<'_>) -> SubjectIx {
        let subject = Subject { key: row.key().into(), span: row.span };
        if self.subjects.last() != Some(&subject) {
            self.subjects.push(subject);
        }
        SubjectIx(u32::try_from(self.subjects.len() - 1).unwrap_or(u32::MAX))
    }

    fn push(
        &mut self,
        requirement: &Requirement,
        index: RequirementIx,
        subject: Option<SubjectIx>,
        window: DateRange,
        next_window_ends: NaiveDate,
        owed_since: NaiveDate,
    ) {
        let closes = match requirement.cadence {
            Cadence::Every(_) | Cadence::Once { .. } => window.to,
            // It is owed from the first day on, also if that lies before the period: a new period forgives no debt.
            Cadence::MaxAge(_) | Cadence::Interval(_) => owed_since,
        };
        let due = match requirement.cadence {
            // Counted from, not due on, that day.
            Cadence::Interval(_) => closes,
            Cadence::Every(_) | Cadence::MaxAge(_) | Cadence::Once { .. } => {
                requirement.grace.map_or(closes, |it| it.after(closes, 1))
            }
        };
        let repair_until = match requirement.repair {
            Repair::Never => closes,
            Repair::NextWindow => next_window_ends,
            Repair::Within(period) => period.after(closes, 1),
        };
        self.obligations.push(Obligation { requirement: index, subject, window, due, repair_until });
    }
}

/// The columns of its register that a requirement cannot be planned without.
fn needed_columns(requirement: &Requirement) -> Vec<usize> {
    let mut needed = match &requirement.per {
        Per::Company | Per::Companies | Per::Rows { condition: None, .. } => Vec::new(),
        Per::Rows { condition: Some(condition), .. } => condition.columns(),
    };
    if let Cadence::Once { column, within, .. } = requirement.cadence {
        needed.push(column);
        needed.extend(match within {
            Within::Until(column) => Some(column),
            Within::Days(_) | Within::DaysToOpen(_) | Within::BusinessDays(_) => None,
        });
    }
    match requirement.answered {
        Answered::Columns { performed } => needed.push(performed),
        Answered::Files | Answered::Rows(_) => {}
    }
    needed
}

/// Columns that the registers of a company lack although a requirement of its measures cannot be planned without them.
pub fn missing_columns(model: &Model, company: &Company, registers: &Registers) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for measure in &company.measures {
        if open_span(model, company, *measure).is_none() {
            continue;
        }
        for index in model.requirements_of(*measure) {
            let (_, requirement) = model.resolve(index);
            let own = match &requirement.per {
                Per::Rows { register, .. } => Some((*register, needed_columns(requirement))),
                Per::Company | Per::Companies => None,
            };
            let of = match &requirement.answered {
                Answered::Rows(records) => Some((records.register, records.needed_columns())),
                Answered::Files | Answered::Columns { .. } => None,
            };
            for (register, needed) in own.into_iter().chain(of) {
                let RegisterState::Read(read) = registers.get(register) else { continue };
                let def = model.register(register);
                for column in needed.into_iter().filter(|it| read.missing_columns.contains(it)) {
                    let (id, label, name) =
                        (&def.id, def.columns[column].title(), model.requirement_ref(index));
                    let path = read.paths.last().cloned().unwrap_or_else(|| "".into());
                    found.push(Diagnostic::new(
                        Code::RegisterHeader,
                        Place::first_line(path),
                        Text::new(
                            format!("台帳 {id} に列「{}」がない（{name} に必要）", label.ja),
                            format!("the register {id} has no column {}, which {name} needs", label.en),
                        ),
                    ));
                }
            }
        }
    }
    found
}

/// Since when something that must be young is owed; since the period began, if nothing says when the scope did.
fn since(opened: NaiveDate, window: DateRange) -> NaiveDate {
    if opened == NaiveDate::MIN { window.from } else { opened }
}

/// Windows that overlap a span, with those before it that may matter, each with the one that follows it.
///
/// The first one opens on the day the requirement does, at the earliest.
fn windows_in(
    windows: Windows,
    requirement: &Requirement,
    open: DateRange,
    span: DateRange,
) -> Vec<(DateRange, DateRange)> {
    let mut back = windows.period.before(windows.period.before(span.from));
    if let Repair::Within(period) = requirement.repair {
        back = back.min(period.before(back));
    }
    if let Some(grace) = requirement.grace {
        back = grace.before(back);
    }
    let first = back.max(open.from).max(windows.anchor);
    let mut found = Vec::new();
    let mut n = windows.number_at(first);
    loop {
        let (window, next) = (windows.nth(n), windows.nth(n.saturating_add(1)));
        if window.from > span.to || window.from > open.to || window.from.year() >= 9999 {
            return found;
        }
        let opened = DateRange { from: window.from.max(open.from), to: window.to };
        if opened.from <= opened.to {
            found.push((opened, next));
        }
        n += 1;
    }
}
