//! The dependency graph: requirement -> measure -> control -> prerequisite, shared by all companies.

use std::collections::{BTreeSet, HashMap, HashSet};

use petgraph::algo::{tarjan_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};

use crate::catalog::{Catalog, PrerequisiteKind};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::measure::Measure;
use crate::model::{Control, ControlIx, Mapping};
use crate::source::Place;
use crate::text::text;

/// What stands in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vertex {
    /// An evidence requirement: measure, requirement.
    Requirement(usize, usize),
    /// A measure.
    Measure(usize),
    /// A control.
    Control(ControlIx),
}

/// Why one thing rests on another.
#[derive(Debug, Clone)]
enum Edge {
    /// A measure rests on its evidence requirements, a control on its measures.
    Serves,
    /// A control rests on another one.
    Prerequisite { kind: PrerequisiteKind, place: Place },
}

/// The dependency graph; edges lead from what is rested on to what rests on it.
#[derive(Debug)]
pub struct ControlGraph {
    graph: DiGraph<Vertex, Edge>,
    controls: Vec<NodeIndex>,
    order: Vec<ControlIx>,
}

/// A control on which another one rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RestsOn {
    /// The control rested on.
    pub control: ControlIx,
    /// Whether the text says so.
    pub kind: PrerequisiteKind,
}

impl ControlGraph {
    /// Builds the graph. Circles of prerequisites are reported whole and cut, so that every control has an order.
    pub(crate) fn build(
        catalogs: &[Catalog],
        controls: &[Control],
        measures: &[Measure],
        mappings: &[Vec<Mapping>],
    ) -> (Self, Vec<Diagnostic>) {
        let mut graph = DiGraph::new();
        let vertices: Vec<NodeIndex> =
            (0..).zip(controls).map(|(at, _)| graph.add_node(Vertex::Control(ControlIx(at)))).collect();
        for (at, measure) in measures.iter().enumerate() {
            let vertex = graph.add_node(Vertex::Measure(at));
            for requirement in 0..measure.requirements.len() {
                let below = graph.add_node(Vertex::Requirement(at, requirement));
                graph.add_edge(below, vertex, Edge::Serves);
            }
            for (control, mapped) in mappings.iter().enumerate() {
                if mapped.iter().any(|it| it.measure == at) {
                    graph.add_edge(vertex, vertices[control], Edge::Serves);
                }
            }
        }
        for (dependent, prerequisite, edge) in prerequisites(catalogs, controls) {
            graph.add_edge(vertices[prerequisite], vertices[dependent], edge);
        }
        let mut diagnostics = Vec::new();
        // Cutting every prerequisite inside a circle leaves no circle: all other edges lead upwards.
        for circle in circles(&graph) {
            diagnostics.push(circle_diagnostic(&graph, &circle, controls));
            graph.retain_edges(|graph, edge| match graph.edge_endpoints(edge) {
                Some((from, to)) => !(circle.contains(&from) && circle.contains(&to)),
                None => true,
            });
        }
        let order = toposort(&graph, None)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|it| match graph[it] {
                Vertex::Control(control) => Some(control),
                Vertex::Requirement(..) | Vertex::Measure(_) => None,
            })
            .collect();
        (Self { graph, controls: vertices, order }, diagnostics)
    }

    /// All controls, those rested on before those that rest on them.
    pub fn order(&self) -> &[ControlIx] {
        &self.order
    }

    /// The controls on which a control rests, in catalog order, each once; explicit wins over derived.
    pub fn rests_on(&self, control: ControlIx) -> Vec<RestsOn> {
        self.neighbours(control, petgraph::Direction::Incoming)
    }

    /// The controls that rest on a control, in catalog order, each once.
    pub fn rested_on_by(&self, control: ControlIx) -> Vec<RestsOn> {
        self.neighbours(control, petgraph::Direction::Outgoing)
    }

    fn neighbours(&self, control: ControlIx, direction: petgraph::Direction) -> Vec<RestsOn> {
        use petgraph::visit::EdgeRef;
        let mut found: Vec<RestsOn> = self
            .graph
            .edges_directed(self.controls[control.index()], direction)
            .filter_map(|edge| {
                let other = match direction {
                    petgraph::Direction::Incoming => edge.source(),
                    petgraph::Direction::Outgoing => edge.target(),
                };
                match (&self.graph[other], edge.weight()) {
                    (Vertex::Control(control), Edge::Prerequisite { kind, .. }) => {
                        Some(RestsOn { control: *control, kind: *kind })
                    }
                    (Vertex::Control(_) | Vertex::Measure(_) | Vertex::Requirement(..), _) => None,
                }
            })
            .collect();
        found.sort_unstable();
        found.dedup_by_key(|it| it.control);
        found
    }
}

/// Prerequisites between requirements: dependent, prerequisite, edge. A group means all requirements below it.
fn prerequisites(catalogs: &[Catalog], controls: &[Control]) -> Vec<(usize, usize, Edge)> {
    let positions: HashMap<(usize, usize), usize> =
        controls.iter().enumerate().map(|(at, it)| ((it.catalog, it.node), at)).collect();
    let position = |catalog: usize, node: usize| positions.get(&(catalog, node)).copied();
    let mut edges = Vec::new();
    for (catalog, it) in catalogs.iter().enumerate() {
        for (node, row) in it.nodes.iter().enumerate() {
            for prerequisite in &row.prerequisites {
                for dependent in it.requirements_below(node) {
                    for below in it.requirements_below(prerequisite.node) {
                        let (Some(from), Some(to)) = (position(catalog, dependent), position(catalog, below))
                        else {
                            continue;
                        };
                        let place = prerequisite.place.clone();
                        edges.push((from, to, Edge::Prerequisite { kind: prerequisite.kind, place }));
                    }
                }
            }
        }
    }
    edges
}

/// The circles of the graph, each sorted: the order inside a strongly connected component is arbitrary.
fn circles(graph: &DiGraph<Vertex, Edge>) -> Vec<BTreeSet<NodeIndex>> {
    let mut circles: Vec<BTreeSet<NodeIndex>> = tarjan_scc(graph)
        .into_iter()
        .filter(|it| it.len() > 1 || it.first().is_some_and(|at| graph.contains_edge(*at, *at)))
        .map(|it| it.into_iter().collect())
        .collect();
    circles.sort();
    circles
}

/// The whole circle, from its first control around to itself, with the place of each step.
fn circle_diagnostic(
    graph: &DiGraph<Vertex, Edge>,
    circle: &BTreeSet<NodeIndex>,
    controls: &[Control],
) -> Diagnostic {
    let name = |at: &NodeIndex| match graph[*at] {
        Vertex::Control(control) => controls[control.index()].id.node.to_string(),
        Vertex::Requirement(..) | Vertex::Measure(_) => String::new(),
    };
    let steps = walk_around(graph, circle);
    let names: Vec<String> = steps.iter().map(|(at, _)| name(at)).collect();
    let around = names.iter().chain(names.first()).cloned().collect::<Vec<_>>().join(" → ");
    let place = steps.first().map_or_else(|| Place::whole(""), |(_, place)| place.clone());
    let mut diagnostic = Diagnostic::new(
        Code::PrerequisiteCircle,
        place,
        text!("前提が循環しています: {around}", "prerequisites form a circle: {around}"),
    )
    .help(text!("このうち一つの前提を外してください", "take one of these prerequisites away"));
    for (at, place) in steps.iter().skip(1).take(MOST_STEPS) {
        let name = name(at);
        diagnostic = diagnostic.related(place.clone(), text!("{name} の前提", "prerequisite of {name}"));
    }
    diagnostic
}

/// How many steps of a circle are shown with their place; its message names all of them.
const MOST_STEPS: usize = 20;

/// A shortest way around a circle from its first control: each with the place of the prerequisite that leads on.
fn walk_around(graph: &DiGraph<Vertex, Edge>, circle: &BTreeSet<NodeIndex>) -> Vec<(NodeIndex, Place)> {
    use petgraph::visit::EdgeRef;
    let Some(start) = circle.first().copied() else { return Vec::new() };
    // Breadth first from the first control along its prerequisites until it is met again.
    let mut reached: Vec<(NodeIndex, Option<usize>, Option<Place>)> = vec![(start, None, None)];
    let mut met: HashSet<NodeIndex> = HashSet::from([start]);
    let mut next = 0;
    while next < reached.len() {
        let mut edges: Vec<_> = graph
            .edges_directed(reached[next].0, petgraph::Direction::Incoming)
            .filter_map(|edge| match edge.weight() {
                Edge::Prerequisite { place, .. } if circle.contains(&edge.source()) => {
                    Some((edge.source(), place.clone()))
                }
                Edge::Prerequisite { .. } | Edge::Serves => None,
            })
            .collect();
        edges.sort();
        for (on, place) in edges {
            if on == start {
                let mut steps = vec![(reached[next].0, place)];
                let mut at = next;
                while let (Some(before), Some(place)) = (reached[at].1, reached[at].2.clone()) {
                    steps.push((reached[before].0, place));
                    at = before;
                }
                steps.reverse();
                return steps;
            }
            if met.insert(on) {
                reached.push((on, Some(next), Some(place)));
            }
        }
        next += 1;
    }
    Vec::new()
}
