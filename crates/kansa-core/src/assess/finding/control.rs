//! Findings on controls: applicability, coverage, prerequisites.

use std::collections::{BTreeSet, HashSet};

use super::Maker;
use crate::assess::applicability::Applicability;
use crate::assess::control::is_judged;
use crate::assessment::{CatalogResult, ControlResult, Verdict};
use crate::catalog::PrerequisiteKind;
use crate::code::Code;
use crate::finding::Severity;
use crate::model::ControlIx;
use crate::text::{Text, text};

impl Maker<'_> {
    pub(super) fn applicability(&mut self, applicability: &Applicability, catalogs: &[CatalogResult]) {
        for (register, key, at, message) in &applicability.wrong {
            let anchor = format!("{}/registers/{register}/{key}", self.company());
            self.push(
                Code::RegisterCell,
                Severity::Minor,
                &anchor,
                Some(at.clone()),
                message.clone(),
                text!("その行を直す", "mend the row"),
            );
        }
        for catalog in catalogs.iter().filter(|it| is_judged(it)) {
            let unreasoned: Vec<&str> = catalog
                .controls
                .iter()
                .filter(|it| it.reason.is_none() && self.inputs.model.node(it.control).reasons_required)
                .map(|it| self.inputs.model.node(it.control).id.as_str())
                .collect();
            if unreasoned.is_empty() {
                continue;
            }
            let (count, names) = (unreasoned.len(), shown(&unreasoned));
            let it = &self.inputs.model.catalogs()[catalog.catalog];
            let (id, Text { ja, en }) = (&it.id, &it.standard);
            self.push(
                Code::ApplicabilityUnreasoned,
                Severity::Minor,
                &format!("{}/{id}", self.company()),
                Some(self.folder("registers/applicability.csv")),
                Text::new(
                    format!("{ja}: 適用・除外の理由が記録されていない管理策が {count} 件（{names}）"),
                    format!(
                        "{en}: controls without a recorded reason for their applicability: {count} ({names})"
                    ),
                ),
                text!("適用宣言書に理由を書く", "give the reason in the statement of applicability"),
            );
        }
    }

    pub(super) fn unmapped(&mut self, catalog: &CatalogResult) {
        let model = self.inputs.model;
        let unmapped: Vec<ControlIx> = catalog
            .controls
            .iter()
            .filter(|it| it.verdict == Verdict::NotAssessed && model.node(it.control).confirmed)
            .map(|it| it.control)
            .collect();
        if unmapped.is_empty() {
            return;
        }
        let names: Vec<&str> = unmapped.iter().map(|it| model.node(*it).id.as_str()).collect();
        let (count, names) = (unmapped.len(), shown(&names));
        let company = self.inputs.plan.company;
        let free =
            |at: &usize| !company.measures.contains(at) && !company.excepted.iter().any(|(it, _)| it == at);
        let serving = unmapped.iter().flat_map(|it| model.mappings(*it)).map(|it| it.measure).filter(free);
        let serving: BTreeSet<usize> = serving.collect();
        // What nobody is held to unasked may be all that is missing.
        let (voluntary, others): (Vec<usize>, Vec<usize>) =
            serving.into_iter().partition(|it| model.measures()[*it].voluntary);
        let ids = |all: &[usize]| {
            shown(&all.iter().map(|it| model.measures()[*it].id.as_str()).collect::<Vec<_>>())
        };
        let remedy = match (ids(&others), ids(&voluntary)) {
            (others, _) if !others.is_empty() => text!(
                "対策を採用する（company.yaml の measures に加える: {others}。一覧は kansa catalog measures）か、適用除外の理由を記録する",
                "take measures (in company.yaml: {others}; kansa catalog measures lists them), or record why they do not apply"
            ),
            (_, also) if !also.is_empty() => text!(
                "任意の対策を採用する（company.yaml に also: [{also}]）か、対策を対応付けるか、適用除外の理由を記録する",
                "take what is voluntary (also: [{also}] in company.yaml), map a measure, or record why they do not apply"
            ),
            _ => text!(
                "対策を対応付けるか、適用除外の理由を記録する",
                "map a measure, or record why they do not apply"
            ),
        };
        let it = &model.catalogs()[catalog.catalog];
        let (id, Text { ja, en }) = (&it.id, &it.standard);
        self.push(
            Code::ControlUnmapped,
            Severity::Note,
            &format!("{}/{id}", self.company()),
            None,
            Text::new(
                format!("{ja}: 対策が対応付けられていない要求事項が {count} 件（{names}）"),
                format!("{en}: requirements without a measure: {count} ({names})"),
            ),
            remedy,
        );
    }

    pub(super) fn uncovered(&mut self, control: &ControlResult) {
        // That nobody else can answer for it is said by itself.
        let said = control.measures.is_empty() || !control.not_delegable.is_empty();
        if said || control.verdict == Verdict::NotApplicable {
            return;
        }
        let open: Vec<Text> =
            control.aspects.iter().filter(|it| it.verdict.is_none()).map(|it| it.aspect.text()).collect();
        if open.is_empty() {
            return;
        }
        let id = self.inputs.model.control_id(control.control).clone();
        let ja = open.iter().map(|it| it.ja.as_str()).collect::<Vec<_>>().join("、");
        let en = open.iter().map(|it| it.en.as_str()).collect::<Vec<_>>().join(", ");
        let anchor = format!("{}/{id}", self.company());
        self.push(
            Code::AspectUncovered,
            Severity::Minor,
            &anchor,
            None,
            Text::new(
                format!("{id} の「{ja}」を示す対策がない"),
                format!("no measure shows that {id} is {en}"),
            ),
            text!("その観点を示す対策を対応付ける", "map a measure that covers this aspect"),
        );
        if let Some(last) = self.findings.last_mut() {
            last.breaks = vec![id];
        }
    }

    /// What explicitly rests on a failing control, although nothing fails in itself.
    pub(super) fn prerequisites(&mut self, catalogs: &[CatalogResult]) {
        let model = self.inputs.model;
        let failing: HashSet<ControlIx> = catalogs
            .iter()
            .flat_map(|it| &it.controls)
            .filter(|it| it.verdict.is_failing())
            .map(|it| it.control)
            .collect();
        for control in catalogs.iter().flat_map(|it| &it.controls) {
            let stands = match control.verdict {
                Verdict::Conforms | Verdict::Accepted | Verdict::Pending => true,
                Verdict::Partial | Verdict::Gap | Verdict::NotApplicable | Verdict::NotAssessed => false,
            };
            let on: Vec<ControlIx> = model
                .graph()
                .rests_on(control.control)
                .into_iter()
                .filter(|it| it.kind == PrerequisiteKind::Explicit && failing.contains(&it.control))
                .map(|it| it.control)
                .collect();
            if !stands || on.is_empty() {
                continue;
            }
            let id = model.control_id(control.control);
            let names = on.iter().map(|it| model.control_id(*it).to_string()).collect::<Vec<_>>().join(", ");
            let causes = self
                .findings
                .iter()
                .filter(|it| on.iter().any(|on| it.breaks.contains(model.control_id(*on))));
            let causes: Vec<String> = causes.map(|it| it.id.clone()).collect();
            let anchor = format!("{}/{id}", self.company());
            self.push(
                Code::PrerequisiteFailing,
                Severity::Minor,
                &anchor,
                None,
                Text::new(
                    format!("{id}（{}）の前提である {names} が充足していない", control.verdict.text().ja),
                    format!("{names}, on which {id} ({}) rests, does not conform", control.verdict.text().en),
                ),
                text!("前提の不備を先に直す", "mend what it rests on first"),
            );
            if let Some(last) = self.findings.last_mut() {
                last.causes = causes;
            }
        }
    }
}

/// The first few of a list of ids, and how many more there are.
pub(super) fn shown(ids: &[&str]) -> String {
    const SHOWN: usize = 10;
    let first = ids.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if ids.len() > SHOWN { format!("{first}, … +{}", ids.len() - SHOWN) } else { first }
}
