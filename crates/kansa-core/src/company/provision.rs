//! Measures that another company provides: on what basis, when, and what stays with the company itself.

use chrono::NaiveDate;

use super::Company;
use crate::code::Code;
use crate::config::RawText;
use crate::diagnostic::{Diagnostic, backwards, duplicate_id, unknown};
use crate::id::{CompanyId, MeasureId, RequirementId};
use crate::model::{Model, RequirementIx};
use crate::period::DateRange;
use crate::source::Place;
use crate::text::{Text, text};
use crate::yaml::{Located, keywords, record};

keywords! {
    /// On what basis another company provides a measure.
    pub enum ProvisionBasis {
        /// A contract for a service.
        Contract = "contract",
        /// Entrustment of the handling of personal data (委託).
        Entrustment = "entrustment",
        /// Joint use of personal data (共同利用).
        JointUse = "joint-use",
        /// A written split of responsibilities, as PCI DSS asks for.
        ResponsibilitySplit = "responsibility-split",
    }
}

impl ProvisionBasis {
    /// The basis in words.
    pub fn text(self) -> Text {
        match self {
            Self::Contract => Text::new("役務提供契約", "contract"),
            Self::Entrustment => Text::new("委託契約", "entrustment"),
            Self::JointUse => Text::new("共同利用", "joint use"),
            Self::ResponsibilitySplit => Text::new("責任分担表", "responsibility split"),
        }
    }
}

record! {
    /// A measure that another company of the group provides to this one.
    pub(crate) struct RawProvision {
        /// The measure.
        measure: Located<MeasureId>,
        /// The company that provides it.
        by: Located<CompanyId>,
        /// On what basis.
        basis: ProvisionBasis,
        /// The contract, agreement or responsibility matrix, as it is filed.
        document: String,
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: Option<NaiveDate>,
        /// Evidence requirements of the measure that stay with this company.
        retains: Option<Vec<Located<RequirementId>>>,
        /// What else stays with this company, in a sentence.
        residual: Option<RawText>,
    }
}

/// A measure that another company of the group provides.
#[derive(Debug, Clone)]
pub struct Provision {
    /// Index of the measure in the model.
    pub measure: usize,
    /// The company that provides it.
    pub by: CompanyId,
    /// On what basis.
    pub basis: ProvisionBasis,
    /// The contract, agreement or responsibility matrix.
    pub document: String,
    /// The days on which it is provided.
    pub span: DateRange,
    /// Evidence requirements of the measure that stay with the company itself.
    pub retains: Vec<RequirementIx>,
    /// What else stays with the company itself.
    pub residual: Option<Text>,
    /// Where company.yaml says so.
    pub place: Place,
}

/// Links provisions; of one measure there is one at a time.
pub(super) fn link(
    company: &CompanyId,
    raw: Vec<RawProvision>,
    model: &Model,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Provision> {
    let mut provisions: Vec<Provision> = Vec::new();
    for it in raw {
        let place = it.measure.place.clone();
        let measure = model.find_measure(&it.measure, diagnostics);
        let span = DateRange::open(Some(it.from), it.to);
        if span.is_none() {
            diagnostics.push(backwards(place.clone()));
        }
        if it.by.value == *company {
            diagnostics.push(Diagnostic::new(
                Code::ProviderCircle,
                it.by.place,
                text!("{company} が自社に提供することはできません", "{company} cannot provide to itself"),
            ));
            continue;
        }
        let (Some(measure), Some(span)) = (measure, span) else { continue };
        if provisions.iter().any(|known| known.measure == measure && known.span.overlaps(span)) {
            diagnostics.push(duplicate_id(it.measure.value.as_str(), place, None));
            continue;
        }
        let retains = it
            .retains
            .unwrap_or_default()
            .into_iter()
            .filter_map(|id| retained(&id, measure, model, diagnostics))
            .collect();
        provisions.push(Provision {
            measure,
            by: it.by.value,
            basis: it.basis,
            document: it.document,
            span,
            retains,
            residual: it.residual.map(RawText::into_text),
            place: it.by.place,
        });
    }
    provisions
}

fn retained(
    id: &Located<RequirementId>,
    measure: usize,
    model: &Model,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<RequirementIx> {
    let it = &model.measures()[measure];
    let found = model.requirement_at(it.id.as_str(), id.value.as_str());
    if found.is_none() {
        let (wrong, name) = (&id.value, &it.id);
        diagnostics.push(unknown(
            Code::UnknownRequirement,
            wrong.as_str(),
            id.place.clone(),
            text!("{name} に必要証跡 {wrong} はありません", "{name} has no evidence requirement {wrong}"),
            it.requirements.iter().map(|it| it.id.as_str()),
        ));
    }
    found
}

/// A company that takes a measure from another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taker {
    /// Index of the measure in the model.
    pub measure: usize,
    /// The company that takes it.
    pub company: CompanyId,
    /// The days on which it does.
    pub span: DateRange,
}

/// Links the companies of a group: who takes what from whom.
///
/// Providers must exist, and nobody may provide to themselves over others: the whole circle is shown.
pub fn link_group(companies: &mut [&mut Company], model: &Model) -> Vec<Diagnostic> {
    let find = |id: &CompanyId| companies.iter().map(|it| &**it).find(|it| it.id == *id);
    // The last of a chain is the one that does it, for all companies that stand before it.
    let taken: Vec<(CompanyId, Taker)> = companies
        .iter()
        .flat_map(|taker| taker.provisions.iter().map(move |it| (&**taker, it)))
        .filter_map(|(taker, it)| {
            let does_it = chain(taker, it, &find).last().map(|it| (*it).clone())?;
            let (measure, company, span) = (it.measure, taker.id.clone(), it.span);
            Some((does_it, Taker { measure, company, span }))
        })
        .collect();
    for company in companies.iter_mut() {
        let own = taken.iter().filter(|(by, _)| *by == company.id);
        company.takers = own.map(|(_, taker)| taker.clone()).collect();
    }
    let companies: Vec<&Company> = companies.iter().map(|it| &**it).collect();
    check_providers(&companies, model)
}

fn check_providers(companies: &[&Company], model: &Model) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let find = |id: &CompanyId| companies.iter().copied().find(|it| it.id == *id);
    for company in companies {
        for provision in &company.provisions {
            if find(&provision.by).is_none() {
                let wrong = &provision.by;
                diagnostics.push(unknown(
                    Code::UnknownCompany,
                    wrong.as_str(),
                    provision.place.clone(),
                    text!(
                        "会社 {wrong} は evidence/ にないか、その company.yaml が読めません",
                        "there is no company {wrong} in evidence/, or its company.yaml cannot be read"
                    ),
                    companies.iter().map(|it| it.id.as_str()),
                ));
                continue;
            }
            let around = chain(company, provision, &find);
            // Every company of the circle sees it; the first of them says it.
            if around.last() == Some(&&company.id) && around.iter().min() == Some(&&company.id) {
                let measure = &model.measures()[provision.measure].id;
                let names: Vec<&str> =
                    std::iter::once(&company.id).chain(around).map(CompanyId::as_str).collect();
                let around = names.join(" → ");
                diagnostics.push(
                    Diagnostic::new(
                        Code::ProviderCircle,
                        provision.place.clone(),
                        text!(
                            "対策 {measure} の提供が循環しています: {around}",
                            "the measure {measure} is provided in a circle: {around}"
                        ),
                    )
                    .help(text!(
                        "実際に実施している会社の company.yaml から provided の行を外してください",
                        "take the entry out of the company.yaml of the company that really does it"
                    )),
                );
            }
        }
    }
    diagnostics
}

/// The companies from which a measure comes, near to far, on the first day on which all provide it; ends where the
/// chain ends or meets a company that it has met.
fn chain<'a>(
    company: &'a Company,
    provision: &'a Provision,
    find: &impl Fn(&CompanyId) -> Option<&'a Company>,
) -> Vec<&'a CompanyId> {
    let mut chain: Vec<&CompanyId> = Vec::new();
    let (mut next, mut span) = (provision, provision.span);
    loop {
        chain.push(&next.by);
        if next.by == company.id {
            return chain;
        }
        let further = find(&next.by).and_then(|it| {
            it.provisions.iter().find(|it| it.measure == next.measure && it.span.overlaps(span))
        });
        match further {
            Some(it) if !chain.contains(&&it.by) || it.by == company.id => {
                span = span.clipped(it.span).unwrap_or(span);
                next = it;
            }
            _ => return chain,
        }
    }
}
