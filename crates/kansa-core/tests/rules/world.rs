//! A small world to put rules to the test: text in, answers out.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kansa_core::assess::{assess_company, forbidden_exclusions};
use kansa_core::assessment::{CompanyAssessment, ControlResult};
use kansa_core::calendar::{Calendar, CalendarFile};
use kansa_core::catalog::Catalog;
use kansa_core::company::Company;
use kansa_core::config::Config;
use kansa_core::content::{At, DateSystem, Facts as FileFacts, Form, Raw, Sheet, Sink, TextRead, Visibility};
use kansa_core::crosswalk::Crosswalk;
use kansa_core::diagnostic::Diagnostic;
use kansa_core::evidence::{
    Approval, Content, Disposal, Facts, File, Item, RegisterState, Registers, Sample, Sha256, in_registers,
};
use kansa_core::extract::{Extract, Extractor, Reading};
use kansa_core::judgement::Outcome;
use kansa_core::measure::Measure;
use kansa_core::model::{BUILTIN, Model};
use kansa_core::period::DateRange;
use kansa_core::plan::plan;
use kansa_core::print::Salt;
use kansa_core::register::{Register, RegisterDef, TableReader};
use kansa_core::role::Role;
use kansa_core::source::SourceFile;
use kansa_core::table::Wanted;

pub(crate) const REGISTERS: &str = include_str!("world/registers.yaml");

pub(crate) const CONFIG: &str = "\
format: 1
group: {id: g, name: {ja: 群, en: Group}}
catalogs: [c]
";

pub(crate) const COMPANY: &str = "\
format: 1
name: {ja: 社, en: Company}
scope: [{catalog: c, status: preparing, from: 2024-04-01}]
measures: all
";

pub(crate) const ROLES: &str = "\
format: 1
roles: [{id: ciso, title: {ja: 最高責任者, en: Chief officer}}]
";

/// The calendar that is built in.
const CALENDAR: &str = include_str!("../../../../controls/calendars/jp.yaml");

/// The built-in calendar and files of a workspace, put together.
pub(crate) fn calendar(own: &[String]) -> (Calendar, Vec<Diagnostic>) {
    let built_in = SourceFile::new(format!("{BUILTIN}controls/calendars/jp.yaml"), CALENDAR);
    let own = own.iter().zip(1..);
    let own = own.map(|(text, nth)| SourceFile::new(format!("controls/calendars/{nth}.yaml"), text));
    let mut problems = Vec::new();
    let mut files = Vec::new();
    for file in std::iter::once(built_in).chain(own) {
        let (read, found) = CalendarFile::parse(&file);
        files.extend(read);
        problems.extend(found);
    }
    let (calendar, found) = Calendar::merge(files);
    problems.extend(found);
    (calendar, problems)
}

/// Everything that an answer is a function of, as text.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// Keys of the catalog `c` beside its nodes, a line each.
    pub(crate) catalog: String,
    pub(crate) nodes: String,
    /// Keys of a second catalog, `d`, and its nodes.
    pub(crate) other_keys: String,
    pub(crate) other: String,
    /// Rows of crosswalks from `c` to `d`, in built-in files and in the workspace's own.
    pub(crate) crosswalks: Vec<(bool, String)>,
    /// Calendars of the workspace.
    pub(crate) calendars: Vec<String>,
    pub(crate) measures: String,
    pub(crate) company: String,
    /// Register and its table as comma-separated text.
    pub(crate) registers: Vec<(String, String)>,
    pub(crate) items: Vec<String>,
}

/// A day from its text.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("{text} is no day"))
}

impl World {
    /// One control that asks to see that something is done, served by one measure with one requirement.
    pub(crate) fn with_requirement(keys: &str) -> Self {
        let mut requirement = String::from("      - {id: r, title: {ja: 記録}, basis: own, owner: officer, ");
        if !keys.contains("per:") {
            requirement.push_str("per: company, ");
        }
        requirement.push_str(keys);
        requirement.push_str("}\n");
        Self {
            catalog: String::new(),
            other_keys: String::new(),
            other: String::new(),
            crosswalks: Vec::new(),
            calendars: Vec::new(),
            nodes:
                "  - {id: \"1\", kind: requirement, title: {ja: 一}, asks: [operated], source: verified}\n"
                    .into(),
            measures: measure("m", "{\"c:1\": [operated]}", &requirement),
            company: COMPANY.into(),
            registers: Vec::new(),
            items: Vec::new(),
        }
    }

    /// A built-in crosswalk row from `c` to `d`.
    pub(crate) fn crosswalk(mut self, row: &str) -> Self {
        self.crosswalks.push((true, row.into()));
        self
    }

    /// A crosswalk row of the workspace's own.
    pub(crate) fn own_crosswalk(mut self, row: &str) -> Self {
        self.crosswalks.push((false, row.into()));
        self
    }

    pub(crate) fn items(mut self, items: &[&str]) -> Self {
        self.items.extend(items.iter().map(|it| (*it).to_owned()));
        self
    }

    /// A register, or its snapshot of a day: `name@2026-06-30`.
    pub(crate) fn register(mut self, name: &str, table: &str) -> Self {
        self.registers.push((name.into(), table.into()));
        self
    }

    /// What is wrong with the text of the world.
    pub(crate) fn problems(&self) -> Vec<Diagnostic> {
        let (_, model, company, registers, mut problems) = self.link();
        if let Some(company) = &company {
            problems.extend(forbidden_exclusions(&model, company, &registers));
        }
        problems
    }

    fn link(&self) -> (Config, Model, Option<Company>, Registers, Vec<Diagnostic>) {
        let text = if self.other.is_empty() { CONFIG.to_owned() } else { CONFIG.replace("[c]", "[c, d]") };
        let (config, mut problems) = Config::parse(&SourceFile::new("kansa.yaml", &text));
        let config = config.unwrap_or_else(|| panic!("{problems:?}"));
        let (defs, found) = RegisterDef::parse(&SourceFile::new("controls/registers/core.yaml", REGISTERS));
        problems.extend(found);
        let mut catalogs = Vec::new();
        for (id, keys, nodes) in
            [("c", self.catalog.as_str(), &self.nodes), ("d", self.other_keys.as_str(), &self.other)]
        {
            if !nodes.is_empty() {
                let text = format!("format: 1\nid: {id}\ntitle: {{ja: 例}}\n{keys}nodes:\n{nodes}");
                let file = SourceFile::new(format!("controls/catalogs/{id}/catalog.yaml"), &text);
                let (catalog, found) = Catalog::parse(&file, &defs);
                catalogs.extend(catalog);
                problems.extend(found);
            }
        }
        let mut crosswalks = Vec::new();
        for (nth, (builtin, row)) in self.crosswalks.iter().enumerate() {
            let path = format!("{}controls/crosswalks/{nth}.yaml", if *builtin { BUILTIN } else { "" });
            let text = format!("format: 1\nfrom: c\nto: d\nrows:\n  - {row}\n");
            let (crosswalk, found) = Crosswalk::parse(&SourceFile::new(path, &text));
            crosswalks.extend(crosswalk);
            problems.extend(found);
        }
        let measures = format!("format: 1\nmeasures:\n{}", self.measures);
        let (measures, found) =
            Measure::parse(&SourceFile::new("controls/measures/personal.yaml", &measures), &defs);
        problems.extend(found);
        let (model, found) = Model::link(&config, catalogs, crosswalks, measures, defs);
        problems.extend(found);
        let (calendar, found) = calendar(&self.calendars);
        problems.extend(found);
        let (roles, found) = Role::parse(&SourceFile::new("controls/roles.yaml", ROLES));
        problems.extend(found);
        let model = model.with_calendar(calendar).with_roles(roles);
        let file = SourceFile::new("evidence/acme/company.yaml", &self.company);
        let (company, found) = Company::parse("acme".parse().unwrap(), &file, &config, &model);
        problems.extend(found);
        let mut tables: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (name, table) in &self.registers {
            let (id, date) =
                name.split_once('@').map_or((name.as_str(), None), |(id, date)| (id, Some(day(date))));
            let def = model.register(model.register_named(id).unwrap_or_else(|| panic!("no register {id}")));
            let path = format!("evidence/acme/registers/{name}.csv");
            let mut reader = TableReader::new(def, path.into(), &Reading::default(), Salt::default());
            hand_out(table, &mut reader);
            let table = reader.finish(&Wanted::Fitting).unwrap_or_else(|why| panic!("{}", why.en));
            tables.entry(id).or_default().push((date, table));
        }
        let mut registers = Registers::default();
        for (index, tables) in tables.into_iter().filter_map(|(id, it)| Some((model.register_named(id)?, it)))
        {
            match Register::read(model.register(index), tables) {
                Ok(read) => registers.insert(index, RegisterState::Read(read)),
                Err(found) => {
                    problems.extend(found);
                    registers.insert(index, RegisterState::Unreadable);
                }
            }
        }
        (config, model, company, registers, problems)
    }

    /// The answers on a day. The text has to be well formed.
    pub(crate) fn assess(&self, as_of: &str) -> Answers {
        let as_of = day(as_of);
        let (_, model, company, registers, problems) = self.link();
        assert_eq!(problems, [], "the world is not well formed");
        let mut company = company.unwrap_or_else(|| panic!("no company"));
        company.learn_audits(&model, &registers);
        let mut items: Vec<Item> = self.items.iter().map(|it| item(&model, it)).collect();
        items.sort_by(|a, b| a.path().cmp(b.path()));
        items.extend(in_registers(&company, &model, &registers, Salt::default(), |_| Some(Sha256([7; 32]))));
        let facts = Facts { items, ..Facts::default() };
        let registers = registers.known_on(as_of);
        let plan = plan(&model, &company, &registers, company.period(as_of));
        let assessment = assess_company(&model, &plan, &facts, as_of);
        Answers { model, assessment }
    }
}

/// The answers of a world on a day.
pub(crate) struct Answers {
    pub(crate) model: Model,
    pub(crate) assessment: CompanyAssessment,
}

impl Answers {
    /// Every obligation as `[subject ]window-from state`.
    pub(crate) fn states(&self) -> Vec<String> {
        let line = |it: &kansa_core::assessment::ObligationResult| {
            let subject = it.subject.as_ref().map(|it| format!("{it} ")).unwrap_or_default();
            let carried = match it.closed_before {
                kansa_core::assessment::Closed::CarriedOver => " carried",
                kansa_core::assessment::Closed::No => "",
            };
            format!("{subject}{} {}{carried}", it.window.from, it.state)
        };
        self.assessment.obligations.iter().map(line).collect()
    }

    fn control_in(&self, catalog: &str, node: &str) -> &ControlResult {
        let mut controls = self.assessment.catalogs.iter().flat_map(|it| &it.controls);
        let id = format!("{catalog}:{node}");
        controls
            .find(|it| self.model.control_id(it.control).to_string() == id)
            .unwrap_or_else(|| panic!("no control {id}"))
    }

    pub(crate) fn verdict_in(&self, catalog: &str, node: &str) -> &'static str {
        self.control_in(catalog, node).verdict.as_str()
    }

    pub(crate) fn proposal_in(&self, catalog: &str, node: &str) -> &str {
        self.control_in(catalog, node).proposal.as_ref().map_or("", |it| &it.ja)
    }

    /// Requirements whose evidence may be used again, as `control relation basis verdict`.
    pub(crate) fn reusable_in(&self, catalog: &str, node: &str) -> Vec<String> {
        let line = |it: &kansa_core::assessment::Reusable| {
            format!("{} {} {} {}", self.model.control_id(it.control), it.relation, it.basis.en, it.verdict)
        };
        self.control_in(catalog, node).reusable.iter().map(line).collect()
    }

    pub(crate) fn control(&self, node: &str) -> &ControlResult {
        let mut controls = self.assessment.catalogs.iter().flat_map(|it| &it.controls);
        controls
            .find(|it| self.model.control_id(it.control).node.as_str() == node)
            .unwrap_or_else(|| panic!("no control {node}"))
    }

    /// The framework's own word for a control.
    pub(crate) fn proposal(&self, node: &str) -> &str {
        self.control(node).proposal.as_ref().map_or("", |it| &it.ja)
    }

    pub(crate) fn verdict(&self, node: &str) -> &'static str {
        self.control(node).verdict.as_str()
    }

    pub(crate) fn measures(&self) -> Vec<&'static str> {
        self.assessment.measures.iter().map(|it| it.state.as_str()).collect()
    }

    /// What the parts and checks said of what decides the last obligation, as `outcome kind: ja | en` and, after `@`, the
    /// places: `row` or `cell`, of a register with its name.
    pub(crate) fn said(&self) -> Vec<String> {
        let place = |it: &kansa_core::finding::Spot| {
            let file = it.path.rsplit('/').next().unwrap();
            let register = it.path.contains("/registers/").then(|| file.trim_end_matches(".csv"));
            let row = it.row.map(|it| it.to_string());
            let at = it.cell.clone().or(row).unwrap_or_else(|| file.to_owned());
            register.map_or(at.clone(), |name| format!("{name} {at}"))
        };
        let line = |it: &kansa_core::judgement::CheckResult| {
            let outcome = match it.outcome {
                Outcome::Pass => "pass",
                Outcome::Fail => "fail",
                Outcome::Unchecked => "unchecked",
            };
            let at: Vec<String> = it.at.iter().map(place).collect();
            let at = if at.is_empty() { String::new() } else { format!(" @ {}", at.join(" ")) };
            format!("{outcome} {}: {} | {}{at}", it.kind, it.message.ja, it.message.en)
        };
        self.assessment.obligations.last().unwrap().checks.iter().map(line).collect()
    }

    /// Every finding as `severity code`.
    pub(crate) fn findings(&self) -> Vec<String> {
        self.assessment.findings.iter().map(|it| format!("{} {}", it.severity, it.code)).collect()
    }
}

/// A measure as it stands in a file; `requirements` are lines of their own.
pub(crate) fn measure(id: &str, controls: &str, requirements: &str) -> String {
    format!(
        "  - id: {id}\n    title: {{ja: 対策}}\n    controls: {controls}\n    requirements:\n{requirements}"
    )
}

/// Hands out a table of comma-separated text as a reader of csv does.
pub(crate) fn hand_out(table: &str, sink: &mut dyn Sink) {
    hand_out_sheet(None, table, sink);
}

fn hand_out_sheet(name: Option<&str>, table: &str, sink: &mut dyn Sink) {
    sink.sheet(&Sheet { name, visibility: Visibility::Visible, dates: DateSystem::None, form: Form::Grid });
    for (number, line) in (1..).zip(table.lines()) {
        let cells: Vec<Raw<'_>> = line.split(',').map(|it| Raw::Text(it.into())).collect();
        sink.row(number, &cells);
    }
}

/// One file of an item: what is handed out of it.
#[derive(Default)]
struct Contents {
    name: Option<String>,
    tables: Vec<(Option<String>, String)>,
    sheet: Option<String>,
    lines: Vec<String>,
    values: Vec<serde_json::Value>,
    /// Why it has no text, where it has none.
    text: Option<TextRead>,
    unreadable: bool,
    /// Whether it has the same bytes as all others that say so.
    same: bool,
    /// The day on which it says of itself that it was made.
    stamped: Option<NaiveDate>,
}

impl Contents {
    fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.lines.is_empty() && self.values.is_empty() && self.text.is_none()
    }

    fn read(&self, model: &Model, item: &Item, name: &str) -> Content {
        if self.unreadable {
            return Content::Unreadable(kansa_core::text::Text::same("broken").into());
        }
        if self.is_empty() {
            return Content::Read(Extract::default().into());
        }
        let (_, requirement) = model.resolve(item.requirement);
        let reading = Reading::default();
        let mut extractor = Extractor::new(requirement, name, &reading, Salt::default());
        for (sheet, table) in &self.tables {
            hand_out_sheet(sheet.as_deref(), table, &mut extractor);
        }
        for (number, line) in (1..).zip(&self.lines) {
            extractor.line(At::Line(number), line);
        }
        if extractor.wants_values() {
            self.values.iter().for_each(|it| extractor.value(it));
        }
        let facts = FileFacts { text: self.text.unwrap_or(TextRead::Read), ..FileFacts::default() };
        match extractor.finish(&Wanted::All, &facts) {
            Ok(extract) => Content::Read(extract.into()),
            Err(why) => Content::Unreadable(why.into()),
        }
    }
}

/// An item from words: `2026-06-30`, `of m/r`, `for E1`, `covers A..B`, `valid A..B`, `approved role@day[#here|#else]`,
/// `window day`, `disposed day`, `by role`, `collector role`, `collected day`, `received day`, `sample size/population`; and of its
/// files: `part name`, `unreadable`, `scan`, `silent` (a kind that has no text), `stamped day`, `sheet name`, `table a,b;1,2`,
/// `text line;line`, `json value`. A `part` after contents begins another file.
fn item(model: &Model, text: &str) -> Item {
    let mut item = Item::new(model.requirement_at("m", "r").unwrap(), None);
    let range = |text: &str| {
        let (from, to) = text.split_once("..").unwrap();
        DateRange::open(from.parse().ok(), to.parse().ok()).unwrap()
    };
    let mut files = vec![Contents::default()];
    let mut disposed = None;
    let mut words = text.split(' ');
    while let Some(word) = words.next() {
        let mut next = || words.next().unwrap_or_else(|| panic!("{text}"));
        let file = files.last_mut().unwrap();
        match word {
            "of" => {
                let (measure, requirement) = next().split_once('/').unwrap();
                item.requirement = model.requirement_at(measure, requirement).unwrap();
            }
            "for" => item.subject = Some(next().into()),
            "covers" => item.covers = Some(range(next())),
            "valid" => item.valid = Some(range(next())),
            "window" => item.window = Some(day(next())),
            "collected" => item.collected = Some(day(next())),
            "received" => item.received = Some(day(next())),
            "by" => item.performed_by = Some(next().parse().unwrap()),
            "collector" => item.collected_by = Some(next().parse().unwrap()),
            "approved" => {
                let (by, on) = next().split_once('@').unwrap();
                let (on, of) = on.split_once('#').map_or((on, None), |(on, of)| (on, Some(of)));
                let hash = |it: &str| Sha256([u8::from(it == "here"); 32]);
                item.approved = Some(Approval { by: by.parse().unwrap(), on: day(on), sha256: of.map(hash) });
                item.sha256 = of.map(|_| hash("here"));
            }
            "sample" => {
                let (size, population) = next().split_once('/').unwrap();
                item.sample = Some(Box::new(Sample {
                    population: population.parse().unwrap(),
                    size: size.parse().unwrap(),
                    method: "無作為".into(),
                    seed: None,
                }));
            }
            "part" if file.name.is_none() && file.is_empty() => file.name = Some(next().to_owned()),
            "part" => files.push(Contents { name: Some(next().to_owned()), ..Contents::default() }),
            "unreadable" => file.unreadable = true,
            "scan" => file.text = Some(TextRead::Scan),
            "silent" => file.text = Some(TextRead::None),
            "sheet" => file.sheet = Some(next().to_owned()),
            "table" => file.tables.push((file.sheet.take(), next().replace(';', "\n"))),
            "text" => file.lines.extend(next().split(';').map(str::to_owned)),
            "json" => file.values.push(serde_json::from_str(next()).unwrap()),
            "same" => file.same = true,
            "stamped" => file.stamped = Some(day(next())),
            "disposed" => disposed = Some(day(next())),
            date => {
                item.performed = Some(day(date));
                item.collected = item.performed;
            }
        }
    }
    item.files = files
        .iter()
        .map(|file| {
            let name = file.name.as_deref().unwrap_or("記録.csv");
            let content = file.read(model, &item, name);
            let path = format!("evidence/acme/{text}/{name}");
            // What is not said to be the same has other bytes.
            let mut hash = [0; 32];
            for (at, byte) in path.bytes().enumerate().filter(|_| !file.same) {
                hash[at % 32] ^= byte.rotate_left(u32::try_from(at / 32).unwrap());
            }
            File {
                path: path.into(),
                sha256: Some(Sha256(hash)),
                content,
                altered: false,
                dated: file.stamped,
            }
        })
        .collect();
    item.files.sort_by(|a, b| a.path.cmp(&b.path));
    item.disposal = disposed.map(|on| {
        Box::new(Disposal {
            path: item.files[0].path.clone(),
            sha256: Sha256([0; 32]),
            on,
            approver: "部長".into(),
            reason: "保管期間の満了".into(),
        })
    });
    item
}
