//! Control catalogs: one edition of a standard or guideline each.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::code::Code;
use crate::config::{Language, RawText};
use crate::diagnostic::{Diagnostic, duplicate_id, unknown};
use crate::id::{CatalogId, NodeId};
use crate::source::{Place, SourceFile};
use crate::text::{Lang, Text, text};
use crate::yaml::{
    Decode, Decoder, InRange, Located, Node as YamlNode, decode_file, decode_map, keywords, record,
};

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

keywords! {
    /// Whether a requirement can be excluded from the scope.
    pub(crate) enum Excludable {
        /// Never: the standard forbids it.
        Never = "never",
    }
}

keywords! {
    /// Whether the applicability of a requirement needs a recorded reason.
    pub(crate) enum Reasons {
        /// A reason is needed either way (適用宣言書).
        Required = "required",
    }
}

record! {
    /// One edition of a standard or guideline: `controls/catalogs/<catalog>/catalog.yaml`.
    pub(crate) struct RawCatalog {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// The id: the name of the folder.
        id: Located<CatalogId>,
        /// Title of the standard.
        title: RawText,
        /// The standard as it is cited: "ISO/IEC 27001:2022".
        standard: Option<String>,
        /// The edition.
        edition: Option<String>,
        /// The day of the reading that the rows rest on.
        as_of: Option<NaiveDate>,
        /// What a reader has to know of how far the rows are confirmed.
        note: Option<RawText>,
        /// Groups and requirements, in the order of the standard.
        nodes: Vec<RawNode>,
    }
}

record! {
    /// A group or a requirement.
    pub(crate) struct RawNode {
        /// Its id within the catalog.
        id: Located<NodeId>,
        /// Group or requirement.
        kind: NodeKind,
        /// The node above it.
        parent: Option<Located<NodeId>>,
        /// Short title.
        title: RawText,
        /// Aspects that it asks to see: documented and operated if left out.
        asks: Option<Vec<Aspect>>,
        /// How far this row is confirmed.
        source: SourceStanding,
        /// Written on a group for all that is below it.
        excludable: Option<Excludable>,
        /// Written on a group for all that is below it.
        reasons: Option<Reasons>,
        /// Controls that this one rests on.
        prerequisites: Option<Vec<RawPrerequisite>>,
    }
}

record! {
    /// A control that another one rests on.
    pub(crate) struct RawPrerequisite {
        /// Its id in the same catalog; a group means all requirements below it.
        control: Located<NodeId>,
        /// Whether the text says so.
        kind: PrerequisiteKind,
        /// How far an explicit one is confirmed: verified if left out.
        source: Option<SourceStanding>,
        /// Why, in our words.
        reason: Option<RawText>,
    }
}

record! {
    /// Own-word texts of a catalog in one language: `controls/catalogs/<catalog>/text.<language>.yaml`.
    pub(crate) struct RawTexts {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// The catalog.
        catalog: Located<CatalogId>,
        /// The language.
        language: Language,
        /// Text by node id.
        texts: TextMap,
    }
}

/// Texts by node id.
#[derive(Debug, Clone)]
pub(crate) struct TextMap(Vec<(Located<NodeId>, String)>);

impl Decode for TextMap {
    fn decode(node: &YamlNode, decoder: &mut Decoder<'_>) -> Option<Self> {
        let entries = decode_map::<String>(node, decoder)?;
        let mut texts = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            match key.text.parse() {
                Ok(id) => texts.push((Located { value: id, place: key.place }, value)),
                Err(_) => decoder.diagnostics.push(Diagnostic::new(
                    Code::InvalidId,
                    key.place,
                    text!("{} は管理策の ID ではありません", "{} is not the id of a control", key.text),
                )),
            }
        }
        Some(Self(texts))
    }
}

impl schemars::JsonSchema for TextMap {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Texts".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object", "additionalProperties": { "type": "string" } })
    }
}

/// One edition of a standard or guideline.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Its id.
    pub id: CatalogId,
    /// Title of the standard.
    pub title: Text,
    /// The standard as it is cited, or the id.
    pub standard: String,
    /// The edition, if it is named.
    pub edition: Option<String>,
    /// The day of the reading that the rows rest on.
    pub as_of: Option<NaiveDate>,
    /// How far the rows are confirmed.
    pub note: Option<Text>,
    /// Groups and requirements in the order of the standard.
    pub nodes: Vec<Node>,
    pub(crate) place: Place,
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
    pub excludable: bool,
    /// Whether its applicability needs a recorded reason.
    pub reasons_required: bool,
    /// What it rests on.
    pub prerequisites: Vec<Prerequisite>,
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
    /// Reads a catalog: what is good of it, and all that is wrong.
    pub fn parse(file: &SourceFile) -> (Option<Self>, Vec<Diagnostic>) {
        let (raw, mut diagnostics) = decode_file::<RawCatalog>(file);
        let catalog = raw.map(|raw| Self::link(raw, &mut diagnostics));
        (catalog, diagnostics)
    }

    fn link(raw: RawCatalog, diagnostics: &mut Vec<Diagnostic>) -> Self {
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
                excludable: raw.excludable.is_none(),
                reasons_required: raw.reasons.is_some(),
                place: raw.id.place,
            });
        }
        break_parent_circles(&mut nodes, diagnostics);
        inherit(&mut nodes);
        Self {
            standard: raw.standard.unwrap_or_else(|| raw.id.value.to_string()),
            id: raw.id.value,
            title: raw.title.into_text(),
            edition: raw.edition,
            as_of: raw.as_of,
            note: raw.note.map(RawText::into_text),
            nodes,
            place: raw.id.place,
        }
    }

    /// The requirements at or below a node, in the order of the standard.
    pub fn requirements_below(&self, node: usize) -> Vec<usize> {
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

/// What is written on a group holds for everything below it.
fn inherit(nodes: &mut [Node]) {
    for at in 0..nodes.len() {
        let (mut excludable, mut reasons) = (nodes[at].excludable, nodes[at].reasons_required);
        let mut above = nodes[at].parent;
        while let Some(it) = above {
            excludable &= nodes[it].excludable;
            reasons |= nodes[it].reasons_required;
            above = nodes[it].parent;
        }
        nodes[at].excludable = excludable;
        nodes[at].reasons_required = reasons;
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
