//! Registers of people: employees, departments, roles, officers.

use chrono::NaiveDate;

use super::{Frame, Register};
use crate::days::{plus, ymd};

/// Employees, departments, roles and officers.
pub(super) fn registers(frame: &Frame<'_>) -> Vec<Register> {
    vec![employees(frame), units(frame), roles(frame), officers(frame)]
}

fn number(frame: &Frame<'_>, at: usize) -> String {
    format!("{}{:04}", frame.company.prefix, at)
}

/// How many directors a company of its size has.
fn directors(frame: &Frame<'_>) -> usize {
    match frame.company.employees {
        0..20 => 1,
        20..60 => 2,
        60..200 => 3,
        _ => 5,
    }
}

fn employees(frame: &Frame<'_>) -> Register {
    let columns = [
        "employee",
        "category",
        "department",
        "from",
        "to",
        "remote",
        "operator",
        "developer",
        "media",
        "leave_from",
        "leave_to",
    ];
    let mut register = Register::new("employees", &columns);
    let mut random = frame.random("employees");
    let (company, total) = (frame.company, frame.company.employees);
    let directors = directors(frame);
    let units = frame.kind.units.len();
    let weights: usize = frame.kind.units.iter().map(|it| it.2).sum();
    let joiners = (total / 60 + 1).min(6);
    let leavers = (total / 90 + 1).min(4);
    let days = frame.days();
    for at in 1..=total + leavers {
        let unit = match at {
            _ if at <= directors => 0,
            _ if at <= directors + units => at - directors - 1,
            _ => {
                let mut left = random.count(0, weights.saturating_sub(1));
                let found = frame.kind.units.iter().position(|it| {
                    let here = left < it.2;
                    left = left.saturating_sub(it.2);
                    here
                });
                found.unwrap_or(0)
            }
        };
        let category = match random.between(0, 99) {
            _ if at <= directors => "役員",
            _ if at <= directors + units => "正社員",
            0..66 => "正社員",
            66..78 => "契約社員",
            78..89 => "派遣社員",
            _ => "パート",
        };
        let is_joiner = at > total - joiners && at <= total;
        let from = if is_joiner {
            // Newcomers begin on the first of a month, and long enough before the day to have been trained.
            let start = if random.chance(50) { company.since } else { ymd(2026, 4, 1) };
            let months = [0, 0, 1, 2, 3, 4, 5];
            let month = random.pick(&months).copied().unwrap_or(0);
            days.from(crate::days::plus_months(start.max(company.since), month))
        } else {
            let age = random.between(0, 15 * 365);
            let day = plus(ymd(2025, 1, 1), -age);
            ymd(
                chrono::Datelike::year(&day),
                if random.chance(60) { 4 } else { chrono::Datelike::month(&day) },
                1,
            )
        };
        let to = (at > total).then(|| month_end(plus(frame.as_of, -random.between(45, 190))));
        let leave = (!is_joiner && at > directors + units && at <= total && at % 79 == 7).then(|| {
            (plus(ymd(2026, 3, 1), random.between(0, 60)), plus(ymd(2026, 11, 15), random.between(0, 120)))
        });
        let name = frame.unit(unit);
        let tick = |it: bool| if it { "○" } else { "×" };
        let at_desk = !name.contains("倉庫") && !name.contains("輸送") && !name.contains("センター");
        register.push([
            &number(frame, at),
            category,
            name,
            &from.to_string(),
            &to.map_or_else(String::new, |it| it.to_string()),
            tick(at_desk && random.chance(35)),
            tick(unit == 1),
            tick(name.contains("開発")),
            tick(unit + 2 == units && at % 9 == 0 || at == directors + units - 1),
            &leave.map_or_else(String::new, |it| it.0.to_string()),
            &leave.map_or_else(String::new, |it| it.1.to_string()),
        ]);
    }
    register
}

fn month_end(day: NaiveDate) -> NaiveDate {
    let first = ymd(chrono::Datelike::year(&day), chrono::Datelike::month(&day), 1);
    plus(crate::days::plus_months(first, 1), -1)
}

fn units(frame: &Frame<'_>) -> Register {
    let mut register = Register::new("units", &["unit", "name", "handles_personal"]);
    for (at, (name, personal, _)) in frame.kind.units.iter().enumerate() {
        register.push([&frame.unit_key(at), name, personal]);
    }
    register
}

fn roles(frame: &Frame<'_>) -> Register {
    let mut register = Register::new("roles", &["role", "name", "holder", "unit"]);
    let last = frame.kind.units.len().saturating_sub(1);
    let roles = [
        ("代表者（トップマネジメント）", "top-management", 0),
        ("情報セキュリティ管理責任者", "security-officer", 0),
        ("情報セキュリティ事務局", "isms-office", 0),
        ("個人情報保護管理者", "privacy-officer", 0),
        ("情報システム責任者", "it-manager", 1),
        ("CSIRT窓口", "csirt-leader", 1),
        ("内部監査責任者", "audit-manager", last),
    ];
    for (at, (name, role, unit)) in roles.into_iter().enumerate() {
        register.push([&format!("R{:02}", at + 1), name, &frame.post(role), &frame.unit_key(unit)]);
    }
    register
}

fn officers(frame: &Frame<'_>) -> Register {
    let columns = ["officer", "role", "holder", "post", "inside", "statutory_auditor", "from", "to"];
    let mut register = Register::new("officers", &columns);
    let first = directors(frame) + 1;
    let last = first + frame.kind.units.len() - 1;
    let second = if frame.company.employees < 40 { first + 2 } else { 2 };
    let mut roles = vec![
        ("security-officer", second, "security-officer"),
        ("isms-office", first, "isms-office"),
        ("audit-manager", last, "audit-manager"),
    ];
    if frame.company.has_privacy_mark() {
        roles.push(("個人情報保護管理者", first, "privacy-officer"));
        roles.push(("個人情報保護監査責任者", last, "privacy-auditor"));
    } else {
        roles.push(("privacy-officer", first, "privacy-officer"));
    }
    for (at, (role, holder, post)) in roles.into_iter().enumerate() {
        let officer = format!("{}-O{:02}", frame.company.prefix, at + 1);
        let since = ymd(2024, 4, 1).min(frame.company.since).to_string();
        register.push([&officer, role, &number(frame, holder), &frame.post(post), "○", "×", &since, ""]);
    }
    register
}
