//! The statement of applicability (適用宣言書): every requirement, under the headers of the register `applicability`.

use std::collections::{BTreeMap, BTreeSet};

use kansa_core::assessment::{Flag, MeasureState, Verdict};
use kansa_core::company::ScopeStatus;
use kansa_core::text::Lang;

use super::{Cell, Column, Fill, Kind, Scope, Table};
use crate::assessment as data;
use crate::blank::yes_and_no;
use crate::v1::party::role;
use crate::v1::word::{ground, mark, word};
use crate::v1::{Mark, Shown};

/// Files that a cell names before it only counts them.
const FILES: usize = 5;

pub(super) fn table(scope: &Scope<'_>) -> Table {
    let mut table = scope.table("applicability", "applicability_statement", columns(scope));
    table.empty = scope.label("no_scope");
    for company in scope.companies {
        let measures = Measures::new(company);
        let held = company.catalogs.iter().filter(|it| it.status != ScopeStatus::None.as_str());
        for (catalog, control) in held.flat_map(|it| it.controls.iter().map(move |control| (it, control))) {
            table.rows.push(scope.row(Some(company), row(scope, catalog, control, &measures)));
        }
    }
    table
}

fn columns(scope: &Scope<'_>) -> Vec<Column> {
    let [yes, no] = yes_and_no(scope.lang);
    let marks = [(yes, "mute"), (no, "wait")].map(|(it, class)| Mark { word: it.into(), class });
    // Tables of the group are no register: there, rows of several companies have the same key.
    let key = if scope.of_group { "control" } else { "register_control" };
    let (types, done) = match scope.lang {
        Lang::Ja => (vec!["リスク", "法令", "契約", "事業"], vec!["実施", "未実施", "計画"]),
        Lang::En => {
            (vec!["risk", "law", "contract", "business"], vec!["implemented", "not implemented", "planned"])
        }
    };
    vec![
        scope.text(key, 22),
        scope.text("register_name", 24),
        scope.column("register_applies", 7, Kind::Word(marks.to_vec())).filled(Fill::Choice(vec![yes, no])),
        scope.text("register_reason", 26).filled(Fill::Yes),
        scope.text("ground", 12),
        scope.text("register_reason_type", 11).filled(Fill::Choice(types)),
        scope.text("register_basis", 12).filled(Fill::Yes),
        scope.text("register_implemented", 12).filled(Fill::Choice(done)),
        scope.day("register_planned").filled(Fill::Yes),
        scope.word::<Verdict>("verdict_word", 12),
        scope.text("proposal", 14),
        scope.text("remarks", 12),
        scope.text("measures_state", 30),
        scope.text("owner", 17),
        scope.text("evidence_files", 60).unprinted(),
        scope.text("standard", 20).unprinted(),
        scope.day("register_from").filled(Fill::Yes).unprinted(),
        scope.day("register_to").filled(Fill::Yes).unprinted(),
    ]
}

fn row(scope: &Scope<'_>, catalog: &data::Catalog, control: &data::Control, of: &Measures<'_>) -> Vec<Cell> {
    let lang = scope.lang;
    let stated = control.stated.as_ref();
    let flags: Vec<Shown> = control.flags.iter().map(|it| word::<Flag>(lang, it)).collect();
    let measures: Vec<Shown> = serving(control).map(|it| of.measure(lang, it)).collect();
    let words = |get: fn(&data::Stated) -> Option<&String>| Cell::opt(stated.and_then(get));
    let [yes, no] = yes_and_no(lang);
    vec![
        Cell::text(&control.id),
        Cell::text(control.title.get(lang)),
        Cell::text(if is_excluded(control) { no } else { yes }),
        Cell::opt(control.reason.as_ref().map(|it| it.get(lang))),
        Cell::opt(control.ground.as_deref().map(|it| ground(lang, it))),
        words(|it| it.reason_type.as_ref()),
        words(|it| it.basis.as_ref()),
        words(|it| it.implemented.as_ref()),
        Cell::day(stated.and_then(|it| it.planned)),
        Cell::text(word::<Verdict>(lang, &control.verdict)),
        Cell::opt(control.framework_result.as_ref().map(|it| it.get(lang))),
        Cell::lines(&flags),
        Cell::lines(&measures),
        of.owners(scope, control),
        of.files(lang, control),
        Cell::text(catalog.standard.get(scope.lang)),
        Cell::day(stated.and_then(|it| it.period.from)),
        Cell::day(stated.and_then(|it| it.period.to)),
    ]
}

/// Of what is excluded, the written rule may still be owed.
fn is_excluded(control: &data::Control) -> bool {
    control.verdict == Verdict::NotApplicable.as_str()
        || control.flags.iter().any(|it| it == Flag::RuleOnly.as_str())
}

/// What a company's measures are, and what they have to show; by their ids.
struct Measures<'a> {
    measures: BTreeMap<&'a str, &'a data::Measure>,
    owed: BTreeMap<&'a str, Vec<&'a data::Obligation>>,
}

impl<'a> Measures<'a> {
    fn new(company: &'a data::Company) -> Self {
        let mut owed: BTreeMap<&str, Vec<&data::Obligation>> = BTreeMap::new();
        for it in &company.obligations {
            owed.entry(&it.measure).or_default().push(it);
        }
        Self { measures: company.measures.iter().map(|it| (it.id.as_str(), it)).collect(), owed }
    }

    /// What is owed for a requirement by the measures that serve it.
    fn owed(&self, control: &data::Control) -> impl Iterator<Item = &'a data::Obligation> {
        let owed = serving(control).filter_map(|it| self.owed.get(it.measure.as_deref()?)).flatten().copied();
        owed.filter(|it| it.serves.is_empty() || it.serves.contains(&control.id))
    }

    fn measure(&self, lang: Lang, it: &data::Because) -> Shown {
        let id = it.measure.as_deref().unwrap_or_default();
        let title = self.measures.get(id).map_or(id, |it| it.title.get(lang));
        let state = mark::<MeasureState>(lang, &it.state).word;
        match lang {
            Lang::Ja => format!("{title}（{state}）"),
            Lang::En => format!("{title} ({state})"),
        }
        .into()
    }

    fn owners(&self, scope: &Scope<'_>, control: &data::Control) -> Cell {
        let owners: BTreeSet<&str> = self.owed(control).map(|it| it.owner.as_str()).collect();
        let owners: Vec<Shown> = owners.into_iter().map(|it| role(scope.lang, scope.group, it)).collect();
        Cell::lines(&owners)
    }

    /// Files that decide something for a requirement: some, and how many more.
    fn files(&self, lang: Lang, control: &data::Control) -> Cell {
        let items = self.owed(control).filter_map(|it| it.evidence.first());
        let all: BTreeSet<&str> = items.flat_map(|it| &it.files).map(|it| it.path.as_str()).collect();
        let mut lines: Vec<Shown> = all.iter().take(FILES).map(|it| Shown::name(it)).collect();
        if let Some(more) = all.len().checked_sub(FILES).filter(|it| *it > 0) {
            lines.push(match lang {
                Lang::Ja => format!("ほか {more} 件（証跡台帳を参照）").into(),
                Lang::En => format!("and {more} more (see the evidence register)").into(),
            });
        }
        Cell::lines(&lines)
    }
}

/// The measures that an answer rests on.
fn serving(control: &data::Control) -> impl Iterator<Item = &data::Because> {
    control.because.iter().filter(|it| it.measure.is_some() && it.via.is_none())
}
