//! What templates can see and call.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{Datelike, NaiveDate};
use kansa::core::calendar::Calendar;
use kansa::core::period::DateRange;
use minijinja::value::{Object, Rest};
use minijinja::{Environment, Error, ErrorKind, State, UndefinedBehavior, Value};

use crate::days::{WorkingDays, fiscal_year, in_japanese, plus, ymd};
use crate::format::is_day;
use crate::random::Random;

/// A row of a register, as templates see it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The days on which it holds.
    pub(crate) span: DateRange,
    /// What names it.
    pub(crate) key: String,
    /// Its cells by column.
    pub(crate) cells: Value,
}

/// What is known of a company.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Its registers.
    pub(crate) registers: BTreeMap<String, Vec<Row>>,
    /// Posts by role.
    pub(crate) posts: BTreeMap<String, String>,
    /// The company as templates see it.
    pub(crate) company: Value,
}

impl Known {
    /// The rows of a register that hold on a day.
    pub(crate) fn on(&self, register: &str, day: NaiveDate) -> impl Iterator<Item = &Row> {
        self.registers.get(register).into_iter().flatten().filter(move |it| it.span.contains(day))
    }
}

/// One obligation while its files are made.
#[derive(Debug)]
pub(crate) struct Scene {
    /// What all draws are made from, in the order in which templates ask.
    pub(crate) random: Mutex<Random>,
    /// What stays the same from window to window.
    pub(crate) steady: Random,
    /// The day on which it is done.
    pub(crate) day: NaiveDate,
    /// What is known of the company.
    pub(crate) known: Arc<Known>,
    /// The days on which offices are open.
    pub(crate) calendar: Arc<Calendar>,
    /// The days of the company's other requirements, by requirement and fiscal year.
    pub(crate) days: Arc<HashMap<(String, i32), NaiveDate>>,
    /// All companies of the group, by id.
    pub(crate) others: Arc<HashMap<String, Arc<Known>>>,
}

impl Object for Scene {}

/// The name under which a template finds its scene.
pub(crate) const SCENE: &str = "__scene";

fn scene(state: &State<'_, '_>) -> Result<Arc<Scene>, Error> {
    let found = state.lookup(SCENE).and_then(|it| it.downcast_object::<Scene>());
    found.ok_or_else(|| wrong("there is no scene"))
}

fn wrong(why: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, why.into())
}

fn draw<T>(state: &State<'_, '_>, with: impl FnOnce(&mut Random) -> T) -> Result<T, Error> {
    let scene = scene(state)?;
    let mut random = scene.random.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(with(&mut random))
}

fn day_of_text(text: &str) -> Result<NaiveDate, Error> {
    is_day(text).ok_or_else(|| wrong(format!("{text} is no day such as 2026-04-01")))
}

fn listed(list: &Value) -> Result<Vec<Value>, Error> {
    Ok(list.try_iter()?.collect())
}

/// An environment with all functions, strict with names that there are not.
pub(crate) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_function("number", |state: &State<'_, '_>, low: i64, high: i64| {
        draw(state, |it| it.between(low, high))
    });
    environment.add_function("decimal", |state: &State<'_, '_>, low: f64, high: f64| {
        draw(state, |it| {
            let tenths = it.between((low * 10.0).round() as i64, (high * 10.0).round() as i64);
            format!("{}.{}", tenths / 10, tenths % 10)
        })
    });
    environment.add_function("steady", |state: &State<'_, '_>, low: i64, high: i64| {
        Ok::<_, Error>(scene(state)?.steady.clone().between(low, high))
    });
    environment
        .add_function("chance", |state: &State<'_, '_>, percent: i64| draw(state, |it| it.chance(percent)));
    environment.add_function("pick", |state: &State<'_, '_>, rest: Rest<Value>| {
        let list = match rest.as_slice() {
            [list] => listed(list)?,
            several => several.to_vec(),
        };
        draw(state, |it| it.pick(&list).cloned().unwrap_or_default())
    });
    environment.add_function("some", |state: &State<'_, '_>, list: Value, count: usize| {
        let list = listed(&list)?;
        draw(state, |it| it.some(&list, count).into_iter().cloned().collect::<Vec<Value>>())
    });
    environment.add_function("hex", |state: &State<'_, '_>, signs: usize| {
        draw(state, |it| (0..signs).map(|_| format!("{:x}", it.between(0, 15))).collect::<String>())
    });
    environment.add_function("register", |state: &State<'_, '_>, id: String| {
        let scene = scene(state)?;
        if !scene.known.registers.contains_key(&id) {
            return Err(wrong(format!("there is no register {id}")));
        }
        // Who was there long before the records begin is not known: those who were there then stand for them.
        let day = scene.day.max(ymd(2025, 4, 1));
        Ok(scene.known.on(&id, day).map(|it| it.cells.clone()).collect::<Vec<Value>>())
    });
    environment.add_function("has_register", |state: &State<'_, '_>, id: String| {
        Ok::<_, Error>(scene(state)?.known.registers.contains_key(&id))
    });
    environment.add_function("post", |state: &State<'_, '_>, role: String| {
        let scene = scene(state)?;
        scene.known.posts.get(&role).cloned().ok_or_else(|| wrong(format!("nobody has the role {role}")))
    });
    environment.add_function("post_at", |state: &State<'_, '_>, company: String, role: String| {
        let scene = scene(state)?;
        let post = scene.others.get(&company).and_then(|it| it.posts.get(&role).cloned());
        post.ok_or_else(|| wrong(format!("nobody has the role {role} at {company}")))
    });
    environment.add_filter("company", |state: &State<'_, '_>, id: String| {
        let scene = scene(state)?;
        let found = scene.others.get(&id).map(|it| it.company.clone());
        found.ok_or_else(|| wrong(format!("there is no company {id}")))
    });
    environment.add_function("on_leave", |state: &State<'_, '_>, row: Value| {
        let scene = scene(state)?;
        let end = |name: &str| row.get_attr(name).ok().and_then(|it| it.as_str().and_then(is_day));
        let after = end("leave_from").is_some_and(|it| it <= scene.day);
        Ok::<_, Error>(after && end("leave_to").is_none_or(|it| it >= scene.day))
    });
    environment.add_function("date", |state: &State<'_, '_>, offset: i64| {
        let scene = scene(state)?;
        let days = WorkingDays(&scene.calendar);
        let day =
            if offset < 0 { days.until(plus(scene.day, offset)) } else { days.from(plus(scene.day, offset)) };
        Ok::<_, Error>(day.to_string())
    });
    environment.add_function("workdays", |state: &State<'_, '_>, from: String, count: i64| {
        let scene = scene(state)?;
        let days = WorkingDays(&scene.calendar);
        let mut day = day_of_text(&from)?;
        for _ in 0..count.unsigned_abs() {
            day = if count < 0 { days.until(plus(day, -1)) } else { days.from(plus(day, 1)) };
        }
        Ok::<_, Error>(day.to_string())
    });
    environment.add_function("days", |from: String, count: i64| {
        Ok::<_, Error>(plus(day_of_text(&from)?, count).to_string())
    });
    environment.add_function("day_of", |state: &State<'_, '_>, requirement: String| {
        let scene = scene(state)?;
        let found = scene.days.get(&(requirement.clone(), fiscal_year(scene.day)));
        found.map(ToString::to_string).ok_or_else(|| wrong(format!("{requirement} has no day in this year")))
    });
    environment.add_function("is_done", |state: &State<'_, '_>, requirement: String| {
        let scene = scene(state)?;
        Ok::<_, Error>(
            scene.days.get(&(requirement, fiscal_year(scene.day))).is_some_and(|it| *it <= scene.day),
        )
    });
    environment.add_filter("jp", |day: String| Ok::<_, Error>(in_japanese(day_of_text(&day)?)));
    environment.add_filter("month", |day: String| Ok::<_, Error>(day_of_text(&day)?.month()));
    environment.add_filter("year", |day: String| Ok::<_, Error>(day_of_text(&day)?.year()));
    environment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_there_is_not_is_an_error() {
        assert!(environment().render_str("{{ nobody }}", minijinja::context! {}).is_err());
    }

    #[test]
    fn days_are_written_in_japanese() {
        let text = environment().render_str("{{ '2026-06-30'|jp }}", minijinja::context! {});
        assert_eq!(text.ok().as_deref(), Some("2026年6月30日"));
    }
}
