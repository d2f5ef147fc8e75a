//! Measures: what the group does, and what it must be able to show for it.

mod answered;
mod cadence;
mod raw;

use chrono::NaiveDate;

use self::answered::answered;
use self::cadence::cadence;
pub(crate) use self::raw::{RawColumn, RawColumns, RawMeasures};
use self::raw::{RawControls, RawMeasure, RawPart, RawPer, RawRequirement};
use crate::calendar::Counting;
use crate::catalog::Aspect;
use crate::check::{Check, compile_condition};
use crate::code::Code;
use crate::condition::Condition;
use crate::config::RawText;
use crate::diagnostic::{Diagnostic, duplicate_id, unknown};
use crate::id::{ControlId, MeasureId, PartId, RequirementId, RoleId};
use crate::period::Period;
use crate::register::{RegisterDef, RegisterIx};
use crate::source::{Place, SourceFile};
use crate::table::Column;
use crate::text::{Text, text};
use crate::yaml::{Decode, Decoder, Located, Node, decode_file, decode_named, keywords, nearest};

keywords! {
    /// The kind of a measure: the law's seven kinds of safety control measures, and three beside them.
    ///
    /// Source: PPC guideline (general rules), chapter 10 (10-1 to 10-7), June 2025.
    pub enum Category {
        /// 基本方針の策定.
        BasicPolicy = "basic-policy",
        /// 規律の整備.
        Rules = "rules",
        /// 組織的安全管理措置.
        Organizational = "organizational",
        /// 人的安全管理措置.
        Personal = "personal",
        /// 物理的安全管理措置.
        Physical = "physical",
        /// 技術的安全管理措置.
        Technical = "technical",
        /// 外的環境の把握.
        ExternalEnvironment = "external-environment",
        /// マネジメントシステムの運営.
        ManagementSystem = "management-system",
        /// 取得・利用・提供.
        Handling = "handling",
        /// 本人の権利・苦情.
        Rights = "rights",
    }
}

impl Category {
    /// The category in words.
    pub fn text(self) -> Text {
        match self {
            Self::BasicPolicy => Text::new("基本方針の策定", "Basic policy"),
            Self::Rules => Text::new("規律の整備", "Rules"),
            Self::Organizational => Text::new("組織的安全管理措置", "Organizational safety control measures"),
            Self::Personal => Text::new("人的安全管理措置", "Personal safety control measures"),
            Self::Physical => Text::new("物理的安全管理措置", "Physical safety control measures"),
            Self::Technical => Text::new("技術的安全管理措置", "Technical safety control measures"),
            Self::ExternalEnvironment => {
                Text::new("外的環境の把握", "Understanding of the external environment")
            }
            Self::ManagementSystem => Text::new("マネジメントシステムの運営", "Management system"),
            Self::Handling => Text::new("取得・利用・提供", "Acquisition, use and provision"),
            Self::Rights => Text::new("本人の権利・苦情", "Rights of the person and complaints"),
        }
    }
}

keywords! {
    /// Why a cadence is what it is.
    pub enum Basis {
        /// The standard or law states it.
        Stated = "stated",
        /// The standard or law implies it.
        Implied = "implied",
        /// Practice; never shown as required by a standard.
        Customary = "customary",
        /// Decided by the group itself.
        Own = "own",
        /// Set by each company, from its own analysis.
        Parameter = "parameter",
    }
}

impl Basis {
    /// The basis in words.
    pub fn text(self) -> Text {
        match self {
            Self::Stated => Text::new("規格・法令に明記", "stated by the standard or law"),
            Self::Implied => Text::new("規格・法令から導かれる", "implied by the standard or law"),
            Self::Customary => {
                Text::new("実務慣行（規格の要求ではない）", "customary (not required by the standard)")
            }
            Self::Own => Text::new("自社で定めたもの", "decided by the group"),
            Self::Parameter => Text::new("各社のリスク分析で定めたもの", "set by the company's own analysis"),
        }
    }
}

/// How long a window that was missed can be repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// Not at all.
    Never,
    /// Until the next window closes; for `once` and `max_age` until it is done.
    NextWindow,
    /// This long after the window.
    Within(Period),
}

impl Decode for Repair {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        if decoder.scalar(node)?.starts_with('P') {
            return Period::decode(node, decoder).map(Self::Within);
        }
        decode_named(node, decoder, &[Self::Never, Self::NextWindow], |it| match it {
            Self::Never => "never",
            Self::NextWindow | Self::Within(_) => "next-window",
        })
    }
}

impl schemars::JsonSchema for Repair {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Repair".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let period = generator.subschema_for::<Period>();
        schemars::json_schema!({ "anyOf": [{ "enum": ["never", "next-window"] }, period] })
    }
}

/// Something that the group does.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its id.
    pub id: MeasureId,
    /// Earlier ids.
    pub was: Vec<MeasureId>,
    /// Its kind.
    pub category: Category,
    /// Title.
    pub title: Text,
    /// What it is.
    pub description: Option<Text>,
    /// The first day on which it is expected.
    pub from: Option<NaiveDate>,
    /// Whether a company has to choose it: no catalog asks for it as such.
    pub voluntary: bool,
    /// Controls that it serves, each with the aspects it covers.
    pub controls: Vec<(ControlId, Vec<Aspect>)>,
    /// What it must be able to show.
    pub requirements: Vec<Requirement>,
    /// Requirements that could not be read: while there are any, the measure counts as ineffective.
    pub broken: Vec<String>,
    pub(crate) control_places: Vec<Place>,
    pub(crate) place: Place,
}

/// What a measure must be able to show.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Its id within the measure.
    pub id: RequirementId,
    /// Earlier ids.
    pub was: Vec<RequirementId>,
    /// Name of the document or record.
    pub title: Text,
    /// What it has to show.
    pub description: Option<Text>,
    /// The controls of its measure that it is evidence for; all if there is none.
    pub serves: Vec<ControlId>,
    /// The aspects of its measure that it shows; all if there is none.
    pub shows: Vec<Aspect>,
    /// Whom or what it is owed for.
    pub per: Per,
    /// How often.
    pub cadence: Cadence,
    /// Where the answer stands.
    pub answered: Answered,
    /// Why that often.
    pub basis: Basis,
    /// How long after the window it may still be filed.
    pub grace: Option<Period>,
    /// How long a missed window can be repaired.
    pub repair: Repair,
    /// The role that answers for it.
    pub owner: RoleId,
    /// The role that has to approve it.
    pub approval: Option<RoleId>,
    /// How long its items are kept, from the end of what they show.
    pub retention: Option<Period>,
    /// Files that an item consists of.
    pub parts: Vec<Part>,
    /// Columns of its tables.
    pub columns: Vec<Column>,
    /// Checks on the contents.
    pub checks: Vec<Check>,
    pub(crate) place: Place,
}

/// Whom or what an evidence requirement is owed for.
#[derive(Debug, Clone, PartialEq)]
pub enum Per {
    /// Once per company.
    Company,
    /// Once for each company that takes the measure, the one that does it among them.
    Companies,
    /// Once per row of a register that meets the condition.
    Rows {
        /// The register.
        register: RegisterIx,
        /// Which of its rows; all if there is none.
        condition: Option<Condition>,
    },
}

/// Where the answer to an evidence requirement stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Answered {
    /// In files of its folder.
    Files,
    /// In the register's own row: a date column says when it was done.
    Columns {
        /// Index of the date column in the register's definition.
        performed: usize,
    },
    /// In rows of another register, each of which names the subjects that it is about.
    Rows(Records),
}

impl Answered {
    /// Whether nothing is filed for it: a register answers.
    pub fn is_in_register(&self) -> bool {
        match self {
            Self::Files => false,
            Self::Columns { .. } | Self::Rows(_) => true,
        }
    }
}

/// Rows of a register that answer for something else than themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Records {
    /// The register.
    pub register: RegisterIx,
    /// Index of its column that names the subjects; none if they are the company's own.
    pub subject: Option<usize>,
    /// Index of its date column that says when it was done.
    pub performed: usize,
    /// Which of its rows; all if there is none.
    pub condition: Option<Condition>,
}

/// How often something must be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cadence {
    /// Once in each window of the calendar, anchored at the start of the fiscal year (weeks on Monday).
    Every(Period),
    /// Consecutive days on which it was done, and the last one and as-of, are at most this far apart.
    Interval(Period),
    /// The newest must not be older than this.
    MaxAge(Period),
    /// Once per row of the register, this long after the date in a column of the row.
    Once {
        /// Index of the date column in the register's definition.
        column: usize,
        /// How long it may take.
        within: Within,
        /// From which day it is counted.
        counting: Counting,
        /// How long before that day it may be done already.
        ahead: Option<Period>,
    },
}

/// How long something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// So long, all days counted.
    Days(Period),
    /// So long, all days counted; a last day on which offices are closed moves to the next open one.
    DaysToOpen(Period),
    /// So many business days of the company.
    BusinessDays(u16),
    /// Until the day in this date column of the row; the day that it is counted from, if it says none.
    Until(usize),
}

/// A file that an item must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its id.
    pub id: PartId,
    /// Title.
    pub title: Text,
    /// Patterns of file names, with `*` for anything.
    pub names: Vec<String>,
}

impl Part {
    /// Whether a file of this name is this part.
    pub fn matches(&self, name: &str) -> bool {
        self.names.iter().any(|pattern| glob(pattern, name))
    }
}

/// Whether a name matches a pattern in which `*` stands for anything.
fn glob(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| name.strip_prefix(first)) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

impl Measure {
    /// Reads the measures of a file; what it says of registers is looked up in their definitions.
    pub fn parse(file: &SourceFile, registers: &[RegisterDef]) -> (Vec<Self>, Vec<Diagnostic>) {
        let (raw, mut diagnostics) = decode_file::<RawMeasures>(file);
        let stem = file.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".yaml");
        let Some(category) = Category::ALL.iter().copied().find(|it| it.as_str() == stem) else {
            let all = Category::ALL.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
            diagnostics.push(unknown(
                Code::InvalidValue,
                stem,
                file.place(0..0),
                text!(
                    "ファイル名 {stem}.yaml が対策の区分ではありません（{all}）",
                    "the file name {stem}.yaml is no category ({all})"
                ),
                Category::ALL.iter().map(|it| it.as_str()),
            ));
            return (Vec::new(), diagnostics);
        };
        let measures = raw.map_or_else(Vec::new, |raw| {
            raw.measures.into_iter().map(|it| measure(it, category, registers, &mut diagnostics)).collect()
        });
        (measures, diagnostics)
    }
}

fn measure(
    raw: RawMeasure,
    category: Category,
    registers: &[RegisterDef],
    diagnostics: &mut Vec<Diagnostic>,
) -> Measure {
    let mut requirements: Vec<Requirement> = Vec::new();
    let mut broken: Vec<String> = raw.requirements.bad;
    for it in raw.requirements.good {
        let named = it.id.value.to_string();
        if let Some(first) = requirements.iter().find(|known| known.id == it.id.value) {
            let id = it.id.value.as_str();
            diagnostics.push(duplicate_id(id, it.id.place, Some(first.place.clone())));
        } else if let Some(requirement) = requirement(it, &raw.controls, registers, diagnostics) {
            requirements.push(requirement);
        } else {
            broken.push(named);
        }
    }
    let (controls, control_places) =
        raw.controls.0.into_iter().map(|(id, aspects)| ((id.value, aspects), id.place)).unzip();
    Measure {
        id: raw.id.value,
        was: raw.was.unwrap_or_default().into_iter().map(|it| it.value).collect(),
        category,
        title: raw.title.into_text(),
        description: raw.description.map(RawText::into_text),
        from: raw.from,
        voluntary: raw.voluntary.unwrap_or(false),
        controls,
        requirements,
        broken,
        control_places,
        place: raw.id.place,
    }
}

fn requirement(
    raw: RawRequirement,
    of_measure: &RawControls,
    registers: &[RegisterDef],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Requirement> {
    let before = diagnostics.len();
    let serves = serves(raw.serves.unwrap_or_default(), of_measure, diagnostics);
    let register = match &raw.per.value {
        RawPer::Company | RawPer::Companies => None,
        RawPer::Register(id) => Some(RegisterDef::find(registers, id, &raw.per.place, diagnostics)?),
    };
    let rows = register.map(|it| &registers[it.index()]);
    let condition = match rows {
        Some(def) => compile_condition(raw.r#where, raw.when, &def.columns, diagnostics),
        None => {
            if raw.r#where.is_some() || raw.when.is_some() {
                diagnostics.push(Diagnostic::new(
                    Code::InvalidValue,
                    raw.per.place.clone(),
                    text!(
                        "条件（where、when）は per が台帳のときだけ使えます",
                        "conditions (where, when) need a register in per"
                    ),
                ));
            }
            None
        }
    };
    let cadence = cadence(&raw.id, raw.every, raw.mode, raw.max_age, raw.once, rows, diagnostics);
    let parts = parts(raw.parts.unwrap_or_default(), diagnostics);
    let owed_to_subjects = raw.per.value != RawPer::Company;
    let answered = answered(raw.by, raw.performed, raw.of, (rows, owed_to_subjects), registers, diagnostics);
    // What is answered in a register is checked there: its columns are declared already.
    let columns = match (&answered, rows) {
        (Some(Answered::Columns { .. }), Some(def)) => def.columns.clone(),
        (Some(Answered::Rows(records)), _) => registers[records.register.index()].columns.clone(),
        _ => raw.columns.map(RawColumns::into_columns).unwrap_or_default(),
    };
    let checks = raw
        .checks
        .unwrap_or_default()
        .into_iter()
        .filter_map(|it| Check::compile(it, &columns, &parts, registers, diagnostics))
        .collect();
    let (cadence, answered) = (cadence?, answered?);
    if let (Basis::Parameter, Cadence::Once { .. }) = (raw.basis, cadence) {
        diagnostics.push(Diagnostic::new(
            Code::InvalidValue,
            raw.id.place.clone(),
            text!(
                "basis: parameter は every か max_age と一緒に使います",
                "basis: parameter goes with every or max_age only"
            ),
        ));
    }
    // Half a requirement would be judged too kindly: it is left out, and exit status 2 says so.
    (diagnostics.len() == before).then_some(Requirement {
        id: raw.id.value,
        was: raw.was.unwrap_or_default().into_iter().map(|it| it.value).collect(),
        title: raw.title.into_text(),
        description: raw.description.map(RawText::into_text),
        serves,
        shows: raw.shows.unwrap_or_default(),
        per: match (raw.per.value, register) {
            (_, Some(register)) => Per::Rows { register, condition },
            (RawPer::Companies, None) => Per::Companies,
            (RawPer::Company | RawPer::Register(_), None) => Per::Company,
        },
        cadence,
        answered,
        basis: raw.basis,
        grace: raw.grace,
        repair: raw.repair.unwrap_or(Repair::NextWindow),
        owner: raw.owner,
        approval: raw.approval,
        retention: raw.retention,
        parts,
        columns,
        checks,
        place: raw.id.place,
    })
}

/// The controls that a requirement serves: some of those of its measure.
fn serves(
    raw: Vec<Located<ControlId>>,
    of_measure: &RawControls,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ControlId> {
    let known = || of_measure.0.iter().map(|(id, _)| &id.value);
    raw.into_iter()
        .filter(|it| {
            let found = known().any(|id| *id == it.value);
            if !found {
                let wrong = it.value.to_string();
                let names: Vec<String> = known().map(ToString::to_string).collect();
                diagnostics.push(unknown(
                    Code::UnknownControl,
                    &wrong,
                    it.place.clone(),
                    text!("この対策は {wrong} に対応していません", "this measure does not serve {wrong}"),
                    names.iter().map(String::as_str),
                ));
            }
            found
        })
        .map(|it| it.value)
        .collect()
}

fn parts(raw: Vec<RawPart>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for it in raw {
        if parts.iter().any(|known| known.id == it.id.value) {
            diagnostics.push(duplicate_id(it.id.value.as_str(), it.id.place, None));
            continue;
        }
        let title = it.title.map_or_else(|| Text::same(it.id.value.as_str()), RawText::into_text);
        parts.push(Part { id: it.id.value, title, names: it.names });
    }
    parts
}

/// The column that a name means, by id or header; reports one that is not declared.
pub(crate) fn find_column(
    columns: &[Column],
    name: &str,
    place: &Place,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let found = columns.iter().position(|it| it.is_named(name));
    if found.is_none() {
        let known = columns
            .iter()
            .flat_map(|it| std::iter::once(&*it.id).chain(it.headers.iter().map(String::as_str)));
        let message = text!("{name} という列は宣言されていません", "no column {name} is declared");
        let mut diagnostic = Diagnostic::new(Code::UnknownColumn, place.clone(), message);
        if let Some(near) = nearest(name, known) {
            diagnostic = diagnostic.help(text!("{near} のことですか", "did you mean {near}?"));
        }
        diagnostics.push(diagnostic);
    }
    found
}
