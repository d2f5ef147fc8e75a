//! What kansa finds at the companies that were written.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result};
use kansa::Workspace;
use kansa::core::id::CompanyId;

use crate::defects::Planted;
use crate::group::Group;
use crate::recipe::Recipes;
use crate::sample::Order;

/// Prints every finding at the companies of the group, and says of how many requirements there is no recipe.
pub(crate) fn verify(
    root: &Path,
    order: &Order,
    group: &Group,
    recipes: &Recipes,
    planted: &[Planted],
    measures: &[String],
) -> Result<()> {
    let workspace = Workspace::open(root).context("cannot open what was written")?;
    let own = group.companies.iter().map(|it| it.id.as_str());
    let own = own.filter(|it| order.only.is_empty() || order.only.iter().any(|only| only == it));
    let ids: Vec<CompanyId> = own.filter_map(|it| it.parse().ok()).collect();
    for diagnostic in workspace.diagnostics_for(&ids) {
        println!("{}: {}", diagnostic.place.path, diagnostic.message.ja);
    }
    let assessment = workspace.assess_some(order.as_of, &ids);
    let mut expected: BTreeSet<&str> = planted
        .iter()
        .flat_map(|it| &it.findings)
        .map(String::as_str)
        .filter(|it| concerns(it, &ids))
        .collect();
    let (mut shown, mut left_out, mut met) = (0, 0, 0);
    for finding in assessment.companies.iter().flat_map(|it| &it.answers.findings) {
        if expected.remove(finding.id.as_str()) {
            met += 1;
            continue;
        }
        // code:company/measure/requirement…
        let mut parts = finding.id.split([':', '/', '@']).skip(2);
        let (measure, requirement) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let has_recipe = recipes.by_requirement.contains_key(&format!("{measure}/{requirement}"));
        if !measures.is_empty() && !measures.iter().any(|it| it == measure) {
            continue;
        }
        // What follows from other findings has no requirement of its own.
        if !has_recipe && workspace.model().requirement_at(measure, requirement).is_some() {
            left_out += 1;
            continue;
        }
        shown += 1;
        println!("{}\n    {}", finding.id, finding.message.ja);
    }
    for finding in &expected {
        println!("{finding}\n    is planted, and not found");
    }
    println!("{met} planted findings, {shown} others, {left_out} on requirements without a recipe");
    Ok(())
}

/// Whether a finding is of one of the companies.
fn concerns(finding: &str, companies: &[CompanyId]) -> bool {
    let company = finding.split([':', '/']).nth(1).unwrap_or_default();
    companies.iter().any(|it| it.as_str() == company)
}
