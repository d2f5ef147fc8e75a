//! Crosswalks: how requirements of one catalog relate to those of another.
//!
//! Only an equality that is stated or adopted ever carries a verdict, and only over one step; every other relation
//! says where evidence may be used again.

use chrono::NaiveDate;

use crate::config::RawText;
use crate::diagnostic::Diagnostic;
use crate::id::{CatalogId, NodeId, RoleId};
use crate::source::{Place, SourceFile};
use crate::text::Text;
use crate::yaml::{InRange, Located, decode_file, keywords, record};

keywords! {
    /// How one requirement relates to another: "`from` is a … of `to`".
    ///
    /// Source: NIST IR 8477, set theory relationship mapping.
    pub enum Relation {
        /// Both ask for the same.
        Equal = "equal",
        /// All that it asks for, the other asks for too.
        Subset = "subset",
        /// It asks for all that the other asks for.
        Superset = "superset",
        /// They ask for something in common.
        Intersects = "intersects",
    }
}

impl Relation {
    /// The relation in words, seen from the first of the two.
    pub fn text(self) -> Text {
        match self {
            Self::Equal => Text::new("同等", "equal"),
            Self::Subset => Text::new("相手に含まれる", "subset"),
            Self::Superset => Text::new("相手を含む", "superset"),
            Self::Intersects => Text::new("一部共通", "intersects"),
        }
    }

    /// The same relation seen from the other end.
    #[must_use]
    pub fn inverse(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::Subset => Self::Superset,
            Self::Superset => Self::Subset,
            Self::Intersects => Self::Intersects,
        }
    }
}

keywords! {
    /// Who says that two requirements relate.
    pub enum Standing {
        /// A public text says so.
        Stated = "stated",
        /// Public mappings put both under one common control; the relation word is our own judgement.
        Corroborated = "corroborated",
        /// Our own judgement alone.
        Proposed = "proposed",
    }
}

impl Standing {
    /// The standing in words.
    pub fn text(self) -> Text {
        match self {
            Self::Stated => Text::new("公表資料に明記", "stated"),
            Self::Corroborated => Text::new("公開の対応表と一致（関係の種類は提案）", "corroborated"),
            Self::Proposed => Text::new("提案（未承認）", "proposed"),
        }
    }
}

record! {
    /// Relations between two catalogs: `controls/crosswalks/<a>--<b>.yaml`.
    pub(crate) struct RawCrosswalk {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// The catalog of the left side.
        from: Located<CatalogId>,
        /// The catalog of the right side.
        to: Located<CatalogId>,
        /// What a reader has to know of all of them.
        #[expect(dead_code, reason = "it is for the reader of the file")]
        note: Option<RawText>,
        /// The relations.
        rows: Vec<RawRow>,
    }
}

record! {
    /// A relation of two requirements. One of a workspace replaces the built-in one of the same pair, but for what it leaves out.
    pub(crate) struct RawRow {
        /// The requirement of the left side; a group is for the reader only.
        from: Located<NodeId>,
        /// The requirement of the right side; a group is for the reader only.
        to: Located<NodeId>,
        /// How the left side relates to the right side.
        relation: Option<Relation>,
        /// Who says so.
        standing: Option<Standing>,
        /// How many public mappings put both under one control.
        corroborated_by: Option<InRange<1, 99>>,
        /// Why, in our words.
        rationale: Option<RawText>,
        /// Who takes responsibility for the row in this workspace.
        adopted: Option<RawAdopted>,
    }
}

record! {
    /// The adoption of a row by a workspace.
    pub(crate) struct RawAdopted {
        /// The role that decided it.
        by: RoleId,
        /// The day: the row counts from then on.
        on: NaiveDate,
    }
}

/// Relations between two catalogs, as one file gives them.
#[derive(Debug, Clone)]
pub struct Crosswalk {
    /// The catalog of the left side, with its place.
    pub(crate) from: Located<CatalogId>,
    /// The catalog of the right side, with its place.
    pub(crate) to: Located<CatalogId>,
    /// The relations.
    pub rows: Vec<Row>,
}

/// A relation as it stands in a file.
#[derive(Debug, Clone)]
pub struct Row {
    /// The left side.
    pub(crate) from: Located<NodeId>,
    /// The right side.
    pub(crate) to: Located<NodeId>,
    /// How they relate; that of the built-in row if it is left out.
    pub relation: Option<Relation>,
    /// Who says so.
    pub standing: Option<Standing>,
    /// How many public mappings agree that they meet.
    pub corroborated_by: Option<u32>,
    /// Why.
    pub rationale: Option<Text>,
    /// Who adopted it in this workspace, and when.
    pub adopted: Option<Adopted>,
}

/// The adoption of a relation by a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// The role that decided it.
    pub by: RoleId,
    /// The day: it counts from then on.
    pub on: NaiveDate,
}

impl Crosswalk {
    /// Reads a crosswalk: what is good of it, and all that is wrong.
    pub fn parse(file: &SourceFile) -> (Option<Self>, Vec<Diagnostic>) {
        let (raw, diagnostics) = decode_file::<RawCrosswalk>(file);
        let crosswalk = raw.map(|raw| Self {
            from: raw.from,
            to: raw.to,
            rows: raw
                .rows
                .into_iter()
                .map(|it| Row {
                    from: it.from,
                    to: it.to,
                    relation: it.relation,
                    standing: it.standing,
                    corroborated_by: it.corroborated_by.map(|it| it.0),
                    rationale: it.rationale.map(RawText::into_text),
                    adopted: it.adopted.map(|it| Adopted { by: it.by, on: it.on }),
                })
                .collect(),
        });
        (crosswalk, diagnostics)
    }
}

/// A relation of two requirements of catalogs in use.
#[derive(Debug, Clone)]
pub struct Related {
    /// The other requirement.
    pub control: crate::model::ControlIx,
    /// How the other one relates to this one: a superset asks for all that this one asks for.
    pub relation: Relation,
    /// Who says so.
    pub standing: Standing,
    /// How many public mappings agree that they meet.
    pub corroborated_by: Option<u32>,
    /// Why.
    pub rationale: Option<Text>,
    /// Who adopted it, and when.
    pub adopted: Option<Adopted>,
}

impl Related {
    /// Whether a verdict may be carried over it on a day: only an equality that is stated, or adopted by then.
    pub fn carries_on(&self, day: NaiveDate) -> bool {
        let vouched = self.standing == Standing::Stated || self.is_adopted_on(day);
        self.relation == Relation::Equal && vouched
    }

    /// Whether the workspace had adopted it by a day.
    pub fn is_adopted_on(&self, day: NaiveDate) -> bool {
        self.adopted.as_ref().is_some_and(|it| it.on <= day)
    }

    /// On what it rests on a day: `adopted`, else its standing.
    pub fn basis_on(&self, day: NaiveDate) -> Text {
        if self.is_adopted_on(day) { Text::new("採用済み", "adopted") } else { self.standing.text() }
    }
}

/// One relation while rows are being linked, with the place that decides.
pub(crate) struct Merged {
    pub(crate) row: Row,
    pub(crate) builtin: bool,
}

impl Merged {
    /// The place of the row: that of its left side.
    pub(crate) fn place(&self) -> &Place {
        &self.row.from.place
    }
}
