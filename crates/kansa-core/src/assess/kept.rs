//! What a company keeps: registers that something is owed by, officers, and the routes of reports.

use std::collections::BTreeMap;

use super::Inputs;
use super::measure::InForce;
use super::record;
use crate::assessment::{Officer, RegisterResult, RegisterStanding, Route};
use crate::evidence::RegisterState;
use crate::mask::shown_key;
use crate::measure::Per;
use crate::model::RequirementIx;
use crate::organization::Reach;
use crate::period::DateRange;
use crate::register::RegisterIx;

/// The registers that measures in force owe something for each row of.
pub(super) fn registers(inputs: &Inputs<'_>, in_force: &InForce) -> Vec<RegisterResult> {
    let mut owed: BTreeMap<RegisterIx, Vec<RequirementIx>> = BTreeMap::new();
    let all = inputs.plan.company.measures.iter().flat_map(|it| inputs.model.requirements_of(*it));
    for index in all.filter(|it| in_force.owes(*it)) {
        if let Per::Rows { register, .. } = inputs.model.resolve(index).1.per {
            owed.entry(register).or_default().push(index);
        }
    }
    let result = |(register, requirements)| match inputs.plan.registers.get(register) {
        RegisterState::Read(read) => RegisterResult {
            register,
            standing: RegisterStanding::Read,
            rows: read.on(inputs.as_of).count(),
            files: read.paths.clone(),
            requirements,
        },
        state @ (RegisterState::Missing | RegisterState::Unreadable) => RegisterResult {
            register,
            standing: match state {
                RegisterState::Unreadable => RegisterStanding::Unreadable,
                RegisterState::Missing | RegisterState::Read(_) => RegisterStanding::Missing,
            },
            rows: 0,
            files: Vec::new(),
            requirements,
        },
    };
    owed.into_iter().map(result).collect()
}

/// Who holds which post, in the order of the register.
pub(super) fn officers(inputs: &Inputs<'_>) -> Vec<Officer> {
    record::of(inputs, "officers")
        .filter(|it| it.span().contains(inputs.as_of))
        .filter_map(|row| {
            let holder = row.words("holder")?;
            let post = row.words("post").map_or_else(|| shown_key(holder).into_owned(), str::to_owned);
            let from = Some(row.span().from).filter(|it| *it != DateRange::ALWAYS.from);
            Some(Officer {
                role: row.words("role").unwrap_or_default().to_owned(),
                holder: post,
                charge: row.words("charge").unwrap_or_default().to_owned(),
                from,
                at: row.spot(),
            })
        })
        .collect()
}

/// How the reports of each department reach the top, those with the same answer together.
pub(super) fn routes(inputs: &Inputs<'_>) -> Vec<Route> {
    let Some(reporting) = &inputs.plan.company.reporting else { return Vec::new() };
    let mut routes: BTreeMap<Reach, Vec<String>> = BTreeMap::new();
    for unit in record::of(inputs, "units").filter(|it| it.span().contains(inputs.as_of)) {
        let reach = reporting.reach(Some(unit.key()));
        routes.entry(reach).or_default().push(unit.key().to_owned());
    }
    if routes.is_empty() {
        routes.insert(reporting.reach(None), Vec::new());
    }
    routes.into_iter().map(|(reach, units)| Route { units, reach }).collect()
}
