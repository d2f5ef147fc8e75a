//! Findings on what was put into the folder: registers, exceptions, files without a place.

use std::collections::{BTreeMap, HashSet};

use super::Maker;
use crate::assess::exception::Exceptions;
use crate::assess::measure::InForce;
use crate::assess::record;
use crate::code::Code;
use crate::evidence::RegisterState;
use crate::finding::{Severity, Spot};
use crate::leak::Secret;
use crate::plan::Unplanned;
use crate::register::{CellFault, Register, RegisterIx};
use crate::table::{Cell, folded};
use crate::text::{Text, text};

impl Maker<'_> {
    pub(super) fn registers(&mut self, in_force: &InForce) {
        let model = self.inputs.model;
        // A register that cannot be read is said even if nothing is owed for its rows.
        for (register, state) in self.inputs.plan.registers.iter() {
            let mut unplanned = self.inputs.plan.unplanned.iter();
            let lacks_columns =
                unplanned.any(|(it, why)| *why == Unplanned::Unreadable(register) && in_force.owes(*it));
            match state {
                RegisterState::Missing => {}
                RegisterState::Unreadable => self.unreadable_register(register),
                RegisterState::Read(read) => {
                    if lacks_columns {
                        self.unreadable_register(register);
                    }
                    read.faults.iter().for_each(|it| self.bad_cell(register, it));
                    self.wanting_cells(register, read);
                    self.strange_references(register);
                }
            }
        }
        let missing: BTreeMap<_, _> = self
            .inputs
            .plan
            .unplanned
            .iter()
            .filter(|(requirement, _)| in_force.owes(*requirement))
            .filter_map(|(requirement, why)| match why {
                Unplanned::NoRegister(register) => Some((*register, *requirement)),
                Unplanned::Unreadable(_) | Unplanned::NoSubject(_) => None,
            })
            .collect();
        for register in missing.into_keys() {
            let def = model.register(register);
            let (id, ja, en) = (&def.id, &def.title.ja, &def.title.en);
            self.push(
                Code::MissingRegister,
                Severity::Major,
                &format!("{}/registers/{id}", self.company()),
                Some(self.folder(&format!("registers/{id}.csv"))),
                Text::new(
                    format!("「{ja}」がないため、誰・何について証跡が必要か決まらない"),
                    format!("the register {en} is missing, so nobody knows for whom evidence is owed"),
                ),
                Text::new(format!("registers/{id}.csv を置く"), format!("file registers/{id}.csv")),
            );
        }
    }

    pub(super) fn unreadable_register(&mut self, register: RegisterIx) {
        let def = self.inputs.model.register(register);
        let (id, ja, en) = (&def.id, &def.title.ja, &def.title.en);
        self.push(
            Code::RegisterUnreadable,
            Severity::Major,
            &format!("{}/registers/{id}", self.company()),
            Some(self.folder("registers")),
            Text::new(format!("「{ja}」が読めない"), format!("the register {en} cannot be read")),
            text!(
                "ファイルを直す（入力の診断を参照）",
                "mend the file; the input diagnostics name the place"
            ),
        );
    }

    pub(super) fn bad_cell(&mut self, register: RegisterIx, fault: &CellFault) {
        let def = self.inputs.model.register(register);
        let (id, ja, en) = (&def.id, &def.title.ja, &def.title.en);
        let (row, column) = (fault.row, &fault.column);
        // A row without a key has nothing but its number to be known by.
        let key = fault.key.as_deref().map_or_else(|| format!("row-{row}"), str::to_owned);
        let at = Spot {
            column: Some(column.clone()),
            cell: fault.cell.clone(),
            ..Spot::row(fault.path.clone(), row)
        };
        let message = Text::new(
            format!("「{ja}」{row} 行目の「{}」: {}", column.ja, fault.message.ja),
            format!("{en}, row {row}, {}: {}", column.en, fault.message.en),
        );
        self.push(
            Code::RegisterCell,
            Severity::Minor,
            &format!("{}/registers/{id}/{key}/{}", self.company(), fault.column_id),
            Some(at),
            message,
            text!("その欄を直す", "mend the cell"),
        );
    }

    pub(super) fn no_subjects(&mut self, in_force: &InForce) {
        let unplanned = &self.inputs.plan.unplanned;
        for (requirement, why) in unplanned {
            let Unplanned::NoSubject(register) = why else { continue };
            if !in_force.owes(*requirement) {
                continue;
            }
            let def = self.inputs.model.register(*register);
            let (ja, en) = (&def.title.ja, &def.title.en);
            let name = self.inputs.model.requirement_ref(*requirement);
            let title = &self.inputs.model.resolve(*requirement).1.title;
            let path = match self.inputs.plan.registers.get(*register) {
                RegisterState::Read(read) => read.paths.last().cloned(),
                RegisterState::Missing | RegisterState::Unreadable => None,
            };
            let at = path.map_or_else(|| self.folder("registers"), Spot::file);
            self.push(
                Code::NoSubject,
                Severity::Note,
                &format!("{}/{name}", self.company()),
                Some(at),
                Text::new(
                    format!("「{ja}」に該当する行がないため、「{}」を求める対象がない", title.ja),
                    format!("no row of {en} calls for {}", title.en),
                ),
                text!("本当に該当がないか確かめる", "make sure that there really is none"),
            );
        }
    }

    pub(super) fn strays(&mut self) {
        for stray in &self.inputs.facts.strays {
            self.push(
                stray.code,
                Severity::Minor,
                stray.path.trim_start_matches("evidence/"),
                Some(Spot::file(stray.path.clone())),
                stray.message.clone(),
                stray.remedy.clone(),
            );
            if let (Code::UndatedEvidence | Code::AmbiguousDate, Some(last)) =
                (stray.code, self.findings.last())
            {
                self.undated.push((stray.path.clone(), last.id.clone()));
            }
        }
    }

    /// What was seen in files beside what their checks ask.
    pub(super) fn noted(&mut self) {
        for noted in &self.inputs.facts.noted {
            let anchor = noted.path.trim_start_matches("evidence/");
            for (secret, first, count) in &noted.leaks {
                let place = crate::explain::place_in(first);
                let (code, message) = match secret {
                    Secret::CardNumber => (
                        Code::CardNumber,
                        Text::new(
                            format!(
                                "カード番号が {count} 件含まれている（番号は伏せる。最初は{}）",
                                place.ja
                            ),
                            format!(
                                "the file has {count} payment card numbers, masked here; the first is at {}",
                                place.en
                            ),
                        ),
                    ),
                    Secret::IndividualNumber => (
                        Code::IndividualNumber,
                        Text::new(
                            format!(
                                "個人番号（マイナンバー）が {count} 件含まれている（番号は伏せる。最初は{}）",
                                place.ja
                            ),
                            format!(
                                "the file has {count} individual numbers (My Number), masked here; the first is at {}",
                                place.en
                            ),
                        ),
                    ),
                };
                self.push(
                    code,
                    Severity::Major,
                    anchor,
                    Some(first.clone()),
                    message,
                    text!(
                        "番号を伏せたものに差し替え、このファイルを保管先から削除する",
                        "file a masked copy, and delete this one from where it was kept"
                    ),
                );
            }
            if noted.hidden_rows > 0 {
                let rows = noted.hidden_rows;
                self.push(
                    Code::HiddenRows,
                    Severity::Note,
                    anchor,
                    Some(Spot::file(noted.path.clone())),
                    text!(
                        "非表示の行が {rows} 行あり、ほかの行と同じく数えた",
                        "hidden rows were read like all others: {rows}"
                    ),
                    text!(
                        "表示するか、不要なら削除する",
                        "show them, or delete them if they do not belong there"
                    ),
                );
            }
        }
    }

    /// Evidence that has only a period, one that is no window of its requirement: it answers nothing.
    pub(super) fn idle_periods(&mut self) {
        for item in &self.inputs.facts.items {
            let (Some(covers), None, None) = (item.covers, item.day(), item.window) else { continue };
            let Some(windows) = self.inputs.plan.windows.get(&item.requirement) else { continue };
            let mut owed =
                self.inputs.plan.obligations.iter().filter(|it| it.requirement == item.requirement);
            let window = windows.at(covers.from);
            if covers == window || owed.any(|it| it.window == covers) || covers.from > self.inputs.as_of {
                continue;
            }
            let path = item.path();
            self.push(
                Code::UnplacedEvidence,
                Severity::Minor,
                path.trim_start_matches("evidence/"),
                Some(Spot::file(path)),
                text!(
                    "期間 {covers} はこの必要証跡の期間（{window} など）と一致せず、どれの証跡にもならない",
                    "its period {covers} is no window of this requirement (such as {window}), so it answers none"
                ),
                text!(
                    "期間を合わせるか、実施日を名前に入れる",
                    "name the window's own period, or put the day it was done into the name"
                ),
            );
        }
    }

    /// Cells that have to be filled and are not, and words that are none of those that the column knows.
    fn wanting_cells(&mut self, register: RegisterIx, read: &Register) {
        let def = self.inputs.model.register(register);
        let columns = def.columns.iter().enumerate();
        let columns: Vec<_> = columns.filter(|(_, it)| it.required || !it.values.is_empty()).collect();
        if columns.is_empty() {
            return;
        }
        for row in read.rows().filter(|it| it.span.from <= self.inputs.as_of) {
            for (at, column) in &columns {
                let title = column.title();
                let Text { ja, en } = &title;
                let message = match row.get(*at) {
                    Cell::Empty if column.required && !read.missing_columns.contains(at) => {
                        text!("「{ja}」が空", "{en} is empty")
                    }
                    Cell::Text(words) if !column.values.is_empty() => {
                        let known = |it: &str| column.values.iter().any(|value| folded(value) == folded(it));
                        let between =
                            |it: char| matches!(it, ',' | ';' | '、' | '，' | '；' | '・' | '/' | '／');
                        if known(&words) || words.split(between).all(known) {
                            continue;
                        }
                        let values = column.values.join("、");
                        text!(
                            "「{ja}」の「{words}」は {values} のどれでもない",
                            "{en}: {words} is none of {values}"
                        )
                    }
                    Cell::Empty
                    | Cell::Text(_)
                    | Cell::Number(_)
                    | Cell::Date(_)
                    | Cell::Flag(_)
                    | Cell::Bad(_) => {
                        continue;
                    }
                };
                let (id, key) = (&def.id, row.key());
                let anchor = format!("{}/registers/{id}/{key}/{}", self.company(), column.id);
                let at = Spot { column: Some(title.clone()), ..row.spot() };
                let remedy = text!("その欄を正しく記入する", "fill in the cell");
                self.push(Code::RegisterCell, Severity::Minor, &anchor, Some(at), message, remedy);
            }
        }
    }

    /// Rows that name what another register does not have: what they are about lies outside of what that one lists.
    fn strange_references(&mut self, register: RegisterIx) {
        let (model, as_of) = (self.inputs.model, self.inputs.as_of);
        let def = model.register(register);
        for column in &def.columns {
            let Some(other) = column.refers.as_ref().and_then(|it| model.register_named(it.value.as_str()))
            else {
                continue;
            };
            let known: HashSet<String> = match self.inputs.plan.registers.get(other) {
                RegisterState::Unreadable => continue,
                RegisterState::Missing => HashSet::new(),
                RegisterState::Read(other) => {
                    let rows = other.rows().filter(|it| it.span.contains(as_of));
                    rows.map(|it| folded(it.key()).into_owned()).collect()
                }
            };
            let Text { ja, en } = &model.register(other).title;
            for row in record::of(self.inputs, def.id.as_str()).filter(|it| it.span().contains(as_of)) {
                let strange: Vec<&str> =
                    row.list(&column.id).filter(|it| !known.contains(folded(it).as_ref())).collect();
                if strange.is_empty() {
                    continue;
                }
                let (title, words) = (column.title(), strange.join("、"));
                let anchor = format!("{}/registers/{}/{}/{}", self.company(), def.id, row.key(), column.id);
                let message = Text::new(
                    format!("「{}」の {words} は「{ja}」にない（範囲外）", title.ja),
                    format!("{}: {words} is not in the register {en}: out of scope", title.en),
                );
                let remedy = Text::new(
                    format!("「{ja}」に加えて範囲とするか、範囲外での取扱いをやめる"),
                    format!(
                        "enter it in the register {en}, which takes it into the scope, or stop what is done outside of it"
                    ),
                );
                let at = Spot { column: Some(title), ..row.spot() };
                self.push(Code::OutOfScope, Severity::Minor, &anchor, Some(at), message, remedy);
            }
        }
    }

    pub(super) fn exceptions(&mut self, exceptions: &Exceptions) {
        for invalid in &exceptions.invalid {
            self.push(
                Code::ExceptionInvalid,
                Severity::Minor,
                &format!("{}/{}", self.company(), invalid.key),
                Some(invalid.at.clone()),
                invalid.message.clone(),
                text!(
                    "承認を取り直すか、台帳から外して是正する",
                    "renew the approval, or take the row out and mend the gap"
                ),
            );
            if let Some(last) = self.findings.last_mut() {
                last.due = invalid.due;
            }
        }
    }
}
