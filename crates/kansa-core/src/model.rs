//! The model: catalogs, measures and registers of a workspace, linked to each other.

mod folder;
mod relations;

use std::collections::{BTreeMap, HashMap};

use crate::calendar::Calendar;
use crate::catalog::{Aspect, Catalog, Node, NodeKind};
use crate::check::CheckKind;
use crate::code::Code;
use crate::company::{Company, ScopeStatus};
use crate::config::Config;
use crate::crosswalk::{Crosswalk, Related};
use crate::diagnostic::{Diagnostic, duplicate_id, unknown};
use crate::graph::ControlGraph;
use crate::id::{CatalogId, ControlId, MeasureId, RegisterId, RequirementRef, RoleId};
use crate::measure::{Basis, Measure, Requirement};
use crate::register::{RegisterDef, RegisterIx};
use crate::role::Role;
use crate::source::Place;
use crate::terms::Terms;
use crate::text::{Text, text};
use crate::yaml::Located;

/// What built-in files start their path with.
pub const BUILTIN: &str = "builtin:";

/// Index of a requirement of a catalog in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ControlIx(pub(crate) u32);

impl ControlIx {
    /// As an index into [`Model::controls`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Index of an evidence requirement in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequirementIx(pub(crate) u32);

impl RequirementIx {
    /// As an index into the requirements of all measures, in order.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One requirement of a catalog in use.
#[derive(Debug, Clone)]
pub struct Control {
    /// Its id, written whole.
    pub id: ControlId,
    /// Index of its catalog.
    pub catalog: usize,
    /// Index of its node there.
    pub node: usize,
}

/// A measure that serves a control: index of the measure, and which of its mappings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mapping {
    pub(crate) measure: usize,
    pub(crate) entry: usize,
}

/// Catalogs, measures and registers of a workspace, linked to each other.
#[derive(Debug)]
pub struct Model {
    catalogs: Vec<Catalog>,
    controls: Vec<Control>,
    measures: Vec<Measure>,
    registers: Vec<RegisterDef>,
    requirements: Vec<(usize, usize)>,
    by_control: HashMap<ControlId, ControlIx>,
    mappings: Vec<Vec<Mapping>>,
    relations: Vec<Vec<Related>>,
    graph: ControlGraph,
    calendar: Calendar,
    roles: Vec<Role>,
}

/// Something that is known by an id and can be overridden by it.
pub trait Named {
    /// The id.
    fn id(&self) -> &str;
    /// Where it is given.
    fn place(&self) -> &Place;
}

impl Named for Catalog {
    fn id(&self) -> &str {
        self.id.as_str()
    }
    fn place(&self) -> &Place {
        &self.place
    }
}

impl Named for Measure {
    fn id(&self) -> &str {
        self.id.as_str()
    }
    fn place(&self) -> &Place {
        &self.place
    }
}

impl Named for RegisterDef {
    fn id(&self) -> &str {
        self.id.as_str()
    }
    fn place(&self) -> &Place {
        &self.place
    }
}

/// Keeps one of each id: a workspace's own takes the place of the built-in one; two of a kind are reported.
pub fn override_by_id<T: Named>(items: Vec<T>) -> (Vec<T>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    let mut index: HashMap<String, usize> = HashMap::new();
    for item in items {
        match index.get(item.id()) {
            None => {
                index.insert(item.id().to_owned(), kept.len());
                kept.push(item);
            }
            Some(at) if is_builtin(kept[*at].place()) && !is_builtin(item.place()) => kept[*at] = item,
            Some(at) => {
                let first = kept[*at].place().clone();
                diagnostics.push(duplicate_id(item.id(), item.place().clone(), Some(first)));
            }
        }
    }
    (kept, diagnostics)
}

fn is_builtin(place: &Place) -> bool {
    place.path.starts_with(BUILTIN)
}

impl Model {
    /// Links what was parsed. `catalogs` are all that are known; those that kansa.yaml lists are in use.
    ///
    /// The result holds what is good; unknown and duplicate ids and circles are reported.
    pub fn link(
        config: &Config,
        catalogs: Vec<Catalog>,
        crosswalks: Vec<Crosswalk>,
        measures: Vec<Measure>,
        registers: Vec<RegisterDef>,
    ) -> (Self, Vec<Diagnostic>) {
        let (known, problems) = override_by_id(catalogs);
        let (model, mut diagnostics) =
            Self::of(known, |known, found| listed(config, known, found), crosswalks, measures, registers);
        diagnostics.extend(problems);
        crate::organization::posts(config.appointments.clone(), &model, &mut diagnostics);
        (model, diagnostics)
    }

    /// Links everything that is known, with every catalog in use: what `kansa catalog check` looks at.
    pub fn of_all(
        catalogs: Vec<Catalog>,
        crosswalks: Vec<Crosswalk>,
        measures: Vec<Measure>,
        registers: Vec<RegisterDef>,
    ) -> (Self, Vec<Diagnostic>) {
        Self::of(catalogs, |known, _| known, crosswalks, measures, registers)
    }

    fn of(
        known: Vec<Catalog>,
        used: impl FnOnce(Vec<Catalog>, &mut Vec<Diagnostic>) -> Vec<Catalog>,
        crosswalks: Vec<Crosswalk>,
        measures: Vec<Measure>,
        registers: Vec<RegisterDef>,
    ) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let (mut measures, problems) = override_by_id(measures);
        diagnostics.extend(problems);
        measures.sort_by(|a, b| (a.category, &a.id).cmp(&(b.category, &b.id)));
        check_controls(&measures, &known, &mut diagnostics);
        check_orders(&measures, &mut diagnostics);
        let merged = relations::merge(crosswalks, &known, &mut diagnostics);
        let catalogs = used(known, &mut diagnostics);

        let mut controls = Vec::new();
        for (catalog, it) in catalogs.iter().enumerate() {
            for (node, row) in it.nodes.iter().enumerate() {
                if row.kind == NodeKind::Requirement {
                    let id = ControlId { catalog: it.id.clone(), node: row.id.clone() };
                    controls.push(Control { id, catalog, node });
                }
            }
        }
        let by_control: HashMap<ControlId, ControlIx> =
            controls.iter().zip(0..).map(|(it, index)| (it.id.clone(), ControlIx(index))).collect();
        let mut mappings = vec![Vec::new(); controls.len()];
        for (measure, it) in measures.iter().enumerate() {
            for (entry, (control, _)) in it.controls.iter().enumerate() {
                if let Some(control) = by_control.get(control) {
                    mappings[control.index()].push(Mapping { measure, entry });
                }
            }
        }
        let requirements = measures
            .iter()
            .enumerate()
            .flat_map(|(measure, it)| {
                (0..it.requirements.len()).map(move |requirement| (measure, requirement))
            })
            .collect();
        let (graph, problems) = ControlGraph::build(&catalogs, &controls, &measures, &mappings);
        diagnostics.extend(problems);
        let relations = relations::link(merged, &by_control);
        for it in registers.iter().flat_map(|it| &it.columns).filter_map(|it| it.refers.as_ref()) {
            RegisterDef::find(&registers, &it.value, &it.place, &mut diagnostics);
        }
        let model = Self {
            catalogs,
            controls,
            measures,
            registers,
            requirements,
            by_control,
            mappings,
            relations,
            graph,
            calendar: Calendar::default(),
            roles: Vec::new(),
        };
        (model, diagnostics)
    }

    /// Catalogs in use, in the order of kansa.yaml.
    pub fn catalogs(&self) -> &[Catalog] {
        &self.catalogs
    }

    /// Requirements of the catalogs in use, in catalog order.
    pub fn controls(&self) -> &[Control] {
        &self.controls
    }

    /// Measures by category, then id.
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// Definitions of registers.
    pub fn registers(&self) -> &[RegisterDef] {
        &self.registers
    }

    /// Moves deadlines by a calendar; without one nothing is known of holidays.
    #[must_use]
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// The calendar that deadlines are moved by.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Calls roles by their titles; without them they are known by their ids.
    #[must_use]
    pub fn with_roles(mut self, roles: Vec<Role>) -> Self {
        self.roles = roles;
        self
    }

    /// The roles that have a title.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// What a role is called, if any file says so.
    pub fn role_title(&self, id: &RoleId) -> Option<&Text> {
        self.roles.iter().find(|it| it.id == *id).map(|it| &it.title)
    }

    /// A role as people know it: its title, else its id.
    pub fn called(&self, id: &RoleId) -> Text {
        self.role_title(id).cloned().unwrap_or_else(|| Text::same(id.as_str()))
    }

    /// The dependency graph.
    pub fn graph(&self) -> &ControlGraph {
        &self.graph
    }

    /// The index of a control, if its catalog is in use and has it.
    pub fn control(&self, id: &ControlId) -> Option<ControlIx> {
        self.by_control.get(id).copied()
    }

    /// The controls whose id ends in this node id, in catalog order.
    pub fn controls_named(&self, node: &str) -> Vec<ControlIx> {
        self.controls
            .iter()
            .zip(0..)
            .filter(|(it, _)| it.id.node.as_str() == node)
            .map(|(_, at)| ControlIx(at))
            .collect()
    }

    /// All controls with their indexes, in catalog order.
    pub(crate) fn indexed(&self) -> impl Iterator<Item = (ControlIx, &Control)> {
        (0..).map(ControlIx).zip(&self.controls)
    }

    /// The node of a control.
    pub fn node(&self, control: ControlIx) -> &Node {
        let it = &self.controls[control.index()];
        &self.catalogs[it.catalog].nodes[it.node]
    }

    /// The id of a control, written whole.
    pub fn control_id(&self, control: ControlIx) -> &ControlId {
        &self.controls[control.index()].id
    }

    /// How other requirements relate to a control, in catalog order; a superset asks for all that the control asks for.
    pub fn relations(&self, control: ControlIx) -> &[Related] {
        &self.relations[control.index()]
    }

    /// Whether the cadence of a requirement is read as PCI DSS reads its time words: it is stated, and serves a PCI DSS
    /// requirement of the company's scope.
    pub fn reads_as_pci(&self, requirement: RequirementIx, company: &Company) -> bool {
        let (measure, it) = self.resolve(requirement);
        let mut scoped = company
            .scopes
            .iter()
            .filter(|it| it.status != ScopeStatus::None)
            .map(|it| &self.catalogs[it.catalog])
            .filter(|it| it.terms == Some(Terms::PciDss));
        it.basis == Basis::Stated
            && scoped.any(|catalog| measure.controls.iter().any(|(id, _)| id.catalog == catalog.id))
    }

    pub(crate) fn mappings(&self, control: ControlIx) -> &[Mapping] {
        &self.mappings[control.index()]
    }

    /// The definition of a register.
    pub fn register(&self, register: RegisterIx) -> &RegisterDef {
        &self.registers[register.index()]
    }

    /// The index of a register, by id.
    pub fn register_named(&self, id: &str) -> Option<RegisterIx> {
        let at = self.registers.iter().position(|it| it.id.as_str() == id)?;
        u32::try_from(at).ok().map(RegisterIx)
    }

    /// The indexes of the registers, in order.
    pub fn register_indexes(&self) -> impl Iterator<Item = RegisterIx> + use<> {
        (0..u32::try_from(self.registers.len()).unwrap_or(u32::MAX)).map(RegisterIx)
    }

    /// An evidence requirement with its measure.
    pub fn resolve(&self, requirement: RequirementIx) -> (&Measure, &Requirement) {
        let (measure, at) = self.requirements[requirement.index()];
        let measure = &self.measures[measure];
        (measure, &measure.requirements[at])
    }

    /// The measure of an evidence requirement, by index.
    pub fn measure_of(&self, requirement: RequirementIx) -> usize {
        self.requirements[requirement.index()].0
    }

    /// An evidence requirement as it is named: `measure/requirement`.
    pub fn requirement_ref(&self, requirement: RequirementIx) -> RequirementRef {
        let (measure, it) = self.resolve(requirement);
        RequirementRef { measure: measure.id.clone(), requirement: it.id.clone() }
    }

    /// The evidence requirements of a measure that serve a control and show an aspect of it; all of the measure's if
    /// none says so of itself.
    pub(crate) fn evidence_of(
        &self,
        measure: usize,
        control: &ControlId,
        aspect: Aspect,
    ) -> Vec<RequirementIx> {
        let all: Vec<RequirementIx> = self.requirements_of(measure).collect();
        let serves = |it: &&RequirementIx| {
            let serves = &self.resolve(**it).1.serves;
            serves.is_empty() || serves.contains(control)
        };
        let shows = |it: &&RequirementIx| {
            let shows = &self.resolve(**it).1.shows;
            shows.is_empty() || shows.contains(&aspect)
        };
        let both: Vec<RequirementIx> = all.iter().filter(serves).filter(shows).copied().collect();
        if !both.is_empty() {
            return both;
        }
        // What nothing is named for is shown by what is nearest to it.
        let serving: Vec<RequirementIx> = all.iter().filter(serves).copied().collect();
        if serving.is_empty() { all } else { serving }
    }

    /// Whether a requirement is evidence for a control, in any aspect in which its measure serves it.
    pub(crate) fn is_evidence_for(&self, requirement: RequirementIx, control: ControlIx) -> bool {
        let (at, id) = (self.measure_of(requirement), self.control_id(control));
        let mapped = self.measures[at].controls.iter().find(|(it, _)| it == id);
        let aspects = mapped.map_or(&[][..], |(_, aspects)| aspects.as_slice());
        aspects.iter().any(|it| self.evidence_of(at, id, *it).contains(&requirement))
    }

    /// The evidence requirements of a measure.
    pub fn requirements_of(&self, measure: usize) -> impl Iterator<Item = RequirementIx> + use<> {
        // Those of one measure stand together, in the order of the measures.
        let first = self.requirements.partition_point(|(it, _)| *it < measure);
        let count = self.measures[measure].requirements.len();
        (0..).skip(first).take(count).map(RequirementIx)
    }

    /// The evidence requirement of two folder names, which may be earlier ids.
    pub fn requirement_at(&self, measure: &str, requirement: &str) -> Option<RequirementIx> {
        let measure = self.measure_at(measure)?;
        let it = &self.measures[measure];
        let at = it.requirements.iter().position(|it| it.id.as_str() == requirement).or_else(|| {
            it.requirements.iter().position(|it| it.was.iter().any(|old| old.as_str() == requirement))
        })?;
        self.requirements_of(measure).nth(at)
    }

    /// What `measure/requirement[/subject]` names.
    pub(crate) fn target<'n>(&self, name: &'n str) -> Option<(RequirementIx, Option<&'n str>)> {
        let mut pieces = name.splitn(3, '/');
        let requirement = self.requirement_at(pieces.next()?, pieces.next()?)?;
        Some((requirement, pieces.next()))
    }

    /// The measure of a folder name, which may be an earlier id.
    pub fn measure_at(&self, name: &str) -> Option<usize> {
        self.measures
            .iter()
            .position(|it| it.id.as_str() == name)
            .or_else(|| self.measures.iter().position(|it| it.was.iter().any(|old| old.as_str() == name)))
    }

    /// The names of all evidence requirements.
    pub fn requirement_names(&self) -> Vec<String> {
        self.measures
            .iter()
            .flat_map(|measure| {
                measure.requirements.iter().map(move |it| format!("{}/{}", measure.id, it.id))
            })
            .collect()
    }

    /// Measures that serve a control of a catalog in use, and that nobody has to choose.
    pub(crate) fn owed_measures(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.measures.len())
            .filter(|it| !self.measures[*it].voluntary)
            .filter(|it| self.measures[*it].controls.iter().any(|(id, _)| self.by_control.contains_key(id)))
    }

    /// The register that an id means; reports one that nobody defines.
    pub(crate) fn find_register(
        &self,
        id: &Located<RegisterId>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<RegisterIx> {
        RegisterDef::find(&self.registers, &id.value, &id.place, diagnostics)
    }

    /// The measure of an id; reports one that nobody defines.
    pub(crate) fn find_measure(
        &self,
        id: &Located<MeasureId>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<usize> {
        let found = self.measure_at(id.value.as_str());
        if found.is_none() {
            let wrong = &id.value;
            diagnostics.push(unknown(
                Code::UnknownMeasure,
                wrong.as_str(),
                id.place.clone(),
                text!("対策 {wrong} はありません", "there is no measure {wrong}"),
                self.measures.iter().map(|it| it.id.as_str()),
            ));
        }
        found
    }
}

/// The catalogs that kansa.yaml lists, in its order.
fn listed(config: &Config, known: Vec<Catalog>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Catalog> {
    let names: Vec<String> = known.iter().map(|it| it.id.to_string()).collect();
    let mut known: BTreeMap<CatalogId, Catalog> = known.into_iter().map(|it| (it.id.clone(), it)).collect();
    let mut seen: Vec<&CatalogId> = Vec::new();
    let mut catalogs = Vec::new();
    for wanted in &config.catalogs {
        let id = &wanted.value;
        if seen.contains(&id) {
            diagnostics.push(duplicate_id(id.as_str(), wanted.place.clone(), None));
        } else if let Some(catalog) = known.remove(id) {
            catalogs.push(catalog);
        } else {
            diagnostics.push(unknown(
                Code::UnknownCatalog,
                id.as_str(),
                wanted.place.clone(),
                text!(
                    "管理策カタログ {id} は組み込みにも controls/catalogs にもありません",
                    "the catalog {id} is neither built in nor in controls/catalogs"
                ),
                names.iter().map(String::as_str),
            ));
        }
        seen.push(id);
    }
    catalogs
}

/// Reports what is to come after something that no measure has.
fn check_orders(measures: &[Measure], diagnostics: &mut Vec<Diagnostic>) {
    let names =
        || measures.iter().flat_map(|it| it.requirements.iter().map(move |requirement| (it, requirement)));
    for (_, requirement) in names() {
        for check in &requirement.checks {
            let CheckKind::After { requirement: (measure, first), .. } = &check.kind else { continue };
            if names().any(|(it, requirement)| it.id == *measure && requirement.id == *first) {
                continue;
            }
            let wrong = format!("{measure}/{first}");
            let known: Vec<String> =
                names().map(|(it, requirement)| format!("{}/{}", it.id, requirement.id)).collect();
            diagnostics.push(unknown(
                Code::UnknownRequirement,
                &wrong,
                requirement.place.clone(),
                text!("必要証跡 {wrong} はありません", "there is no evidence requirement {wrong}"),
                known.iter().map(String::as_str),
            ));
        }
    }
}

/// Every control that a measure names must exist in a catalog that is known, in use or not.
fn check_controls(measures: &[Measure], known: &[Catalog], diagnostics: &mut Vec<Diagnostic>) {
    let nodes: HashMap<&CatalogId, HashMap<&str, NodeKind>> = known
        .iter()
        .map(|it| (&it.id, it.nodes.iter().map(|node| (node.id.as_str(), node.kind)).collect()))
        .collect();
    for measure in measures {
        for ((id, _), place) in measure.controls.iter().zip(&measure.control_places) {
            let Some(catalog) = nodes.get(&id.catalog) else {
                // A built-in catalog that nobody uses may not have been read.
                if is_builtin(place) {
                    continue;
                }
                let wrong = &id.catalog;
                diagnostics.push(unknown(
                    Code::UnknownCatalog,
                    wrong.as_str(),
                    place.clone(),
                    text!("管理策カタログ {wrong} はありません", "there is no catalog {wrong}"),
                    nodes.keys().map(|it| it.as_str()),
                ));
                continue;
            };
            match catalog.get(id.node.as_str()) {
                Some(NodeKind::Requirement) => {}
                Some(NodeKind::Group) => diagnostics.push(Diagnostic::new(
                    Code::UnknownControl,
                    place.clone(),
                    text!(
                        "{id} は見出しです。対策は要求事項に対応付けてください",
                        "{id} is a heading; a measure serves requirements"
                    ),
                )),
                None => diagnostics.push(unknown(
                    Code::UnknownControl,
                    id.node.as_str(),
                    place.clone(),
                    text!("{} に {} はありません", "{} has no {}", id.catalog, id.node),
                    catalog.keys().copied(),
                )),
            }
        }
    }
}
