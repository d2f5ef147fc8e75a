pub(crate) mod data;

use std::collections::{BTreeMap, BTreeSet};

use kansa_core::text::{Lang, Text};
use serde_json::Value as Json;

use super::{Error, Fault, File, Format, Options, Report, TEMPLATES, environment, fill, render_data, view};
use crate::assessment::Assessment;
use crate::v1::{Company, Data, Group, Site};

/// All formats in both languages.
fn render(data: &Assessment) -> BTreeMap<String, String> {
    let options = Options { langs: Lang::ALL.to_vec(), ..Options::default() };
    let files = render_data(data, &options).unwrap();
    files.into_iter().map(|it| (it.path, String::from_utf8(it.contents).unwrap())).collect()
}

fn site(lang: Lang) -> Site<'static> {
    Site { lang, langs: &Lang::ALL, data: Data::Beside, profile: &crate::Profile::Internal, readiness: &[] }
}

/// What stands between two texts, each time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|it| it.split(after).next()).collect()
}

#[test]
fn every_template_of_the_folder_is_built_in() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    let there: BTreeSet<String> =
        std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    let built_in: BTreeSet<String> = TEMPLATES.iter().map(|it| it.0.to_owned()).collect();
    assert_eq!(there, built_in);
}

#[test]
fn a_report_with_every_answer_and_an_empty_one_both_render() {
    let paths = |data: &Assessment| render(data).into_keys().collect::<Vec<_>>();
    let mut full = vec!["assessment.json".to_owned()];
    for page in ["bravo", "index", "index.company"] {
        full.extend(["", "en/"].iter().flat_map(|it| [format!("{it}{page}.html"), format!("{it}{page}.md")]));
    }
    for standard in ["demo|2026", "other", "pci-dss-4.0.1"] {
        full.extend(["", "en/"].iter().map(|it| format!("{it}standard.{standard}.html")));
    }
    full.sort();
    assert_eq!(paths(&data::full()), full);
    assert_eq!(
        paths(&data::empty()),
        ["assessment.json", "en/index.html", "en/index.md", "index.html", "index.md"].map(str::to_owned)
    );
    let bare = render(&data::bare());
    assert!(bare["bare.html"].contains("適用範囲となる管理策カタログはない"));
}

#[test]
fn the_pages_of_a_part_are_those_that_it_renders() {
    let data = data::full();
    let options = Options { langs: Lang::ALL.to_vec(), ..Options::default() };
    let report = Report::of_data(data, &options).unwrap();
    for part in report.parts() {
        let mut rendered: Vec<String> = report.render(part).unwrap().into_iter().map(|it| it.path).collect();
        rendered.retain(|it| it.ends_with(".html") || it.ends_with(".json"));
        assert_eq!(report.pages(part), rendered);
    }
}

#[test]
fn every_word_of_every_keyword_is_on_the_page() {
    use kansa_core::assessment::{CertificateState, Flag, Grade, MeasureState, Stage, State, Verdict};
    use kansa_core::catalog::{Aspect, Force};
    use kansa_core::company::{PciRole, ProvisionBasis};
    use kansa_core::crosswalk::Standing;
    use kansa_core::finding::Severity;
    use kansa_core::measure::{Basis, Category};
    fn texts<K: Copy>(all: &[K], text: fn(K) -> Text) -> Vec<Text> {
        all.iter().map(|it| text(*it)).collect()
    }
    let words = [
        texts(Verdict::ALL, Verdict::text),
        texts(State::ALL, State::text),
        texts(MeasureState::ALL, MeasureState::text),
        texts(Severity::ALL, Severity::text),
        texts(Flag::ALL, Flag::text),
        texts(Grade::ALL, Grade::text),
        texts(Stage::ALL, Stage::text),
        texts(CertificateState::ALL, CertificateState::text),
        texts(Aspect::ALL, Aspect::text),
        texts(Basis::ALL, Basis::text),
        texts(Category::ALL, Category::text),
        texts(&Force::ALL[..Verdict::ALL.len()], Force::text),
        texts(ProvisionBasis::ALL, ProvisionBasis::text),
        texts(Standing::ALL, Standing::text),
        texts(&[PciRole::ServiceProvider], PciRole::text),
    ];
    let files = render(&data::full());
    for word in words.concat() {
        for (page, lang) in [
            ("index.company.html", Lang::Ja),
            ("index.company.md", Lang::Ja),
            ("en/index.company.html", Lang::En),
            ("en/index.company.md", Lang::En),
        ] {
            let escape = if page.ends_with(".md") { crate::markdown::cell } else { crate::html::escape };
            assert!(files[page].contains(&escape(word.get(lang))), "{page}: {}", word.get(lang));
        }
    }
}

/// A page without the scripts of templates, and without data that is data to its end.
fn without_scripts(page: &str) -> String {
    let own = |script: &str| TEMPLATES.iter().any(|it| it.0.ends_with(".js") && it.1.trim() == script.trim());
    let mut rest = String::new();
    for (nth, part) in page.split("</script>").enumerate() {
        let (before, script) = part.split_once("<script").unwrap_or((part, ""));
        let data =
            script.split_once(" type=\"application/json\" id=\"").and_then(|it| it.1.split_once("\">"));
        match data {
            Some((_, data)) => {
                assert!(
                    serde_json::from_str::<Json>(data).is_ok() && !data.contains('<'),
                    "island {nth}: {data}"
                );
            }
            None => assert!(script.is_empty() || script.strip_prefix('>').is_some_and(own), "script {nth}"),
        }
        rest.push_str(before);
    }
    rest
}

#[test]
fn nothing_that_people_write_acts_on_the_page() {
    let files = render(&data::full());
    for (path, text) in files.iter().filter(|(path, _)| !path.ends_with(".json")) {
        assert!(!text.contains('\u{202e}') && !text.contains('\u{1b}'), "{path}");
        let text = without_scripts(text);
        assert!(!text.contains(data::EVIL) && !text.contains("<script"), "{path}");
        assert!(path.ends_with(".md") || !text.contains("\" onload"), "{path}");
    }
    let html = &files["index.company.html"];
    assert!(
        html.contains("&lt;script&gt;alert(1)&lt;/script&gt;|`*_[x](y)\n[U+202E]fdp[U+001B]&quot; onload=x")
    );
    let md = &files["index.company.md"];
    assert!(md.contains("&lt;script&gt;alert(1)&lt;/script&gt;\\|\\`\\*\\_\\[x\\](y)<br>\\[U+202E\\]fdp"));
}

#[test]
fn every_row_of_a_markdown_table_has_as_many_cells_as_its_head() {
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    for (path, text) in render(&data::full()).iter().filter(|(path, _)| path.ends_with(".md")) {
        let mut width = None;
        for line in text.lines() {
            width = line.starts_with('|').then(|| width.unwrap_or(cells(line)));
            assert!(width.is_none_or(|it| it == cells(line) && line.ends_with('|')), "{path}: {line}");
        }
    }
}

#[test]
fn links_lead_to_pages_and_anchors_that_are_there() {
    let files = render(&data::full());
    let mut count = 0;
    for (path, text) in files.iter().filter(|(path, _)| !path.ends_with(".json")) {
        let links =
            if path.ends_with(".html") { between(text, "href=\"", "\"") } else { between(text, "](", ")") };
        for link in links.into_iter().filter(|it| *it != "y") {
            let (page, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = path.rsplit_once('/').map_or("", |it| it.0);
            let target = match (page, page.strip_prefix("../"), folder) {
                ("", _, _) => path.clone(),
                (_, Some(up), _) => up.to_owned(),
                (_, None, "") => page.to_owned(),
                (_, None, _) => format!("{folder}/{page}"),
            };
            let there = files.get(&target).unwrap_or_else(|| panic!("{path}: {link}"));
            assert!(anchor.is_empty() || there.contains(&format!("id=\"{anchor}\"")), "{path}: {link}");
            count += 1;
        }
        let ids = between(text, "id=\"", "\"");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{path}: anchors are unique");
    }
    assert!(count > 300, "{count}");
}

#[test]
fn a_page_asks_for_nothing_from_outside() {
    for (path, text) in render(&data::full()).iter().filter(|(path, _)| path.ends_with(".html")) {
        for outside in ["http:", "https:", "url(", "@import", "fetch(", "<img", "src="] {
            assert!(!text.contains(outside), "{path}: {outside}");
        }
        assert!(text.contains("content=\"default-src 'none'; style-src 'unsafe-inline';"), "{path}");
    }
}

#[test]
fn a_company_page_holds_no_other_company() {
    let files = render(&data::full());
    for page in ["index.company.html", "index.company.md", "en/index.company.html", "en/index.company.md"] {
        for foreign in ["bravo", "Bravo", "ブラボー", "secret-role"] {
            assert!(!files[page].contains(foreign), "{page}: {foreign}");
        }
        assert!(
            files[page].contains(&"cd".repeat(32)),
            "{page}: of a provider's evidence, the hash is there"
        );
    }
    assert!(files["bravo.html"].contains("evidence/bravo/company.yaml:3:1"));
}

#[test]
fn both_languages_have_the_same_keys_and_no_empty_label() {
    fn keys(value: &Json, at: &str, found: &mut BTreeSet<String>) {
        match value {
            Json::Object(map) => {
                map.iter().for_each(|(key, value)| keys(value, &format!("{at}.{key}"), found))
            }
            Json::Array(list) => list.iter().for_each(|it| keys(it, at, found)),
            Json::String(text) => {
                found.insert(at.to_owned());
                assert!(!at.starts_with(".words.") || !text.trim().is_empty(), "{at}");
            }
            Json::Number(_) => assert_eq!(at, ".format"),
            Json::Null | Json::Bool(_) => panic!("{at} is no text"),
        }
    }
    let data = data::full();
    let all = |view: Json| {
        let mut found = BTreeSet::new();
        keys(&view, "", &mut found);
        found
    };
    let group = |lang| all(serde_json::to_value(Group::new(&data, site(lang))).unwrap());
    let company =
        |lang| all(serde_json::to_value(Company::new(&data, &data.companies[0], site(lang))).unwrap());
    assert_eq!(group(Lang::Ja), group(Lang::En));
    assert_eq!(company(Lang::Ja), company(Lang::En));
}

#[test]
fn every_label_that_a_template_names_exists_and_every_label_is_used() {
    let templates: String = TEMPLATES.iter().map(|it| it.1).collect();
    let named: BTreeSet<&str> = between(&templates, "w.", " ")
        .into_iter()
        .map(|it| it.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').next().unwrap_or(it))
        .collect();
    let labels = crate::words::all(Lang::Ja);
    let in_views = concat!(
        include_str!("../pipeline.rs"),
        include_str!("../pipeline/comment.rs"),
        include_str!("../v1/applicability.rs"),
        include_str!("../v1/catalog.rs"),
        include_str!("../v1/cause.rs"),
        include_str!("../v1/exception.rs"),
        include_str!("../v1/evidence.rs"),
        include_str!("../v1/executive.rs"),
        include_str!("../v1/measure.rs"),
        include_str!("../v1/owed.rs"),
        include_str!("../v1/provision.rs"),
        include_str!("../v1/readiness.rs"),
        include_str!("../v1/search.rs"),
        include_str!("../v1/word.rs"),
    );
    let unused: Vec<&&str> = labels
        .keys()
        .filter(|it| !named.contains(**it))
        .filter(|it| {
            [in_views, crate::workbook::tests::SOURCES].iter().all(|all| !all.contains(&format!("\"{it}\"")))
        })
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn the_same_answers_give_the_same_bytes() {
    let options = Options { langs: vec![Lang::En, Lang::Ja, Lang::En], ..Options::default() };
    let once = render_data(&data::full(), &options).unwrap();
    assert_eq!(once, render_data(&data::full(), &options).unwrap());
    assert!(once.iter().any(|it| it.path == "ja/index.html"));
    assert_eq!(once.iter().filter(|it| it.path.ends_with("index.html")).count(), 2);
}

#[test]
fn a_caused_finding_stands_below_its_root_and_none_is_lost() {
    let data = data::full();
    let company = Company::new(&data, &data.companies[0], site(Lang::Ja));
    let ids: Vec<(&str, Vec<&str>)> = company
        .findings
        .iter()
        .map(|it| (it.id.as_str(), it.caused.iter().map(|it| it.id.as_str()).collect()))
        .collect();
    assert_eq!(ids.iter().map(|it| 1 + it.1.len()).sum::<usize>(), data.companies[0].findings.len());
    assert!(
        ids.contains(&(
            "evidence-missed:root",
            vec!["prerequisite-failing:near", "prerequisite-failing:far"]
        ))
    );
    assert!(ids.contains(&("circle:a", vec![])) && ids.contains(&("circle:b", vec![])));
}

/// What stands between an anchor and the end of its row or article, in a page of the company `index`.
fn row<'a>(files: &'a BTreeMap<String, String>, page: &str, anchor: &str) -> &'a str {
    let end = match (page.ends_with(".md"), anchor.starts_with("control:")) {
        (true, _) => "\n",
        (false, true) => "\n</article>",
        (false, false) => "\n</tr>",
    };
    between(&files[page], &format!("id=\"{anchor}\""), end)[0]
}

#[test]
fn beside_an_answer_stand_its_proposal_its_way_and_what_may_be_used_again() {
    let files = render(&data::full());
    let cases = [
        ("the framework's own word", "result 2", "result 2"),
        ("prerequisites", "前提の不備", "Failing prerequisites"),
        ("by crosswalk", "対応表による（同等の要求事項）", "By crosswalk, from the equal requirement"),
        ("said against", "関連する不備", "Failing requirements said against it"),
        ("not delegable", "他社に委ねることのできない対策", "Measure that cannot be delegated"),
        ("reusable", "提案であり判定には使わない", "a proposal; it sets no verdict"),
        ("equal", "同等 /", "equal /"),
        ("subset", "本要求事項に含まれる /", "contained in this one /"),
        ("superset", "本要求事項を含む /", "contains this one /"),
        ("intersects", "一部共通 /", "overlaps /"),
        ("the reason for a rule alone", "why（台帳）", "why (a register)"),
    ];
    for (name, ja, en) in cases {
        for (page, expected) in [
            ("index.company.html", ja),
            ("index.company.md", ja),
            ("en/index.company.html", en),
            ("en/index.company.md", en),
        ] {
            let row = row(&files, page, "control:other:A.2");
            // In Markdown a comma stands where HTML has a slash.
            let expected = if page.ends_with(".md") { expected.trim_end_matches(" /") } else { expected };
            assert!(row.contains(expected), "{name}, {page}: {row}");
        }
    }
}

#[test]
fn a_heading_stands_once_and_no_requirement_is_one() {
    let data = data::full();
    let company = Company::new(&data, &data.companies[0], site(Lang::En));
    let headings: Vec<&str> = company.catalogs[0]
        .controls
        .iter()
        .map(|it| it.heading.as_str().split(' ').next().unwrap_or_default())
        .collect();
    assert_eq!(headings, ["A0", "", "", "", "A1", "", ""]);
}

#[test]
fn force_stands_only_in_a_law() {
    let data = data::full();
    let company = Company::new(&data, &data.companies[0], site(Lang::Ja));
    let forces: Vec<(&str, &str, &str)> = company
        .catalogs
        .iter()
        .map(|it| (it.id.as_str(), it.force.as_str(), it.controls[0].force.as_str()))
        .collect();
    assert_eq!(forces, [("demo|2026", "", ""), ("other", "義務の区分", "義務"), ("pci-dss-4.0.1", "", "")]);
}

#[test]
fn the_words_of_pci_dss_are_said_to_be_the_assessors_where_it_is_in_scope() {
    let files = render(&data::full());
    for (page, holds) in [("index.html", true), ("index.company.html", true), ("bravo.html", false)] {
        assert_eq!(files[page].contains("評価者（QSA、ISA等）の用語"), holds, "{page}");
        assert_eq!(files[page].matches("「判定案」は").count(), 1, "{page}");
    }
    assert!(files["index.company.html"].contains("サービスプロバイダー / SAQ（自己問診票） A-EP"));
}

#[test]
fn a_company_outside_a_framework_has_no_counts_in_the_matrix() {
    let data = data::full();
    let group = Group::new(&data, site(Lang::Ja));
    let catalogs: Vec<&str> = group.catalogs.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(catalogs, ["demo|2026", "other", "pci-dss-4.0.1"]);
    let cells: Vec<(&str, &str, usize)> = group.matrix[1]
        .cells
        .iter()
        .map(|it| (it.status.as_str(), it.anchor.as_str(), it.verdicts.len()))
        .collect();
    assert_eq!(cells, [("取得準備中", "catalog:demo+7c2026", 7), ("対象外", "", 0), ("", "", 0)]);
    let (pages, bravo) = (render(&data), Company::new(&data, &data.companies[1], site(Lang::Ja)));
    assert_eq!(between(&pages["index.html"], "<td class=\"none\">対象外", "</td>").len(), 2);
    assert_eq!(bravo.catalogs.len(), 1);
}

#[test]
fn shares_are_whole_numbers_and_what_is_not_due_counts_nowhere() {
    let mut data = data::bare();
    let measure = |(nth, state): (usize, &&str)| crate::assessment::Measure {
        id: format!("m-{nth}"),
        title: Text::same("m"),
        category: "physical".to_owned(),
        state: (*state).to_owned(),
        carried_over: false,
        reason: None,
        provided_by: None,
    };
    let cases: [(&[&str], &str, &str); 7] = [
        (&[], "", ""),
        (&["not-applicable", "not-yet-due"], "", ""),
        (&["effective", "not-yet-due"], "1/1", "step-4"),
        (&["effective", "effective", "effective", "accepted"], "3/4", "step-3"),
        (&["effective", "ineffective"], "1/2", "step-2"),
        (&["effective", "ineffective", "partly-effective"], "1/3", "step-1"),
        (&["ineffective"], "0/1", "step-0"),
    ];
    for (states, share, step) in cases {
        data.companies[0].measures = states.iter().enumerate().map(measure).collect();
        let group = Group::new(&data, site(Lang::Ja));
        let cell = &group.heat[0].cells[4];
        assert_eq!((cell.measures.as_str(), cell.step), (share, step), "{states:?}");
    }
}

#[test]
fn what_is_owed_stands_by_who_has_to_do_it_and_nothing_is_lost() {
    let mut data = data::full();
    let more = (20..40).map(|nth| crate::assessment::Owed {
        due: data.as_of + chrono::Days::new(nth as u64),
        ..data::owed(nth, kansa_core::assessment::State::Pending)
    });
    let more: Vec<_> = more.collect();
    data.companies[0].owed.extend(more);
    let group = Group::new(&data, site(Lang::En));
    let [owed] = group.owed.as_slice() else { panic!("one company and role has to do all of it") };
    assert_eq!((owed.total.as_str(), owed.overdue.as_str(), owed.rows.len()), ("35", "2", 5));
    assert_eq!(owed.rows[0].due.as_str(), "2026-10-01");
    let bravo: Vec<&str> = owed.rows.iter().map(|it| it.owes.as_str()).filter(|it| !it.is_empty()).collect();
    assert_eq!(bravo, ["Bravo"]);
    assert_eq!(owed.more.iter().map(|it| it.n.as_str()).collect::<Vec<_>>(), ["30"]);
    let company = Company::new(&data, &data.companies[0], site(Lang::En));
    assert_eq!((company.owed[0].rows.len(), company.owed[0].more.len()), (34, 0));
    assert_eq!(company.next.len(), 5);
}

#[test]
fn the_same_thing_for_several_subjects_is_one_row() {
    let mut data = data::bare();
    data.companies[0].owed =
        (1..=3).map(|nth| data::owed(nth, kansa_core::assessment::State::DueSoon)).collect();
    let company = Company::new(&data, &data.companies[0], site(Lang::Ja));
    let rows: Vec<(&str, &str)> =
        company.owed[0].rows.iter().map(|it| (it.subject.as_str(), it.anchor.as_str())).collect();
    assert_eq!(rows, [("3 件", "")]);
}

#[test]
fn an_exception_says_who_accepted_what_until_when_and_what_is_done_instead() {
    let files = render(&data::full());
    for (page, pci) in [
        ("index.company.html", "PCI DSSでは代替コントロール"),
        ("index.company.md", "PCI DSSでは代替コントロール"),
        ("en/index.company.html", "a compensating control under PCI DSS"),
    ] {
        let row = row(&files, page, "exception:EX-1+7c+3cb+3e");
        for expected in [" reason", " approver", "2026-12-31", " compensating", pci] {
            assert!(row.contains(expected), "{page}: {expected}");
        }
    }
}

#[test]
fn only_asked_formats_are_written() {
    let paths = |formats: &[Format]| {
        let options = Options { formats: formats.to_vec(), ..Options::default() };
        let files: Vec<File> = render_data(&data::bare(), &options).unwrap();
        files.into_iter().map(|it| it.path).collect::<Vec<_>>()
    };
    assert_eq!(paths(&[Format::Json]), ["assessment.json"]);
    assert_eq!(paths(&[Format::Md]), ["index.md", "bare.md"]);
    assert_eq!("html".parse(), Ok(Format::Html));
    let options = Options { formats: vec![Format::Pdf], ..Options::default() };
    assert!(matches!(render_data(&data::bare(), &options), Err(Error::NoTypesetter)));
    assert_eq!(
        "docx".parse::<Format>().unwrap_err().to_string(),
        "no format \"docx\": there are html, pdf, xlsx, csv, md and json"
    );
}

/// What is wrong with templates of a workspace.
pub(crate) fn faults(templates: BTreeMap<String, String>) -> Vec<Fault> {
    let options = Options { templates, ..Options::default() };
    let tried = Report::of_data(data::full(), &options).and_then(|it| it.check());
    match tried {
        Ok(()) => Vec::new(),
        Err(Error::Templates(faults)) => faults,
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn a_template_of_the_workspace_takes_the_place_of_the_built_in_one() {
    let with = |text: &str| {
        let templates = BTreeMap::from([("group.md".to_owned(), text.to_owned())]);
        render_data(&data::full(), &Options { formats: vec![Format::Md], templates, ..Options::default() })
    };
    let files = with("{{ report.head.name }}").unwrap();
    assert_eq!(files[0].contents, "アルファ\\|グループ".as_bytes());
    let wrong = with("\n{{ report.nothing }}").unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "cannot render the template group.md, line 2: there is no name report.nothing"
    );
    assert!(matches!(wrong, Error::Templates(_)));
    let unparsed = with("{% if %}").unwrap_err().to_string();
    assert!(unparsed.starts_with("cannot render the template group.md, line 1: syntax error"), "{unparsed}");
}

#[test]
fn a_template_extends_the_one_whose_place_it_takes() {
    let with = |name: &str, text: &str| {
        let templates = BTreeMap::from([(name.to_owned(), text.to_owned())]);
        let options = Options { formats: vec![Format::Html], templates, ..Options::default() };
        let files = render_data(&data::full(), &options).unwrap();
        files.into_iter().map(|it| (it.path, String::from_utf8(it.contents).unwrap())).collect()
    };
    let as_built_in: BTreeMap<String, String> = with("other.html", "");
    let extended =
        "{% extends \"built-in/company.html\" %}{% block main %}<p>ours</p>\n{{ super() }}{% endblock %}";
    let ours = with("company.html", extended);
    assert_eq!(
        ours["index.company.html"].replacen("<p>ours</p>\n", "", 1),
        as_built_in["index.company.html"]
    );
    assert_eq!(ours["index.html"], as_built_in["index.html"]);
    let styled = with("style.css", "{% include \"built-in/style.css\" %}.ours{}");
    assert!(
        styled["index.html"].contains(".ours{}")
            && styled["index.html"].len() > as_built_in["index.html"].len()
    );
}

#[test]
fn a_template_that_never_ends_fails() {
    let text = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
    let templates = BTreeMap::from([("endless.md".to_owned(), text.to_owned())]);
    let view = view(&Group::new(&data::empty(), site(Lang::Ja)));
    assert!(fill(&environment(&templates, 10_000).unwrap(), "endless.md", &view).is_err());
    assert!(fill(&environment(&templates, 10_000).unwrap(), "group.html", &view).is_ok());
}

#[test]
fn views_have_nothing_that_prints_none() {
    let view = view(&Group::new(&data::empty(), site(Lang::Ja)));
    assert!(!format!("{view:?}").contains("None"));
}

#[test]
fn two_obligations_of_one_id_are_two_places() {
    let mut data = data::full();
    let company = &mut data.companies[0];
    let twice = company.obligations[0].clone();
    company.obligations.insert(1, twice);
    let html = &render(&data)["index.company.html"];
    let ids = between(html, " id=\"", "\"");
    let different: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), different.len());
}
