use super::*;
use crate::config::Config;
use crate::id::RoleId;
use crate::source::SourceFile;
use crate::text::Text;

fn finding(company: &str, severity: Severity, breaks: &[&str]) -> Finding {
    Finding {
        id: format!("evidence-missed:{company}/training/test@2026-04-01"),
        code: Code::EvidenceMissed,
        severity,
        company: company.parse().ok(),
        owner: None,
        due: None,
        at: None,
        message: Text::same("x"),
        breaks: breaks.iter().map(|it| it.parse().unwrap()).collect(),
        remedy: Text::same("y"),
        causes: Vec::new(),
    }
}

fn config(thresholds: &str) -> (Option<Config>, Vec<String>) {
    let text =
        format!("format: 1\ngroup: {{id: g, name: {{ja: G}}}}\ncatalogs: [a, b]\nthresholds: {thresholds}\n");
    let (config, diagnostics) = Config::parse(&SourceFile::new("kansa.yaml", &text));
    (config, diagnostics.iter().map(|it| it.code.as_str().to_owned()).collect())
}

fn thresholds(text: &str) -> Thresholds {
    let (config, diagnostics) = config(text);
    assert_eq!(diagnostics, [""; 0]);
    config.unwrap().thresholds
}

#[test]
fn the_nearest_threshold_holds_and_of_two_the_stricter() {
    use Severity::{Critical, Major, Minor, Note};
    let some = thresholds(
        "{fail_on: major, except: [{company: x, fail_on: critical}, {catalog: b, fail_on: minor}, {company: y, catalog: b, fail_on: note}]}",
    );
    for (company, breaks, expected) in [
        ("z", &[][..], Major),
        ("z", &["a:1"], Major),
        ("z", &["a:1", "b:1"], Minor),
        ("x", &[], Critical),
        ("x", &["a:1"], Critical),
        ("x", &["b:1"], Minor),
        ("y", &["b:1"], Note),
        ("y", &["a:1", "b:1"], Note),
        ("y", &[], Major),
    ] {
        assert_eq!(some.of(&finding(company, Major, breaks)), expected, "{company} {breaks:?}");
    }
    assert_eq!(Thresholds::all(Note).of(&finding("x", Minor, &["b:1"])), Note);
}

#[test]
fn a_threshold_of_nothing_that_is_there_is_said() {
    for (text, codes) in [
        ("{except: [{catalog: c, fail_on: note}]}", &["unknown-catalog"][..]),
        ("{except: [{fail_on: note}]}", &["missing-key"]),
        ("{except: [{company: x, fail_on: note}, {company: x, fail_on: major}]}", &["duplicate-id"]),
        ("{except: [{company: x, fail_on: severe}]}", &["invalid-value"]),
    ] {
        assert_eq!(config(text).1, codes, "{text}");
    }
    let strange = thresholds("{except: [{company: acmee, fail_on: note}]}");
    let acme: CompanyId = "acme".parse().unwrap();
    let said = strange.strangers(&[&acme]);
    assert_eq!((said[0].code, said[0].help.is_some()), (Code::UnknownCompany, true));
}

const BASELINE: &str = "format: 1\nentries:\n  - finding: \"evidence-missed:x/training/test@2026-04-01\"\n    company: x\n    severity: major\n    reason: 移行中\n    owner: office\n    expires: 2026-12-31\n";

fn gate(text: &str, as_of: &str) -> Gate {
    let (baseline, diagnostics) = Baseline::parse(&SourceFile::new("baseline.yaml", text));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    Gate { thresholds: Thresholds::all(Severity::Minor), baseline, as_of: as_of.parse().unwrap() }
}

#[test]
fn what_is_put_off_is_so_until_its_day_and_unless_it_becomes_worse() {
    let major = finding("x", Severity::Major, &[]);
    let standing = |gate: &Gate, finding: &Finding| match gate.standing(finding) {
        Standing::Fails => "fails".to_owned(),
        Standing::Below => "below".to_owned(),
        Standing::Deferred(it) => format!("{} line {}", it.reason, it.line),
    };
    let gate_then = gate(BASELINE, "2026-12-31");
    assert_eq!(standing(&gate_then, &major), "移行中 line 3");
    assert_eq!(standing(&gate(BASELINE, "2027-01-01"), &major), "fails");
    assert_eq!(standing(&gate_then, &finding("x", Severity::Critical, &[])), "fails");
    assert_eq!(standing(&gate_then, &finding("y", Severity::Major, &[])), "fails");
    assert_eq!(standing(&gate_then, &finding("x", Severity::Note, &[])), "below");
}

#[test]
fn an_entry_says_why_who_and_until_when() {
    for (from, to, codes) in [
        ("    reason: 移行中\n", "", &["missing-key"][..]),
        ("reason: 移行中", "reason: \" \"", &["invalid-value"]),
        ("    owner: office\n", "", &["missing-key"]),
        ("    expires: 2026-12-31\n", "", &["missing-key"]),
        ("2026-12-31", "2026-12-32", &["invalid-date"]),
        ("severity: major", "severity: severe", &["invalid-value"]),
    ] {
        let text = BASELINE.replacen(from, to, 1);
        let (_, diagnostics) = Baseline::parse(&SourceFile::new("baseline.yaml", &text));
        let found: Vec<&str> = diagnostics.iter().map(|it| it.code.as_str()).collect();
        assert_eq!(found, codes, "{text}");
    }
    let twice = format!("{BASELINE}{}", BASELINE.split_once("entries:\n").unwrap().1);
    let (_, diagnostics) = Baseline::parse(&SourceFile::new("baseline.yaml", &twice));
    assert_eq!(diagnostics[0].code, Code::DuplicateId);
}

#[test]
fn what_is_written_reads_back() {
    let mut odd = finding("x", Severity::Major, &[]);
    odd.id = "check-failed:x/a/b/日本\"\\\u{202e}: #@2026-04-01".to_owned();
    let owner: RoleId = "office".parse().unwrap();
    let text = entries_of(&[&odd], "理由: \"x\" # y", &owner, "2026-12-31".parse().unwrap(), 2);
    assert!(!text.contains('\u{202e}'), "{text}");
    let read = gate(&format!("format: 1\nentries:\n{text}"), "2026-12-31");
    assert!(matches!(read.standing(&odd), Standing::Deferred(it) if it.reason == "理由: \"x\" # y"));
}
