//! The table of a company: its bytes, and how files are found in them.
//!
//! ```text
//! header      magic 8, format u32, records u32, size of paths u64, size of extracts u64, workspace 16, build 16
//! records     each: end of path u63, settled u1, end of extracts u64, size u64, mtime i64, ctime i64, inode u64,
//!             device u64, SHA-256 32; sorted by path; path and extracts begin where those of the one before end
//! paths       one after the other
//! extracts    of each record, sorted by spec: spec 16, length u32, bytes
//! checksum    XXH3-128 of all of this
//! ```
//!
//! All numbers are little-endian. The checksum is there against torn writes and bad disks, not against
//! people: who can write here can write kansa's other inputs as well. XXH3 is the fastest of what was tried
//! (SHA-256 alone would take longer than everything else together), and with 128 bits a wrong table passes as
//! rarely as with any cryptographic hash.

use std::ops::Range;

use kansa_core::evidence::Sha256;
use twox_hash::XxHash3_128;

use super::reason::Reason;
use super::stat::{Moment, Stat};

/// Says that a file is a table. The last bytes break if it is ever copied as a text.
const MAGIC: [u8; 8] = *b"kansa\0\r\n";

/// Raised whenever the bytes change their meaning.
const FORMAT: u32 = 1;

/// Bytes of a header.
const HEADER: usize = 64;

/// The eight bytes of a number, and the words of a record.
type Word = [u8; 8];
type Record = [Word; 11];

/// Bytes of a record.
pub(super) const RECORD: usize = size_of::<Record>();

/// The bit of a path's end that says that its file was settled.
pub(super) const SETTLED: u64 = 1 << 63;

/// Bytes of the checksum.
const CHECKSUM: usize = 16;

/// What an extract was made with: whatever changes what the extract of a file holds changes this too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spec(pub [u8; 16]);

/// What a table belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    /// The salt of the workspace and the company.
    pub(super) workspace: [u8; 16],
    /// The version of kansa and of its readers.
    pub(super) build: [u8; 16],
}

/// A table in memory: the bytes of its file, and where what lies in them.
#[derive(Debug, Default)]
pub(super) struct Table {
    bytes: Vec<u8>,
    records: Range<usize>,
    paths: Range<usize>,
    extracts: Range<usize>,
}

/// The parts of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'t> {
    records: &'t [Record],
    paths: &'t [u8],
    extracts: &'t [u8],
}

/// A file as a table has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry<'t> {
    pub(super) path: &'t [u8],
    pub(super) stat: Stat,
    /// Whether it was settled when it was read. If not, it may have been changed right after without a trace.
    pub(super) settled: bool,
    pub(super) sha256: [u8; 32],
    /// As the table has them, one after the other.
    pub(super) extracts: &'t [u8],
}

/// A file that was not changed since it was read.
#[derive(Debug, Clone, Copy)]
pub struct Hit<'t> {
    path: &'t [u8],
    record: &'t Record,
    extracts: &'t [u8],
}

impl<'t> Hit<'t> {
    /// The hash of its content.
    pub fn sha256(&self) -> Sha256 {
        Sha256(self.entry().sha256)
    }

    /// What was extracted from it, if it was. It may be empty.
    pub fn extract(&self, spec: &Spec) -> Option<&'t [u8]> {
        self.extracts().find(|(it, _)| it == spec).map(|(_, extract)| extract)
    }

    /// All that was extracted from it, by spec.
    pub fn extracts(&self) -> impl Iterator<Item = (Spec, &'t [u8])> + use<'t> {
        let mut rest = self.extracts;
        std::iter::from_fn(move || {
            let spec = take(&mut rest)?;
            let length = usize::try_from(u32::from_le_bytes(take(&mut rest)?)).ok()?;
            let (extract, after) = rest.split_at_checked(length)?;
            rest = after;
            Some((Spec(spec), extract))
        })
    }

    pub(super) fn entry(&self) -> Entry<'t> {
        let [path_end, _extracts_end, size, mtime, ctime, inode, device, sha256 @ ..] = self.record;
        let stat = Stat {
            size: u64::from_le_bytes(*size),
            mtime_ns: i64::from_le_bytes(*mtime),
            ctime_ns: i64::from_le_bytes(*ctime),
            inode: u64::from_le_bytes(*inode),
            device: u64::from_le_bytes(*device),
        };
        let settled = u64::from_le_bytes(*path_end) & SETTLED != 0;
        let mut hash = [0; 32];
        hash.copy_from_slice(sha256.as_flattened());
        Entry { path: self.path, stat, settled, sha256: hash, extracts: self.extracts }
    }
}

impl Table {
    /// The table in the bytes of a file. Whatever is not right about them, there is none.
    pub(super) fn parse(bytes: Vec<u8>, identity: &Identity) -> Result<Self, Reason> {
        let (body, checksum) = bytes.split_last_chunk::<CHECKSUM>().ok_or(Reason::Damaged)?;
        let header = Header::decode(body).ok_or(Reason::Damaged)?;
        if header.magic != MAGIC {
            return Err(Reason::Damaged);
        }
        if header.format != FORMAT || header.identity.build != identity.build {
            return Err(Reason::OtherVersion);
        }
        if header.identity.workspace != identity.workspace {
            return Err(Reason::OtherWorkspace);
        }
        let [records, paths, extracts] = header.ranges().ok_or(Reason::Damaged)?;
        if extracts.end != body.len() || XxHash3_128::oneshot(body).to_le_bytes() != *checksum {
            return Err(Reason::Damaged);
        }
        let table = Self { records, paths, extracts, bytes };
        table.view().is_sound().then_some(table).ok_or(Reason::Damaged)
    }

    /// The bytes of its file.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its parts.
    pub(super) fn view(&self) -> View<'_> {
        let part = |range: &Range<usize>| self.bytes.get(range.clone()).unwrap_or_default();
        View {
            records: part(&self.records).as_chunks().0.as_chunks().0,
            paths: part(&self.paths),
            extracts: part(&self.extracts),
        }
    }
}

impl<'t> View<'t> {
    /// How many files it has.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// The path of a file; none beyond the last.
    pub(super) fn path(&self, at: usize) -> Option<&'t [u8]> {
        let end = ends(self.records.get(at)?).0;
        self.paths.get(self.start(at).0..end)
    }

    /// A file; none beyond the last.
    pub(super) fn hit(&self, at: usize) -> Option<Hit<'t>> {
        let record = self.records.get(at)?;
        let (start, end) = (self.start(at), ends(record));
        let (path, extracts) = (self.paths.get(start.0..end.0)?, self.extracts.get(start.1..end.1)?);
        Some(Hit { path, record, extracts })
    }

    /// The first so many files: their records, paths and extracts.
    pub(super) fn head(&self, count: usize) -> [&'t [u8]; 3] {
        let (paths, extracts) = self.start(count);
        [
            self.records.get(..count).unwrap_or_default().as_flattened().as_flattened(),
            self.paths.get(..paths).unwrap_or_default(),
            self.extracts.get(..extracts).unwrap_or_default(),
        ]
    }

    /// The place of a file, or of the one after it if it is not there.
    pub(super) fn place(&self, path: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.path(middle).is_some_and(|it| it < path) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Where path and extracts of a file begin.
    fn start(&self, at: usize) -> (usize, usize) {
        at.checked_sub(1).and_then(|it| self.records.get(it)).map_or((0, 0), ends)
    }

    /// Whether paths and extracts fill their parts without gap or overlap.
    fn is_sound(&self) -> bool {
        let all = || self.records.iter().map(ends);
        let is_rising = all().zip(all().skip(1)).all(|(one, next)| one.0 <= next.0 && one.1 <= next.1);
        is_rising && all().next_back().unwrap_or_default() == (self.paths.len(), self.extracts.len())
    }
}

/// What a table has of a company, or why it has nothing.
#[derive(Debug)]
pub struct Loaded {
    pub(super) table: Table,
    pub(super) company: Box<str>,
    pub(super) identity: Identity,
    pub(super) moment: Moment,
    pub(super) absent: Option<Reason>,
}

impl Loaded {
    /// Why there is nothing in it.
    pub fn absent(&self) -> Option<&Reason> {
        self.absent.as_ref()
    }

    /// A file, if it is surely the same as when it was read.
    pub fn find(&self, path: &str, stat: &Stat) -> Option<Hit<'_>> {
        Cursor { at: self.table.view().place(path.as_bytes()), ..self.cursor() }.find(path, stat)
    }

    /// A file with this content, whatever its times: what was extracted from it still holds, although the
    /// file itself has to be taken as one that was read ([`Builder::add`](super::Builder::add)). So a fresh
    /// checkout is hashed, not parsed.
    pub fn find_content(&self, path: &str, sha256: &Sha256) -> Option<Hit<'_>> {
        let view = self.table.view();
        let hit = view.hit(view.place(path.as_bytes()))?;
        (hit.path == path.as_bytes() && hit.sha256() == *sha256).then_some(hit)
    }

    /// Finds many files, fastest in the order of their paths.
    pub fn cursor(&self) -> Cursor<'_> {
        Cursor { view: self.table.view(), moment: self.moment, at: 0 }
    }
}

/// Goes through a table along with a sorted list of files.
#[derive(Debug, Clone)]
pub struct Cursor<'t> {
    view: View<'t>,
    moment: Moment,
    /// Where the next file is expected.
    at: usize,
}

impl<'t> Cursor<'t> {
    /// A file, if it is surely the same as when it was read.
    ///
    /// Paths may come in any order: one that lies before the last one is searched for.
    pub fn find(&mut self, path: &str, stat: &Stat) -> Option<Hit<'t>> {
        let path = path.as_bytes();
        if self.view.path(self.at) != Some(path) {
            if self.at > 0 && self.view.path(self.at - 1).is_some_and(|it| it >= path) {
                self.at = self.view.place(path);
            }
            while self.view.path(self.at).is_some_and(|it| it < path) {
                self.at += 1;
            }
        }
        let hit = self.view.hit(self.at).filter(|it| it.path == path)?;
        self.at += 1;
        let known = hit.entry();
        // The times are compared with this run's moment as well: if the clock was set back since, they are in
        // the future.
        (known.settled && known.stat == *stat && self.moment.settles(stat)).then_some(hit)
    }
}

/// The beginning of a table.
struct Header {
    magic: [u8; 8],
    format: u32,
    records: u32,
    paths: u64,
    extracts: u64,
    identity: Identity,
}

impl Header {
    fn decode(mut bytes: &[u8]) -> Option<Self> {
        let rest = &mut bytes;
        Some(Self {
            magic: take(rest)?,
            format: u32::from_le_bytes(take(rest)?),
            records: u32::from_le_bytes(take(rest)?),
            paths: u64::from_le_bytes(take(rest)?),
            extracts: u64::from_le_bytes(take(rest)?),
            identity: Identity { workspace: take(rest)?, build: take(rest)? },
        })
    }

    /// Where records, paths and extracts lie in the file.
    fn ranges(&self) -> Option<[Range<usize>; 3]> {
        let size = |it: u64| usize::try_from(it).ok();
        let records = HEADER.checked_add(size(self.records.into())?.checked_mul(RECORD)?)?;
        let paths = records.checked_add(size(self.paths)?)?;
        let extracts = paths.checked_add(size(self.extracts)?)?;
        Some([HEADER..records, records..paths, paths..extracts])
    }
}

/// Where path and extracts of a record end. What cannot be counted lies beyond all bytes.
fn ends([path, extracts, ..]: &Record) -> (usize, usize) {
    let end = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
    (end(u64::from_le_bytes(*path) & !SETTLED), end(u64::from_le_bytes(*extracts)))
}

/// The first bytes of what is left.
fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*first)
}

/// What stands before and after records, paths and extracts in a file; none if there are too many of them.
pub(super) fn frame(pieces: [&[u8]; 3], identity: &Identity) -> Option<(Vec<u8>, [u8; CHECKSUM])> {
    let [records, paths, extracts] = pieces;
    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(&MAGIC);
    header.extend_from_slice(&FORMAT.to_le_bytes());
    header.extend_from_slice(&u32::try_from(records.len() / RECORD).ok()?.to_le_bytes());
    header.extend_from_slice(&u64::try_from(paths.len()).ok()?.to_le_bytes());
    header.extend_from_slice(&u64::try_from(extracts.len()).ok()?.to_le_bytes());
    header.extend_from_slice(&identity.workspace);
    header.extend_from_slice(&identity.build);
    let mut hash = XxHash3_128::new();
    hash.write(&header);
    pieces.iter().for_each(|it| hash.write(it));
    Some((header, hash.finish_128().to_le_bytes()))
}

/// Writes the record of a file whose path and extracts end there.
pub(super) fn write_record(to: &mut Vec<u8>, entry: &Entry<'_>, path_end: u64, extracts_end: u64) {
    let Entry { stat, settled, sha256, path: _, extracts: _ } = entry;
    let settled = if *settled { SETTLED } else { 0 };
    let words = [
        (path_end | settled).to_le_bytes(),
        extracts_end.to_le_bytes(),
        stat.size.to_le_bytes(),
        stat.mtime_ns.to_le_bytes(),
        stat.ctime_ns.to_le_bytes(),
        stat.inode.to_le_bytes(),
        stat.device.to_le_bytes(),
    ];
    to.extend_from_slice(words.as_flattened());
    to.extend_from_slice(sha256);
}
