//! Reports of real workspaces, read back as others read a PDF.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use chrono::NaiveDate;
use kansa::Workspace;
use kansa::core::text::Lang;
use kansa_pdf::Typesetter;
use kansa_report::Profile;
use kansa_report::assessment::Assessment;
use kansa_report::v1::{Company, Data, Shown, Site};
use lopdf::{Dictionary, Document, Object, ObjectId};

/// The views of a company of a fixture.
fn view(fixture: &str, company: &str, lang: Lang) -> Company {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(fixture);
    let workspace = Workspace::open(&root).unwrap();
    let as_of = NaiveDate::from_ymd_opt(2026, 10, 31).unwrap();
    let data = Assessment::new(&workspace.assess(as_of));
    let readiness = workspace.readiness(as_of, &[]);
    let company = data.companies.iter().find(|it| it.id == company).unwrap();
    Company::new(
        &data,
        company,
        Site {
            lang,
            langs: &Lang::ALL,
            data: Data::None,
            profile: &Profile::Internal,
            readiness: &readiness,
        },
    )
}

/// Everything emptied that can be.
fn empty() -> Company {
    let mut view = view("smallest", "acme", Lang::Ja);
    (view.next, view.owed, view.provisions, view.provides) = Default::default();
    (view.catalogs, view.findings, view.soon, view.measures) = Default::default();
    (view.evidence, view.certificates, view.registers, view.officers) = Default::default();
    (view.routes, view.nonconformities, view.exceptions, view.declarations) = Default::default();
    (view.applicability, view.diagnostics, view.executive, view.definitions) = Default::default();
    (view.statements, view.incidents, view.readiness) = Default::default();
    view
}

fn set(view: &Company) -> Vec<u8> {
    Typesetter::new().unwrap().company(view).unwrap()
}

/// The text of a PDF as poppler reads it, without blanks and line breaks.
fn text(pdf: &[u8]) -> String {
    let mut program = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext is installed by scripts/test");
    let mut into = program.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || into.write_all(&bytes));
    let output = program.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Titles of the chapters that a report of any company has, in their order.
fn chapters(view: &Company) -> Vec<String> {
    let keys = [
        "executive",
        "method",
        "results",
        "soa",
        "findings",
        "measures",
        "provisions",
        "exceptions_all",
        "nonconformities",
        "incidents",
        "owed",
        "records",
        "evidence",
        "signoff",
        "appendix",
    ];
    keys.map(|key| view.words[key].to_owned()).to_vec()
}

/// A text string of a PDF.
fn string(object: &Object) -> String {
    let bytes = object.as_str().unwrap();
    match bytes.strip_prefix(&[0xfe, 0xff]) {
        Some(utf16) => {
            let units: Vec<u16> = utf16.chunks(2).map(|it| u16::from_be_bytes([it[0], it[1]])).collect();
            String::from_utf16(&units).unwrap()
        }
        None => String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

/// Bookmarks of the first level, without their numbers.
fn bookmarks(document: &Document) -> Vec<String> {
    let outlines = document.catalog().unwrap().get(b"Outlines").unwrap().as_reference().unwrap();
    let mut at = document.get_dictionary(outlines).unwrap().get(b"First").ok();
    let mut names = Vec::new();
    while let Some(it) = at {
        let item = document.get_dictionary(it.as_reference().unwrap()).unwrap();
        names.push(string(document.dereference(item.get(b"Title").unwrap()).unwrap().1));
        at = item.get(b"Next").ok();
    }
    names
}

/// The pages of named destinations.
fn destinations(document: &Document, tree: &Dictionary) -> BTreeMap<Vec<u8>, ObjectId> {
    let list = |key: &[u8]| match tree.get(key).and_then(|it| document.dereference(it)) {
        Ok((_, it)) => it.as_array().unwrap().clone(),
        Err(_) => Vec::new(),
    };
    let mut named = BTreeMap::new();
    for kid in list(b"Kids") {
        named.extend(destinations(document, document.get_dictionary(kid.as_reference().unwrap()).unwrap()));
    }
    for pair in list(b"Names").chunks(2) {
        let target = document.dereference(&pair[1]).unwrap().1;
        let target = target.as_dict().map_or(target, |it| it.get(b"D").unwrap());
        let page = target.as_array().unwrap()[0].as_reference().unwrap();
        named.insert(pair[0].as_str().unwrap().to_vec(), page);
    }
    named
}

#[test]
fn every_chapter_comes_back_as_text_and_as_a_bookmark_in_both_languages() {
    for lang in Lang::ALL {
        let view = view("audited", "store", lang);
        let pdf = set(&view);
        let (text, bookmarks) = (text(&pdf), bookmarks(&Document::load_mem(&pdf).unwrap()));
        let chapters = chapters(&view);
        let mut rest = text.as_str();
        for chapter in &chapters {
            let at = rest.find(&squeezed(chapter));
            rest = &rest[at.unwrap_or_else(|| panic!("{chapter} is not in its place"))..];
        }
        let named: Vec<&String> =
            bookmarks.iter().filter(|it| chapters.iter().any(|of| it.ends_with(of))).collect();
        assert_eq!(named.len(), chapters.len(), "{bookmarks:?}");
        for file in &view.evidence {
            assert!(text.contains(&squeezed(file.path.as_str())), "{}", file.path);
            assert!(text.contains(file.sha256.as_str()), "{}", file.path);
        }
    }
}

#[test]
fn a_report_of_nothing_and_the_smallest_one_can_be_set() {
    for view in [empty(), view("smallest", "acme", Lang::En)] {
        assert!(set(&view).starts_with(b"%PDF-1.7"));
    }
}

#[test]
fn the_same_view_gives_the_same_bytes_also_from_several_threads() {
    let view = view("audited", "store", Lang::Ja);
    let typesetter = Typesetter::new().unwrap();
    let first = typesetter.company(&view).unwrap();
    std::thread::scope(|scope| {
        let again: Vec<_> = (0..2).map(|_| scope.spawn(|| typesetter.company(&view).unwrap())).collect();
        assert!(again.into_iter().all(|it| it.join().unwrap() == first));
    });
    assert!(set(&view) == first, "and from another typesetter");
}

#[test]
fn the_file_is_tagged_pdf_a_with_title_language_and_the_day_of_the_report() {
    for lang in Lang::ALL {
        let view = view("audited", "store", lang);
        let pdf = set(&view);
        let document = Document::load_mem(&pdf).unwrap();
        let catalog = document.catalog().unwrap();
        assert!(catalog.has(b"StructTreeRoot") && catalog.has(b"OutputIntents"));
        let marked = document.dereference(catalog.get(b"MarkInfo").unwrap()).unwrap().1;
        assert!(marked.as_dict().unwrap().get(b"Marked").unwrap().as_bool().unwrap());
        assert!(string(catalog.get(b"Lang").unwrap()).starts_with(lang.as_str()));
        let packet = document.get_object(catalog.get(b"Metadata").unwrap().as_reference().unwrap()).unwrap();
        let xmp = String::from_utf8(packet.as_stream().unwrap().content.clone()).unwrap();
        for part in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            view.head.title.as_str(),
            view.head.name.as_str(),
            view.head.digest.as_str(),
            "2026-10-31",
        ] {
            assert!(xmp.contains(part), "{part}\n{xmp}");
        }
        assert!(!xmp.to_lowercase().contains("typst"), "{xmp}");
    }
}

#[test]
fn every_link_leads_to_a_page() {
    let pdf = set(&view("audited", "store", Lang::Ja));
    let document = Document::load_mem(&pdf).unwrap();
    let pages: BTreeSet<_> = document.get_pages().into_values().collect();
    let names = document.get_dict_in_dict(document.catalog().unwrap(), b"Names").unwrap();
    let named = destinations(&document, document.get_dict_in_dict(names, b"Dests").unwrap());
    let mut links = 0;
    for page in &pages {
        for annotation in document.get_page_annotations(*page).unwrap() {
            assert_eq!(annotation.get(b"Subtype").unwrap().as_name().unwrap(), b"Link");
            assert!(annotation.get(b"A").is_err(), "nothing outside of the document");
            let target = document.dereference(annotation.get(b"Dest").unwrap()).unwrap().1;
            let page = match target {
                Object::String(name, _) => named[name],
                _ => target.as_array().unwrap()[0].as_reference().unwrap(),
            };
            assert!(pages.contains(&page));
            links += 1;
        }
    }
    assert!(links > 50, "{links}");
}

#[test]
fn no_text_of_a_user_is_markup() {
    const EVIL: &str =
        "#panic() $x$ *b* _i_ `c` <a> @b [[c]] //d /*e*/ = f \\ ~ -- ' \" #{1+1} \u{5d0}\u{1f469} ";
    let mut view = view("audited", "store", Lang::Ja);
    let long = "x".repeat(3000);
    let evil = Shown::from(format!("{EVIL}{long}\nEND"));
    view.head.name = Shown::from(EVIL);
    view.head.group = evil.clone();
    view.head.period = Shown::from("= #import \"/etc/passwd\": *");
    view.executive = vec![evil.clone()];
    view.catalogs[0].title = Shown::from(EVIL);
    view.catalogs[0].controls[0].title = evil.clone();
    view.catalogs[0].controls[0].reason = evil.clone();
    view.findings[0].message = evil.clone();
    view.findings[0].remedy = evil.clone();
    view.findings[0].place.path = Shown::name(EVIL);
    view.measures[0].measures[0].title = evil.clone();
    view.measures[0].measures[0].obligations[0].subject = Shown::name(EVIL);
    view.evidence[0].path = Shown::name(&format!("{EVIL}{long}"));
    view.evidence[0].answers[0].obligation.href = Shown::from("#<nowhere> #panic()");
    let text = text(&set(&view));
    let shown = squeezed(EVIL).replace('\u{5d0}', "[U+05D0]").replace('\u{1f469}', "[U+1F469]");
    assert!(text.matches(&shown).count() >= 10, "{}\n{shown}", text.matches(&shown).count());
    assert!(text.contains("=#import\"/etc/passwd\":*"));
    assert!(text.matches("END").count() >= 6, "what is long goes on over the page");
}

#[test]
fn the_report_for_management_has_two_pages_at_most() {
    for lang in Lang::ALL {
        let pdf = Typesetter::new().unwrap().brief(&view("audited", "store", lang)).unwrap();
        assert!(Document::load_mem(&pdf).unwrap().get_pages().len() <= 2);
    }
}
