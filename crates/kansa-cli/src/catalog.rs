//! `kansa catalog`: what the catalogs hold.

use std::fmt::Write as _;

use anyhow::{Context, bail};
use kansa::Library;
use kansa_core::catalog::{Catalog as CoreCatalog, Exclusion, NodeKind, SourceStanding};
use kansa_core::diagnostic::Diagnostic;
use kansa_core::id::CatalogId;
use kansa_core::measure::Measure;
use kansa_core::model::BUILTIN;
use kansa_core::text::{Lang, Text};
use owo_colors::OwoColorize;
use serde::Serialize;

use crate::Exit;
use crate::args::{Catalog, CatalogCommand, CatalogFormat, Global};
use crate::diagnostics;
use crate::output::{print, visible};
use crate::workspace::{hint, root};

/// A catalog in the list.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    title: &'a Text,
    standard: &'a Text,
    edition: Option<&'a str>,
    as_of: Option<chrono::NaiveDate>,
    groups: usize,
    requirements: usize,
}

/// A catalog with all its nodes.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    listed: Listed<'a>,
    note: Option<&'a Text>,
    nodes: Vec<ShownNode<'a>>,
}

/// A measure in the list.
#[derive(Serialize)]
struct Taken<'a> {
    id: &'a str,
    category: &'static str,
    title: &'a Text,
    voluntary: bool,
    catalogs: Vec<&'a str>,
    requirements: Vec<&'a Text>,
}

/// A group or requirement.
#[derive(Serialize)]
struct ShownNode<'a> {
    id: &'a str,
    kind: &'static str,
    parent: Option<&'a str>,
    title: &'a Text,
    text: Option<Text>,
    source: &'static str,
    confirmed: bool,
    asks: Vec<&'static str>,
    force: Option<&'static str>,
    applies_to: Vec<&'static str>,
    effective: Option<chrono::NaiveDate>,
    superseded: Option<chrono::NaiveDate>,
    exclusion: &'static str,
    delegable: bool,
    periodicity: Vec<ShownPeriodicity<'a>>,
    prerequisites: Vec<ShownPrerequisite<'a>>,
}

/// How often, or when, a requirement asks for something.
#[derive(Serialize)]
struct ShownPeriodicity<'a> {
    kind: &'static str,
    period: Option<String>,
    basis: &'static str,
    note: Option<&'a Text>,
}

/// Something that a requirement rests on.
#[derive(Serialize)]
struct ShownPrerequisite<'a> {
    control: &'a str,
    kind: &'static str,
    source: &'static str,
    reason: Option<&'a Text>,
}

pub(crate) fn run(global: &Global, args: &Catalog) -> anyhow::Result<Exit> {
    let root = root(global)?;
    let (mut library, mut problems) = Library::open(root.as_deref()).context("cannot read the catalogs")?;
    let lang = global.lang.map_or(library.language, |it| it.message());
    let mut found = Vec::new();
    if let CatalogCommand::Check { .. } = args.command {
        let (linked, checked) = library.check();
        problems.extend(linked);
        found = checked;
    }
    if let CatalogCommand::Show { catalog, .. } = &args.command {
        let catalog = find(&library, catalog)?;
        problems.extend(Lang::ALL.into_iter().flat_map(|lang| library.texts(catalog, lang).1));
    }
    diagnostics::show(&problems, &library.sources, lang);
    let text = match &args.command {
        CatalogCommand::List { format } => {
            let listed: Vec<Listed<'_>> = library.catalogs.iter().map(listed).collect();
            match format {
                CatalogFormat::Human => list(&listed, lang),
                CatalogFormat::Json => kansa_report::json::pretty(&listed)?,
                CatalogFormat::Yaml => serde_yaml::to_string(&listed)?,
            }
        }
        CatalogCommand::Show { catalog, format } => {
            let catalog = find(&library, catalog)?;
            let shown = shown(&library, catalog);
            match format {
                CatalogFormat::Human => tree(catalog, &shown, lang),
                CatalogFormat::Json => kansa_report::json::pretty(&shown)?,
                CatalogFormat::Yaml => serde_yaml::to_string(&shown)?,
            }
        }
        CatalogCommand::Measures { catalog, format } => {
            let wanted = catalog.as_ref().map(|it| find(&library, it)).transpose()?.map(|it| &it.id);
            let serves = |it: &&Measure| {
                wanted.is_none_or(|id| it.controls.iter().any(|(control, _)| control.catalog == *id))
            };
            let all: Vec<&Measure> = library.measures.iter().filter(serves).collect();
            let taken: Vec<Taken<'_>> = all.iter().map(|it| taken(it)).collect();
            match format {
                CatalogFormat::Human => measures(&all, &taken, lang),
                CatalogFormat::Json => kansa_report::json::pretty(&taken)?,
                CatalogFormat::Yaml => serde_yaml::to_string(&taken)?,
            }
        }
        CatalogCommand::Check { format } => {
            let remarks: Vec<Remark<'_>> = found.iter().map(|it| remark(&library, it)).collect();
            match format {
                CatalogFormat::Human => checked(&remarks, lang),
                CatalogFormat::Json => kansa_report::json::pretty(&remarks)?,
                CatalogFormat::Yaml => serde_yaml::to_string(&remarks)?,
            }
        }
    };
    print(&text)?;
    // In a workspace only its own files are to be mended.
    let inside = root.is_some_and(|it| it.join("kansa.yaml").is_file());
    let mendable = found.iter().any(|it| !inside || !it.place.path.starts_with(BUILTIN));
    Ok(match (problems.is_empty(), mendable) {
        (false, _) => Exit::Trouble,
        (true, true) => Exit::Findings,
        (true, false) => Exit::Clean,
    })
}

/// Something that does not hold together.
#[derive(Serialize)]
struct Remark<'a> {
    code: &'static str,
    path: &'a str,
    line: u32,
    column: u32,
    message: &'a Text,
    help: Option<&'a Text>,
}

fn remark<'a>(library: &Library, it: &'a Diagnostic) -> Remark<'a> {
    let at = library.sources.line_column(&it.place);
    let (message, help) = (&it.message, it.help.as_ref());
    Remark { code: it.code.as_str(), path: &it.place.path, line: at.line, column: at.column, message, help }
}

/// One line each, as compilers print them, then how many there are.
fn checked(remarks: &[Remark<'_>], lang: Lang) -> String {
    let mut out = String::new();
    for it in remarks {
        let Remark { code, path, line, column, .. } = it;
        let _ = writeln!(
            out,
            "{}:{line}:{column}: {}  {}",
            visible(path),
            visible(it.message.get(lang)),
            code.dimmed()
        );
    }
    let count = remarks.len();
    let _ = match lang {
        Lang::Ja => writeln!(out, "整合しない点: {count} 件"),
        Lang::En => writeln!(out, "points that do not hold together: {count}"),
    };
    out
}

fn find<'a>(library: &'a Library, wanted: &CatalogId) -> anyhow::Result<&'a CoreCatalog> {
    let found = library.catalogs.iter().find(|it| it.id == *wanted);
    let Some(found) = found else {
        let known: Vec<&str> = library.catalogs.iter().map(|it| it.id.as_str()).collect();
        bail!("there is no catalog {wanted}{}", hint(wanted.as_str(), &known));
    };
    Ok(found)
}

fn listed(catalog: &CoreCatalog) -> Listed<'_> {
    let count = |kind: NodeKind| catalog.nodes.iter().filter(|it| it.kind == kind).count();
    Listed {
        id: catalog.id.as_str(),
        title: &catalog.title,
        standard: &catalog.standard,
        edition: catalog.edition.as_deref(),
        as_of: catalog.as_of,
        groups: count(NodeKind::Group),
        requirements: count(NodeKind::Requirement),
    }
}

fn shown<'a>(library: &Library, catalog: &'a CoreCatalog) -> Shown<'a> {
    let (ja, _) = library.texts(catalog, Lang::Ja);
    let (en, _) = library.texts(catalog, Lang::En);
    let nodes = catalog
        .nodes
        .iter()
        .map(|node| ShownNode {
            id: node.id.as_str(),
            kind: node.kind.as_str(),
            parent: node.parent.map(|it| catalog.nodes[it].id.as_str()),
            title: &node.title,
            text: match (ja.texts.get(&node.id), en.texts.get(&node.id)) {
                (None, None) => None,
                (ja, en) => Some(Text::new(ja.cloned().unwrap_or_default(), en.cloned().unwrap_or_default())),
            },
            source: node.source.as_str(),
            asks: match node.kind {
                NodeKind::Group => Vec::new(),
                NodeKind::Requirement => node.asks.iter().map(|it| it.as_str()).collect(),
            },
            confirmed: node.confirmed,
            force: node.force.map(kansa_core::catalog::Force::as_str),
            applies_to: node.audience.iter().map(|it| it.as_str()).collect(),
            effective: node.effective,
            superseded: node.superseded,
            exclusion: match node.exclusion {
                Exclusion::Allowed => "allowed",
                Exclusion::RuleOwed => "rule-owed",
                Exclusion::Forbidden => "forbidden",
            },
            delegable: node.delegable,
            periodicity: node
                .periodicity
                .iter()
                .map(|it| ShownPeriodicity {
                    kind: it.rhythm.as_str(),
                    period: it.period.map(|it| it.to_string()),
                    basis: it.basis.as_str(),
                    note: it.note.as_ref(),
                })
                .collect(),
            prerequisites: node
                .prerequisites
                .iter()
                .map(|it| ShownPrerequisite {
                    control: catalog.nodes[it.node].id.as_str(),
                    kind: it.kind.as_str(),
                    source: it.source.as_str(),
                    reason: it.reason.as_ref(),
                })
                .collect(),
        })
        .collect();
    Shown { listed: listed(catalog), note: catalog.note.as_ref(), nodes }
}

fn list(catalogs: &[Listed<'_>], lang: Lang) -> String {
    let mut out = String::new();
    for it in catalogs {
        let (count, title) = (it.requirements, visible(it.title.get(lang)));
        let count = match lang {
            Lang::Ja => format!("要求事項 {count} 件"),
            Lang::En if count == 1 => "1 requirement".to_owned(),
            Lang::En => format!("{count} requirements"),
        };
        let _ = writeln!(out, "{}  {}  {title}  {count}", it.id.bold(), visible(it.standard.get(lang)));
    }
    out
}

fn taken(measure: &Measure) -> Taken<'_> {
    let mut catalogs: Vec<&str> = measure.controls.iter().map(|(it, _)| it.catalog.as_str()).collect();
    catalogs.sort_unstable();
    catalogs.dedup();
    Taken {
        id: measure.id.as_str(),
        category: measure.category.as_str(),
        title: &measure.title,
        voluntary: measure.voluntary,
        catalogs,
        requirements: measure.requirements.iter().map(|it| &it.title).collect(),
    }
}

/// By category; below each measure what it must be able to show.
fn measures(all: &[&Measure], taken: &[Taken<'_>], lang: Lang) -> String {
    let mut out = String::new();
    for (nth, (of, it)) in all.iter().zip(taken).enumerate() {
        if nth == 0 || all[nth - 1].category != of.category {
            let gap = if nth == 0 { "" } else { "\n" };
            let _ = writeln!(out, "{gap}{}", of.category.text().get(lang).bold());
        }
        let voluntary = match (it.voluntary, lang) {
            (false, _) => "",
            (true, Lang::Ja) => "（任意）",
            (true, Lang::En) => " (voluntary)",
        };
        let _ = writeln!(out, "  {}  {}{voluntary}", it.id, visible(it.title.get(lang)));
        let shows: Vec<String> = it.requirements.iter().map(|it| visible(it.get(lang))).collect();
        let shows = shows.join(if lang == Lang::Ja { "、" } else { ", " });
        let _ = writeln!(out, "      {}", shows.dimmed());
    }
    out
}

fn tree(catalog: &CoreCatalog, shown: &Shown<'_>, lang: Lang) -> String {
    let mut out = list(std::slice::from_ref(&shown.listed), lang);
    if let Some(note) = shown.note {
        let _ = writeln!(out, "{}", visible(note.get(lang)).dimmed());
    }
    let depth = |node: &ShownNode<'_>| {
        let mut depth = 0;
        let mut above = node.parent;
        while let Some(id) = above {
            depth += 1;
            above = shown.nodes.iter().find(|it| it.id == id).and_then(|it| it.parent);
        }
        depth
    };
    for (node, of) in shown.nodes.iter().zip(&catalog.nodes) {
        let indent = "  ".repeat(depth(node) + 1);
        let title = visible(node.title.get(lang));
        let confirmed = if node.source == SourceStanding::Verified.as_str() { "" } else { node.source };
        if node.kind == NodeKind::Group.as_str() {
            let _ = writeln!(out, "\n{indent}{}", format!("{}  {title}", node.id).bold());
            continue;
        }
        let asks: Vec<String> = of.asks.iter().map(|it| it.text().get(lang).to_owned()).collect();
        let asks = asks.join(if lang == Lang::Ja { "、" } else { "+" });
        let _ = write!(out, "{indent}{}  {title}  {}", node.id, asks.dimmed());
        let _ = if confirmed.is_empty() { writeln!(out) } else { writeln!(out, " {}", confirmed.yellow()) };
        if let Some(text) = &node.text {
            let _ = writeln!(out, "{indent}    {}", visible(text.get(lang)));
        }
        for (on, of) in node.prerequisites.iter().zip(&of.prerequisites) {
            let reason = on.reason.map(|it| format!("  {}", visible(it.get(lang)))).unwrap_or_default();
            let kind = of.kind.text();
            let kind = match lang {
                Lang::Ja => format!("（{}）", kind.ja),
                Lang::En => format!(" ({})", kind.en),
            };
            let _ = writeln!(out, "{indent}    {} {}{kind}{reason}", "←".dimmed(), on.control);
        }
    }
    out
}
