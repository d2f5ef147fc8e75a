//! What goes into a table comes out of it, in any order of asking.

use proptest::prelude::*;

use super::*;

const STAT: Stat = Stat { size: 1, mtime_ns: 2, ctime_ns: 3, inode: 4, device: 5 };

/// A file and its extracts.
type File<'f> = (&'f str, &'f [(Spec, &'f [u8])]);

/// A table of these files with these extracts, loaded over an empty cache.
fn saved(store: &Store, files: &[File<'_>]) -> Loaded {
    let loaded = store.load("acme", "1");
    let mut builder = loaded.builder();
    files.iter().for_each(|(path, extracts)| builder.add(path, STAT, Sha256([7; 32]), extracts));
    store.save(&builder).unwrap();
    store.load("acme", "1")
}

#[test]
fn extracts_are_found_by_their_specs_and_replaced() {
    let (group, specs) = (Group::new(&[]), [1, 2, 3].map(|it| Spec([it; 16])));
    let store = group.open();
    let loaded = saved(&store, &[("a", &[(specs[1], b"two"), (specs[0], b"")]), ("b", &[])]);
    let hit = loaded.find("a", &STAT).unwrap();
    assert_eq!(hit.extract(&specs[0]), Some(&b""[..]), "empty is not missing");
    assert_eq!(hit.extract(&specs[1]), Some(&b"two"[..]));
    assert_eq!(hit.extract(&specs[2]), None);

    let mut builder = loaded.builder();
    builder.add("a", STAT, Sha256([7; 32]), &[(specs[1], b"two"), (specs[2], b"three")]);
    builder.keep(&loaded.find("b", &STAT).unwrap());
    assert_eq!(store.save(&builder).unwrap(), Saved::Written);
    let loaded = store.load("acme", "1");
    let hit = loaded.find("a", &STAT).unwrap();
    assert_eq!(hit.extracts().collect::<Vec<_>>(), [(specs[1], &b"two"[..]), (specs[2], b"three")]);
    assert_eq!(hit.sha256(), Sha256([7; 32]));
    assert!(loaded.find("b", &STAT).is_some());

    let mut builder = loaded.builder();
    builder.keep(&hit);
    builder.keep(&loaded.find("b", &STAT).unwrap());
    assert_eq!(store.save(&builder).unwrap(), Saved::Unchanged);
}

#[test]
fn of_two_extracts_for_one_spec_the_last_one_counts() {
    let group = Group::new(&[]);
    let loaded = saved(&group.open(), &[("a", &[(SPEC, b"old"), (SPEC, b"new")])]);
    assert_eq!(loaded.find("a", &STAT).unwrap().extract(&SPEC), Some(&b"new"[..]));
}

#[test]
fn a_file_out_of_order_is_left_out() {
    let group = Group::new(&[]);
    let loaded = saved(&group.open(), &[("b", &[]), ("a", &[]), ("c", &[])]);
    assert!(loaded.find("a", &STAT).is_none());
    assert!(loaded.find("b", &STAT).is_some() && loaded.find("c", &STAT).is_some());
}

#[test]
fn two_files_of_one_path_are_not_trusted() {
    let group = Group::new(&[]);
    let store = group.open();
    let files: [File<'_>; 4] = [("a", &[]), ("b", &[]), ("b", &[]), ("c", &[])];
    for _ in 0..2 {
        let loaded = saved(&store, &files);
        assert!(loaded.find("b", &STAT).is_none());
        assert!(loaded.find("a", &STAT).is_some() && loaded.find("c", &STAT).is_some());
    }
    let loaded = store.load("acme", "1");
    let mut builder = loaded.builder();
    files.iter().for_each(|(path, extracts)| builder.add(path, STAT, Sha256([7; 32]), extracts));
    assert_eq!(store.save(&builder).unwrap(), Saved::Unchanged);
}

#[test]
fn a_company_without_files_has_no_table() {
    let group = Group::new(&[]);
    assert_eq!(absent(&saved(&group.open(), &[])), "New");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_table_gives_what_was_put_in_whatever_it_was_begun_from(
        old in proptest::collection::btree_map("[ab/]{0,4}", 0..3_u8, 0..12),
        new in proptest::collection::btree_map("[ab/]{0,4}", 0..3_u8, 0..12),
        asked in proptest::collection::vec("[ab/]{0,4}", 0..24),
    ) {
        let group = Group::new(&[]);
        let store = group.open();
        for files in [&old, &new] {
            let loaded = store.load("acme", "1");
            let (mut cursor, mut builder) = (loaded.cursor(), loaded.builder());
            for (path, content) in files {
                let stat = Stat { size: u64::from(*content), ..STAT };
                match cursor.find(path, &stat) {
                    Some(hit) => builder.keep(&hit),
                    None => builder.add(path, stat, Sha256([*content; 32]), &[(SPEC, path.as_bytes())]),
                }
            }
            let saved = store.save(&builder).unwrap();
            let same = loaded.table.view().len() == files.len()
                && files.iter().all(|(path, content)| {
                    loaded.find(path, &Stat { size: u64::from(*content), ..STAT }).is_some()
                });
            prop_assert_eq!(saved == Saved::Unchanged, same);
        }
        let loaded = store.load("acme", "1");
        prop_assert_eq!(loaded.table.view().len(), new.len());
        let mut cursor = loaded.cursor();
        for path in asked.iter().chain(new.keys()).chain(asked.iter().rev()) {
            for size in 0..3_u8 {
                let stat = Stat { size: u64::from(size), ..STAT };
                let expected = (new.get(path) == Some(&size)).then_some((Sha256([size; 32]), path.as_bytes()));
                let seen = |it: Hit<'_>| (it.sha256(), it.extract(&SPEC).unwrap().to_vec());
                let expected = expected.map(|(sha256, extract)| (sha256, extract.to_vec()));
                prop_assert_eq!(cursor.find(path, &stat).map(seen), expected.clone());
                prop_assert_eq!(loaded.find(path, &stat).map(seen), expected);
            }
        }
    }
}
