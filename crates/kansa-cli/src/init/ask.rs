//! What `kansa init` has to know: from flags, else from answers, else by default.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use chrono::NaiveDate;
use kansa::Library;
use kansa::init::{Kept, Name, Names};
use kansa_core::id::{CatalogId, CompanyId};
use kansa_core::nearest;
use kansa_core::period::FiscalStart;
use kansa_core::text::{Lang, Text};

use crate::args::Init;
use crate::output::visible;

/// The catalog that most begin with.
const FIRST_CATALOG: &str = "iso-27001-2022";

/// What is known of the workspace before any file is read.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) names: Names,
    pub(super) fiscal: FiscalStart,
    pub(super) from: NaiveDate,
    pub(super) catalogs: Vec<CatalogId>,
    pub(super) companies: Vec<(CompanyId, Name)>,
    pub(super) registers: Vec<(CompanyId, Kept, PathBuf)>,
    /// What was taken without being said.
    pub(super) taken: Vec<Text>,
}

/// Asks one line after the other.
pub(super) struct Questions<R, W> {
    pub(super) input: R,
    pub(super) output: W,
    pub(super) lang: Lang,
}

impl<R: BufRead, W: Write> Questions<R, W> {
    /// Asks until the answer can be read.
    pub(super) fn ask<T>(
        &mut self,
        question: &Text,
        mut read: impl FnMut(&str) -> Result<T, Text>,
    ) -> anyhow::Result<T> {
        loop {
            write!(self.output, "{}: ", visible(question.get(self.lang)))?;
            self.output.flush()?;
            let mut answer = String::new();
            if self.input.read_line(&mut answer).context("cannot read the answer")? == 0 {
                let ended = Text::new(
                    "回答が途中で終わったため、何も書いていない",
                    "no answer, so nothing was written",
                );
                bail!("{}", ended.get(self.lang));
            }
            match read(answer.trim()) {
                Ok(it) => return Ok(it),
                Err(why) => self.say(&why)?,
            }
        }
    }

    /// Says something in a line, or several.
    pub(super) fn say(&mut self, text: &Text) -> anyhow::Result<()> {
        for line in text.get(self.lang).lines() {
            writeln!(self.output, "{}", visible(line))?;
        }
        Ok(())
    }
}

/// The language, asked for in both.
pub(super) fn language<R: BufRead, W: Write>(asking: &mut Questions<R, W>) -> anyhow::Result<Lang> {
    asking.ask(&Text::same("言語 / Language (ja, en) [ja]"), |answer| match answer {
        "" | "ja" => Ok(Lang::Ja),
        "en" => Ok(Lang::En),
        _ => Err(Text::same("ja / en")),
    })
}

/// All that has to be known. Without questions what is not said is taken by default.
pub(super) fn complete<R: BufRead, W: Write>(
    args: &Init,
    (library, lang, today): (&Library, Lang, NaiveDate),
    mut questions: Option<&mut Questions<R, W>>,
) -> anyhow::Result<Known> {
    let mut taken = Vec::new();
    for it in &args.catalogs {
        known_catalog(library, it.as_str()).map_err(|why| anyhow!("{}", why.get(lang)))?;
    }
    let (mut name, mut name_en) = (args.name.clone(), args.name_en.clone());
    if let Some(asking) = questions.as_deref_mut().filter(|_| name.is_none() && name_en.is_none()) {
        (name, name_en) = ask_names(asking)?;
    }
    let companies = match questions.as_deref_mut() {
        _ if !args.companies.is_empty() => args.companies.clone(),
        Some(asking) => ask_companies(asking)?,
        None => {
            let none = Text::new(
                "会社が一つもない。--company ID=名称 で示す（例: --company aoba=青葉機械株式会社）",
                "there is no company; name one with --company ID=NAME (such as --company minato=\"Minato Trading K.K.\")",
            );
            bail!("{}", none.get(lang));
        }
    };
    for (nth, (id, _)) in companies.iter().enumerate() {
        if companies[..nth].iter().any(|(it, _)| it == id) {
            let twice =
                Text::new(format!("会社 {id} が二度ある"), format!("the company {id} is there twice"));
            bail!("{}", twice.get(lang));
        }
    }
    let first = companies.first().map(|(_, name)| name.clone()).context("there is no company")?;
    let names = match (name, name_en) {
        (Some(ja), Some(en)) => Names::both(ja, en),
        (Some(it), None) => Names::new(it, lang),
        (None, Some(en)) => Names::new(en, Lang::En),
        (None, None) => {
            let shown = first.as_str();
            taken.push(Text::new(
                format!("グループの名称を「{shown}」とする"),
                format!("the name of the group is {shown}"),
            ));
            Names::new(first, lang)
        }
    };
    let catalogs = match questions.as_deref_mut() {
        _ if !args.catalogs.is_empty() => once(args.catalogs.clone()),
        Some(asking) => ask_catalogs(asking, library)?,
        None => {
            taken.push(Text::new(
                format!("カタログを {FIRST_CATALOG} とする"),
                format!("the catalog is {FIRST_CATALOG}"),
            ));
            vec![FIRST_CATALOG.parse().map_err(|_| anyhow!("there is no catalog {FIRST_CATALOG}"))?]
        }
    };
    let fiscal = match (args.fiscal_start, questions.as_deref_mut()) {
        (Some(it), _) => it,
        (None, Some(asking)) => {
            let question =
                Text::new("事業年度の初日（MM-DD）[04-01]", "First day of the fiscal year (MM-DD) [04-01]");
            asking.ask(&question, |it| {
                if it.is_empty() { Ok(FiscalStart::APRIL) } else { it.parse().map_err(no_day) }
            })?
        }
        (None, None) => {
            let april = FiscalStart::APRIL;
            taken.push(Text::new(
                format!("事業年度の初日を {april} とする"),
                format!("the fiscal year starts on {april}"),
            ));
            april
        }
    };
    let from = args.from.unwrap_or_else(|| {
        let from = fiscal.year_of(today).from;
        taken.push(Text::new(
            format!("取組みの開始日を {from}（今年度の初日）とする"),
            format!("the companies are held to it since {from}, the first day of this fiscal year"),
        ));
        from
    });
    let registers = match questions {
        Some(asking) if args.employees.is_empty() && args.vendors.is_empty() && args.systems.is_empty() => {
            ask_employees(asking, &companies)?
        }
        Some(_) | None => registers(args, &companies, lang)?,
    };
    Ok(Known { names, fiscal, from, catalogs, companies, registers, taken })
}

fn no_name(_: impl Sized) -> Text {
    Text::new("名称は一行、200字までで書く", "write a name in one line of at most 200 characters")
}

fn no_day((): ()) -> Text {
    Text::new("毎年ある日を 04-01 のように書く", "write a day of every year, such as 04-01")
}

fn optional_name(answer: &str) -> Result<Option<Name>, Text> {
    if answer.is_empty() { Ok(None) } else { answer.parse().map(Some).map_err(no_name) }
}

/// The name of the group in the language of the workspace; if there is one, in the other one too.
fn ask_names<R: BufRead, W: Write>(
    asking: &mut Questions<R, W>,
) -> anyhow::Result<(Option<Name>, Option<Name>)> {
    let first = Text::new(
        "グループの名称（一社だけなら空欄でよい）",
        "Name of the group in English (may be left out for one company)",
    );
    let first = asking.ask(&first, optional_name)?;
    if first.is_none() {
        return Ok((None, None));
    }
    let second =
        Text::new("グループの英語名（なければ空欄）", "Name of the group in Japanese (may be left out)");
    let second = asking.ask(&second, optional_name)?;
    Ok(match asking.lang {
        Lang::Ja => (first, second),
        Lang::En => (second, first),
    })
}

/// Companies, until the answer is empty.
fn ask_companies<R: BufRead, W: Write>(
    asking: &mut Questions<R, W>,
) -> anyhow::Result<Vec<(CompanyId, Name)>> {
    let mut companies: Vec<(CompanyId, Name)> = Vec::new();
    loop {
        let question = if companies.is_empty() {
            Text::new(
                "会社の ID（フォルダーの名前になる。半角の英小文字、数字、ハイフン。例: aoba）",
                "Id of the company (the name of its folder: a-z, 0-9 and -; such as minato)",
            )
        } else {
            Text::new("次の会社の ID（なければ空欄）", "Id of the next company (empty if there is none)")
        };
        let id = asking.ask(&question, |answer| {
            if answer.is_empty() && !companies.is_empty() {
                return Ok(None);
            }
            let id: CompanyId = answer.parse().map_err(|_| {
                Text::new("半角の英小文字、数字、ハイフンを1〜64字で書く", "write 1 to 64 of a-z, 0-9 and -")
            })?;
            if companies.iter().any(|(it, _)| *it == id) {
                return Err(Text::new(format!("{id} はもうある"), format!("there is {id} already")));
            }
            Ok(Some(id))
        })?;
        let Some(id) = id else { return Ok(companies) };
        let question = Text::new(format!("{id} の名称"), format!("Name of {id}"));
        let name = asking.ask(&question, |it| it.parse().map_err(no_name))?;
        companies.push((id, name));
    }
}

/// Catalogs, by their numbers in a list or by their ids.
fn ask_catalogs<R: BufRead, W: Write>(
    asking: &mut Questions<R, W>,
    library: &Library,
) -> anyhow::Result<Vec<CatalogId>> {
    for (nth, it) in (1..).zip(&library.catalogs) {
        asking.say(&Text::new(
            format!("  {nth}  {:<18}  {}", it.id.as_str(), it.title.ja),
            format!("  {nth}  {:<18}  {}", it.id.as_str(), it.title.en),
        ))?;
    }
    let question = Text::new(
        format!("取り組むカタログ（番号又は ID。複数ならコンマで区切る）[{FIRST_CATALOG}]"),
        format!("Catalogs (numbers or ids, with commas between) [{FIRST_CATALOG}]"),
    );
    asking.ask(&question, |answer| {
        let answer = if answer.is_empty() { FIRST_CATALOG } else { answer };
        let pieces = answer.split([',', '、', '，', ' ', '　']).map(str::trim).filter(|it| !it.is_empty());
        let one = |it: &str| {
            let nth = it.parse::<usize>().ok().and_then(|it| it.checked_sub(1));
            match nth.and_then(|it| library.catalogs.get(it)) {
                Some(found) => Ok(found.id.clone()),
                None => known_catalog(library, it),
            }
        };
        pieces.map(one).collect::<Result<Vec<_>, _>>().map(once)
    })
}

/// The catalog of an id; else what is wrong, with the nearest one.
fn known_catalog(library: &Library, wanted: &str) -> Result<CatalogId, Text> {
    let all = || library.catalogs.iter().map(|it| it.id.as_str());
    if let Some(found) = library.catalogs.iter().find(|it| it.id.as_str() == wanted) {
        return Ok(found.id.clone());
    }
    let wanted = visible(wanted);
    // Nobody knows the edition by heart: iso27001 is meant for iso-27001-2022.
    let plain = |it: &str| it.replace('-', "").to_lowercase();
    let begins = |it: &&str| wanted.len() >= 3 && plain(it).starts_with(&plain(&wanted));
    Err(match all().find(begins).or_else(|| nearest(&wanted, all())) {
        Some(near) => Text::new(
            format!("カタログ {wanted} はない（{near} のことか）"),
            format!("there is no catalog {wanted}; did you mean {near}?"),
        ),
        None => {
            let all = all().collect::<Vec<_>>().join(", ");
            Text::new(
                format!("カタログ {wanted} はない（あるのは {all}）"),
                format!("there is no catalog {wanted}; there are {all}"),
            )
        }
    })
}

/// The list of people of each company, if there is one.
fn ask_employees<R: BufRead, W: Write>(
    asking: &mut Questions<R, W>,
    companies: &[(CompanyId, Name)],
) -> anyhow::Result<Vec<(CompanyId, Kept, PathBuf)>> {
    let mut found = Vec::new();
    for (id, _) in companies {
        let question = Text::new(
            format!("{id} の従業者名簿のファイル（xlsx、csv。あとで置くなら空欄）"),
            format!("File with the people of {id} (xlsx or csv; empty if it comes later)"),
        );
        let file = asking.ask(&question, |answer| match answer {
            "" => Ok(None),
            // Dropped on a terminal, a name comes in quotes.
            answer => match PathBuf::from(answer.trim_matches(['\'', '"'])) {
                file if file.is_file() => Ok(Some(file)),
                _ => Err(Text::new(
                    format!("{answer} というファイルはない"),
                    format!("there is no file {answer}"),
                )),
            },
        })?;
        found.extend(file.map(|it| (id.clone(), Kept::Employees, it)));
    }
    Ok(found)
}

/// The registers that the flags name, each of one company.
fn registers(
    args: &Init,
    companies: &[(CompanyId, Name)],
    lang: Lang,
) -> anyhow::Result<Vec<(CompanyId, Kept, PathBuf)>> {
    let mut found: Vec<(CompanyId, Kept, PathBuf)> = Vec::new();
    for kept in Kept::ALL {
        let files = match kept {
            Kept::Employees => &args.employees,
            Kept::Vendors => &args.vendors,
            Kept::Systems => &args.systems,
        };
        for given in files {
            let (id, file) = of_company(given, companies).ok_or_else(|| {
                let (flag, shown) = (kept.as_str(), visible(&given.display().to_string()));
                let ids: Vec<&str> = companies.iter().map(|(id, _)| id.as_str()).collect();
                let ids = ids.join(", ");
                let whose = Text::new(
                    format!(
                        "--{flag} {shown}: どの会社のものか分からない。--{flag} ID=FILE と書く（ID: {ids}）"
                    ),
                    format!("--{flag} {shown}: whose is it? write --{flag} ID=FILE (ids: {ids})"),
                );
                anyhow!("{}", whose.get(lang))
            })?;
            if found.iter().any(|(it, of, _)| it == id && *of == kept) {
                let flag = kept.as_str();
                let twice = Text::new(
                    format!("--{flag} が {id} について二度ある。一つのファイルにまとめる"),
                    format!("--{flag} is there twice for {id}; a register is one file"),
                );
                bail!("{}", twice.get(lang));
            }
            found.push((id.clone(), kept, file));
        }
    }
    Ok(found)
}

/// Whose file it is: named before a `=`, or of the only company.
fn of_company<'c>(given: &Path, companies: &'c [(CompanyId, Name)]) -> Option<(&'c CompanyId, PathBuf)> {
    let named = given.to_str().and_then(|it| it.split_once('='));
    let found = named.and_then(|(id, file)| {
        let (id, _) = companies.iter().find(|(it, _)| it.as_str() == id)?;
        Some((id, PathBuf::from(file)))
    });
    match companies {
        [(only, _)] => found.or_else(|| Some((only, given.to_owned()))),
        _ => found,
    }
}

fn once(catalogs: Vec<CatalogId>) -> Vec<CatalogId> {
    let mut kept: Vec<CatalogId> = Vec::new();
    for it in catalogs {
        if !kept.contains(&it) {
            kept.push(it);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
