//! Certificates and registrations: which hold, what expires, and when a renewal has to be applied for.
//!
//! Source: the renewal window of the Privacy Mark (8 to 4 months before the end) as JIPDEC publishes it; other schemes
//! have none that we could read.

use chrono::{Days, NaiveDate};

use super::Inputs;
use super::record::{self, Record};
use crate::assessment::{Certificate, CertificateState};
use crate::catalog::Certification;
use crate::value::folded;

const REGISTER: &str = "certificates";

/// A certificate without a window for its renewal is said this many days before it ends.
const ENDS_SOON_DAYS: u64 = 90;

/// The certificates of a company that were issued by the day: what holds first, by the day on which it ends.
pub(super) fn read(inputs: &Inputs<'_>) -> Vec<Certificate> {
    let as_of = inputs.as_of;
    let mut found: Vec<Certificate> = record::of(inputs, REGISTER)
        // What ends on a day that nobody can read is not valid; the register says so itself.
        .filter(Record::is_dated)
        .filter(|row| row.span().from <= as_of)
        .map(|row| {
            let scheme = row.words("scheme").unwrap_or_default();
            let catalog = inputs
                .model
                .catalogs()
                .iter()
                .position(|it| it.certification.as_ref().is_some_and(|it| is_of(it, scheme)));
            let certification = catalog.and_then(|it| inputs.model.catalogs()[it].certification.as_ref());
            let until = row.span().to;
            let applied = row.day("applied").filter(|it| *it <= as_of);
            let (state, due) = state(certification, until, applied, as_of);
            Certificate {
                key: row.key().into(),
                catalog,
                scheme: scheme.to_owned(),
                body: row.words("body").unwrap_or_default().to_owned(),
                extent: row.words("extent").unwrap_or_default().to_owned(),
                span: row.span(),
                next_audit: row.day("next_audit"),
                state,
                due,
                at: row.spot(),
            }
        })
        .collect();
    // Renewed: the old row stays in the register and calls for nothing.
    let held = found.clone();
    for it in &mut found {
        // Two of one scheme that cover different things stand beside each other.
        let same = |other: &&Certificate| {
            (other.catalog, folded(&other.scheme), folded(&other.extent))
                == (it.catalog, folded(&it.scheme), folded(&it.extent))
        };
        if held.iter().filter(same).any(|other| other.span.to > it.span.to) {
            (it.state, it.due) = (CertificateState::Replaced, None);
        }
    }
    found.sort_by(|a, b| {
        let rank =
            |it: &Certificate| matches!(it.state, CertificateState::Replaced | CertificateState::Expired);
        (rank(a), a.span.to).cmp(&(rank(b), b.span.to)).then_with(|| crate::id::natural(&a.key, &b.key))
    });
    found
}

/// Whether a certificate names a scheme, whatever stands around the name.
fn is_of(certification: &Certification, scheme: &str) -> bool {
    let scheme = folded(scheme).to_lowercase();
    certification.schemes.iter().any(|it| scheme.contains(&folded(it).to_lowercase()))
}

/// How a certificate stands, and the last day for what it calls for.
fn state(
    certification: Option<&Certification>,
    until: NaiveDate,
    applied: Option<NaiveDate>,
    as_of: NaiveDate,
) -> (CertificateState, Option<NaiveDate>) {
    if until < as_of {
        return (CertificateState::Expired, Some(until));
    }
    if until == NaiveDate::MAX {
        return (CertificateState::Valid, None);
    }
    let Some((opens, closes)) = certification.and_then(|it| it.renewal) else {
        let soon = as_of.checked_add_days(Days::new(ENDS_SOON_DAYS)).is_none_or(|it| it >= until);
        let state = if soon { CertificateState::EndsSoon } else { CertificateState::Valid };
        return (state, soon.then_some(until));
    };
    let (opens, closes) = (opens.before(until), closes.before(until));
    match (applied.is_some_and(|it| it >= opens), as_of < opens, as_of <= closes) {
        (true, _, _) => (CertificateState::Applied, None),
        (false, true, _) => (CertificateState::Valid, None),
        (false, false, true) => (CertificateState::RenewalOpen, Some(closes)),
        (false, false, false) => (CertificateState::RenewalMissed, Some(closes)),
    }
}
