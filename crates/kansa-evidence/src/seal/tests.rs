use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn files(all: &[(&str, u8)]) -> BTreeMap<String, Sha256> {
    all.iter().map(|(path, byte)| ((*path).to_owned(), Sha256([*byte; 32]))).collect()
}

fn present(all: &[(&str, u8)]) -> BTreeMap<String, Option<Sha256>> {
    files(all).into_iter().map(|(path, hash)| (path, Some(hash))).collect()
}

fn seal(text: &str, on: &str, all: &[(&str, u8)]) -> String {
    Log::parse(text).with(day(on), "office", Act::Seal(files(all)))
}

/// Two seals, one after the other.
fn two() -> String {
    seal(&seal("", "2026-04-10", &[("m/r/a.csv", 1), ("m/r/b.csv", 2)]), "2026-05-10", &[("m/r/c.csv", 3)])
}

fn faults(text: &str) -> Vec<u32> {
    Log::parse(text).faults.iter().map(|(line, _)| *line).collect()
}

/// What a log says of files: as sealed, altered, removed, not sealed.
fn counts(text: &str, all: &[(&str, u8)]) -> [usize; 4] {
    let seal = Log::parse(text).compare("evidence/acme/", &present(all));
    [seal.sealed.len(), seal.altered.len(), seal.removed.len(), seal.unsealed.len()]
}

#[test]
fn what_is_not_as_it_was_sealed_is_said() {
    let (a, b, c) = (("m/r/a.csv", 1), ("m/r/b.csv", 2), ("m/r/c.csv", 3));
    for (name, there, expected) in [
        ("all as it was", &[a, b, c][..], [3, 0, 0, 0]),
        ("one more", &[a, b, c, ("m/r/d.csv", 4)], [3, 0, 0, 1]),
        ("one altered", &[a, ("m/r/b.csv", 9), c], [2, 1, 0, 0]),
        ("one gone", &[a, c], [2, 0, 1, 0]),
        ("two swapped", &[("m/r/a.csv", 2), ("m/r/b.csv", 1), c], [1, 2, 0, 0]),
        ("one under another name", &[a, b, ("m/r/C.csv", 3)], [2, 0, 1, 1]),
    ] {
        assert_eq!(counts(&two(), there), expected, "{name}");
    }
}

#[test]
fn corrections_and_disposals_are_recorded_and_nothing_else_is() {
    let hash = |byte: u8| Sha256([byte; 32]);
    let log = Log::parse(&two());
    let replaced = |was: u8| {
        let act =
            Act::Replace {
                path: "m/r/a.csv".into(), was: hash(was), sha256: hash(9), reason: "誤記".into()
            };
        log.with(day("2026-06-01"), "office", act)
    };
    assert_eq!(counts(&replaced(1), &[("m/r/a.csv", 9), ("m/r/b.csv", 2), ("m/r/c.csv", 3)]), [3, 0, 0, 0]);
    assert_eq!(faults(&replaced(7)), [3], "of other contents");
    let disposed = |path: &str| {
        let act = Act::Dispose {
            path: path.into(),
            was: hash(2),
            approver: "管理部長".into(),
            reason: "保管期間の満了".into(),
        };
        log.with(day("2026-06-01"), "office", act)
    };
    assert_eq!(counts(&disposed("m/r/b.csv"), &[("m/r/a.csv", 1), ("m/r/c.csv", 3)]), [2, 0, 0, 0]);
    assert_eq!(faults(&disposed("m/r/z.csv")), [3], "of what was never sealed");
    let again = seal(&two(), "2026-06-01", &[("m/r/a.csv", 9)]);
    assert_eq!(faults(&again), [3], "sealed again with other contents");
}

#[test]
fn evidence_yaml_may_grow() {
    let text = seal("", "2026-04-10", &[("m/r/evidence.yaml", 1)]);
    assert_eq!(counts(&text, &[("m/r/evidence.yaml", 2)]), [0, 0, 0, 1]);
    let text = seal(&text, "2026-05-10", &[("m/r/evidence.yaml", 2)]);
    assert_eq!(faults(&text), Vec::<u32>::new());
    assert_eq!(counts(&text, &[("m/r/evidence.yaml", 2)]), [1, 0, 0, 0]);
}

#[test]
fn logs_of_two_branches_are_merged_by_keeping_both() {
    let base = two();
    let left = seal(&base, "2026-06-01", &[("m/r/left.csv", 4)]);
    let right = seal(&base, "2026-06-02", &[("m/r/right.csv", 5)]);
    let merged = format!("{left}{}", right.strip_prefix(&base).unwrap());
    let log = Log::parse(&merged);
    assert_eq!((log.faults.len(), log.heads().count()), (0, 2));
    let all =
        [("m/r/a.csv", 1), ("m/r/b.csv", 2), ("m/r/c.csv", 3), ("m/r/left.csv", 4), ("m/r/right.csv", 5)];
    assert_eq!(counts(&merged, &all), [5, 0, 0, 0]);
    let next = seal(&merged, "2026-06-03", &[("m/r/next.csv", 6)]);
    assert_eq!((faults(&next).len(), Log::parse(&next).heads().count()), (0, 1));
    for head in log.heads() {
        assert!(Log::parse(&next).contains(head), "both are still there");
    }
    // The same file with different contents on two branches is no merge.
    let other = seal(&base, "2026-06-02", &[("m/r/left.csv", 9)]);
    assert_eq!(faults(&format!("{left}{}", other.strip_prefix(&base).unwrap())), [4]);
}

#[test]
fn a_log_that_was_changed_is_broken() {
    let text = two();
    let (first, second) = text.split_once('\n').unwrap();
    for (name, changed, expected) in [
        ("as it was", text.clone(), vec![]),
        ("without its beginning", second.to_owned(), vec![1]),
        ("the other way round", format!("{second}{first}\n"), vec![1]),
        ("twice", format!("{text}{second}"), vec![3]),
        ("cut off", text[..text.len() - 5].to_owned(), vec![2, 2]),
        ("a line of something else", format!("{first}\nhello\n{second}"), vec![2]),
        ("with blanks", text.replace(",\"on\"", ", \"on\""), vec![1, 2, 2]),
        ("of another day", text.replacen("2026-04-10", "2026-04-09", 1), vec![2]),
        ("of another file", text.replacen("b.csv", "bb.csv", 1), vec![2]),
        ("going back in time", seal(&text, "2026-05-09", &[("m/r/d.csv", 4)]), vec![3]),
        ("of a newer kansa", text.replacen("\"format\":1", "\"format\":2", 1), vec![1, 2]),
    ] {
        assert_eq!(faults(&changed), expected, "{name}");
    }
}

#[test]
fn lines_are_canonical_json() {
    let text = seal(
        "",
        "2026-04-10",
        &[("m/r/\u{ff5e}.csv", 1), ("m/r/\u{1f600}.csv", 2), ("m/r/\"\u{1}\n.csv", 3)],
    );
    let hash = |it: u8| Sha256([it; 32]).to_string();
    let expected = format!(
        "{{\"by\":\"office\",\"files\":{{\"m/r/\\\"\\u0001\\n.csv\":\"{}\",\"m/r/\u{1f600}.csv\":\"{}\",\"m/r/\u{ff5e}.csv\":\"{}\"}},\"format\":1,\"kind\":\"seal\",\"on\":\"2026-04-10\",\"prev\":[]}}\n",
        hash(3),
        hash(2),
        hash(1)
    );
    assert_eq!(text, expected);
}

#[test]
fn what_goes_on_growing_is_not_sealed() {
    for (path, sealable) in [
        ("training/yearly-test/2026-06-30_名簿.csv", true),
        ("training/yearly-test/evidence.yaml", true),
        ("registers/employees.csv", false),
        ("registers/employees/2026-04-01.csv", true),
        ("company.yaml", false),
        ("seal.jsonl", false),
        ("training/yearly-test/~$名簿.xlsx", false),
        ("training/.git/config", false),
    ] {
        assert_eq!(is_sealable(path), sealable, "{path}");
    }
}

proptest! {
    /// Any byte of any line but the last one: the chain breaks. Of the last one at least the head changes.
    #[test]
    fn no_byte_of_a_log_changes_unnoticed(at in 0_usize..10_000, with in any::<u8>()) {
        let text = two();
        let mut bytes = text.clone().into_bytes();
        let at = at % bytes.len();
        prop_assume!(bytes[at] != with);
        bytes[at] = with;
        let Ok(changed) = String::from_utf8(bytes) else { return Ok(()) };
        let heads = |text: &str| Log::parse(text).heads().collect::<Vec<_>>();
        prop_assert!(!faults(&changed).is_empty() || heads(&changed) != heads(&text));
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = Log::parse(&text).compare("evidence/acme/", &BTreeMap::new());
    }
}
