//! The view of one company: what it is put together from.

use kansa_core::assessment::State;
use kansa_core::company::ScopeStatus;

use super::applicability::applicability;
use super::controls::Controls;
use super::word::{counts, diagnostic, severities};
use super::{
    Company, FORMAT, Site, calendar, catalog, certificate, evidence, exception, executive, finding, graph,
    incident, kept, measure, nonconformity, owed, provision, readiness, search, statement,
};
use crate::assessment as data;

impl Company {
    /// The view of a company in one language. Of the group it takes its name, the date, the names of companies and the
    /// input that all share.
    pub fn new(group: &data::Assessment, company: &data::Company, site: Site<'_>) -> Self {
        let lang = site.lang;
        let controls = Controls::new(lang, company);
        let own = format!("evidence/{}/", company.id);
        let concerns =
            |it: &&data::Diagnostic| it.path.starts_with(&own) || !it.path.starts_with("evidence/");
        let held = company.catalogs.iter().filter(|it| it.status != ScopeStatus::None.as_str());
        Self {
            format: FORMAT,
            head: site.head(group, Some(company)),
            id: company.id.as_str().into(),
            pci: catalog::pci(lang, company),
            executive: executive::sentences(lang, group, company),
            definitions: executive::definitions(lang),
            readiness: readiness::readiness(group, Some(&company.id), site),
            next: owed::first(lang, group, company),
            owed: owed::of_company(lang, group, company),
            provisions: provision::taken(lang, group, company, &controls),
            provides: provision::given(lang, group, company),
            catalogs: catalog::catalogs(lang, group, company, &controls),
            states: counts::<State>(lang, company.obligations.iter().map(|it| it.state.as_str())),
            severities: severities(lang, &company.findings),
            findings: finding::findings(lang, group, company, &controls),
            soon: finding::soon(lang, group, company),
            measures: measure::categories(lang, group, company),
            evidence: evidence::files(lang, group, company),
            certificates: certificate::certificates(lang, group, std::slice::from_ref(company)),
            seal: kept::seal(lang, company),
            registers: kept::registers(lang, company),
            officers: kept::officers(lang, company),
            routes: kept::routes(lang, company),
            nonconformities: nonconformity::nonconformities(lang, company, &controls),
            exceptions: exception::exceptions(lang, company),
            declarations: exception::declarations(lang, company),
            statements: statement::statements(lang, company, &controls),
            applicability: held.map(|it| applicability(lang, it, &controls)).collect(),
            incidents: incident::incidents(lang, group, company),
            calendar: calendar::months(lang, group, company),
            graph: graph::graph(lang, company),
            diagnostics: group.diagnostics.iter().filter(concerns).map(|it| diagnostic(lang, it)).collect(),
            search: search::of_company(lang, company),
            words: crate::words::all(lang),
        }
    }
}
