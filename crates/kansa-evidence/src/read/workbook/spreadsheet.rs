//! xlsx and xlsm: the list of sheets, number formats and shared texts; the sheets themselves are read as streams.

use std::collections::HashMap;
use std::io::Read;

use kansa_core::content::{DateSystem, Sink, Visibility};
use quick_xml::events::Event;

use super::super::Trouble;
use super::damaged;
use super::format::Shown;
use super::grid::Grid;
use super::package::Package;
use super::sheet::{self, Workbook};
use super::strings::Strings;
use super::xml::{Xml, attributes, yes};

/// Sheets up to this length are inflated once and kept; longer ones are inflated twice, first for their merged cells,
/// which stand behind the rows.
const KEPT: u64 = 16 * 1024 * 1024;

/// Reads all sheets, and gives the number of hidden rows.
pub(super) fn read(package: &mut Package<'_>, sink: &mut dyn Sink) -> Result<u32, Trouble> {
    let main = main_part(package)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let parts = relations(package, &main)?;
    let list = list(&package.bytes(&main)?.ok_or_else(damaged)?)?;
    let of_kind =
        |kind: &str| parts.values().find(|it| it.kind == kind).map(|it| resolve(&folder, &it.target));
    let strings = match of_kind("sharedStrings") {
        Some(name) => package.part(&name)?.map_or_else(|| Err(damaged()), Strings::read)?,
        None => Strings::default(),
    };
    let formats = match of_kind("styles") {
        Some(name) => package.bytes(&name)?.map_or_else(|| Err(damaged()), |it| formats(&it))?,
        None => Vec::new(),
    };
    let workbook = Workbook { strings: &strings, formats: &formats, dates: list.dates };
    let mut grid = Grid::default();
    for entry in &list.sheets {
        let part = parts.get(&entry.relation).ok_or_else(damaged)?;
        // Charts and dialogs have no cells.
        if part.kind != "worksheet" {
            continue;
        }
        let name = resolve(&folder, &part.target);
        let left = package.left();
        let mut source = package.part(&name)?.ok_or_else(damaged)?;
        let mut kept = Vec::new();
        source.by_ref().take(KEPT).read_to_end(&mut kept).map_err(|_| damaged())?;
        let long = u64::try_from(kept.len()).unwrap_or(u64::MAX) == KEPT;
        let merged = if long {
            let merged = sheet::merged(kept.as_slice().chain(source))?;
            kept = Vec::new();
            merged
        } else {
            drop(source);
            sheet::merged(kept.as_slice())?
        };
        grid.sheet(&entry.name, entry.visibility, list.dates, merged, sink);
        if long {
            package.allow(left);
            let source = package.part(&name)?.ok_or_else(damaged)?;
            sheet::read(source, &workbook, &mut grid, sink)?;
        } else {
            sheet::read(kept.as_slice(), &workbook, &mut grid, sink)?;
        }
    }
    Ok(grid.hidden_rows())
}

/// A part that another one refers to.
struct Relation {
    target: String,
    /// The last word of its type, which is the same in both dialects of the format.
    kind: String,
}

/// The name of the part that lists the sheets.
fn main_part(package: &mut Package<'_>) -> Result<String, Trouble> {
    let usual = "xl/workbook.xml";
    if package.has(usual) {
        return Ok(usual.to_owned());
    }
    let parts = relations(package, "")?;
    let main = parts.into_values().find(|it| it.kind == "officeDocument").ok_or_else(|| {
        Trouble::new("中身が Excel ブックではない", "its content is no workbook")
            .remedy("xlsx か csv で保存し直す", "save it as xlsx or csv")
    })?;
    Ok(resolve("", &main.target))
}

/// What a part refers to, by id.
fn relations(package: &mut Package<'_>, part: &str) -> Result<HashMap<String, Relation>, Trouble> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let path = resolve(folder, &format!("_rels/{name}.rels"));
    let mut relations = HashMap::new();
    let Some(bytes) = package.bytes(&path)? else { return Ok(relations) };
    let mut xml = Xml::new(bytes.as_slice());
    loop {
        match xml.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let (mut id, mut target, mut kind) = (String::new(), String::new(), String::new());
                attributes(&element, |name, value| match name {
                    "Id" => id = value.into_owned(),
                    "Target" => target = value.into_owned(),
                    "Type" => kind = value.rsplit('/').next().unwrap_or_default().to_owned(),
                    _ => {}
                })?;
                relations.insert(id, Relation { target, kind });
            }
            Event::End(element) if element.local_name().as_ref() == "Relationships" => return Ok(relations),
            _ => {}
        }
    }
}

/// The name of a part from a reference in a folder.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut names: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for name in target.split('/') {
        match name {
            ".." => drop(names.pop()),
            "." => {}
            _ => names.push(name),
        }
    }
    names.retain(|it| !it.is_empty());
    names.join("/")
}

/// The sheets of a workbook in their order, and how it counts days.
struct List {
    sheets: Vec<Entry>,
    dates: DateSystem,
}

struct Entry {
    name: String,
    visibility: Visibility,
    relation: String,
}

fn list(bytes: &[u8]) -> Result<List, Trouble> {
    let mut xml = Xml::new(bytes);
    let mut list = List { sheets: Vec::new(), dates: DateSystem::From1900 };
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "workbookPr" => attributes(&element, |name, value| {
                    if name == "date1904" && yes(&value) {
                        list.dates = DateSystem::From1904;
                    }
                })?,
                "sheet" => {
                    let mut entry = Entry {
                        name: String::new(),
                        visibility: Visibility::Visible,
                        relation: String::new(),
                    };
                    attributes(&element, |name, value| match name {
                        "name" => entry.name = value.into_owned(),
                        "id" => entry.relation = value.into_owned(),
                        "state" if value != "visible" => entry.visibility = Visibility::Hidden,
                        _ => {}
                    })?;
                    list.sheets.push(entry);
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "workbook" => return Ok(list),
            _ => {}
        }
    }
}

/// What each cell style shows numbers as.
fn formats(bytes: &[u8]) -> Result<Vec<Shown>, Trouble> {
    let mut xml = Xml::new(bytes);
    let mut custom: HashMap<u32, Shown> = HashMap::new();
    let (mut formats, mut inside) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    let (mut id, mut shown) = (None, Shown::Number);
                    attributes(&element, |name, value| match name {
                        "numFmtId" => id = value.parse().ok(),
                        "formatCode" => shown = Shown::of(&value),
                        _ => {}
                    })?;
                    custom.extend(id.map(|id| (id, shown)));
                }
                "cellXfs" => inside = true,
                "xf" if inside => {
                    let mut shown = Shown::Number;
                    attributes(&element, |name, value| {
                        if name == "numFmtId" {
                            let id = value.parse().unwrap_or(0);
                            shown = custom.get(&id).copied().unwrap_or_else(|| Shown::built_in(id));
                        }
                    })?;
                    formats.push(shown);
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "cellXfs" | "styleSheet" => return Ok(formats),
                _ => {}
            },
            _ => {}
        }
    }
}
