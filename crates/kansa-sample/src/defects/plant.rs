//! How a defect is planted: a small change of what a diligent company would have filed.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::Datelike;
use kansa::core::check::CheckKind;
use kansa::core::id::ControlId;
use kansa::core::measure::{Cadence, Requirement};

use super::{Kind, Planted, check_name, looks_at_approval};
use crate::days::{WorkingDays, fiscal_year, plus, ymd};
use crate::expand::{Draft, Guest, Kitchen, file_name};
use crate::format::Format;
use crate::group::Language;
use crate::output::Made;
use crate::random::Random;
use crate::recipe::Recipe;
use crate::scene::Known;
use crate::skeleton::Owed;

/// What is filed for an obligation.
#[derive(Debug, Clone)]
pub(crate) struct Delivery {
    /// Which of the obligations.
    pub(crate) owed: usize,
    /// Its files.
    pub(crate) draft: Draft,
    /// Whether its first file is cut off.
    pub(crate) is_cut: bool,
}

/// A company in which defects are planted.
pub(crate) struct Planting<'a> {
    /// What files are made with.
    pub(crate) kitchen: &'a Kitchen<'a>,
    /// The company.
    pub(crate) guest: &'a Guest<'a>,
    /// What is known of it.
    pub(crate) known: &'a Known,
    /// Its id.
    pub(crate) company: &'a str,
    /// Its place among the companies, from which its requirements are tried: no defect stands everywhere.
    pub(crate) ordinal: usize,
    /// What it owes.
    pub(crate) owed: &'a [Owed],
    /// Controls on which others rest.
    pub(crate) leaned_on: &'a BTreeSet<ControlId>,
    /// What it files.
    pub(crate) deliveries: Vec<Delivery>,
    /// Files that lie where nothing belongs.
    pub(crate) strays: Vec<Made>,
    /// What was planted.
    pub(crate) planted: Vec<Planted>,
    used: BTreeSet<String>,
}

impl<'a> Planting<'a> {
    /// A company that has done everything.
    pub(crate) fn new(
        kitchen: &'a Kitchen<'a>,
        guest: &'a Guest<'a>,
        (company, ordinal): (&'a str, usize),
        owed: &'a [Owed],
        leaned_on: &'a BTreeSet<ControlId>,
        deliveries: Vec<Delivery>,
    ) -> Self {
        let known = guest.known.as_ref();
        let (strays, planted, used) = (Vec::new(), Vec::new(), BTreeSet::new());
        Self { kitchen, guest, known, company, ordinal, owed, leaned_on, deliveries, strays, planted, used }
    }

    /// Plants one defect of a kind, if there is a place for it: the first that fits. Companies begin at other
    /// requirements.
    pub(crate) fn plant(&mut self, kind: Kind, requirement: Option<&str>, random: &mut Random) -> Result<()> {
        match kind {
            Kind::Misplaced => {
                self.misplace(random);
                return Ok(());
            }
            Kind::RegisterCell => {
                self.register_cell(random);
                return Ok(());
            }
            _ => {}
        }
        let requirements = match requirement {
            Some(it) => vec![it.to_owned()],
            None => self.places(kind),
        };
        for requirement in requirements {
            let of = |it: &Delivery| self.owed[it.owed].requirement == requirement;
            let mut order: Vec<usize> =
                (0..self.deliveries.len()).filter(|it| of(&self.deliveries[*it])).collect();
            while !order.is_empty() {
                let at = order.swap_remove(random.count(0, order.len() - 1));
                let owed = &self.owed[self.deliveries[at].owed];
                if !self.is_open(owed) {
                    continue;
                }
                if let Some(planted) = self.try_one(kind, at, random)? {
                    self.used.insert(owed.requirement.clone());
                    self.planted.push(planted);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Requirements in which a defect of a kind can be planted, in the order in which this company tries them.
    fn places(&self, kind: Kind) -> Vec<String> {
        let model = self.kitchen.model;
        let mut left: Vec<&String> = self
            .kitchen
            .recipes
            .by_requirement
            .iter()
            .filter(|(id, recipe)| {
                let found = id.split_once('/').and_then(|(measure, it)| model.requirement_at(measure, it));
                found.is_some_and(|it| fits(kind, recipe, model.resolve(it).1))
            })
            .map(|it| it.0)
            .collect();
        // The order is that of the kind, and the same at all companies.
        let mut random = Random::of(self.kitchen.seed, &[&format!("{kind:?}"), "places"]);
        let mut all = Vec::new();
        while !left.is_empty() {
            all.push(left.swap_remove(random.count(0, left.len() - 1)).clone());
        }
        // Seven further on is far enough from the next company.
        let start = if all.is_empty() { 0 } else { self.ordinal * 7 % all.len() };
        all.rotate_left(start);
        all
    }

    /// Whether a defect here says nothing beside itself.
    fn is_open(&self, owed: &Owed) -> bool {
        let (measure, requirement) = self.kitchen.model.resolve(owed.index);
        let controls = measure.controls.iter().map(|(id, _)| id);
        let serves = |it: &ControlId| requirement.serves.is_empty() || requirement.serves.contains(it);
        let leads = |name: &str| {
            let all = self.kitchen.model.measures().iter().flat_map(|it| &it.requirements);
            all.flat_map(|it| &it.checks).any(|it| match &it.kind {
                CheckKind::After { requirement: (measure, id), .. } => format!("{measure}/{id}") == name,
                _ => false,
            })
        };
        owed.on == self.kitchen.as_of
            && fiscal_year(owed.window.to) >= fiscal_year(self.kitchen.as_of)
            && !owed.beside_others
            && owed.takers.is_empty()
            && !self.used.contains(&owed.requirement)
            && !leads(&owed.requirement)
            && !controls.filter(|it| serves(it)).any(|it| self.leaned_on.contains(it))
    }

    fn try_one(&mut self, kind: Kind, at: usize, random: &mut Random) -> Result<Option<Planted>> {
        let owed = &self.owed[self.deliveries[at].owed];
        let (_, requirement) = self.kitchen.model.resolve(owed.index);
        Ok(match kind {
            Kind::Omitted => self.omit(at, owed, requirement),
            Kind::Late => self.delay(at, owed, requirement, random)?,
            Kind::Stale => self.age(at, owed, requirement, random)?,
            Kind::RowMissing => self.drop_row(at, owed, requirement, random),
            Kind::WrongCell => self.wrong_cell(at, owed, random)?,
            Kind::NotApproved | Kind::WrongApprover => self.approval(kind, at, owed, requirement),
            Kind::Unreadable => self.cut(at, owed),
            Kind::AmbiguousDate => self.ambiguous(at, owed, requirement),
            Kind::HiddenRow => self.hide(at, owed, random),
            Kind::Misplaced | Kind::RegisterCell => None,
        })
    }

    fn planted(&self, owed: &Owed, what: String, file: String, findings: Vec<String>) -> Planted {
        let (measure, requirement) = self.kitchen.model.resolve(owed.index);
        let controls = measure.controls.iter().map(|(id, _)| id);
        let controls = controls.filter(|it| requirement.serves.is_empty() || requirement.serves.contains(it));
        let controls =
            controls.filter(|it| it.catalog.as_str() == "iso-27001-2022").map(|it| it.node.to_string());
        Planted {
            what,
            file,
            findings,
            controls: controls.filter(|it| it.starts_with("A.")).collect(),
            cell: None,
        }
    }

    /// Title and subject of an obligation.
    fn title(&self, owed: &Owed) -> String {
        let (_, requirement) = self.kitchen.model.resolve(owed.index);
        let title = &requirement.title.ja;
        owed.subject.as_ref().map_or_else(|| title.clone(), |it| format!("{title}（{it}）"))
    }

    /// What an obligation gives rise to that nobody has met by the day.
    fn unmet(&self, owed: &Owed, requirement: &Requirement) -> Option<String> {
        let as_of = self.kitchen.as_of;
        let is_once = matches!(requirement.cadence, Cadence::MaxAge(_));
        if matches!(requirement.cadence, Cadence::Interval(_)) || !is_once && owed.due >= as_of {
            return None;
        }
        let same = |it: &&Delivery| {
            let other = &self.owed[it.owed];
            other.requirement == owed.requirement && other.subject == owed.subject
        };
        if is_once && self.deliveries.iter().filter(same).count() > 1 {
            return None;
        }
        let code = if owed.repair_until < as_of { "evidence-missed" } else { "evidence-overdue" };
        Some(format!("{code}:{}", owed.id()))
    }

    fn omit(&mut self, at: usize, owed: &Owed, requirement: &Requirement) -> Option<Planted> {
        let finding = self.unmet(owed, requirement)?;
        let draft = self.deliveries.remove(at).draft;
        let until = match requirement.cadence {
            Cadence::MaxAge(_) => String::new(),
            _ => format!("（期限 {}）", owed.due),
        };
        let what = format!("{}{until}がない", self.title(owed));
        Some(self.planted(owed, what, format!("{}/", draft.folder), vec![finding]))
    }

    fn delay(
        &mut self,
        at: usize,
        owed: &Owed,
        requirement: &Requirement,
        random: &mut Random,
    ) -> Result<Option<Planted>> {
        let calendar = WorkingDays(&self.kitchen.calendar);
        let day = calendar.from(plus(owed.window.to, random.between(2, 9)));
        if day > self.kitchen.as_of || day > owed.repair_until {
            return Ok(None);
        }
        match requirement.cadence {
            Cadence::Every(_) => {
                // It stays a repair only if the next window has something of its own, later on.
                let follows = self.deliveries.iter().any(|it| {
                    let other = &self.owed[it.owed];
                    other.requirement == owed.requirement
                        && other.subject == owed.subject
                        && other.window.from == plus(owed.window.to, 1)
                        && it.draft.day > day
                });
                if !follows {
                    return Ok(None);
                }
            }
            Cadence::Once { .. } => {}
            Cadence::MaxAge(_) | Cadence::Interval(_) => return Ok(None),
        }
        let draft = self.kitchen.draft(owed, day, self.guest)?;
        if !self.holds(requirement, &draft) {
            return Ok(None);
        }
        let what =
            format!("{}（期限 {}）が、期限を過ぎた{}に行われた", self.title(owed), owed.window.to, day);
        let file = path(&draft);
        self.deliveries[at].draft = draft;
        Ok(Some(self.planted(owed, what, file, vec![format!("done-late:{}", owed.id())])))
    }

    /// Whether nothing else becomes wrong by another day.
    fn holds(&self, requirement: &Requirement, draft: &Draft) -> bool {
        let approved = draft.item.approved.as_ref().is_none_or(|it| it.1 <= self.kitchen.as_of);
        approved && !requirement.checks.iter().any(|it| matches!(it.kind, CheckKind::After { .. }))
    }

    fn age(
        &mut self,
        at: usize,
        owed: &Owed,
        requirement: &Requirement,
        random: &mut Random,
    ) -> Result<Option<Planted>> {
        let Cadence::MaxAge(age) = requirement.cadence else { return Ok(None) };
        let is_document = self.known.registers.get("documents").into_iter().flatten().any(|it| {
            let target = it.cells.get_attr("target").ok();
            target.and_then(|it| it.as_str().map(|it| it.contains(&owed.requirement))).unwrap_or(false)
        });
        if is_document || self.unmet(owed, requirement).is_none() {
            return Ok(None);
        }
        let calendar = WorkingDays(&self.kitchen.calendar);
        let day = calendar.until(plus(age.before(self.kitchen.as_of), -random.between(15, 120)));
        let draft = self.kitchen.draft(owed, day, self.guest)?;
        let what = format!("{}が{}のままで、その後見直されていない", self.title(owed), day);
        let file = path(&draft);
        self.deliveries[at].draft = draft;
        Ok(Some(self.planted(owed, what, file, vec![format!("evidence-stale:{}", owed.id())])))
    }

    fn drop_row(
        &mut self,
        at: usize,
        owed: &Owed,
        requirement: &Requirement,
        random: &mut Random,
    ) -> Option<Planted> {
        let others = |it: &CheckKind| {
            matches!(it, CheckKind::Rows { .. } | CheckKind::Ratio { .. } | CheckKind::Reconcile { .. })
        };
        if requirement.checks.iter().any(|it| others(&it.kind)) {
            return None;
        }
        let (nth, column) = requirement.checks.iter().enumerate().find_map(|(nth, it)| match &it.kind {
            CheckKind::Covers { column, condition: None, .. } => Some((nth, *column)),
            _ => None,
        })?;
        let name = requirement.columns.get(column)?.id.to_string();
        let draft = &mut self.deliveries[at].draft;
        let number =
            draft.files.iter().position(|it| it.columns.contains(&name) && it.contents.table.is_some())?;
        let file = draft.files.get_mut(number)?;
        let cell = file.columns.iter().position(|it| *it == name)?;
        let table = file.contents.table.as_mut()?;
        if table.rows.len() < 4 {
            return None;
        }
        let row = table.rows.remove(random.count(1, table.rows.len() / 3));
        let draft = &self.deliveries[at].draft;
        let what = format!("{}に {} がない", self.title(owed), row.get(cell)?);
        let file = format!("{}/{}", draft.folder, file_name(draft, draft.files.get(number)?));
        let finding = format!("check-failed:{}:{}", owed.id(), check_name(requirement, nth));
        Some(self.planted(owed, what, file, vec![finding]))
    }

    fn wrong_cell(&mut self, at: usize, owed: &Owed, random: &mut Random) -> Result<Option<Planted>> {
        let Some(recipe) = self.kitchen.recipes.by_requirement.get(&owed.requirement) else {
            return Ok(None);
        };
        let Some(wrong) = random.pick(&recipe.defects) else { return Ok(None) };
        let draft = &mut self.deliveries[at].draft;
        let has = |it: &crate::expand::DraftFile| wrong.set.keys().all(|column| it.columns.contains(column));
        let number = draft.files.iter().position(|it| has(it) && it.contents.table.is_some());
        let Some(number) = number else { return Ok(None) };
        let file = &mut draft.files[number];
        let Some(table) = file.contents.table.as_mut() else { return Ok(None) };
        let at_row = match wrong.row {
            Some(row) => row.saturating_sub(1),
            None => random.count(0, table.rows.len().saturating_sub(1)),
        };
        let Some(row) = table.rows.get_mut(at_row) else { return Ok(None) };
        let key = row.first().cloned().unwrap_or_default();
        let scene = minijinja::context! { key, day => draft.day.to_string() };
        for (column, value) in &wrong.set {
            let cell = file.columns.iter().position(|it| it == column);
            let Some(cell) = cell.and_then(|it| row.get_mut(it)) else { return Ok(None) };
            *cell = self.kitchen.environment.render_str(value, &scene)?;
        }
        let draft = &self.deliveries[at].draft;
        let subject = owed.subject.as_ref().map(|it| format!("（{it}）")).unwrap_or_default();
        let what = self.kitchen.environment.render_str(&wrong.what, &scene)? + &subject;
        let file = format!("{}/{}", draft.folder, file_name(draft, &draft.files[number]));
        let findings = vec![format!("check-failed:{}:{}", owed.id(), wrong.check)];
        Ok(Some(self.planted(owed, what, file, findings)))
    }

    fn approval(&mut self, kind: Kind, at: usize, owed: &Owed, requirement: &Requirement) -> Option<Planted> {
        if looks_at_approval(requirement) {
            return None;
        }
        let item = &mut self.deliveries[at].draft.item;
        let (by, on) = item.approved.clone()?;
        let title = self.title(owed);
        let what = if kind == Kind::NotApproved {
            self.deliveries[at].draft.item.approved = None;
            format!("{title}が承認されていない")
        } else {
            let other = if by == "isms-office" { "it-manager" } else { "isms-office" };
            self.deliveries[at].draft.item.approved = Some((other.to_owned(), on));
            format!("{title}を、定めと違う役割（{other}）が承認している")
        };
        let file = path(&self.deliveries[at].draft);
        Some(self.planted(owed, what, file, vec![format!("not-approved:{}", owed.id())]))
    }

    fn cut(&mut self, at: usize, owed: &Owed) -> Option<Planted> {
        let delivery = &mut self.deliveries[at];
        if delivery.draft.files.first()?.format != Format::Xlsx {
            return None;
        }
        delivery.is_cut = true;
        let file = path(&delivery.draft);
        let what = format!("{}のファイル（xlsx）が途中で切れていて開けない", self.title(owed));
        Some(self.planted(owed, what, file, vec![format!("evidence-unreadable:{}", owed.id())]))
    }

    fn ambiguous(&mut self, at: usize, owed: &Owed, requirement: &Requirement) -> Option<Planted> {
        let finding = self.unmet(owed, requirement)?;
        let draft = &mut self.deliveries[at].draft;
        let (day, is_one) = (draft.day, draft.files.len() == 1 && draft.item.is_silent());
        if !is_one {
            return None;
        }
        draft.stamp = format!("{:02}{:02}{:02}", day.year() % 100, day.month(), day.day());
        let (file, stamp) = (path(draft), draft.stamp.clone());
        let what = format!(
            "{}のファイル名が {stamp} で、日付が二通りに読める。そのため証跡がないことになる",
            self.title(owed)
        );
        let findings = vec![format!("ambiguous-date:{}", below(&file)), finding];
        Some(self.planted(owed, what, file, findings))
    }

    fn hide(&mut self, at: usize, owed: &Owed, random: &mut Random) -> Option<Planted> {
        let draft = &mut self.deliveries[at].draft;
        let number = draft.files.iter().position(|it| it.format == Format::Xlsx)?;
        let table = draft.files.get_mut(number)?.contents.table.as_mut()?;
        if table.rows.len() < 5 {
            return None;
        }
        table.hidden = Some(random.count(1, table.rows.len() - 1));
        let draft = &self.deliveries[at].draft;
        let file = format!("{}/{}", draft.folder, file_name(draft, draft.files.get(number)?));
        let what = format!("{}（xlsx）で、1行が隠れている。隠れた行も数える", self.title(owed));
        let finding = format!("hidden-rows:{}", below(&file));
        Some(Planted { controls: BTreeSet::new(), ..self.planted(owed, what, file, vec![finding]) })
    }

    fn misplace(&mut self, random: &mut Random) {
        let (folders, name) = match self.guest.language {
            Language::Ja => {
                (["作業中", "引継ぎ資料", "旧様式", "確認待ち", "添付", "一時置場"], "打合せメモ")
            }
            Language::En => (["drafts", "handover", "old forms", "to check", "attachments", "temp"], "notes"),
        };
        let folder = random.pick(&folders).copied().unwrap_or("temp");
        let day = WorkingDays(&self.kitchen.calendar).from(plus(ymd(2026, 5, 11), random.between(0, 120)));
        let file = format!("evidence/{}/{folder}/{day}_{name}.txt", self.company);
        let text = match self.guest.language {
            Language::Ja => format!(
                "{day} 事務局の打合せ\n\n・点検の様式をそろえる\n・次回までに台帳の担当者を確かめる\n"
            ),
            Language::En => format!(
                "{day} office meeting\n\n- use one form for all checks\n- confirm who keeps the registers\n"
            ),
        };
        self.strays.push(Made { path: file.clone(), bytes: text.into_bytes() });
        self.planted.push(Planted {
            what: format!("どの必要証跡のものでもないフォルダー「{folder}」に打合せのメモが置かれている"),
            file,
            findings: vec![format!("unplaced-evidence:{}/{folder}", self.company)],
            controls: BTreeSet::new(),
            cell: None,
        });
    }

    fn register_cell(&mut self, random: &mut Random) {
        let registers = [("systems", "情報システム一覧"), ("sites", "拠点一覧"), ("domains", "ドメイン一覧")];
        let (register, title) = registers[self.ordinal % registers.len()];
        let Some(rows) = self.known.registers.get(register).filter(|it| !it.is_empty()) else { return };
        let at = random.count(0, rows.len() - 1);
        let key = &rows[at].key;
        let year = random.between(2016, 2023);
        let days = [("/13/1", "月"), ("/4/31", "日"), ("-02-30", "日"), ("/06/00", "日")];
        let (day, unit) = random.pick(&days).copied().unwrap_or(("/13/1", "月"));
        let value = format!("{year}{day}");
        self.planted.push(Planted {
            what: format!("{title}の {key} の開始日が {value}（存在しない{unit}）"),
            file: format!("evidence/{}/registers/", self.company),
            findings: vec![format!("register-cell:{}/registers/{register}/{key}/from", self.company)],
            controls: BTreeSet::new(),
            cell: Some((register.to_owned(), at, "from".to_owned(), value)),
        });
    }
}

/// Whether a requirement may have a place for a defect of a kind.
fn fits(kind: Kind, recipe: &Recipe, requirement: &Requirement) -> bool {
    match kind {
        Kind::Stale => matches!(requirement.cadence, Cadence::MaxAge(_)),
        Kind::Late => matches!(requirement.cadence, Cadence::Every(_) | Cadence::Once { .. }),
        Kind::RowMissing => {
            let covers = |it: &CheckKind| matches!(it, CheckKind::Covers { .. });
            requirement.checks.iter().any(|it| covers(&it.kind))
        }
        Kind::WrongCell => !recipe.defects.is_empty(),
        Kind::NotApproved | Kind::WrongApprover => {
            requirement.approval.is_some() && !looks_at_approval(requirement)
        }
        Kind::Unreadable | Kind::HiddenRow => {
            recipe.sets().into_iter().flatten().any(|it| it.formats.contains(&Format::Xlsx))
        }
        Kind::Omitted | Kind::AmbiguousDate => true,
        Kind::Misplaced | Kind::RegisterCell => false,
    }
}

/// The first file of a delivery.
fn path(draft: &Draft) -> String {
    let name = draft.files.first().map(|it| file_name(draft, it)).unwrap_or_default();
    format!("{}/{name}", draft.folder)
}

/// A path as findings have it: below the folder of all companies.
fn below(path: &str) -> &str {
    path.strip_prefix("evidence/").unwrap_or(path)
}

/// The first half of a file.
pub(crate) fn cut(bytes: &mut Vec<u8>) {
    bytes.truncate(bytes.len() / 2);
}
