//! Identifiers: valid since they were read.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::code::Code;
use crate::text::text;
use crate::yaml::{Decode, Decoder, Node};

/// Not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdError;

/// `[a-z0-9-]{1,64}`.
fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
}

/// As a name, with dots inside: an edition is part of a catalog's id (`pci-dss-4.0.1`).
fn is_catalog(text: &str) -> bool {
    !text.starts_with('.')
        && !text.ends_with('.')
        && (1..=64).contains(&text.len())
        && is_name(&text.replace('.', "-"))
}

/// Text without blanks, `/`, `:`; at most 64 bytes.
fn is_node_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && !text.chars().any(|it| it.is_whitespace() || it.is_control() || matches!(it, '/' | ':'))
}

macro_rules! name_ids {
    ($is_valid:ident, $pattern:literal, $allowed:expr; $($(#[$meta:meta])* $name:ident)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// As written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                if $is_valid(text) { Ok(Self(text.into())) } else { Err(IdError) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Decode for $name {
            fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
                let value = decoder.string(node)?;
                let id = value.parse().ok();
                if id.is_none() {
                    let [ja, en] = $allowed;
                    decoder.report(
                        Code::InvalidId,
                        node,
                        text!(
                            "{value} は ID に使えません（{ja}、64文字まで）",
                            "{value} is not an id ({en}, at most 64)"
                        ),
                    );
                }
                id
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    )*};
}

name_ids! {
    is_name, "^[a-z0-9-]{1,64}$", ["半角の英小文字・数字・ハイフン", "a-z, 0-9 and -"];
    /// The id of the group.
    GroupId
    /// The id of a business unit.
    UnitId
    /// The id of a company: the name of its folder.
    CompanyId
    /// The id of a measure.
    MeasureId
    /// The id of an evidence requirement within its measure.
    RequirementId
    /// The id of a register.
    RegisterId
    /// The id of a role that answers for something.
    RoleId
    /// The id of a part of an evidence item.
    PartId
    /// The id of a calendar.
    CalendarId
}

name_ids! {
    is_catalog, "^[a-z0-9-]([a-z0-9.-]{0,62}[a-z0-9-])?$", ["半角の英小文字・数字・ハイフン・途中のピリオド", "a-z, 0-9, - and inner dots"];
    /// The id of a catalog: one edition of a standard or guideline.
    CatalogId
}

/// The id of a node within its catalog: `A.5.1`, `12.3.2`, `4.1a)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NodeId(Box<str>);

impl NodeId {
    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for NodeId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if is_node_id(text) { Ok(Self(text.into())) } else { Err(IdError) }
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Ord for NodeId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        natural(&self.0, &other.0)
    }
}

impl PartialOrd for NodeId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Decode for NodeId {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let value = decoder.string(node)?;
        let id = value.parse().ok();
        if id.is_none() {
            decoder.report(
                Code::InvalidId,
                node,
                text!(
                    "{value} は管理策の ID に使えません（空白、/、: を含まない64バイトまで）",
                    "{value} is not the id of a control (no blanks, / or :, at most 64 bytes)"
                ),
            );
        }
        id
    }
}

impl JsonSchema for NodeId {
    fn schema_name() -> Cow<'static, str> {
        "NodeId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[^\\s/:]{1,64}$" })
    }
}

/// A control written whole: `iso-27001-2022:A.6.3`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ControlId {
    /// Its catalog.
    pub catalog: CatalogId,
    /// Its id there.
    pub node: NodeId,
}

impl FromStr for ControlId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (catalog, node) = text.split_once(':').ok_or(IdError)?;
        Ok(Self { catalog: catalog.parse()?, node: node.parse()? })
    }
}

impl fmt::Display for ControlId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.catalog, self.node)
    }
}

impl Decode for ControlId {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let value = decoder.scalar(node)?;
        let id = value.parse().ok();
        if id.is_none() {
            decoder.report(
                Code::InvalidId,
                node,
                text!(
                    "{value} は管理策を指していません（書き方: \"iso-27001-2022:A.6.3\"）",
                    "{value} names no control (write \"iso-27001-2022:A.6.3\")"
                ),
            );
        }
        id
    }
}

impl JsonSchema for ControlId {
    fn schema_name() -> Cow<'static, str> {
        "ControlId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[a-z0-9-][a-z0-9.-]{0,63}:[^\\s/:]{1,64}$" })
    }
}

/// A requirement written whole: `training/yearly-test`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequirementRef {
    /// Its measure.
    pub measure: MeasureId,
    /// Its id there.
    pub requirement: RequirementId,
}

impl FromStr for RequirementRef {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (measure, requirement) = text.split_once('/').ok_or(IdError)?;
        Ok(Self { measure: measure.parse()?, requirement: requirement.parse()? })
    }
}

impl fmt::Display for RequirementRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.measure, self.requirement)
    }
}

impl Decode for RequirementRef {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let value = decoder.scalar(node)?;
        let id = value.parse().ok();
        if id.is_none() {
            decoder.report(
                Code::InvalidId,
                node,
                text!(
                    "{value} は必要証跡を指していません（書き方: 対策/必要証跡）",
                    "{value} names no evidence requirement (write measure/requirement)"
                ),
            );
        }
        id
    }
}

impl JsonSchema for RequirementRef {
    fn schema_name() -> Cow<'static, str> {
        "RequirementRef".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[a-z0-9-]{1,64}/[a-z0-9-]{1,64}$" })
    }
}

/// Compares as people number things: digit runs by value, so that `A.5.2` comes before `A.5.10`.
pub fn natural(left: &str, right: &str) -> std::cmp::Ordering {
    use std::cmp::Ordering;
    let (mut a, mut b) = (left, right);
    loop {
        let digits = |it: &str| it.bytes().take_while(u8::is_ascii_digit).count();
        let (run_a, run_b) = (digits(a), digits(b));
        if run_a > 0 && run_b > 0 {
            let (number_a, number_b) =
                (a[..run_a].trim_start_matches('0'), b[..run_b].trim_start_matches('0'));
            let order = number_a.len().cmp(&number_b.len()).then_with(|| number_a.cmp(number_b));
            if order != Ordering::Equal {
                return order;
            }
            (a, b) = (&a[run_a..], &b[run_b..]);
            continue;
        }
        match (a.chars().next(), b.chars().next()) {
            (None, None) => return left.cmp(right),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x == y => (a, b) = (&a[x.len_utf8()..], &b[y.len_utf8()..]),
            (Some(x), Some(y)) => return x.cmp(&y),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_ordered_as_they_are_numbered() {
        let mut ids = ["A.5.10", "10.1", "A.5.2", "4.1", "A.8.1", "9.2.1", "A.5.1"];
        ids.sort_by(|a, b| natural(a, b));
        assert_eq!(ids, ["4.1", "9.2.1", "10.1", "A.5.1", "A.5.2", "A.5.10", "A.8.1"]);
    }

    #[test]
    fn ids_are_what_the_design_allows() {
        for good in ["a", "acme-trading", "r1", &"a".repeat(64)] {
            assert!(good.parse::<CompanyId>().is_ok(), "{good}");
        }
        for bad in ["", "Acme", "a_b", "a b", "あ", "a/b", &"a".repeat(65)] {
            assert!(bad.parse::<CompanyId>().is_err(), "{bad}");
        }
        for good in ["A.5.1", "4.1a)", "10-3(1)", "J.1.5"] {
            assert!(good.parse::<NodeId>().is_ok(), "{good}");
        }
        for bad in ["", "A 5", "a/b", "a:b"] {
            assert!(bad.parse::<NodeId>().is_err(), "{bad}");
        }
    }
}
