//! Explanations: why something is as it is, down to file, row and SHA-256, as a tree.

mod evidence;

use crate::assessment::{
    Acceptance, Assessed, Assessment, Closed, ControlResult, Ground, MeasureState, ObligationResult, Serving,
    State, Verdict,
};
use crate::catalog::Aspect;
use crate::id::natural;
use crate::measure::{Basis, Per, Requirement};
use crate::model::{ControlIx, RequirementIx};
use crate::period::Period;
use crate::text::{Text, text};
pub(crate) use evidence::place_in;
pub use evidence::{cadence, spot};
use evidence::{item, window_text};

/// One step of an explanation, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Whether it is good, bad or neither: for marks and colours.
    pub mood: Mood,
    /// The step in a line.
    pub label: Text,
    /// What it rests on.
    pub because: Vec<Explanation>,
}

/// Whether a step is good, bad or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// It stands.
    Good,
    /// It fails.
    Bad,
    /// It says something.
    Plain,
}

impl Explanation {
    fn new(mood: Mood, label: Text, because: Vec<Self>) -> Self {
        Self { mood, label, because }
    }

    fn plain(label: Text) -> Self {
        Self::new(Mood::Plain, label, Vec::new())
    }
}

/// What can be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A control.
    Control(ControlIx),
    /// A measure, by index in the model.
    Measure(usize),
    /// An evidence requirement.
    Requirement(RequirementIx),
}

/// An aspect of a control, and how a measure stands for it.
#[derive(Debug, Clone, Copy)]
struct Shown {
    control: ControlIx,
    aspect: Aspect,
    state: MeasureState,
}

impl Assessment<'_> {
    /// What a name means: `catalog:control`, a control's number, a measure, or `measure/requirement`.
    ///
    /// More than one if a number stands in several catalogs; none if nothing has this name.
    pub fn named(&self, name: &str) -> Vec<Subject> {
        if let Some(control) = name.parse().ok().and_then(|it| self.model.control(&it)) {
            return vec![Subject::Control(control)];
        }
        let controls = self.model.controls_named(name);
        if !controls.is_empty() {
            return controls.into_iter().map(Subject::Control).collect();
        }
        match name.split_once('/') {
            Some((measure, requirement)) => self
                .model
                .requirement_at(measure, requirement)
                .map(Subject::Requirement)
                .into_iter()
                .collect(),
            None => self.model.measure_at(name).map(Subject::Measure).into_iter().collect(),
        }
    }

    /// Names that can be asked about, for the nearest one to a wrong name.
    pub fn names(&self) -> Vec<String> {
        let controls =
            self.model.controls().iter().flat_map(|it| [it.id.to_string(), it.id.node.to_string()]);
        let measures = self.model.measures().iter().map(|it| it.id.to_string());
        controls.chain(measures).chain(self.model.requirement_names()).collect()
    }

    /// Why a control, a measure or a requirement stands as it does in a company.
    pub fn explain(&self, company: &Assessed<'_>, subject: Subject) -> Explanation {
        match subject {
            Subject::Control(control) => self.control(company, control),
            Subject::Measure(measure) => self.measure(company, measure, None),
            Subject::Requirement(requirement) => self.requirement(company, requirement, None),
        }
    }

    fn result<'a>(&self, company: &'a Assessed<'_>, control: ControlIx) -> Option<&'a ControlResult> {
        company.answers.catalogs.iter().flat_map(|it| &it.controls).find(|it| it.control == control)
    }

    fn control(&self, company: &Assessed<'_>, control: ControlIx) -> Explanation {
        let node = self.model.node(control);
        let id = self.model.control_id(control);
        let Some(result) = self.result(company, control) else {
            return Explanation::plain(Text::new(
                format!("{id} {}: この会社の適用範囲にない", node.title.ja),
                format!("{id} {}: not in the scope of this company", node.title.en),
            ));
        };
        let verdict = result.verdict.text();
        let flags: Vec<Text> = result.flags.iter().map(|it| it.text()).collect();
        let mut because = Vec::new();
        if let Some(proposal) = &result.proposal {
            because.push(Explanation::plain(Text::new(
                format!("判定案: {}", proposal.ja),
                format!("proposal in the framework's own terms: {}", proposal.en),
            )));
        }
        if let Some((ground, reason)) = &result.reason {
            because.push(Explanation::plain(match ground {
                Ground::Stated => Text::new(
                    format!("適用宣言書の理由: {}", reason.ja),
                    format!("reason in the statement of applicability: {}", reason.en),
                ),
                Ground::Catalog | Ground::Profile | Ground::Register => {
                    Text::new(format!("適用: {}", reason.ja), format!("applicability: {}", reason.en))
                }
            }));
        }
        self.elsewhere(company, result, &mut because);
        let mut explained: Vec<Vec<RequirementIx>> = Vec::new();
        // What is carried to it stands for all of it.
        for aspect in result.aspects.iter().filter(|_| result.carried_from.is_empty()) {
            let name = aspect.aspect.text();
            let mut measures = Vec::new();
            for Serving { measure, by_aspect, .. } in &result.measures {
                let covers = by_aspect.iter().find(|(it, _)| *it == aspect.aspect);
                let Some((_, state)) = covers else { continue };
                let evidence = self.model.evidence_of(*measure, id, aspect.aspect);
                let of = Shown { control, aspect: aspect.aspect, state: *state };
                let mut step = self.measure(company, *measure, Some(of));
                if explained.contains(&evidence) {
                    step.because = vec![Explanation::plain(text!("（上に同じ）", "(as above)"))];
                }
                explained.push(evidence);
                measures.push(step);
            }
            let answer = aspect.verdict.map_or_else(|| Text::new("対策なし", "no measure"), Verdict::text);
            because.push(Explanation::new(
                aspect.verdict.map_or(Mood::Bad, mood),
                Text::new(
                    format!("観点「{}」: {}", name.ja, answer.ja),
                    format!("aspect {}: {}", name.en, answer.en),
                ),
                measures,
            ));
        }
        for on in self.model.graph().rests_on(control) {
            let Some(below) = self.result(company, on.control) else { continue };
            let (answer, kind) = (below.verdict.text(), on.kind.text());
            let name = self.model.control_id(on.control);
            let title = &self.model.node(on.control).title;
            let further: Vec<String> =
                below.at_risk_from.iter().map(|it| self.model.control_id(*it).node.to_string()).collect();
            let further = further.join(", ");
            let tail = if further.is_empty() {
                Text::same("")
            } else {
                text!(" [前提不備: {further}]", " [at risk from {further}]")
            };
            because.push(Explanation::new(
                if below.verdict.is_failing() { Mood::Bad } else { Mood::Plain },
                Text::new(
                    format!("前提（{}）{name} {}: {}{}", kind.ja, title.ja, answer.ja, tail.ja),
                    format!("rests on ({}) {name} {}: {}{}", kind.en, title.en, answer.en, tail.en),
                ),
                Vec::new(),
            ));
        }
        Explanation::new(
            mood(result.verdict),
            Text::new(
                format!("{id} {}: {}{}", node.title.ja, verdict.ja, flagged(&flags, |it| &it.ja)),
                format!("{id} {}: {}{}", node.title.en, verdict.en, flagged(&flags, |it| &it.en)),
            ),
            because,
        )
    }

    /// What requirements of other catalogs, and other companies, have to do with a control.
    fn elsewhere(&self, company: &Assessed<'_>, result: &ControlResult, because: &mut Vec<Explanation>) {
        for from in &result.carried_from {
            let verdict = self.result(company, *from).map_or(Verdict::NotAssessed, |it| it.verdict);
            let (id, answer) = (self.model.control_id(*from), verdict.text());
            because.push(Explanation::new(
                mood(verdict),
                Text::new(
                    format!("対応表による（同等）: {id} {}", answer.ja),
                    format!("carried by crosswalk (equal): {id} {}", answer.en),
                ),
                Vec::new(),
            ));
        }
        for cap in &result.caps {
            let (register, key, grade) = (cap.register, &cap.key, cap.grade.text());
            because.push(Explanation::new(
                Mood::Bad,
                Text::new(
                    format!("未完了の不適合: {key}（{register}、{}）", grade.ja),
                    format!("open nonconformity: {key} ({register}, {})", grade.en),
                ),
                Vec::new(),
            ));
        }
        for measure in &result.not_delegable {
            let id = &self.model.measures()[*measure].id;
            because.push(Explanation::new(
                Mood::Bad,
                text!(
                    "対策 {id} は他社が提供しているが、この要求事項は自社で満たす必要がある",
                    "{id} is provided by another company, but this requirement cannot be delegated"
                ),
                Vec::new(),
            ));
        }
        if !result.said_from.is_empty() {
            let ids: Vec<&str> = result.said_from.iter().map(|it| self.model.node(*it).id.as_str()).collect();
            let ids = ids.join(", ");
            because
                .push(Explanation::plain(text!("ここにも関係する不備: {ids}", "said against it too: {ids}")));
        }
        for it in &result.reusable {
            let id = self.model.control_id(it.control);
            let (relation, answer) = (it.relation.text(), it.verdict.text());
            because.push(Explanation::plain(Text::new(
                format!("再利用できる証跡: {id} {}（{}、{}）", answer.ja, relation.ja, it.basis.ja),
                format!(
                    "evidence that may be used again: {id} {} ({}, {})",
                    answer.en, relation.en, it.basis.en
                ),
            )));
        }
    }

    /// A measure with all that it has to show, or as it stands for one aspect of a control, with what shows that.
    fn measure(&self, company: &Assessed<'_>, index: usize, of: Option<Shown>) -> Explanation {
        let measure = &self.model.measures()[index];
        let (id, title) = (&measure.id, &measure.title);
        let Some(result) = company.answers.measures.iter().find(|it| it.measure == index) else {
            return Explanation::plain(Text::new(
                format!("対策 {id}（{}）: この会社は対象外", title.ja),
                format!("measure {id} ({}): not taken by this company", title.en),
            ));
        };
        let state = of.map_or(result.state, |it| it.state);
        let requirements = match of {
            Some(it) => self.model.evidence_of(index, self.model.control_id(it.control), it.aspect),
            None => self.model.requirements_of(index).collect(),
        };
        let control = of.map(|it| it.control);
        let mut because: Vec<Explanation> =
            requirements.into_iter().map(|it| self.requirement(company, it, control)).collect();
        if let Some(reason) = &result.reason {
            because = vec![Explanation::plain(reason.clone())];
        }
        let carried = match result.carried_over {
            Closed::CarriedOver => Text::new("（前期間の結果を引継ぎ）", " (carried over)"),
            Closed::No => Text::same(""),
        };
        let provider = result
            .provided_by
            .as_ref()
            .map_or_else(|| Text::same(""), |by| text!("（{by} が提供）", " (provided by {by})"));
        let tail =
            Text::new(format!("{}{}", provider.ja, carried.ja), format!("{}{}", provider.en, carried.en));
        let mood = match state {
            MeasureState::Effective => Mood::Good,
            MeasureState::PartlyEffective | MeasureState::Ineffective => Mood::Bad,
            MeasureState::Accepted | MeasureState::NotYetDue | MeasureState::NotApplicable => Mood::Plain,
        };
        let state = state.text();
        Explanation::new(
            mood,
            Text::new(
                format!("対策 {id}（{}）: {}{}", title.ja, state.ja, tail.ja),
                format!("measure {id} ({}): {}{}", title.en, state.en, tail.en),
            ),
            because,
        )
    }

    fn requirement(
        &self,
        company: &Assessed<'_>,
        index: RequirementIx,
        of: Option<ControlIx>,
    ) -> Explanation {
        let (_, requirement) = self.model.resolve(index);
        let name = self.model.requirement_ref(index);
        let cadence = cadence(requirement);
        let mut owed: Vec<&ObligationResult> =
            company.answers.obligations.iter().filter(|it| it.requirement == index).collect();
        owed.sort_by(|a, b| {
            let subject = |it: &&ObligationResult| it.subject.clone().unwrap_or_default();
            natural(&subject(a), &subject(b)).then_with(|| a.window.cmp(&b.window))
        });
        let mood = match owed.iter().map(|it| state_mood(it.state)).max_by_key(|it| *it == Mood::Bad) {
            Some(Mood::Bad) => Mood::Bad,
            Some(_) if owed.iter().any(|it| state_mood(it.state) == Mood::Good) => Mood::Good,
            Some(_) | None => Mood::Plain,
        };
        let mut because = vec![Explanation::plain(self.answers_for(requirement))];
        if owed.is_empty() {
            because.push(Explanation::plain(text!(
                "この期間に問われるものはない",
                "nothing is owed in this period"
            )));
        }
        for run in owed.chunk_by(|a, b| a.subject == b.subject) {
            // What lies ahead is a year of the same: the next one stands for all.
            let later: Vec<_> = run.iter().filter(|it| it.state == State::Pending).skip(1).collect();
            let shown =
                run.iter().filter(|it| later.len() < 2 || later.iter().all(|later| later.id != it.id));
            because.extend(shown.map(|it| self.obligation(company, requirement, it)));
            if let [_, .., last] = later.as_slice() {
                let (count, due) = (later.len(), last.due);
                because.push(Explanation::plain(text!(
                    "… ほか {count} 件（最後の期限 {due}）",
                    "… and {count} more, the last due {due}"
                )));
            }
        }
        // What one standard states, another one may not: a measure that serves both is as frequent as the stricter asks.
        let states = |control: ControlIx| {
            self.model.node(control).periodicity.iter().any(|it| it.basis == Basis::Stated)
        };
        let basis = match (requirement.basis, of) {
            (Basis::Stated, Some(control)) if !states(control) => {
                Text::new("他の規格・法令に明記", "stated by another standard or law")
            }
            (basis, _) => basis.text(),
        };
        let title = &requirement.title;
        Explanation::new(
            mood,
            Text::new(
                format!("必要証跡 {name}「{}」: {}、{}", title.ja, cadence.ja, basis.ja),
                format!("evidence requirement {name} ({}): {}, {}", title.en, cadence.en, basis.en),
            ),
            because,
        )
    }

    /// Who answers for a requirement, who approves it and how long it is kept.
    fn answers_for(&self, requirement: &Requirement) -> Text {
        let owner = self.model.called(&requirement.owner);
        let mut said = Text::new(format!("担当 {}", owner.ja), format!("owner: {}", owner.en));
        if let Some(approval) = requirement.approval.as_ref().map(|it| self.model.called(it)) {
            said.ja.push_str(&format!("、承認 {}", approval.ja));
            said.en.push_str(&format!("; approval: {}", approval.en));
        }
        if let Some(retention) = requirement.retention.map(Period::text) {
            said.ja.push_str(&format!("、保管期間 {}", retention.ja));
            said.en.push_str(&format!("; kept for {}", retention.en));
        }
        said
    }

    fn obligation(
        &self,
        company: &Assessed<'_>,
        requirement: &Requirement,
        it: &ObligationResult,
    ) -> Explanation {
        let state = it.state.text();
        let mut because = Vec::new();
        for (nth, at) in it.evidence.iter().enumerate() {
            because.push(item(self.model, &company.facts.items[*at], nth, it, self.as_of));
        }
        if it.evidence.is_empty() && it.state == State::Unreadable {
            because.push(Explanation::new(Mood::Bad, self.register_of(requirement), Vec::new()));
        } else if it.evidence.is_empty() && it.declaration.is_none() {
            because.push(Explanation::plain(text!("証跡なし", "no evidence")));
        }
        if let Some(at) = &it.declaration {
            let place = spot(at);
            because.push(Explanation::plain(Text::new(
                format!("該当なしの申告: {}", place.ja),
                format!("declared that nothing happened: {}", place.en),
            )));
        }
        if let Some(Acceptance { key, row, reason, approver, expires, compensating }) = &it.exception {
            let instead = compensating.as_deref().unwrap_or("-");
            because.push(Explanation::plain(text!(
                "例外承認 {key}（exceptions {row} 行目）: {reason}。承認 {approver}、期限 {expires}、代替措置 {instead}",
                "exception {key} (row {row} of exceptions): {reason}; approved by {approver}, until {expires}, compensating measure {instead}"
            )));
        }
        let window = window_text(requirement, it);
        let subject = it.subject.as_ref().map(|it| format!("{it} ")).unwrap_or_default();
        Explanation::new(
            state_mood(it.state),
            Text::new(
                format!("{subject}{}: {}", window.ja, state.ja),
                format!("{subject}{}: {}", window.en, state.en),
            ),
            because,
        )
    }
}

impl Assessment<'_> {
    /// The register whose rows would say for whom a requirement is owed.
    fn register_of(&self, requirement: &Requirement) -> Text {
        let Per::Rows { register, .. } = &requirement.per else { return Text::same("") };
        let def = self.model.register(*register);
        let (id, ja, en) = (&def.id, &def.title.ja, &def.title.en);
        Text::new(
            format!("台帳「{ja}」（registers/{id}）がないか、読めない"),
            format!("the register {en} (registers/{id}) is missing or cannot be read"),
        )
    }
}

fn flagged(flags: &[Text], get: impl Fn(&Text) -> &String) -> String {
    if flags.is_empty() {
        return String::new();
    }
    let words: Vec<&str> = flags.iter().map(|it| get(it).as_str()).collect();
    format!(" [{}]", words.join(", "))
}

fn mood(verdict: Verdict) -> Mood {
    match verdict {
        Verdict::Conforms => Mood::Good,
        Verdict::Partial | Verdict::Gap => Mood::Bad,
        Verdict::Accepted | Verdict::Pending | Verdict::NotApplicable | Verdict::NotAssessed => Mood::Plain,
    }
}

fn state_mood(state: State) -> Mood {
    match (state, state.is_failing()) {
        (State::Met, _) => Mood::Good,
        (_, true) => Mood::Bad,
        (_, false) => Mood::Plain,
    }
}
