//! The statement of applicability (適用宣言書): why each control is in it, what it says of how far it is done, and its version.
//!
//! Source: ISO/IEC 27001:2022, 6.1.3 d). Whether a control applies is decided in `applicability`.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::Inputs;
use super::applicability::{QUESTIONNAIRE, named};
use super::record::{self, Record};
use crate::finding::Spot;
use crate::model::ControlIx;
use crate::table::folded;
use crate::text::{Text, text};

/// What the statement says of how far a control is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// It is in place.
    Yes,
    /// It is not.
    No,
    /// It is planned, for a day if one is given.
    Planned(Option<NaiveDate>),
}

/// Why a control is in the statement, beside the words of its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Risk,
    /// A law, a contract, or the business, with what exactly.
    Named,
    /// One of those, without saying what exactly.
    Unnamed,
}

/// What the statement says of one control.
#[derive(Debug)]
pub(super) struct Claim {
    causes: Vec<Cause>,
    pub(super) done: Option<Done>,
}

/// The statement as a controlled document.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) at: Spot,
    pub(super) version: Option<String>,
    pub(super) approver: Option<String>,
    /// The day of its approval, else that on which its version took effect.
    pub(super) day: Option<NaiveDate>,
}

/// What the registers say of the statement on the day.
#[derive(Debug, Default)]
pub(super) struct Statement<'a> {
    claims: HashMap<ControlIx, Claim>,
    /// Controls that a risk names.
    treating: HashSet<ControlIx>,
    /// The day of the newest assessment of a risk.
    pub(super) assessed: Option<NaiveDate>,
    pub(super) document: Option<Document>,
    /// Rows that say something that cannot be understood: register, key, place, message.
    pub(super) wrong: Vec<(&'static str, &'a str, Spot, Text)>,
}

const APPLICABILITY: &str = "applicability";
const RISKS: &str = "risks";

pub(super) fn read<'a>(inputs: &Inputs<'a>) -> Statement<'a> {
    let mut found = Statement::default();
    for row in record::of(inputs, APPLICABILITY).filter(|it| it.span().contains(inputs.as_of)) {
        let claim = claim(&row, &mut found);
        if let [control] = named(inputs.model, inputs.plan.company, row.key())[..] {
            found.claims.insert(control, claim);
        }
    }
    for row in record::of(inputs, QUESTIONNAIRE).filter(|it| it.span().contains(inputs.as_of)) {
        let answer = row.words("answer").map_or(Ok(None), answered);
        let done = answer.unwrap_or_else(|()| {
            let label = row.label("answer");
            found.wrong.push((
                QUESTIONNAIRE,
                row.key(),
                row.spot(),
                text!(
                    "「{label}」は 対応、代替コントロールで対応、未対応、該当なし、未テスト のいずれかで書く",
                    "{label} is in place, in place with CCW, not in place, not applicable or not tested"
                ),
            ));
            None
        });
        for control in named(inputs.model, inputs.plan.company, row.key()) {
            found.claims.insert(control, Claim { causes: Vec::new(), done });
        }
    }
    for row in record::latest(inputs, RISKS) {
        found.assessed = found.assessed.max(row.day("assessed").filter(|it| *it <= inputs.as_of));
        if !row.span().contains(inputs.as_of) {
            continue;
        }
        for name in row.list("controls") {
            let meant = named(inputs.model, inputs.plan.company, name);
            if meant.is_empty() {
                let message = text!("{name} という要求事項はない", "there is no requirement {name}");
                found.wrong.push((RISKS, row.key(), row.spot(), message));
            }
            found.treating.extend(meant);
        }
    }
    found.document = record::latest(inputs, "documents")
        .filter(|it| it.span().contains(inputs.as_of) && is_statement(it))
        .max_by_key(|it| it.day("revised"))
        .map(|row| Document {
            at: row.spot(),
            version: row.words("version").map(str::to_owned),
            approver: row.words("approver").map(str::to_owned),
            day: row.day("approved").or(row.day("revised")).filter(|it| *it <= inputs.as_of),
        });
    found
}

/// What an answer of a questionnaire claims: nothing, where it was not tested or does not apply.
fn answered(words: &str) -> Result<Option<Done>, ()> {
    let lower: String = folded(words).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let says = |all: &[&str]| all.iter().any(|it| lower.contains(it));
    if says(&["非該当", "該当なし", "対象外", "not applicable", "n/a", "未テスト", "not tested"])
    {
        Ok(None)
    } else if says(&["未対応", "not in place", "いいえ"]) {
        Ok(Some(Done::No))
    } else if says(&["対応", "in place", "はい", "ccw", "代替"]) {
        Ok(Some(Done::Yes))
    } else {
        Err(())
    }
}

fn is_statement(row: &Record<'_>) -> bool {
    ["kind", "title"]
        .iter()
        .filter_map(|it| row.words(it))
        .any(|it| it.contains("適用宣言書") || it.to_lowercase().contains("statement of applicability"))
}

fn claim<'a>(row: &Record<'a>, found: &mut Statement<'a>) -> Claim {
    let mut wrong = |message: Text| found.wrong.push((APPLICABILITY, row.key(), row.spot(), message));
    let mut causes = Vec::new();
    for word in row.list("reason_type") {
        let named = if row.words("basis").is_some() { Cause::Named } else { Cause::Unnamed };
        let lower = word.to_lowercase();
        let says = |all: &[&str]| all.iter().any(|it| lower.contains(it));
        if says(&["リスク", "risk"]) {
            causes.push(Cause::Risk);
        } else if says(&["法", "契約", "事業", "law", "legal", "contract", "business"]) {
            causes.push(named);
        } else {
            let label = row.label("reason_type");
            wrong(text!(
                "「{label}」は リスク、法令、契約、事業 のいずれかで書く（{word} は数えない）",
                "{label} is risk, law, contract or business; {word} does not count"
            ));
        }
    }
    let done = row.words("implemented").and_then(|words| {
        let lower = words.to_lowercase();
        let says = |all: &[&str]| all.iter().any(|it| lower.contains(it));
        // 未実施 holds 実施, and "not implemented" implemented.
        if says(&["計画", "予定", "planned", "部分", "一部", "partial"]) {
            Some(Done::Planned(row.day("planned")))
        } else if says(&["未", "no", "×", "無"]) {
            Some(Done::No)
        } else if says(&["実施", "済", "yes", "implemented", "○", "有"]) {
            Some(Done::Yes)
        } else {
            let label = row.label("implemented");
            wrong(text!(
                "「{label}」は 実施、未実施、計画 のいずれかで書く",
                "{label} is implemented, not implemented or planned"
            ));
            None
        }
    });
    Claim { causes, done }
}

impl Statement<'_> {
    pub(super) fn claim(&self, control: ControlIx) -> Option<&Claim> {
        self.claims.get(&control)
    }

    /// Whether a risk names a control.
    pub(super) fn treats(&self, control: ControlIx) -> bool {
        self.treating.contains(&control)
    }

    /// Whether something says why a control is there: a risk that names it, or a law, a contract or a need of the business
    /// that is named.
    pub(super) fn is_traced(&self, control: ControlIx) -> bool {
        self.treating.contains(&control)
            || self.claim(control).is_some_and(|it| it.causes.contains(&Cause::Named))
    }
}
