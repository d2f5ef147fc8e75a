//! What tells a file that was changed from one that was not, without reading it.

use std::fs::Metadata;

/// A time that is unknown or cannot be counted in nanoseconds: it stands for the far future, which is never
/// trusted.
const UNKNOWN: i64 = i64::MAX;

/// How far before the [`Moment`] the last change of a file has to lie. The coarsest clock of a file system in
/// use (FAT) counts two seconds; further than that, a later change has a later time.
const MARGIN: i64 = 2_000_000_000;

/// The same for a file on another file system than the cache (a share that is mounted as the evidence of a
/// company): its clock may be that of another machine, and nothing says how far the two are apart.
const MARGIN_ELSEWHERE: i64 = 24 * 60 * 60 * 1_000_000_000;

/// What a file system says of a file. As long as all of it is the same, so is the content of the file, given
/// that it was settled when it was read (see [`Store`](super::Store)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stat {
    /// In bytes.
    pub size: u64,
    /// When its content was last changed, in nanoseconds since 1970. Programs can set it back.
    pub mtime_ns: i64,
    /// When its content or anything of this was last changed: no program can set it back. Where a system has
    /// no such time, the time at which the file was made.
    pub ctime_ns: i64,
    /// Its number in the file system; 0 where a system has none.
    pub inode: u64,
    /// The file system it is on; 0 where a system has no number for it.
    pub device: u64,
}

impl Stat {
    /// What the metadata of a file say.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let time =
            |seconds: i64, rest: i64| seconds.checked_mul(1_000_000_000).and_then(|it| it.checked_add(rest));
        Self {
            size: metadata.len(),
            mtime_ns: time(metadata.mtime(), metadata.mtime_nsec()).unwrap_or(UNKNOWN),
            ctime_ns: time(metadata.ctime(), metadata.ctime_nsec()).unwrap_or(UNKNOWN),
            inode: metadata.ino(),
            device: metadata.dev(),
        }
    }

    /// What the metadata of a file say. Size and time of the last change have to do here, with the time at
    /// which the file was made; a file without one of these times is never trusted.
    #[cfg(not(unix))]
    pub fn of(metadata: &Metadata) -> Self {
        use std::time::{SystemTime, UNIX_EPOCH};
        let time = |it: std::io::Result<SystemTime>| {
            let since = it.ok()?.duration_since(UNIX_EPOCH).ok()?;
            i64::try_from(since.as_nanos()).ok()
        };
        Self {
            size: metadata.len(),
            mtime_ns: time(metadata.modified()).unwrap_or(UNKNOWN),
            ctime_ns: time(metadata.created()).unwrap_or(UNKNOWN),
            inode: 0,
            device: 0,
        }
    }
}

/// When a run began, by the clock of the file system that the cache is on.
///
/// It is the time that the file system gave to a file made at that moment: the machine's own clock may be
/// another one (a share), or may have been set since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) ns: i64,
    pub(super) device: u64,
}

impl Moment {
    /// The moment at which a file was made; none if the file system does not say.
    pub(super) fn of(made: &Stat) -> Option<Self> {
        // On some shares one of the two comes from this machine: the earlier one trusts less.
        let ns = made.mtime_ns.min(made.ctime_ns);
        (made.mtime_ns.max(made.ctime_ns) != UNKNOWN).then_some(Self { ns, device: made.device })
    }

    /// Whether any change of a file after this moment will show in its times.
    ///
    /// Not so for a file that was changed just before it (a clock may stand still for as long as its smallest
    /// step), for one with a time in the future (the clock was set back), and where a file system keeps no
    /// time of change.
    pub(super) fn settles(self, stat: &Stat) -> bool {
        let margin = if stat.device == self.device { MARGIN } else { MARGIN_ELSEWHERE };
        let last = stat.mtime_ns.max(stat.ctime_ns);
        stat.ctime_ns > 0 && last.checked_add(margin).is_some_and(|it| it < self.ns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000_000;
    const NOW: i64 = 1_800_000_000 * SECOND;

    #[test]
    fn a_file_is_settled_only_if_both_its_times_lie_clearly_in_the_past() {
        let moment = Moment { ns: NOW, device: 7 };
        let day = 86_400 * SECOND;
        for (mtime, ctime, device, settled) in [
            (NOW - day, NOW - day, 7, true),
            (NOW - 2 * SECOND - 1, NOW - 2 * SECOND - 1, 7, true),
            (NOW - 2 * SECOND, NOW - day, 7, false),
            (NOW - day, NOW - 2 * SECOND, 7, false),
            (NOW - day, NOW - SECOND, 7, false),
            (NOW - day, NOW, 7, false),
            (NOW + day, NOW - day, 7, false),
            (NOW - day, NOW + day, 7, false),
            (UNKNOWN, NOW - day, 7, false),
            (NOW - day, UNKNOWN, 7, false),
            (i64::MIN, NOW - day, 7, true),
            (0, NOW - day, 7, true),
            (0, 0, 7, false),
            (NOW - day, 0, 7, false),
            (NOW - day, NOW - day, 8, false),
            (NOW - day, NOW - day - 1, 8, false),
            (NOW - day - 1, NOW - day - 1, 8, true),
        ] {
            let stat = Stat { size: 1, mtime_ns: mtime, ctime_ns: ctime, inode: 3, device };
            assert_eq!(moment.settles(&stat), settled, "{mtime} {ctime} {device}");
        }
    }

    #[test]
    fn a_moment_is_the_earlier_time_and_needs_both() {
        let made = |mtime_ns, ctime_ns| Stat { size: 0, mtime_ns, ctime_ns, inode: 1, device: 7 };
        assert_eq!(Moment::of(&made(5, 4)).map(|it| it.ns), Some(4));
        assert_eq!(Moment::of(&made(4, 5)).map(|it| it.ns), Some(4));
        assert_eq!(Moment::of(&made(UNKNOWN, 5)), None);
        assert_eq!(Moment::of(&made(5, UNKNOWN)), None);
    }
}
