//! What is ready made for pipelines and editors: `scripts/pipeline`, the action that runs it, and what reads its output.

use std::path::{Path, PathBuf};
use std::process::Command;

use regex::Regex;
use serde_json::Value;

use crate::workspace::{Run, copy, files, fixture, folders, kansa, root};

const COMPANY: &str = "seiran-academy";
const REVIEW: &str = "evidence/seiran-academy/access-control/privileged/2026-09-28_特権ID棚卸記録.xlsx";

/// A company of the sample, with the one that provides measures to it.
fn small_workspace() -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    std::fs::copy(root().join("kansa.yaml"), to.path().join("kansa.yaml")).unwrap();
    for company in [COMPANY, "seiran-holdings"] {
        let folder = Path::new("evidence").join(company);
        for file in files(&root().join(&folder)) {
            let target = to.path().join(&folder).join(&file);
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::copy(root().join(&folder).join(file), target).unwrap();
        }
    }
    to
}

/// Runs the script as a pipeline does: with an environment, and without arguments.
fn pipeline(dir: &Path, settings: &[(&str, &str)]) -> Run {
    let output = Command::new("bash")
        .arg(root().join("scripts/pipeline"))
        .current_dir(dir)
        .env_clear()
        .env("PATH", std::env::var("PATH").unwrap())
        .env("KANSA", env!("CARGO_BIN_EXE_kansa"))
        .envs(settings.iter().copied())
        .output()
        .unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_pipeline_turns_red_while_a_file_is_gone_and_green_when_it_is_back() {
    let dir = small_workspace();
    let (review, aside) = (dir.path().join(REVIEW), dir.path().join("aside"));
    let settings = [("KANSA_COMPANIES", COMPANY)];

    let green = pipeline(dir.path(), &settings);
    assert_eq!((green.status, green.stderr.as_str()), (0, ""), "{}", green.stdout);

    std::fs::rename(&review, &aside).unwrap();
    let red = pipeline(dir.path(), &settings);
    assert_eq!((red.status, red.stderr.as_str()), (1, ""), "{}", red.stdout);
    assert!(
        red.stdout.contains("場所: evidence/seiran-academy/access-control/privileged/\n"),
        "{}",
        red.stdout
    );

    std::fs::rename(&aside, &review).unwrap();
    let again = pipeline(dir.path(), &settings);
    assert_eq!((again.status, again.stdout), (0, green.stdout));
}

#[test]
fn a_step_says_its_status_and_its_files() {
    let out = tempfile::tempdir().unwrap();
    let (given, files) = (out.path().join("output"), out.path().join("files"));
    for (as_of, status) in [("2026-10-31", 0), ("2027-04-01", 1)] {
        std::fs::remove_file(&given).ok();
        let page = out.path().join(format!("page{status}"));
        let run = pipeline(
            &fixture("ready"),
            &[
                ("KANSA_AS_OF", as_of),
                ("KANSA_OUT", files.to_str().unwrap()),
                ("GITHUB_OUTPUT", given.to_str().unwrap()),
                ("GITHUB_STEP_SUMMARY", page.to_str().unwrap()),
                ("KANSA_LOG", "github"),
            ],
        );
        assert_eq!(run.status, status, "{}", run.stderr);
        let mut expected = format!("status={status}\n");
        for (format, name) in [("sarif", "kansa.sarif"), ("junit", "junit.xml"), ("markdown", "summary.md")] {
            let file = files.join(name);
            assert!(file.is_file(), "{name}");
            expected.push_str(&format!("{format}={}\n", file.display()));
        }
        assert_eq!(std::fs::read_to_string(&given).unwrap(), expected);
        let page = std::fs::read_to_string(&page).unwrap();
        assert_eq!(page.matches("<!-- kansa check -->").count(), 1, "{page}");
    }
}

#[test]
fn a_step_that_could_not_check_names_no_file_of_an_earlier_run() {
    let out = tempfile::tempdir().unwrap();
    copy(&fixture("ready"), out.path());
    let given = out.path().join("output");
    assert_eq!(pipeline(out.path(), &[]).status, 0);
    std::fs::write(out.path().join("kansa.yaml"), "format: [").unwrap();
    assert_eq!(pipeline(out.path(), &[("GITHUB_OUTPUT", given.to_str().unwrap())]).status, 2);
    assert_eq!(std::fs::read_to_string(&given).unwrap(), "status=2\n");
}

#[test]
fn no_setting_becomes_a_command() {
    let out = tempfile::tempdir().unwrap();
    for name in [
        "KANSA_WORKSPACE",
        "KANSA_AS_OF",
        "KANSA_FAIL_ON",
        "KANSA_COMPANIES",
        "KANSA_LANG",
        "KANSA_FILES",
        "KANSA_LOG",
    ] {
        for value in ["$(touch pwned)", "; touch pwned", "`touch pwned`", "--version", "* && touch pwned"] {
            let run = pipeline(out.path(), &[(name, value)]);
            assert_eq!(run.status, 2, "{name}={value}\n{}", run.stdout);
            assert!(!out.path().join("pwned").exists(), "{name}={value}");
        }
    }
}

#[test]
fn the_action_hands_its_inputs_over_as_values() {
    let text = std::fs::read_to_string(root().join("action.yml")).unwrap();
    let action: Value = serde_yaml::from_str(&text).unwrap();
    let script = std::fs::read_to_string(root().join("scripts/pipeline")).unwrap();
    let steps = action["runs"]["steps"].as_array().unwrap();
    let check = steps.iter().find(|it| it["id"] == "check").unwrap();
    for step in steps {
        assert!(!step["run"].as_str().unwrap().contains("${{"), "{step}");
    }
    let handed_over = check["env"].as_object().unwrap();
    for input in action["inputs"].as_object().unwrap().keys() {
        let name = format!("KANSA_{}", input.replace('-', "_").to_uppercase());
        assert_eq!(handed_over[&name], format!("${{{{ inputs.{input} }}}}"));
    }
    for name in handed_over.keys() {
        assert!(script.contains(&format!("#   {name} ")), "scripts/pipeline explains {name}");
    }
}

/// What a problem matcher makes of an output: severity, file, line, code.
fn problems(output: &str) -> Vec<(String, String, String, String)> {
    let text = std::fs::read_to_string(root().join("integrations/problem-matcher.json")).unwrap();
    let matchers: Value = serde_json::from_str(&text).unwrap();
    let lines: Vec<&str> = output.lines().collect();
    let mut found = Vec::new();
    for matcher in matchers["problemMatcher"].as_array().unwrap() {
        let pattern = matcher["pattern"].as_array().unwrap();
        let [first, second] = [0, 1].map(|at| Regex::new(pattern[at]["regexp"].as_str().unwrap()).unwrap());
        for pair in lines.windows(2) {
            let (Some(head), Some(place)) = (first.captures(pair[0]), second.captures(pair[1])) else {
                continue;
            };
            let of = |captures: &regex::Captures<'_>, of: &Value| {
                let group = of.as_u64().unwrap() as usize;
                captures.get(group).map_or("", |it| it.as_str()).to_owned()
            };
            found.push((
                matcher["severity"].as_str().unwrap().to_owned(),
                of(&place, &pattern[1]["file"]),
                of(&place, &pattern[1]["line"]),
                of(&head, &pattern[0]["code"]),
            ));
        }
    }
    found
}

#[test]
fn a_problem_matcher_finds_every_finding_that_has_a_place() {
    for (dir, as_of) in [("ready", "2027-04-01"), ("audited", "2026-10-31")] {
        let dir = fixture(dir);
        let json = kansa(&dir, &["check", "--as-of", as_of, "--format", "json"]).stdout;
        let json: Value = serde_json::from_str(&json).unwrap();
        let per_company = json["companies"].as_array().unwrap().iter().map(|it| &it["findings"]);
        let all = per_company.chain([&json["findings"]]).flat_map(|it| it.as_array().unwrap());
        let mut expected: Vec<_> = all
            .filter(|it| !it["at"].is_null())
            .map(|it| {
                let severity = match it["severity"].as_str().unwrap() {
                    "critical" | "major" => "error",
                    "minor" => "warning",
                    _ => "notice",
                };
                let (at, text) = (&it["at"], |it: &Value| it.as_str().unwrap_or_default().to_owned());
                (severity.to_owned(), text(&at["path"]), text(&it["code"]))
            })
            .collect();
        expected.sort();
        assert!(!expected.is_empty(), "{}", dir.display());
        for lang in ["ja", "en"] {
            let human = kansa(&dir, &["check", "--as-of", as_of, "--lang", lang]).stdout;
            let mut found: Vec<_> = problems(&human)
                .into_iter()
                .map(|(severity, file, _, code)| (severity, file, code))
                .collect();
            found.sort();
            assert_eq!(found, expected, "{lang}\n{human}");
        }
    }
}

#[test]
fn a_problem_matcher_finds_the_line_of_every_diagnostic() {
    for dir in folders(&fixture("malformed")) {
        let expected = std::fs::read_to_string(dir.join("expected.txt")).unwrap();
        let mut expected: Vec<String> = expected.lines().map(str::to_owned).collect();
        let shown = kansa(&dir, &["check", "--as-of", "2026-10-31"]).stderr;
        let mut found: Vec<String> = problems(&shown)
            .into_iter()
            .map(|(_, file, line, code)| {
                format!("{file}:{} {code}", if line.is_empty() { "1" } else { &line })
            })
            .collect();
        // Without the column.
        for line in &mut expected {
            let (place, code) = line.rsplit_once(' ').unwrap();
            *line = format!("{} {code}", place.rsplit_once(':').unwrap().0);
        }
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{}\n{shown}", dir.display());
    }
}

#[test]
fn rows_cells_pages_and_blanks_are_told_from_the_path() {
    for (place, file, line) in [
        ("場所: a/b c.csv", "a/b c.csv", ""),
        ("場所: a/b.csv 12 行目「点数」", "a/b.csv", "12"),
        ("場所: a/b.xlsx 名簿!D12「点数」", "a/b.xlsx", ""),
        ("場所: a/b.pdf 3 ページ", "a/b.pdf", ""),
        ("where: a/b.csv row 12, score", "a/b.csv", "12"),
        ("where: a/b.log line 7", "a/b.log", "7"),
        ("where: a/b.xlsx D12, score", "a/b.xlsx", ""),
        ("where: a/b.pdf page 3", "a/b.pdf", ""),
        ("where: a/2026 Q1.csv", "a/2026 Q1.csv", ""),
    ] {
        let output = format!("  低  題  a-code\n      {place}\n");
        let (severity, code) = ("warning".to_owned(), "a-code".to_owned());
        assert_eq!(problems(&output), [(severity, file.to_owned(), line.to_owned(), code)], "{place}");
    }
}

/// Whether a path ends as a pattern says: `*` is any text within a folder, `**` any folders.
fn ends_as(pattern: &str, path: &str) -> bool {
    let pattern = regex::escape(pattern).replace(r"\*\*/", "(.+/)?").replace(r"\*", "[^/]*");
    Regex::new(&format!("(^|/){pattern}$")).unwrap().is_match(path)
}

#[test]
fn the_settings_of_an_editor_give_every_file_the_schema_that_it_names() {
    let text = std::fs::read_to_string(root().join("integrations/vscode-settings.json")).unwrap();
    let settings: Value = serde_json::from_str(&text).unwrap();
    let schemas = settings["yaml.schemas"].as_object().unwrap();
    let mut used = 0;
    for file in files(&root().join("tests/fixtures/ready"))
        .into_iter()
        .chain(files(&root().join("controls")).into_iter().map(|it| format!("controls/{it}")))
    {
        let path = [root().join("tests/fixtures/ready").join(&file), root().join(&file)];
        let Some(path) = path.iter().find(|it| it.is_file()).filter(|_| file.ends_with(".yaml")) else {
            continue;
        };
        let first = std::fs::read_to_string(path).unwrap();
        let named = first.lines().next().unwrap().rsplit('/').next().unwrap().to_owned();
        let given: Vec<&str> = schemas
            .iter()
            .filter(|(_, patterns)| {
                let patterns = patterns.as_array().cloned().unwrap_or_else(|| vec![(*patterns).clone()]);
                let patterns: Vec<&str> = patterns.iter().filter_map(Value::as_str).collect();
                let (without, with): (Vec<&str>, Vec<&str>) =
                    patterns.iter().partition(|it| it.starts_with('!'));
                with.iter().any(|it| ends_as(it, &file)) && !without.iter().any(|it| ends_as(&it[1..], &file))
            })
            .map(|(schema, _)| schema.as_str())
            .collect();
        assert_eq!(given, [format!("./schemas/{named}")], "{file}");
        used += 1;
    }
    assert!(used > 20, "{used} files");
    for schema in schemas.keys() {
        assert!(root().join(schema).is_file(), "{schema}");
    }
}

#[test]
fn hooks_run_commands_that_there_are() {
    let text = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let hooks: Value = serde_yaml::from_str(&text).unwrap();
    let statuses = |id: &str, dir: PathBuf, as_of: &str| {
        let hook = hooks.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap();
        let binaries = Path::new(env!("CARGO_BIN_EXE_kansa")).parent().unwrap();
        let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap());
        let script = format!("{} --as-of {as_of}", hook["entry"].as_str().unwrap());
        let output =
            Command::new("sh").args(["-c", &script]).current_dir(dir).env_clear().env("PATH", path).output();
        output.unwrap().status.code().unwrap()
    };
    let broken = || fixture("malformed/unknown-keys");
    for (id, green, red, malformed) in [("kansa-configuration", 0, 0, 1), ("kansa-check", 0, 1, 2)] {
        assert_eq!(statuses(id, fixture("ready"), "2026-10-31"), green, "{id}");
        assert_eq!(statuses(id, fixture("ready"), "2027-04-01"), red, "{id}");
        assert_eq!(statuses(id, broken(), "2026-10-31"), malformed, "{id}");
    }
}
