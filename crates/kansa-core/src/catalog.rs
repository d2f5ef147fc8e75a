//! Control catalogs: one edition of a standard or guideline each.

mod duty;
mod raw;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

pub use self::duty::{Audience, ExceptionRule, Exclusion, Force, Periodicity, Rhythm};
use self::raw::{Excludable, RawExceptions, RawNode, RawPeriodicity, RawShownBy};
pub(crate) use self::raw::{RawCatalog, RawTexts};
use crate::check::compile_condition;
use crate::code::Code;
use crate::condition::Condition;
use crate::config::{RawName, RawText};
use crate::diagnostic::{Diagnostic, duplicate_id, unknown};
use crate::id::{CatalogId, NodeId};
use crate::organization::Post;
use crate::period::Period;
use crate::register::{RegisterDef, RegisterIx};
use crate::source::{Place, SourceFile};
use crate::terms::Terms;
use crate::text::{Lang, Text, text};
use crate::yaml::{Located, decode_file, keywords};

keywords! {
    /// What a control asks to see.
    pub enum Aspect {
        /// It is laid down (規定).
        Documented = "documented",
        /// It is done (運用).
        Operated = "operated",
        /// It is evaluated and reviewed (評価・見直し).
        Evaluated = "evaluated",
    }
}

impl Aspect {
    /// The aspect in words.
    pub fn text(self) -> Text {
        match self {
            Self::Documented => Text::new("規定", "documented"),
            Self::Operated => Text::new("運用", "operated"),
            Self::Evaluated => Text::new("評価・見直し", "evaluated"),
        }
    }
}

keywords! {
    /// What a node of a catalog is; not the same as having children.
    pub enum NodeKind {
        /// A heading: it groups and is never judged.
        Group = "group",
        /// A requirement: it gets a verdict and counts.
        Requirement = "requirement",
    }
}

keywords! {
    /// How far a row of a catalog is confirmed.
    pub enum SourceStanding {
        /// Confirmed by at least two public sources, or an authoritative one.
        Verified = "verified",
        /// From memory of the text.
        Recalled = "recalled",
        /// Not confirmed.
        Unconfirmed = "unconfirmed",
    }
}

keywords! {
    /// Where a prerequisite comes from.
    pub enum PrerequisiteKind {
        /// The text says so.
        Explicit = "explicit",
        /// Our reading: a hint, never a finding.
        Derived = "derived",
    }
}

impl PrerequisiteKind {
    /// The kind in words.
    pub fn text(self) -> Text {
        match self {
            Self::Explicit => Text::new("規格に明記", "explicit"),
            Self::Derived => Text::new("当方の読み", "our reading"),
        }
    }
}

/// A register that shows whether an exclusion is right: it was read, and none of its rows is of this kind.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownBy {
    /// The register.
    pub register: RegisterIx,
    /// The rows that speak against the exclusion.
    pub against: Condition,
}

/// One edition of a standard or guideline.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Its id.
    pub id: CatalogId,
    /// Title of the standard.
    pub title: Text,
    /// The standard as it is cited, or the id.
    pub standard: Text,
    /// The edition, if it is named.
    pub edition: Option<String>,
    /// The day of the reading that the rows rest on.
    pub as_of: Option<NaiveDate>,
    /// How far the rows are confirmed.
    pub note: Option<Text>,
    /// The framework in whose own terms results are proposed.
    pub terms: Option<Terms>,
    /// Whether a scope has to be the legal entity as a whole.
    pub whole_entity: bool,
    /// Roles that somebody has to hold.
    pub appointments: Vec<Appointment>,
    /// What a certificate of it is called, if there are any.
    pub certification: Option<Certification>,
    /// Ids that the standard itself skips.
    pub not_used: Vec<NodeId>,
    /// Groups and requirements in the order of the standard.
    pub nodes: Vec<Node>,
    pub(crate) place: Place,
}

/// What a certificate of a catalog is called, and when its renewal is applied for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certification {
    /// Words by which the register of certificates names it.
    pub schemes: Vec<String>,
    /// From when to when before the end its renewal is applied for.
    pub renewal: Option<(Period, Period)>,
}

/// A post that a requirement asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Index of the node that asks for it.
    pub node: usize,
    /// The post.
    pub post: Post,
}

/// A group or a requirement of a catalog.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its id within the catalog.
    pub id: NodeId,
    /// Group or requirement.
    pub kind: NodeKind,
    /// Index of the node above it.
    pub parent: Option<usize>,
    /// Short title.
    pub title: Text,
    /// Aspects that it asks to see, each once.
    pub asks: Vec<Aspect>,
    /// How far this row is confirmed.
    pub source: SourceStanding,
    /// Whether the standard lets an organization exclude it.
    pub exclusion: Exclusion,
    /// Whether its applicability needs a recorded reason.
    pub reasons_required: bool,
    /// What it rests on.
    pub prerequisites: Vec<Prerequisite>,
    /// What it is in a law.
    pub force: Option<Force>,
    /// Whom it is for: all of these at once; everybody if there is none.
    pub audience: Vec<Audience>,
    /// The first day on which it is required.
    pub effective: Option<NaiveDate>,
    /// The first day on which it is no longer required.
    pub superseded: Option<NaiveDate>,
    /// Whether another company can answer for it.
    pub delegable: bool,
    /// Whether an accepted gap can stand as such.
    pub exceptions: ExceptionRule,
    /// Whether number and title are confirmed; what is not is never judged.
    pub confirmed: bool,
    /// What shows that an exclusion is right.
    pub shown_by: Option<ShownBy>,
    /// Nodes against which a failure of this one is said too.
    pub said_against: Vec<usize>,
    /// How often, or when, it asks for something.
    pub periodicity: Vec<Periodicity>,
    pub(crate) place: Place,
}

/// Something that a control rests on.
#[derive(Debug, Clone)]
pub struct Prerequisite {
    /// Index of the node in the same catalog.
    pub node: usize,
    /// Whether the text says so.
    pub kind: PrerequisiteKind,
    /// How far it is confirmed.
    pub source: SourceStanding,
    /// Why, in our words.
    pub reason: Option<Text>,
    pub(crate) place: Place,
}

impl Catalog {
    /// Reads a catalog: what is good of it, and all that is wrong. What it says of registers is looked up there.
    pub fn parse(file: &SourceFile, registers: &[RegisterDef]) -> (Option<Self>, Vec<Diagnostic>) {
        let (raw, mut diagnostics) = decode_file::<RawCatalog>(file);
        let catalog = raw.map(|raw| Self::link(raw, registers, &mut diagnostics));
        (catalog, diagnostics)
    }

    fn link(raw: RawCatalog, registers: &[RegisterDef], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut index: HashMap<NodeId, (usize, Place)> = HashMap::new();
        let mut kept: Vec<RawNode> = Vec::with_capacity(raw.nodes.len());
        for node in raw.nodes {
            let id = &node.id;
            if let Some((_, first)) = index.get(&id.value) {
                diagnostics.push(duplicate_id(id.value.as_str(), id.place.clone(), Some(first.clone())));
            } else {
                index.insert(id.value.clone(), (kept.len(), id.place.clone()));
                kept.push(node);
            }
        }
        let mut find = |wanted: &Located<NodeId>| {
            let found = index.get(&wanted.value).map(|(at, _)| *at);
            if found.is_none() {
                let (id, catalog) = (&wanted.value, &raw.id.value);
                diagnostics.push(unknown(
                    Code::UnknownControl,
                    id.as_str(),
                    wanted.place.clone(),
                    text!("{catalog} に {id} はありません", "{catalog} has no {id}"),
                    index.keys().map(NodeId::as_str),
                ));
            }
            found
        };
        let mut nodes: Vec<Node> = Vec::with_capacity(kept.len());
        let mut rest: Vec<(Option<RawShownBy>, Vec<RawPeriodicity>)> = Vec::with_capacity(kept.len());
        for raw in kept {
            let mut asks = raw.asks.unwrap_or_else(|| vec![Aspect::Documented, Aspect::Operated]);
            asks.sort_unstable();
            asks.dedup();
            nodes.push(Node {
                parent: raw.parent.as_ref().and_then(&mut find),
                prerequisites: raw
                    .prerequisites
                    .unwrap_or_default()
                    .into_iter()
                    .filter_map(|it| {
                        Some(Prerequisite {
                            node: find(&it.control)?,
                            kind: it.kind,
                            source: it.source.unwrap_or(SourceStanding::Verified),
                            reason: it.reason.map(RawText::into_text),
                            place: it.control.place,
                        })
                    })
                    .collect(),
                id: raw.id.value,
                kind: raw.kind,
                title: raw.title.into_text(),
                asks,
                source: raw.source,
                exclusion: match raw.excludable {
                    None => Exclusion::Allowed,
                    Some(Excludable::RuleOwed) => Exclusion::RuleOwed,
                    Some(Excludable::Never) => Exclusion::Forbidden,
                },
                reasons_required: raw.reasons.is_some(),
                force: raw.force,
                audience: raw.applies_to.unwrap_or_default(),
                effective: raw.effective,
                superseded: raw.superseded,
                delegable: raw.delegable.is_none(),
                exceptions: match raw.exceptions {
                    None => ExceptionRule::Allowed,
                    Some(RawExceptions::Compensating) => ExceptionRule::Compensating,
                    Some(RawExceptions::Worksheet) => ExceptionRule::Worksheet,
                    Some(RawExceptions::Never) => ExceptionRule::Forbidden,
                },
                confirmed: raw.identity.is_none(),
                said_against: raw.said_against.iter().flatten().filter_map(&mut find).collect(),
                // Both are linked below: a problem of theirs must not hold up `find`.
                shown_by: None,
                periodicity: Vec::new(),
                place: raw.id.place,
            });
            rest.push((raw.shown_by, raw.periodicity.unwrap_or_default()));
        }
        let appointments: Vec<Appointment> = raw
            .appointments
            .unwrap_or_default()
            .into_iter()
            .filter_map(|it| {
                Some(Appointment {
                    node: find(&it.control)?,
                    post: Post {
                        role: it.role,
                        title: it.title.into_text(),
                        per: None,
                        apart_from: it.apart_from.unwrap_or_default(),
                        barred: it.barred.unwrap_or_default(),
                    },
                })
            })
            .collect();
        for it in appointments.iter().flat_map(|it| &it.post.apart_from) {
            if !appointments.iter().any(|known| known.post.role == *it) {
                diagnostics.push(unknown(
                    Code::InvalidValue,
                    it.as_str(),
                    raw.id.place.clone(),
                    text!(
                        "apart_from の役割 {it} は appointments にありません",
                        "apart_from: no appointment is of the role {it}"
                    ),
                    appointments.iter().map(|it| it.post.role.as_str()),
                ));
            }
        }
        for (node, (shown, rhythms)) in nodes.iter_mut().zip(rest) {
            node.shown_by = shown.and_then(|it| shown_by(it, registers, diagnostics));
            node.periodicity = rhythms.into_iter().filter_map(|it| periodicity(it, diagnostics)).collect();
            judgeable(node, diagnostics);
        }
        break_parent_circles(&mut nodes, diagnostics);
        inherit(&mut nodes);
        Self {
            standard: raw.standard.map_or_else(|| Text::same(raw.id.value.as_str()), RawName::into_text),
            id: raw.id.value,
            title: raw.title.into_text(),
            edition: raw.edition,
            as_of: raw.as_of,
            note: raw.note.map(RawText::into_text),
            terms: raw.terms,
            whole_entity: raw.extent.is_some(),
            appointments,
            certification: raw.certification.map(|it| Certification {
                schemes: it.schemes,
                renewal: it.renewal.map(|it| (it.opens, it.closes)),
            }),
            not_used: raw.not_used.unwrap_or_default().into_iter().map(|it| it.value).collect(),
            nodes,
            place: raw.id.place,
        }
    }

    /// The requirements that a node means, in the order of the standard: itself, or all below a group.
    pub fn requirements_below(&self, node: usize) -> Vec<usize> {
        if self.nodes[node].kind == NodeKind::Requirement {
            return vec![node];
        }
        (0..self.nodes.len())
            .filter(|at| self.nodes[*at].kind == NodeKind::Requirement && self.is_below(*at, node))
            .collect()
    }

    fn is_below(&self, node: usize, above: usize) -> bool {
        let mut at = Some(node);
        while let Some(it) = at {
            if it == above {
                return true;
            }
            at = self.nodes[it].parent;
        }
        false
    }
}

/// Parents that lead back to their child are reported and cut.
fn break_parent_circles(nodes: &mut [Node], diagnostics: &mut Vec<Diagnostic>) {
    for start in 0..nodes.len() {
        let mut at = nodes[start].parent;
        let mut steps = 0;
        while let Some(it) = at {
            steps += 1;
            if it == start {
                let id = nodes[start].id.clone();
                diagnostics.push(Diagnostic::new(
                    Code::PrerequisiteCircle,
                    nodes[start].place.clone(),
                    text!("{id} は自分自身の下にあります", "{id} is its own parent"),
                ));
                nodes[start].parent = None;
                break;
            }
            if steps > nodes.len() {
                break;
            }
            at = nodes[it].parent;
        }
    }
}

/// What is written on a node holds for everything below it; of two, the stricter.
///
/// Days from which something is required or no longer required come down from groups only: a requirement may well be
/// superseded by one that stands below it.
fn inherit(nodes: &mut [Node]) {
    for at in 0..nodes.len() {
        let mut above = nodes[at].parent;
        while let Some(it) = above {
            let group = nodes[it].clone();
            let node = &mut nodes[at];
            node.exclusion = node.exclusion.max(group.exclusion);
            node.exceptions = node.exceptions.max(group.exceptions);
            node.reasons_required |= group.reasons_required;
            node.delegable &= group.delegable;
            if group.kind == NodeKind::Group {
                node.effective = node.effective.max(group.effective);
                node.superseded = match (node.superseded, group.superseded) {
                    (Some(own), Some(above)) => Some(own.min(above)),
                    (own, above) => own.or(above),
                };
            }
            node.said_against.extend(&group.said_against);
            node.said_against.sort_unstable();
            node.said_against.dedup();
            node.audience.extend(&group.audience);
            node.audience.sort_unstable();
            node.audience.dedup();
            if node.shown_by.is_none() {
                node.shown_by.clone_from(&group.shown_by);
            }
            above = group.parent;
        }
    }
}

fn shown_by(
    raw: RawShownBy,
    registers: &[RegisterDef],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ShownBy> {
    let register = RegisterDef::find(registers, &raw.register.value, &raw.register.place, diagnostics)?;
    let columns = &registers[register.index()].columns;
    if raw.r#where.is_none() && raw.when.is_none() {
        diagnostics.push(Diagnostic::new(
            Code::MissingKey,
            raw.register.place,
            text!("どの行か（where か when）がありません", "it does not say which rows (where or when)"),
        ));
        return None;
    }
    let against = compile_condition(raw.r#where, raw.when, columns, diagnostics)?;
    Some(ShownBy { register, against })
}

fn periodicity(raw: RawPeriodicity, diagnostics: &mut Vec<Diagnostic>) -> Option<Periodicity> {
    let rhythm = raw.kind.value;
    if rhythm.needs_period() && raw.period.is_none() {
        diagnostics.push(Diagnostic::new(
            Code::MissingKey,
            raw.kind.place,
            text!("{rhythm} には period が要ります", "{rhythm} needs a period"),
        ));
        return None;
    }
    let note = raw.note.map(RawText::into_text);
    Some(Periodicity { rhythm, period: raw.period, basis: raw.basis, note })
}

/// What only explains a law is a group: it never gets a verdict.
fn judgeable(node: &Node, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(force) = node.force
        && !force.is_judged()
        && node.kind == NodeKind::Requirement
    {
        let id = &node.id;
        diagnostics.push(Diagnostic::new(
            Code::InvalidValue,
            node.place.clone(),
            text!(
                "{id} は force: {force} なので要求事項ではありません（kind: group にする）",
                "{id} is of force: {force}, so it is no requirement (make it kind: group)"
            ),
        ));
    }
}

/// Own-word texts of one catalog in one language.
#[derive(Debug, Clone)]
pub struct Texts {
    /// The catalog.
    pub catalog: CatalogId,
    /// The language.
    pub lang: Lang,
    /// Text by node id.
    pub texts: BTreeMap<NodeId, String>,
}

impl Texts {
    /// Reads the texts of a catalog; ids that the catalog lacks are reported.
    pub fn parse(file: &SourceFile, catalog: &Catalog) -> (Option<Self>, Vec<Diagnostic>) {
        let (raw, mut diagnostics) = decode_file::<RawTexts>(file);
        let Some(raw) = raw else { return (None, diagnostics) };
        if raw.catalog.value != catalog.id {
            let (named, own) = (&raw.catalog.value, &catalog.id);
            diagnostics.push(Diagnostic::new(
                Code::InvalidValue,
                raw.catalog.place.clone(),
                text!(
                    "フォルダは {own}、catalog は {named} となっています",
                    "the folder says {own}, the catalog here is {named}"
                ),
            ));
            return (None, diagnostics);
        }
        let mut texts = BTreeMap::new();
        for (id, value) in raw.texts.0 {
            if catalog.nodes.iter().any(|node| node.id == id.value) {
                texts.insert(id.value, value);
            } else {
                let (wrong, name) = (&id.value, &catalog.id);
                diagnostics.push(unknown(
                    Code::UnknownControl,
                    wrong.as_str(),
                    id.place,
                    text!("{name} に {wrong} はありません", "{name} has no {wrong}"),
                    catalog.nodes.iter().map(|it| it.id.as_str()),
                ));
            }
        }
        (Some(Self { catalog: raw.catalog.value, lang: raw.language.into(), texts }), diagnostics)
    }
}
