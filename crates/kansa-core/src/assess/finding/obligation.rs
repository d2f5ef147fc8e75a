//! Findings on obligations: what is not shown, too late, too old or wrong.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::Maker;
use crate::assess::{DUE_SOON_DAYS, approval};
use crate::assessment::{ObligationResult, State};
use crate::code::Code;
use crate::evidence::{Content, RegisterState, Unreadable};
use crate::finding::{Severity, Spot};
use crate::judgement::Outcome;
use crate::measure::{Answered, Cadence, Per, Repair, Requirement};
use crate::model::RequirementIx;
use crate::period::DateRange;
use crate::plan::Unplanned;
use crate::register::RegisterIx;
use crate::source::SourcePath;
use crate::text::{Text, text};

impl Maker<'_> {
    pub(super) fn obligation(&mut self, it: &ObligationResult) {
        if self.is_nil(it) {
            // One declaration answers all requirements of a register: said once, by register.
            return;
        }
        let (code, lead) = match it.state {
            State::Met => {
                self.expiry(it);
                return;
            }
            State::Pending | State::Accepted | State::Corrected | State::Disposed => return,
            State::DueSoon => (Code::DueSoon, None),
            State::Overdue => (Code::EvidenceOverdue, None),
            State::Missed => (Code::EvidenceMissed, None),
            State::Late => (Code::DoneLate, None),
            State::Stale => (Code::EvidenceStale, None),
            State::Unapproved => (Code::NotApproved, None),
            State::Unreadable => (Code::EvidenceUnreadable, self.unreadable(it)),
            State::Altered => (Code::EvidenceAltered, None),
            State::Failed => {
                self.failed_checks(it);
                return;
            }
        };
        let (message, mut remedy) = self.words(it, lead);
        if let (Some(provider), true) = (&it.provided_by, it.evidence.is_empty()) {
            let company = self.company();
            remedy = text!(
                "{provider} に、{company} を対象に含む実施と証跡を求める",
                "have {provider} do it, and file evidence that names {company}"
            );
        }
        let severity = match it.state {
            State::DueSoon => Some(Severity::Note),
            // It was done, or only a signature is missing: never more than minor.
            State::Late | State::Unapproved => Some(Severity::Minor),
            State::Overdue | State::Missed | State::Stale | State::Unreadable | State::Altered => None,
            State::Met
            | State::Pending
            | State::Accepted
            | State::Corrected
            | State::Disposed
            | State::Failed => None,
        };
        self.push_obligation(it, code, None, severity, message, remedy);
    }

    /// A finding of an obligation, with owner, due day, place and effect.
    pub(super) fn push_obligation(
        &mut self,
        it: &ObligationResult,
        code: Code,
        check: Option<&str>,
        severity: Option<Severity>,
        message: Text,
        remedy: Text,
    ) {
        let (_, requirement) = self.inputs.model.resolve(it.requirement);
        let (breaks, effect) = self.effect(it.requirement);
        let anchor = check.map_or_else(|| it.id.clone(), |check| format!("{}:{check}", it.id));
        let at = match it.evidence.first().map(|at| &self.inputs.facts.items[*at]) {
            // What another company filed is not this one's to show.
            Some(item) if item.provider.is_some() => self.folder("company.yaml"),
            Some(item) if self.is_in_register(it) => {
                let row = self.expected_folder(it);
                if row.path == item.files[0].path { row } else { Spot::file(item.path()) }
            }
            Some(item) => Spot::file(item.path()),
            None if it.provided_by.is_some() => self.folder("company.yaml"),
            None => self.expected_folder(it),
        };
        let mut causes = self.cause_of(it.requirement);
        if it.evidence.is_empty() {
            causes.extend(self.silent_cause(it));
            causes.extend(self.strays_below(&self.expected_folder(it)));
        }
        self.push(code, severity.unwrap_or(effect), &anchor, Some(at), message, remedy);
        if let Some(last) = self.findings.last_mut() {
            last.owner = Some(requirement.owner.clone());
            last.due = Some(it.due);
            last.breaks =
                if it.state == State::DueSoon || it.state == State::Met { Vec::new() } else { breaks };
            if !causes.is_empty() && it.evidence.is_empty() && it.provided_by.is_none() {
                last.remedy = text!("先に原因の検出事項を直す", "mend the finding that causes it first");
            }
            last.causes = causes;
        }
    }

    /// The register finding that makes a requirement unreadable.
    pub(super) fn cause_of(&self, requirement: RequirementIx) -> Vec<String> {
        self.inputs
            .plan
            .unplanned
            .iter()
            .filter(|(it, _)| *it == requirement)
            .filter_map(|(_, why)| {
                let (code, register) = match why {
                    Unplanned::NoRegister(register) => (Code::MissingRegister, register),
                    Unplanned::Unreadable(register) => (Code::RegisterUnreadable, register),
                    Unplanned::NoSubject(_) => return None,
                };
                let id = &self.inputs.model.register(*register).id;
                let id = format!("{code}:{}/registers/{id}", self.company());
                self.findings.iter().any(|it| it.id == id).then_some(id)
            })
            .collect()
    }

    /// Findings on files that lie where evidence is missing: mending them may be all that is needed.
    pub(super) fn strays_below(&self, folder: &Spot) -> Vec<String> {
        let below = |it: &&(SourcePath, String)| it.0.starts_with(&*folder.path);
        self.undated.iter().filter(below).map(|(_, id)| id.clone()).collect()
    }

    fn is_in_register(&self, it: &ObligationResult) -> bool {
        self.inputs.model.resolve(it.requirement).1.answered.is_in_register()
    }

    pub(super) fn expected_folder(&self, it: &ObligationResult) -> Spot {
        let (_, requirement) = self.inputs.model.resolve(it.requirement);
        if let Answered::Rows(records) = &requirement.answered {
            return self.register_file(records.register);
        }
        if let (Answered::Columns { .. }, Per::Rows { register, .. }) =
            (&requirement.answered, &requirement.per)
            && let RegisterState::Read(read) = self.inputs.plan.registers.get(*register)
            && let Some(row) = read.rows().find(|row| it.subject.as_deref() == Some(row.key()))
        {
            return row.spot();
        }
        let folder = self.inputs.model.folder_of(it.requirement, it.subject.as_deref());
        self.folder(&format!("{folder}/"))
    }

    /// The newest file of a register, or the one to be made.
    fn register_file(&self, register: RegisterIx) -> Spot {
        let id = &self.inputs.model.register(register).id;
        match self.inputs.plan.registers.get(register) {
            RegisterState::Read(read) => read.paths.last().map(|it| Spot::file(it.clone())),
            RegisterState::Missing | RegisterState::Unreadable => None,
        }
        .unwrap_or_else(|| self.folder(&format!("registers/{id}.csv")))
    }

    pub(super) fn register_file_named(&self, id: &str) -> Spot {
        match self.inputs.model.register_named(id) {
            Some(register) => self.register_file(register),
            None => self.folder(&format!("registers/{id}.csv")),
        }
    }

    /// What to do where nothing is filed: which column of which register has to say the day.
    fn entry(&self, requirement: &Requirement) -> Option<Text> {
        let (register, column) = match (&requirement.answered, &requirement.per) {
            (Answered::Columns { performed }, Per::Rows { register, .. }) => (*register, *performed),
            (Answered::Rows(records), _) => (records.register, records.performed),
            (Answered::Files | Answered::Columns { .. }, _) => return None,
        };
        let def = self.inputs.model.register(register);
        let (title, column) = (&def.title, def.columns[column].title());
        Some(Text::new(
            format!("実施し、「{}」の「{}」に記入する", title.ja, column.ja),
            format!("do it and enter the day in {} of the register {}", column.en, title.en),
        ))
    }

    /// The name of what is owed, with its subject.
    pub(super) fn title(&self, it: &ObligationResult) -> Text {
        let title = &self.inputs.model.resolve(it.requirement).1.title;
        match &it.subject {
            None => title.clone(),
            Some(subject) => {
                Text::new(format!("{}（{subject}）", title.ja), format!("{} ({subject})", title.en))
            }
        }
    }

    pub(super) fn words(&self, it: &ObligationResult, lead: Option<Unreadable>) -> (Text, Text) {
        let (_, requirement) = self.inputs.model.resolve(it.requirement);
        let Text { ja, en } = self.title(it);
        let (window, due, until) = (it.window, it.due, it.repair_until);
        let (from, to) = (window.from, window.to);
        let day = it.evidence.first().and_then(|at| self.inputs.facts.items[*at].day());
        let day = day.map_or_else(String::new, |it| it.to_string());
        let file = Text::new(
            format!("実施日を名前に入れてこのフォルダーに置く（例: {to}_…）"),
            format!("put it into this folder with the day it was done in its name (such as {to}_…)"),
        );
        let entry = self.entry(requirement);
        let file = entry.clone().unwrap_or(file);
        let once_more = match requirement.repair {
            _ if entry.is_some() => file.clone(),
            Repair::Within(_) => {
                text!("{until} までに実施して証跡を置く", "do it by {until} and file the evidence")
            }
            Repair::NextWindow | Repair::Never => text!("実施して証跡を置く", "do it and file the evidence"),
        };
        match it.state {
            State::DueSoon if !it.evidence.is_empty() => {
                let role = requirement.approval.as_ref().map(|it| self.inputs.model.called(it));
                let role = role.unwrap_or_else(|| Text::same(""));
                (
                    Text::new(
                        format!("「{ja}」は{}の承認待ち（期限 {due}）", role.ja),
                        format!("{en} waits for the approval by {} (due {due})", role.en),
                    ),
                    text!(
                        "承認を受け、evidence.yaml に記録する",
                        "have it approved and record it in evidence.yaml"
                    ),
                )
            }
            State::DueSoon => {
                (Text::new(format!("「{ja}」の期限は {due}"), format!("{en} is due on {due}")), file)
            }
            State::Overdue => match requirement.cadence {
                Cadence::MaxAge(_) if entry.is_some() => (
                    Text::new(format!("「{ja}」が記入されていない"), format!("{en} is not entered")),
                    once_more,
                ),
                Cadence::MaxAge(_) => (
                    Text::new(format!("「{ja}」の証跡が一件もない"), format!("{en} has never been shown")),
                    once_more,
                ),
                Cadence::Interval(_) => match day.is_empty() {
                    true => (
                        Text::new(
                            format!("「{ja}」の証跡が一件もない（期限 {due}）"),
                            format!("{en} has never been shown (due {due})"),
                        ),
                        once_more,
                    ),
                    false => (
                        Text::new(
                            format!("「{ja}」は最後の実施 {day} から間隔が空きすぎている（期限 {due}）"),
                            format!("{en} was last done on {day}, too long ago (due {due})"),
                        ),
                        once_more,
                    ),
                },
                Cadence::Every(_) | Cadence::Once { .. } if entry.is_some() => (
                    Text::new(
                        format!("「{ja}」{from}〜{to} の記入がない（期限 {due}）"),
                        format!("{en} for {from} to {to} has not been entered (due {due})"),
                    ),
                    once_more,
                ),
                Cadence::Every(_) | Cadence::Once { .. } => (
                    Text::new(
                        format!("「{ja}」{from}〜{to} の証跡がない（期限 {due}）"),
                        format!("{en} for {from} to {to} has not been shown (due {due})"),
                    ),
                    once_more,
                ),
            },
            State::Missed => (
                Text::new(
                    format!("「{ja}」{from}〜{to} は実施されないまま挽回期限を過ぎた"),
                    format!("{en} for {from} to {to} was not done, and the time for repair has passed"),
                ),
                text!(
                    "是正処置として原因と再発防止を記録する",
                    "record the cause and the prevention as a corrective action"
                ),
            ),
            State::Late if matches!(requirement.cadence, Cadence::Interval(_)) => (
                match it.too_far {
                    Some(DateRange { from, to }) => Text::new(
                        format!("「{ja}」は {from} の次が {to} で、間隔が空きすぎた"),
                        format!("{en} was done on {from} and then only on {to}, too far apart"),
                    ),
                    None => Text::new(
                        format!("「{ja}」の実施の間隔が期間中に空きすぎた"),
                        format!("{en} was done at too long an interval in the period"),
                    ),
                },
                text!("間隔が空いた理由を記録する", "record why the interval was too long"),
            ),
            State::Late => (
                Text::new(
                    format!("「{ja}」{from}〜{to} の分は {day} に実施（遅延）"),
                    format!("{en} for {from} to {to} was done late, on {day}"),
                ),
                text!("遅れた理由を記録する", "record why it was late"),
            ),
            State::Stale => {
                let valid = it.evidence.first().and_then(|at| self.inputs.facts.items[*at].valid);
                let end = valid.map_or(due, |it| it.to.min(due));
                (
                    Text::new(
                        format!("「{ja}」は {end} をもって有効期間が切れた（最新は {day}）"),
                        format!("{en} was good until {end} (the newest is of {day})"),
                    ),
                    once_more,
                )
            }
            State::Unapproved => {
                let id = requirement.approval.as_ref().map_or("", |it| it.as_str());
                let role = requirement.approval.as_ref().map(|it| self.inputs.model.called(it));
                let role = role.unwrap_or_else(|| Text::same(""));
                let item = it.evidence.first().map(|at| &self.inputs.facts.items[*at]);
                let lack = item.and_then(|it| approval::lack(self.inputs, requirement, it));
                let given = lack.map_or_else(
                    || Text::same(""),
                    |lack| lack.reason(self.inputs, item.and_then(|it| it.approved.as_ref())),
                );
                (
                    Text::new(
                        format!("「{ja}」{day} に{}の承認がない{}", role.ja, given.ja),
                        format!("{en} of {day} has no approval by {}{}", role.en, given.en),
                    ),
                    Text::new(
                        format!("承認を受け、evidence.yaml に approved: {{by: {id}, on: 日付}} を書く"),
                        format!(
                            "have it approved and write approved: {{by: {id}, on: date}} to evidence.yaml"
                        ),
                    ),
                )
            }
            State::Altered => (
                Text::new(
                    format!("「{ja}」{day} の証跡が封印された後に変更されている"),
                    format!("the evidence of {en} of {day} is not as it was sealed"),
                ),
                text!(
                    "封印時の内容に戻すか、訂正の理由を kansa seal --replace で記録する",
                    "put back what was sealed, or record why it was corrected: kansa seal --replace"
                ),
            ),
            State::Unreadable => {
                let (why, remedy) = match lead {
                    Some(Unreadable { message, remedy }) => {
                        let again =
                            || text!("読める形で出し直す", "file it again in a form that can be read");
                        (message, remedy.unwrap_or_else(again))
                    }
                    None => (
                        text!(
                            "対象の台帳がないか、読めない",
                            "the register of its subjects is missing or cannot be read"
                        ),
                        text!("先に台帳を直す", "mend the register first"),
                    ),
                };
                (
                    Text::new(
                        format!("「{ja}」を確かめられない: {}", why.ja),
                        format!("{en} cannot be checked: {}", why.en),
                    ),
                    remedy,
                )
            }
            State::Met
            | State::Pending
            | State::Accepted
            | State::Corrected
            | State::Disposed
            | State::Failed => (self.title(it), file),
        }
    }

    /// Why the evidence that decides cannot be read.
    pub(super) fn unreadable(&self, it: &ObligationResult) -> Option<Unreadable> {
        let item = &self.inputs.facts.items[*it.evidence.first()?];
        if let Some(provider) = &item.provider {
            return Some(
                text!("{provider} の証跡が読めない", "the evidence of {provider} cannot be read").into(),
            );
        }
        item.files
            .iter()
            .find_map(|file| match &file.content {
                Content::Unreadable(why) => {
                    let name = file.path.rsplit('/').next().unwrap_or_default();
                    let Text { ja, en } = &why.message;
                    let message = Text::new(format!("{name}: {ja}"), format!("{name}: {en}"));
                    Some(Unreadable { message, remedy: why.remedy.clone() })
                }
                Content::Read(_) => None,
            })
            .or_else(|| {
                let unchecked = it.checks.iter().find(|it| it.outcome == Outcome::Unchecked)?;
                Some(Unreadable { message: unchecked.message.clone(), remedy: unchecked.remedy.clone() })
            })
    }

    pub(super) fn failed_checks(&mut self, it: &ObligationResult) {
        let Text { ja, en } = self.title(it);
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for check in &it.checks {
            let nth = seen.entry(check.kind).or_default();
            *nth += 1;
            if check.outcome == Outcome::Pass {
                continue;
            }
            let name = if *nth == 1 { check.kind.to_owned() } else { format!("{}-{nth}", check.kind) };
            let provider = it.evidence.first().and_then(|at| self.inputs.facts.items[*at].provider.as_ref());
            let message = match &provider {
                // What it holds is the provider's to show.
                Some(provider) => Text::new(
                    format!("「{ja}」: {provider} の証跡の検査（{}）に不備", check.kind),
                    format!("{en}: the evidence of {provider} fails a check ({})", check.kind),
                ),
                None => Text::new(
                    format!("「{ja}」: {}", check.message.ja),
                    format!("{en}: {}", check.message.en),
                ),
            };
            let remedy = match check.kind {
                _ if check.remedy.is_some() => check.remedy.clone().unwrap_or_default(),
                "covers" if check.at.is_empty() => {
                    text!("先に台帳を直す", "mend the register first")
                }
                "covers" => text!(
                    "漏れた対象について実施し、名簿に加えて出し直す",
                    "do it for those who are missing and file the complete list"
                ),
                "part" => {
                    text!("足りないファイルを同じ日付で加える", "add the missing file with the same date")
                }
                _ => text!("内容を直して出し直す", "mend the contents and file it again"),
            };
            self.push_obligation(it, Code::CheckFailed, Some(&name), None, message, remedy);
            // A place in the evidence itself says more than the whole item; one in a register is in the message.
            let files = it.evidence.first().map_or(&[][..], |at| &self.inputs.facts.items[*at].files);
            let inside = check.at.iter().find(|spot| files.iter().any(|file| file.path == spot.path));
            if let (Some(last), Some(spot), None) = (self.findings.last_mut(), inside, provider) {
                last.at = Some(spot.clone());
            }
        }
    }

    /// Warns before what must be young becomes too old.
    pub(super) fn expiry(&mut self, it: &ObligationResult) {
        let (_, requirement) = self.inputs.model.resolve(it.requirement);
        let interval = match requirement.cadence {
            Cadence::MaxAge(_) => false,
            Cadence::Interval(_) => true,
            Cadence::Every(_) | Cadence::Once { .. } => return,
        };
        let soon = self.inputs.as_of.checked_add_days(Days::new(DUE_SOON_DAYS)).unwrap_or(NaiveDate::MAX);
        if it.due > soon {
            return;
        }
        let Text { ja, en } = self.title(it);
        let due = it.due;
        if interval {
            self.push_obligation(
                it,
                Code::DueSoon,
                None,
                Some(Severity::Note),
                Text::new(
                    format!("「{ja}」の次の実施期限は {due}"),
                    format!("{en} has to be done again by {due}"),
                ),
                text!("それまでに実施して証跡を置く", "do it by then and file the evidence"),
            );
            return;
        }
        self.push_obligation(
            it,
            Code::ExpiresSoon,
            None,
            Some(Severity::Note),
            Text::new(
                format!("「{ja}」は {due} をもって有効期間が切れる"),
                format!("{en} is good until {due} only"),
            ),
            text!("それまでに更新する", "renew it by then"),
        );
    }
}
