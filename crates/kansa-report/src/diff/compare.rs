//! Two views side by side.

use std::collections::{BTreeMap, BTreeSet};

use kansa_core::assessment::Verdict;
use kansa_core::code::Code;
use kansa_core::finding::{Severity, heads};
use kansa_core::id::natural;
use kansa_core::text::Text;

use super::order::ordered;
use super::view::{self, View};
use super::why::{Between, Reason};
use super::{
    Cause, Company, Control, ControlChange, Diff, Effect, FORMAT, Finding, FindingChange, Measure,
    Obligation, Origin, Presence, Scope, Side, Totals, Why,
};

/// What differs from A to B.
pub fn compare(a: (&View, Origin), b: (&View, Origin)) -> Diff {
    let ((a, from), (b, to)) = (a, b);
    let between = Between { cause: cause(a, b), a: a.as_of, b: b.as_of };
    let roles = a.roles.iter().chain(&b.roles).map(|it| (it.id.as_str(), &it.title)).collect();
    let pair = Pair { between, roles };
    let (old, new) = (companies(a), companies(b));
    let mut ids: Vec<&str> = old.keys().chain(new.keys()).copied().collect();
    ids.sort_by(|a, b| natural(a, b));
    ids.dedup();
    let companies = ids.into_iter().filter_map(|id| pair.company(old.get(id).copied(), new.get(id).copied()));
    let companies: Vec<Company> = companies.collect();
    let of_group = pair.findings(&Sides { a: &a.findings, b: &b.findings, ..Sides::default() });
    let findings = ordered(of_group.into_iter().filter(|it| it.change != FindingChange::Same).collect());
    Diff {
        format: FORMAT,
        group: b.group.name.clone(),
        a: side(a, from),
        b: side(b, to),
        cause: between.cause,
        totals: totals(&companies, &findings),
        companies,
        findings,
    }
}

fn cause(a: &View, b: &View) -> Cause {
    let same_files = !a.digest.is_empty() && a.digest == b.digest;
    match (same_files, a.as_of == b.as_of) {
        (true, true) => Cause::Nothing,
        (true, false) => Cause::Time,
        (false, true) => Cause::Files,
        (false, false) => Cause::Both,
    }
}

fn companies(view: &View) -> BTreeMap<&str, &view::Company> {
    view.companies.iter().map(|it| (it.id.as_str(), it)).collect()
}

fn side(view: &View, origin: Origin) -> Side {
    Side {
        kind: origin.kind,
        name: origin.name,
        commit: origin.commit,
        as_of: view.as_of,
        digest: view.digest.clone(),
        kansa: view.kansa.clone(),
        diagnostics: view.diagnostics.len(),
    }
}

fn totals(companies: &[Company], of_group: &[Finding]) -> Totals {
    let mut totals = Totals::default();
    for it in companies.iter().flat_map(|it| &it.findings).chain(of_group) {
        match it.effect {
            Effect::Broken => totals.broken.findings += 1,
            Effect::Mended => totals.mended.findings += 1,
            Effect::None => {}
        }
        let left = matches!(it.why, Some(Why::NoLongerOwed | Why::CompanyWent));
        if it.effect == Effect::Mended && left {
            totals.no_longer_owed += 1;
        }
    }
    for company in companies {
        match company.presence {
            Presence::Both => {}
            Presence::Came => totals.came += 1,
            Presence::Went => totals.went += 1,
        }
        for it in &company.controls {
            match it.effect {
                Effect::Broken => totals.broken.controls += 1,
                Effect::Mended => totals.mended.controls += 1,
                Effect::None if it.change == ControlChange::Apart => totals.apart += 1,
                Effect::None => {}
            }
        }
    }
    totals
}

/// What all companies are compared with.
struct Pair<'a> {
    between: Between,
    /// Titles by role; those of B count.
    roles: BTreeMap<&'a str, &'a Text>,
}

/// The findings of both sides, and what they may be about.
#[derive(Default)]
struct Sides<'a> {
    a: &'a [view::Finding],
    b: &'a [view::Finding],
    owed_a: BTreeMap<&'a str, &'a view::Obligation>,
    owed_b: BTreeMap<&'a str, &'a view::Obligation>,
    /// Why everything differs, if that is plain.
    presence: Option<Why>,
    /// The company.
    company: &'a str,
    /// Controls whose verdict moved, and how.
    moved: BTreeMap<&'a str, Effect>,
}

impl Sides<'_> {
    /// Whether a finding comes or goes only since the control that it is about moved the other way: a failing prerequisite is
    /// said of a control only while it does not fail itself.
    fn follows_verdict(&self, it: &view::Finding, effect: Effect) -> bool {
        let control = it.anchor().strip_prefix(self.company).and_then(|it| it.strip_prefix('/'));
        let moved = control.and_then(|it| self.moved.get(it));
        it.code == Code::PrerequisiteFailing.as_str() && moved == Some(&effect)
    }
}

impl Pair<'_> {
    fn company(&self, a: Option<&view::Company>, b: Option<&view::Company>) -> Option<Company> {
        let shown = b.or(a)?;
        let (presence, why) = match (a, b) {
            (None, _) => (Presence::Came, Some(Why::CompanyCame)),
            (_, None) => (Presence::Went, Some(Why::CompanyWent)),
            (Some(_), Some(_)) => (Presence::Both, None),
        };
        let sides = Sides {
            a: a.map_or(&[], |it| &it.findings),
            b: b.map_or(&[], |it| &it.findings),
            owed_a: owed(a),
            owed_b: owed(b),
            presence: why,
            company: &shown.id,
            moved: moved(a, b),
        };
        let mut findings = ordered(self.findings(&sides));
        let controls = controls(a, b, &findings);
        // What is as it was is there for those who ask what broke something, and for nobody else.
        let broken = findings.iter().filter(|it| it.effect == Effect::Broken);
        let causes = broken.flat_map(|it| &it.causes).cloned();
        let named: BTreeSet<String> =
            controls.iter().flat_map(|it| &it.because).cloned().chain(causes).collect();
        findings.retain(|it| it.change != FindingChange::Same || named.contains(&it.id));
        let company = Company {
            id: shown.id.clone(),
            name: shown.name.clone(),
            presence,
            scope: scope(a, b),
            findings,
            controls,
            obligations: self.obligations(&sides),
        };
        let differs = presence != Presence::Both
            || !company.scope.is_empty()
            || !company.findings.is_empty()
            || !company.controls.is_empty()
            || !company.obligations.is_empty();
        differs.then_some(company)
    }

    fn findings(&self, sides: &Sides<'_>) -> Vec<Finding> {
        let (old, new) = (by_id(sides.a), by_id(sides.b));
        let only_old = || old.values().copied().filter(|it| !new.contains_key(it.id.as_str()));
        let only_new = || new.values().copied().filter(|it| !old.contains_key(it.id.as_str()));
        let (before, after) = (steps(only_old()), steps(only_new()));
        let turned: BTreeMap<&str, (&view::Finding, bool)> = after
            .iter()
            .filter_map(|(anchor, (it, step))| {
                let (was, earlier) = before.get(anchor)?;
                Some((it.id.as_str(), (*was, step > earlier)))
            })
            .collect();
        let replaced: BTreeSet<&str> = turned.values().map(|(was, _)| was.id.as_str()).collect();
        let differing: BTreeSet<&str> = only_old().chain(only_new()).map(|it| it.id.as_str()).collect();

        let mut findings = Vec::new();
        for it in new.values().copied() {
            let counts = |effect| if it.severity == Severity::Note { Effect::None } else { effect };
            let (change, effect, was) = match (old.get(it.id.as_str()).copied(), turned.get(it.id.as_str())) {
                (Some(was), _) if it.severity > was.severity => {
                    (FindingChange::Raised, Effect::Broken, Some(was))
                }
                (Some(was), _) if it.severity < was.severity => {
                    (FindingChange::Lowered, Effect::Mended, Some(was))
                }
                (Some(_), _) => (FindingChange::Same, Effect::None, None),
                (None, Some((was, true))) => (FindingChange::Turned, Effect::Broken, Some(*was)),
                (None, Some((was, false))) => (FindingChange::Turned, Effect::Mended, Some(*was)),
                (None, None) if sides.follows_verdict(it, Effect::Mended) => {
                    (FindingChange::New, Effect::None, None)
                }
                (None, None) => (FindingChange::New, counts(Effect::Broken), None),
            };
            findings.push(self.finding(sides, it, change, effect, was, &differing));
        }
        for it in only_old().filter(|it| !replaced.contains(it.id.as_str())) {
            // Nothing was missing where there was only something to know.
            let nothing = it.severity == Severity::Note || sides.follows_verdict(it, Effect::Broken);
            let effect = if nothing { Effect::None } else { Effect::Mended };
            findings.push(self.finding(sides, it, FindingChange::Gone, effect, None, &differing));
        }
        findings
    }

    fn finding(
        &self,
        sides: &Sides<'_>,
        it: &view::Finding,
        change: FindingChange,
        effect: Effect,
        was: Option<&view::Finding>,
        differing: &BTreeSet<&str>,
    ) -> Finding {
        let reason = (change != FindingChange::Same).then(|| {
            let worse = change != FindingChange::Gone && effect != Effect::Mended;
            self.reason(sides, it, worse, it.causes.iter().any(|cause| differing.contains(cause.as_str())))
        });
        let wider = was.is_some_and(|was| was.id == it.id && was.breaks != it.breaks);
        let (why, day, files) = match reason {
            Some(reason) if wider && reason.is_vague() => (Some(Why::Effect), None, Vec::new()),
            Some(it) => (Some(it.why), it.day, it.files),
            None => (None, None, Vec::new()),
        };
        let turned = change == FindingChange::Turned;
        Finding {
            id: it.id.clone(),
            code: it.code.clone(),
            change,
            effect,
            severity: it.severity,
            was_severity: was.map(|it| it.severity).filter(|was| *was != it.severity),
            was: was.filter(|_| turned).map(|it| it.id.clone()),
            why,
            day,
            files,
            below: None,
            owner: it.owner.clone(),
            owner_title: it.owner.as_deref().and_then(|it| self.roles.get(it)).map(|it| (*it).clone()),
            due: it.due,
            at: it.at.clone(),
            message: it.message.clone(),
            breaks: it.breaks.clone(),
            remedy: it.remedy.clone(),
            causes: it.causes.clone(),
        }
    }

    fn reason(&self, sides: &Sides<'_>, it: &view::Finding, worse: bool, follows: bool) -> Reason {
        if let Some(why) = sides.presence {
            return Reason::plain(why);
        }
        if sides.follows_verdict(it, if worse { Effect::Mended } else { Effect::Broken }) {
            return Reason::plain(Why::Verdict);
        }
        let id = heads(&it.id).find(|id| sides.owed_a.contains_key(id) || sides.owed_b.contains_key(id));
        let (a, b) = (id.and_then(|it| sides.owed_a.get(it)), id.and_then(|it| sides.owed_b.get(it)));
        let found = self.between.obligation(a.copied(), b.copied(), worse);
        match found {
            Some(reason) if !(follows && reason.is_vague()) => reason,
            _ if follows => Reason::plain(Why::Follows),
            _ => self.between.elsewhere(it.due.filter(|_| worse)),
        }
    }

    fn obligations(&self, sides: &Sides<'_>) -> Vec<Obligation> {
        let mut ids: Vec<&str> = sides.owed_a.keys().chain(sides.owed_b.keys()).copied().collect();
        ids.sort_by(|a, b| natural(a, b));
        ids.dedup();
        let differs = |id: &str| {
            let (a, b) = (sides.owed_a.get(id).copied(), sides.owed_b.get(id).copied());
            let shown = b.or(a)?;
            let (from, to) = (a.map(|it| it.state), b.map(|it| it.state));
            if from == to {
                return None;
            }
            let worse = b.is_some_and(|it| it.state.is_failing());
            let reason = match sides.presence {
                Some(why) => Reason::plain(why),
                None => self.between.obligation(a, b, worse)?,
            };
            Some(Obligation {
                id: shown.id.clone(),
                title: shown.title.clone(),
                owner: shown.owner.clone(),
                due: shown.window.due,
                from,
                to,
                why: reason.why,
                files: reason.files,
            })
        };
        ids.into_iter().filter_map(differs).collect()
    }
}

/// What is not there goes these steps, up with time and down when it is filed: none of them is a new problem beside the other.
fn rung(code: &str) -> Option<usize> {
    let steps = [Code::DueSoon, Code::DoneLate, Code::EvidenceOverdue, Code::EvidenceMissed];
    steps.iter().position(|it| it.as_str() == code)
}

/// The step on which each thing is; nothing of those that are on two at once.
fn steps<'a>(
    findings: impl Iterator<Item = &'a view::Finding>,
) -> BTreeMap<&'a str, (&'a view::Finding, usize)> {
    let mut steps: BTreeMap<&str, Option<(&view::Finding, usize)>> = BTreeMap::new();
    for it in findings {
        if let Some(step) = rung(&it.code) {
            steps.entry(it.anchor()).and_modify(|it| *it = None).or_insert(Some((it, step)));
        }
    }
    steps.into_iter().filter_map(|(anchor, it)| Some((anchor, it?))).collect()
}

/// How far a verdict is from conforming; nothing for those beside the order.
fn rank(verdict: Verdict) -> Option<u8> {
    match verdict {
        Verdict::Conforms => Some(0),
        Verdict::Accepted => Some(1),
        Verdict::Pending => Some(2),
        Verdict::Partial => Some(3),
        Verdict::Gap => Some(4),
        Verdict::NotApplicable | Verdict::NotAssessed => None,
    }
}

fn scope(a: Option<&view::Company>, b: Option<&view::Company>) -> Vec<Scope> {
    let (Some(a), Some(b)) = (a, b) else { return Vec::new() };
    let mut scopes = Vec::new();
    for it in &b.catalogs {
        let Some(was) = a.catalogs.iter().find(|was| was.id == it.id) else {
            scopes.push(one_sided(it, Presence::Came));
            continue;
        };
        let extent = was.period != it.period || was.parts != it.parts;
        if was.status != it.status || extent {
            let from = Some(was.status_text.clone());
            scopes.push(Scope { presence: Presence::Both, from, extent, ..one_sided(it, Presence::Came) });
        }
    }
    let gone = a.catalogs.iter().filter(|was| !b.catalogs.iter().any(|it| it.id == was.id));
    scopes.extend(gone.map(|it| one_sided(it, Presence::Went)));
    scopes
}

fn one_sided(it: &view::Catalog, presence: Presence) -> Scope {
    let text = Some(it.status_text.clone());
    let (from, to) = if presence == Presence::Went { (text, None) } else { (None, text) };
    Scope { catalog: it.id.clone(), standard: standard(it), presence, from, to, extent: false }
}

fn standard(it: &view::Catalog) -> Text {
    it.standard.clone().unwrap_or_else(|| Text::same(it.id.as_str()))
}

fn controls(a: Option<&view::Company>, b: Option<&view::Company>, findings: &[Finding]) -> Vec<Control> {
    let (old, new) = (of_catalogs(a), of_catalogs(b));
    let by_id: BTreeMap<&str, &view::Control> = old.iter().map(|(_, it)| (it.id.as_str(), *it)).collect();
    let ids: BTreeSet<&str> = new.iter().map(|(_, it)| it.id.as_str()).collect();
    let mut breaking: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for it in findings {
        it.breaks.iter().for_each(|id| breaking.entry(id).or_default().push(it));
    }
    let mut controls = Vec::new();
    for (standard, it) in &new {
        let was = by_id.get(it.id.as_str()).copied();
        if was.is_none_or(|was| was.verdict != it.verdict) {
            controls.push(control(standard, was, Some(it), &breaking));
        }
    }
    let gone = old.iter().filter(|(_, it)| !ids.contains(it.id.as_str()));
    controls.extend(gone.map(|(standard, it)| control(standard, Some(it), None, &breaking)));
    controls.into_iter().flatten().collect()
}

/// Controls of both sides that became worse or better.
fn moved<'a>(a: Option<&'a view::Company>, b: Option<&'a view::Company>) -> BTreeMap<&'a str, Effect> {
    let all = |of: Option<&'a view::Company>| {
        of.into_iter().flat_map(|it| &it.catalogs).flat_map(|it| &it.controls)
    };
    let old: BTreeMap<&str, Verdict> = all(a).map(|it| (it.id.as_str(), it.verdict)).collect();
    let moved = all(b).filter_map(|it| {
        let (from, to) = (rank(*old.get(it.id.as_str())?)?, rank(it.verdict)?);
        let effect = if to > from { Effect::Broken } else { Effect::Mended };
        (to != from).then_some((it.id.as_str(), effect))
    });
    moved.collect()
}

/// Controls in catalog order, with the standard that they are of.
fn of_catalogs(company: Option<&view::Company>) -> Vec<(Text, &view::Control)> {
    let catalogs = company.into_iter().flat_map(|it| &it.catalogs);
    catalogs.flat_map(|of| of.controls.iter().map(|it| (standard(of), it))).collect()
}

fn control(
    standard: &Text,
    a: Option<&view::Control>,
    b: Option<&view::Control>,
    breaking: &BTreeMap<&str, Vec<&Finding>>,
) -> Option<Control> {
    let shown = b.or(a)?;
    let (from, to) = (a.map(|it| it.verdict), b.map(|it| it.verdict));
    let (change, effect) = match (from, to) {
        (None, _) => (ControlChange::New, Effect::None),
        (_, None) => (ControlChange::Gone, Effect::None),
        (Some(from), Some(to)) => match (rank(from), rank(to)) {
            (Some(from), Some(to)) if to > from => (ControlChange::Worse, Effect::Broken),
            (Some(_), Some(_)) => (ControlChange::Better, Effect::Mended),
            (None, _) | (_, None) => (ControlChange::Apart, Effect::None),
        },
    };
    let about = breaking.get(shown.id.as_str()).map(Vec::as_slice).unwrap_or_default();
    let wanted = |it: &&&Finding| match change {
        ControlChange::Better => it.effect == Effect::Mended,
        ControlChange::Worse => it.change != FindingChange::Gone,
        ControlChange::Apart | ControlChange::New => {
            it.change != FindingChange::Gone && to.is_some_and(Verdict::is_failing)
        }
        ControlChange::Gone => false,
    };
    // Findings come in their order, those that are as they were last.
    let because = about.iter().filter(wanted).map(|it| it.id.clone()).collect();
    Some(Control {
        id: shown.id.clone(),
        standard: standard.clone(),
        title: shown.title.clone(),
        change,
        effect,
        from,
        to,
        because,
        measures: measures(a, b),
    })
}

fn measures(a: Option<&view::Control>, b: Option<&view::Control>) -> Vec<Measure> {
    let (Some(a), Some(b)) = (a, b) else { return Vec::new() };
    let (old, new) = (states(a), states(b));
    let mut ids: Vec<&str> = old.keys().chain(new.keys()).copied().collect();
    ids.sort_by(|a, b| natural(a, b));
    ids.dedup();
    let state = |of: &BTreeMap<&str, &str>, id: &str| of.get(id).map(|it| (*it).to_owned());
    let differing = ids.into_iter().filter(|id| old.get(id) != new.get(id));
    differing.map(|id| Measure { id: id.to_owned(), from: state(&old, id), to: state(&new, id) }).collect()
}

fn states(control: &view::Control) -> BTreeMap<&str, &str> {
    let measures = control.because.iter();
    measures.filter_map(|it| Some((it.measure.as_deref()?, it.state.as_str()))).collect()
}

fn by_id(findings: &[view::Finding]) -> BTreeMap<&str, &view::Finding> {
    findings.iter().map(|it| (it.id.as_str(), it)).collect()
}

fn owed(company: Option<&view::Company>) -> BTreeMap<&str, &view::Obligation> {
    company.into_iter().flat_map(|it| &it.obligations).map(|it| (it.id.as_str(), it)).collect()
}
