//! What became worse, what became better, and why: days, revisions and files against each other.

mod hostile;
mod property;
mod revisions;

use std::path::Path;

use boon::{Compiler, Schemas};
use serde_json::Value;

use crate::workspace::{copy, fixture, kansa, root};

/// `kansa diff --format json`, parsed, with its exit status; it has to keep its schema.
fn diff(dir: &Path, args: &[&str]) -> (i32, Value) {
    let run = kansa(dir, &[&["diff", "--format", "json"], args].concat());
    assert!(run.status < 2, "{args:?}: {}", run.stderr);
    let value: Value = serde_json::from_str(&run.stdout).unwrap();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let schema = root().join("schemas/diff.json");
    let index = compiler.compile(schema.to_str().unwrap(), &mut schemas).unwrap();
    schemas.validate(&value, index).unwrap_or_else(|it| panic!("{args:?}: {it:#}"));
    (run.status, value)
}

/// What has an effect: `finding id why`, `control id from to`.
fn with_effect(diff: &Value, effect: &str) -> Vec<String> {
    let mut found = Vec::new();
    for company in diff["companies"].as_array().unwrap() {
        let of = |kind: &str| company[kind].as_array().unwrap().iter().filter(|it| it["effect"] == effect);
        let word = |it: &Value| it.as_str().unwrap_or("-").to_owned();
        found.extend(of("findings").map(|it| format!("{} {}", word(&it["id"]), word(&it["why"]))));
        let control = |it: &Value| format!("{} {} {}", word(&it["id"]), word(&it["from"]), word(&it["to"]));
        found.extend(of("controls").map(control));
    }
    found
}

#[test]
fn between_two_days_of_the_sample_only_time_passed() {
    let (status, found) = diff(&root(), &["2026-09-30", "2026-10-31"]);
    assert_eq!((status, &found["cause"]), (1, &Value::from("time")));
    assert_eq!(found["a"]["digest"], found["b"]["digest"]);
    let broken = with_effect(&found, "broken");
    assert!(broken.iter().any(|it| it.ends_with(" due-passed")), "{broken:?}");
    let of_files = |it: &&String| it.ends_with(" files-removed") || it.ends_with(" files-changed");
    assert_eq!(broken.iter().filter(of_files).count(), 0, "{broken:?}");
    assert!(found["totals"]["broken"]["findings"].as_u64() > Some(10), "{broken:?}");
}

#[test]
fn a_deadline_that_passed_and_an_exception_that_ended_are_the_reasons() {
    let dir = fixture("ready");
    let (status, found) = diff(&dir, &["2026-10-31", "2027-04-01"]);
    assert_eq!(status, 1);
    assert_eq!(
        with_effect(&found, "broken"),
        [
            "evidence-missed:beta/vendor-review/evaluation/V1@2026-04-01 exception-ended",
            "exception-invalid:beta/X1 due-passed",
            "demo-2026:5.2 accepted gap",
        ]
    );
    assert_eq!(with_effect(&found, "mended"), Vec::<String>::new());
}

#[test]
fn a_comparison_reads_as_an_officer_would_write_it() {
    let args = |lang| ["diff", "2026-10-31", "2027-04-01", "--company", "beta", "--lang", lang];
    insta::assert_snapshot!(kansa(&fixture("ready"), &args("ja")).stdout, @r"
    準備完了グループ  2026-10-31 → 2027-04-01
    ファイルはすべて同じ。違いは基準日だけによる。

    ベータ株式会社 (beta)
      ▼ 悪化
        (1) 中  「委託先評価表（V1）」2026-04-01〜2026-09-30 は実施されないまま挽回期限を過ぎた  evidence-missed
            経緯: 例外承認の期間が 2026-12-31 で終わった
            場所: evidence/beta/vendor-review/evaluation/V1/
            担当・期限: procurement, 2026-10-14
            対処: 是正処置として原因と再発防止を記録する
        (2) 低  例外承認 X1 は 2026-12-31 で期限切れ  exception-invalid
            経緯: 期限（2026-12-31）が過ぎた。証跡に変更はない
            場所: evidence/beta/registers/exceptions.csv 2 行目
            期限: 2026-12-31
            対処: 承認を取り直すか、台帳から外して是正する
        demo-2026 5.2 委託先: 例外承認 → 不足  (1)
      ・参考
        参考  「委託先評価表（V1）」の期限は 2027-04-14  due-soon
            経緯: 基準日の違いによる。証跡に変更はない
            場所: evidence/beta/vendor-review/evaluation/V1/
            担当・期限: procurement, 2027-04-14
        参考  「基本方針」は 2027-04-20 をもって有効期間が切れる  expires-soon
            経緯: 基準日の違いによる。証跡に変更はない
            場所: evidence/beta/policy/approved/2026-04-20_基本方針.md
            担当・期限: representative, 2027-04-20
      ・要提出証跡: 新規（充足）1 件、新規（期限前）3 件、対象外となった（充足）1 件、期限前 → 期限間近 1 件、例外承認 → 未実施（挽回不可） 1 件

    悪化: 管理策・要求事項 1 件、検出事項 2 件。改善: なし
    ");
    insta::assert_snapshot!(kansa(&fixture("ready"), &args("en")).stdout, @r"
    Ready group  2026-10-31 → 2027-04-01
    All files are the same: what differs does so because of the day alone.

    Beta K.K. (beta)
      ▼ newly broken
        (1) major  Vendor evaluation (V1) for 2026-04-01 to 2026-09-30 was not done, and the time for repair has passed  evidence-missed
            why: the exception that accepted it ended on 2026-12-31
            where: evidence/beta/vendor-review/evaluation/V1/
            owner, due: procurement, 2026-10-14
            remedy: record the cause and the prevention as a corrective action
        (2) minor  the exception X1 expired on 2026-12-31  exception-invalid
            why: its due day (2026-12-31) has passed; no evidence changed
            where: evidence/beta/registers/exceptions.csv row 2
            due: 2026-12-31
            remedy: renew the approval, or take the row out and mend the gap
        demo-2026 5.2 Vendors: accepted → gap  (1)
      · to know
        note  Vendor evaluation (V1) is due on 2027-04-14  due-soon
            why: the day alone; no evidence changed
            where: evidence/beta/vendor-review/evaluation/V1/
            owner, due: procurement, 2027-04-14
        note  Policy is good until 2027-04-20 only  expires-soon
            why: the day alone; no evidence changed
            where: evidence/beta/policy/approved/2026-04-20_基本方針.md
            owner, due: representative, 2027-04-20
      · obligations: new (met) 1, new (pending) 3, no longer owed (met) 1, pending → due soon 1, accepted → missed 1

    newly broken: 1 control, 2 findings; newly mended: nothing
    ");
}

#[test]
fn files_and_days_are_compared_alike() {
    let dir = fixture("ready");
    let work = tempfile::tempdir().unwrap();
    let path = |day: &str| work.path().join(format!("{day}.json")).to_str().unwrap().to_owned();
    for day in ["2026-10-31", "2027-04-01"] {
        kansa(&dir, &["check", "--as-of", day, "--format", &format!("json={}", path(day))]);
    }
    let (a, b) = (path("2026-10-31"), path("2027-04-01"));
    let (status, of_days) = diff(&dir, &["2026-10-31", "2027-04-01"]);
    assert_eq!(status, 1);
    for args in [[a.as_str(), b.as_str()], ["2026-10-31", b.as_str()], [a.as_str(), "2027-04-01"]] {
        let (status, found) = diff(&dir, &args);
        assert_eq!((status, &found["companies"]), (1, &of_days["companies"]), "{args:?}");
    }
    // Files alone need no workspace, and no folder of this machine gets into what is written.
    let alone = kansa(work.path(), &["diff", "2026-10-31.json", &b]);
    assert_eq!(alone.status, 1, "{}", alone.stderr);
    assert!(!alone.stdout.contains(work.path().to_str().unwrap()), "{}", alone.stdout);
    for args in [[a.as_str(), a.as_str()], ["2026-10-31", a.as_str()], ["2026-10-31", "2026-10-31"]] {
        let (status, found) = diff(&dir, &args);
        assert_eq!(
            (status, &found["companies"], &found["cause"]),
            (0, &Value::Array(vec![]), &"nothing".into())
        );
    }
}

#[test]
fn the_selection_counts_for_files_too() {
    let dir = fixture("ready");
    let work = tempfile::tempdir().unwrap();
    let file = work.path().join("a.json").to_str().unwrap().to_owned();
    kansa(&dir, &["check", "--as-of", "2026-10-31", "--format", &format!("json={file}")]);
    let (status, found) = diff(&dir, &[&file, "2027-04-01", "--company", "acme"]);
    assert_eq!(status, 0, "{found}");
    assert!(!found.to_string().contains("beta"));
    let (status, _) = diff(&dir, &[&file, "2027-04-01", "--catalog", "demo-2026"]);
    assert_eq!(status, 1);
    for (args, says) in [
        (["--company", "acma"], "neither side has the company acma; did you mean acme?"),
        (["--catalog", "demo-2025"], "neither side has the catalog demo-2025; did you mean demo-2026?"),
        (["--as-of", "2026-10-31"], "--as-of is for revisions and the workspace"),
    ] {
        let run = kansa(&dir, &["diff", &file, "2027-04-01", args[0], args[1]]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn what_cannot_be_compared_exits_with_2_and_says_why() {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    let write = |name: &str, text: &str| std::fs::write(work.path().join(name), text).unwrap();
    write("other.json", "{\"format\": 1}");
    write("newer.json", "{\"format\": 2}");
    write("broken.json", "{");
    std::fs::create_dir(work.path().join("folder.json")).unwrap();
    for (args, says) in [
        (&["other.json"][..], "it is not an assessment.json of kansa: missing field"),
        (&["newer.json"], "it has format 2, and this kansa reads format 1"),
        (&["broken.json"], "cannot read broken.json: it is not JSON"),
        (&["folder.json"], "it is no regular file"),
        (&["2026-02-30"], "there is no day 2026-02-30"),
        (&["gone.json"], "cannot compare gone.json"),
        (&["HEAD~1"], "the workspace is in no repository of git"),
        (&["2026-10-31", "--format", "xml"], "one of human, json, markdown"),
        (&["2026-10-31", "--format", "json", "--format", "markdown"], "cannot share standard output"),
        (&["--upload-pack=x"], "unexpected argument"),
        (&["--", "--upload-pack=x"], "nor a revision of git"),
        (&["--", ""], "nor a revision of git"),
    ] {
        let run = kansa(work.path(), &[&["diff"], args].concat());
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn no_format_changes_what_diff_exits_with() {
    let out = tempfile::tempdir().unwrap();
    let comment = out.path().join("comment.md");
    let file = format!("markdown={}", comment.display());
    for (b, status) in [("2026-10-31", 0), ("2027-04-01", 1)] {
        for formats in
            [&["--format", "human"][..], &["--format", "json"], &["--format", &file, "--format", "human"]]
        {
            let args = [&["diff", "2026-10-31", b][..], formats].concat();
            assert_eq!(kansa(&fixture("ready"), &args).status, status, "{args:?}");
        }
    }
    assert!(std::fs::read_to_string(comment).unwrap().starts_with("## 準備完了グループ"));
}

#[test]
fn input_that_is_not_well_formed_on_either_side_is_trouble() {
    let work = tempfile::tempdir().unwrap();
    let file = work.path().join("a.json").to_str().unwrap().to_owned();
    let broken = fixture("malformed/one-broken-company");
    kansa(&broken, &["check", "--as-of", "2026-10-31", "--format", &format!("json={file}")]);
    let run = kansa(work.path(), &["diff", &file, &file, "--lang", "en"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("2 problems in the input files are recorded there"), "{}", run.stderr);
    assert!(run.stdout.contains("the comparison is not complete"), "{}", run.stdout);
    assert_eq!(kansa(&broken, &["diff", "2026-10-31", "2026-10-30"]).status, 2);
}
