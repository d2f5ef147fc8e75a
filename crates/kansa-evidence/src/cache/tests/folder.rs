//! The folder: who may read it, what stands in its way, what is left of a run that was killed.

use std::time::Duration;

use super::*;

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_cache_and_neither_git_nor_backups_take_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let group = Group::new(&[("a", "1")]);
    fs::create_dir(group.at(".kansa")).unwrap();
    fs::set_permissions(group.at(".kansa"), fs::Permissions::from_mode(0o755)).unwrap();
    group.run_later();
    let mode = |path| fs::metadata(group.at(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!([mode(".kansa"), mode(".kansa/cache")], [0o700; 2]);
    assert_eq!([mode(".kansa/cache/salt"), mode(".kansa/cache/acme.table")], [0o600; 2]);
    assert!(fs::read_to_string(group.at(".kansa/.gitignore")).unwrap().lines().any(|it| it == "*"));
    let tag = fs::read_to_string(group.at(".kansa/CACHEDIR.TAG")).unwrap();
    assert!(tag.starts_with("Signature: 8a477f597d28d172789f06886806bc55"));
}

#[test]
fn marks_that_people_wrote_stay_as_they_are() {
    let group = Group::new(&[]);
    fs::create_dir(group.at(".kansa")).unwrap();
    fs::write(group.at(".kansa/.gitignore"), "mine").unwrap();
    group.open();
    assert_eq!(fs::read_to_string(group.at(".kansa/.gitignore")).unwrap(), "mine");
}

#[test]
fn a_run_that_was_killed_leaves_the_old_table_and_its_own_file_goes_after_a_day() {
    let group = Group::new(&[("a", "1")]);
    group.run_later();
    let store = group.open();
    // What a kill between writing and renaming leaves, twice; and what somebody else put there.
    for _ in 0..2 {
        std::mem::forget(store.folder.stage(&[b"half"]).unwrap());
    }
    fs::write(group.at(".kansa/cache/note.tmp"), "").unwrap();
    assert_eq!(group.run_later(), [""; 0]);
    let left = || {
        let names = fs::read_dir(group.at(".kansa/cache")).unwrap().map(|it| it.unwrap().path());
        names.filter(|it| it.extension().is_some_and(|it| it == "tmp")).collect::<Vec<_>>()
    };
    assert_eq!(left().len(), 3);
    let mut old = left();
    old.retain(|it| !it.ends_with("note.tmp"));
    old.pop();
    old.push(group.at(".kansa/cache/note.tmp"));
    for location in old {
        let file = File::options().write(true).open(location).unwrap();
        let time = file.metadata().unwrap().modified().unwrap();
        file.set_modified(time - Duration::from_secs(25 * 3_600)).unwrap();
    }
    group.open();
    assert_eq!(left().len(), 2, "the young one, and the one that is not ours");
    assert_eq!(group.run_later(), [""; 0]);
}

#[test]
fn a_file_that_could_not_be_put_at_its_place_is_removed() {
    let group = Group::new(&[]);
    let store = group.open();
    let before = fs::read_dir(group.at(".kansa/cache")).unwrap().count();
    drop(store.folder.stage(&[b"bytes"]).unwrap());
    assert_eq!(fs::read_dir(group.at(".kansa/cache")).unwrap().count(), before);
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    use std::os::unix::fs::symlink;
    for (link, folder) in [(".kansa", true), (".kansa/cache", true), (".kansa/cache/salt", false)] {
        let (group, elsewhere) = (Group::new(&[]), TempDir::new().unwrap());
        let target = if folder { elsewhere.path().to_owned() } else { elsewhere.path().join("salt") };
        if let Some(parent) = group.at(link).parent() {
            fs::create_dir_all(parent).unwrap();
        }
        symlink(&target, group.at(link)).unwrap();
        let reason = Store::open(group.0.path()).unwrap_err();
        assert!(matches!(&reason, Reason::InTheWay(path) if path == link), "{reason:?}");
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_table_is_neither_read_nor_replaced() {
    let group = Group::new(&[("a", "1")]);
    group.run_later();
    let elsewhere = TempDir::new().unwrap();
    let target = elsewhere.path().join("table");
    fs::rename(group.table(), &target).unwrap();
    let bytes = fs::read(&target).unwrap();
    std::os::unix::fs::symlink(&target, group.table()).unwrap();
    let store = group.open_later();
    let loaded = store.load("acme", "1");
    assert_eq!(absent(&loaded), "InTheWay(\".kansa/cache/acme.table\")");
    let mut builder = loaded.builder();
    let stat = Stat { size: 1, mtime_ns: 1, ctime_ns: 1, inode: 1, device: 1 };
    builder.add("a", stat, Sha256([0; 32]), &[]);
    assert!(matches!(store.save(&builder), Err(Reason::InTheWay(_))));
    assert!(fs::symlink_metadata(group.table()).unwrap().is_symlink());
    assert_eq!(fs::read(&target).unwrap(), bytes);
}

#[test]
fn where_nothing_can_be_written_there_is_no_cache_and_a_reason() {
    let group = Group::new(&[("a", "1")]);
    assert!(matches!(Store::open(&group.at("missing")), Err(Reason::Io { .. })));
    fs::write(group.at("evidence/.kansa"), "a file").unwrap();
    assert!(matches!(Store::open(&group.at("evidence")), Err(Reason::InTheWay(_))));

    let store = group.open();
    fs::remove_dir_all(group.at(".kansa")).unwrap();
    let loaded = store.load("acme", "1");
    assert_eq!(absent(&loaded), "New");
    let mut builder = loaded.builder();
    let stat = Stat { size: 1, mtime_ns: 1, ctime_ns: 1, inode: 1, device: 1 };
    builder.add("a", stat, Sha256([0; 32]), &[]);
    assert!(matches!(store.save(&builder), Err(Reason::Io { .. })));
}

#[cfg(unix)]
#[test]
fn what_another_user_wrote_is_not_used() {
    let group = Group::new(&[("a", "1")]);
    group.run_later();
    let mut store = group.open();
    store.folder.owner = store.folder.owner.wrapping_add(1);
    assert_eq!(absent(&store.load("acme", "1")), "OtherUser(\".kansa/cache/acme.table\")");
}

#[test]
fn a_table_that_would_fill_the_memory_is_not_read() {
    let group = Group::new(&[("a", "1")]);
    group.run_later();
    File::options().write(true).open(group.table()).unwrap().set_len(MAX_SIZE + 1).unwrap();
    assert_eq!(absent(&group.open().load("acme", "1")), "TooLarge");
}

#[test]
fn a_company_is_called_by_its_id() {
    let group = Group::new(&[]);
    let store = group.open();
    for company in ["", ".", "..", "../a", "a/b", "A", "a.b", "株式会社", &"a".repeat(65)] {
        assert_eq!(absent(&store.load(company, "1")), "Name", "{company}");
        assert!(store.save(&store.load(company, "1").builder()).is_err());
    }
    for company in ["salt", "a-1", &"a".repeat(64)] {
        let loaded = store.load(company, "1");
        let mut builder = loaded.builder();
        let stat = Stat { size: 1, mtime_ns: 1, ctime_ns: 1, inode: 1, device: 1 };
        builder.add("a", stat, Sha256([0; 32]), &[]);
        assert_eq!(store.save(&builder).unwrap(), Saved::Written);
        assert_eq!(absent(&store.load(company, "1")), "");
    }
    assert_eq!(store.salt(), group.open().salt());
    store.retain(|company| company == "a-1");
    assert_eq!(absent(&store.load("a-1", "1")), "");
    assert_eq!(absent(&store.load("salt", "1")), "New");
    assert_eq!(store.salt(), group.open().salt());
}

#[test]
fn every_reason_has_words_in_both_languages() {
    let io = Reason::io(".kansa", std::io::Error::other("no"));
    let path = || ".kansa/cache".to_owned();
    for reason in [
        Reason::New,
        Reason::Damaged,
        Reason::OtherVersion,
        Reason::OtherWorkspace,
        Reason::OtherUser(path()),
        Reason::InTheWay(path()),
        Reason::TooLarge,
        Reason::Name,
        Reason::NoTimes,
        io,
    ] {
        let text = reason.text();
        assert!(
            text.en.is_ascii() && !text.en.ends_with('.') && !text.ja.is_ascii() && !text.ja.ends_with('。')
        );
    }
}
