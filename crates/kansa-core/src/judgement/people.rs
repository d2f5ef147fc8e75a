//! Checks on an item as a whole: who did what, and what came first.

use chrono::NaiveDate;

use super::rows::{Within, day_of};
use super::{CheckResult, Context};
use crate::check::{CheckKind, Distinct, Person};
use crate::evidence::{Item, RegisterState};
use crate::finding::Spot;
use crate::id::RoleId;
use crate::measure::Requirement;
use crate::text::{Text, text};

pub(super) fn judge(
    kind: &CheckKind,
    requirement: &Requirement,
    item: &Item,
    context: &Context<'_>,
) -> CheckResult {
    let name = kind.as_str();
    let judged = match kind {
        CheckKind::Distinct(Distinct::People(people)) => distinct_people(people, item, context),
        CheckKind::Distinct(Distinct::Roles(roles)) => distinct_roles(roles, item, context),
        CheckKind::After { requirement, within } => {
            let name = (requirement.0.as_str(), requirement.1.as_str());
            after(name, within.as_ref(), item, context)
        }
        CheckKind::Within { from, to, limit, counting, .. } => {
            let rule = Within { from: *from, to: *to, limit: *limit, counting: *counting };
            within(rule, requirement, item, context)
        }
        CheckKind::Rows { .. }
        | CheckKind::Each { .. }
        | CheckKind::Ratio { .. }
        | CheckKind::Unique { .. }
        | CheckKind::Covers { .. }
        | CheckKind::Reconcile { .. }
        | CheckKind::Contains { .. }
        | CheckKind::Matches { .. }
        | CheckKind::Distinct(Distinct::Columns(_))
        | CheckKind::Independent { .. }
        | CheckKind::JsonSchema { .. } => Err(Text::same("")),
    };
    match judged {
        Ok(message) => CheckResult::passed(name, message),
        Err(message) => CheckResult::failed(name, message, vec![Spot::file(item.path())]),
    }
}

/// Who holds a role on a day, by the register of officers; nobody if there is no such register.
fn holders<'c>(role: &RoleId, day: NaiveDate, context: &'c Context<'_>) -> Vec<&'c str> {
    let Some(index) = context.model.register_named("officers") else { return Vec::new() };
    let def = context.model.register(index);
    let RegisterState::Read(officers) = context.registers.get(index) else { return Vec::new() };
    let (Some(role_column), Some(holder)) = (def.column("role"), def.column("holder")) else {
        return Vec::new();
    };
    // The register names a role by its id, or by the title that a catalog gives it.
    let appointments = context.model.catalogs().iter().flat_map(|it| &it.appointments);
    let posts = appointments.map(|it| &it.post).chain(&context.company.posts);
    let titles: Vec<&Text> = posts.filter(|it| it.role == *role).map(|it| &it.title).collect();
    let named = |it: &str| it == role.as_str() || titles.iter().any(|title| title.ja == it || title.en == it);
    let held = officers.on(day).filter(|row| row.text(role_column).is_some_and(named));
    held.filter_map(|row| row.text(holder)).collect()
}

fn day(item: &Item, context: &Context<'_>) -> NaiveDate {
    item.day().unwrap_or(context.window.to)
}

fn distinct_roles(roles: &[RoleId], item: &Item, context: &Context<'_>) -> Result<Text, Text> {
    let day = day(item, context);
    let mut known: Vec<(&RoleId, &str)> = Vec::new();
    for role in roles {
        let found = holders(role, day, context);
        if found.is_empty() {
            return Err(text!(
                "{day} 時点で {role} の任命がなく、兼任の有無を確かめられない",
                "nobody holds {role} on {day}, so it cannot be told whether one person holds both"
            ));
        }
        known.extend(found.into_iter().map(|it| (role, it)));
    }
    for (at, (role, holder)) in known.iter().enumerate() {
        if let Some((other, _)) = known[..at].iter().find(|(other, it)| other != role && it == holder) {
            return Err(text!(
                "{day} 時点で {other} と {role} を同じ者が務めている",
                "one person holds both {other} and {role} on {day}"
            ));
        }
    }
    let names = roles.iter().map(RoleId::as_str).collect::<Vec<_>>().join(", ");
    Ok(text!("{names} は別の者", "{names} are different persons"))
}

fn distinct_people(people: &[Person], item: &Item, context: &Context<'_>) -> Result<Text, Text> {
    let day = day(item, context);
    let mut known: Vec<(Person, &RoleId, Vec<&str>)> = Vec::new();
    for person in people {
        let (role, key) = match person {
            Person::Performer => (item.performed_by.as_ref(), "performed_by"),
            Person::Collector => (item.collected_by.as_ref(), "collected_by"),
            Person::Approver => (item.approved.as_ref().map(|it| &it.by), "approved"),
        };
        let Some(role) = role else {
            return Err(text!(
                "evidence.yaml に {key} がなく、誰が行ったか分からない",
                "evidence.yaml has no {key}, so it cannot be told who did it"
            ));
        };
        let holders = holders(role, day, context);
        if holders.is_empty() && !known.iter().any(|(_, other, _)| *other == role) {
            return Err(text!(
                "{day} 時点で {role} の就任者が役職者一覧になく、同じ者かどうか確かめられない",
                "the register of officers names nobody as {role} on {day}, so it cannot be told who that was"
            ));
        }
        let same = known
            .iter()
            .find(|(_, other, others)| *other == role || holders.iter().any(|it| others.contains(it)));
        if let Some((other, first_role, _)) = same {
            let (first, second) = (other.as_str(), person.as_str());
            let roles = if *first_role == role { role.to_string() } else { format!("{first_role}, {role}") };
            return Err(text!(
                "{first} と {second} が同じ者（{roles}）",
                "{first} and {second} are the same person ({roles})"
            ));
        }
        known.push((*person, role, holders));
    }
    let names = people.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
    Ok(text!("{names} は別の者", "{names} are different persons"))
}

fn after(
    (measure, requirement): (&str, &str),
    within: Option<&crate::period::Period>,
    item: &Item,
    context: &Context<'_>,
) -> Result<Text, Text> {
    let Some(first) = context.model.requirement_at(measure, requirement) else {
        return Err(text!(
            "必要証跡 {measure}/{requirement} がない",
            "there is no evidence requirement {measure}/{requirement}"
        ));
    };
    let title = &context.model.resolve(first).1.title;
    let (ja, en) = (&title.ja, &title.en);
    let Some(day) = item.day() else {
        return Err(text!("実施日が分からない", "the day it was done is not known"));
    };
    let year = context.company.period(day);
    let done = context.facts.items.iter().filter(|it| it.requirement == first);
    let days: Vec<NaiveDate> =
        done.filter_map(Item::day).filter(|it| year.contains(*it) && *it <= context.as_of).collect();
    match days.iter().filter(|it| **it <= day).max() {
        Some(before) => {
            let last = within.map(|it| it.after(*before, 1));
            if last.is_some_and(|it| it < day) {
                return Err(Text::new(
                    format!("「{ja}」（{before}）から間が空きすぎている"),
                    format!("it came too long after {en} ({before})"),
                ));
            }
            Ok(Text::new(format!("「{ja}」（{before}）の後に実施"), format!("done after {en} ({before})")))
        }
        None => Err(match days.iter().min() {
            Some(later) => Text::new(
                format!("「{ja}」（{later}）より前に実施している"),
                format!("it was done before {en} ({later})"),
            ),
            None => Text::new(
                format!("同じ年度に「{ja}」が行われていない"),
                format!("{en} was not done in that fiscal year"),
            ),
        }),
    }
}

fn within(rule: Within, requirement: &Requirement, item: &Item, context: &Context<'_>) -> Result<Text, Text> {
    let columns = &requirement.columns;
    let (from, to) = (rule.from.text(columns), rule.to.text(columns));
    let day = |moment, name: &Text| {
        day_of(moment, None, item, context)
            .ok_or_else(|| Text::new(format!("{}が分からない", name.ja), format!("{} is not known", name.en)))
    };
    let (first, second) = (day(rule.from, &from)?, day(rule.to, &to)?);
    let last = rule.last(first, context);
    let limit = rule.text();
    if first <= second && second <= last {
        return Ok(Text::new(
            format!("{}（{first}）から{}（{second}）まで{}", from.ja, to.ja, limit.ja),
            format!("{} ({first}) to {} ({second}): {}", from.en, to.en, limit.en),
        ));
    }
    Err(Text::new(
        format!("{}（{first}）から{}（{second}）までが{}でない（期限 {last}）", from.ja, to.ja, limit.ja),
        format!("{} ({first}) to {} ({second}) is not {} (by {last})", from.en, to.en, limit.en),
    ))
}
