//! What is shown together: the findings and controls of one company, sorted into heaps.

use super::{Company, Control, ControlChange, Effect, Finding, FindingChange, Presence, Why};

/// One company's findings and controls, each in one heap. Controls that came or went are counted by [`Company::counted`].
#[derive(Debug)]
pub struct Outline<'a> {
    /// Findings that are newly broken.
    pub broken: Vec<&'a Finding>,
    /// Controls that became worse.
    pub worse: Vec<&'a Control>,
    /// Findings that were there before and stand behind one of these.
    pub known: Vec<&'a Finding>,
    /// Findings that are newly mended.
    pub mended: Vec<&'a Finding>,
    /// Controls that became better.
    pub better: Vec<&'a Control>,
    /// Findings that are gone only because nobody is asked for it any more; none of a company that went.
    pub left: Vec<&'a Finding>,
    /// Controls that became excluded, applicable, assessed or not assessed.
    pub apart: Vec<&'a Control>,
    /// Something to know that is new.
    pub noted: Vec<&'a Finding>,
    /// Something to know that is gone.
    pub faded: Vec<&'a Finding>,
}

impl<'a> Outline<'a> {
    /// Sorts what differs in a company.
    pub fn new(company: &'a Company) -> Self {
        let findings = |wanted: &dyn Fn(&Finding) -> bool| -> Vec<&'a Finding> {
            company.findings.iter().filter(|it| wanted(it)).collect()
        };
        let controls = |change| company.controls.iter().filter(|it| it.change == change).collect();
        let left = |it: &Finding| it.why == Some(Why::NoLongerOwed);
        let went = company.presence == Presence::Went;
        Self {
            broken: findings(&|it| it.effect == Effect::Broken),
            worse: controls(ControlChange::Worse),
            known: findings(&|it| it.change == FindingChange::Same),
            mended: findings(&|it| it.effect == Effect::Mended && !left(it) && !went),
            better: controls(ControlChange::Better),
            left: findings(&|it| it.effect == Effect::Mended && left(it) && !went),
            apart: controls(ControlChange::Apart),
            noted: findings(&|it| {
                it.effect == Effect::None && matches!(it.change, FindingChange::New | FindingChange::Turned)
            }),
            faded: findings(&|it| it.effect == Effect::None && it.change == FindingChange::Gone && !went),
        }
    }

    /// Whether it has nothing but obligations that stand otherwise.
    pub fn is_empty(&self) -> bool {
        let findings = [&self.broken, &self.known, &self.mended, &self.left, &self.noted, &self.faded];
        let controls = [&self.worse, &self.better, &self.apart];
        findings.iter().all(|it| it.is_empty()) && controls.iter().all(|it| it.is_empty())
    }

    /// The number under which a finding is shown: in the order of the heaps, those first that are newly broken.
    pub fn number(&self, id: &str) -> Option<usize> {
        let numbered = [&self.broken, &self.known, &self.mended, &self.left];
        numbered.into_iter().flatten().position(|it| it.id == id).map(|it| it + 1)
    }

    /// The numbers of the findings that cause one, unless it stands below them.
    pub fn causes(&self, finding: &Finding) -> Option<String> {
        let causes = finding.causes.iter().filter(|it| finding.below.as_ref() != Some(it));
        let numbers = causes.filter_map(|it| self.number(it)).map(|it| format!("({it})"));
        let numbers: Vec<String> = numbers.collect();
        (!numbers.is_empty()).then(|| numbers.join(" "))
    }
}
