//! What `kansa catalog check` looks for: a library can be well formed and still not hold together.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Aspect, Catalog, Rhythm};
use crate::code::Code;
use crate::crosswalk::{Relation, Standing};
use crate::diagnostic::Diagnostic;
use crate::measure::{Basis, Cadence, Measure, Requirement};
use crate::model::{ControlIx, Model};
use crate::period::Period;
use crate::text::text;

/// Everything that does not hold together, by place.
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = model.catalogs().iter().flat_map(numbering).collect();
    for measure in model.measures() {
        if measure.controls.is_empty() {
            let id = &measure.id;
            found.push(Diagnostic::new(
                Code::MeasureUnmapped,
                measure.place.clone(),
                text!("対策 {id} はどの管理策にも対応していません", "the measure {id} serves no control"),
            ));
        }
        found.extend(measure.requirements.iter().filter_map(|it| unfounded(model, measure, it)));
    }
    for (control, _) in model.indexed() {
        found.extend(unserved(model, control));
        found.extend(too_loose(model, control));
        found.extend(ambiguous(model, control));
    }
    found.sort();
    found
}

/// How many missing numbers in a row are named one by one.
const MOST_NUMBERS: usize = 20;

/// Numbers that are missing between siblings: ids that differ in their last number only.
fn numbering(catalog: &Catalog) -> Vec<Diagnostic> {
    let mut siblings: BTreeMap<(&str, &str), BTreeMap<u32, usize>> = BTreeMap::new();
    for (at, node) in catalog.nodes.iter().enumerate() {
        if let Some((head, number, tail)) = last_number(node.id.as_str()) {
            siblings.entry((head, tail)).or_default().insert(number, at);
        }
    }
    let mut found = Vec::new();
    for ((head, tail), numbers) in siblings {
        let Some((first, _)) = numbers.first_key_value() else {
            continue;
        };
        // What stands at the top may well start anywhere; what stands below something starts at its beginning.
        let below = head.contains(|it: char| it.is_ascii_digit());
        let first = if below { 1 } else { *first };
        let starts = std::iter::once(first.saturating_sub(1)).chain(numbers.keys().copied());
        for (before, (next, at)) in starts.zip(&numbers) {
            let missing = before.saturating_add(1)..*next;
            let id = |number: u32| format!("{head}{number}{tail}");
            // A long way is one remark: nobody wants to read a million.
            let names: Vec<String> = if missing.len() > MOST_NUMBERS {
                vec![format!("{} … {}", id(missing.start), id(missing.end - 1))]
            } else {
                missing.map(id).filter(|id| !catalog.not_used.iter().any(|it| it.as_str() == id)).collect()
            };
            for id in names {
                let name = &catalog.id;
                found.push(
                    Diagnostic::new(
                        Code::NumberingGap,
                        catalog.nodes[*at].place.clone(),
                        text!("{name} に {id} がありません", "{name} has no {id}"),
                    )
                    .help(text!(
                        "規格にない番号なら not_used に書いてください",
                        "write it to not_used if the standard itself skips the number"
                    )),
                );
            }
        }
    }
    found
}

/// An id around its last number: `10-3(2)` is `10-3(`, 2, `)`.
fn last_number(id: &str) -> Option<(&str, u32, &str)> {
    let end = id.rfind(|it: char| it.is_ascii_digit())? + 1;
    let start = id[..end].rfind(|it: char| !it.is_ascii_digit()).map_or(0, |it| it + 1);
    let tail = &id[end..];
    // Letters behind the number are numbering of another kind: 4.1a).
    (tail.is_empty() || tail == ")").then_some(())?;
    Some((&id[..start], id[start..end].parse().ok()?, tail))
}

/// How often a requirement comes, if it comes again.
fn period(requirement: &Requirement) -> Option<Period> {
    match requirement.cadence {
        Cadence::Every(period) | Cadence::Interval(period) | Cadence::MaxAge(period) => Some(period),
        Cadence::Once { .. } => None,
    }
}

/// A cadence that is said to be stated has to be stated by something that its measure serves.
fn unfounded(model: &Model, measure: &Measure, requirement: &Requirement) -> Option<Diagnostic> {
    if requirement.basis != Basis::Stated {
        return None;
    }
    let served = measure.controls.iter().filter_map(|(id, _)| model.control(id));
    let founded = served.flat_map(|it| &model.node(it).periodicity).any(|it| {
        it.basis == Basis::Stated
            && match (it.rhythm, requirement.cadence) {
                (
                    Rhythm::Every | Rhythm::Limit,
                    Cadence::Every(_) | Cadence::Interval(_) | Cadence::MaxAge(_),
                ) => match (it.period, period(requirement)) {
                    (Some(stated), Some(own)) => own.is_within(stated) && stated.is_within(own),
                    (None, _) | (_, None) => false,
                },
                (Rhythm::Event | Rhythm::Change | Rhythm::Limit, Cadence::Once { .. }) => true,
                (Rhythm::RiskAnalysis | Rhythm::Keep | Rhythm::Continuous, _) => false,
                (Rhythm::Every, Cadence::Once { .. }) => false,
                (Rhythm::Event | Rhythm::Change, _) => false,
            }
    });
    let (measure, id) = (&measure.id, &requirement.id);
    (!founded).then(|| {
        Diagnostic::new(
            Code::CadenceUnfounded,
            requirement.place.clone(),
            text!(
                "{measure}/{id} の頻度は basis: stated ですが、対応する要求事項はどれもそう定めていません",
                "the cadence of {measure}/{id} is said to be stated, and nothing that it serves states it"
            ),
        )
        .help(text!(
            "実務慣行なら customary、自社の決定なら own にしてください",
            "make it customary if it is practice, own if it is the group's decision"
        ))
    })
}

/// A requirement with no measure at all; one that is no longer required, or unconfirmed, needs none.
fn unserved(model: &Model, control: ControlIx) -> Option<Diagnostic> {
    let node = model.node(control);
    let served = !model.mappings(control).is_empty() || !node.confirmed || node.superseded.is_some();
    let id = model.control_id(control);
    (!served).then(|| {
        Diagnostic::new(
            Code::ControlUnserved,
            node.place.clone(),
            text!("{id} に対応する対策がありません", "no measure serves {id}"),
        )
    })
}

/// What a requirement states has to be met by at least one measure that shows the doing.
fn too_loose(model: &Model, control: ControlIx) -> Option<Diagnostic> {
    let node = model.node(control);
    let stated = node
        .periodicity
        .iter()
        .filter(|it| it.basis == Basis::Stated && it.rhythm == Rhythm::Every)
        .filter_map(|it| it.period)
        .reduce(|a, b| if a.is_within(b) { a } else { b })?;
    let periods: Vec<Period> = model
        .mappings(control)
        .iter()
        .map(|it| (&model.measures()[it.measure], it.entry))
        .filter(|(measure, entry)| measure.controls[*entry].1.iter().any(|it| *it != Aspect::Documented))
        .flat_map(|(measure, _)| measure.requirements.iter().filter_map(period))
        .collect();
    if periods.is_empty() || periods.iter().any(|it| it.is_within(stated)) {
        return None;
    }
    let id = model.control_id(control);
    Some(Diagnostic::new(
        Code::CadenceTooLoose,
        node.place.clone(),
        text!(
            "{id} は {stated} ごとと定めていますが、それより短い頻度の対策がありません",
            "{id} states every {stated}, and no measure that serves it comes so often"
        ),
    ))
}

/// Two requirements of one catalog that are both equal to a third one would be one.
fn ambiguous(model: &Model, control: ControlIx) -> Option<Diagnostic> {
    let mut equal: BTreeMap<usize, BTreeSet<ControlIx>> = BTreeMap::new();
    for it in model.relations(control) {
        let vouched = it.standing == Standing::Stated || it.adopted.is_some();
        if it.relation == Relation::Equal && vouched {
            equal.entry(model.controls()[it.control.index()].catalog).or_default().insert(it.control);
        }
    }
    let several = equal.into_values().find(|it| it.len() > 1)?;
    let id = model.control_id(control);
    let names: Vec<String> = several.into_iter().map(|it| model.control_id(it).to_string()).collect();
    let names = names.join(", ");
    Some(Diagnostic::new(
        Code::CrosswalkAmbiguous,
        model.node(control).place.clone(),
        text!("{id} は {names} のすべてと同等とされています", "{id} is said to be equal to each of {names}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_number_of_an_id_orders_it_among_its_siblings() {
        for (id, expected) in [
            ("A.5.12", Some(("A.5.", 12, ""))),
            ("10-3(2)", Some(("10-3(", 2, ")"))),
            ("RULE-8(1)", Some(("RULE-8(", 1, ")"))),
            ("APPI-26", Some(("APPI-", 26, ""))),
            ("A", None),
            ("4.1a)", None),
        ] {
            assert_eq!(last_number(id), expected, "{id}");
        }
    }
}
