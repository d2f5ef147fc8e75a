//! `kansa-sample`: writes the generated companies of the sample group.

#[cfg(test)]
mod committed;
mod company_file;
mod days;
mod defects;
mod expand;
mod format;
mod group;
mod output;
mod random;
mod recipe;
mod registers;
mod sample;
mod scale;
mod scene;
mod sheet;
mod sidecar;
mod skeleton;
mod timing;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::days::ymd;
use crate::group::Group;
use crate::recipe::Recipes;
use crate::sample::{Order, Prepared, Written};
use crate::scale::Size;

/// Writes the generated companies of the sample group into a workspace.
#[derive(Debug, Parser)]
#[command(name = "kansa-sample", version)]
struct Arguments {
    /// The workspace; what is written by hand in it stays as it is
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What all numbers are drawn from
    #[arg(long, default_value_t = 2026)]
    seed: u64,
    /// A group of so many companies in place of the sample, for measuring
    #[arg(long, value_name = "N")]
    companies: Option<usize>,
    /// Of about so many files
    #[arg(long, value_name = "N")]
    files: Option<usize>,
    /// Write only this company
    #[arg(long, value_name = "COMPANY")]
    only: Vec<String>,
    /// Read recipes from this folder in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    recipes: Option<PathBuf>,
    /// Write nothing, list the requirements that no recipe answers, and how many companies owe them
    #[arg(long)]
    missing: bool,
    /// Afterwards assess what was written, and list what is found at the companies, but for what has no recipe
    #[arg(long)]
    verify: bool,
    /// With --verify or --missing: only of these measures
    #[arg(long, value_name = "MEASURE")]
    measure: Vec<String>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let mut order =
        Order { seed: arguments.seed, as_of: ymd(2026, 10, 31), only: arguments.only.clone(), most: None };
    let mut group = Group::built_in()?;
    if arguments.companies.is_some() || arguments.files.is_some() {
        let companies = arguments.companies.unwrap_or(25).max(1);
        let size = Size { companies, files: arguments.files.unwrap_or(companies * 100) };
        group = scale::group(&group, size, arguments.seed);
        // Description and registers are files too.
        order.most = Some(size.of_each().saturating_sub(scale::FRAME));
    }
    let recipes = Recipes::open(arguments.recipes.as_deref())?;
    let prepared = Prepared::new(&arguments.out, &order, &group, &recipes)?;
    for diagnostic in prepared.diagnostics() {
        eprintln!("skeleton: {diagnostic}");
    }
    if arguments.missing {
        missing(&prepared.make(&|_| Ok(()))?, &arguments.measure);
        return Ok(());
    }
    sample::clear(&arguments.out, &group, &order.only)?;
    let written = prepared.make(&|files| output::write(&arguments.out, &files))?;
    println!(
        "{} files of descriptions and registers, {} files of evidence, {} KiB; {} requirements have no recipe",
        written.frame,
        written.evidence,
        written.bytes / 1024,
        written.missing.len()
    );
    if arguments.verify {
        verify::verify(&arguments.out, &order, &group, &recipes, &written.planted, &arguments.measure)?;
    }
    Ok(())
}

fn missing(written: &Written, measures: &[String]) {
    let asked = |it: &str| {
        measures.is_empty() || measures.iter().any(|measure| it.split('/').next() == Some(measure))
    };
    for (requirement, (count, companies)) in written.missing.iter().filter(|(it, _)| asked(it)) {
        let names: Vec<&str> = companies.iter().map(String::as_str).collect();
        println!("{requirement}\t{count} times\t{} companies\t{}", names.len(), names.join(" "));
    }
}
