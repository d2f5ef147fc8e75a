//! The audit period: the days that an answer is about.

use chrono::NaiveDate;

use super::{RawRange, day_range};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::evidence::Registers;
use crate::model::Model;
use crate::period::{DateRange, Period};
use crate::text::text;
use crate::yaml::{Decode, Decoder, Located, Node, NodeKind};

/// How `since-last-audit` is written.
const SINCE_LAST_AUDIT: &str = "since-last-audit";

/// The audit period as it stands in a file.
#[derive(Debug, Clone)]
pub(crate) enum RawAuditPeriod {
    SinceLastAudit,
    Days(Located<RawRange>),
}

impl Decode for RawAuditPeriod {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.kind {
            NodeKind::Scalar { text, .. } if text == SINCE_LAST_AUDIT => Some(Self::SinceLastAudit),
            NodeKind::Scalar { .. } => {
                decoder.report(
                    Code::InvalidValue,
                    node,
                    text!(
                        "audit_period は {{from, to}} か {SINCE_LAST_AUDIT} です",
                        "audit_period is {{from, to}} or {SINCE_LAST_AUDIT}"
                    ),
                );
                None
            }
            NodeKind::Mapping(_) | NodeKind::Sequence(_) => Located::decode(node, decoder).map(Self::Days),
        }
    }
}

impl schemars::JsonSchema for RawAuditPeriod {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AuditPeriod".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let days = generator.subschema_for::<RawRange>();
        schemars::json_schema!({ "anyOf": [{ "const": SINCE_LAST_AUDIT }, days] })
    }
}

/// The days that an answer is about, where they are not the fiscal year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditPeriod {
    /// From the day after the last audit by others on, for a year.
    SinceLastAudit,
    /// These days.
    Days(DateRange),
}

impl RawAuditPeriod {
    /// Both ends have to be given, at most ten years apart.
    pub(crate) fn into_period(self, diagnostics: &mut Vec<Diagnostic>) -> Option<AuditPeriod> {
        let raw = match self {
            Self::SinceLastAudit => return Some(AuditPeriod::SinceLastAudit),
            Self::Days(raw) => raw,
        };
        let range = day_range(&raw, diagnostics)?;
        let closed = raw.value.from.is_some() && raw.value.to.is_some();
        if closed && (range.to - range.from).num_days() <= 3660 {
            return Some(AuditPeriod::Days(range));
        }
        diagnostics.push(Diagnostic::new(
            Code::InvalidDate,
            raw.place.clone(),
            text!(
                "監査期間には from と to の両方が要ります（10年以内）",
                "an audit period needs both from and to, at most ten years apart"
            ),
        ));
        None
    }
}

impl AuditPeriod {
    /// The period in which a day lies, if it has one there. `audits` are the days of audits by others, in order.
    pub(crate) fn around(self, day: NaiveDate, audits: &[NaiveDate]) -> Option<DateRange> {
        match self {
            Self::Days(range) => Some(range).filter(|it| it.contains(day)),
            Self::SinceLastAudit => {
                let last = audits.iter().rev().find(|it| **it < day)?;
                let from = last.succ_opt()?;
                let year = Period::months(12);
                let to = year.after(from, 1).pred_opt()?;
                DateRange::new(from, to.max(day))
            }
        }
    }
}

/// The days of the audits that others held, in order: of the register `audits` the rows that are no internal audits.
pub(crate) fn audits_by_others(model: &Model, registers: &Registers) -> Vec<NaiveDate> {
    let Some(register) = model.register_named("audits") else { return Vec::new() };
    let def = model.register(register);
    let (Some(kind), Some(held)) = (def.column("kind"), def.column("held")) else { return Vec::new() };
    let by_others = |words: &str| {
        let lower = words.to_lowercase();
        let of_others = ["審査", "認証", "certification", "surveillance", "roc", "saq"];
        !lower.contains("内部")
            && !lower.contains("internal")
            && of_others.iter().any(|it| lower.contains(it))
    };
    let read = registers.read(model, "audits").into_iter();
    let rows = read.flat_map(|it| it.rows()).filter(|row| row.text(kind).is_some_and(by_others));
    let mut days: Vec<NaiveDate> = rows.filter_map(|row| row.date(held)).collect();
    days.sort_unstable();
    days
}
