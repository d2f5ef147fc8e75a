//! Why something differs: the day, its files, or something else.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kansa_core::assessment::State;

use super::view::Obligation;
use super::{Cause, File, FileChange, Why};

/// What lies between the two sides.
#[derive(Debug, Clone, Copy)]
pub(super) struct Between {
    pub(super) cause: Cause,
    pub(super) a: NaiveDate,
    pub(super) b: NaiveDate,
}

/// The reason, with the day that passed and the files that differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) why: Why,
    pub(super) day: Option<NaiveDate>,
    pub(super) files: Vec<File>,
}

impl Reason {
    pub(super) fn plain(why: Why) -> Self {
        Self { why, day: None, files: Vec::new() }
    }
}

impl Reason {
    /// Whether it says no more than that something differs somewhere.
    pub(super) fn is_vague(&self) -> bool {
        matches!(self.why, Why::Elsewhere | Why::Unclear | Why::Time)
    }
}

impl Between {
    /// Of something that no obligation is behind, with the day for it.
    pub(super) fn elsewhere(self, due: Option<NaiveDate>) -> Reason {
        match due.filter(|it| self.cause == Cause::Time && self.passed(*it)) {
            Some(day) => Reason { day: Some(day), ..Reason::plain(Why::DuePassed) },
            None => Reason::plain(self.anywhere()),
        }
    }

    /// Of something whose files are not known.
    fn anywhere(self) -> Why {
        match self.cause {
            Cause::Time => Why::Time,
            Cause::Files => Why::Elsewhere,
            Cause::Nothing | Cause::Both => Why::Unclear,
        }
    }

    /// Whether a day had not passed in A and has in B.
    fn passed(self, day: NaiveDate) -> bool {
        self.a <= day && day < self.b
    }

    /// Of something that an obligation is behind. `worse` says which of several reasons is the nearest.
    pub(super) fn obligation(
        self,
        a: Option<&Obligation>,
        b: Option<&Obligation>,
        worse: bool,
    ) -> Option<Reason> {
        match (a, b) {
            (None, None) => None,
            (Some(_), None) => Some(Reason::plain(Why::NoLongerOwed)),
            (None, Some(b)) => Some(self.came(b)),
            (Some(a), Some(b)) => Some(self.both(a, b, worse)),
        }
    }

    fn came(self, b: &Obligation) -> Reason {
        let began = self.cause == Cause::Time || (self.a < b.window.from && b.window.from <= self.b);
        if !began {
            return Reason::plain(Why::NewlyOwed);
        }
        match self.due(b) {
            Some(reason) => reason,
            None => Reason::plain(Why::Time),
        }
    }

    /// Its day passed, and nothing was there by then.
    fn due(self, b: &Obligation) -> Option<Reason> {
        let why = match b.state {
            State::Overdue | State::Missed => Why::DuePassed,
            State::Stale => Why::AgePassed,
            State::Met
            | State::Late
            | State::DueSoon
            | State::Pending
            | State::Failed
            | State::Unapproved
            | State::Unreadable
            | State::Altered
            | State::Accepted
            | State::Corrected
            | State::Disposed => return None,
        };
        let day = b.window.due;
        self.passed(day).then(|| Reason { day: Some(day), ..Reason::plain(why) })
    }

    fn both(self, a: &Obligation, b: &Obligation, worse: bool) -> Reason {
        let files = changes(a, b);
        let has = |change| files.iter().any(|it: &File| it.change == change);
        let (added, changed, removed) =
            (has(FileChange::Added), has(FileChange::Changed), has(FileChange::Removed));
        // With the same files on disk, one that is not counted any more did not vanish.
        let (changed, removed) = match self.cause {
            Cause::Time | Cause::Nothing => (false, false),
            Cause::Files | Cause::Both => (changed, removed),
        };
        if worse
            && !changed
            && !removed
            && let Some(reason) = self.due(b)
        {
            return reason;
        }
        let nearest = if worse {
            [(removed, Why::FilesRemoved), (changed, Why::FilesChanged), (added, Why::FilesAdded)]
        } else {
            [(added, Why::FilesAdded), (changed, Why::FilesChanged), (removed, Why::FilesRemoved)]
        };
        if let Some((_, why)) = nearest.into_iter().find(|(it, _)| *it) {
            return Reason { why, day: None, files };
        }
        let may_differ = matches!(self.cause, Cause::Files | Cause::Both);
        if may_differ && a.said() != b.said() {
            return Reason::plain(Why::Described);
        }
        if b.state == State::Accepted && a.state != State::Accepted {
            return Reason::plain(Why::ExceptionGranted);
        }
        let ended = a.acceptance.as_ref().filter(|it| a.state == State::Accepted && self.passed(it.expires));
        if let Some(ended) = ended {
            return Reason { day: Some(ended.expires), ..Reason::plain(Why::ExceptionEnded) };
        }
        Reason::plain(self.anywhere())
    }
}

/// Evidence that is on one side only, or has another hash on the other one; by path.
fn changes(a: &Obligation, b: &Obligation) -> Vec<File> {
    let (old, new) = (a.files(), b.files());
    let mut changes: BTreeMap<&str, FileChange> = BTreeMap::new();
    for (path, hash) in &old {
        match new.get(path) {
            None => changes.insert(path, FileChange::Removed),
            Some(other) if other != hash => changes.insert(path, FileChange::Changed),
            Some(_) => None,
        };
    }
    changes.extend(new.keys().filter(|it| !old.contains_key(*it)).map(|it| (*it, FileChange::Added)));
    changes.into_iter().map(|(path, change)| File { path: path.to_owned(), change }).collect()
}
