//! Registers of places and things: sites, zones, systems, vendors, domains, personal information, certificates.

use super::{Frame, Register};
use crate::days::{plus, plus_months, ymd};
use crate::group::Company;

/// Sites, systems, vendors and what else is listed with them.
pub(super) fn registers(frame: &Frame<'_>) -> Vec<Register> {
    vec![
        sites(frame),
        zones(frame),
        systems(frame),
        vendors(frame),
        domains(frame),
        personal_information(frame),
        countries(frame),
        certificates(frame),
    ]
}

fn key(frame: &Frame<'_>, letter: &str, at: usize) -> String {
    format!("{}-{letter}{:02}", frame.company.prefix, at + 1)
}

fn sites(frame: &Frame<'_>) -> Register {
    let mut register = Register::new("sites", &["site", "name", "level", "from"]);
    for (at, (name, level)) in frame.kind.sites.iter().enumerate() {
        register.push([&format!("{}{}", frame.company.prefix, at + 1), name, level, "2015-04-01"]);
    }
    register
}

fn zones(frame: &Frame<'_>) -> Register {
    let mut register = Register::new("zones", &["zone", "site", "name", "level", "from"]);
    if !frame.company.also.iter().any(|it| it == "zone-control") {
        return register;
    }
    let names = [("執務区画", "1"), ("閲覧区画", "2"), ("操作区画", "3")];
    for (at, (name, level)) in names.into_iter().enumerate() {
        let site = frame.kind.sites.len().min(2);
        register.push([
            &key(frame, "Z", at),
            &format!("{}{site}", frame.company.prefix),
            name,
            level,
            "2021-04-01",
        ]);
    }
    register
}

fn systems(frame: &Frame<'_>) -> Register {
    let columns = ["system", "name", "kind", "critical", "internet", "personal", "owner", "from"];
    let mut register = Register::new("systems", &columns);
    let mut random = frame.random("systems");
    for (at, (name, kind, critical, internet, personal)) in frame.kind.systems.iter().enumerate() {
        let from = ymd(i32::try_from(random.between(2014, 2024)).unwrap_or(2020), 4, 1);
        // One was there from the beginning.
        let from = if at == 0 { from.min(frame.company.since) } else { from }.to_string();
        register.push([&key(frame, "S", at), name, kind, critical, internet, personal, frame.unit(1), &from]);
    }
    register
}

fn vendors(frame: &Frame<'_>) -> Register {
    let columns = [
        "vendor",
        "name",
        "service",
        "rank",
        "ict",
        "country",
        "personal",
        "selected",
        "selector",
        "contract",
        "reentrust",
        "reentrust_approved",
        "reviewed",
        "from",
    ];
    let mut register = Register::new("vendors", &columns);
    let mut random = frame.random("vendors");
    let letters = ["甲", "乙", "丙", "丁", "戊", "己", "庚"];
    let days = frame.days();
    for (at, (service, rank, ict, personal, reentrust)) in frame.kind.vendors.iter().enumerate() {
        let begun = plus(ymd(2019, 4, 1), random.between(0, 5 * 365));
        let begun = if at == 0 { begun.min(plus(frame.company.since, -90)) } else { begun };
        let selected = days.from(begun);
        let contract = days.from(plus(selected, random.between(12, 40)));
        let from = plus(contract, random.between(1, 20));
        let passed_on = reentrust == "有";
        let approved = days.from(plus(from, random.between(30, 200)));
        register.push([
            &key(frame, "V", at),
            &format!("委託先{}", letters.get(at).unwrap_or(&"壬")),
            service,
            rank,
            ict,
            &frame.company.country,
            personal,
            &selected.to_string(),
            &frame.head(0),
            &contract.to_string(),
            if passed_on { "○" } else { "×" },
            &if passed_on { approved.to_string() } else { String::new() },
            "",
            &from.to_string(),
        ]);
    }
    register.columns.retain(|it| *it != "reviewed");
    for row in &mut register.rows {
        row.remove(12);
    }
    register
}

fn domains(frame: &Frame<'_>) -> Register {
    let mut register = Register::new("domains", &["domain", "service", "sends", "from"]);
    let domain = format!("{}.example", frame.company.id);
    register.push([&domain, "会社", "○", "2012-04-01"]);
    register.push([&format!("info.{domain}"), "案内の配信", "○", "2019-04-01"]);
    register
}

fn personal_information(frame: &Frame<'_>) -> Register {
    let columns = [
        "item",
        "title",
        "purpose",
        "acquired",
        "provided",
        "retention",
        "reviewed",
        "class",
        "special_care",
        "direct",
        "contact",
        "entrusted",
        "provision",
        "received",
        "abroad",
        "related",
        "anonymous",
        "pseudonymous",
    ];
    let mut register = Register::new("personal-information", &columns);
    let mut random = frame.random("personal information");
    for (at, (title, purpose, acquired, retention, entrusted)) in frame.kind.items.iter().enumerate() {
        let reviewed =
            frame.days().from(ymd(2026, 5, 11 + u32::try_from(random.between(0, 17)).unwrap_or(0)));
        let direct = if acquired.starts_with("本人") { "有" } else { "無" };
        let with_mark = frame.company.has_privacy_mark();
        let special = if title.contains("健康診断") || with_mark && at == 1 { "有" } else { "無" };
        // Of the first kind, whoever has the mark hands some on and gets in touch.
        let provision = if with_mark && at == 0 { "有" } else { "無" };
        let provided = match (provision, entrusted.as_str()) {
            ("有", _) => "委託先、紹介先",
            (_, "有") => "委託先",
            _ => "なし",
        };
        let mut row: Vec<String> = [&key(frame, "P", at), title, purpose, acquired, provided, retention]
            .iter()
            .map(ToString::to_string)
            .collect();
        row.extend([reviewed.to_string(), "個人情報".to_owned(), special.to_owned(), direct.to_owned()]);
        row.extend([provision, entrusted, provision, "無", "無", "無", "無", "無"].map(str::to_owned));
        register.rows.push(row);
    }
    register
}

fn countries(frame: &Frame<'_>) -> Register {
    let mut register = Register::new("countries", &["country", "reason", "checked", "from"]);
    if frame.company.country != "日本" {
        register.push([&frame.company.country, "本社の所在地", "2026-04-20", "2020-04-01"]);
    }
    register
}

fn certificates(frame: &Frame<'_>) -> Register {
    let columns = ["certificate", "scheme", "body", "extent", "next_audit", "applied", "from", "to"];
    let mut register = Register::new("certificates", &columns);
    let mut random = frame.random("certificates");
    let days = frame.days();
    let body = format!("認証機関{}", random.pick(&["W", "X", "Y", "Z"]).unwrap_or(&"X"));
    let number = random.between(1000, 9999);
    if let Some((from, to)) =
        frame.company.certified.as_ref().and_then(|it| Company::certificate(it, 3, frame.as_of))
    {
        // The body comes two months before the anniversary.
        let mut next = days.from(plus_months(from, 10));
        while next <= frame.as_of {
            next = days.from(plus_months(next, 12));
        }
        register.push([
            &format!("IS-{number}"),
            "ISMS（JIS Q 27001）",
            &body,
            &frame.company.does,
            &next.to_string(),
            "",
            &from.to_string(),
            &to.to_string(),
        ]);
    }
    if let Some((from, to)) =
        frame.company.privacy_mark.as_ref().and_then(|it| Company::certificate(it, 2, frame.as_of))
    {
        register.push([
            &format!("PM-{number:08}"),
            "プライバシーマーク",
            "審査機関Q",
            "全社",
            "",
            "",
            &from.to_string(),
            &to.to_string(),
        ]);
    }
    register
}
