//! The sample of the repository is what the generator writes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use crate::days::ymd;
use crate::group::Group;
use crate::output::Made;
use crate::recipe::Recipes;
use crate::sample::{DEFECTS, Order, Prepared, folders};

/// Adds the files below a folder, by their path in the repository.
fn collect(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(name, std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn the_repository_has_every_generated_file_byte_for_byte_and_none_besides() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    let order = Order { seed: 2026, as_of: ymd(2026, 10, 31), only: Vec::new(), most: None };
    let (group, recipes) = (Group::built_in().unwrap(), Recipes::open(None).unwrap());
    let prepared = Prepared::new(&root, &order, &group, &recipes).unwrap();
    assert_eq!(prepared.diagnostics(), Vec::<String>::new());
    let made = Mutex::new(BTreeMap::new());
    let take = |files: Vec<Made>| {
        made.lock().unwrap().extend(files.into_iter().map(|it| (it.path, it.bytes)));
        Ok(())
    };
    let planted = prepared.make(&take).unwrap().planted;
    for it in crate::defects::named().unwrap() {
        let place = it.requirement.map(|requirement| format!("evidence/{}/{requirement}/", it.company));
        let found = |place: &String| planted.iter().any(|it| it.file.starts_with(place));
        assert!(place.as_ref().is_none_or(found), "there is no place for {:?} below {place:?}", it.kind);
    }
    let made = made.into_inner().unwrap();

    let mut committed = BTreeMap::new();
    for folder in folders(&root, &group, &[]).unwrap() {
        collect(&root, &folder, &mut committed);
    }
    committed.insert(DEFECTS.to_owned(), std::fs::read(root.join(DEFECTS)).unwrap());
    let differs = |(path, bytes): &(&String, &Vec<u8>)| committed.get(*path) != Some(*bytes);
    let wrong: Vec<&String> = made.iter().filter(differs).map(|it| it.0).collect();
    let left: Vec<&String> = committed.keys().filter(|it| !made.contains_key(*it)).collect();
    let how = "write the sample again: cargo run -p kansa-sample -- --out .";
    assert!(wrong.is_empty() && left.is_empty(), "{how}\nothers: {wrong:#?}\nleft over: {left:#?}");
}
