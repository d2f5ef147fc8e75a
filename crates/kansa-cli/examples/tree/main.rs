//! Writes workspaces for `scripts/bench`: the same files every time.
//!
//! ```text
//! tree group FOLDER FILES         a group of companies with so many files of evidence
//! tree covers FOLDER ROWS         one company, one register and one roster of so many rows
//! tree table FOLDER KIND ROWS     one company, one table (csv, cp932 or xlsx) of so many rows
//! tree small FOLDER KIND FILES    one company, so many small files (csv, xlsx, docx, pdf)
//! ```

mod group;
mod kind;
mod template;

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};
use kind::Numbers;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["group", folder, files] => group::write(Path::new(folder), Path::new("."), files.parse()?),
        ["covers", folder, rows] => covers(Path::new(folder), rows.parse()?),
        ["table", folder, kind, rows] => table(Path::new(folder), kind, rows.parse()?),
        ["small", folder, kind, files] => small(Path::new(folder), kind, files.parse()?),
        _ => bail!("see the head of this program for its arguments"),
    }
}

/// A roster of all employees, each with a score.
fn roster(rows: usize) -> Vec<Vec<String>> {
    let mut numbers = Numbers::of("roster");
    let row = |row: usize, numbers: &mut Numbers| {
        let (key, score) = (format!("E{row:07}"), 80 + numbers.below(21));
        vec![key, "本社".to_owned(), "2026-06-15".to_owned(), score.to_string(), "合格".to_owned()]
    };
    let header = ["社員番号", "所属", "受講日", "点数", "合否"].map(str::to_owned).to_vec();
    std::iter::once(header).chain((1..=rows).map(|it| row(it, &mut numbers))).collect()
}

/// A measure of our own that checks a roster against the employees.
fn training(root: &Path, checks: &str) -> Result<()> {
    fs::create_dir_all(root.join("controls/measures"))?;
    let measure = format!(
        "format: 1\nmeasures:\n  - id: bench-training\n    title: {{ja: 教育, en: Training}}\n    controls: \
         {{\"iso-27001-2022:A.6.3\": [operated]}}\n    requirements:\n      - id: test\n        title: {{ja: 受講記録, \
         en: Record}}\n        per: company\n        every: P1Y\n        mode: calendar\n        basis: own\n        \
         owner: security-officer\n        columns:\n          employee: {{type: text, headers: [社員番号]}}\n          \
         score: {{type: number, headers: [点数]}}\n        checks:\n{checks}"
    );
    Ok(fs::write(root.join("controls/measures/personal.yaml"), measure)?)
}

fn covers(root: &Path, rows: usize) -> Result<()> {
    group::begin(root)?;
    training(
        root,
        "          - covers: {register: employees, by: employee}\n          - unique: {by: [employee]}\n          \
         - each: {where: {score: {min: 80}}}\n",
    )?;
    let folder = group::only_company(root)?;
    let mut employees = vec![["社員番号", "区分", "部署", "開始日"].map(str::to_owned).to_vec()];
    let employee = |row: usize| {
        vec![format!("E{row:07}"), "正社員".to_owned(), "本社".to_owned(), "2020-04-01".to_owned()]
    };
    employees.extend((1..=rows).map(employee));
    fs::write(folder.join("registers/employees.csv"), kind::csv(&employees))?;
    write_evidence(&folder, "2026-06-30_受講記録.csv", kind::csv(&roster(rows)).as_bytes())
}

fn table(root: &Path, kind: &str, rows: usize) -> Result<()> {
    group::begin(root)?;
    training(root, "          - rows: {min: 1}\n          - each: {where: {score: {min: 80}}}\n")?;
    let folder = group::only_company(root)?;
    let rows = roster(rows);
    match kind {
        "csv" => write_evidence(&folder, "2026-06-30_受講記録.csv", kind::csv(&rows).as_bytes()),
        "cp932" => {
            let text = kind::csv(&rows);
            write_evidence(&folder, "2026-06-30_受講記録.csv", &encoding_rs::SHIFT_JIS.encode(&text).0)
        }
        "xlsx" => write_evidence(&folder, "2026-06-30_受講記録.xlsx", &kind::xlsx(&rows)?),
        _ => bail!("there is no table of the kind {kind}"),
    }
}

fn small(root: &Path, kind: &str, files: usize) -> Result<()> {
    group::begin(root)?;
    training(root, "          - rows: {min: 1}\n          - each: {where: {score: {min: 80}}}\n")?;
    let folder = group::only_company(root)?;
    let mut numbers = Numbers::of(kind);
    for file in 0..files {
        let text = kind::text("議事録", 3_000, &mut numbers);
        let bytes = match kind {
            "csv" => kind::csv(&roster(100)).into_bytes(),
            "xlsx" => kind::xlsx(&roster(100))?,
            "docx" => kind::docx(&text)?,
            "pdf" => kind::pdf(20_000, &mut numbers),
            _ => bail!("there are no small files of the kind {kind}"),
        };
        write_evidence(&folder, &format!("2026-06-30_受講記録{file}.{kind}"), &bytes)?;
    }
    Ok(())
}

fn write_evidence(company: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let folder = company.join("bench-training/test");
    fs::create_dir_all(&folder)?;
    Ok(fs::write(folder.join(name), bytes)?)
}
