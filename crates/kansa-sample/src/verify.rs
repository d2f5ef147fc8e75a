//! What kansa finds at the companies that were written.

use std::path::Path;

use anyhow::{Context as _, Result};
use kansa::Workspace;
use kansa::core::id::CompanyId;

use crate::group::Group;
use crate::recipe::Recipes;
use crate::sample::Order;

/// Prints every finding at the companies of the group, and says of how many requirements there is no recipe.
pub(crate) fn verify(
    root: &Path,
    order: &Order,
    group: &Group,
    recipes: &Recipes,
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
    let (mut shown, mut left_out) = (0, 0);
    for finding in assessment.companies.iter().flat_map(|it| &it.answers.findings) {
        // code:company/measure/requirement…
        let mut parts = finding.id.split([':', '/', '@']).skip(2);
        let (measure, requirement) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let has_recipe = recipes.by_requirement.contains_key(&format!("{measure}/{requirement}"));
        if !measures.is_empty() && !measures.iter().any(|it| it == measure) {
            continue;
        }
        if !has_recipe {
            left_out += 1;
            continue;
        }
        shown += 1;
        println!("{}\n    {}", finding.id, finding.message.ja);
    }
    println!("{shown} findings on requirements with recipes, {left_out} others");
    Ok(())
}
