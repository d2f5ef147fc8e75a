//! `company.yaml`: one company of the group, and what it is held to.

use chrono::NaiveDate;

use crate::code::Code;
use crate::config::{Config, RawRange, RawText, audit_period};
use crate::diagnostic::{Diagnostic, backwards, duplicate_id, unknown};
use crate::id::{CatalogId, CompanyId, MeasureId, RequirementRef, UnitId};
use crate::measure::Basis;
use crate::model::Model;
use crate::period::{DateRange, FiscalStart, Period};
use crate::source::{Place, SourceFile};
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
    /// The status in words.
    pub fn text(self) -> Text {
        match self {
            Self::Certified => Text::new("認証取得", "certified"),
            Self::Preparing => Text::new("取得準備中", "preparing"),
            Self::Voluntary => Text::new("自主的に準拠", "voluntary"),
            Self::None => Text::new("対象外", "none"),
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
        audit_period: Option<Located<RawRange>>,
        /// Catalogs that it is held to.
        scope: Vec<Located<RawScope>>,
        /// Measures that it takes: all, or a list.
        measures: RawTaken,
        /// Measures that it does not take, each with a reason.
        except: Option<Vec<RawExcept>>,
        /// Cadences that it sets itself, by requirement.
        parameters: Option<RawParameters>,
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
    pub audit_period: Option<DateRange>,
    /// Catalogs that it is held to.
    pub scopes: Vec<Scope>,
    /// Measures that it takes: index in the model, each once.
    pub measures: Vec<usize>,
    /// Measures that it does not take, with the reason.
    pub excepted: Vec<(usize, Text)>,
    parameters: Vec<(RequirementRef, Period)>,
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
}

impl Company {
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
            RawTaken::All => model.active_measures().collect(),
            RawTaken::Listed(ids) => {
                let mut found: Vec<usize> =
                    ids.iter().filter_map(|it| model.find_measure(it, diagnostics)).collect();
                found.sort_unstable();
                found.dedup();
                found
            }
        };
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
        Self {
            id,
            name: raw.name.into_text(),
            unit: raw.business_unit.map(|it| it.value),
            fiscal: raw.fiscal_year_starts.unwrap_or(config.fiscal),
            audit_period: raw
                .audit_period
                .and_then(|it| audit_period(&it, diagnostics))
                .or(config.audit_period),
            scopes: scopes(raw.scope, model, diagnostics),
            measures,
            excepted,
            parameters: parameters(raw.parameters, model, diagnostics),
        }
    }

    /// The cadence that the company sets itself for a requirement.
    pub fn parameter(&self, requirement: &RequirementRef) -> Option<Period> {
        self.parameters.iter().find(|(id, _)| id == requirement).map(|(_, period)| *period)
    }

    /// The audit period in which a day lies: as configured, else the fiscal year.
    pub fn period(&self, day: NaiveDate) -> DateRange {
        self.audit_period.filter(|it| it.contains(day)).unwrap_or_else(|| self.fiscal.year_of(day))
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
    let RawScope { catalog, status, from, to } = raw.value;
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
    Some(Scope { catalog: found?, status, span: span? })
}

fn parameters(
    raw: Option<RawParameters>,
    model: &Model,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(RequirementRef, Period)> {
    let mut parameters = Vec::new();
    for (key, period) in raw.map(|it| it.0).unwrap_or_default() {
        let name = key.text.as_str();
        let found =
            name.parse::<RequirementRef>().ok().and_then(|id| model.requirement(&id).map(|it| (id, it)));
        match found {
            Some((id, requirement)) if requirement.basis == Basis::Parameter => parameters.push((id, period)),
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
