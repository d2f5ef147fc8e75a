//! Risks, the statement of applicability that follows from them, and documents.

use std::collections::{BTreeMap, BTreeSet};

use super::{Frame, Register};
use crate::days::{plus, ymd};

/// Risks, applicability and documents.
pub(super) fn registers(frame: &Frame<'_>) -> Vec<Register> {
    let excluded = excluded(frame);
    let (risks, named) = risks(frame, &excluded);
    vec![risks, applicability(frame, &excluded, &named), documents(frame)]
}

/// Controls that do not apply, with the reason.
fn excluded<'a>(frame: &Frame<'a>) -> BTreeMap<&'a str, &'a str> {
    let statement = &frame.group.statement;
    let of = if frame.company.develops() { &statement.no_outsourcing } else { &statement.no_development };
    of.iter().map(|(control, reason)| (control.as_str(), reason.as_str())).collect()
}

/// The risks, and which of them names a control first.
fn risks(
    frame: &Frame<'_>,
    excluded: &BTreeMap<&str, &str>,
) -> (Register, BTreeMap<String, (String, String)>) {
    let columns = [
        "risk",
        "title",
        "owner",
        "asset",
        "item",
        "stage",
        "threat",
        "vulnerability",
        "level",
        "acceptance",
        "option",
        "controls",
        "treatment",
        "treatment_due",
        "treated",
        "residual",
        "approver",
        "approved",
        "assessed",
        "from",
    ];
    let mut register = Register::new("risks", &columns);
    let mut random = frame.random("risks");
    let mut named = BTreeMap::new();
    let days = frame.days();
    let assessed = days.from(ymd(2026, 6, 1 + u32::try_from(random.between(0, 12)).unwrap_or(0)));
    let approved = days.after(assessed, random.between(3, 12));
    let own = frame.kind.risks.iter().map(|it| {
        let (title, unit, asset, threat, weakness, level, controls) = it;
        (title, *unit, asset, threat, weakness, *level, controls, None)
    });
    let common = frame.group.risks.iter().map(|it| {
        let (title, unit, asset, threat, weakness, level, controls, treatment) = it;
        (title, *unit, asset, threat, weakness, *level, controls, Some(treatment))
    });
    for (at, risk) in own.chain(common).enumerate() {
        let (title, unit, asset, threat, weakness, level, controls, treatment) = risk;
        let key = format!("{}-R{:02}", frame.company.prefix, at + 1);
        let controls: Vec<&str> =
            controls.iter().map(String::as_str).filter(|it| !excluded.contains_key(it)).collect();
        for control in &controls {
            named.entry((*control).to_owned()).or_insert_with(|| (key.clone(), title.clone()));
        }
        let is_high = level > 6;
        let option = if !is_high {
            "保有"
        } else if title.contains("委託先") {
            "移転"
        } else {
            "低減"
        };
        // Three quarters are treated by the day; the others have months to go.
        let done = is_high && random.chance(72);
        let (due, treated) = if !is_high {
            (None, None)
        } else if done {
            let treated = days.after(approved, random.between(15, 60));
            (Some(ymd(2026, 9, 30)), Some(treated.min(ymd(2026, 9, 25))))
        } else {
            (random.pick(&[ymd(2026, 12, 25), ymd(2027, 1, 29), ymd(2027, 2, 26)]).copied(), None)
        };
        let day = |it: Option<chrono::NaiveDate>| it.map_or_else(String::new, |it| it.to_string());
        let plan = match treatment {
            _ if !is_high => String::new(),
            Some(treatment) => treatment.clone(),
            None => format!("弱点の是正（{weakness}）"),
        };
        let residual =
            if is_high { if option == "移転" { 6 } else { random.between(3, 6) } } else { level };
        register.push([
            &key,
            title,
            &frame.head(unit),
            asset,
            "",
            "",
            threat,
            weakness,
            &level.to_string(),
            "6",
            option,
            &controls.join("、"),
            &plan,
            &day(due),
            &day(treated),
            &residual.to_string(),
            &frame.post("security-officer"),
            &approved.to_string(),
            &assessed.to_string(),
            &frame.company.since.to_string(),
        ]);
    }
    if frame.company.has_privacy_mark() {
        privacy_risks(frame, &mut register, &assessed.to_string(), &approved.to_string());
    }
    (register, named)
}

/// A risk of each kind of personal information at each stage.
fn privacy_risks(frame: &Frame<'_>, register: &mut Register, assessed: &str, approved: &str) {
    let stages = [
        ("取得", "利用目的を示さずに{}を取得すること", "取得の画面と用紙の確認"),
        ("利用", "{}を目的の範囲を超えて使うこと", "部門ごとの点検"),
        ("保管", "{}を権限のない者が見ること", "閲覧権限の見直し"),
        ("提供", "{}が委託先で漏れること", "委託先の監督"),
        ("廃棄", "{}が期限を過ぎて残ること", "消去の記録の確認"),
    ];
    for (at, item) in frame.kind.items.iter().enumerate() {
        for (stage, (name, title, treatment)) in stages.iter().enumerate() {
            let key = format!("{}-K{}{}", frame.company.prefix, at + 1, stage + 1);
            register.push([
                &key,
                &title.replace("{}", &item.0),
                &frame.head(2),
                &item.0,
                &format!("{}-P{:02}", frame.company.prefix, at + 1),
                name,
                "誤りと不正",
                "確認が担当者まかせ",
                "8",
                "6",
                "低減",
                "J.9.2",
                treatment,
                "2026-09-30",
                "2026-09-18",
                "4",
                &frame.post("privacy-officer"),
                approved,
                assessed,
                &frame.company.since.to_string(),
            ]);
        }
    }
}

fn applicability(
    frame: &Frame<'_>,
    excluded: &BTreeMap<&str, &str>,
    named: &BTreeMap<String, (String, String)>,
) -> Register {
    let columns = ["control", "name", "applies", "reason", "reason_type", "basis", "implemented", "planned"];
    let mut register = Register::new("applicability", &columns);
    let catalog = frame.model.catalogs().iter().find(|it| it.id.as_str() == "iso-27001-2022");
    let laws = &frame.group.statement.laws;
    for node in catalog.iter().flat_map(|it| &it.nodes) {
        let id = node.id.to_string();
        let name = &node.title.ja;
        if !id.starts_with("A.") || id.matches('.').count() < 2 {
            continue;
        }
        if let Some(reason) = excluded.get(id.as_str()) {
            register.push([&id, name, "×", reason, "", "", "", ""]);
        } else if let Some((reason, kind, basis)) = laws.get(&id) {
            register.push([&id, name, "○", reason, kind, basis, "実施", ""]);
        } else if let Some((risk, title)) = named.get(&id) {
            let reason = format!("{title}のリスクに対応するため");
            register.push([&id, name, "○", &reason, "リスク", risk, "実施", ""]);
        } else {
            register.push([&id, name, "○", "業務に必要なため", "事業", &frame.company.does, "実施", ""]);
        }
    }
    if frame.company.has_privacy_mark() {
        for (control, reason) in &frame.group.statement.privacy {
            register.push([control, "", "×", reason, "", "", "", ""]);
        }
    }
    register
}

fn documents(frame: &Frame<'_>) -> Register {
    let columns = [
        "document",
        "title",
        "kind",
        "version",
        "revised",
        "approver",
        "retention",
        "approved",
        "reviewed",
        "distribution",
        "owner",
        "target",
    ];
    let mut register = Register::new("documents", &columns);
    let mut random = frame.random("documents");
    let days = frame.days();
    let taken = taken(frame);
    let since = frame.company.since;
    for (title, kind, role, retention, distribution, unit, target) in &frame.group.documents {
        if !target.is_empty() && !taken.contains(target.split('/').next().unwrap_or_default()) {
            continue;
        }
        let at = register.rows.len();
        let key = format!("{}-D{:02}", frame.company.prefix, at + 1);
        // What has evidence of its own was revised before the evidence; one rule took effect in this year.
        let revised = if target.is_empty() && kind == "規程" {
            days.from(plus(ymd(2026, 5, 7), random.between(0, 40)))
        } else {
            days.from(plus(since, -random.between(130, 700)))
        };
        let approved = days.until(plus(revised, -random.between(3, 15)));
        let reviewed = days.from(plus(ymd(2026, 3, 2), random.between(0, 24))).max(revised);
        let version = format!("第{}版", random.between(2, 8));
        register.push([
            &key,
            title,
            kind,
            &version,
            &revised.to_string(),
            &frame.post(role),
            retention,
            &approved.to_string(),
            &reviewed.to_string(),
            distribution,
            frame.unit(*unit),
            target,
        ]);
    }
    // The statement is approved after the assessment of risks and the planting of what it says.
    let approved = days.from(plus(ymd(2026, 7, 1), random.between(0, 25)));
    let key = format!("{}-D{:02}", frame.company.prefix, register.rows.len() + 1);
    let day = approved.to_string();
    register.push([
        &key,
        "適用宣言書",
        "適用宣言書",
        &format!("第{}版", random.between(2, 8)),
        &day,
        &frame.post("security-officer"),
        "10年",
        &day,
        &day,
        "全従業者、認証機関",
        frame.unit(0),
        "",
    ]);
    register
}

/// Measures that a company takes; all of them where it lists none.
fn taken<'a>(frame: &Frame<'a>) -> BTreeSet<&'a str> {
    match frame.group.sets.get(&frame.company.measures) {
        Some(set) => set.iter().map(String::as_str).collect(),
        None => frame.group.documents.iter().filter_map(|it| it.6.split('/').next()).collect(),
    }
}
