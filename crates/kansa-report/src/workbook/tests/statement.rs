//! The statement of applicability is read back.

use std::path::Path;

use calamine::{Reader, Xlsx};
use kansa::Workspace;
use kansa_core::register::RegisterDef;
use kansa_core::source::SourceFile;
use kansa_core::text::Lang;

use super::super::{Head, csv, tables, xlsx};
use crate::assessment::Assessment;

#[test]
fn its_sheet_has_the_columns_of_the_register() {
    let file = SourceFile::new("core.yaml", include_str!("../../../../../controls/registers/core.yaml"));
    let (registers, _) = RegisterDef::parse(&file);
    let register = registers.iter().find(|it| it.id.as_str() == "applicability").unwrap();
    for lang in [Lang::Ja, Lang::En] {
        let (tables, _) = super::everything(lang);
        let table = tables.iter().find(|it| it.name == "applicability").unwrap();
        for column in &register.columns {
            let named = table.columns.iter().filter(|it| column.is_named(it.title.as_str())).count();
            assert_eq!(named, 1, "{}", column.id);
        }
        let key = &register.columns[register.key];
        for other in tables.iter().filter(|it| it.name != "applicability") {
            assert!(other.columns.iter().all(|it| !key.is_named(it.title.as_str())), "{}", other.name);
        }
    }
}

/// A company whose statement says all that one can say.
fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write(
        "kansa.yaml",
        "format: 1\ngroup: {id: g, name: {ja: 群, en: Group}}\ncatalogs: [iso-27001-2022, appi, pmark-guideline]\nas_of: 2026-10-31\n",
    );
    write(
        "evidence/acme/company.yaml",
        "format: 1\nname: {ja: 社, en: Company}\nscope:\n  - {catalog: iso-27001-2022, status: preparing, from: 2026-04-01}\n  - {catalog: appi, status: voluntary, from: 2026-04-01}\n  - {catalog: pmark-guideline, status: preparing, from: 2026-04-01}\nmeasures: [training]\n",
    );
    write(
        "evidence/acme/registers/applicability.csv",
        "管理策,管理策名,適用,理由,理由区分,根拠,実施状況,実施予定日,開始日,終了日\n\
         A.5.1,方針,有,法令で求められる,法令,個人情報保護法,実施,,,\n\
         A.6.3,教育,有,\"-1 のリスク、\n教育で下げる\",リスク,,計画,2026-12-01,2026-05-01,\n\
         A.8.30,外部委託開発,無,=開発を委託していない,事業,開発規程,未実施,,2026-04-01,2027-03-31\n\
         A.7.4,監視,無,,,,,,,\n\
         iso-27001-2022:A.5.2,役割,有,,契約,,とても,,,\n",
    );
    dir
}

/// What a company's statement and verdicts come to.
fn answers(root: &Path) -> (Vec<String>, Vec<String>, Assessment) {
    let workspace = Workspace::open(root).unwrap();
    let data = Assessment::new(&workspace.assess(workspace.config().as_of.unwrap()));
    let controls = data.companies[0].catalogs.iter().flat_map(|it| &it.controls);
    let controls = controls.map(|it| {
        format!("{} {} {:?} {:?} {:?} {:?}", it.id, it.verdict, it.flags, it.reason, it.ground, it.stated)
    });
    let findings = data.companies[0].findings.iter().map(|it| it.id.clone());
    (controls.collect(), findings.collect(), data)
}

#[test]
fn what_is_rendered_and_filed_gives_the_same_answers() {
    for (lang, ending) in [(Lang::Ja, "xlsx"), (Lang::En, "xlsx"), (Lang::Ja, "csv"), (Lang::En, "csv")] {
        let dir = workspace();
        let (controls, findings, data) = answers(dir.path());
        assert!(controls.iter().any(|it| it.contains(":A.8.30 not-applicable")), "{controls:?}");
        let company = &data.companies[0];
        let tables = tables(lang, &data, company);
        let statement = tables.iter().find(|it| it.name == "applicability").unwrap();
        let bytes = match ending {
            "csv" => csv(statement).into_bytes(),
            _ => xlsx(&tables, &Head::new(lang, &data, Some(company), None)).unwrap(),
        };
        let registers = dir.path().join("evidence/acme/registers");
        std::fs::remove_file(registers.join("applicability.csv")).unwrap();
        std::fs::write(registers.join(format!("applicability.{ending}")), bytes).unwrap();
        let (again, found, data) = answers(dir.path());
        assert!(data.diagnostics.is_empty(), "{:?}", data.diagnostics);
        let texts = |all: &[String]| -> Vec<String> {
            // A csv shows what a spreadsheet would run with a sign before it.
            all.iter().map(|it| it.replace("\"'=", "\"=").replace("\"'-", "\"-")).collect()
        };
        assert_eq!(texts(&again), controls, "{lang:?} {ending}");
        // The row that excludes without a reason did not count, and is not written again.
        let kept: Vec<&String> = findings.iter().filter(|it| !it.contains("A.7.4")).collect();
        let found: Vec<&String> = found.iter().filter(|it| !it.contains("A.7.4")).collect();
        assert_eq!(found, kept, "{lang:?} {ending}");
    }
}

#[test]
fn the_list_of_what_to_mend_is_no_register_of_corrective_actions() {
    let dir = workspace();
    let (controls, _, data) = answers(dir.path());
    let company = &data.companies[0];
    let bytes = xlsx(&tables(Lang::Ja, &data, company), &Head::new(Lang::Ja, &data, Some(company), None));
    let bytes = bytes.unwrap();
    let book: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.clone())).unwrap();
    assert_eq!(book.sheet_names().len(), 6);
    std::fs::write(dir.path().join("evidence/acme/registers/corrective-actions.xlsx"), bytes).unwrap();
    let (again, _, data) = answers(dir.path());
    assert_eq!(again, controls);
    let codes: Vec<&str> = data.diagnostics.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["register-header"]);
}
