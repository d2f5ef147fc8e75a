//! Findings on what a company shares with others, leaves out, or is not held to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::{Answers, Maker};
use crate::assess::applicability::Applicability;
use crate::assess::control::is_judged;
use crate::assess::exception::Exceptions;
use crate::assess::measure::InForce;
use crate::assessment::{CatalogResult, ObligationResult, State, Verdict};
use crate::catalog::ExceptionRule;
use crate::code::Code;
use crate::finding::{Severity, Spot};
use crate::id::ControlId;
use crate::measure::{Answered, Cadence, Per};
use crate::model::{ControlIx, RequirementIx};
use crate::register::RegisterIx;
use crate::terms::Terms;
use crate::text::{Text, text};

impl Maker<'_> {
    /// Whether an obligation is the declaration that nothing happened.
    pub(super) fn is_nil(&self, it: &ObligationResult) -> bool {
        let (_, requirement) = self.inputs.model.resolve(it.requirement);
        let once = matches!(requirement.cadence, Cadence::Once { .. });
        once && it.subject.is_none() && it.state != State::Unreadable
    }

    /// Event registers in which nothing happened, without a valid declaration: one finding per register and window.
    pub(super) fn nil_windows(&mut self, obligations: &[ObligationResult]) {
        let model = self.inputs.model;
        let mut open: BTreeMap<(RegisterIx, NaiveDate), Vec<&ObligationResult>> = BTreeMap::new();
        for it in obligations.iter().filter(|it| self.is_nil(it)) {
            let silent = match it.state {
                State::Met | State::Pending | State::Accepted | State::Corrected | State::Disposed => false,
                State::DueSoon
                | State::Late
                | State::Overdue
                | State::Missed
                | State::Stale
                | State::Failed
                | State::Unapproved
                | State::Unreadable
                | State::Altered => true,
            };
            if let (true, Per::Rows { register, .. }) = (silent, &model.resolve(it.requirement).1.per) {
                open.entry((*register, it.window.from)).or_default().push(it);
            }
        }
        for ((register, from), all) in open {
            let def = model.register(register);
            let (id, ja, en) = (&def.id, &def.title.ja, &def.title.en);
            let (first, to) = (all[0], all[0].window.to);
            let mut severity = Severity::Minor;
            let mut breaks: BTreeSet<ControlIx> = BTreeSet::new();
            for it in &all {
                let (controls, effect) = self.effect(it.requirement);
                severity = severity.max(effect);
                breaks.extend(controls.iter().filter_map(|it| model.control(it)));
            }
            let (message, remedy) = match first.state {
                State::Unapproved => (
                    Text::new(
                        format!("「{ja}」{from}〜{to} の該当なしの申告が承認されていない"),
                        format!("the declaration that {en} is empty for {from} to {to} is not approved"),
                    ),
                    text!("承認者と承認日を記入する", "have it approved and enter who did and when"),
                ),
                State::Late => (
                    Text::new(
                        format!("「{ja}」{from}〜{to} の該当なしの申告が遅れた"),
                        format!("that {en} is empty for {from} to {to} was declared late"),
                    ),
                    text!("遅れた理由を記録する", "record why it was late"),
                ),
                _ => (
                    Text::new(
                        format!("「{ja}」に {from}〜{to} の記載がなく、該当なしの申告もない"),
                        format!(
                            "{en} has no entry for {from} to {to}, and nobody has declared that there was none"
                        ),
                    ),
                    text!(
                        "該当なしを確認して registers/nil-declarations に申告・承認を記録するか、漏れを記載する",
                        "make sure that there was none and declare it in registers/nil-declarations, or enter what is missing"
                    ),
                ),
            };
            let at =
                first.declaration.clone().unwrap_or_else(|| self.folder("registers/nil-declarations.csv"));
            let severity = match first.state {
                State::DueSoon => Severity::Note,
                State::Late | State::Unapproved => Severity::Minor,
                _ => severity,
            };
            let owner = model.resolve(first.requirement).1.owner.clone();
            self.push(
                Code::NilUndeclared,
                severity,
                &format!("{}/{id}@{from}", self.company()),
                Some(at),
                message,
                remedy,
            );
            let breaks: Vec<ControlId> = breaks.into_iter().map(|it| model.control_id(it).clone()).collect();
            if let Some(last) = self.findings.last_mut() {
                last.owner = Some(owner);
                last.due = Some(first.due);
                last.breaks = if first.state == State::DueSoon { Vec::new() } else { breaks };
            }
        }
    }

    /// Evidence that a provider has for a requirement which is not shown, but which does not name this company.
    pub(super) fn silent_providers(&mut self, obligations: &[ObligationResult]) {
        for silent in &self.inputs.facts.silent {
            let missing = |it: &&ObligationResult| {
                it.requirement == silent.requirement
                    && it.provided_by.is_some()
                    && matches!(it.state, State::Overdue | State::Missed)
            };
            if !obligations.iter().any(|it| missing(&it)) || silent.day > self.inputs.as_of {
                continue;
            }
            let (_, requirement) = self.inputs.model.resolve(silent.requirement);
            let (title, company, provider, day) =
                (&requirement.title, self.company().to_owned(), &silent.provider, silent.day);
            let name = self.inputs.model.requirement_ref(silent.requirement);
            let message = Text::new(
                format!(
                    "「{}」は {provider} に {day} の証跡があるが、{company} を名指ししていないため数えない",
                    title.ja
                ),
                format!(
                    "{provider} has evidence of {} of {day}, but it does not name {company}, so it does not count",
                    title.en
                ),
            );
            let remedy = Text::new(
                format!(
                    "{provider} の evidence.yaml に for: [{company}] を書く（対象に含まれていることを確かめる）"
                ),
                format!(
                    "have {provider} write for: [{company}] to its evidence.yaml, after making sure that it is included"
                ),
            );
            let at = Some(self.folder("company.yaml"));
            self.push(
                Code::ProviderSilent,
                Severity::Minor,
                &format!("{company}/{name}"),
                at,
                message,
                remedy,
            );
            if let Some(last) = self.findings.last_mut() {
                last.owner = Some(requirement.owner.clone());
            }
        }
    }

    /// The finding on a provider's evidence that an unmet obligation follows from.
    pub(super) fn silent_cause(&self, it: &ObligationResult) -> Option<String> {
        it.provided_by.as_ref()?;
        let name = self.inputs.model.requirement_ref(it.requirement);
        let id = format!("{}:{}/{name}", Code::ProviderSilent, self.company());
        self.findings.iter().any(|it| it.id == id).then_some(id)
    }

    /// Measures that another company provided until some day, and that nobody provides since.
    pub(super) fn ended_provisions(&mut self, in_force: &InForce) {
        let (company, as_of) = (self.inputs.plan.company, self.inputs.as_of);
        for it in &company.provisions {
            let goes_on = company.provisions.iter().any(|other| {
                other.measure == it.measure && (other.span.contains(as_of) || other.span.from > it.span.to)
            });
            if it.span.to >= as_of || goes_on || !in_force.contains(it.measure) {
                continue;
            }
            let (measure, by, end) = (&self.inputs.model.measures()[it.measure], &it.by, it.span.to);
            let (id, title, document) = (&measure.id, &measure.title, &it.document);
            self.push(
                Code::ProvisionEnded,
                Severity::Minor,
                &format!("{}/{id}@{end}", company.id),
                Some(self.folder("company.yaml")),
                Text::new(
                    format!("{by} による「{}」の提供は {end} で終わっている（{document}）", title.ja),
                    format!("{by} provided {} until {end} only ({document})", title.en),
                ),
                text!(
                    "更新した契約等を company.yaml に書くか、自社で実施する",
                    "enter the renewed agreement in company.yaml, or do it in this company"
                ),
            );
            if let Some(last) = self.findings.last_mut() {
                last.due = Some(end);
            }
        }
    }

    /// Evidence for what the company is not held to: reported, never silently counted. One finding per folder.
    pub(super) fn out_of_scope(&mut self, in_force: &InForce) {
        let model = self.inputs.model;
        let mut found: BTreeMap<RequirementIx, usize> = BTreeMap::new();
        for item in self
            .inputs
            .facts
            .items
            .iter()
            .filter(|it| it.provider.is_none() && it.exists_on(self.inputs.as_of))
        {
            let measure = model.measure_of(item.requirement);
            // A column that is filled in for another purpose is no delivery.
            let delivered = model.resolve(item.requirement).1.answered == Answered::Files;
            let for_others = self.inputs.plan.company.takers.iter().any(|it| it.measure == measure);
            if delivered && !in_force.contains(measure) && !for_others {
                *found.entry(item.requirement).or_default() += 1;
            }
        }
        for (requirement, count) in found {
            let name = model.requirement_ref(requirement);
            let title = &model.resolve(requirement).1.title;
            self.push(
                Code::OutOfScope,
                Severity::Note,
                &format!("{}/{name}", self.company()),
                Some(self.folder(&format!("{name}/"))),
                Text::new(
                    format!("「{}」の証跡 {count} 件は適用範囲外のため数えない", title.ja),
                    format!("evidence of {} is out of scope and does not count: {count}", title.en),
                ),
                text!(
                    "適用範囲（company.yaml の scope、measures）を確かめるか、証跡を外す",
                    "make sure of the scope (scope and measures in company.yaml), or take the evidence away"
                ),
            );
        }
        let mut strangers: BTreeMap<(RequirementIx, &str), &str> = BTreeMap::new();
        for item in self.inputs.facts.items.iter().filter(|it| it.provider.is_none()) {
            let measure = model.measure_of(item.requirement);
            for named in &item.named {
                let takes = self
                    .inputs
                    .plan
                    .company
                    .takers
                    .iter()
                    .any(|it| it.measure == measure && it.company == *named);
                if !takes {
                    strangers.entry((item.requirement, named.as_str())).or_insert(item.path());
                }
            }
        }
        for ((requirement, named), path) in strangers {
            let (name, company) = (model.requirement_ref(requirement), self.company().to_owned());
            self.push(
                Code::OutOfScope,
                Severity::Note,
                &format!("{company}/{name}/for/{named}"),
                Some(Spot::file(path)),
                text!(
                    "for: の {named} は、この対策を {company} から受けていない",
                    "{named}, named by for:, does not take this measure from {company}"
                ),
                text!(
                    "{named} の company.yaml の provided に書くか、for: から外す",
                    "enter it under provided in the company.yaml of {named}, or take it out of for:"
                ),
            );
        }
    }

    /// Exceptions that hold and accept nothing: nothing needs them, or what they are for does not exist.
    pub(super) fn idle_exceptions(&mut self, exceptions: &Exceptions, obligations: &[ObligationResult]) {
        for it in &exceptions.valid {
            let key = &it.acceptance.key;
            let used =
                obligations.iter().filter(|result| result.requirement == it.requirement).any(|result| {
                    result
                        .exception
                        .as_ref()
                        .is_some_and(|used| used.key == *key && used.row == it.acceptance.row)
                });
            if used {
                continue;
            }
            let name = self.inputs.model.requirement_ref(it.requirement);
            self.push(
                Code::ExceptionUnused,
                Severity::Note,
                &format!("{}/{key}", self.company()),
                Some(it.at.clone()),
                text!(
                    "例外承認 {key}（{name}）は使われていない。対象は満たされているか、承認・開始より前のものか、存在しない",
                    "the exception {key} ({name}) accepts nothing: what it is for is met, was missed before it began, or does not exist"
                ),
                text!(
                    "不要であれば終了日を入れて閉じる",
                    "close it with an end date if it is no longer needed"
                ),
            );
        }
    }

    /// Exceptions in use where a framework allows none, or only one with a compensating measure: it stays a gap there.
    pub(super) fn refused_exceptions(&mut self, answers: &Answers<'_>) {
        let model = self.inputs.model;
        let mut refused: BTreeMap<&str, (&ObligationResult, BTreeSet<ControlIx>)> = BTreeMap::new();
        let judged = || answers.catalogs.iter().filter(|it| is_judged(it)).flat_map(|it| &it.controls);
        for it in answers.obligations {
            let Some(exception) = &it.exception else { continue };
            let controls = judged()
                .map(|control| control.control)
                .filter(|control| model.is_evidence_for(it.requirement, *control))
                .filter(|control| !answers.worksheets.allow(model, it, *control));
            let controls: Vec<ControlIx> = controls.collect();
            if !controls.is_empty() {
                refused.entry(&exception.key).or_insert_with(|| (it, BTreeSet::new())).1.extend(controls);
            }
        }
        for (key, (it, controls)) in refused {
            let ids: Vec<ControlId> = controls.iter().map(|it| model.control_id(*it).clone()).collect();
            let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
            let names = super::control::shown(&names.iter().map(String::as_str).collect::<Vec<_>>());
            let never = controls.iter().any(|it| model.node(*it).exceptions == ExceptionRule::Forbidden);
            let path =
                self.inputs.plan.registers.read(model, "exceptions").and_then(|it| it.paths.last().cloned());
            let row = it.exception.as_ref().map_or(0, |it| it.row);
            let worksheet = controls.iter().any(|it| model.node(*it).exceptions == ExceptionRule::Worksheet);
            let remedy = if worksheet {
                text!(
                    "代替コントロールワークシート（compensating-controls）に要件ごとに六項目を記入して承認を受けるか、是正する",
                    "fill in the six parts of a worksheet (compensating-controls) for each requirement and have it approved, or mend the gap"
                )
            } else if never {
                text!("例外承認では済ませられない。是正する", "an exception is not enough here: mend the gap")
            } else {
                text!("代替措置を記録するか、是正する", "record the compensating measure, or mend the gap")
            };
            let (_, severity) = self.effect(it.requirement);
            self.push(
                Code::ExceptionNotAllowed,
                severity,
                &format!("{}/{key}", self.company()),
                path.map(|it| Spot::row(it, row)),
                text!(
                    "例外承認 {key} は次の要求事項では認められない: {names}",
                    "the exception {key} is not allowed for {names}"
                ),
                remedy,
            );
            if let Some(last) = self.findings.last_mut() {
                last.breaks = ids;
            }
        }
    }

    /// Companies in scope of PCI DSS have to say what they are to it: else every requirement applies.
    pub(super) fn profile(&mut self, catalogs: &[CatalogResult]) {
        let model = self.inputs.model;
        if let Some(profile) = &self.inputs.plan.company.pci {
            if profile.segmentation == Some(false) {
                self.narrowed(catalogs);
            }
            return;
        }
        for catalog in catalogs.iter().filter(|it| is_judged(it)) {
            let it = &model.catalogs()[catalog.catalog];
            if it.terms != Some(Terms::PciDss) {
                continue;
            }
            let (id, Text { ja, en }) = (&it.id, &it.standard);
            self.push(
                Code::ProfileMissing,
                Severity::Minor,
                &format!("{}/{id}", self.company()),
                Some(self.folder("company.yaml")),
                text!(
                    "{ja}: 加盟店かサービスプロバイダーかが書かれていないため、すべての要件を適用とみなした",
                    "{en}: nothing says whether this is a merchant or a service provider, so every requirement is taken to apply"
                ),
                text!("company.yaml に pci: を書く", "write pci: to company.yaml"),
            );
        }
    }

    /// A scope that is a part of the company although nothing keeps that part apart.
    fn narrowed(&mut self, catalogs: &[CatalogResult]) {
        let (model, as_of) = (self.inputs.model, self.inputs.as_of);
        let company = self.inputs.plan.company;
        for catalog in catalogs.iter().filter(|it| is_judged(it)) {
            let it = &model.catalogs()[catalog.catalog];
            let mut scopes = company.scopes.iter().filter(|scope| scope.catalog == catalog.catalog);
            let narrow = scopes.any(|scope| scope.span.contains(as_of) && !scope.parts.is_empty());
            if it.terms != Some(Terms::PciDss) || !narrow {
                continue;
            }
            let (id, Text { ja, en }) = (&it.id, &it.standard);
            self.push(
                Code::ScopeUnsegmented,
                Severity::Major,
                &format!("{}/{id}", self.company()),
                Some(self.folder("company.yaml")),
                text!(
                    "{ja}: セグメンテーションを用いないのに、適用範囲が会社の一部に限られている",
                    "{en}: the scope is a part of the company, and no segmentation keeps it apart"
                ),
                text!(
                    "適用範囲を会社全体とするか、セグメンテーションを用いて company.yaml の pci に書き、その試験の証跡を置く",
                    "take the whole company into the scope; or segment it, say so under pci in company.yaml, and file the tests of it"
                ),
            );
        }
    }

    /// Measures that another company provides, mapped to requirements that only the company itself can answer.
    pub(super) fn not_delegable(&mut self, catalogs: &[CatalogResult]) {
        let model = self.inputs.model;
        let mut found: BTreeMap<usize, Vec<(ControlIx, Verdict)>> = BTreeMap::new();
        for control in catalogs.iter().filter(|it| is_judged(it)).flat_map(|it| &it.controls) {
            for measure in &control.not_delegable {
                found.entry(*measure).or_default().push((control.control, control.verdict));
            }
        }
        for (measure, controls) in found {
            let (id, title) = (&model.measures()[measure].id, &model.measures()[measure].title);
            let ids = self.ids(&controls);
            let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
            let names = super::control::shown(&names.iter().map(String::as_str).collect::<Vec<_>>());
            let failing = controls.iter().any(|(_, verdict)| verdict.is_failing());
            let severity = if failing { Severity::Major } else { Severity::Note };
            self.push(
                Code::NotDelegable,
                severity,
                &format!("{}/{id}", self.company()),
                Some(self.folder("company.yaml")),
                Text::new(
                    format!("「{}」は他社の提供だが、次は自社で満たさなければならない: {names}", title.ja),
                    format!(
                        "{} is provided by another company, but these cannot be delegated: {names}",
                        title.en
                    ),
                ),
                text!("自社の証跡を用意する", "have evidence of the company's own"),
            );
            let failing: HashMap<ControlIx, Verdict> =
                controls.into_iter().filter(|(_, verdict)| verdict.is_failing()).collect();
            let breaks =
                ids.into_iter().filter(|it| model.control(it).is_some_and(|it| failing.contains_key(&it)));
            let breaks: Vec<ControlId> = breaks.collect();
            if let Some(last) = self.findings.last_mut() {
                last.breaks = breaks;
            }
        }
    }

    /// Exclusions that the register which has to show them contradicts, or does not show.
    pub(super) fn unshown(&mut self, applicability: &Applicability) {
        for it in &applicability.unshown {
            let id = self.inputs.model.control_id(it.control).clone();
            let (ja, en) = (&it.register.ja, &it.register.en);
            let (at, message, remedy) = match &it.against {
                Some((key, at)) => (
                    at.clone(),
                    Text::new(
                        format!("{id} は該当なしとされているが、「{ja}」の {key} は該当する（適用とみなす）"),
                        format!(
                            "{id} is excluded, but {key} of {en} speaks against it; it is taken to apply"
                        ),
                    ),
                    text!(
                        "該当なしを取り消すか、台帳を正す",
                        "take the exclusion back, or mend the register"
                    ),
                ),
                None => (
                    it.at.clone(),
                    Text::new(
                        format!("{id} の該当なしを示す「{ja}」がない（適用とみなす）"),
                        format!(
                            "{en}, which has to show that {id} does not apply, is missing; it is taken to apply"
                        ),
                    ),
                    text!("台帳を備えて該当のないことを示す", "keep the register, so that it shows this"),
                ),
            };
            let anchor = format!("{}/{id}", self.company());
            self.push(Code::ExclusionUnshown, Severity::Major, &anchor, Some(at), message, remedy);
        }
    }
}
