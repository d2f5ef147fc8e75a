//! Findings on the statement of applicability.

use super::Maker;
use super::control::shown;
use crate::assess::control::is_judged;
use crate::assess::statement::{Done, Statement};
use crate::assessment::{CatalogResult, ControlResult, Ground, Verdict};
use crate::code::Code;
use crate::finding::{Severity, Spot};
use crate::terms::Terms;
use crate::text::{Text, text};

impl Maker<'_> {
    pub(super) fn statement(&mut self, statement: &Statement<'_>, catalogs: &[CatalogResult]) {
        self.unreadable_rows(&statement.wrong);
        let model = self.inputs.model;
        for catalog in catalogs.iter().filter(|it| is_judged(it)) {
            let stated: Vec<&ControlResult> =
                catalog.controls.iter().filter(|it| model.node(it.control).reasons_required).collect();
            if !stated.is_empty() {
                self.document(statement, catalog);
                self.untraced(statement, catalog, &stated);
            }
            self.contradicted(statement, catalog);
        }
    }

    /// Controls of which nothing says why they are there. Those without any reason have a finding of their own.
    fn untraced(&mut self, statement: &Statement<'_>, catalog: &CatalogResult, stated: &[&ControlResult]) {
        let applies = stated.iter().filter(|it| it.verdict != Verdict::NotApplicable);
        let untraced = applies.filter(|it| it.reason.is_some() && !statement.is_traced(it.control));
        self.listed(
            (Code::ControlUntraced, ""),
            catalog,
            untraced.copied(),
            text!(
                "リスク、法令、契約又は事業上の必要のいずれからも導かれていない管理策",
                "controls that no risk, law, contract or need of the business leads to"
            ),
            text!(
                "リスク分析表の管理策に加えるか、適用宣言書に理由区分と根拠を書く",
                "name them in the register of risks, or give type and basis of the reason in the statement of applicability"
            ),
        );
    }

    /// Where the statement, or the answers of a questionnaire, and the evidence say different things; and plans whose day
    /// has passed.
    fn contradicted(&mut self, statement: &Statement<'_>, catalog: &CatalogResult) {
        let as_of = self.inputs.as_of;
        let asked = self.inputs.model.catalogs()[catalog.catalog].terms == Some(Terms::PciDss);
        let (ja, en) = if asked {
            ("自己問診票", "questionnaire")
        } else {
            ("適用宣言書", "statement of applicability")
        };
        let applies = || catalog.controls.iter().filter(|it| it.verdict != Verdict::NotApplicable);
        let done = |it: &ControlResult| statement.claim(it.control).and_then(|claim| claim.done);
        let code = Code::StatementContradicted;
        self.listed(
            (code, "claimed"),
            catalog,
            applies().filter(|it| done(it) == Some(Done::Yes) && it.verdict.is_failing()),
            text!(
                "{ja}では実施とされているが、証跡では満たされていない管理策",
                "controls that the {en} says are in place, and the evidence does not"
            ),
            text!("証跡をそろえるか、{ja}を改める", "complete the evidence, or correct the {en}"),
        );
        self.listed(
            (code, "denied"),
            catalog,
            applies().filter(|it| done(it) == Some(Done::No) && it.verdict == Verdict::Conforms),
            text!(
                "{ja}では未実施とされているが、証跡では満たされている管理策",
                "controls that the {en} says are not in place, and the evidence says they are"
            ),
            text!("{ja}を改める", "correct the {en}"),
        );
        let excluded = catalog.controls.iter().filter(|it| {
            let stated = it.reason.as_ref().is_some_and(|(ground, _)| *ground == Ground::Stated);
            let spoken_for = statement.treats(it.control) || done(it) == Some(Done::Yes);
            it.verdict == Verdict::NotApplicable && stated && spoken_for
        });
        self.listed(
            (code, "excluded"),
            catalog,
            excluded,
            text!(
                "{ja}で除外されているが、リスク分析表に挙げられているか、実施とされている管理策",
                "controls that the {en} excludes, and a risk names or the statement says are in place"
            ),
            text!(
                "除外を取り消すか、リスク分析表を改める",
                "take the exclusion back, or correct the register of risks"
            ),
        );
        let overdue = |it: &&ControlResult| match done(it) {
            Some(Done::Planned(day)) => day.is_none_or(|it| it < as_of),
            Some(Done::Yes | Done::No) | None => false,
        };
        self.listed(
            (code, "planned"),
            catalog,
            applies().filter(overdue),
            text!(
                "{ja}の実施予定日がないか、過ぎている管理策",
                "controls whose planned day in the {en} is not given or has passed"
            ),
            text!("実施して{ja}を改めるか、予定日を定め直す", "implement them, or set a new day"),
        );
    }

    /// One finding for several controls of a catalog.
    fn listed<'c>(
        &mut self,
        (code, kind): (Code, &str),
        catalog: &CatalogResult,
        controls: impl Iterator<Item = &'c ControlResult>,
        what: Text,
        remedy: Text,
    ) {
        let model = self.inputs.model;
        let names: Vec<&str> = controls.map(|it| model.node(it.control).id.as_str()).collect();
        if names.is_empty() {
            return;
        }
        let (count, names) = (names.len(), shown(&names));
        let it = &model.catalogs()[catalog.catalog];
        let register = if it.terms == Some(Terms::PciDss) { "questionnaire" } else { "applicability" };
        let (id, Text { ja, en }) = (&it.id, &it.standard);
        let kind = if kind.is_empty() { String::new() } else { format!(":{kind}") };
        self.push(
            code,
            Severity::Minor,
            &format!("{}/{id}{kind}", self.company()),
            Some(self.register_file_named(register)),
            Text::new(
                format!("{ja}: {}が {count} 件（{names}）", what.ja),
                format!("{en}: {}: {count} ({names})", what.en),
            ),
            remedy,
        );
    }

    /// The statement is a controlled document: approved, and not older than the assessment that it follows from.
    fn document(&mut self, statement: &Statement<'_>, catalog: &CatalogResult) {
        let it = &self.inputs.model.catalogs()[catalog.catalog];
        let Text { ja, en } = &it.standard;
        let anchor = format!("{}/{}", self.company(), it.id);
        let mut said: Vec<(&str, Spot, Text)> = Vec::new();
        match &statement.document {
            None => said.push((
                "absent",
                self.register_file_named("documents"),
                text!(
                    "{ja}: 適用宣言書が文書管理台帳にない（版、承認者、承認日が分からない）",
                    "{en}: the statement of applicability is no controlled document, so nobody knows its version and approval"
                ),
            )),
            Some(document) => {
                let at = || document.at.clone();
                if document.version.is_none() || document.approver.is_none() || document.day.is_none() {
                    said.push((
                        "incomplete",
                        at(),
                        text!(
                            "{ja}: 適用宣言書の版、承認者、承認日のいずれかがない",
                            "{en}: the statement of applicability lacks its version, approver or day of approval"
                        ),
                    ));
                }
                if let (Some(day), Some(assessed)) = (document.day, statement.assessed)
                    && day < assessed
                {
                    said.push((
                        "older",
                        at(),
                        text!(
                            "{ja}: 適用宣言書（{day}）が最新のリスクアセスメント（{assessed}）より古い",
                            "{en}: the statement of applicability ({day}) is older than the latest assessment of risks ({assessed})"
                        ),
                    ));
                }
            }
        }
        for (kind, at, message) in said {
            let remedy = text!(
                "適用宣言書を見直して承認を受け、文書管理台帳に版と承認日を記入する",
                "review it, have it approved, and enter version and day in the register of documents"
            );
            let anchor = format!("{anchor}:{kind}");
            self.push(Code::StatementOutdated, Severity::Minor, &anchor, Some(at), message, remedy);
        }
    }
}
