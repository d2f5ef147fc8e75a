use kansa_core::id::MeasureId;

use super::*;

fn library() -> Library {
    let (library, problems) = Library::open(None).unwrap();
    assert_eq!(problems, []);
    library
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

fn draft(language: Lang, catalogs: &[&str], companies: &[(&str, &str)]) -> Draft {
    let company = |(id, called): &(&str, &str)| NewCompany {
        id: id.parse().unwrap(),
        names: Names::new(name(called), language),
        registers: Vec::new(),
    };
    Draft {
        language,
        group: "aoba-group".parse().unwrap(),
        names: Names::both(name("青葉機械"), name("Aoba Machinery")),
        fiscal: FiscalStart::APRIL,
        from: "2026-04-01".parse().unwrap(),
        catalogs: catalogs.iter().map(|it| it.parse().unwrap()).collect(),
        companies: companies.iter().map(company).collect(),
    }
}

const DAY: &str = "2026-11-30";

#[test]
fn every_workspace_that_is_written_is_well_formed() {
    let library = library();
    let ids: Vec<&str> = library.catalogs.iter().map(|it| it.id.as_str()).collect();
    let companies = [("aoba", "青葉機械株式会社"), ("aoba-west", "Aoba West K.K."), ("a-3", "no")];
    for catalogs in ids.iter().map(std::slice::from_ref).chain([&ids[..]]) {
        for (language, companies) in [(Lang::Ja, &companies[..1]), (Lang::En, &companies[..])] {
            let draft = draft(language, catalogs, companies);
            let workspace = rehearse(&draft.files(&library).unwrap()).unwrap();
            assert_eq!(workspace.diagnostics(), [], "{catalogs:?}");
            assert_eq!(workspace.companies().count(), companies.len());
            let assessment = workspace.assess(DAY.parse().unwrap());
            for company in &assessment.companies {
                assert_eq!(company.answers.catalogs.len(), catalogs.len());
                assert!(!company.answers.obligations.is_empty(), "{catalogs:?}");
            }
        }
    }
}

#[test]
fn a_company_begins_with_what_is_really_missing() {
    let library = library();
    for catalog in &library.catalogs {
        let draft = draft(Lang::Ja, &[catalog.id.as_str()], &[("aoba", "青葉機械株式会社")]);
        let workspace = rehearse(&draft.files(&library).unwrap()).unwrap();
        let assessment = workspace.assess(DAY.parse().unwrap());
        let findings = &assessment.companies[0].answers.findings;
        assert!((1..=20).contains(&findings.len()), "{}: {} findings", catalog.id, findings.len());
        for it in findings {
            // Nothing was done wrong or late: it is not there yet, and what rests on it is not either.
            let is_missing = matches!(
                it.code,
                Code::EvidenceOverdue
                    | Code::DueSoon
                    | Code::MissingRegister
                    | Code::EvidenceUnreadable
                    | Code::OfficerMissing
                    | Code::ProfileMissing
                    | Code::ApplicabilityUnreasoned
                    | Code::StatementOutdated
                    | Code::ControlUnmapped
                    | Code::AspectUncovered
                    | Code::PrerequisiteFailing
            );
            assert!(is_missing, "{}: {} {}", catalog.id, it.code.as_str(), it.message.en);
        }
    }
}

#[test]
fn the_barest_list_of_people_is_enough() {
    let library = library();
    let ids: Vec<&str> = library.catalogs.iter().map(|it| it.id.as_str()).collect();
    let mut draft = draft(Lang::Ja, &ids, &[("aoba", "青葉機械株式会社")]);
    let bytes = "社員番号\n1001\n1002\n".as_bytes().to_vec();
    draft.companies[0].registers =
        vec![NewRegister { kept: Kept::Employees, ending: "csv".to_owned(), bytes }];
    let workspace = rehearse(&draft.files(&library).unwrap()).unwrap();
    assert_eq!(workspace.diagnostics(), []);
    assert_eq!(faults(&workspace, DAY.parse().unwrap()), []);
}

#[test]
fn every_starter_is_in_the_library_and_serves_its_catalog() {
    let library = library();
    for catalog in &library.catalogs {
        let of = std::slice::from_ref(&catalog.id);
        let first = starters(of);
        assert!((2..=4).contains(&first.len()), "{}", catalog.id);
        for id in first.into_iter().chain(candidates(of)) {
            let id: MeasureId = id.parse().unwrap();
            let measure = library.measures.iter().find(|it| it.id == id);
            let measure = measure.unwrap_or_else(|| panic!("there is no {id}"));
            assert!(!measure.voluntary, "{id}");
            assert!(measure.controls.iter().any(|(it, _)| it.catalog == catalog.id), "{id} {}", catalog.id);
        }
    }
}

#[test]
fn names_are_read_back_as_they_were_given() {
    let library = library();
    for text in
        ["青葉機械", "no", "1001", "A: B, C", "\"引用\" \\ #1", "{x}", "- 青葉", "2026-04-01", "K.K. & Co."]
    {
        let mut draft = draft(Lang::Ja, &["appi"], &[("aoba", text)]);
        draft.names = Names::both(name(text), name("Aoba"));
        let workspace = rehearse(&draft.files(&library).unwrap()).unwrap();
        assert_eq!(workspace.diagnostics(), [], "{text}");
        assert_eq!(workspace.config().name, Text::new(text, "Aoba"));
        assert_eq!(workspace.companies().next().unwrap().name, Text::same(text));
    }
    for text in ["", "  ", "a\nb", "a\u{202e}b", &"あ".repeat(201)] {
        assert_eq!(text.parse::<Name>(), Err(NameError), "{text:?}");
    }
}

#[test]
fn comments_are_in_the_language_of_the_workspace() {
    let library = library();
    for (language, says) in [(Lang::Ja, "採用する対策"), (Lang::En, "The measures that it takes")] {
        let files = draft(language, &["pci-dss-4.0.1"], &[("aoba", "Aoba")]).files(&library).unwrap();
        let text = |path: &str| {
            let found = files.iter().find(|it| it.path == path).unwrap();
            String::from_utf8(found.contents.clone()).unwrap()
        };
        let (config, company) = (text("kansa.yaml"), text("evidence/aoba/company.yaml"));
        assert!(company.contains(says), "{company}");
        assert!(config.contains(&format!("language: {}", language.as_str())), "{config}");
        assert!(!config.contains("as_of"), "the day is not pinned");
        assert!(config.starts_with("# yaml-language-server: $schema=schemas/kansa.json\n"));
        let japanese = |it: &str| it.chars().any(|it| ('ぁ'..='ん').contains(&it));
        assert_eq!(japanese(&company), language == Lang::Ja, "{company}");
        assert!(config.lines().chain(company.lines()).all(|it| it.chars().count() <= 132));
    }
    assert_eq!(draft(Lang::En, &["appi"], &[]).files(&library).unwrap().last().unwrap().path, "kansa.yaml");
}

#[test]
fn a_register_says_what_is_taken_of_it() {
    let library = library();
    let def = definition(&library, Kept::Employees).unwrap();
    let table = "作成日,2026-04-01\n\n社員番号,氏名,部署,入社日\n1001,山田,総務,2018-04-01\n1002,佐藤,製造,2020-04-01\n";
    let seen = recognize(def, "a.csv", table.as_bytes()).unwrap();
    assert_eq!(seen.taken, ["社員番号", "部署", "入社日"]);
    assert_eq!(seen.left, ["氏名"]);
    assert_eq!((seen.rows, seen.undated.len()), (2, 1));
    assert_eq!(recognize(def, "a.xlsx", b"PK no workbook"), None);
}
