//! Links crosswalks: one relation per pair of requirements, seen from both ends.

use std::collections::{BTreeMap, HashMap};

use super::{ControlIx, is_builtin};
use crate::catalog::{Catalog, NodeKind};
use crate::code::Code;
use crate::crosswalk::{Crosswalk, Merged, Related, Row};
use crate::diagnostic::{Diagnostic, duplicate_id, unknown};
use crate::id::{CatalogId, ControlId, NodeId};
use crate::text::text;
use crate::yaml::Located;

/// The two ends of a relation, in the order of their ids.
pub(super) type Pair = (ControlId, ControlId);

/// The relations of every control in use, in catalog order of the other end.
pub(super) fn link(
    merged: BTreeMap<Pair, Merged>,
    by_control: &HashMap<ControlId, ControlIx>,
) -> Vec<Vec<Related>> {
    let mut relations: Vec<Vec<Related>> = vec![Vec::new(); by_control.len()];
    for ((left, right), Merged { row, .. }) in merged {
        let (Some(relation), Some(standing)) = (row.relation, row.standing) else { continue };
        let (Some(from), Some(to)) = (by_control.get(&left), by_control.get(&right)) else { continue };
        let related = |control: ControlIx, relation| Related {
            control,
            relation,
            standing,
            corroborated_by: row.corroborated_by,
            rationale: row.rationale.clone(),
            adopted: row.adopted.clone(),
        };
        relations[to.index()].push(related(*from, relation));
        if from != to {
            relations[from.index()].push(related(*to, relation.inverse()));
        }
    }
    for it in &mut relations {
        it.sort_by_key(|it| it.control);
    }
    relations
}

/// One row per pair: a workspace's own completes or replaces the built-in one.
pub(super) fn merge(
    crosswalks: Vec<Crosswalk>,
    known: &[Catalog],
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<Pair, Merged> {
    let ids: HashMap<&CatalogId, HashMap<&str, ()>> = known
        .iter()
        .map(|it| (&it.id, it.nodes.iter().map(|node| (node.id.as_str(), ())).collect()))
        .collect();
    let mut merged: BTreeMap<Pair, Merged> = BTreeMap::new();
    for Crosswalk { from, to, rows } in crosswalks {
        let mut ends_known = true;
        for catalog in [&from, &to] {
            if !ids.contains_key(&catalog.value) {
                ends_known = false;
                let wrong = &catalog.value;
                diagnostics.push(unknown(
                    Code::UnknownCatalog,
                    wrong.as_str(),
                    catalog.place.clone(),
                    text!("管理策カタログ {wrong} はありません", "there is no catalog {wrong}"),
                    ids.keys().map(|it| it.as_str()),
                ));
            }
        }
        if !ends_known {
            continue;
        }
        for row in rows {
            let mut exists = |catalog: &CatalogId, node: &Located<NodeId>| {
                let found = ids[catalog].contains_key(node.value.as_str());
                if !found {
                    let wrong = &node.value;
                    diagnostics.push(unknown(
                        Code::UnknownControl,
                        wrong.as_str(),
                        node.place.clone(),
                        text!("{catalog} に {wrong} はありません", "{catalog} has no {wrong}"),
                        ids[catalog].keys().copied(),
                    ));
                }
                found
            };
            let (left, right) = (exists(&from.value, &row.from), exists(&to.value, &row.to));
            if left && right {
                add(&mut merged, &from.value, &to.value, row, diagnostics);
            }
        }
    }
    let groups: HashMap<&CatalogId, HashMap<&str, NodeKind>> = known
        .iter()
        .map(|it| (&it.id, it.nodes.iter().map(|node| (node.id.as_str(), node.kind)).collect()))
        .collect();
    let is_group = |id: &ControlId| {
        groups.get(&id.catalog).and_then(|it| it.get(id.node.as_str())) == Some(&NodeKind::Group)
    };
    for ((left, right), it) in &merged {
        if let Some(heading) = [left, right].into_iter().find(|id| is_group(id))
            && it.row.adopted.is_some()
        {
            diagnostics.push(Diagnostic::new(
                Code::InvalidValue,
                it.place().clone(),
                text!(
                    "{heading} は見出しなので、採用しても何も引き継がれません",
                    "{heading} is a heading: nothing is carried over a row with it, adopted or not"
                ),
            ));
        }
    }
    merged.retain(|_, it| {
        let whole = it.row.relation.is_some() && it.row.standing.is_some();
        if !whole {
            diagnostics.push(Diagnostic::new(
                Code::MissingKey,
                it.place().clone(),
                text!(
                    "この組は組み込みの対応表にないため、relation と standing が要ります",
                    "no built-in crosswalk has this pair, so that relation and standing are needed"
                ),
            ));
        }
        whole
    });
    merged
}

fn add(
    merged: &mut BTreeMap<Pair, Merged>,
    from: &CatalogId,
    to: &CatalogId,
    mut row: Row,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let builtin = is_builtin(&row.from.place);
    let left = ControlId { catalog: from.clone(), node: row.from.value.clone() };
    let right = ControlId { catalog: to.clone(), node: row.to.value.clone() };
    // A pair has one entry, whichever way round the file gives it.
    let pair = if left <= right {
        (left, right)
    } else {
        row.relation = row.relation.map(crate::crosswalk::Relation::inverse);
        (right, left)
    };
    let Some(before) = merged.get_mut(&pair) else {
        merged.insert(pair, Merged { row, builtin });
        return;
    };
    if before.builtin && !builtin {
        let old = &before.row;
        row.relation = row.relation.or(old.relation);
        row.standing = row.standing.or(old.standing);
        row.corroborated_by = row.corroborated_by.or(old.corroborated_by);
        row.rationale = row.rationale.or_else(|| old.rationale.clone());
        *before = Merged { row, builtin };
        return;
    }
    let (a, b) = (&pair.0, &pair.1);
    match (before.row.relation, row.relation) {
        (Some(first), Some(second)) if first != second => diagnostics.push(
            Diagnostic::new(
                Code::CrosswalkContradiction,
                row.from.place,
                text!(
                    "{a} と {b} の関係が食い違っています（{first} と {second}）",
                    "{a} and {b} are said to relate in two ways ({first} and {second})"
                ),
            )
            .related(before.place().clone(), text!("もう一方の行", "the other row")),
        ),
        _ => {
            let name = format!("{a} — {b}");
            diagnostics.push(duplicate_id(&name, row.from.place, Some(before.place().clone())));
        }
    }
}
