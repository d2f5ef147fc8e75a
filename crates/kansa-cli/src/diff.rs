//! `kansa diff`: what became worse, what became better, and why.

mod git;
mod human;
mod side;

use std::collections::BTreeSet;

use anyhow::bail;
use kansa_core::text::Text;
use kansa_report::diff::{Diff, compare, keep_catalogs, markdown};

use crate::Exit;
use crate::args::{Diff as Args, DiffKind, FormatTo, Global, Selection};
use crate::output::complain;
use crate::workspace::hint;
use side::{Side, Sides};

pub(crate) fn run(global: &Global, args: &Args) -> anyhow::Result<Exit> {
    let formats = FormatTo::chosen(&args.formats, DiffKind::Human)?;
    let Some(Sides { mut a, mut b, lang }) = side::both(global, args)? else { return Ok(Exit::Trouble) };
    select(&mut a, &mut b, &args.selection)?;
    let broken_input = a.view.diagnostics() + b.view.diagnostics() > 0;
    for side in [&a, &b].into_iter().filter(|it| it.is_file() && it.view.diagnostics() > 0) {
        let (name, count) = (&side.origin.name, side.view.diagnostics());
        let said = Text::new(
            format!("{name}: 入力ファイルの問題が {count} 件記録されている（終了コード 2）"),
            format!("{name}: {count} problems in the input files are recorded there (exit status 2)"),
        );
        complain(said.get(lang));
    }
    let diff = compare((&a.view, a.origin), (&b.view, b.origin));
    for format in &formats {
        let text = match format.kind {
            DiffKind::Human => format.coloured(human::human(&diff, lang)),
            DiffKind::Json => kansa_report::json::pretty(&diff)?,
            DiffKind::Markdown => markdown(&diff, lang),
        };
        format.write(&text)?;
    }
    Ok(exit(&diff, broken_input))
}

/// Input that is not well formed weighs more: what could not be read cannot be compared.
fn exit(diff: &Diff, broken_input: bool) -> Exit {
    match (broken_input, diff.is_broken()) {
        (true, _) => Exit::Trouble,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Clean,
    }
}

/// Keeps the companies and catalogs asked for. One that neither side has is a usage error; on one side it may be missing.
fn select(a: &mut Side, b: &mut Side, selection: &Selection) -> anyhow::Result<()> {
    for (kind, wanted, of_a, of_b) in [
        ("company", names(&selection.companies), &a.companies, &b.companies),
        ("catalog", names(&selection.catalogs), &a.catalogs, &b.catalogs),
    ] {
        let known: Vec<&str> = of_a.union(of_b).map(String::as_str).collect();
        if let Some(wrong) = wanted.iter().find(|it| !known.contains(&it.as_str())) {
            bail!("neither side has the {kind} {wrong}{}", hint(wrong, &known));
        }
    }
    if !selection.companies.is_empty() {
        let only: BTreeSet<&str> = selection.companies.iter().map(|it| it.as_str()).collect();
        a.view.keep_companies(&only);
        b.view.keep_companies(&only);
    }
    if !selection.catalogs.is_empty() {
        let only: BTreeSet<&str> = selection.catalogs.iter().map(|it| it.as_str()).collect();
        keep_catalogs(&mut a.view, &mut b.view, &only);
    }
    Ok(())
}

fn names<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}
