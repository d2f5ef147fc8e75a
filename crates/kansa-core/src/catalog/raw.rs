//! Catalogs as they stand in files.

use chrono::NaiveDate;

use super::{Aspect, Audience, Force, NodeKind, PrerequisiteKind, Rhythm, SourceStanding};
use crate::check::{RawTests, RawWhen};
use crate::code::Code;
use crate::config::{Language, RawName, RawText};
use crate::diagnostic::Diagnostic;
use crate::id::{CatalogId, NodeId, RegisterId, RoleId};
use crate::measure::Basis;
use crate::period::Period;
use crate::terms::Terms;
use crate::text::text;
use crate::yaml::{Decode, Decoder, InRange, Located, Node, decode_map, keywords, record};

keywords! {
    /// Whether, and how far, a requirement can be excluded from the scope.
    pub(crate) enum Excludable {
        /// Never: the standard forbids it.
        Never = "never",
        /// What is done can be absent; the written rule stays owed.
        RuleOwed = "rule-owed",
    }
}

keywords! {
    /// Whether another company can answer for a requirement.
    pub(crate) enum Delegable {
        /// Never: it stays with the company itself.
        Never = "never",
    }
}

keywords! {
    /// Whether an accepted gap can stand as such.
    pub(crate) enum RawExceptions {
        /// Never.
        Never = "never",
        /// Only with a compensating measure.
        Compensating = "compensating",
        /// Only with one that has a complete worksheet for the requirement.
        Worksheet = "worksheet",
    }
}

keywords! {
    /// What a scope of the catalog has to be.
    pub(crate) enum Extent {
        /// The legal entity as a whole.
        WholeEntity = "whole-entity",
    }
}

keywords! {
    /// What is not known of a row.
    pub(crate) enum Identity {
        /// The number or the title is unconfirmed: it is shown so, and never judged.
        Unconfirmed = "unconfirmed",
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
        /// The standard as it is cited: "ISO/IEC 27001:2022", or `{ja: …, en: …}` where the languages differ; the id if
        /// left out.
        standard: Option<RawName>,
        /// The edition.
        edition: Option<String>,
        /// The day of the reading that the rows rest on.
        as_of: Option<NaiveDate>,
        /// What a reader has to know of how far the rows are confirmed.
        note: Option<RawText>,
        /// The framework in whose own terms results are proposed.
        terms: Option<Terms>,
        /// What a company's scope has to be; any part of the company if left out.
        extent: Option<Extent>,
        /// Roles that somebody has to hold: rows of the register `officers`.
        appointments: Option<Vec<RawAppointment>>,
        /// What a certificate of it is called, and when its renewal is applied for.
        certification: Option<RawCertification>,
        /// Ids that the standard itself skips in its numbering.
        not_used: Option<Vec<Located<NodeId>>>,
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
        /// What the row is in a law: only duties, efforts and recommendations are judged.
        force: Option<Force>,
        /// Whom it is for: everybody if left out. Holds for all that is below it.
        applies_to: Option<Vec<Audience>>,
        /// The first day on which it is required. Holds for all that is below it.
        effective: Option<NaiveDate>,
        /// The first day on which it is no longer required. Holds for all that is below it.
        superseded: Option<NaiveDate>,
        /// Written on a group for all that is below it.
        delegable: Option<Delegable>,
        /// Written on a group for all that is below it.
        exceptions: Option<RawExceptions>,
        /// What is not known of the row.
        identity: Option<Identity>,
        /// What shows that an exclusion is right. Holds for all that is below it.
        shown_by: Option<RawShownBy>,
        /// Requirements against which a failure of this one is said too. Holds for all that is below it.
        said_against: Option<Vec<Located<NodeId>>>,
        /// How often, or when, the requirement itself asks for something.
        periodicity: Option<Vec<RawPeriodicity>>,
    }
}

record! {
    /// What a certificate of a catalog is called, and when its renewal is applied for.
    pub(crate) struct RawCertification {
        /// Words by which the column `scheme` of the register `certificates` names it.
        schemes: Vec<String>,
        /// When its renewal is applied for; unknown if left out.
        renewal: Option<RawRenewal>,
    }
}

record! {
    /// When a renewal is applied for, counted back from the end.
    pub(crate) struct RawRenewal {
        /// From then on.
        opens: Period,
        /// Until then.
        closes: Period,
    }
}

record! {
    /// A role that somebody inside the company has to hold.
    pub(crate) struct RawAppointment {
        /// The role, as the register `officers` names it.
        role: RoleId,
        /// Title of the role.
        title: RawText,
        /// The requirement that asks for it.
        control: Located<NodeId>,
        /// Roles that the same person may not hold.
        apart_from: Option<Vec<RoleId>>,
        /// Categories of the register `employees` that may not hold it.
        barred: Option<Vec<String>>,
    }
}

record! {
    /// A register that shows whether an exclusion is right: it was read, and no row of it is of this kind.
    pub(crate) struct RawShownBy {
        /// The register.
        register: Located<RegisterId>,
        /// The rows that speak against an exclusion: structured conditions.
        r#where: Option<RawTests>,
        /// The rows that speak against an exclusion: a condition in one line.
        when: Option<RawWhen>,
    }
}

record! {
    /// How often, or when, a requirement asks for something.
    pub(crate) struct RawPeriodicity {
        /// The kind of rhythm.
        kind: Located<Rhythm>,
        /// How often, for how long, or within which time.
        period: Option<Period>,
        /// Who says so.
        basis: Basis,
        /// What the kind alone does not say, in our words.
        note: Option<RawText>,
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
pub(crate) struct TextMap(pub(super) Vec<(Located<NodeId>, String)>);

impl Decode for TextMap {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
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
