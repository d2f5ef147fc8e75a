//! How many of the requirements that apply conform.

use std::ops::Add;

use kansa_core::assessment::Verdict;
use kansa_core::text::Lang;

use super::Shown;
use super::word::label;
use crate::assessment as data;

/// How many requirements conform, and how many apply.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Share {
    pub(super) conform: usize,
    pub(super) apply: usize,
}

impl Share {
    /// From how many requirements have each verdict.
    pub(super) fn new(n: impl Fn(Verdict) -> usize) -> Self {
        let apply = Verdict::ALL.iter().filter(|it| **it != Verdict::NotApplicable);
        Self { conform: n(Verdict::Conforms), apply: apply.map(|it| n(*it)).sum() }
    }

    pub(super) fn of(catalog: &data::Catalog) -> Self {
        Self::new(|it| catalog.counts.get(it.as_str()).copied().unwrap_or_default())
    }

    /// `62/117`; empty if none applies.
    pub(super) fn counts(self) -> Shown {
        if self.apply == 0 { Shown::default() } else { format!("{}/{}", self.conform, self.apply).into() }
    }

    /// Rounded down, so that only all is 100%; empty if none applies.
    pub(super) fn percent(self) -> Shown {
        let percent = (self.conform * 100).checked_div(self.apply);
        percent.map(|it| format!("{it}%").into()).unwrap_or_default()
    }

    /// From `step-0` (none) to `step-4` (all); empty if none applies.
    pub(super) fn step(self) -> &'static str {
        match (self.conform, self.apply) {
            (_, 0) => "",
            (good, all) if good == all => "step-4",
            (good, all) if good * 4 >= all * 3 => "step-3",
            (good, all) if good * 2 >= all => "step-2",
            (0, _) => "step-0",
            _ => "step-1",
        }
    }

    /// The step in words.
    pub(super) fn level(self, lang: Lang) -> Shown {
        match self.step() {
            "step-4" => label(lang, "heat_step_4").into(),
            "step-3" => label(lang, "heat_step_3").into(),
            "step-2" => label(lang, "heat_step_2").into(),
            "step-1" => label(lang, "heat_step_1").into(),
            "step-0" => label(lang, "heat_step_0").into(),
            _ => Shown::default(),
        }
    }
}

impl Add for Share {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { conform: self.conform + other.conform, apply: self.apply + other.apply }
    }
}
