//! `company.yaml`: one company of the group, and what it is held to.

mod pci;
mod provision;

use chrono::NaiveDate;

use self::pci::RawPci;
pub use self::pci::{PciProfile, PciRole, Validation};
use self::provision::RawProvision;
pub use self::provision::{Provision, ProvisionBasis, Taker, link_group};
use crate::calendar::{ClosedDays, RawClosedDays, closed_days};
use crate::code::Code;
use crate::config::{AuditPeriod, Config, RawAuditPeriod, RawText, audits_by_others};
use crate::diagnostic::{Diagnostic, backwards, duplicate_id, unknown};
use crate::evidence::{RegisterState, Registers};
use crate::id::{CatalogId, CompanyId, MeasureId, RequirementRef, UnitId};
use crate::measure::Basis;
use crate::model::{Model, RequirementIx};
use crate::organization::{Post, RawPost, RawReporting, Reporting, posts, together};
use crate::period::{DateRange, FiscalStart, Period};
use crate::register::RegisterIx;
use crate::source::{Place, SourceFile};
use crate::table::folded;
use crate::terms::Terms;
use crate::text::{Text, text};
use crate::yaml::{
    Decode, Decoder, InRange, Located, Node, NodeKind, Spelled, decode_file, decode_map, keywords, record,
};

keywords! {
    /// What a company is to a framework.
    pub enum ScopeStatus {
        /// Holds a certificate.
        Certified = "certified",
        /// Prepares for one.
        Preparing = "preparing",
        /// Follows it without a certificate.
        Voluntary = "voluntary",
        /// Is not held to it.
        None = "none",
    }
}

impl ScopeStatus {
    /// The status in the words of a framework: a law certifies nobody, and PCI DSS speaks of validated compliance.
    pub fn text(self, terms: Option<Terms>) -> Text {
        match (self, terms) {
            (Self::None, _) => Text::new("対象外", "none"),
            (Self::Certified | Self::Preparing | Self::Voluntary, Some(Terms::Appi)) => {
                Text::new("法令として適用", "applies by law")
            }
            (Self::Certified, Some(Terms::PciDss)) => Text::new("準拠（検証済み）", "validated"),
            (Self::Preparing, Some(Terms::PciDss)) => Text::new("準拠の準備中", "preparing"),
            (Self::Certified, Some(Terms::PrivacyMark)) => Text::new("付与事業者", "certified"),
            (Self::Preparing, Some(Terms::PrivacyMark)) => Text::new("付与申請の準備中", "preparing"),
            (Self::Certified, Some(Terms::Iso | Terms::JisQ15001) | None) => {
                Text::new("認証取得", "certified")
            }
            (Self::Preparing, Some(Terms::Iso | Terms::JisQ15001) | None) => {
                Text::new("取得準備中", "preparing")
            }
            (Self::Voluntary, _) => Text::new("自主的に準拠", "voluntary"),
        }
    }
}

record! {
    /// One company of the group: `evidence/<company>/company.yaml`.
    pub(crate) struct RawCompany {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// Its name.
        name: RawText,
        /// The business unit it belongs to.
        business_unit: Option<Located<UnitId>>,
        /// First day of its fiscal year, if it is not the group's.
        fiscal_year_starts: Option<FiscalStart>,
        /// Its audit period, if it is not the fiscal year.
        audit_period: Option<RawAuditPeriod>,
        /// Catalogs that it is held to.
        scope: Vec<Located<RawScope>>,
        /// Measures that it takes: all, or a list.
        measures: RawTaken,
        /// Measures that it takes beside them: voluntary ones, which all leaves out.
        also: Option<Vec<RawAlso>>,
        /// Measures that it does not take, each with a reason.
        except: Option<Vec<RawExcept>>,
        /// Cadences that it sets itself, by requirement.
        parameters: Option<RawParameters>,
        /// Days on which it is closed beside the holidays: for business days only.
        closed_days: Option<Vec<Located<RawClosedDays>>>,
        /// What it is to PCI DSS.
        pci: Option<RawPci>,
        /// Posts that somebody has to hold, beside those of the group; one of the same role takes its place.
        appointments: Option<Vec<RawPost>>,
        /// On which ways a report of something wrong reaches the top.
        reporting: Option<RawReporting>,
        /// Measures that another company of the group provides to it.
        provided: Option<Vec<RawProvision>>,
    }
}

record! {
    /// A catalog that a company is held to.
    pub(crate) struct RawScope {
        /// The catalog.
        catalog: Located<CatalogId>,
        /// What the company is to it.
        status: ScopeStatus,
        /// First day.
        from: Option<NaiveDate>,
        /// Last day.
        to: Option<NaiveDate>,
        /// Departments in it, by their keys in the register: all if left out.
        units: Option<Located<Vec<String>>>,
        /// Sites in it: all if left out.
        sites: Option<Located<Vec<String>>>,
        /// Systems in it: all if left out.
        systems: Option<Located<Vec<String>>>,
        /// Persons in it: all if left out.
        persons: Option<Located<Vec<String>>>,
    }
}

record! {
    /// A measure that a company does not take.
    pub(crate) struct RawExcept {
        /// The measure.
        measure: Located<MeasureId>,
        /// Why not.
        reason: RawText,
    }
}

record! {
    /// A measure that a company takes from a day on.
    pub(crate) struct RawChoice {
        /// The measure.
        measure: Located<MeasureId>,
        /// First day.
        from: Option<NaiveDate>,
    }
}

/// An entry of `also`: the id of a measure, or with its first day.
#[derive(Debug, Clone)]
pub(crate) struct RawAlso(RawChoice);

impl Decode for RawAlso {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.kind {
            NodeKind::Mapping(_) => RawChoice::decode(node, decoder).map(Self),
            NodeKind::Scalar { .. } | NodeKind::Sequence(_) => {
                Located::decode(node, decoder).map(|measure| Self(RawChoice { measure, from: None }))
            }
        }
    }
}

impl schemars::JsonSchema for RawAlso {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Also".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let (id, choice) = (generator.subschema_for::<MeasureId>(), generator.subschema_for::<RawChoice>());
        schemars::json_schema!({ "anyOf": [id, choice] })
    }
}

/// `measures: all` or a list of ids.
#[derive(Debug, Clone)]
pub(crate) enum RawTaken {
    All,
    Listed(Vec<Located<MeasureId>>),
}

impl Decode for RawTaken {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.kind {
            NodeKind::Sequence(_) => Vec::decode(node, decoder).map(Self::Listed),
            NodeKind::Scalar { text, .. } if text == "all" => Some(Self::All),
            NodeKind::Scalar { .. } | NodeKind::Mapping(_) => {
                decoder.report(
                    Code::InvalidValue,
                    node,
                    text!(
                        "measures には all か対策 ID のリストを書いてください",
                        "measures is all or a list of measure ids"
                    ),
                );
                None
            }
        }
    }
}

impl schemars::JsonSchema for RawTaken {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Taken".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let ids = generator.subschema_for::<Vec<MeasureId>>();
        schemars::json_schema!({ "anyOf": [{ "const": "all" }, ids] })
    }
}

/// Cadences by requirement.
#[derive(Debug, Clone)]
pub(crate) struct RawParameters(Vec<(Spelled, Period)>);

impl Decode for RawParameters {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        decode_map(node, decoder).map(Self)
    }
}

impl schemars::JsonSchema for RawParameters {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Parameters".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let period = generator.subschema_for::<Period>();
        schemars::json_schema!({ "type": "object", "additionalProperties": period })
    }
}

/// One company of the group.
#[derive(Debug, Clone)]
pub struct Company {
    /// Its id: the name of its folder.
    pub id: CompanyId,
    /// Its name.
    pub name: Text,
    /// The business unit it belongs to.
    pub unit: Option<UnitId>,
    /// First day of its fiscal year.
    pub fiscal: FiscalStart,
    /// Its audit period, if it is not the fiscal year.
    pub audit_period: Option<AuditPeriod>,
    /// Days of the audits that others held, in order.
    audits: Vec<NaiveDate>,
    /// Catalogs that it is held to.
    pub scopes: Vec<Scope>,
    /// Measures that it takes: index in the model, each once.
    pub measures: Vec<usize>,
    /// First days of measures that it takes from a day on.
    starts: Vec<(usize, NaiveDate)>,
    /// Measures that it does not take, with the reason.
    pub excepted: Vec<(usize, Text)>,
    /// Days on which it is closed beside the holidays.
    pub closed_days: Vec<ClosedDays>,
    /// What it is to PCI DSS.
    pub pci: Option<PciProfile>,
    /// Posts that somebody has to hold, those of the group among them.
    pub posts: Vec<Post>,
    /// On which ways a report of something wrong reaches the top.
    pub reporting: Option<Reporting>,
    /// Measures that another company provides to it.
    pub provisions: Vec<Provision>,
    /// Companies that take measures from it.
    pub takers: Vec<Taker>,
    parameters: Vec<(RequirementIx, Period)>,
}

/// A catalog that a company is held to.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Index of the catalog in the model.
    pub catalog: usize,
    /// What the company is to it.
    pub status: ScopeStatus,
    /// The days on which it is.
    pub span: DateRange,
    /// The part of the company that it is about: registers with the keys that are in it, sorted; all of it if there is
    /// none.
    pub parts: Vec<(RegisterIx, Vec<String>)>,
    /// Where company.yaml names each of the parts.
    part_places: Vec<Place>,
}

impl Scope {
    /// Whether a subject of a register is in the scope.
    pub fn includes(&self, register: RegisterIx, key: &str) -> bool {
        let listed = self.parts.iter().find(|(it, _)| *it == register);
        let key = folded(key);
        listed.is_none_or(|(_, keys)| keys.iter().any(|it| *it == key))
    }
}

/// Parts of scopes that the registers do not have: a scope of what does not exist would be met by nothing.
pub fn unknown_parts(model: &Model, company: &Company, registers: &Registers) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for scope in &company.scopes {
        for ((register, keys), place) in scope.parts.iter().zip(&scope.part_places) {
            let name = &model.register(*register).id;
            if keys.is_empty() {
                found.push(Diagnostic::new(
                    Code::InvalidValue,
                    place.clone(),
                    text!("適用範囲の {name} が空です", "no {name} is in the scope: the list is empty"),
                ));
            }
            let RegisterState::Read(read) = registers.get(*register) else { continue };
            for key in keys.iter().filter(|key| !read.rows().any(|row| folded(row.key()) == key.as_str())) {
                found.push(unknown(
                    Code::InvalidValue,
                    key,
                    place.clone(),
                    text!("台帳 {name} に {key} はありません", "the register {name} has no {key}"),
                    read.rows().map(|row| row.key()),
                ));
            }
        }
    }
    found
}

impl Company {
    /// The name in a `company.yaml`, whatever else is wrong with it; none if it cannot be read at all.
    pub fn name_in(file: &SourceFile) -> Option<Text> {
        decode_file::<RawCompany>(file).0.map(|raw| raw.name.into_text())
    }

    /// Reads `company.yaml`; `id` is the name of its folder.
    pub fn parse(
        id: CompanyId,
        file: &SourceFile,
        config: &Config,
        model: &Model,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let (raw, mut diagnostics) = decode_file::<RawCompany>(file);
        let company = raw.map(|raw| Self::link(id, raw, config, model, &mut diagnostics));
        (company, diagnostics)
    }

    fn link(
        id: CompanyId,
        raw: RawCompany,
        config: &Config,
        model: &Model,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let excepted: Vec<(usize, Text)> = raw
            .except
            .unwrap_or_default()
            .into_iter()
            .filter_map(|it| Some((model.find_measure(&it.measure, diagnostics)?, it.reason.into_text())))
            .collect();
        let mut measures = match raw.measures {
            RawTaken::All => model.owed_measures().collect(),
            RawTaken::Listed(ids) => {
                ids.iter().filter_map(|it| model.find_measure(it, diagnostics)).collect::<Vec<_>>()
            }
        };
        let mut starts: Vec<(usize, NaiveDate)> = Vec::new();
        for RawAlso(RawChoice { measure, from }) in raw.also.unwrap_or_default() {
            let Some(found) = model.find_measure(&measure, diagnostics) else { continue };
            if !measures.contains(&found) {
                measures.push(found);
                starts.extend(from.map(|it| (found, it)));
            }
        }
        let provisions = provision::link(&id, raw.provided.unwrap_or_default(), model, diagnostics);
        // Whoever has a measure provided has chosen it, from then on.
        for it in &provisions {
            if !measures.contains(&it.measure) {
                let spans = provisions.iter().filter(|other| other.measure == it.measure);
                starts.extend(spans.map(|it| it.span.from).min().map(|from| (it.measure, from)));
                measures.push(it.measure);
            }
        }
        measures.sort_unstable();
        measures.dedup();
        measures.retain(|it| !excepted.iter().any(|(measure, _)| measure == it));
        if let Some(unit) = &raw.business_unit
            && !config.units.iter().any(|(known, _)| *known == unit.value)
        {
            let wrong = &unit.value;
            diagnostics.push(unknown(
                Code::InvalidValue,
                wrong.as_str(),
                unit.place.clone(),
                text!(
                    "事業部門 {wrong} は kansa.yaml にありません",
                    "kansa.yaml has no business unit {wrong}"
                ),
                config.units.iter().map(|(known, _)| known.as_str()),
            ));
        }
        // What is wrong with those of the group is said once, where the model is linked.
        let of_group = posts(config.appointments.clone(), model, &mut Vec::new());
        let own = posts(raw.appointments.unwrap_or_default(), model, diagnostics);
        Self {
            id,
            closed_days: closed_days(raw.closed_days.unwrap_or_default(), diagnostics),
            pci: raw.pci.map(PciProfile::from),
            posts: together(of_group, own),
            reporting: raw.reporting.map(|it| it.into_reporting(diagnostics)),
            provisions,
            takers: Vec::new(),
            name: raw.name.into_text(),
            unit: raw.business_unit.map(|it| it.value),
            fiscal: raw.fiscal_year_starts.unwrap_or(config.fiscal),
            audit_period: raw.audit_period.and_then(|it| it.into_period(diagnostics)).or(config.audit_period),
            audits: Vec::new(),
            scopes: scopes(raw.scope, model, diagnostics),
            measures,
            starts,
            excepted,
            parameters: parameters(raw.parameters, model, diagnostics),
        }
    }

    /// The first day on which a measure is expected of it: its own, or that on which the company chose it.
    pub(crate) fn start(&self, model: &Model, measure: usize) -> Option<NaiveDate> {
        let chosen = self.starts.iter().find(|(it, _)| *it == measure).map(|(_, from)| *from);
        model.measures()[measure].from.max(chosen)
    }

    /// The cadence that the company sets itself for a requirement; only one whose basis is `parameter` has any.
    pub fn parameter(&self, requirement: RequirementIx) -> Option<Period> {
        self.parameters.iter().find(|(it, _)| *it == requirement).map(|(_, period)| *period)
    }

    /// Who provides a requirement of a measure on a day, if another company does.
    pub fn provider(&self, measure: usize, requirement: RequirementIx, day: NaiveDate) -> Option<&Provision> {
        self.provisions
            .iter()
            .find(|it| it.measure == measure && it.span.contains(day) && !it.retains.contains(&requirement))
    }

    /// Takes the days of audits by others from its registers: the audit period may begin there.
    pub fn learn_audits(&mut self, model: &Model, registers: &Registers) {
        self.audits = audits_by_others(model, registers);
    }

    /// The audit period in which a day lies: as configured, else the fiscal year.
    pub fn period(&self, day: NaiveDate) -> DateRange {
        let audited = self.audit_period.and_then(|it| it.around(day, &self.audits));
        audited.unwrap_or_else(|| self.fiscal.year_of(day))
    }
}

/// The scopes of a company; one catalog has one scope at a time.
fn scopes(raw: Vec<Located<RawScope>>, model: &Model, diagnostics: &mut Vec<Diagnostic>) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = Vec::new();
    for it in raw {
        let (place, name) = (it.place.clone(), it.value.catalog.value.clone());
        let Some(scope) = scope(it, model, diagnostics) else { continue };
        if scopes.iter().any(|it| it.catalog == scope.catalog && it.span.overlaps(scope.span)) {
            diagnostics.push(duplicate_id(name.as_str(), place, None));
        } else {
            scopes.push(scope);
        }
    }
    scopes
}

fn scope(raw: Located<RawScope>, model: &Model, diagnostics: &mut Vec<Diagnostic>) -> Option<Scope> {
    let RawScope { catalog, status, from, to, units, sites, systems, persons } = raw.value;
    let span = DateRange::open(from, to);
    if span.is_none() {
        diagnostics.push(backwards(raw.place));
    }
    let found = model.catalogs().iter().position(|it| it.id == catalog.value);
    if found.is_none() {
        let wrong = &catalog.value;
        diagnostics.push(unknown(
            Code::UnknownCatalog,
            wrong.as_str(),
            catalog.place.clone(),
            text!(
                "管理策カタログ {wrong} は kansa.yaml の catalogs にありません",
                "the catalog {wrong} is not listed under catalogs in kansa.yaml"
            ),
            model.catalogs().iter().map(|it| it.id.as_str()),
        ));
    }
    let named = [("units", units), ("sites", sites), ("systems", systems), ("employees", persons)];
    let (mut parts, mut part_places) = (Vec::new(), Vec::new());
    for (register, keys) in named {
        let (Some(keys), Some(register)) = (keys, model.register_named(register)) else { continue };
        if found.is_some_and(|it| model.catalogs()[it].whole_entity) {
            let name = &catalog.value;
            diagnostics.push(Diagnostic::new(
                Code::ScopeTooNarrow,
                keys.place,
                text!(
                    "{name} の適用範囲は法人全体です。一部に限ることはできません",
                    "the scope of {name} is the whole legal entity and cannot be narrowed"
                ),
            ));
        } else {
            let mut names: Vec<String> = keys.value.iter().map(|it| folded(it).into_owned()).collect();
            names.sort();
            parts.push((register, names));
            part_places.push(keys.place);
        }
    }
    Some(Scope { catalog: found?, status, span: span?, parts, part_places })
}

fn parameters(
    raw: Option<RawParameters>,
    model: &Model,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(RequirementIx, Period)> {
    let mut parameters: Vec<(RequirementIx, Period)> = Vec::new();
    for (key, period) in raw.map(|it| it.0).unwrap_or_default() {
        let name = key.text.as_str();
        let id = name.parse::<RequirementRef>().ok();
        let found = id.and_then(|id| model.requirement_at(id.measure.as_str(), id.requirement.as_str()));
        match found {
            // By its earlier id and by the one of now.
            Some(it) if parameters.iter().any(|(known, _)| *known == it) => {
                diagnostics.push(duplicate_id(name, key.place, None));
            }
            Some(it) if model.resolve(it).1.basis == Basis::Parameter => parameters.push((it, period)),
            Some(_) => diagnostics.push(not_a_parameter(name, key.place)),
            None => diagnostics.push(unknown(
                Code::UnknownRequirement,
                name,
                key.place.clone(),
                text!("必要証跡 {name} はありません", "there is no evidence requirement {name}"),
                model.requirement_names().iter().map(String::as_str),
            )),
        }
    }
    parameters
}

fn not_a_parameter(name: &str, place: Place) -> Diagnostic {
    Diagnostic::new(
        Code::InvalidValue,
        place,
        text!(
            "{name} の頻度は各社で変えられません（basis: parameter ではない）",
            "the cadence of {name} is not set per company (its basis is not parameter)"
        ),
    )
}
