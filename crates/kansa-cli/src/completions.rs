//! `kansa completions`: what completes commands and flags in a shell.

use clap::CommandFactory;

use crate::Exit;
use crate::args::{Args, Completions};
use crate::output::print;

pub(crate) fn run(args: &Completions) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "kansa", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(Exit::Clean)
}
