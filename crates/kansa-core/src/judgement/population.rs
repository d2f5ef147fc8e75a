//! Checks against a population: who has to be there, and where everybody belongs.

use chrono::NaiveDate;

use super::{CheckResult, Context, Seen, listed, register, register_day};
use crate::check::{Excuse, OtherSide};
use crate::condition::{Condition, Truth};
use crate::evidence::Item;
use crate::extract::{CheckExtract, print_values};
use crate::finding::Spot;
use crate::mask::shown_key;
use crate::period::DateRange;
use crate::print::Print;
use crate::register::{RegisterDef, RegisterIx, RowRef};
use crate::table::Cell;
use crate::text::{Text, counted, one_or, text};

/// Whom evidence has to cover.
pub(super) struct Population<'a> {
    pub(super) register: RegisterIx,
    pub(super) condition: Option<&'a Condition>,
    pub(super) excuse: &'a [Excuse],
    pub(super) item: &'a Item,
}

/// The rows of a register that count on a day, in the order of the file.
///
/// A row on which the condition cannot be decided counts: an empty cell excuses nobody.
fn counting<'r>(
    register: &'r crate::register::Register,
    condition: Option<&Condition>,
    day: NaiveDate,
) -> Vec<RowRef<'r>> {
    register.on(day).filter(|row| condition.is_none_or(|it| it.eval(row) != Truth::No)).collect()
}

/// Rows by their keys: fingerprint and index. The order of fingerprints must never be seen: it changes with the salt.
fn by_key(rows: &[RowRef<'_>]) -> Vec<(Print, u32)> {
    let mut keys: Vec<(Print, u32)> = rows.iter().map(RowRef::print).zip(0..).collect();
    keys.sort_unstable();
    keys
}

/// The keys of several tables, sorted, each with the table and row it stands in.
fn keys_of(seen: &[Seen<'_>]) -> Vec<(Print, u32, u32)> {
    let mut keys = Vec::new();
    for (table, it) in (0..).zip(seen) {
        if let CheckExtract::Keys { keys: found, .. } = it.extract {
            keys.reserve(found.len());
            keys.extend(found.iter().map(|(print, row)| (*print, table, *row)));
        }
    }
    if seen.len() > 1 {
        keys.sort_unstable();
    }
    keys
}

pub(super) fn judge_covers(
    seen: &[Seen<'_>],
    population: &Population<'_>,
    context: &Context<'_>,
) -> CheckResult {
    const KIND: &str = "covers";
    let def = context.model.register(population.register);
    let (name_ja, name_en) = (&def.title.ja, &def.title.en);
    if let Some(sample) = &population.item.sample {
        let (size, all) = (sample.size, sample.population);
        let message = text!(
            "{all} 件中 {size} 件の抽出であり、全件の記録ではない",
            "it is a sample of {size} of {all}, no record of all"
        );
        let remedy = text!("全件の記録を出す", "file the record of all");
        let at = vec![Spot::file(population.item.path())];
        return CheckResult { remedy: Some(remedy), ..CheckResult::failed(KIND, message, at) };
    }
    let needed = population.condition.map(Condition::columns).unwrap_or_default();
    let register = match register(KIND, population.register, &needed, context) {
        Ok(register) => register,
        Err(result) => return *result,
    };
    let day = register_day(population.item, context);
    let owed = counting(register, population.condition, day);
    if owed.is_empty() {
        let message = Text::new(
            format!("「{name_ja}」に {day} 時点の対象が一件もない"),
            format!("the register {name_en} has nobody on {day}"),
        );
        return CheckResult::failed(KIND, message, Vec::new());
    }
    let keys = keys_of(seen);
    let mut shown = keys.iter().map(|(print, ..)| *print).peekable();
    let mut absent: Vec<RowRef<'_>> = Vec::new();
    for (print, row) in by_key(&owed) {
        while shown.next_if(|it| *it < print).is_some() {}
        if shown.peek() != Some(&print) {
            absent.extend(owed.get(row as usize));
        }
    }
    let excused =
        |row: &RowRef<'_>| population.excuse.iter().any(|it| is_excused(*it, row, def, day, context.window));
    let (let_off, mut missing): (Vec<RowRef<'_>>, Vec<RowRef<'_>>) = absent.into_iter().partition(excused);
    let (all, let_off) = (owed.len(), let_off.len());
    let there = all - let_off - missing.len();
    let strangers = strangers(seen, &keys, register, def);
    let tail =
        if let_off == 0 { Text::same("") } else { text!("、除外 {let_off}", ", {let_off} excused") };
    let tail = Text::new(format!("{}{}", tail.ja, strangers.ja), format!("{}{}", tail.en, strangers.en));
    let pass = missing.is_empty().then(|| {
        Text::new(
            format!("「{name_ja}」{day} 時点の {all} 件中 {there} 件{}", tail.ja),
            format!("{there} of {all} in {name_en} on {day}{}", tail.en),
        )
    });
    CheckResult::new(KIND, pass, || {
        let count = missing.len();
        missing.sort_by(|a, b| crate::id::natural(a.key(), b.key()));
        let list = listed(missing.iter().map(|it| Text::same(shown_key(it.key()))), count);
        let message = Text::new(
            format!("「{name_ja}」{day} 時点の {all} 件中 {count} 件の記録がない: {}{}", list.ja, tail.ja),
            format!("{count} of {all} in {name_en} on {day} have no record: {}{}", list.en, tail.en),
        );
        (message, missing.iter().map(RowRef::spot).collect())
    })
}

/// Rows of the tables whose key the register never had: a slip of the pen hides behind most of them.
fn strangers(
    seen: &[Seen<'_>],
    keys: &[(Print, u32, u32)],
    register: &crate::register::Register,
    def: &RegisterDef,
) -> Text {
    let mut known: Vec<Print> = register.rows().map(|it| it.print()).collect();
    known.sort_unstable();
    let mut known = known.into_iter().peekable();
    let mut found: Vec<(u32, u32)> = Vec::new();
    for (print, table, row) in keys {
        while known.next_if(|it| it < print).is_some() {}
        if known.peek() != Some(print) {
            found.push((*table, *row));
        }
    }
    if found.is_empty() {
        return Text::same("");
    }
    found.sort_unstable();
    let name = |(table, row): &(u32, u32)| {
        seen.get(*table as usize).map_or_else(|| Text::same(row.to_string()), |it| it.name(*row))
    };
    let (count, title) = (found.len(), &def.title);
    let list = listed(found.iter().map(name), count);
    Text::new(
        format!("、「{}」にないキー {count} 件（行 {}）", title.ja, list.ja),
        format!(", not in {}: {count} (row {})", title.en, list.en),
    )
}

fn is_excused(
    excuse: Excuse,
    row: &RowRef<'_>,
    def: &RegisterDef,
    day: NaiveDate,
    window: DateRange,
) -> bool {
    let date = |column: &str| def.column(column).and_then(|it| row.date(it));
    match excuse {
        Excuse::OnLeave => {
            let open_end = || {
                let cell = def.column("leave_to").map(|it| row.get(it));
                matches!(cell, None | Some(Cell::Empty))
            };
            let until = |day| date("leave_to").map_or_else(open_end, |to| day <= to);
            date("leave_from").is_some_and(|from| from <= day && until(day))
        }
        Excuse::Joiners => row.span.from > window.from,
        Excuse::Leavers => row.span.to < window.to,
    }
}

/// One side of a reconciliation: its rows by key, and how one of them is shown.
struct Side<'s> {
    rows: Vec<SideRow>,
    /// Rows without a key.
    without: Vec<(u32, u32)>,
    shown: Box<dyn Fn(u32, u32) -> (Spot, Text) + 's>,
}

/// Key, values, and the table and row it stands in.
type SideRow = (Print, Option<Print>, u32, u32);

impl<'s> Side<'s> {
    fn of_tables(seen: &'s [Seen<'s>]) -> Self {
        let (mut rows, mut without) = (Vec::new(), Vec::new());
        for (table, it) in (0..).zip(seen) {
            if let CheckExtract::Pairs { pairs, empty } = it.extract {
                rows.extend(pairs.iter().map(|(key, value, row)| (*key, *value, table, *row)));
                without.extend(empty.iter().map(|row| (table, *row)));
            }
        }
        rows.sort_unstable();
        let shown = |table: u32, row: u32| match seen.get(table as usize) {
            Some(it) => (it.spot(row), it.name(row)),
            None => (Spot::file(""), Text::same(row.to_string())),
        };
        Self { rows, without, shown: Box::new(shown) }
    }

    fn of_register(rows: Vec<RowRef<'s>>, values: impl Fn(&RowRef<'_>) -> Option<Print>) -> Self {
        let value = |at: u32| rows.get(at as usize).and_then(&values);
        let sorted = by_key(&rows).into_iter().map(|(print, at)| (print, value(at), 0, at)).collect();
        let shown = move |_: u32, at: u32| match rows.get(at as usize) {
            Some(row) => (row.spot(), Text::same(shown_key(row.key()))),
            None => (Spot::file(""), Text::same("")),
        };
        Self { rows: sorted, without: Vec::new(), shown: Box::new(shown) }
    }

    /// Compares the two sides, row by row of the same key.
    fn compared(&self, other: &Self) -> Compared {
        let mut compared = Compared::default();
        let (mut own, mut theirs) = (self.rows.iter().peekable(), other.rows.iter().peekable());
        loop {
            match (own.peek(), theirs.peek()) {
                (Some(a), Some(b)) if a.0 == b.0 => {
                    if a.1.is_none() || a.1 != b.1 {
                        compared.differ.push((a.2, a.3));
                    }
                    own.next();
                    theirs.next();
                }
                (Some(a), b) if b.is_none_or(|b| a.0 < b.0) => {
                    compared.own_only.push((a.2, a.3));
                    own.next();
                }
                (_, Some(b)) => {
                    compared.theirs_only.push((b.2, b.3));
                    theirs.next();
                }
                (Some(_), None) | (None, None) => break,
            }
        }
        compared.own_only.sort_unstable();
        compared.theirs_only.sort_unstable();
        compared.differ.sort_unstable();
        compared
    }
}

/// Rows that do not agree.
#[derive(Default)]
struct Compared {
    own_only: Vec<(u32, u32)>,
    theirs_only: Vec<(u32, u32)>,
    differ: Vec<(u32, u32)>,
}

/// Rows of one side that do not agree with the other, and how that is said.
type Disagreement<'k, 's> = (&'k Side<'s>, &'k [(u32, u32)], Text);

pub(super) fn judge_reconcile(
    seen: &[Seen<'_>],
    other: &[Seen<'_>],
    with: &OtherSide,
    same: &[(usize, usize)],
    item: &Item,
    context: &Context<'_>,
) -> CheckResult {
    const KIND: &str = "reconcile";
    let own = Side::of_tables(seen);
    let (theirs, name): (Side<'_>, Text) = match with {
        OtherSide::Register { register: index, condition } => {
            let mut needed = condition.as_ref().map(Condition::columns).unwrap_or_default();
            needed.extend(same.iter().map(|(_, other)| *other));
            let register = match register(KIND, *index, &needed, context) {
                Ok(register) => register,
                Err(result) => return *result,
            };
            let rows = counting(register, condition.as_ref(), register_day(item, context));
            let salt = context.facts.salt;
            let values = |row: &RowRef<'_>| print_values(same.iter().map(|(_, other)| *other), row, salt);
            let Text { ja, en } = &context.model.register(*index).title;
            let name = match condition.as_ref().map(Condition::text) {
                Some(only) => Text::new(format!("{ja}（{}）", only.ja), format!("{en} ({})", only.en)),
                None => Text::new(ja, en),
            };
            (Side::of_register(rows, values), name)
        }
        OtherSide::Part(_) => {
            if let Err(result) = super::sound(KIND, other, item) {
                return *result;
            }
            let name = other.first().map_or("", |it| super::file_name(it.file));
            (Side::of_tables(other), Text::same(name))
        }
    };
    let Compared { own_only, theirs_only, mut differ } = own.compared(&theirs);
    if same.is_empty() {
        differ.clear();
    }
    let all = own.rows.len();
    let (ja, en) = (&name.ja, &name.en);
    let named = |after: &str, before_en: &str, after_en: &str| {
        Text::new(format!("「{ja}」{after}"), format!("{before_en}{en}{after_en}"))
    };
    let kinds: [Disagreement<'_, '_>; 5] = [
        (&own, &own_only, named("にない（又は重複する）行", "not in ", ", or more often here")),
        (&own, &differ, text!("値の食い違う行", "with other values")),
        (&own, &own.without, text!("キーが空の行", "without a key")),
        (&theirs, &theirs_only, named("だけにあるもの", "only in ", "")),
        (&theirs, &theirs.without, named("のキーが空の行", "without a key in ", "")),
    ];
    let agree = kinds.iter().all(|(_, rows, _)| rows.is_empty()) && all > 0;
    let pass = agree.then(|| {
        Text::new(
            format!("{all} 件すべてが「{ja}」と一致"),
            format!("{} with {en}", one_or(all, "the only row agrees", &format!("all {all} rows agree"))),
        )
    });
    CheckResult::new(KIND, pass, || {
        let said: Vec<_> = kinds.iter().filter(|(_, rows, _)| !rows.is_empty()).collect();
        let pieces: Vec<Text> = said
            .iter()
            .map(|(side, rows, what)| {
                let count = rows.len();
                let list = listed(rows.iter().map(|(table, row)| (side.shown)(*table, *row).1), count);
                Text::new(
                    format!("{} {count} 件（{}）", what.ja, list.ja),
                    format!("{count} {} ({})", what.en, list.en),
                )
            })
            .collect();
        let joined = |lang: fn(&Text) -> &str, by: &str| pieces.iter().map(lang).collect::<Vec<_>>().join(by);
        let message = if all == 0 && pieces.is_empty() {
            text!("表に行が一つもない", "the table has no row")
        } else {
            Text::new(
                format!("「{ja}」と一致しない: {}", joined(|it| &it.ja, "、")),
                format!("it does not agree with {en}: {}", joined(|it| &it.en, ", ")),
            )
        };
        let spots = said.iter().flat_map(|(side, rows, _)| {
            rows.iter().take(super::MOST_PLACES).map(|(table, row)| (side.shown)(*table, *row).0)
        });
        (message, spots.collect())
    })
}

pub(super) fn judge_independent(
    seen: &[Seen<'_>],
    index: RegisterIx,
    of: usize,
    item: &Item,
    context: &Context<'_>,
) -> CheckResult {
    const KIND: &str = "independent";
    let register = match register(KIND, index, &[of], context) {
        Ok(register) => register,
        Err(result) => return *result,
    };
    let people = counting(register, None, register_day(item, context));
    let by_key = by_key(&people);
    let salt = context.facts.salt;
    let (mut own_unit, mut unknown, mut rows) = (Vec::new(), Vec::new(), 0_usize);
    for it in seen {
        let CheckExtract::Pairs { pairs, empty } = it.extract else { continue };
        rows += pairs.len() + empty.len();
        unknown.extend(empty.iter().map(|row| (it.spot(*row), it.name(*row))));
        for (person, unit, row) in pairs {
            let from = by_key.partition_point(|(print, _)| print < person);
            let posts = by_key[from..].iter().take_while(|(print, _)| print == person);
            let units: Vec<Option<Print>> = posts
                .filter_map(|(_, row)| people.get(*row as usize))
                .map(|row| salt.print_cells(std::iter::once(row.get(of))))
                .collect();
            let place = (it.spot(*row), it.name(*row));
            if unit.is_none() || units.is_empty() || units.contains(&None) {
                unknown.push(place);
            } else if units.contains(unit) {
                own_unit.push(place);
            }
        }
    }
    let title = &context.model.register(index).title;
    let of = counted(rows, "row");
    let pass = (rows > 0 && own_unit.is_empty() && unknown.is_empty()).then(|| {
        text!("{rows} 行すべてで、担当者は対象部門に属していない", "the person is of another unit in {of}")
    });
    CheckResult::new(KIND, pass, || {
        if rows == 0 {
            return (text!("表に行が一つもない", "the table has no row"), Vec::new());
        }
        let mut pieces: Vec<Text> = Vec::new();
        let mut say = |found: &[(Spot, Text)], ja: &str, en: &str| {
            if !found.is_empty() {
                let mut found = found.to_vec();
                found.sort_unstable();
                let list = listed(found.iter().map(|it| it.1.clone()), found.len());
                let count = found.len();
                pieces.push(Text::new(
                    format!("{ja} {count} 行（行 {}）", list.ja),
                    format!("{} {en} (row {})", counted(count, "row"), list.en),
                ));
            }
        };
        say(&own_unit, "担当者が対象部門に属している", "where the person is of that very unit");
        say(
            &unknown,
            &format!("「{}」で所属を確かめられない", title.ja),
            &format!("that {} does not decide", title.en),
        );
        let joined = |lang: fn(&Text) -> &str, by: &str| pieces.iter().map(lang).collect::<Vec<_>>().join(by);
        let message = Text::new(joined(|it| &it.ja, "、"), joined(|it| &it.en, ", "));
        (message, own_unit.iter().chain(&unknown).map(|it| it.0.clone()).collect())
    })
}
