//! `kansa man`: manual pages.

use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;
use clap_mangen::roff::{Roff, roman};

use crate::Exit;
use crate::args::{Args, Man};
use crate::output::{print, write_file};

pub(crate) fn run(args: &Man) -> anyhow::Result<Exit> {
    // A page for `help` would say nothing.
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    match &args.out {
        None => print(&String::from_utf8(page(&command)?)?)?,
        Some(folder) => write(folder, &command)?,
    }
    Ok(Exit::Clean)
}

/// Writes the page of a command, and those of the commands below it.
fn write(folder: &Path, command: &Command) -> anyhow::Result<()> {
    for below in command.get_subcommands() {
        write(folder, below)?;
    }
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    write_file(&folder.join(format!("{name}.1")), &page(command)?)
}

fn page(command: &Command) -> anyhow::Result<Vec<u8>> {
    let page = Page::new(command.clone()).source(format!("kansa {}", kansa::VERSION)).manual("kansa");
    let mut out = Vec::new();
    page.render_title(&mut out)?;
    page.render_name_section(&mut out)?;
    page.render_synopsis_section(&mut out)?;
    page.render_description_section(&mut out)?;
    page.render_options_section(&mut out)?;
    if command.has_subcommands() {
        page.render_subcommands_section(&mut out)?;
    }
    closing(command).to_writer(&mut out)?;
    Ok(out)
}

/// What stands below the flags in the help: examples in the columns that they are written in, then what is said of them.
fn closing(command: &Command) -> Roff {
    let mut roff = Roff::new();
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    for paragraph in text.split("\n\n").filter(|it| !it.is_empty()) {
        if let Some((head, examples)) =
            paragraph.split_once('\n').filter(|(head, _)| head.starts_with("Example"))
        {
            roff.control("SH", [head.trim_end_matches(':').to_uppercase().as_str()]);
            roff.control("nf", []);
            examples.lines().for_each(|it| {
                roff.text([roman(it)]);
            });
            roff.control("fi", []);
        } else if let Some(status) = paragraph.strip_prefix("Exit status: ") {
            roff.control("SH", ["EXIT STATUS"]);
            roff.text([roman(status.replace('\n', " "))]);
        } else {
            roff.control("PP", []);
            roff.text([roman(paragraph.replace('\n', " "))]);
        }
    }
    roff
}
