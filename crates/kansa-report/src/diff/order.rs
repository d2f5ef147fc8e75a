//! The order of findings, which is no other one's: that of the input may differ from file to file.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use kansa_core::id::natural;

use super::{Effect, Finding, FindingChange};

/// Broken, neither, mended, and what is as it was; in each of them roots by severity, followed by what they cause.
pub(super) fn ordered(findings: Vec<Finding>) -> Vec<Finding> {
    let mut sections: BTreeMap<(bool, Effect), Vec<Finding>> = BTreeMap::new();
    for it in findings {
        sections.entry((it.change == FindingChange::Same, it.effect)).or_default().push(it);
    }
    sections.into_values().flat_map(section).collect()
}

fn section(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings
        .sort_by(|a, b| Reverse(a.severity).cmp(&Reverse(b.severity)).then_with(|| natural(&a.id, &b.id)));
    let roots = roots(&findings);
    let mut below: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    let mut above = Vec::new();
    for mut it in findings {
        match roots.get(&it.id) {
            Some(root) => {
                it.below = Some(root.clone());
                below.entry(root.clone()).or_default().push(it);
            }
            None => above.push(it),
        }
    }
    let with_caused = |it: Finding| {
        let caused = below.remove(&it.id).unwrap_or_default();
        std::iter::once(it).chain(caused)
    };
    above.into_iter().flat_map(with_caused).collect()
}

/// The root of each finding that has another one above it. Circles have none.
fn roots(findings: &[Finding]) -> BTreeMap<String, String> {
    let by_id: BTreeMap<&str, &Finding> = findings.iter().map(|it| (it.id.as_str(), it)).collect();
    let root = |start: &Finding| {
        let (mut at, mut seen) = (start.id.as_str(), BTreeSet::new());
        while seen.insert(at) {
            let causes = by_id.get(at).map(|it| it.causes.as_slice()).unwrap_or_default();
            match causes.iter().find_map(|it| by_id.get_key_value(it.as_str())) {
                Some((above, _)) => at = above,
                None => return (at != start.id).then(|| at.to_owned()),
            }
        }
        None
    };
    findings.iter().filter_map(|it| Some((it.id.clone(), root(it)?))).collect()
}
