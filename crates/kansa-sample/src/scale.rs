//! Groups of any size, for measuring.

use crate::days::{plus_months, ymd};
use crate::group::{Company, Diligence, Group, Kind, Language, Name};
use crate::random::Random;

/// Files that a company has in a fiscal year without more systems and vendors than its kind has.
const USUAL: usize = 70;
/// Files of a company beside its evidence: its description and its registers.
pub(crate) const FRAME: usize = 21;
/// Fiscal years at most, so that the calendar knows their holidays.
const YEARS: usize = 8;

/// How large a group is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// Companies.
    pub(crate) companies: usize,
    /// Files of all of them, about.
    pub(crate) files: usize,
}

impl Size {
    /// The files of each company.
    pub(crate) fn of_each(self) -> usize {
        self.files.div_ceil(self.companies.max(1))
    }
}

/// A group of a size: its companies are of the kinds of the sample, with as many past years, systems and vendors as the
/// files take.
pub(crate) fn group(of: &Group, size: Size, seed: u64) -> Group {
    let each = size.of_each();
    let years = each.div_ceil(USUAL).clamp(1, YEARS);
    // A system is looked at three times a year, a vendor once.
    let more = (each / years).saturating_sub(USUAL) / 3;
    let since = plus_months(ymd(2026, 4, 1), -12 * i32::try_from(years - 1).unwrap_or(0));
    let names: Vec<&String> = of.kinds.keys().collect();
    let mut group = of.clone();
    for kind in group.kinds.values_mut() {
        widen(kind, more);
    }
    let units: Vec<String> = of.companies.iter().map(|it| it.unit.clone()).collect();
    let company = |at: usize| {
        let mut random = Random::of(seed, &["scale", &at.to_string()]);
        let kind = names.get(at % names.len().max(1)).map_or_else(String::new, |it| (*it).clone());
        Company {
            id: format!("seiran-{:04}", at + 1),
            name: Name {
                ja: format!("青嵐第{}株式会社", at + 1), en: format!("Seiran No. {} K.K.", at + 1)
            },
            unit: units.get(at % units.len().max(1)).cloned().unwrap_or_default(),
            prefix: format!("N{:04}", at + 1),
            kind,
            country: "日本".to_owned(),
            language: Language::Ja,
            does: "グループの事業".to_owned(),
            employees: random.count(12, 90),
            diligence: Diligence::Good,
            since,
            certified: Some(format!("{}-{:02}", random.between(2012, 2017), random.between(2, 9))),
            privacy_mark: None,
            measures: "compact".to_owned(),
            also: Vec::new(),
            provides: Vec::new(),
            snapshots: Vec::new(),
            provider: String::new(),
        }
    };
    group.companies = (0..size.companies).map(company).collect();
    group
}

/// Adds systems and vendors of the kinds that there are.
fn widen(kind: &mut Kind, more: usize) {
    let systems = kind.systems.clone();
    for at in 0..more {
        if let Some(it) = systems.get(at % systems.len().max(1)) {
            let mut it = it.clone();
            it.0 = format!("{}{}", it.0, at / systems.len() + 2);
            // Only the first ones are on the internet and critical.
            (it.2, it.3) = ("×".to_owned(), "×".to_owned());
            kind.systems.push(it);
        }
    }
    let vendors: Vec<_> = kind.vendors.iter().filter(|it| it.1 != "低").cloned().collect();
    for at in 0..more {
        if let Some(it) = vendors.get(at % vendors.len().max(1)) {
            let mut it = it.clone();
            it.4 = "無".to_owned();
            kind.vendors.push(it);
        }
    }
}
