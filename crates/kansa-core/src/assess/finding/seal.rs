//! Findings on the seal log: what is not as it was sealed.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};

use super::Maker;
use crate::assessment::{ObligationResult, State};
use crate::code::Code;
use crate::evidence::Seal;
use crate::finding::{Severity, Spot};
use crate::source::SourcePath;
use crate::text::{Text, text};

/// Days for filing what was done: what is later than that is said.
const TO_FILE: u64 = 30;

impl Maker<'_> {
    pub(super) fn seal(&mut self, obligations: &[ObligationResult]) {
        let facts = self.inputs.facts;
        self.disposed_early();
        let Some(seal) = &facts.seal else { return };
        self.broken_log(seal);
        // What decides an obligation is said there, with what it breaks.
        let decided = obligations.iter().filter(|it| it.state == State::Altered);
        let items = decided.filter_map(|it| it.evidence.first()).map(|at| &facts.items[*at]);
        let said: HashSet<&SourcePath> =
            items.flat_map(|it| &it.files).filter(|it| it.altered).map(|it| &it.path).collect();
        for it in seal.altered.iter().filter(|it| !said.contains(&it.path)) {
            let on = it.on;
            self.about_file(
                (Code::EvidenceAltered, Severity::Major),
                &it.path,
                text!("{on} に封印された後に変更されている", "it is not as it was sealed on {on}"),
                text!(
                    "封印時の内容に戻すか、訂正の理由を kansa seal --replace で記録する",
                    "put back what was sealed, or record why it was corrected: kansa seal --replace"
                ),
            );
        }
        for it in &seal.removed {
            let on = it.on;
            self.about_file(
                (Code::EvidenceRemoved, Severity::Major),
                &it.path,
                text!("{on} に封印されたが、なくなっている", "it was sealed on {on} and is gone"),
                text!(
                    "元に戻すか、廃棄の承認と理由を kansa seal --dispose で記録する",
                    "put it back, or record who approved its disposal and why: kansa seal --dispose"
                ),
            );
        }
        self.filed_late(seal);
    }

    /// Files that should still be there: what is kept as long as the group has said shows that it was done.
    fn disposed_early(&mut self) {
        let items = self.inputs.facts.items.iter().filter(|it| it.provider.is_none());
        let mut found: Vec<(SourcePath, NaiveDate, NaiveDate)> = items
            .filter_map(|it| {
                let disposal = it.disposal.as_ref()?;
                let retention = self.inputs.model.resolve(it.requirement).1.retention?;
                let until = retention.after(it.covers.map_or(it.day(), |it| Some(it.to))?, 1);
                (disposal.on < until).then(|| (disposal.path.clone(), disposal.on, until))
            })
            .collect();
        found.sort();
        found.dedup_by(|a, b| a.0 == b.0);
        for (path, on, until) in found {
            self.about_file(
                (Code::DisposedEarly, Severity::Minor),
                &path,
                text!(
                    "{until} まで保管するものが {on} に廃棄されている",
                    "it has to be kept until {until}, and was disposed of on {on}"
                ),
                text!(
                    "控えがあれば戻し、廃棄の手順を見直す",
                    "put back a copy if there is one, and look at how disposals are decided"
                ),
            );
        }
    }

    /// Files that say of themselves that they were made, or changed, long after the day of which they are said to be.
    pub(super) fn dated(&mut self) {
        let own = self.inputs.facts.items.iter().filter(|it| it.provider.is_none());
        let mut found: Vec<(SourcePath, NaiveDate, NaiveDate)> = Vec::new();
        for item in own.filter(|it| it.exists_on(self.inputs.as_of)) {
            // Whoever says that it was collected or handed in later hides nothing.
            let Some(day) = [item.performed, item.collected, item.received].into_iter().flatten().max()
            else {
                continue;
            };
            let Some(by) = day.checked_add_days(Days::new(TO_FILE)) else { continue };
            let later = item.files.iter().filter_map(|it| Some((it, it.dated.filter(|it| *it > by)?)));
            found.extend(later.map(|(file, dated)| (file.path.clone(), day, dated)));
        }
        found.sort();
        found.dedup_by(|a, b| a.0 == b.0);
        for (path, day, dated) in found {
            self.about_file(
                (Code::DateContradicted, Severity::Minor),
                &path,
                text!(
                    "{day} のものとされているが、ファイル自身には {dated} に作成又は更新されたとある",
                    "it is said to be of {day}, and the file itself says that it was made or changed on {dated}"
                ),
                text!(
                    "その日に作成したものに差し替えるか、後から作成・更新したのであればその日を evidence.yaml の collected に書く",
                    "file what was made then; if it was made or changed later, say so under collected in evidence.yaml"
                ),
            );
        }
    }

    fn broken_log(&mut self, seal: &Seal) {
        for (line, why) in &seal.faults {
            let Text { ja, en } = why;
            let anchor = format!("{}/seal:{line}", self.company());
            let at = Spot { line: Some(*line), ..Spot::file(seal.path.clone()) };
            self.push(
                Code::SealBroken,
                Severity::Critical,
                &anchor,
                Some(at),
                Text::new(
                    format!("証跡封印記録の {line} 行目: {ja}"),
                    format!("line {line} of the seal log: {en}"),
                ),
                text!(
                    "控えから元の記録に戻し、変更した者と理由を調べる",
                    "restore the log from a copy, and find out who changed it and why"
                ),
            );
        }
    }

    /// Files that say that they are from before a day on which the folder was sealed without them.
    fn filed_late(&mut self, seal: &Seal) {
        let sealed: HashMap<&SourcePath, NaiveDate> =
            seal.sealed.iter().chain(&seal.altered).map(|it| (&it.path, it.on)).collect();
        let unsealed: HashSet<&SourcePath> = seal.unsealed.iter().collect();
        let mut found: Vec<(SourcePath, NaiveDate, NaiveDate)> = Vec::new();
        for item in self.inputs.facts.items.iter().filter(|it| it.provider.is_none()) {
            let Some(day) = item.day().filter(|it| *it <= self.inputs.as_of) else { continue };
            let Some(by) = day.checked_add_days(Days::new(TO_FILE)) else { continue };
            for file in &item.files {
                let first = sealed.get(&file.path);
                if first.is_none() && !unsealed.contains(&file.path) {
                    continue;
                }
                let without = seal.days.iter().find(|it| **it > by && first.is_none_or(|first| *it < first));
                found.extend(without.map(|sealed| (file.path.clone(), day, *sealed)));
            }
        }
        found.sort();
        found.dedup_by(|a, b| a.0 == b.0);
        for (path, day, sealed) in found {
            self.about_file(
                (Code::FiledLate, Severity::Minor),
                &path,
                text!(
                    "{day} のものとされているが、{sealed} の封印の時には置かれていなかった",
                    "it says that it is of {day}, and was not there when the folder was sealed on {sealed}"
                ),
                text!(
                    "いつ作成し、なぜ遅れて置いたかを確かめて記録する",
                    "find out when it was made and why it was filed later, and record it"
                ),
            );
        }
    }

    fn about_file(
        &mut self,
        (code, severity): (Code, Severity),
        path: &SourcePath,
        message: Text,
        remedy: Text,
    ) {
        let anchor = path.trim_start_matches("evidence/").to_owned();
        self.push(code, severity, &anchor, Some(Spot::file(path.clone())), message, remedy);
    }
}
