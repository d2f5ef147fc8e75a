//! The `kansa` command: arguments, clock, terminal, exit status.

mod add;
mod approve;
mod args;
mod catalog;
mod check;
mod completions;
mod diagnostics;
mod diff;
mod gate;
mod init;
mod man;
mod output;
mod report;
mod schema;
mod seal;
mod serve;
mod template;
mod verify;
mod why;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::output::visible;

/// How a run ended. `docs/exit-status.md` explains them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Nothing at or above the threshold.
    Clean,
    /// Findings at or above it.
    Findings,
    /// Usage, input that is not well formed, or a disk that does not answer.
    Trouble,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::SUCCESS,
            Exit::Findings => Self::from(1),
            Exit::Trouble => Self::from(2),
        }
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    args.global.color.write_global();
    let result = match &args.command {
        Command::Init(it) => init::run(&args.global, it),
        Command::Check(it) => check::run(&args.global, it),
        Command::Report(it) => report::run(&args.global, it),
        Command::Serve(it) => serve::run(&args.global, it),
        Command::Why(it) => why::run(&args.global, it),
        Command::Diff(it) => diff::run(&args.global, it),
        Command::Template(it) => template::run(&args.global, it),
        Command::Add(it) => add::run(&args.global, it),
        Command::Approve(it) => approve::run(&args.global, it),
        Command::Seal(it) => seal::run(&args.global, it),
        Command::Verify(it) => verify::run(&args.global, it),
        Command::Catalog(it) => catalog::run(&args.global, it),
        Command::Schema(it) => schema::run(&args.global, it),
        Command::Completions(it) => completions::run(it),
        Command::Man(it) => man::run(it),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(error) => {
            anstream::eprintln!("kansa: {}", visible(&format!("{error:#}")));
            Exit::Trouble.into()
        }
    }
}
