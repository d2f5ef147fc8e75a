//! Hostile names and contents are text in every output, and no company's page has anything of another one.
//!
//! Each text of `tests/fixtures/hostile.yaml` is planted at all places of a company of its own. The same is done with harmless texts
//! in their stead: every page has to have the same elements then, and every table the same cells.

use std::collections::BTreeMap;
use std::path::Path;

use crate::workspace::{copy, files, fixture, kansa, root};

/// A text, and the mark that it holds.
pub(crate) struct Hostile {
    pub(crate) id: String,
    pub(crate) text: String,
}

pub(crate) fn corpus() -> (Vec<Hostile>, Vec<String>) {
    let text = std::fs::read_to_string(root().join("tests/fixtures/hostile.yaml")).unwrap();
    let all: serde_json::Value = serde_yaml::from_str(&text).unwrap();
    let of = |it: &serde_json::Value| Hostile {
        id: it["id"].as_str().unwrap().to_owned(),
        text: it["text"].as_str().unwrap().to_owned(),
    };
    let names = all["names"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned());
    (all["texts"].as_array().unwrap().iter().map(of).collect(), names.collect())
}

/// A text in double quotes as YAML reads it back, whatever is in it.
fn yaml(text: &str) -> String {
    let escaped: String = text.chars().map(|it| format!("\\U{:08X}", u32::from(it))).collect();
    format!("\"{escaped}\"")
}

fn csv(text: &str) -> String {
    // A table with a NUL in it is none, and would hide all else.
    format!("\"{}\"", text.replace('\0', "").replace('"', "\"\""))
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Plants a text at all places of a company.
fn plant(company: &Path, text: &str, file: &str) {
    let (quoted, cell) = (yaml(text), csv(text));
    let registers = company.join("registers");
    write(
        &company.join("company.yaml"),
        &format!(
            "format: 1\nname: {{ja: {quoted}, en: {quoted}}}\nbusiness_unit: media\n\
             scope: [{{catalog: demo-2026, status: certified, from: 2026-04-01}}]\nmeasures: all\n\
             except: [{{measure: policy, reason: {{ja: {quoted}, en: {quoted}}}}}]\n\
             appointments: [{{role: ciso, title: {{ja: {quoted}, en: {quoted}}}}}]\n\
             reporting: {{top: {quoted}, lines: [{{from: units, to: [{quoted}]}}]}}\n"
        ),
    );
    write(
        &registers.join("applicability.csv"),
        &format!(
            "control,applies,reason,reason_type,basis,implemented,from,to\n\
             6.1,○,{cell},法令,{cell},実施,2026-04-01,\n6.2,×,{cell},,,,2026-04-01,\n"
        ),
    );
    write(
        &registers.join("documents.csv"),
        &format!(
            "文書番号,文書名,版,改訂日,承認者,承認日\nD-01,{cell},{cell},2026-04-10,{cell},2026-04-08\n"
        ),
    );
    write(&registers.join("employees.csv"), "社員番号,区分,開始日,終了日\nB1,役員,2018-04-01,\n");
    write(&registers.join("units.csv"), &format!("部門コード,部門名\nU1,{cell}\n"));
    write(
        &registers.join("exceptions.csv"),
        &format!(
            "管理番号,対象,理由,承認者,承認日,開始日,終了日,代替措置\n\
             X1,vendor-review/evaluation,{cell},{cell},2026-09-20,2026-09-20,2026-12-31,{cell}\n"
        ),
    );
    write(&registers.join("vendors.csv"), &format!("委託先コード,委託先名,開始日\nV1,{cell},2024-04-01\n"));
    write(
        &registers.join("certificates.csv"),
        &format!(
            "登録番号,制度,認証・審査機関,登録範囲,開始日,終了日\nC1,{cell},{cell},{cell},2026-04-01,2026-12-01\n"
        ),
    );
    write(
        &registers.join("officers.csv"),
        &format!("任命番号,役職,就任者,所属・職名,開始日\nO1,{cell},{cell},{cell},2026-04-01\n"),
    );
    let roster = company.join("training/yearly-test");
    write(&roster.join("2026-06-20_受講名簿.csv"), &format!("社員番号,点数\nB1,{cell}\nB9,90\n"));
    write(&roster.join(format!("2026-06-20_{file}")), "text");
    write(
        &roster.join("evidence.yaml"),
        &format!(
            "format: 1\nitems:\n  - performed: 2026-06-20\n    sample: {{population: 9, size: 2, method: {quoted}}}\n"
        ),
    );
    write(&company.join("vendor-review/evaluation").join(file), "text");
}

/// A file name from a text: what no system allows is left out.
fn name_of(text: &str) -> String {
    let mut name: String = text.chars().filter(|it| !matches!(it, '/' | '\0')).collect();
    while name.len() > 180 {
        name.pop();
    }
    format!("{}.md", name.trim_start_matches('.'))
}

/// A workspace with a company for each text; the names of files go to the companies in turn.
fn planted(texts: &[(String, String, String)]) -> tempfile::TempDir {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("ready"), work.path());
    std::fs::remove_dir_all(work.path().join("evidence")).unwrap();
    for (id, text, file) in texts {
        plant(&work.path().join("evidence").join(id.to_lowercase()), text, file);
    }
    work
}

/// The signs of colours that kansa itself writes are no text; all else that acts has to be written out.
pub(crate) fn acting(text: &str) -> Option<char> {
    let mut rest = text;
    let own = ["0", "1", "2", "22", "31", "32", "33", "36", "39", "90", "91", "92", "93", "94", "95", "96"];
    while let Some(at) = rest.find(|it| it != '\n' && kansa_core::text::acts(it)) {
        let tail = &rest[at..];
        let sgr = tail.strip_prefix("\u{1b}[").and_then(|it| it.split_once('m'));
        match sgr {
            Some((code, after)) if own.contains(&code) => rest = after,
            _ => return tail.chars().next(),
        }
    }
    None
}

/// The elements of a page, with the names of their attributes, as often as each is there; or what is not closed as it has to be.
fn elements(html: &str) -> Result<BTreeMap<String, usize>, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<String> = Vec::new();
    let mut in_script = false;
    for piece in html.split('<').skip(1) {
        // What a script says is no element, and data has no sign that begins one.
        if in_script && !piece.starts_with("/script>") {
            continue;
        }
        in_script = piece.starts_with("script");
        let (mut shape, mut quoted) = (String::new(), false);
        for it in piece.chars() {
            match it {
                '"' => quoted = !quoted,
                '>' if !quoted => break,
                _ if quoted => {}
                _ => shape.push(it),
            }
        }
        let name = shape.split([' ', '/']).next().unwrap_or_default().to_lowercase();
        let empty = ["br", "meta", "link", "input", "hr", "col", "!doctype"].contains(&name.as_str());
        if let Some(closed) = shape.strip_prefix('/') {
            if open.pop().as_deref() != Some(closed) {
                return Err(format!("</{closed}> closes nothing"));
            }
        } else if !empty && !shape.ends_with('/') {
            open.push(name);
        }
        *found.entry(shape).or_default() += 1;
    }
    if open.is_empty() { Ok(found) } else { Err(format!("{open:?} stay open")) }
}

/// What makes a Markdown page more than text: how often each sign stands there unescaped, and how lines begin.
pub(crate) fn marks(markdown: &str) -> BTreeMap<String, usize> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |what: &str| *found.entry(what.to_owned()).or_default() += 1;
    for line in markdown.replace("<br>", " ").replace("<!-- -->", "").lines() {
        let head: String =
            line.chars().take_while(|it| !it.is_alphanumeric() && !it.is_whitespace()).take(2).collect();
        if head.starts_with(['#', '|', '-', '>', '*', '+', '=']) {
            add(&format!("line {}", head.chars().next().unwrap_or_default()));
        }
        let (mut escaped, mut code) = (false, false);
        for (at, it) in line.char_indices() {
            // What is escaped makes nothing of what stands behind it either.
            let escapes = std::mem::take(&mut escaped);
            match it {
                _ if escapes => {}
                '`' => code = !code,
                _ if code => {}
                '\\' => escaped = true,
                '<' | '|' | '[' | ']' | '*' | '_' | '~' => add(&it.to_string()),
                '/' if line[..at].ends_with(":/") && !line[..at].ends_with("\\:/") => add("://"),
                _ => {}
            }
        }
    }
    found
}

#[test]
fn hostile_texts_are_text_in_every_output() {
    let (texts, names) = corpus();
    assert!(texts.len() > 100 && names.len() > 40);
    let planted_as = |text: fn(&Hostile) -> &str| -> tempfile::TempDir {
        let all = texts.iter().map(|it| (it.id.clone(), text(it).to_owned(), format!("{}.md", it.id)));
        planted(&all.collect::<Vec<_>>())
    };
    let [hostile, harmless] = [planted_as(|it| &it.text), planted_as(|it| &it.id)];
    for work in [&hostile, &harmless] {
        plant(&work.path().join("evidence/names"), "names", "names.md");
    }
    for name in &names {
        // Names that give findings of their own are with a company of their own.
        let company = hostile.path().join("evidence/names");
        write(&company.join("vendor-review/evaluation").join(name), "text");
        write(&company.join("training/yearly-test").join(name), "text");
        write(&company.join(name.replace('.', "-")).join("x.md"), "text");
    }
    let out = tempfile::tempdir().unwrap();
    let run = |work: &Path, out: &Path| {
        let report = ["report", "--lang", "both", "--out", out.to_str().unwrap()];
        let run = kansa(work, &report);
        assert_eq!(run.status, 0, "{}", run.stderr);
        run.stdout + &run.stderr
    };
    let mut said = run(hostile.path(), &out.path().join("hostile"));
    run(harmless.path(), &out.path().join("harmless"));
    let (mut pages, mut known) = (0, std::collections::BTreeSet::new());
    for file in files(&out.path().join("hostile")) {
        let read = |which: &str| std::fs::read_to_string(out.path().join(which).join(&file)).unwrap();
        let page = read("hostile");
        assert_eq!(page.chars().find(|it| *it != '\n' && kansa_core::text::acts(*it)), None, "{file}");
        if file.ends_with(".json") {
            serde_json::from_str::<serde_json::Value>(&page).unwrap();
            continue;
        }
        pages += 1;
        if file.ends_with(".html") {
            let [found, expected] = [&page, &read("harmless")]
                .map(|it| elements(it).unwrap_or_else(|why| panic!("{file}: {why}")));
            known.extend(expected.keys().cloned());
            for (shape, count) in found {
                assert!(known.contains(&shape), "{file}: <{shape}>");
                let active = ["script", "style", "img", "form", "iframe", "object", "svg", "base"];
                let active = active.iter().any(|it| shape.starts_with(it));
                assert!(!active || expected.get(&shape) == Some(&count), "{file}: <{shape}> {count} times");
            }
        } else if file.ends_with(".md") && !file.contains("names") && !file.contains("index") {
            let (found, expected) = (marks(&page), marks(&read("harmless")));
            let differs: Vec<_> = found.iter().filter(|(what, n)| expected.get(*what) != Some(n)).collect();
            assert!(differs.is_empty(), "{file}: {differs:?} of {expected:?}");
        }
        // What is of another company stands on no company's page.
        let own = file.rsplit('/').next().unwrap().split('.').next().unwrap().to_uppercase();
        if own.starts_with('H') && own.len() == 4 {
            let strange = page.match_indices('H').map(|(at, _)| page.get(at..at + 4).unwrap_or_default());
            let strange = strange.filter(|it| texts.iter().any(|text| text.id == *it) && *it != own);
            assert_eq!(strange.collect::<Vec<_>>(), Vec::<&str>::new(), "{file}");
        }
    }
    assert!(pages > 4 * texts.len(), "{pages}");
    for args in [
        &["check", "--color", "always"][..],
        &["check", "--format", "json", "--color", "always"],
        &["check", "--format", "sarif"],
        &["check", "--format", "junit"],
        &["check", "--format", "github"],
        &["check", "--format", "markdown"],
        &["why", "6.1", "--company", "h042", "--color", "always"],
        &["why", "training", "--company", "h057", "--color", "always"],
        &["seal", "--by", "office", "--on", "2026-10-31", "--color", "always"],
        &["verify", "--color", "always"],
        &[
            "seal",
            "--by",
            "\u{1b}]0;x\u{7}",
            "--on",
            "2026-10-31",
            "--replace",
            "evidence/h001/\u{202e}",
            "--reason",
            "x",
        ],
        &["why", "\u{1b}]0;x\u{7}", "--company", "h001"],
        &["template", "\u{9b}31m"],
    ] {
        let run = kansa(hostile.path(), args);
        said.push_str(&run.stdout);
        said.push_str(&run.stderr);
        assert_eq!(
            acting(&run.stdout).or(acting(&run.stderr)),
            None,
            "{args:?}: {} {}",
            run.stdout,
            run.stderr
        );
    }
    assert_eq!(acting(&said), None);
    let github = kansa(hostile.path(), &["check", "--format", "github", "--company", "h042"]).stdout;
    assert!(github.lines().count() > 3 && github.lines().all(|it| it.starts_with("::")), "{github}");
    for (id, format) in texts.iter().flat_map(|it| [(&it.id, "junit"), (&it.id, "markdown")]).step_by(29) {
        let args = ["check", "--format", format, "--company", &id.to_lowercase()];
        let [found, expected] = [&hostile, &harmless].map(|it| kansa(it.path(), &args).stdout);
        if format == "junit" {
            let [found, expected] =
                [found, expected].map(|it| elements(it.split_once("?>").unwrap().1).unwrap());
            assert_eq!(found, expected, "{id}");
        } else {
            let (found, expected) = (marks(&found), marks(&expected));
            let differs: Vec<_> = found.iter().filter(|(what, n)| expected.get(*what) != Some(n)).collect();
            assert!(differs.is_empty(), "{id}: {differs:?} of {expected:?}");
        }
    }
    let json = kansa(hostile.path(), &["check", "--format", "json"]).stdout;
    assert_eq!(json, kansa(hostile.path(), &["check", "--format", "json", "--color", "always"]).stdout);
}

/// What is not well formed is shown with its file and its text: neither does anything to the terminal.
#[test]
fn diagnostics_of_hostile_files_are_text() {
    let (texts, names) = corpus();
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    for (nth, name) in names.iter().enumerate() {
        let folder = work.path().join("evidence/acme/training").join(name.replace('.', "-"));
        let broken = &texts[nth % texts.len()].text;
        write(
            &folder.join("evidence.yaml"),
            &format!("format: 1\nitems: [{{x: {}}}] # {broken}\n", yaml(broken)),
        );
        write(
            &work.path().join("controls/measures").join(format!("{nth}-{}.yaml", name.replace('.', "-"))),
            &format!("format: 1\nxx: 1 # {broken}\n"),
        );
    }
    for text in &texts {
        write(&work.path().join("evidence").join(name_of(&text.text)).join("company.yaml"), "format: 1\n");
    }
    for args in [&["check", "--color", "always"][..], &["catalog", "check", "--color", "always"]] {
        let run = kansa(work.path(), args);
        assert_eq!(run.status, 2, "{args:?}");
        assert_eq!(acting(&run.stderr).or(acting(&run.stdout)), None, "{args:?}: {}", run.stderr);
        let lines = run.stderr.lines().filter(|it| it.contains("[fake]"));
        assert!(lines.clone().all(|it| !it.starts_with("error")), "{:?}", lines.collect::<Vec<_>>());
    }
}

/// What stands in a row is a formula in no table that kansa writes.
#[test]
fn what_a_spreadsheet_would_take_for_a_formula_is_refused_or_text() {
    let (texts, _) = corpus();
    // One formula is enough for a table to be refused: what begins like one is tried by itself.
    let starts = |it: &&Hostile| {
        it.text.trim().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\u{200b}', '\u{feff}'])
    };
    let (alone, together): (Vec<&Hostile>, Vec<&Hostile>) = texts.iter().partition(starts);
    let rows: Vec<String> =
        (1..).zip(together).map(|(nth, it)| format!("V{nth},{}\n", csv(&it.text))).collect();
    let mut tables = vec![("all".to_owned(), rows.join(""))];
    tables.extend(alone.iter().map(|it| (it.id.clone(), format!("V1,{}\n", csv(&it.text)))));
    for (id, rows) in &tables {
        let work = tempfile::tempdir().unwrap();
        copy(&fixture("smallest"), work.path());
        let register = work.path().join("evidence/acme/registers/vendors.csv");
        write(&register, &format!("委託先コード,委託先名\n{rows}"));
        let run = kansa(
            work.path(),
            &["template", "vendors", "--company", "acme", "--format", "csv", "--out", "x.csv"],
        );
        if let Ok(written) = std::fs::read_to_string(work.path().join("x.csv")) {
            let mut quoted = false;
            let cells = written.trim_start_matches('\u{feff}').split(|it| {
                quoted ^= it == '"';
                !quoted && matches!(it, ',' | '\n')
            });
            for cell in cells.map(|it| it.trim_end_matches('\r').trim_matches('"')) {
                let first = cell.chars().find(|it| !kansa_core::text::acts(*it) || matches!(it, '\t' | '\r'));
                assert!(!first.is_some_and(|it| "=+@＝＋＠\t".contains(it)), "{id}: {cell:?}");
            }
        } else {
            assert_eq!(run.status, 2, "{id}: {}", run.stderr);
        }
    }
    let rows: Vec<String> =
        (1..).zip(&texts).map(|(nth, it)| format!("V{nth},{}\n", csv(&it.text))).collect();
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    let register = work.path().join("evidence/acme/registers/vendors.csv");
    write(&register, &format!("委託先コード,委託先名\n{}", rows.join("")));
    let run = kansa(work.path(), &["template", "vendors", "--company", "acme", "--out", "x.xlsx"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(work.path().join("x.xlsx")).unwrap()).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet).unwrap();
    assert!(!sheet.contains("<f>") && !sheet.contains("<hyperlink"));
}
