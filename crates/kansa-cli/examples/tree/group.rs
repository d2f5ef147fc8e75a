//! A group of companies with three fiscal years of evidence for the built-in measures.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use chrono::{Datelike as _, Days, NaiveDate};
use kansa::Workspace;
use kansa::core::check::CheckKind;
use kansa::core::measure::{Basis, Cadence, Measure, Per, Requirement};
use kansa::core::model::Model;
use kansa::core::period::FiscalStart;
use kansa::core::register::{RegisterDef, RegisterIx};
use kansa::core::table::{Column, ColumnType};

use crate::kind::{self, Numbers};
use crate::template::Templates;

/// How many files a company has.
const FILES: usize = 2_500;
const YEARS: [i32; 3] = [2024, 2025, 2026];

const CONFIG: &str = "format: 1
group: {id: bench-group, name: {ja: 計測グループ, en: Bench group}}
time_zone: \"+09:00\"
language: ja
fiscal_year_starts: \"04-01\"
catalogs: [iso-27001-2022, pmark-guideline, jis-q-15001-2023, appi, pci-dss-4.0.1]
as_of: 2027-03-31
";

/// The rows of a register: key and, for registers of what happens, the day.
type Keys = Vec<(String, NaiveDate)>;

/// The registers of a company.
type Rows = BTreeMap<RegisterIx, Keys>;

/// Something that a company filed on one day, in one folder.
struct Delivery<'m> {
    company: String,
    folder: String,
    day: NaiveDate,
    requirement: &'m Requirement,
    measure: &'m Measure,
}

/// Writes kansa.yaml alone: there is a model, and no company yet.
pub(crate) fn begin(root: &Path) -> Result<Workspace> {
    fs::create_dir_all(root.join("evidence"))?;
    fs::write(root.join("kansa.yaml"), CONFIG)?;
    Ok(Workspace::open(root)?)
}

/// Writes `count` files of evidence, beside registers, for one company in 2,500 files.
pub(crate) fn write(root: &Path, sample: &Path, count: usize) -> Result<()> {
    let workspace = begin(root)?;
    let model = workspace.model();
    let mut rows: BTreeMap<String, Rows> = BTreeMap::new();
    let mut deliveries = Vec::new();
    for number in 0..count.div_ceil(FILES) {
        let company = format!("company-{number:02}");
        let catalogs = catalogs(number);
        let folder = root.join("evidence").join(&company);
        fs::create_dir_all(folder.join("registers"))?;
        fs::write(folder.join("company.yaml"), company_file(number, catalogs, model))?;
        let mut keys = Rows::new();
        for index in model.register_indexes() {
            let def = model.register(index);
            let (known, table) = register(def, &company);
            if !table.is_empty() {
                fs::write(folder.join(format!("registers/{}.csv", def.id)), kind::csv(&table))?;
            }
            keys.insert(index, known);
        }
        for measure in model.measures() {
            if measure.controls.iter().any(|(it, _)| catalogs.contains(&it.catalog.as_str())) {
                for requirement in &measure.requirements {
                    owed(&company, measure, requirement, &keys, &mut deliveries);
                }
            }
        }
        rows.insert(company, keys);
    }
    // The same number for every company on average: some miss deliveries, the others attach more to theirs.
    deliveries.sort_by(|a, b| (b.day, &a.company, &a.folder).cmp(&(a.day, &b.company, &b.folder)));
    deliveries.truncate(count);
    let templates = Templates::new(sample);
    let mut left = count;
    for delivery in &deliveries {
        let known = rows.get(&delivery.company).context("every company has registers")?;
        left = left.saturating_sub(delivery.write(root, known, &templates)?);
    }
    for round in 1.. {
        for delivery in &deliveries {
            if left == 0 {
                return Ok(());
            }
            delivery.attach(root, round)?;
            left -= 1;
        }
    }
    Ok(())
}

/// The catalogs that a company is in scope of.
fn catalogs(number: usize) -> &'static [&'static str] {
    match number % 4 {
        0 => &["pci-dss-4.0.1", "appi"],
        _ => &["iso-27001-2022", "pmark-guideline", "jis-q-15001-2023", "appi"],
    }
}

fn company_file(number: usize, catalogs: &[&str], model: &Model) -> String {
    let scope = |it: &&str| format!("  - {{catalog: {it}, status: certified, from: 2024-04-01}}\n");
    let scope: String = catalogs.iter().map(scope).collect();
    let mut file = format!(
        "format: 1\nname: {{ja: 計測{number:02}株式会社, en: Bench {number:02} K.K.}}\nscope:\n{scope}measures: all\n"
    );
    if catalogs.contains(&"pci-dss-4.0.1") {
        file.push_str(
            "pci: {role: service-provider, validation: roc, multi_tenant: false, issuer: false, \
             designated_entity: false, legacy_tls_terminals: false}\nparameters:\n",
        );
        for measure in model.measures() {
            for requirement in measure.requirements.iter().filter(|it| it.basis == Basis::Parameter) {
                file.push_str(&format!("  {}/{}: P6M\n", measure.id, requirement.id));
            }
        }
    }
    file
}

/// The rows of a register of a company, and its table; nothing for a register that it does not keep.
fn register(def: &RegisterDef, company: &str) -> (Keys, Vec<Vec<String>>) {
    let mut numbers = Numbers::of(&format!("{company}/{}", def.id));
    let (rows, mark) = match def.id.as_str() {
        "employees" => (200 + numbers.below(300), "E"),
        "units" => (12, "U"),
        "roles" => (8, "R"),
        "vendors" => (15, "V"),
        "systems" => (10, "S"),
        "sites" => (4, "L"),
        "risks" => (60, "K"),
        "documents" => (40, "D"),
        "audits" => (6, "A"),
        "corrective-actions" => (18, "C"),
        "incidents" => (12, "I"),
        "personal-information" => (20, "P"),
        "requests" => (24, "Q"),
        "officers" => (2, "O"),
        "system-accounts" => (20, "T"),
        "payment-devices" => (10, "N"),
        "payment-pages" => (5, "W"),
        "significant-changes" => (6, "G"),
        "isms-changes" => (6, "H"),
        _ => return (Vec::new(), Vec::new()),
    };
    let mut table = vec![def.columns.iter().map(|it| it.label().to_owned()).collect::<Vec<_>>()];
    let mut keys = Keys::new();
    for row in 1..=rows {
        let key = format!("{mark}{row:04}");
        // One in eight rows is of the years of the evidence, the others are older.
        let lasts =
            matches!(mark, "E" | "U" | "R" | "V" | "S" | "L" | "K" | "D" | "P" | "O" | "T" | "N" | "W");
        let since = if lasts && numbers.below(8) > 0 { 2014 } else { 2024 };
        let day = day(since, 4, 1, if since == 2014 { 3_000 } else { 1_000 }, &mut numbers);
        let value = |(at, column): (usize, &Column)| match (&*column.id, &column.kind) {
            _ if at == def.key => key.clone(),
            ("role", _) => ["個人情報保護管理者", "個人情報保護監査責任者"][row % 2].to_owned(),
            ("holder", _) => format!("E{row:04}"),
            ("inside" | "critical", _) => "○".to_owned(),
            ("from", _) => day.to_string(),
            ("to" | "leave_from" | "leave_to", _) => String::new(),
            (_, ColumnType::Date) => day.to_string(),
            (_, ColumnType::Flag) => if (row + at) % 3 == 0 { "○" } else { "×" }.to_owned(),
            _ => format!("{}{}", column.label(), (row * 7 + at) % 12),
        };
        table.push(def.columns.iter().enumerate().map(value).collect());
        keys.push((key, day));
    }
    (keys, table)
}

/// Some day of `days` days.
fn day(year: i32, month: u32, first: u32, days: usize, numbers: &mut Numbers) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(year, month, first).unwrap_or_default();
    first + Days::new(u64::try_from(numbers.below(days)).unwrap_or(0))
}

/// What a company filed for a requirement: nearly everything that was due.
fn owed<'m>(
    company: &str,
    measure: &'m Measure,
    requirement: &'m Requirement,
    keys: &Rows,
    deliveries: &mut Vec<Delivery<'m>>,
) {
    if requirement.answered.is_in_register() {
        return;
    }
    let base = format!("{}/{}", measure.id, requirement.id);
    let subjects: Vec<(String, Option<NaiveDate>)> = match &requirement.per {
        Per::Company => vec![(base, None)],
        Per::Companies => vec![(format!("{base}/{company}"), None)],
        Per::Rows { register, .. } => {
            let keys = keys.get(register).map(Vec::as_slice).unwrap_or_default();
            keys.iter().map(|(key, day)| (format!("{base}/{key}"), Some(*day))).collect()
        }
    };
    for (folder, since) in subjects {
        let mut numbers = Numbers::of(&format!("{company}/{folder}"));
        let mut days: Vec<NaiveDate> = Vec::new();
        for year in YEARS.map(|it| FiscalStart::APRIL.year(it)) {
            let period = match requirement.cadence {
                Cadence::Every(period) | Cadence::Interval(period) | Cadence::MaxAge(period) => period,
                Cadence::Once { .. } => {
                    days.extend(since.filter(|it| year.contains(*it)).map(|it| it + Days::new(2)));
                    continue;
                }
            };
            let starts = (0..).map(|it| period.after(year.from, it)).take_while(|it| *it <= year.to);
            for start in starts {
                let length = (period.after(start, 1) - start).num_days();
                let into = usize::try_from(length / 2).unwrap_or(0).min(60);
                days.push(start + Days::new(u64::try_from(numbers.below(into)).unwrap_or(0)));
            }
        }
        for day in days.into_iter().filter(|it| since.is_none_or(|since| since <= *it)) {
            if numbers.below(100) < 97 {
                deliveries.push(Delivery {
                    company: company.to_owned(),
                    folder: folder.clone(),
                    day,
                    requirement,
                    measure,
                });
            }
        }
    }
}

impl Delivery<'_> {
    fn folder(&self, root: &Path) -> Result<std::path::PathBuf> {
        let folder = root.join("evidence").join(&self.company).join(&self.folder);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// How the files are called: most by a day, some as people here write days.
    fn stem(&self, title: &str, numbers: &mut Numbers) -> String {
        let (day, title) = (self.day, title.replace('/', "・"));
        match numbers.below(10) {
            0 => format!("{}_{title}", day.format("%Y%m%d")),
            1 => format!("R{}.{}.{}_{title}", day.year() - 2018, day.month(), day.day()),
            _ => format!("{day}_{title}"),
        }
    }

    /// Writes its files; how many.
    fn write(&self, root: &Path, keys: &Rows, templates: &Templates) -> Result<usize> {
        let folder = self.folder(root)?;
        let mut numbers = Numbers::of(&format!("{}/{}/{}", self.company, self.folder, self.day));
        if self.requirement.parts.is_empty() {
            let stem = self.stem(&self.requirement.title.ja, &mut numbers);
            self.write_one(
                &folder,
                &stem,
                !self.requirement.columns.is_empty(),
                keys,
                templates,
                &mut numbers,
            )?;
            return Ok(1);
        }
        for (at, part) in self.requirement.parts.iter().enumerate() {
            let stem = format!("{}_{}", self.day, part.title.ja);
            let name = part.names.first().map_or(String::new(), |it| it.replace('*', ""));
            let stem = if part.matches(&stem) { stem } else { format!("{stem}_{name}") };
            let is_table = self.requirement.checks.iter().any(|it| it.part.is_none_or(|it| it == at));
            self.write_one(&folder, &stem, is_table, keys, templates, &mut numbers)?;
        }
        Ok(self.requirement.parts.len())
    }

    fn write_one(
        &self,
        folder: &Path,
        stem: &str,
        is_table: bool,
        keys: &Rows,
        templates: &Templates,
        numbers: &mut Numbers,
    ) -> Result<()> {
        let (ending, bytes) = if is_table {
            let rows = self.table(keys, templates, numbers);
            match numbers.below(100) {
                0..46 => ("csv", kind::csv(&rows).into_bytes()),
                46..82 => ("csv", encoding_rs::SHIFT_JIS.encode(&kind::csv(&rows)).0.into_owned()),
                82..96 => ("xlsx", kind::xlsx(&rows)?),
                _ => ("json", kind::json(&rows)?),
            }
        } else {
            let title = &self.requirement.title.ja;
            let length = 2_000 + numbers.below(10_000);
            match numbers.below(100) {
                0..28 => ("md", kind::text(title, length, numbers).into_bytes()),
                28..40 => ("txt", kind::text(title, length, numbers).into_bytes()),
                40..62 => ("docx", kind::docx(&kind::text(title, length, numbers))?),
                62..94 => ("pdf", kind::pdf(numbers.size(), numbers)),
                _ => ("jpg", kind::jpg(numbers.size(), numbers)),
            }
        };
        Ok(fs::write(folder.join(format!("{stem}.{ending}")), bytes)?)
    }

    /// Adds one more file to those of that day.
    fn attach(&self, root: &Path, round: usize) -> Result<()> {
        let mut numbers = Numbers::of(&format!("{}/{}/{}/{round}", self.company, self.folder, self.day));
        let (ending, bytes) = match numbers.below(100) {
            0..35 => ("pdf", kind::pdf(numbers.size(), &mut numbers)),
            35..50 => ("png", kind::png(numbers.size(), &mut numbers)),
            50..65 => ("jpg", kind::jpg(numbers.size(), &mut numbers)),
            65..88 => {
                let length = 2_000 + numbers.below(18_000);
                ("log", kind::text("log", length, &mut numbers).into_bytes())
            }
            _ => ("eml", kind::eml("mail", &mut numbers).into_bytes()),
        };
        Ok(fs::write(self.folder(root)?.join(format!("{}_添付{round}.{ending}", self.day)), bytes)?)
    }

    /// A table as the requirement asks for it, with the keys that it has to cover, else with rows of the sample.
    fn table(&self, keys: &Rows, templates: &Templates, numbers: &mut Numbers) -> Vec<Vec<String>> {
        let columns = &self.requirement.columns;
        let covered = self.requirement.checks.iter().find_map(|it| match &it.kind {
            CheckKind::Covers { register, column, .. } => Some((keys.get(register)?, *column)),
            _ => None,
        });
        let single = self.requirement.checks.iter().find_map(|it| match &it.kind {
            CheckKind::Unique { columns } => columns.first().copied(),
            _ => None,
        });
        // One roster in fifty misses somebody.
        let missing = usize::from(numbers.below(50) == 0);
        let rows =
            covered.map_or_else(|| 40 + numbers.below(160), |(keys, _)| keys.len().saturating_sub(missing));
        let sample = templates.rows(self.measure.id.as_str(), self.requirement.id.as_str());
        let header = columns.iter().map(|it| it.label().to_owned()).chain(["備考".to_owned()]).collect();
        let row = |row: usize, numbers: &mut Numbers| -> Vec<String> {
            let value = |(at, column): (usize, &Column)| match covered {
                Some((keys, key)) if key == at => keys.get(row).map_or(String::new(), |it| it.0.clone()),
                _ if single == Some(at) => format!("{}-{row:04}", column.id),
                _ => sample.value(column).unwrap_or_else(|| match column.kind {
                    ColumnType::Flag => "○".to_owned(),
                    ColumnType::Date => self.day.to_string(),
                    ColumnType::Number => "100".to_owned(),
                    _ => format!("{}{}", column.label(), row % 9),
                }),
            };
            let mut cells: Vec<String> = columns.iter().enumerate().map(value).collect();
            cells.push(format!("確認番号{:05}", numbers.below(100_000)));
            cells
        };
        std::iter::once(header).chain((0..rows).map(|it| row(it, numbers))).collect()
    }
}

/// Whose evidence it is, for a group of one company: used where only one file matters.
pub(crate) fn only_company(root: &Path) -> Result<std::path::PathBuf> {
    let folder = root.join("evidence/company-01");
    fs::create_dir_all(folder.join("registers"))?;
    let scope = "scope:\n  - {catalog: iso-27001-2022, status: certified, from: 2024-04-01}\n";
    fs::write(
        folder.join("company.yaml"),
        format!("format: 1\nname: {{ja: 計測01株式会社, en: Bench 01 K.K.}}\n{scope}measures: all\n"),
    )?;
    Ok(folder)
}
