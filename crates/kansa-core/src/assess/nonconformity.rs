//! Nonconformities: what auditors found and what was raised as a corrective action, until both are closed.
//!
//! Source: ISO/IEC 27001:2022, 10.2; JIS Q 15001:2023, 10.2; what is open caps the verdict of the control that it names.

use chrono::NaiveDate;

use super::Inputs;
use super::applicability::named;
use super::record::{self, Record};
use crate::assessment::{
    Cap, CatalogResult, Flag, Grade, Nonconformity, ObligationResult, Stage, State, Verdict,
};
use crate::finding::Spot;
use crate::model::{ControlIx, RequirementIx};
use crate::text::{Text, text};
use crate::value::folded;

const FINDINGS: &str = "audit-findings";
const ACTIONS: &str = "corrective-actions";

impl Grade {
    /// The grade in the words of auditors; none if it is none of theirs.
    fn read(words: &str) -> Option<Self> {
        let lower = words.to_lowercase();
        let has = |all: &[&str]| all.iter().any(|it| lower.contains(it));
        // Of two words the graver counts.
        if has(&["重大", "メジャー", "major"]) {
            Some(Self::Major)
        } else if has(&["軽微", "マイナー", "minor", "不適合", "nonconformity", "non-conformity"]) {
            Some(Self::Minor)
        } else if has(&["観察", "改善の機会", "改善提案", "推奨", "observation", "opportunity", "ofi"])
        {
            Some(Self::Observation)
        } else if has(&["指摘"]) {
            Some(Self::Minor)
        } else {
            None
        }
    }
}

/// Evidence that a corrective action makes up for.
#[derive(Debug)]
struct Target<'a> {
    requirement: RequirementIx,
    subject: Option<&'a str>,
    /// First day of the window; all that were over when it was acted on if there is none.
    window: Option<NaiveDate>,
    /// The day on which it was acted on.
    done: Option<NaiveDate>,
}

/// An answer to the auditor that is overdue.
#[derive(Debug)]
pub(super) struct Unanswered<'a> {
    pub(super) key: &'a str,
    pub(super) at: Spot,
    pub(super) title: &'a str,
    pub(super) due: NaiveDate,
}

/// What the registers of audits and corrective actions say on the day.
#[derive(Debug, Default)]
pub(super) struct Nonconformities<'a> {
    pub(super) all: Vec<Nonconformity>,
    /// What closed corrective actions make up for.
    corrected: Vec<Target<'a>>,
    pub(super) unanswered: Vec<Unanswered<'a>>,
    /// Rows that say something that cannot be understood: register, key, place, message.
    pub(super) wrong: Vec<(&'static str, &'a str, Spot, Text)>,
}

/// Reads both registers. A finding that names a corrective action is closed by it, and caps through it.
pub(super) fn read<'a>(inputs: &Inputs<'a>) -> Nonconformities<'a> {
    let mut found = Nonconformities::default();
    for row in record::latest(inputs, ACTIONS).filter(|it| is_known(it, inputs.as_of)) {
        let grade = grade(&row, ACTIONS, &mut found);
        let controls = controls(inputs, &row, ACTIONS, &mut found);
        let stage = match (
            by(&row, "done", inputs.as_of),
            by(&row, "effect", inputs.as_of),
            row.is_denied("effective"),
        ) {
            (false, _, _) => Stage::Open,
            (true, _, true) => Stage::Ineffective,
            (true, false, _) => Stage::Unchecked,
            // An effect cannot be seen before anything was done.
            (true, true, _) if row.day("effect") < row.day("done") => Stage::Unchecked,
            (true, true, _) => Stage::Closed,
        };
        let targets = targets(inputs, &row, &mut found);
        if stage == Stage::Closed {
            found.corrected.extend(targets);
        }
        found.all.push(nonconformity(&row, ACTIONS, grade, controls, row.day("due"), stage));
    }
    for row in record::latest(inputs, FINDINGS).filter(|it| is_known(it, inputs.as_of)) {
        let grade = grade(&row, FINDINGS, &mut found);
        let controls = controls(inputs, &row, FINDINGS, &mut found);
        let closed = by(&row, "closed", inputs.as_of) && row.day("closed") >= row.day("raised");
        let due = row.day("answer_due");
        if let Some(due) = due
            && due < inputs.as_of
            && !closed
            && !by(&row, "answered", inputs.as_of)
        {
            let title = row.words("title").unwrap_or_default();
            found.unanswered.push(Unanswered { key: row.key(), at: row.spot(), title, due });
        }
        let action = row.words("action");
        if let Some(action) = action.filter(|_| !closed).and_then(|key| {
            found.all.iter_mut().find(|it| it.register == ACTIONS && folded(&it.key) == folded(key))
        }) {
            action.grade = action.grade.max(grade);
            action.controls.extend(controls);
            action.controls.sort_unstable();
            action.controls.dedup();
            continue;
        }
        let stage = if closed { Stage::Closed } else { Stage::Open };
        found.all.push(nonconformity(&row, FINDINGS, grade, controls, due, stage));
    }
    found.all.sort_by(|a, b| {
        (b.is_open(), b.grade, a.raised)
            .cmp(&(a.is_open(), a.grade, b.raised))
            .then_with(|| crate::id::natural(&a.key, &b.key))
    });
    found
}

fn nonconformity(
    row: &Record<'_>,
    register: &'static str,
    grade: Grade,
    controls: Vec<ControlIx>,
    due: Option<NaiveDate>,
    stage: Stage,
) -> Nonconformity {
    Nonconformity {
        register,
        key: row.key().into(),
        at: row.spot(),
        title: row.words("title").unwrap_or_default().to_owned(),
        grade,
        controls,
        raised: row.day("raised"),
        due,
        stage,
    }
}

/// What was raised later does not exist yet; what says no day is taken to be there.
fn is_known(row: &Record<'_>, day: NaiveDate) -> bool {
    row.day("raised").is_none_or(|it| it <= day)
}

fn by(row: &Record<'_>, column: &str, day: NaiveDate) -> bool {
    row.day(column).is_some_and(|it| it <= day)
}

/// A nonconformity without a grade, or with one that nobody knows, is at least a minor one.
fn grade<'a>(row: &Record<'a>, register: &'static str, found: &mut Nonconformities<'a>) -> Grade {
    let Some(words) = row.words("grade") else { return Grade::Minor };
    Grade::read(words).unwrap_or_else(|| {
        let label = row.label("grade");
        found.wrong.push((
            register,
            row.key(),
            row.spot(),
            text!(
                "「{label}」は 重大、軽微、観察事項、改善の機会 のいずれかで書く（軽微とみなす）",
                "{label} is major, minor, observation or opportunity; it is taken to be minor"
            ),
        ));
        Grade::Minor
    })
}

fn controls<'a>(
    inputs: &Inputs<'a>,
    row: &Record<'a>,
    register: &'static str,
    found: &mut Nonconformities<'a>,
) -> Vec<ControlIx> {
    let mut controls = Vec::new();
    for name in row.list("control") {
        let meant = named(inputs.model, inputs.plan.company, name);
        if meant.is_empty() {
            found.wrong.push((
                register,
                row.key(),
                row.spot(),
                text!("{name} という要求事項はない", "there is no requirement {name}"),
            ));
        }
        controls.extend(meant);
    }
    controls.sort_unstable();
    controls.dedup();
    controls
}

/// `measure/requirement[/subject][@first day of the window]`, one or several.
fn targets<'a>(inputs: &Inputs<'a>, row: &Record<'a>, found: &mut Nonconformities<'a>) -> Vec<Target<'a>> {
    let mut targets = Vec::new();
    for name in row.list("target") {
        match target(inputs, name, row.day("done")) {
            Some(target) => targets.push(target),
            None => found.wrong.push((
                ACTIONS,
                row.key(),
                row.spot(),
                text!(
                    "{name} は必要証跡を指していない（書き方: 対策/必要証跡[/対象][@期間の初日]）",
                    "{name} names no evidence requirement (write measure/requirement[/subject][@first-day])"
                ),
            )),
        }
    }
    targets
}

fn target<'a>(inputs: &Inputs<'a>, name: &'a str, done: Option<NaiveDate>) -> Option<Target<'a>> {
    let (what, window) = match name.split_once('@') {
        Some((what, day)) => (what, Some(day.parse().ok()?)),
        None => (name, None),
    };
    let (requirement, subject) = inputs.model.target(what)?;
    Some(Target { requirement, subject, window, done })
}

impl Nonconformities<'_> {
    /// Missed windows that a closed corrective action names, and after which the same was done well, are corrected.
    pub(super) fn correct(&self, obligations: &mut [ObligationResult]) {
        for target in &self.corrected {
            let concerned = |it: &ObligationResult| {
                it.requirement == target.requirement
                    && target.subject.is_none_or(|subject| it.subject.as_deref() == Some(subject))
            };
            let well: Vec<(Option<Box<str>>, NaiveDate)> = obligations
                .iter()
                .filter(|it| concerned(it) && it.state == State::Met)
                .map(|it| (it.subject.clone(), it.window.from))
                .collect();
            for it in obligations.iter_mut().filter(|it| concerned(it) && it.state == State::Missed) {
                let later =
                    well.iter().any(|(subject, from)| *subject == it.subject && *from > it.window.from);
                // What is missed again later needs an action of its own.
                let meant = match target.window {
                    Some(day) => day == it.window.from,
                    None => target.done.is_some_and(|done| it.window.to <= done),
                };
                if later && meant {
                    it.state = State::Corrected;
                }
            }
        }
    }

    /// Caps the verdicts of the controls that what is open names: partial, and a gap for what is major.
    pub(super) fn cap(&self, catalogs: &mut [CatalogResult]) {
        for control in catalogs.iter_mut().flat_map(|it| &mut it.controls) {
            let judged = !matches!(control.verdict, Verdict::NotApplicable | Verdict::NotAssessed);
            for it in self.all.iter().filter(|it| it.is_open() && it.controls.contains(&control.control)) {
                let cap = if it.grade == Grade::Major { Verdict::Gap } else { Verdict::Partial };
                if judged {
                    control.verdict = control.verdict.max(cap);
                }
                control.caps.push(Cap { register: it.register, key: it.key.clone(), grade: it.grade });
            }
            if !control.caps.is_empty() {
                control.flags.push(Flag::Nonconformity);
            }
        }
    }
}
