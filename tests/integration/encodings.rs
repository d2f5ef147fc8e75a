//! The same table says the same in whatever file it stands.

use std::path::Path;

use proptest::prelude::*;

use crate::tables::sheet;
use crate::workspace::{copy, fixture, kansa};

/// The files that a table can stand in: a name, the encoding that is declared, and how it is written.
type Written = (&'static str, Option<&'static str>, fn(&[Vec<String>]) -> Vec<u8>);

const FILES: [Written; 9] = [
    ("記録.csv", None, |grid| separated(grid, ',').into_bytes()),
    ("記録.csv", None, |grid| {
        [b"\xef\xbb\xbf", separated(grid, ',').replace('\n', "\r\n").as_bytes()].concat()
    }),
    ("記録.csv", Some("cp932"), |grid| encoding_rs::SHIFT_JIS.encode(&separated(grid, ',')).0.into_owned()),
    ("記録.csv", Some("euc-jp"), |grid| encoding_rs::EUC_JP.encode(&separated(grid, ',')).0.into_owned()),
    ("記録.csv", None, |grid| encoding_rs::ISO_2022_JP.encode(&separated(grid, ',')).0.into_owned()),
    ("記録.csv", None, |grid| utf16(&separated(grid, '\t'), u16::to_le_bytes)),
    ("記録.tsv", None, |grid| utf16(&separated(grid, '\t'), u16::to_be_bytes)),
    ("記録.tsv", None, |grid| separated(grid, '\t').into_bytes()),
    ("記録.xlsx", None, |grid| {
        sheet(|it| {
            for (row, cells) in (0..).zip(grid) {
                for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                    it.write_string(row, column, cell).unwrap();
                }
            }
        })
    }),
];

fn separated(grid: &[Vec<String>], separator: char) -> String {
    let quoted = |cell: &String| {
        let needed = cell.contains([separator, '"']);
        if needed { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let line =
        |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string()) + "\n";
    grid.iter().map(line).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// Files a table once per company, each in another file, and gives what is said of each.
fn said(grid: &[Vec<String>]) -> Vec<String> {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("awkward"), work.path());
    let acme = work.path().join("evidence/acme");
    for (nth, (name, encoding, write)) in FILES.iter().enumerate() {
        let company = work.path().join(format!("evidence/company-{nth}"));
        let folder = company.join("training/score");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::create_dir(company.join("registers")).unwrap();
        for file in ["company.yaml", "registers/employees.csv"] {
            std::fs::copy(acme.join(file), company.join(file)).unwrap();
        }
        std::fs::write(folder.join(name), write(grid)).unwrap();
        let read = encoding.map_or(String::new(), |it| format!(", read: {{encoding: {it}}}"));
        let sidecar = format!("format: 1\nitems: [{{performed: 2026-06-30{read}}}]\n");
        std::fs::write(folder.join("evidence.yaml"), sidecar).unwrap();
    }
    std::fs::remove_dir_all(&acme).unwrap();
    answers(work.path())
}

/// State, checks and their rows of every company.
fn answers(workspace: &Path) -> Vec<String> {
    let run = kansa(workspace, &["check", "--no-cache", "--as-of", "2026-10-31", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let of_company = |company: &serde_json::Value| {
        let obligations = company["obligations"].as_array().unwrap();
        let it = obligations.iter().find(|it| it["requirement"] == "score").unwrap();
        let checks = it["checks"].as_array().unwrap().iter().map(|check| {
            let rows: Vec<_> = check["at"].as_array().unwrap().iter().map(|at| &at["row"]).collect();
            format!("{} {} {rows:?}", check["pass"], check["message"]["ja"])
        });
        format!("{} {:?}", it["state"], checks.collect::<Vec<_>>())
    };
    json["companies"].as_array().unwrap().iter().map(of_company).collect()
}

fn cell(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(words).prop_map(str::to_owned)
}

fn row() -> impl Strategy<Value = Vec<String>> {
    let id = cell(&["0101", "0102", "0103", "０１０３", "0104", " 0101 ", ""]);
    let score = cell(&["80", "79", "９０", "", "欠席", "1,000", "80%", "△95", "8O", "90点", "0"]);
    (id, "[あ-んア-ン東京\", a-z]{0,6}", score).prop_map(|(id, note, score)| vec![id, note, score])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_table_says_the_same_in_every_encoding_and_format(rows in prop::collection::vec(row(), 0..6)) {
        let header = ["社員番号", "備考", "点数"].map(str::to_owned).to_vec();
        let grid: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
        let found = said(&grid);
        prop_assert_eq!(found.len(), FILES.len());
        for (nth, other) in found.iter().enumerate() {
            prop_assert_eq!(other, &found[0], "{} ({:?}) of {:?}", FILES[nth].0, FILES[nth].1, grid);
        }
    }
}
