//! Exceptions: accepted gaps, with approver, reason and expiry.

use chrono::NaiveDate;

use super::Inputs;
use crate::assessment::Acceptance;
use crate::finding::Spot;
use crate::model::RequirementIx;
use crate::register::RowRef;
use crate::table::Cell;
use crate::text::{Text, text};

/// The exceptions of a company that hold on the day, and what is wrong with the others.
#[derive(Debug, Default)]
pub(super) struct Exceptions {
    pub(super) valid: Vec<Exception>,
    pub(super) invalid: Vec<Invalid>,
}

#[derive(Debug)]
pub(super) struct Exception {
    pub(super) acceptance: Acceptance,
    pub(super) at: Spot,
    pub(super) requirement: RequirementIx,
    subject: Option<Box<str>>,
    /// Its first day: it was approved then, and had begun.
    since: NaiveDate,
}

/// An exception that does not hold.
#[derive(Debug)]
pub(super) struct Invalid {
    pub(super) key: Box<str>,
    pub(super) at: Spot,
    pub(super) message: Text,
    pub(super) due: Option<NaiveDate>,
}

impl Exceptions {
    /// The exception that accepts a gap, if there is one: what should have been there before its first day was missed
    /// without it.
    pub(super) fn accepting(
        &self,
        requirement: RequirementIx,
        subject: Option<&str>,
        in_time: NaiveDate,
    ) -> Option<Acceptance> {
        self.valid
            .iter()
            .filter(|it| {
                it.requirement == requirement && (it.subject.is_none() || it.subject.as_deref() == subject)
            })
            .filter(|it| it.since <= in_time)
            // Of several, one that has something done instead is the better answer.
            .min_by_key(|it| it.acceptance.compensating.is_none())
            .map(|it| it.acceptance.clone())
    }
}

impl Exception {
    /// What is renewed without a day between holds since its first row.
    fn continue_from(&mut self, ended: &[Self]) {
        let follows = |now: &Self, it: &Self| {
            it.acceptance.key == now.acceptance.key
                && (it.requirement, &it.subject) == (now.requirement, &now.subject)
                && it.since < now.since
                && it.acceptance.expires.succ_opt().is_some_and(|next| now.since <= next)
        };
        while let Some(before) = ended.iter().find(|it| follows(self, it)) {
            self.since = before.since;
        }
    }
}

/// Reads the register `exceptions`: each row names its target (`measure/requirement[/subject]`), reason, approver,
/// day of approval and expiry; one that lacks any of them accepts nothing.
pub(super) fn read(inputs: &Inputs<'_>) -> Exceptions {
    let mut exceptions = Exceptions::default();
    let mut ended: Vec<Exception> = Vec::new();
    let Some(register) = inputs.plan.registers.read(inputs.model, "exceptions") else { return exceptions };
    let Some(def) = inputs.model.register_named("exceptions").map(|it| inputs.model.register(it)) else {
        return exceptions;
    };
    for row in register.rows() {
        let cell = |column: &str| def.column(column).map(|it| row.get(it));
        let filled = |column: &str| cell(column).is_some_and(|it| !matches!(it, Cell::Empty | Cell::Bad(_)));
        let words = |column: &str| def.column(column).and_then(|it| row.text(it)).map(str::to_owned);
        let mut refuse = |message: Text, due: Option<NaiveDate>| {
            let at = row.spot();
            exceptions.invalid.push(Invalid { key: row.key().into(), at, message, due });
        };
        let key = row.key();
        let missing = ["target", "reason", "approver", "approved"].into_iter().find(|it| !filled(it));
        if let Some(column) = missing {
            let label = def.column(column).map_or_else(|| Text::same(column), |it| def.columns[it].title());
            let (ja, en) = (label.ja, label.en);
            refuse(text!("例外承認 {key} に「{ja}」がない", "the exception {key} has no {en}"), None);
        } else if matches!(def.column("from").map(|it| row.get(it)), Some(Cell::Bad(_))) {
            refuse(
                text!("例外承認 {key} の開始日が読めない", "the start of the exception {key} cannot be read"),
                None,
            );
        } else if row.span.to == NaiveDate::MAX {
            refuse(text!("例外承認 {key} に期限がない", "the exception {key} has no expiry"), None);
        } else {
            let target = target(inputs, def.column("target"), &row);
            let approved = def.column("approved").and_then(|it| row.date(it));
            let found = target.zip(approved).map(|((requirement, subject), approved)| Exception {
                acceptance: Acceptance {
                    key: key.into(),
                    row: row.number(),
                    reason: words("reason").unwrap_or_default(),
                    approver: words("approver").unwrap_or_default(),
                    expires: row.span.to,
                    compensating: words("compensating"),
                },
                at: row.spot(),
                requirement,
                subject,
                since: row.span.from.max(approved),
            });
            match found {
                found if row.span.to < inputs.as_of => {
                    let end = row.span.to;
                    refuse(
                        text!("例外承認 {key} は {end} で期限切れ", "the exception {key} expired on {end}"),
                        Some(end),
                    );
                    ended.extend(found);
                }
                Some(found) if found.since <= inputs.as_of => exceptions.valid.push(found),
                Some(_) => {}
                None => refuse(
                    text!(
                        "例外承認 {key} の対象が必要証跡を指していない（書き方: 対策/必要証跡）",
                        "the exception {key} names no evidence requirement (write measure/requirement)"
                    ),
                    None,
                ),
            }
        }
    }
    for it in &mut exceptions.valid {
        it.continue_from(&ended);
    }
    // Renewed under the same key: the old row stays in the register for replays, and is no finding.
    let renewed: Vec<Box<str>> = exceptions.valid.iter().map(|it| it.acceptance.key.clone()).collect();
    exceptions.invalid.retain(|it| it.due.is_none() || !renewed.contains(&it.key));
    exceptions
}

fn target(
    inputs: &Inputs<'_>,
    column: Option<usize>,
    row: &RowRef<'_>,
) -> Option<(RequirementIx, Option<Box<str>>)> {
    let (requirement, subject) = inputs.model.target(row.text(column?)?)?;
    Some((requirement, subject.map(Box::from)))
}
