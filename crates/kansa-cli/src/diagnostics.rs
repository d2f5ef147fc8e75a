//! Shows what is not well formed, with file, line, column and a snippet.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use kansa_core::diagnostic::Diagnostic;
use kansa_core::source::{Place, Sources};
use kansa_core::text::{Lang, acts};
use kansa_report::template::Fault;

use crate::output::visible;

/// Prints all of them to standard error.
pub(crate) fn show(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang) {
    let renderer = Renderer::styled();
    for diagnostic in diagnostics {
        anstream::eprintln!("{}\n", renderer.render(&report(diagnostic, sources, lang)));
    }
    count(diagnostics.len(), lang);
}

fn count(count: usize, lang: Lang) {
    match lang {
        _ if count == 0 => {}
        Lang::Ja => anstream::eprintln!("入力ファイルの問題: {count} 件"),
        Lang::En => anstream::eprintln!("problems in the input files: {count}"),
    }
}

/// All of them as plain text.
pub(crate) fn text(diagnostics: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    let renderer = Renderer::plain();
    diagnostics.iter().map(|it| renderer.render(&report(it, sources, lang)) + "\n\n").collect()
}

/// Prints what is wrong with templates to standard error. `own` are those of the workspace.
pub(crate) fn show_faults(faults: &[Fault], own: &BTreeMap<String, String>, lang: Lang) {
    let renderer = Renderer::styled();
    for fault in faults {
        anstream::eprintln!("{}\n", renderer.render(&fault_report(fault, own, lang)));
    }
    count(faults.len(), lang);
}

/// The same as plain text.
pub(crate) fn fault_text(faults: &[Fault], own: &BTreeMap<String, String>, lang: Lang) -> String {
    let renderer = Renderer::plain();
    faults.iter().map(|it| renderer.render(&fault_report(it, own, lang)) + "\n\n").collect()
}

fn fault_report<'a>(fault: &'a Fault, own: &BTreeMap<String, String>, lang: Lang) -> Vec<Group<'a>> {
    let title = Level::ERROR.primary_title(visible(fault.message.get(lang))).id("template");
    let folder = if own.contains_key(&fault.template) { "reports/templates/" } else { "" };
    let path = format!("{folder}{}", visible(&fault.template));
    let group = Group::with_title(title);
    let group = if fault.source.is_empty() {
        group.element(Origin::path(path))
    } else {
        let range = first_line(&fault.source, fault.range.clone());
        let annotation = AnnotationKind::Primary.span(range);
        group.element(Snippet::source(neutral(&fault.source)).path(path).annotation(annotation))
    };
    let help =
        fault.help.iter().map(|it| Group::with_title(Level::HELP.secondary_title(visible(it.get(lang)))));
    std::iter::once(group).chain(help).collect()
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources, lang: Lang) -> Vec<Group<'a>> {
    let title =
        Level::ERROR.primary_title(visible(diagnostic.message.get(lang))).id(diagnostic.code.as_str());
    let group = Group::with_title(title);
    // A folder has no text to show.
    let mut group = match sources.text(&diagnostic.place.path) {
        Some(_) => group.element(snippet(&diagnostic.place, sources, AnnotationKind::Primary, "")),
        None => group.element(Origin::path(visible(&diagnostic.place.path))),
    };
    for (place, label) in &diagnostic.related {
        group = group.element(snippet(place, sources, AnnotationKind::Context, label.get(lang)));
    }
    let mut groups = vec![group];
    if let Some(help) = &diagnostic.help {
        groups.push(Group::with_title(Level::HELP.secondary_title(visible(help.get(lang)))));
    }
    groups
}

fn snippet<'a>(
    place: &'a Place,
    sources: &'a Sources,
    kind: AnnotationKind,
    label: &str,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = sources.text(&place.path).unwrap_or_default();
    let annotation = kind.span(first_line(text, place.start as usize..place.end as usize));
    let annotation = if label.is_empty() { annotation } else { annotation.label(visible(label)) };
    Snippet::source(neutral(text)).path(visible(&place.path)).annotation(annotation)
}

/// A range within a text; what spans lines is shown by its first one.
fn first_line(text: &str, mut range: Range<usize>) -> Range<usize> {
    range.end = range.end.min(text.len());
    range.start = range.start.min(range.end);
    if let Some(line) = text.get(range.clone()).and_then(|it| it.find('\n')) {
        range.end = range.start + line;
    }
    range
}

/// A text of the same length in which nothing acts on what stands around it: places in it stay where they are.
fn neutral(text: &str) -> Cow<'_, str> {
    let active = |it: char| !matches!(it, '\n' | '\r' | '\t') && acts(it);
    if !text.contains(active) {
        return Cow::Borrowed(text);
    }
    let instead = |it: char| match it.len_utf8() {
        1 => "?",
        2 => "·",
        3 => "\u{fffd}",
        _ => "··",
    };
    let mut neutral = String::with_capacity(text.len());
    for it in text.chars() {
        if active(it) { neutral.push_str(instead(it)) } else { neutral.push(it) }
    }
    Cow::Owned(neutral)
}
