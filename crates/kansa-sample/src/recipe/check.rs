//! What is wrong with recipes, said before any file is made.

use kansa::core::check::{CheckKind, LooksAt};
use kansa::core::measure::Requirement;
use kansa::core::model::Model;

use super::{FileRecipe, Recipes, plain};

/// Everything in recipes that cannot answer their requirements.
pub(crate) fn problems(recipes: &Recipes, model: &Model) -> Vec<String> {
    let mut problems = Vec::new();
    for (id, recipe) in &recipes.by_requirement {
        let found = id.split_once('/').and_then(|(measure, it)| model.requirement_at(measure, it));
        let Some(found) = found else {
            problems.push(format!("{id}: there is no such requirement"));
            continue;
        };
        let (_, requirement) = model.resolve(found);
        if requirement.answered.is_in_register() {
            problems.push(format!("{id}: it is answered by a register, nothing is filed"));
        }
        for files in recipe.sets() {
            problems.extend(of_files(id, requirement, files));
        }
    }
    problems
}

fn of_files(id: &str, requirement: &Requirement, files: &[FileRecipe]) -> Vec<String> {
    let mut problems = Vec::new();
    for part in &requirement.parts {
        if !files.iter().any(|it| it.formats.iter().all(|format| is_part(part, it, format.ending()))) {
            problems.push(format!("{id}: no file is the part {} ({})", part.id, part.names.join(", ")));
        }
    }
    for check in &requirement.checks {
        let part = check.part.and_then(|it| requirement.parts.get(it));
        let looked_at = files.iter().filter(|it| {
            part.is_none_or(|part| it.formats.iter().any(|format| is_part(part, it, format.ending())))
        });
        let looked_at: Vec<&FileRecipe> = looked_at.collect();
        match check.kind.looks_at() {
            LooksAt::Tables => {
                let tables: Vec<_> = looked_at.iter().filter(|it| it.table.is_some()).collect();
                if tables.iter().any(|it| it.formats.iter().any(|it| !it.has_table())) {
                    problems.push(format!("{id}: a table is checked, which pdf, png and eml do not have"));
                }
                for column in check.kind.columns() {
                    let Some(column) = requirement.columns.get(column) else { continue };
                    let has = |it: &FileRecipe| {
                        it.table.iter().flat_map(|it| it.columns.keys()).any(|it| column.is_named(&plain(it)))
                            || it.text.as_ref().is_some_and(|text| text.contains(column.label()))
                    };
                    if !looked_at.iter().any(|it| has(it)) {
                        problems.push(format!(
                            "{id}: the check {} reads the column {}",
                            check.kind.as_str(),
                            column.id
                        ));
                    }
                }
            }
            LooksAt::Text if matches!(check.kind, CheckKind::Contains { .. } | CheckKind::Matches { .. }) => {
                let silent = |it: &&FileRecipe| it.formats.iter().any(|it| !it.has_text());
                let is_silent = match part {
                    Some(_) => looked_at.iter().any(silent),
                    None => looked_at.iter().all(silent),
                };
                problems.extend(
                    is_silent.then(|| format!("{id}: words are checked, which pdf and png do not have")),
                );
            }
            _ => {}
        }
    }
    problems.dedup();
    problems
}

fn is_part(part: &kansa::core::measure::Part, file: &FileRecipe, ending: &str) -> bool {
    part.matches(&format!("2026-04-01_{}.{ending}", file.name))
}
