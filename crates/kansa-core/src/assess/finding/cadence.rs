//! Findings on how often and until when: what nobody decided, and deadlines that rest on holidays that are not known.

use super::{Answers, Maker};
use crate::assess::control::is_judged;
use crate::assessment::{ObligationResult, State, Verdict};
use crate::code::Code;
use crate::explain::cadence;
use crate::finding::{Severity, Spot};
use crate::measure::Basis;
use crate::model::RequirementIx;
use crate::plan::deadline::is_certain;
use crate::text::{Text, text};

impl Maker<'_> {
    /// Deadlines that may lie later than they are shown. What was met in time was met in any case.
    pub(super) fn uncertain_deadlines(&mut self, obligations: &[ObligationResult]) {
        let model = self.inputs.model;
        for it in obligations {
            let (_, requirement) = model.resolve(it.requirement);
            let open = match it.state {
                State::Pending | State::DueSoon | State::Overdue | State::Missed | State::Late => true,
                State::Met
                | State::Accepted
                | State::Corrected
                | State::Disposed
                | State::Stale
                | State::Failed
                | State::Unapproved
                | State::Unreadable
                | State::Altered => false,
            };
            if !open || it.subject.is_none() || is_certain(model, requirement, it.window) {
                continue;
            }
            let (Text { ja, en }, last) = (self.title(it), it.window.to);
            let message = Text::new(
                format!("「{ja}」の期限 {last} の頃の祝日が暦にない。期限はこれより後かもしれない"),
                format!(
                    "the calendar does not know the holidays around {last}, the deadline of {en}, which may be later"
                ),
            );
            let remedy = text!(
                "controls/calendars/jp.yaml にその年の祝日を書く",
                "write the holidays of that year to controls/calendars/jp.yaml"
            );
            let at = Some(Spot::file("controls/calendars/jp.yaml"));
            self.push(Code::CalendarRange, Severity::Note, &it.id, at, message, remedy);
            if let Some(last) = self.findings.last_mut() {
                last.owner = Some(requirement.owner.clone());
                last.due = Some(it.due);
            }
        }
    }

    /// Cadences that each company has to decide from its own analysis, and this one did not: the default is nobody's.
    pub(super) fn undecided_cadences(&mut self, answers: &Answers<'_>) {
        let (model, company) = (self.inputs.model, self.inputs.plan.company);
        let undecided = |it: RequirementIx| {
            let (measure, (_, requirement)) = (model.measure_of(it), model.resolve(it));
            requirement.basis == Basis::Parameter
                && answers.in_force.owes(it)
                && company.parameter(it).is_none()
                && company.provider(measure, it, self.inputs.as_of).is_none()
                && answers.obligations.iter().any(|owed| owed.requirement == it)
                && answers.catalogs.iter().filter(|it| is_judged(it)).flat_map(|it| &it.controls).any(
                    |control| {
                        control.verdict != Verdict::NotApplicable
                            && model.is_evidence_for(it, control.control)
                    },
                )
        };
        let all = company.measures.iter().flat_map(|it| model.requirements_of(*it));
        let all: Vec<RequirementIx> = all.filter(|it| undecided(*it)).collect();
        for it in all {
            let (name, (_, requirement)) = (model.requirement_ref(it), model.resolve(it));
            let (Text { ja, en }, default) = (&requirement.title, cadence(requirement));
            self.push(
                Code::ParameterUnset,
                Severity::Minor,
                &format!("{}/{name}", self.company()),
                Some(self.folder("company.yaml")),
                Text::new(
                    format!("「{ja}」の頻度を自社で定めていない（既定の「{}」で見た）", default.ja),
                    format!(
                        "the company has not set how often {en} is owed (taken as by default: {})",
                        default.en
                    ),
                ),
                text!(
                    "リスク分析で定めた間隔を company.yaml の parameters に {name} として書く",
                    "write the interval of its own analysis to parameters of company.yaml, under {name}"
                ),
            );
            if let Some(last) = self.findings.last_mut() {
                last.owner = Some(requirement.owner.clone());
            }
        }
    }
}
