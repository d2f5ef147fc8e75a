//! Filing evidence in a workspace: where a file belongs, and what that would answer.

use chrono::NaiveDate;
use kansa_core::assessment::{ObligationResult, State};
use kansa_core::company::Company;
use kansa_core::evidence::{Item, Sha256};
use kansa_core::id::CompanyId;
use kansa_core::measure::Answered;
use kansa_core::model::RequirementIx;
use kansa_core::period::DateRange;
use kansa_evidence::filing::{Known, rank};
use kansa_evidence::name::{self, NameDates, NameFault, Years};

pub use kansa_evidence::digest::{delivery, sha256};
pub use kansa_evidence::filing::{
    Candidate, CannotEdit, Glance, Guess, NewItem, has_to_be_named, with_approval, with_item,
};

use crate::Workspace;

/// What is asked for; all else is guessed.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The company.
    pub company: Option<CompanyId>,
    /// The evidence requirement.
    pub requirement: Option<RequirementIx>,
    /// The subject.
    pub subject: Option<String>,
}

/// What has to speak for a place before it is taken without asking.
const ENOUGH: u32 = 35;
/// By how much more than for the next one.
const AHEAD: u32 = 12;

/// Whether the first of these guesses is so much likelier than the others that nobody has to be asked.
pub fn is_clear(guesses: &[(Candidate<'_>, Guess)], wanted: &Wanted) -> bool {
    match guesses {
        [] => false,
        [(_, only)] => only.points >= ENOUGH || wanted.requirement.is_some(),
        [(_, first), (_, second), ..] => first.points >= ENOUGH && first.points >= second.points + AHEAD,
    }
}

/// Whether something is still to be shown.
fn is_open(state: State) -> bool {
    match state {
        State::DueSoon
        | State::Pending
        | State::Overdue
        | State::Missed
        | State::Stale
        | State::Failed
        | State::Unapproved
        | State::Unreadable => true,
        State::Met | State::Late | State::Altered | State::Accepted | State::Corrected | State::Disposed => {
            false
        }
    }
}

/// A workspace as it stands on a day, into which files are sorted.
pub struct Filing<'w> {
    workspace: &'w Workspace,
    candidates: Vec<Candidate<'w>>,
    obligations: Vec<(CompanyId, ObligationResult)>,
    known: Known,
}

impl Workspace {
    /// All places in which evidence can be filed on a day, of one company or of all.
    pub fn filing(&self, as_of: NaiveDate, company: Option<&CompanyId>) -> Filing<'_> {
        let only: Vec<CompanyId> = company.cloned().into_iter().collect();
        let assessment = self.assess_some(as_of, &only);
        let mut known = Known::default();
        let (mut candidates, mut obligations): (Vec<Candidate<'_>>, Vec<_>) = (Vec::new(), Vec::new());
        for (company, collected) in self.collected() {
            known.learn(company, self.model(), &collected.facts, &collected.registers);
            let Some(assessed) = assessment.companies.iter().find(|it| it.company.id == company.id) else {
                continue;
            };
            for it in &assessed.answers.obligations {
                obligations.push((company.id.clone(), it.clone()));
                let by_files = matches!(self.model().resolve(it.requirement).1.answered, Answered::Files);
                if !by_files || it.provided_by.is_some() {
                    continue;
                }
                let open = it.window.from <= as_of && is_open(it.state);
                let same = |known: &&mut Candidate<'_>| {
                    known.company.id == company.id
                        && known.requirement == it.requirement
                        && known.subject == it.subject
                };
                match candidates
                    .iter_mut()
                    .rev()
                    .take_while(|known| known.company.id == company.id)
                    .find(same)
                {
                    Some(known) => known.open |= open,
                    None => candidates.push(Candidate {
                        company,
                        requirement: it.requirement,
                        subject: it.subject.clone(),
                        open,
                    }),
                }
            }
        }
        Filing { workspace: self, candidates, obligations, known }
    }

    /// The item that a file belongs to, by its path below the workspace.
    pub fn item_of(&self, path: &str) -> Option<(&Company, &Item)> {
        self.collected().find_map(|(company, collected)| {
            let has = |it: &&Item| it.provider.is_none() && it.files.iter().any(|file| *file.path == *path);
            collected.facts.items.iter().find(has).map(|it| (company, it))
        })
    }

    /// Whether the files of an item are all that lie in their folder, apart from `evidence.yaml`.
    pub fn is_alone(&self, item: &Item) -> bool {
        let folder = item.path().rsplit_once('/').map_or("", |(it, _)| it);
        let beside = |path: &str| {
            path.rsplit_once('/').is_some_and(|(at, name)| at == folder && name != "evidence.yaml")
        };
        let all = self.collected().flat_map(|(_, it)| &it.hashes).filter(|(path, _)| beside(path));
        all.count() == item.files.len()
    }

    /// Where the same bytes lie already with a company.
    pub fn same_as(&self, company: &CompanyId, sha256: Sha256) -> Option<&str> {
        let (_, collected) = self.collected().find(|(it, _)| it.id == *company)?;
        let same = collected.hashes.iter().find(|(_, it)| *it == Some(sha256));
        same.map(|(path, _)| &**path)
    }

    /// What a name says of dates, as a company reads them.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn dates_in(&self, name: &str, company: &Company) -> Result<NameDates, NameFault> {
        name::read(name, &Years { fiscal: self.config().name_years.unwrap_or(company.fiscal) })
    }
}

impl<'w> Filing<'w> {
    /// Where a file may belong, the likeliest first.
    pub fn guess(&self, glance: &Glance, wanted: &Wanted) -> Vec<(Candidate<'w>, Guess)> {
        let fits = |it: &&Candidate<'w>| {
            wanted.company.as_ref().is_none_or(|id| it.company.id == *id)
                && wanted.requirement.is_none_or(|at| it.requirement == at)
                && wanted.subject.as_deref().is_none_or(|key| it.subject.as_deref() == Some(key))
        };
        let candidates: Vec<Candidate<'w>> = self.candidates.iter().filter(fits).cloned().collect();
        let mut guesses = rank(glance, &candidates, self.workspace.model(), &self.known);
        if wanted.requirement.is_some() {
            // What was asked for needs nothing that speaks for it.
            let left = (0..candidates.len()).filter(|at| !guesses.iter().any(|it| it.at == *at));
            let left: Vec<Guess> = left.map(|at| Guess { at, points: 0, why: Vec::new() }).collect();
            guesses.extend(left);
        }
        guesses.into_iter().map(|it| (candidates[it.at].clone(), it)).collect()
    }

    /// The obligations that an item of these days could answer.
    pub fn answers(
        &self,
        at: &Candidate<'_>,
        day: Option<NaiveDate>,
        covers: Option<DateRange>,
    ) -> Vec<&ObligationResult> {
        let day = covers.map(|it| it.from).or(day);
        let of = |(company, it): &&(CompanyId, ObligationResult)| {
            *company == at.company.id && it.requirement == at.requirement && it.subject == at.subject
        };
        let all = self.obligations.iter().filter(of).map(|(_, it)| it);
        all.filter(|it| day.is_some_and(|day| it.window.contains(day))).collect()
    }
}
