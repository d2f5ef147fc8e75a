//! The dependency graph of a company: measures, requirements and what these rest on, with how each stands.

use std::collections::BTreeMap;

use kansa_core::assessment::{MeasureState, Verdict};
use kansa_core::catalog::PrerequisiteKind;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::controls::{anchor, number};
use super::word::mark;
use super::{Shown, measure};
use crate::assessment as data;

/// The dependency graph of a company.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Graph {
    /// Measures and requirements.
    pub nodes: Vec<Node>,
    /// What rests on what.
    pub edges: Vec<Edge>,
}

/// A measure or a requirement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Node {
    /// Its anchor, without `#`.
    pub anchor: Shown,
    /// `measure` or `control`.
    pub kind: &'static str,
    /// The number of a requirement with its standard; the id of a measure.
    pub name: Shown,
    /// Title.
    pub title: Shown,
    /// How it stands.
    pub word: Shown,
    /// The CSS class of its tone.
    pub class: &'static str,
}

/// One thing rests on another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edge {
    /// What is rested on, by its place in the nodes, from 0.
    pub from: Shown,
    /// What rests on it.
    pub to: Shown,
    /// `serves` for a measure; `explicit` or `derived` for a prerequisite.
    pub kind: &'static str,
}

/// The graph of a company. Measures that serve nothing of its scope are left out.
pub(super) fn graph(lang: Lang, company: &data::Company) -> Graph {
    let mut graph = Graph::default();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let controls =
        || company.catalogs.iter().flat_map(|catalog| catalog.controls.iter().map(move |it| (catalog, it)));
    for (catalog, it) in controls() {
        let state = mark::<Verdict>(lang, &it.verdict);
        places.insert(&it.id, graph.nodes.len());
        graph.nodes.push(Node {
            anchor: anchor(&it.id),
            kind: "control",
            name: format!("{} {}", catalog.standard.get(lang), number(&it.id)).into(),
            title: it.title.get(lang).into(),
            word: state.word,
            class: state.class,
        });
    }
    let mut measures: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, it) in controls() {
        let Some(to) = places.get(it.id.as_str()).copied() else { continue };
        for before in &it.prerequisites {
            let kind = PrerequisiteKind::ALL.iter().find(|it| it.as_str() == before.kind);
            if let Some((from, kind)) = places.get(before.control.as_str()).zip(kind) {
                graph.edges.push(Edge { from: (*from).into(), to: to.into(), kind: kind.as_str() });
            }
        }
        for id in it.because.iter().filter(|it| it.via.is_none()).filter_map(|it| it.measure.as_deref()) {
            let Some(found) = company.measures.iter().find(|it| it.id == id) else { continue };
            let from = *measures.entry(id).or_insert_with(|| {
                let state = mark::<MeasureState>(lang, &found.state);
                graph.nodes.push(Node {
                    anchor: measure::anchor(id),
                    kind: "measure",
                    name: id.into(),
                    title: found.title.get(lang).into(),
                    word: state.word,
                    class: state.class,
                });
                graph.nodes.len() - 1
            });
            graph.edges.push(Edge { from: from.into(), to: to.into(), kind: "serves" });
        }
    }
    graph
}
