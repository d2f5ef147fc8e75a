//! Arguments of `kansa init`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args as ClapArgs;
use kansa::init::Name;
use kansa_core::id::{CatalogId, CompanyId};
use kansa_core::period::FiscalStart;

use super::{catalog_id, company_id};

/// Set up a workspace: asks, or takes flags, and says what to do next
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa init                                       asks, and writes to the current folder
  kansa init aoba-kansa --name 青葉機械 --company aoba=青葉機械株式会社 --employees 従業者名簿.xlsx
  kansa init --company aoba=青葉機械株式会社 --company west=青葉西日本株式会社 --employees west=west.csv --dry-run

What neither a flag nor an answer says is taken by default, and said. Nothing is overwritten: if one of the files is there
already, none is written. Registers are copied as they are, once kansa has read them without a fault.

Exit status: 0 written, or shown; 2 if something is there already, cannot be read, or is not well formed.")]
pub(crate) struct Init {
    /// The folder, made if it is not there: the current one if left out
    #[arg(value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// The name of the group, in Japanese: that of the first company if left out
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub(crate) name: Option<Name>,
    /// The name of the group, in English
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub(crate) name_en: Option<Name>,
    /// A company: its id (a-z, 0-9 and -) and its name (repeatable)
    #[arg(long = "company", value_name = "ID=NAME", value_parser = named_company)]
    pub(crate) companies: Vec<(CompanyId, Name)>,
    /// A catalog, as kansa catalog list names it (repeatable): iso-27001-2022 if left out
    #[arg(long = "catalog", value_name = "ID", value_parser = catalog_id)]
    pub(crate) catalogs: Vec<CatalogId>,
    /// First day of the fiscal year: 04-01 if left out
    #[arg(long, value_name = "MM-DD", value_parser = fiscal_start)]
    pub(crate) fiscal_start: Option<FiscalStart>,
    /// The day since which the companies are held to the catalogs: the first of this fiscal year if left out
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<NaiveDate>,
    /// The list of people that there is, as xlsx or csv; with several companies ID=FILE (repeatable)
    #[arg(long, value_name = "[ID=]FILE")]
    pub(crate) employees: Vec<PathBuf>,
    /// The list of vendors that there is
    #[arg(long, value_name = "[ID=]FILE")]
    pub(crate) vendors: Vec<PathBuf>,
    /// The list of information systems that there is
    #[arg(long, value_name = "[ID=]FILE")]
    pub(crate) systems: Vec<PathBuf>,
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Only show what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
}

fn name(text: &str) -> Result<Name, String> {
    text.parse().map_err(|_| "not a name: one line of at most 200 characters".to_owned())
}

fn named_company(text: &str) -> Result<(CompanyId, Name), String> {
    let (id, called) = text.split_once('=').ok_or("write ID=NAME, such as aoba=青葉機械株式会社")?;
    Ok((company_id(id)?, name(called)?))
}

fn fiscal_start(text: &str) -> Result<FiscalStart, String> {
    text.parse().map_err(|()| "not a day of every year; write 04-01".to_owned())
}
