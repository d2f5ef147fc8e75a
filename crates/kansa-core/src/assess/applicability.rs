//! Applicability: which requirements of its scope a company holds to, with the reason either way.
//!
//! What the catalog, the company's profile and its registers decide comes first; what the register `applicability`
//! (適用宣言書) says comes next; silence means that it applies.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::{Inputs, record};
use crate::assessment::{self, Ground};
use crate::catalog::{Audience, Exclusion, Force, Node};
use crate::code::Code;
use crate::company::{Company, ScopeStatus, Validation};
use crate::condition::Truth;
use crate::diagnostic::Diagnostic;
use crate::evidence::{RegisterState, Registers};
use crate::finding::Spot;
use crate::model::{ControlIx, Model};
use crate::register::{Register, RegisterDef, RowRef};
use crate::source::Place;
use crate::table::{Cell, folded};
use crate::terms::Terms;
use crate::text::{Text, text};

/// The register of what a questionnaire asks, with the answers.
pub(super) const QUESTIONNAIRE: &str = "questionnaire";

/// Whether a requirement applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Applies {
    /// As a whole.
    Wholly,
    /// What is done is absent (該当なし); the written rule stays owed.
    RuleOnly,
    /// Not at all.
    No,
    /// Its number and title are unconfirmed: nothing is judged.
    Unjudged,
}

/// What is known of the applicability of each requirement.
#[derive(Debug, Default)]
pub(super) struct Applicability {
    decided: HashMap<ControlIx, (Applies, Ground, Text)>,
    stated: HashMap<ControlIx, Stated>,
    /// What else the statement of applicability says of a control; of two rows the last one.
    beside: HashMap<ControlIx, assessment::Stated>,
    /// Rows that say nothing valid.
    pub(super) wrong: Vec<(&'static str, Box<str>, Spot, Text)>,
    /// Exclusions that the register which has to show them does not show.
    pub(super) unshown: Vec<Unshown>,
}

/// An exclusion that is not shown by its register.
#[derive(Debug)]
pub(super) struct Unshown {
    pub(super) control: ControlIx,
    pub(super) at: Spot,
    /// The row that speaks against it; none if the register is missing or cannot be read.
    pub(super) against: Option<(Box<str>, Spot)>,
    pub(super) register: Text,
}

#[derive(Debug)]
struct Stated {
    applies: bool,
    reason: Option<String>,
    at: Spot,
}

impl Applicability {
    /// How a control applies: silence means wholly.
    pub(super) fn of(&self, control: ControlIx) -> Applies {
        self.decided.get(&control).map_or(Applies::Wholly, |(it, ..)| it.clone())
    }

    /// What decided it, with the reason, either way.
    pub(super) fn reason(&self, control: ControlIx) -> Option<(Ground, Text)> {
        if let Some((_, ground, reason)) = self.decided.get(&control) {
            return Some((*ground, reason.clone()));
        }
        let reason = self.stated.get(&control)?.reason.as_deref()?;
        Some((Ground::Stated, Text::same(reason)))
    }

    /// What else the statement of applicability says of a control.
    pub(super) fn beside(&self, control: ControlIx) -> Option<assessment::Stated> {
        self.beside.get(&control).cloned()
    }
}

/// What decides, in this order: the catalog, the profile, the registers, the statement of applicability.
pub(super) fn read(inputs: &Inputs<'_>) -> Applicability {
    let mut found = Applicability { beside: beside(inputs), ..Applicability::default() };
    stated(inputs, &mut found);
    let model = inputs.model;
    let asked = asked(inputs, &mut found);
    let scoped: Vec<usize> = inputs.plan.company.scopes.iter().map(|it| it.catalog).collect();
    for (control, it) in model.indexed().filter(|(_, it)| scoped.contains(&it.catalog)) {
        let derived = derived(inputs, model.node(control), it.catalog);
        if let Some(derived) = derived.or_else(|| unasked(inputs, control, it.catalog, &asked)) {
            found.decided.insert(control, derived);
        }
    }
    let excluded: Vec<ControlIx> =
        found.stated.iter().filter(|(_, it)| !it.applies).map(|(control, _)| *control).collect();
    for control in excluded {
        if found.decided.contains_key(&control) {
            continue;
        }
        let Some(stated) = found.stated.get(&control) else { continue };
        let node = model.node(control);
        let segmented = inputs.plan.company.pci.as_ref().and_then(|it| it.segmentation) == Some(true);
        if segmented && node.audience.contains(&Audience::Segmented) {
            let id = &node.id;
            let message = text!(
                "{id} は、company.yaml の pci でセグメンテーションを用いるとしているため除外できない（適用とみなす）",
                "{id} cannot be excluded while pci in company.yaml says that segmentation is used; it is taken to apply"
            );
            found.wrong.push(("applicability", id.as_str().into(), stated.at.clone(), message));
            found.stated.remove(&control);
            continue;
        }
        if let Some(unshown) = unshown(inputs, control, node, &stated.at) {
            // What is not shown is not excluded, and its reason is none.
            found.unshown.push(unshown);
            found.stated.remove(&control);
            continue;
        }
        let applies = match node.exclusion {
            Exclusion::RuleOwed => Applies::RuleOnly,
            Exclusion::Allowed | Exclusion::Forbidden => Applies::No,
        };
        let reason = Text::same(stated.reason.as_deref().unwrap_or_default());
        found.decided.insert(control, (applies, Ground::Stated, reason));
    }
    found.unshown.sort_by_key(|it| it.control);
    found
}

/// What the statement says beside whether a requirement applies and why; rows that say no more are left out.
fn beside(inputs: &Inputs<'_>) -> HashMap<ControlIx, assessment::Stated> {
    let mut found = HashMap::new();
    for row in record::of(inputs, "applicability").filter(|it| it.span().contains(inputs.as_of)) {
        let [control] = named(inputs.model, inputs.plan.company, row.key())[..] else { continue };
        let words = |column| row.words(column).map(str::to_owned);
        let stated = assessment::Stated {
            reason_type: words("reason_type"),
            basis: words("basis"),
            implemented: words("implemented"),
            planned: row.day("planned"),
            span: row.span(),
        };
        found.insert(control, stated);
    }
    found.retain(|_, it| !it.is_silent());
    found
}

/// What follows from the catalog, the profile and the registers, whatever anybody states.
fn derived(inputs: &Inputs<'_>, node: &Node, catalog: usize) -> Option<(Applies, Ground, Text)> {
    let day = inputs.as_of;
    if !node.confirmed {
        return Some((
            Applies::Unjudged,
            Ground::Catalog,
            text!("番号・表題が未確認のため判定しない", "number and title unconfirmed: not judged"),
        ));
    }
    if let Some(from) = node.effective.filter(|it| *it > day) {
        let reason = text!("{from} から要求される", "required from {from} on");
        return Some((Applies::No, Ground::Catalog, reason));
    }
    if let Some(since) = node.superseded.filter(|it| *it <= day) {
        let reason = text!("{since} 以降は要求されない", "no longer required since {since}");
        return Some((Applies::No, Ground::Catalog, reason));
    }
    if inputs.model.catalogs()[catalog].terms == Some(Terms::PciDss)
        && let Some(profile) = &inputs.plan.company.pci
        && let Some(other) = node.audience.iter().find(|it| !profile.is(**it))
    {
        let (whom, role) = (other.text(), profile.role.text());
        let reason = Text::new(
            format!("{}向けの要件（この会社は{}）", whom.ja, role.ja),
            format!("for {} only (this company is a {})", whom.en, role.en),
        );
        return Some((Applies::No, Ground::Profile, reason));
    }
    if node.force == Some(Force::DutyIfAbroad)
        && let Some(RegisterState::Read(countries)) =
            inputs.model.register_named("countries").map(|it| inputs.plan.registers.get(it))
        && countries.on(day).next().is_none()
        && !has_nameless_rows(countries)
    {
        let reason = text!("取扱国一覧に外国がない", "the register of countries lists no foreign country");
        return Some((Applies::No, Ground::Register, reason));
    }
    None
}

/// The requirements that the company's questionnaire asks (自己問診), by the register `questionnaire`; none if it has none.
fn asked(inputs: &Inputs<'_>, found: &mut Applicability) -> HashSet<ControlIx> {
    let mut asked = HashSet::new();
    for row in record::of(inputs, QUESTIONNAIRE).filter(|it| it.span().contains(inputs.as_of)) {
        let meant = named(inputs.model, inputs.plan.company, row.key());
        if meant.is_empty() {
            let key = row.key();
            found.wrong.push((
                QUESTIONNAIRE,
                key.into(),
                row.spot(),
                text!("{key} という要求事項はない", "there is no requirement {key}"),
            ));
        }
        asked.extend(meant);
    }
    asked
}

/// What a company that fills in a questionnaire is not asked, if it has listed what it is asked.
fn unasked(
    inputs: &Inputs<'_>,
    control: ControlIx,
    catalog: usize,
    asked: &HashSet<ControlIx>,
) -> Option<(Applies, Ground, Text)> {
    let profile = inputs.plan.company.pci.as_ref()?;
    if matches!(profile.validation, Validation::Roc | Validation::SaqD) {
        // These ask everything, whatever somebody has listed so far.
        return None;
    }
    let about = inputs.model.catalogs()[catalog].terms == Some(Terms::PciDss);
    (about && !asked.is_empty() && !asked.contains(&control)).then(|| {
        let name = profile.validation.text();
        let reason = Text::new(
            format!("{} が問わない要件（自己問診票による）", name.ja),
            format!("not asked by {}, as the register of the questionnaire has it", name.en),
        );
        (Applies::No, Ground::Register, reason)
    })
}

/// Whether a register has rows without a key: nobody knows what they are about.
fn has_nameless_rows(register: &Register) -> bool {
    register.faults.iter().any(|it| it.key.is_none())
}

/// Whether the register that has to show an exclusion fails to.
fn unshown(inputs: &Inputs<'_>, control: ControlIx, node: &Node, at: &Spot) -> Option<Unshown> {
    let shown_by = node.shown_by.as_ref()?;
    let register = inputs.model.register(shown_by.register).title.clone();
    let unshown = |against| Some(Unshown { control, at: at.clone(), against, register: register.clone() });
    let RegisterState::Read(read) = inputs.plan.registers.get(shown_by.register) else {
        return unshown(None);
    };
    let unknown = shown_by.against.columns().iter().any(|it| read.missing_columns.contains(it));
    if unknown || has_nameless_rows(read) {
        return unshown(None);
    }
    let against = read.on(inputs.as_of).find(|row| shown_by.against.eval(row) != Truth::No)?;
    unshown(Some((against.key().into(), against.spot())))
}

/// Reads the rows that hold on the day. A control is named whole, or by its number where only one catalog has it.
fn stated(inputs: &Inputs<'_>, found: &mut Applicability) {
    let model = inputs.model;
    let Some(register) = inputs.plan.registers.read(model, "applicability") else { return };
    let Some(def) = model.register_named("applicability").map(|it| model.register(it)) else { return };
    for row in register.on(inputs.as_of) {
        let key = row.key();
        let at = row.spot();
        let mut wrong = |message: Text| found.wrong.push(("applicability", key.into(), at.clone(), message));
        let control = match named(model, inputs.plan.company, key).as_slice() {
            [control] => *control,
            [] if is_heading(model, key) => {
                wrong(text!(
                    "{key} は見出しである（下の要求事項ごとに書く）",
                    "{key} is a heading: write a row for each requirement below it"
                ));
                continue;
            }
            [] => {
                wrong(text!("{key} という要求事項はない", "there is no requirement {key}"));
                continue;
            }
            [_, _, ..] => {
                wrong(text!(
                    "{key} は複数の管理策カタログにある（カタログ:番号 と書く）",
                    "{key} is in more than one catalog (write catalog:number)"
                ));
                continue;
            }
        };
        let reason = def.column("reason").and_then(|it| row.text(it)).map(str::to_owned);
        let applies = is_stated_to_apply(def, &row);
        if !applies && model.node(control).exclusion == Exclusion::Forbidden {
            // A diagnostic says so; it applies all the same.
            continue;
        }
        if !applies && reason.is_none() {
            wrong(text!("{key} の適用除外に理由がない", "the exclusion of {key} has no reason"));
            continue;
        }
        let dates = [def.column("from"), def.column("to")];
        if !applies && dates.iter().flatten().any(|it| matches!(row.get(*it), Cell::Bad(_))) {
            wrong(text!(
                "{key} の適用除外の期間が読めない",
                "the period of the exclusion of {key} cannot be read"
            ));
            continue;
        }
        if found.stated.contains_key(&control) {
            let message = text!(
                "{key} について行が二つある（適用とみなす）",
                "there are two rows for {key}: it is taken to apply"
            );
            found.wrong.push(("applicability", key.into(), at.clone(), message));
            found.stated.insert(control, Stated { applies: true, reason: None, at });
            continue;
        }
        found.stated.insert(control, Stated { applies, reason, at });
    }
}

/// The controls that a key of the register means: in the catalogs of the company's scope, if only one of those has it.
pub(super) fn named(model: &Model, company: &Company, key: &str) -> Vec<ControlIx> {
    let key = &*folded(key);
    if let Ok(id) = key.parse() {
        return model.control(&id).into_iter().collect();
    }
    let all = model.controls_named(key);
    let scoped: Vec<ControlIx> = all
        .iter()
        .copied()
        .filter(|it| {
            let catalog = model.controls()[it.index()].catalog;
            company.scopes.iter().any(|scope| scope.catalog == catalog && scope.status != ScopeStatus::None)
        })
        .collect();
    if scoped.len() == 1 { scoped } else { all }
}

/// The requirements whose applicability needs a recorded reason at a company, as its register names them, with their titles;
/// in catalog order.
pub fn to_state(model: &Model, company: &Company, day: NaiveDate) -> Vec<(String, Text)> {
    let in_scope = |catalog: usize| {
        let mut scopes = company.scopes.iter().filter(|it| it.catalog == catalog);
        scopes.any(|it| it.status != ScopeStatus::None && it.span.contains(day))
    };
    model
        .indexed()
        .filter(|(control, it)| in_scope(it.catalog) && model.node(*control).reasons_required)
        .map(|(control, _)| {
            let node = model.node(control);
            let number = node.id.as_str();
            let alone = named(model, company, number) == [control];
            let key = if alone { number.to_owned() } else { model.control_id(control).to_string() };
            (key, node.title.clone())
        })
        .collect()
}

/// Whether a key names a heading of a catalog in use.
fn is_heading(model: &Model, key: &str) -> bool {
    model.catalogs().iter().any(|catalog| {
        let node = key.strip_prefix(catalog.id.as_str()).and_then(|it| it.strip_prefix(':')).unwrap_or(key);
        catalog.nodes.iter().any(|it| it.id.as_str() == node)
    })
}

/// A cell that cannot be read excludes nothing; the register says so itself.
fn is_stated_to_apply(def: &RegisterDef, row: &RowRef<'_>) -> bool {
    match def.column("applies").map_or(Cell::Empty, |it| row.get(it)) {
        Cell::Flag(applies) => applies,
        Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Date(_) | Cell::Bad(_) => true,
    }
}

/// Exclusions of requirements that their framework lets nobody exclude, on whatever day: they count for nothing.
pub fn forbidden_exclusions(model: &Model, company: &Company, registers: &Registers) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let Some(register) = registers.read(model, "applicability") else { return found };
    let Some(def) = model.register_named("applicability").map(|it| model.register(it)) else { return found };
    for row in register.rows().filter(|row| !is_stated_to_apply(def, row)) {
        let [control] = named(model, company, row.key())[..] else { continue };
        if model.node(control).exclusion != Exclusion::Forbidden {
            continue;
        }
        let (id, number) = (model.control_id(control), row.number());
        let Text { ja, en } = &model.catalogs()[model.controls()[control.index()].catalog].standard;
        found.push(
            Diagnostic::new(
                Code::ExclusionForbidden,
                Place::whole(row.path().clone()),
                text!(
                    "{number} 行目: {ja} は {id} の適用除外を認めていません（適用とみなします）",
                    "row {number}: {en} lets nobody exclude {id}; it is taken to apply"
                ),
            )
            .help(text!("その行を外してください", "take the row out")),
        );
    }
    found
}
