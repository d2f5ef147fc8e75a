//! Runs over small workspaces. Every hit of every run is compared with the file as it is.

mod builder;
mod corruption;
mod folder;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use kansa_core::evidence::Sha256;
use tempfile::TempDir;

use super::*;
use crate::digest::sha256;

const HOUR: i64 = 3_600_000_000_000;
const SPEC: Spec = Spec([1; 16]);

/// A workspace of one company, acme.
struct Group(TempDir);

impl Group {
    fn new(files: &[(&str, &str)]) -> Self {
        let group = Self(TempDir::new().unwrap());
        fs::create_dir(group.at("evidence")).unwrap();
        files.iter().for_each(|(name, content)| group.write(name, content));
        group
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.at("evidence").join(name), content).unwrap();
    }

    /// The cache as of now.
    fn open(&self) -> Store {
        Store::open(self.0.path()).unwrap()
    }

    /// The cache as it is opened once all files have been left alone for an hour.
    fn open_later(&self) -> Store {
        let mut store = self.open();
        store.moment.ns += HOUR;
        store
    }

    /// Makes times of the file system go on: what is changed after this has another time than what was
    /// before.
    fn tick(&self) {
        let time = || {
            fs::write(self.at("clock"), "tick").unwrap();
            Stat::of(&fs::metadata(self.at("clock")).unwrap()).mtime_ns
        };
        let start = time();
        while time() == start {}
    }

    /// What a run does: names the files that it had to read.
    fn run(&self, store: &Store) -> (Vec<String>, Saved) {
        let loaded = store.load("acme", "1");
        let (mut cursor, mut builder, mut read) = (loaded.cursor(), loaded.builder(), Vec::new());
        let mut names: Vec<String> = fs::read_dir(self.at("evidence"))
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        for name in names {
            let location = self.at("evidence").join(&name);
            let sha256 = sha256(&fs::read(&location).unwrap());
            let stat = Stat::of(&fs::symlink_metadata(&location).unwrap());
            match cursor.find(&name, &stat) {
                Some(hit) => {
                    assert_eq!(hit.sha256(), sha256, "{name}");
                    assert_eq!(hit.extract(&SPEC), Some(name.as_bytes()));
                    builder.keep(&hit);
                }
                None => {
                    builder.add(&name, stat, sha256, &[(SPEC, name.as_bytes())]);
                    read.push(name);
                }
            }
        }
        let saved = store.save(&builder).unwrap();
        (read, saved)
    }

    /// A run an hour later: the files that it had to read.
    fn run_later(&self) -> Vec<String> {
        self.run(&self.open_later()).0
    }

    fn table(&self) -> PathBuf {
        self.at(".kansa/cache/acme.table")
    }
}

fn absent(loaded: &Loaded) -> String {
    loaded.absent().map(|it| format!("{it:?}")).unwrap_or_default()
}

fn set_modified(location: &Path, like: &Path) {
    let time = fs::metadata(like).unwrap().modified().unwrap();
    File::options().write(true).open(location).unwrap().set_modified(time).unwrap();
}

#[test]
fn a_run_without_changes_reads_nothing_and_writes_nothing() {
    let group = Group::new(&[("a", "1"), ("b", "22"), ("c", "")]);
    assert_eq!(group.run(&group.open_later()), (vec!["a".into(), "b".into(), "c".into()], Saved::Written));
    let before = Stat::of(&fs::metadata(group.table()).unwrap());
    group.tick();
    for _ in 0..2 {
        assert_eq!(group.run(&group.open_later()), (vec![], Saved::Unchanged));
    }
    assert_eq!(Stat::of(&fs::metadata(group.table()).unwrap()), before);
}

#[test]
fn only_what_was_changed_or_added_is_read_and_what_is_gone_is_forgotten() {
    let group = Group::new(&[("a", "1"), ("b", "2"), ("d", "4")]);
    group.run_later();
    group.tick();
    group.write("b", "3");
    group.write("c", "3");
    fs::remove_file(group.at("evidence/d")).unwrap();
    assert_eq!(group.run(&group.open_later()), (vec!["b".into(), "c".into()], Saved::Written));
    assert_eq!(group.run(&group.open_later()), (vec![], Saved::Unchanged));
    fs::remove_file(group.at("evidence/c")).unwrap();
    assert_eq!(group.run(&group.open_later()), (vec![], Saved::Written));
    assert_eq!(group.open_later().load("acme", "1").table.view().len(), 2);
}

#[cfg(unix)]
#[test]
fn an_edit_of_the_same_size_with_its_time_set_back_is_noticed() {
    let group = Group::new(&[("a", "before"), ("like", "")]);
    set_modified(&group.at("evidence/like"), &group.at("evidence/a"));
    group.run_later();
    let before = Stat::of(&fs::metadata(group.at("evidence/a")).unwrap());
    group.tick();
    group.write("a", "behind");
    set_modified(&group.at("evidence/a"), &group.at("evidence/like"));
    let after = Stat::of(&fs::metadata(group.at("evidence/a")).unwrap());
    assert_eq!(Stat { ctime_ns: before.ctime_ns, ..after }, before, "only the time of change tells");
    assert_eq!(group.run_later(), ["a"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_takes_the_place_of_another_is_another() {
    let group = Group::new(&[("a", "before")]);
    group.run_later();
    let (old, new) = (group.at("evidence/a"), group.at("new"));
    fs::write(&new, "behind").unwrap();
    set_modified(&new, &old);
    assert_ne!(Stat::of(&fs::metadata(&old).unwrap()).inode, Stat::of(&fs::metadata(&new).unwrap()).inode);
    fs::rename(new, old).unwrap();
    assert_eq!(group.run_later(), ["a"]);
}

#[test]
fn each_part_of_what_the_file_system_says_counts() {
    let group = Group::new(&[]);
    let store = group.open();
    let now = store.moment;
    let stat = Stat { size: 5, mtime_ns: HOUR, ctime_ns: HOUR, inode: 7, device: now.device };
    let loaded = store.load("acme", "1");
    let mut builder = loaded.builder();
    builder.add("a", stat, Sha256([9; 32]), &[]);
    store.save(&builder).unwrap();
    let loaded = store.load("acme", "1");
    assert!(loaded.find("a", &stat).is_some());
    for (other, path) in [
        (stat, "b"),
        (stat, ""),
        (stat, "aa"),
        (Stat { size: 6, ..stat }, "a"),
        (Stat { mtime_ns: HOUR + 1, ..stat }, "a"),
        (Stat { ctime_ns: HOUR + 1, ..stat }, "a"),
        (Stat { inode: 8, ..stat }, "a"),
        (Stat { device: now.device + 1, ..stat }, "a"),
    ] {
        assert!(loaded.find(path, &other).is_none(), "{path} {other:?}");
        assert!(loaded.cursor().find(path, &other).is_none(), "{path} {other:?}");
    }
}

#[test]
fn a_file_changed_right_before_a_run_is_read_again_by_the_next() {
    let group = Group::new(&[("a", "1")]);
    assert_eq!(group.run(&group.open()), (vec!["a".into()], Saved::Written));
    assert_eq!(group.run(&group.open()), (vec!["a".into()], Saved::Unchanged), "still not settled");
    assert_eq!(group.run(&group.open_later()), (vec!["a".into()], Saved::Written), "settled by now");
    assert_eq!(group.run(&group.open_later()), (vec![], Saved::Unchanged));
}

#[test]
fn a_file_changed_during_a_run_is_read_again_by_the_next() {
    let group = Group::new(&[]);
    let store = group.open();
    group.write("a", "1");
    group.run(&store);
    assert_eq!(group.run_later(), ["a"]);
}

#[test]
fn nothing_is_trusted_while_its_times_are_in_the_future() {
    let group = Group::new(&[("a", "1")]);
    let mut behind = group.open();
    behind.moment.ns -= HOUR;
    assert_eq!(group.run(&behind).0, ["a"]);
    assert_eq!(group.run(&behind).0, ["a"], "in the future when it was read");
    assert_eq!(group.run_later(), ["a"]);
    assert_eq!(group.run(&behind).0, ["a"], "settled when it was read, but the clock was set back since");
}

#[test]
fn a_copied_workspace_hits_nothing() {
    let group = Group::new(&[("a", "1"), ("b", "2")]);
    group.run_later();
    let copy = Group::new(&[]);
    for folder in [".kansa", ".kansa/cache", "evidence"] {
        fs::create_dir_all(copy.at(folder)).unwrap();
        for entry in fs::read_dir(group.at(folder)).unwrap().map(Result::unwrap) {
            let target = copy.at(folder).join(entry.file_name());
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), &target).unwrap();
                set_modified(&target, &entry.path());
            }
        }
    }
    assert_eq!(copy.open().salt(), group.open().salt());
    assert_eq!(absent(&copy.open().load("acme", "1")), "");
    assert_eq!(copy.run_later(), ["a", "b"]);
    assert_eq!(group.run_later(), [""; 0]);
}

#[test]
fn what_was_extracted_holds_for_the_same_content_whatever_its_times() {
    let group = Group::new(&[("a", "1")]);
    group.run(&group.open());
    let loaded = group.open().load("acme", "1");
    let sha256 = sha256(b"1");
    let hit = loaded.find_content("a", &sha256).unwrap();
    assert_eq!((hit.sha256(), hit.extract(&SPEC)), (sha256, Some(&b"a"[..])));
    assert!(loaded.find_content("b", &sha256).is_none());
    assert!(loaded.find_content("a", &Sha256([0; 32])).is_none());
    let mut builder = loaded.builder();
    builder.keep(&hit);
    assert_eq!(group.open().save(&builder).unwrap(), Saved::Unchanged, "keeping it trusts nothing more");
}

#[test]
fn a_table_serves_one_build_one_company_and_one_salt() {
    let group = Group::new(&[("a", "1")]);
    group.run_later();
    assert_eq!(absent(&group.open().load("acme", "1")), "");
    assert_eq!(absent(&group.open().load("acme", "2")), "OtherVersion");
    assert_eq!(absent(&group.open().load("other", "1")), "New");
    fs::copy(group.table(), group.at(".kansa/cache/other.table")).unwrap();
    assert_eq!(absent(&group.open().load("other", "1")), "OtherWorkspace");
    let salt = *group.open().salt();
    fs::write(group.at(".kansa/cache/salt"), [0; 32]).unwrap();
    assert_ne!(*group.open().salt(), salt);
    assert_eq!(group.open().salt(), group.open().salt());
    assert_eq!(absent(&group.open().load("acme", "1")), "OtherWorkspace");
    assert_eq!(group.run_later(), ["a"]);
    assert_eq!(group.run_later(), [""; 0]);
}

#[test]
fn processes_that_begin_at_once_agree_on_the_salt() {
    for _ in 0..20 {
        let group = Group::new(&[]);
        let salts: Vec<Salt> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| *group.open().salt())).collect();
            threads.into_iter().map(|it| it.join().unwrap()).collect()
        });
        assert!(salts.iter().all(|it| *it == salts[0]));
    }
}

#[test]
fn of_processes_that_write_at_once_one_wins_and_every_reader_sees_a_whole_table() {
    let group = Group::new(&[("a", "1"), ("b", "2")]);
    group.run_later();
    let stat = Stat { size: 1, mtime_ns: 1, ctime_ns: 1, inode: 1, device: group.open().moment.device };
    std::thread::scope(|scope| {
        for writer in 0..3_u8 {
            let group = &group;
            scope.spawn(move || {
                let store = group.open_later();
                for round in 0..20_u8 {
                    let loaded = store.load("acme", "1");
                    assert_eq!(absent(&loaded), "");
                    let mut builder = loaded.builder();
                    builder.add(
                        "a",
                        stat,
                        Sha256([writer; 32]),
                        &[(SPEC, &vec![writer; usize::from(round) * 999])],
                    );
                    store.save(&builder).unwrap();
                    let loaded = store.load("acme", "1");
                    let hit = loaded.find("a", &stat).unwrap();
                    let extract = hit.extract(&SPEC).unwrap();
                    assert!(extract.iter().all(|it| *it == hit.sha256().0[0]));
                }
            });
        }
    });
    assert_eq!(group.run_later(), ["a", "b"]);
    assert_eq!(fs::read_dir(group.at(".kansa/cache")).unwrap().count(), 2, "the salt and one table");
}

#[test]
fn companies_share_a_store_between_threads() {
    fn check<T: Send + Sync>() {}
    check::<Store>();
    check::<Loaded>();
    check::<Hit<'_>>();
    check::<Reason>();
}
