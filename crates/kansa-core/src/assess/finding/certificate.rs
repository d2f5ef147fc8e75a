//! Findings on certificates.

use super::Maker;
use crate::assess::control::is_judged;
use crate::assessment::{CatalogResult, Certificate, CertificateState};
use crate::code::Code;
use crate::company::ScopeStatus;
use crate::finding::Severity;
use crate::text::{Text, text};

impl Maker<'_> {
    pub(super) fn certificates(&mut self, certificates: &[Certificate], catalogs: &[CatalogResult]) {
        for catalog in catalogs.iter().filter(|it| is_judged(it) && it.status == ScopeStatus::Certified) {
            let it = &self.inputs.model.catalogs()[catalog.catalog];
            let holds = |it: &&Certificate| {
                it.catalog == Some(catalog.catalog) && it.span.contains(self.inputs.as_of)
            };
            if it.certification.is_none() || certificates.iter().any(|it| holds(&it)) {
                continue;
            }
            let (id, Text { ja, en }) = (&it.id, &it.standard);
            self.push(
                Code::CertificateMissing,
                Severity::Major,
                &format!("{}/{id}", self.company()),
                Some(self.folder("registers/certificates.csv")),
                text!(
                    "{ja}: 認証・登録を受けているとしているが、この日に有効な登録が台帳にない",
                    "{en}: said to be certified, but no certificate in the register is valid on this day"
                ),
                text!(
                    "登録証を確かめて台帳に記入するか、company.yaml の status を改める",
                    "enter the certificate, or mend the status in company.yaml"
                ),
            );
        }
        certificates.iter().for_each(|it| self.certificate(it));
    }

    fn certificate(&mut self, it: &Certificate) {
        let (key, scheme, to) = (&it.key, &it.scheme, it.span.to);
        let due = it.due.map(|it| it.to_string()).unwrap_or_default();
        let said = match it.state {
            CertificateState::Valid | CertificateState::Applied | CertificateState::Replaced => None,
            CertificateState::Expired => Some((
                Severity::Major,
                text!("{scheme}（{key}）は {to} で有効期間が切れた", "{scheme} ({key}) expired on {to}"),
                text!("更新後の登録を記入する", "enter its renewal"),
            )),
            CertificateState::EndsSoon => Some((
                Severity::Note,
                text!("{scheme}（{key}）の有効期限は {to}", "{scheme} ({key}) ends on {to}"),
                text!("更新の審査を終える", "have it renewed"),
            )),
            CertificateState::RenewalOpen => Some((
                Severity::Note,
                text!(
                    "{scheme}（{key}）の更新申請は {due} まで（有効期限 {to}）",
                    "{scheme} ({key}): the renewal has to be applied for by {due} (it ends on {to})"
                ),
                text!("更新を申請し、更新申請日を記入する", "apply for it and enter the day"),
            )),
            CertificateState::RenewalMissed => Some((
                Severity::Major,
                text!(
                    "{scheme}（{key}）の更新申請期間が {due} で終わったが、申請日が記入されていない（有効期限 {to}）",
                    "{scheme} ({key}): the time to apply for a renewal ended on {due}, and no day is entered (it ends on {to})"
                ),
                text!(
                    "申請済みなら更新申請日を記入し、まだなら審査機関に相談する",
                    "enter the day if it was applied for; else talk to the body"
                ),
            )),
        };
        let anchor = format!("{}/registers/certificates/{key}", self.company());
        if let Some((severity, message, remedy)) = said {
            self.push(Code::CertificateDue, severity, &anchor, Some(it.at.clone()), message, remedy);
            if let Some(last) = self.findings.last_mut() {
                last.due = it.due;
            }
        }
        let passed =
            it.next_audit.filter(|day| *day < self.inputs.as_of && it.span.contains(self.inputs.as_of));
        if let (Some(day), false) = (passed, it.state == CertificateState::Replaced) {
            self.push(
                Code::CertificateDue,
                Severity::Minor,
                &format!("{anchor}:audit"),
                Some(it.at.clone()),
                Text::new(
                    format!("{scheme}（{key}）の次回審査日 {day} を過ぎている"),
                    format!("{scheme} ({key}): the day of its next audit, {day}, has passed"),
                ),
                text!(
                    "審査を終えたら監査一覧に記入し、次回審査日を改める",
                    "enter the audit and the day of the next one"
                ),
            );
            if let Some(last) = self.findings.last_mut() {
                last.due = Some(day);
            }
        }
    }
}
