//! Findings on audits and corrective actions.

use super::Maker;
use crate::assess::nonconformity::Nonconformities;
use crate::assessment::{Grade, Nonconformity, Stage};
use crate::code::Code;
use crate::finding::{Severity, Spot};
use crate::text::{Text, text};

impl Maker<'_> {
    pub(super) fn nonconformities(&mut self, found: &Nonconformities<'_>) {
        for it in found.all.iter().filter(|it| it.is_open()) {
            self.nonconformity(it);
        }
        for it in &found.unanswered {
            let (title, due) = (it.title, it.due);
            self.push(
                Code::AuditAnswerOverdue,
                Severity::Major,
                &format!("{}/registers/audit-findings/{}", self.company(), it.key),
                Some(it.at.clone()),
                text!(
                    "監査指摘「{title}」に期限（{due}）までに回答していない",
                    "the auditor's finding ({title}) was not answered by {due}"
                ),
                text!("回答し、回答日を記入する", "answer, and enter the day of the answer"),
            );
            if let Some(last) = self.findings.last_mut() {
                last.due = Some(due);
            }
        }
        self.unreadable_rows(&found.wrong);
    }

    /// Rows of registers that the engine itself reads and cannot understand.
    pub(super) fn unreadable_rows(&mut self, wrong: &[(&str, &str, Spot, Text)]) {
        for (register, key, at, message) in wrong {
            let anchor = format!("{}/registers/{register}/{key}", self.company());
            let remedy = text!("その行を直す", "mend the row");
            self.push(
                Code::RegisterCell,
                Severity::Minor,
                &anchor,
                Some(at.clone()),
                message.clone(),
                remedy,
            );
        }
    }

    /// As grave as the auditor graded it, and one step more once its day has passed.
    fn nonconformity(&mut self, it: &Nonconformity) {
        let overdue = it.due.is_some_and(|due| due < self.inputs.as_of);
        let severity = match it.grade {
            Grade::Observation | Grade::Minor => Severity::Minor,
            Grade::Major => Severity::Major,
        };
        let (title, grade) = (&it.title, it.grade.text());
        let stage = match it.stage {
            Stage::Open | Stage::Closed => text!("是正が終わっていない", "is not corrected yet"),
            Stage::Unchecked => {
                text!(
                    "処置は済んだが、効果を確かめていない",
                    "was acted on, and nobody has checked the effect"
                )
            }
            Stage::Ineffective => text!("処置に効果がなかった", "was acted on without effect"),
        };
        let late = if overdue { text!("（期限超過）", " (overdue)") } else { Text::same("") };
        self.push(
            Code::NonconformityOpen,
            if overdue { severity.raised() } else { severity },
            &format!("{}/registers/{}/{}", self.company(), it.register, it.key),
            Some(it.at.clone()),
            Text::new(
                format!("{}「{title}」: {}{}", grade.ja, stage.ja, late.ja),
                format!("{} ({title}) {}{}", grade.en, stage.en, late.en),
            ),
            text!(
                "処置を終えて完了日を、効果を確かめて効果確認日と結果を記入する",
                "act on it and enter the day; check the effect and enter day and result"
            ),
        );
        if let Some(last) = self.findings.last_mut() {
            last.due = it.due;
            last.breaks =
                it.controls.iter().map(|control| self.inputs.model.control_id(*control).clone()).collect();
        }
    }
}
