//! Companies by categories of measures.

use kansa_core::assessment::{MeasureState, State};
use kansa_core::measure::Category;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::share::Share;
use super::{Shown, word};
use crate::assessment as data;

/// How a company stands in each category of measures.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HeatRow {
    /// Its name.
    pub name: Shown,
    /// Its page, without its ending.
    pub file: Shown,
    /// One per category.
    pub cells: Vec<HeatCell>,
}

/// How a company stands in one category; every text is empty if nothing is to be judged.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct HeatCell {
    /// Effective measures of those that are decided: `n/m`.
    pub measures: Shown,
    /// Obligations that are met, of those that are decided: `n/m`.
    pub obligations: Shown,
    /// The CSS class of its shade, from `step-0` (none is effective) to `step-4` (all are).
    pub step: &'static str,
}

/// Names of the categories.
pub(super) fn categories(lang: Lang) -> Vec<Shown> {
    Category::ALL.iter().map(|it| it.text().get(lang).into()).collect()
}

/// A company in each category, in their order.
pub(super) fn row(lang: Lang, company: &data::Company) -> HeatRow {
    HeatRow {
        name: company.name.get(lang).into(),
        file: word::file(&company.id).into(),
        cells: Category::ALL.iter().map(|it| cell(company, it.as_str())).collect(),
    }
}

fn cell(company: &data::Company, category: &str) -> HeatCell {
    let within = || company.measures.iter().filter(|it| it.category == category);
    let decided = |it: &data::Measure| {
        it.state != MeasureState::NotApplicable.as_str() && it.state != MeasureState::NotYetDue.as_str()
    };
    let all = within().filter(|it| decided(it)).count();
    if all == 0 {
        return HeatCell::default();
    }
    let good = within().filter(|it| it.state == MeasureState::Effective.as_str()).count();
    let owed = || company.obligations.iter().filter(|owed| within().any(|it| it.id == owed.measure));
    let settled = |state: &str| State::ALL.iter().any(|it| it.as_str() == state && it.is_settled());
    let met = owed().filter(|it| it.state == State::Met.as_str()).count();
    let due = owed().filter(|it| settled(&it.state)).count();
    HeatCell {
        measures: format!("{good}/{all}").into(),
        obligations: format!("{met}/{due}").into(),
        step: Share { conform: good, apply: all }.step(),
    }
}
