//! Puts the table of a run together, from what was kept and what was read anew.

use kansa_core::evidence::Sha256;

use super::stat::Stat;
use super::table::{Entry, Hit, Loaded, RECORD, Spec, write_record};

/// The table of a run, file by file.
///
/// As long as what comes is what the last run left, nothing is copied: a run without changes costs a
/// comparison.
#[derive(Debug)]
pub struct Builder<'t> {
    loaded: &'t Loaded,
    /// How many files at the beginning are the same as before.
    same: usize,
    /// Everything, as soon as something differs.
    changed: Option<Parts>,
}

/// The parts of a table.
#[derive(Debug, Default)]
struct Parts {
    records: Vec<u8>,
    paths: Vec<u8>,
    extracts: Vec<u8>,
    /// Where the last path begins.
    last: usize,
}

/// What a table is made of.
pub(super) type Pieces<'p> = [&'p [u8]; 3];

impl Loaded {
    /// Begins the table that takes the place of this one.
    pub fn builder(&self) -> Builder<'_> {
        Builder { loaded: self, same: 0, changed: None }
    }
}

impl<'t> Builder<'t> {
    /// What this was begun from.
    pub(super) fn loaded(&self) -> &'t Loaded {
        self.loaded
    }

    /// Keeps a file as it is.
    ///
    /// Files come in the order of their paths, here as in all that follow; one that does not is left out, and
    /// read again by the next run.
    pub fn keep(&mut self, hit: &Hit<'_>) {
        self.push(&hit.entry());
    }

    /// Takes a file that was read in this run.
    ///
    /// `stat` is what the opened file said before it was read, and said again after: else it was changed
    /// meanwhile, and must not come here. It must have been opened after the [`Store`](super::Store) was.
    pub fn add(&mut self, path: &str, stat: Stat, sha256: Sha256, extracts: &[(Spec, &[u8])]) {
        let extracts = encode(extracts.to_vec());
        let settled = self.loaded.moment.settles(&stat);
        self.push(&Entry { path: path.as_bytes(), stat, settled, sha256: sha256.0, extracts: &extracts });
    }

    /// The table, if it is not the one that was loaded.
    pub(super) fn pieces(&self) -> Option<Pieces<'_>> {
        match &self.changed {
            Some(parts) => Some([&parts.records, &parts.paths, &parts.extracts]),
            None if self.same == self.loaded.table.view().len() => None,
            None => Some(self.loaded.table.view().head(self.same)),
        }
    }

    fn push(&mut self, entry: &Entry<'_>) {
        if self.changed.is_none()
            && self.loaded.table.view().hit(self.same).is_some_and(|it| it.entry() == *entry)
        {
            self.same += 1;
            return;
        }
        let (table, same) = (self.loaded.table.view(), self.same);
        let parts = self.changed.get_or_insert_with(|| {
            let [records, paths, extracts] = table.head(same).map(<[u8]>::to_vec);
            let last = same.checked_sub(1).and_then(|it| table.path(it)).map_or(0, <[u8]>::len);
            Parts { last: paths.len() - last, records, paths, extracts }
        });
        parts.push(entry);
    }
}

impl Parts {
    fn push(&mut self, entry: &Entry<'_>) {
        if !self.records.is_empty() {
            match self.paths.get(self.last..).unwrap_or_default().cmp(entry.path) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => return self.doubt(),
                std::cmp::Ordering::Greater => return,
            }
        }
        self.last = self.paths.len();
        self.paths.extend_from_slice(entry.path);
        self.extracts.extend_from_slice(entry.extracts);
        let end = |it: usize| u64::try_from(it).unwrap_or(u64::MAX);
        let (path_end, extracts_end) = (end(self.paths.len()), end(self.extracts.len()));
        write_record(&mut self.records, entry, path_end, extracts_end);
    }

    /// Two files have names that differ only in their Unicode form, so that one path stands for both: neither
    /// is trusted.
    fn doubt(&mut self) {
        // The bit is the highest of the first word of a record.
        let last = self.records.len().checked_sub(RECORD - 7).and_then(|it| self.records.get_mut(it));
        last.into_iter().for_each(|it| *it &= !0x80);
    }
}

/// Extracts as a table has them. Of several for one spec the last one counts.
fn encode(mut extracts: Vec<(Spec, &[u8])>) -> Vec<u8> {
    extracts.reverse();
    extracts.sort_by_key(|(spec, _)| *spec);
    extracts.dedup_by_key(|(spec, _)| *spec);
    let mut bytes = Vec::new();
    for (Spec(spec), extract) in extracts {
        // One of 4 GiB is more than may be saved: it is made again by the next run.
        let Ok(length) = u32::try_from(extract.len()) else { continue };
        bytes.extend_from_slice(&spec);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(extract);
    }
    bytes
}
