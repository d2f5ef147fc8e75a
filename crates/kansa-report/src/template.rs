//! What is wrong with a template: where, and what was probably meant.

mod reach;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::fmt;
use std::ops::Range;

use kansa_core::nearest;
use kansa_core::text::Text;
use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind};

use crate::render::TEMPLATES;

/// Names that a help lists at most.
const NAMES: usize = 30;

/// Filters of the engine that templates use most, and our own; for "did you mean" and the guide.
pub(crate) const FILTERS: [&str; 31] = [
    "abs", "batch", "bool", "cell", "code", "default", "first", "float", "format", "int", "items", "join",
    "last", "length", "lines", "list", "lower", "map", "max", "min", "reject", "round", "safe", "select",
    "slice", "sort", "split", "string", "trim", "unique", "upper",
];

/// Something wrong with a template.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Its file name.
    pub template: String,
    /// The line, from 1; 0 if it is not known.
    pub line: usize,
    /// The text of the template; empty if it is not known.
    pub source: String,
    /// Where in that text, in bytes; all of the line if the engine says no more.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: Text,
    /// What was probably meant, and what there is.
    pub help: Vec<Text>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.template, self.line, self.message.en)
    }
}

/// The built-in templates by file name. A workspace overrides them by name.
pub fn built_in() -> &'static [(&'static str, &'static str)] {
    &TEMPLATES
}

/// Templates of a workspace that nothing uses, each with the built-in one that it was probably meant to be: they are neither
/// named as a built-in one, nor does another template name them.
pub fn unused<'a>(
    names: &[&'a str],
    texts: &BTreeMap<String, String>,
) -> Vec<(&'a str, Option<&'static str>)> {
    let known = || TEMPLATES.iter().map(|it| it.0);
    let others = |name: &str| {
        let own = texts.iter().map(|(it, text)| (it.as_str(), text.as_str()));
        own.chain(TEMPLATES).any(|(of, text)| {
            of != name && [format!("\"{name}\""), format!("'{name}'")].iter().any(|it| text.contains(it))
        })
    };
    let unused = names.iter().copied().filter(|name| !known().any(|it| it == *name));
    unused.filter(|it| !texts.contains_key(*it) || !others(it)).map(|it| (it, nearest(it, known()))).collect()
}

/// A template that does not parse.
pub(crate) fn unparsed(name: &str, text: &str, error: &Error) -> Fault {
    Fault::new(error, name, text, &[])
}

/// Why a page cannot be rendered. It is rendered once more, with eyes on what is looked up.
pub(crate) fn unrendered(environment: &Environment<'_>, name: &str, view: &Value, first: Error) -> Fault {
    let (watched, misses) = reach::watched(view);
    let again = || {
        let mut watching = environment.clone();
        watching.set_debug(true);
        watching.get_template(name).and_then(|it| it.render(watched)).err()
    };
    // What took too long would take as long again, and say no more.
    let fuel = innermost(&first).kind() == ErrorKind::OutOfFuel;
    let error = if fuel { None } else { again() }.unwrap_or(first);
    let error = innermost(&error);
    let named = error.name().unwrap_or(name);
    let text = environment.get_template(named).map(|it| it.source().to_owned()).unwrap_or_default();
    Fault::new(error, named, &text, &misses.taken())
}

/// A page that is longer than one may be.
pub(crate) fn too_long(name: &str, most: usize) -> Fault {
    let most = most >> 20;
    Fault {
        template: name.to_owned(),
        line: 0,
        source: String::new(),
        range: 0..0,
        message: Text::new(
            format!("ページが上限の {most} MiB を超える"),
            format!("the page is longer than {most} MiB"),
        ),
        help: Vec::new(),
    }
}

/// The error beneath those that only say through which template it came.
fn innermost(error: &Error) -> &Error {
    let mut found = error;
    let mut next = Some(error);
    while let Some(it) = next {
        if it.line().is_some() {
            found = it;
        }
        next = it.source().and_then(|it| it.downcast_ref::<Error>());
    }
    found
}

impl Fault {
    fn new(error: &Error, name: &str, text: &str, misses: &[reach::Miss]) -> Self {
        let line = error.line().unwrap_or_default();
        let range = error.range().filter(|it| text.get(it.clone()).is_some_and(|it| !it.is_empty()));
        let (message, help) = said(error, text, misses);
        Self {
            template: name.to_owned(),
            line,
            source: text.to_owned(),
            range: range.unwrap_or_else(|| whole(text, line)),
            message,
            help,
        }
    }
}

/// A line without the blanks around it.
fn whole(text: &str, line: usize) -> Range<usize> {
    let mut start = 0;
    for (nth, it) in text.split_inclusive('\n').enumerate() {
        if nth + 1 == line {
            let indent = it.len() - it.trim_start().len();
            return start + indent..start + it.trim_end().len().max(indent);
        }
        start += it.len();
    }
    0..0
}

/// What is wrong, and what helps.
fn said(error: &Error, text: &str, misses: &[reach::Miss]) -> (Text, Vec<Text>) {
    let detail = error.detail().unwrap_or_default();
    let between = |mark: char| detail.split(mark).nth(1);
    let quoted = between('"').or_else(|| between('\''));
    let named = |ja: &str, en: &str, name: &str| {
        Text::new(format!("{name} という{ja}はない"), format!("there is no {en} {name}"))
    };
    match error.kind() {
        ErrorKind::SyntaxError | ErrorKind::BadEscape => {
            (Text::new(format!("構文の誤り（{detail}）"), format!("syntax error: {detail}")), Vec::new())
        }
        ErrorKind::TemplateNotFound | ErrorKind::BadInclude if quoted.is_some() => {
            let name = quoted.unwrap_or_default();
            let meant = nearest(name, TEMPLATES.iter().map(|it| it.0));
            (named("テンプレート", "template", name), meant.map(did_you_mean).into_iter().collect())
        }
        ErrorKind::UnknownFilter => {
            let name = detail.trim_start_matches("filter ").trim_end_matches(" is unknown");
            let meant = nearest(name, FILTERS.into_iter());
            (named("フィルター", "filter", name), meant.map(did_you_mean).into_iter().collect())
        }
        ErrorKind::UnknownTest => {
            let name = detail.trim_start_matches("test ").trim_end_matches(" is unknown");
            (named("テスト", "test", name), Vec::new())
        }
        ErrorKind::UnknownFunction => {
            let name = detail.trim_end_matches(" is unknown");
            let declared = declared(text);
            let meant = nearest(name, declared.iter().map(String::as_str));
            (named("関数・マクロ", "function or macro", name), meant.map(did_you_mean).into_iter().collect())
        }
        // The engine says of which expression, within other words.
        _ if between('`').is_some() && detail.contains("` is undefined") => {
            let name = between('`').unwrap_or_default();
            let from = detail.rsplit_once("from ").map(|it| it.1.trim_end_matches(')'));
            let origin = from.map(|it| Text::new(format!("値の出所：{it}"), format!("it comes from {it}")));
            (named("名前", "name", name), origin.into_iter().chain(missed(name, text, misses)).collect())
        }
        ErrorKind::OutOfFuel => (
            Text::new(
                "処理の量が上限を超えた（繰り返しが終わらないか、文字列が大きすぎる）",
                "it does more than a page may cost: a loop without end, or a text that grows",
            ),
            Vec::new(),
        ),
        ErrorKind::InvalidOperation if detail.contains("recursion limit") => (
            Text::new("入れ子が深すぎる（自分自身を呼び出している）", "nested too deeply: it calls itself"),
            Vec::new(),
        ),
        kind => {
            let what = if detail.is_empty() { kind.to_string() } else { detail.to_owned() };
            (Text::new(format!("実行できない（{what}）"), format!("cannot be run: {what}")), Vec::new())
        }
    }
}

/// Which name of an expression was looked up in vain, and what there is instead.
fn missed(expression: &str, text: &str, misses: &[reach::Miss]) -> Vec<Text> {
    let parts: Vec<&str> = words(expression).collect();
    let miss = misses.iter().rev().find(|it| parts.contains(&it.key.as_str()));
    let Some(miss) = miss else { return Vec::new() };
    let mut known: BTreeSet<String> = miss.known.iter().cloned().collect();
    if miss.of.is_empty() {
        known.extend(declared(text));
    }
    let meant = nearest(&miss.key, known.iter().map(String::as_str)).map(did_you_mean);
    let list = |more: &str| {
        let shown: Vec<&str> = known.iter().take(NAMES).map(String::as_str).collect();
        let left = known.len().saturating_sub(NAMES);
        shown.join(", ") + &if left > 0 { more.replace('#', &left.to_string()) } else { String::new() }
    };
    let (ja, en) = (list("、ほか # 件"), list(" and # more"));
    let reach = match miss.of.as_str() {
        "" => Text::new(format!("使える名前：{ja}"), format!("names in reach: {en}")),
        of => Text::new(format!("{of} にある名前：{ja}"), format!("{of} has: {en}")),
    };
    meant.into_iter().chain([reach]).collect()
}

fn did_you_mean(name: &str) -> Text {
    Text::new(format!("{name} の誤りではないか"), format!("did you mean {name}?"))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_alphanumeric() && it != '_').filter(|it| !it.is_empty())
}

/// Names that the tags of a template declare. Scopes are not told apart: it is for a help only.
fn declared(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for tag in text.split("{%").skip(1).filter_map(|it| it.split("%}").next()) {
        let tag = tag.trim_matches(['-', '+', ' ']);
        let (kind, rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let declares = match kind {
            "set" => rest.split('=').next(),
            "for" => rest.split(" in ").next(),
            "macro" => Some(rest),
            "from" => rest.split_once(" import ").map(|it| it.1),
            "import" => rest.split_once(" as ").map(|it| it.1),
            _ => None,
        };
        let all = words(declares.unwrap_or_default());
        names.extend(all.filter(|it| *it != "as").map(str::to_owned));
    }
    names
}
