//! Findings on files that stand for two windows although they are the same.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Maker;
use crate::code::Code;
use crate::evidence::Sha256;
use crate::finding::{Severity, Spot};
use crate::model::RequirementIx;
use crate::source::SourcePath;
use crate::text::text;

impl Maker<'_> {
    /// The same bytes filed twice for one requirement and subject, as of two days: one of them shows nothing of its own.
    pub(super) fn reused(&mut self) {
        let mut first: BTreeMap<(RequirementIx, Option<&str>, Sha256), (NaiveDate, &SourcePath)> =
            BTreeMap::new();
        let mut found: Vec<(&SourcePath, NaiveDate, &SourcePath)> = Vec::new();
        let facts = self.inputs.facts;
        let own = facts.items.iter().filter(|it| it.provider.is_none() && it.exists_on(self.inputs.as_of));
        let mut own: Vec<_> = own.filter_map(|it| Some((it.day()?, it))).collect();
        own.sort_by(|(a, left), (b, right)| a.cmp(b).then_with(|| left.path().cmp(right.path())));
        for (day, item) in own {
            if self.inputs.model.resolve(item.requirement).1.answered.is_in_register() {
                continue;
            }
            for file in &item.files {
                let Some(hash) = file.sha256 else { continue };
                let (known, path) = *first
                    .entry((item.requirement, item.subject.as_deref(), hash))
                    .or_insert((day, &file.path));
                if known != day && *path != file.path {
                    found.push((&file.path, known, path));
                }
            }
        }
        found.sort();
        found.dedup_by(|a, b| a.0 == b.0);
        for (path, day, earlier) in found {
            self.push(
                Code::EvidenceReused,
                Severity::Minor,
                path.trim_start_matches("evidence/"),
                Some(Spot::file(path.clone())),
                text!(
                    "{day} の証跡（{earlier}）と同じ内容である",
                    "it is the same file as that of {day} ({earlier})"
                ),
                text!(
                    "その時に作成したものに差し替える。一つのファイルが二つの期間に答えるなら evidence.yaml の answers に書く",
                    "file what was made then; if one file answers both windows, say so under answers in evidence.yaml"
                ),
            );
        }
    }
}
