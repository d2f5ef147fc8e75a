//! Registers of what happened: audits, actions, incidents, requests, changes, decisions, declarations.

use chrono::NaiveDate;

use super::{Frame, Register};
use crate::days::{fiscal_year, plus, plus_months, ymd};

/// Audits and what follows from them, incidents, requests, changes, declarations.
pub(super) fn registers(frame: &Frame<'_>) -> Vec<Register> {
    let (audits, held) = audits(frame);
    vec![
        audits,
        findings(frame, &held),
        actions(frame),
        decisions(frame, &held),
        incidents(frame),
        requests(frame),
        changes(frame),
        declarations(frame),
        Register::new(
            "exceptions",
            &["exception", "target", "reason", "approver", "approved", "compensating", "from", "to"],
        ),
    ]
}

fn key(frame: &Frame<'_>, letter: &str, year: i32, at: usize) -> String {
    format!("{}-{letter}{year}-{at:02}", frame.company.prefix)
}

/// The fiscal years since the company is looked at.
fn years(frame: &Frame<'_>) -> std::ops::RangeInclusive<i32> {
    fiscal_year(frame.company.since)..=fiscal_year(frame.as_of)
}

/// The audits, and the days on which the internal ones were held, by fiscal year.
fn audits(frame: &Frame<'_>) -> (Register, Vec<(i32, NaiveDate)>) {
    let columns = ["audit", "kind", "framework", "stage", "scope", "auditors", "planned", "held", "reported"];
    let mut register = Register::new("audits", &columns);
    let mut random = frame.random("audits");
    let days = frame.days();
    let auditors = format!("{}、{}", frame.head(frame.kind.units.len()), frame.head(1));
    let mut all = Vec::new();
    for year in years(frame) {
        let planned = days.from(plus(ymd(year, 8, 31), random.between(0, 14)));
        let held = days.after(planned, random.between(1, 4));
        let reported = days.after(held, random.between(4, 8));
        let mut row = |kind: &str,
                       framework: &str,
                       at: usize,
                       planned: NaiveDate,
                       held: NaiveDate,
                       reported: NaiveDate| {
            let key = key(frame, "A", year, at);
            let (planned, held, reported) = (planned.to_string(), held.to_string(), reported.to_string());
            register.push([&key, kind, framework, "", "全部門", &auditors, &planned, &held, &reported]);
        };
        row("内部監査", "ISO/IEC 27001", 1, planned, held, reported);
        if frame.company.has_privacy_mark() {
            let planned = days.after(held, 3);
            let later = days.after(planned, 2);
            row("個人情報保護内部監査", "JIS Q 15001", 2, planned, later, days.after(later, 5));
        }
        all.push((year, held));
    }
    if let Some((from, _)) =
        frame.company.certified.as_ref().and_then(|it| crate::group::Company::certificate(it, 3, frame.as_of))
    {
        // The last visit of the body: ten months after an anniversary, in the year before the day.
        let mut visit = days.from(plus_months(from, -2));
        while plus_months(visit, 12) <= frame.as_of {
            visit = days.from(plus_months(visit, 12));
        }
        let renews = visit < from;
        let (kind, stage) =
            if renews { ("更新審査", "更新") } else { ("維持審査", "サーベイランス") };
        register.push([
            &key(frame, "A", fiscal_year(visit), 9),
            kind,
            "ISO/IEC 27001",
            stage,
            &frame.company.does,
            "認証機関の審査員（2名）",
            &visit.to_string(),
            &days.after(visit, 1).to_string(),
            &days.after(visit, 8).to_string(),
        ]);
    }
    (register, all)
}

fn findings(frame: &Frame<'_>, held: &[(i32, NaiveDate)]) -> Register {
    let columns = [
        "finding",
        "audit",
        "grade",
        "control",
        "title",
        "unit",
        "raised",
        "answer_due",
        "answered",
        "action",
        "closed",
    ];
    let mut register = Register::new("audit-findings", &columns);
    let mut random = frame.random("findings");
    let pool = [
        ("A.5.9", "資産の管理責任者が異動した後、二件で更新されていない"),
        ("A.5.37", "手順書の改訂履歴に、変更の理由が書かれていないものがある"),
        ("A.7.7", "印刷物の取り忘れが複合機の横で一件見付かった"),
        ("A.8.9", "設定の確認表に、確認者の欄のない旧様式が残る"),
        ("A.6.3", "長期の出張者への教育の案内が遅れた"),
    ];
    for (year, day) in held {
        for (at, (control, title)) in random.some(&pool, 2).into_iter().enumerate() {
            let grade = if at == 0 { "観察事項" } else { "改善の機会" };
            let key = key(frame, "F", *year, at + 1);
            let unit = frame.unit_key(random.count(1, 3));
            register.push([
                &key,
                &format!("{}-A{year}-01", frame.company.prefix),
                grade,
                control,
                title,
                &unit,
                &day.to_string(),
                "",
                "",
                "",
                "",
            ]);
        }
    }
    register
}

fn actions(frame: &Frame<'_>) -> Register {
    let columns = [
        "action",
        "source",
        "title",
        "grade",
        "control",
        "target",
        "raised",
        "unit",
        "cause",
        "measure",
        "due",
        "done",
        "effect",
        "effective",
    ];
    let mut register = Register::new("corrective-actions", &columns);
    let mut random = frame.random("actions");
    let days = frame.days();
    let pool = [
        (
            "A.7.7",
            "離席した席に取引先の見積書が置かれていた",
            "会議への移動が続き、片付ける時間がなかった",
            "施錠できる書類箱を各席に置いた",
        ),
        (
            "A.5.11",
            "貸与端末の返却が台帳に記録されていなかった",
            "返却の受付と台帳の更新が別の担当だった",
            "返却の受付票から台帳を更新する形に改めた",
        ),
        (
            "A.8.7",
            "検知の通知が一名だけに届いていた",
            "通知先の設定を担当の交代時に見直していなかった",
            "通知先を窓口の共用の宛先に変えた",
        ),
        (
            "A.6.8",
            "事象の報告に二日を要した",
            "報告の様式が長く、書き終えてから送っていた",
            "第一報を一行で受け付けるようにした",
        ),
    ];
    for (at, (control, title, cause, measure)) in
        random.some(&pool, 1 + frame.company.employees / 400).into_iter().enumerate()
    {
        let raised = days.from(plus(ymd(2026, 4, 20), random.between(0, 50)));
        let done = days.after(raised, random.between(8, 20));
        // The report follows within ninety days.
        let effect = days.after(done, random.between(22, 32)).min(days.until(plus(raised, 84)));
        let due = days.from(plus(raised, 75));
        let key = key(frame, "CA", 2026, at + 1);
        let unit = frame.unit_key(random.count(1, 3));
        register.push([
            &key,
            random.pick(&["日常点検", "自己点検", "インシデント"]).unwrap_or(&"日常点検"),
            title,
            "軽微",
            control,
            "",
            &raised.to_string(),
            &unit,
            cause,
            measure,
            &due.to_string(),
            &done.to_string(),
            &effect.to_string(),
            "有",
        ]);
    }
    register
}

fn decisions(frame: &Frame<'_>, held: &[(i32, NaiveDate)]) -> Register {
    let columns = ["decision", "review", "kind", "content", "owner", "decided", "due", "done", "result"];
    let mut register = Register::new("review-decisions", &columns);
    let mut random = frame.random("decisions");
    let days = frame.days();
    let pool = [
        "多要素認証の対象を、社外から使う全てのシステムに広げる",
        "委託先の現地確認を、重要度の高い二社で行う",
        "標的型メール訓練を、難易度を変えて年二回にする",
        "情報資産管理台帳の様式を、部門の業務の流れに合わせて見直す",
        "バックアップの復元試験に、業務部門の担当者を加える",
    ];
    for (year, audit) in held {
        let day = days.after(plus(*audit, 14), random.between(4, 14));
        for (at, content) in random.some(&pool, 2).into_iter().enumerate() {
            let due = days.from(plus(day, 70 + random.between(0, 90)));
            let done = days.until(plus(due, -random.between(3, 20)));
            let is_done = done <= frame.as_of;
            register.push([
                &key(frame, "MR", *year, at + 1),
                &format!("{year}年度マネジメントレビュー"),
                "ISMS",
                content,
                &frame.head(at),
                &day.to_string(),
                &due.to_string(),
                &if is_done { done.to_string() } else { String::new() },
                if is_done { "計画どおり終えた" } else { "" },
            ]);
        }
        if frame.company.has_privacy_mark() {
            let due = days.from(plus(day, 80));
            let done = if due <= frame.as_of { due.to_string() } else { String::new() };
            register.push([
                &key(frame, "PR", *year, 1),
                &format!("{year}年度代表者による見直し"),
                "個人情報保護",
                "個人情報管理台帳の見直しを、部門の業務の変更に合わせて年二回にする",
                &frame.head(0),
                &day.to_string(),
                &due.to_string(),
                &done,
                if done.is_empty() { "" } else { "計画どおり終えた" },
            ]);
        }
    }
    register
}

fn incidents(frame: &Frame<'_>) -> Register {
    let columns = [
        "incident",
        "title",
        "detected",
        "reported_up",
        "contained",
        "personal",
        "custody",
        "reportable",
        "wrongful",
        "persons",
        "special_care",
        "property",
        "my_number",
        "entrusted",
        "facts",
        "extent",
        "prevention",
        "told",
        "not_needed",
        "body_not_needed",
        "preliminary",
        "final",
        "body_preliminary",
        "body_final",
        "entruster",
    ];
    let mut register = Register::new("incidents", &columns);
    let mut random = frame.random("incidents");
    let days = frame.days();
    let pool = [
        ("取引先あてメールの誤送信（1件）", "1"),
        ("業務端末での不審なプログラムの検知", ""),
        ("業務用携帯電話の一時的な紛失（当日に回収）", ""),
        ("帳票の送付先の取り違え（1件）", "1"),
        ("共有フォルダの権限の設定誤り", ""),
    ];
    let count = (frame.company.employees / 150).min(3) + usize::from(random.chance(40));
    let span = (frame.as_of - frame.company.since).num_days();
    let mut all: Vec<(NaiveDate, &(&str, &str))> = random
        .some(&pool, count)
        .into_iter()
        .map(|it| (days.from(plus(frame.company.since, random.between(12, (span - 70).max(13)))), it))
        .collect();
    all.sort_by_key(|it| it.0);
    for (at, (detected, (title, persons))) in all.into_iter().enumerate() {
        let told = !persons.is_empty();
        let day = |it: i64| days.after(detected, it).to_string();
        let of_persons = |it: i64| if told { day(it) } else { String::new() };
        let flag = |it: bool| if it { "有" } else { "無" };
        let custody = title.contains("プログラム");
        register.push([
            &key(frame, "I", fiscal_year(detected), at + 1),
            title,
            &detected.to_string(),
            &day(random.between(0, 1)),
            &day(random.between(1, 2)),
            flag(told),
            flag(custody),
            "無",
            "無",
            persons,
            "無",
            "無",
            "無",
            "無",
            &of_persons(2),
            &of_persons(3),
            &of_persons(15),
            &of_persons(1),
            "",
            if told { "件数が少なく、当日に回収し、消去を確かめた" } else { "" },
        ]);
    }
    register
}

fn requests(frame: &Frame<'_>) -> Register {
    let columns =
        ["request", "kind", "received", "limit", "answered", "identity", "refused", "reason", "result"];
    let mut register = Register::new("requests", &columns);
    let mut random = frame.random("requests");
    let days = frame.days();
    let count = if frame.company.kind == "retail" || frame.company.has_privacy_mark() { 2 } else { 0 };
    for at in 0..count + usize::from(random.chance(30)) {
        let received = days.from(plus(ymd(2026, 5, 7), random.between(0, 120)));
        let answered = days.after(received, random.between(4, 8));
        let limit = plus(received, 14);
        let complaint = random.chance(40);
        let identity = if complaint { String::new() } else { days.after(received, 2).to_string() };
        register.push([
            &key(frame, "Q", 2026, at + 1),
            if complaint { "苦情" } else { "開示請求" },
            &received.to_string(),
            &limit.to_string(),
            &answered.to_string(),
            &identity,
            if complaint { "" } else { "無" },
            "",
            if complaint { "案内の停止を当日に行い、本人に説明した" } else { "" },
        ]);
    }
    register
}

fn changes(frame: &Frame<'_>) -> Register {
    let mut register = Register::new("isms-changes", &["change", "title", "decided"]);
    let mut random = frame.random("changes");
    let pool = [
        "部門の統合に伴う体制の変更",
        "クラウドサービスの適用範囲への追加",
        "リスクの評価基準の見直し",
        "事務局の担当部門の変更",
        "文書の電子承認への移行",
    ];
    let title = random.pick(&pool).copied().unwrap_or_default();
    let decided = frame.days().from(plus(ymd(2026, 5, 11), random.between(0, 80)));
    register.push([&key(frame, "C", 2026, 1), title, &decided.to_string()]);
    register
}

/// Nothing happened in the years before this one: incidents and requests of them are declared away.
fn declarations(frame: &Frame<'_>) -> Register {
    let columns = ["declaration", "register", "declared", "declarer", "approver", "approved", "from", "to"];
    let mut register = Register::new("nil-declarations", &columns);
    let days = frame.days();
    for year in years(frame).take_while(|it| *it < fiscal_year(frame.as_of)) {
        for name in ["incidents", "requests"] {
            let declared = days.from(ymd(year + 1, 4, 3));
            let key = key(frame, "N", year, register.rows.len() + 1);
            register.push([
                &key,
                name,
                &declared.to_string(),
                &frame.post("isms-office"),
                &frame.post("security-officer"),
                &days.after(declared, 2).to_string(),
                &ymd(year, 4, 1).to_string(),
                &ymd(year + 1, 3, 31).to_string(),
            ]);
        }
    }
    register
}
