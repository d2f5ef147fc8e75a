//! What kind of shortfall stands behind an answer: frameworks have different words for them.

use crate::assess::Inputs;
use crate::assess::measure;
use crate::assessment::{AspectResult, Shortfall, State, Verdict};
use crate::measure::Basis;

/// What was seen of the obligations behind one control.
#[derive(Default)]
pub(super) struct Seen {
    owed: usize,
    evidence: bool,
    failing: usize,
    late: usize,
    late_by_own_rule: usize,
    unreadable: usize,
}

impl Seen {
    /// Adds what a measure owes for an aspect that is asked for.
    pub(super) fn add(
        &mut self,
        inputs: &Inputs<'_>,
        seen: &measure::Seen<'_>,
        states: &measure::States<'_>,
    ) {
        self.owed += seen.obligations.len();
        self.evidence |= seen.requirements.iter().any(|it| states.has_evidence(*it));
        self.evidence |= seen.obligations.iter().any(|it| it.declaration.is_some());
        for it in &seen.obligations {
            match it.state {
                State::Met
                | State::DueSoon
                | State::Pending
                | State::Accepted
                | State::Corrected
                | State::Disposed => {}
                State::Late => {
                    self.failing += 1;
                    self.late += 1;
                    let basis = inputs.model.resolve(it.requirement).1.basis;
                    if matches!(basis, Basis::Own | Basis::Customary) {
                        self.late_by_own_rule += 1;
                    }
                }
                State::Unreadable => {
                    self.failing += 1;
                    self.unreadable += 1;
                }
                State::Overdue
                | State::Missed
                | State::Stale
                | State::Failed
                | State::Unapproved
                | State::Altered => {
                    self.failing += 1;
                }
            }
        }
    }

    /// Whether there is any evidence at all.
    pub(super) fn has_evidence(&self) -> bool {
        self.evidence
    }

    /// The kind of shortfall, if there is only one.
    pub(super) fn kind(&self, verdict: Verdict, aspects: &[AspectResult]) -> Shortfall {
        let uncovered = aspects.iter().any(|it| it.verdict.is_none());
        if verdict == Verdict::Pending && self.owed == 0 {
            Shortfall::NothingOwed
        } else if uncovered || self.failing == 0 || !verdict.is_failing() {
            Shortfall::Any
        } else if self.late_by_own_rule == self.failing {
            Shortfall::LateByOwnRule
        } else if self.late == self.failing {
            Shortfall::OnlyLate
        } else if self.unreadable == self.failing {
            Shortfall::OnlyUnreadable
        } else {
            Shortfall::Any
        }
    }
}
