//! The table of the cache: `A` as it is, `B` with the right checksum, `C` what `A`'s first bytes would be, with a good
//! header and checksum around the input; `D` an extract that it holds.
#![no_main]

use std::cell::LazyCell;
use std::fs;

use kansa_core::evidence::Sha256;
use kansa_core::extract::Extract;
use kansa_evidence::cache::{Spec, Stat, Store};
use kansa_fuzz::{choice, panics};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use twox_hash::XxHash3_128;

const BUILD: &str = "fuzz";
const FILES: [(&str, &[u8]); 3] = [("a", b"first"), ("a/b", b""), ("\u{540d}", b"third")];
const SPEC: Spec = Spec([7; 16]);
const STAT: Stat = Stat { size: 1, mtime_ns: 2, ctime_ns: 3, inode: 4, device: 5 };
/// Bytes of a table before its records, and where the identity in them begins.
const HEADER: usize = 64;
const IDENTITY: usize = 32;

struct World {
    root: TempDir,
    store: Store,
    /// A table that is right.
    table: Vec<u8>,
}

impl World {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let store = Store::open(root.path()).expect("a cache");
        let loaded = store.load("acme", BUILD);
        let mut builder = loaded.builder();
        FILES.iter().for_each(|(path, extract)| builder.add(path, STAT, Sha256([9; 32]), &[(SPEC, extract)]));
        store.save(&builder).expect("a table");
        let table = fs::read(Self::path(&root)).expect("a table");
        Self { root, store, table }
    }

    fn path(root: &TempDir) -> std::path::PathBuf {
        root.path().join(".kansa/cache/acme.table")
    }

    /// What a run finds in these bytes; it goes on from them as well.
    fn run(&self, bytes: &[u8]) -> Vec<Option<Vec<u8>>> {
        fs::write(Self::path(&self.root), bytes).expect("a file can be written");
        let loaded = self.store.load("acme", BUILD);
        let mut cursor = loaded.cursor();
        let mut builder = loaded.builder();
        let mut found = Vec::new();
        for (path, extract) in FILES {
            loaded.find_content(path, &Sha256([9; 32]));
            loaded.find(path, &STAT);
            let hit = cursor.find(path, &STAT);
            found.push(hit.and_then(|it| it.extract(&SPEC)).map(<[u8]>::to_vec));
            match hit {
                Some(hit) => {
                    hit.extracts().for_each(drop);
                    builder.keep(&hit);
                }
                None => builder.add(path, STAT, Sha256([9; 32]), &[(SPEC, extract)]),
            }
        }
        let _ = self.store.save(&builder);
        found
    }
}

fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some((body, checksum)) = bytes.split_last_chunk_mut::<16>() {
        *checksum = XxHash3_128::oneshot(body).to_le_bytes();
    }
    bytes
}

thread_local! {
    static WORLD: LazyCell<World> = const { LazyCell::new(World::new) };
}

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some((way, rest)) = choice(data, &[0, 1, 2, 3]) else { return };
    WORLD.with(|world| match way {
        0 => {
            let found = world.run(rest);
            assert!(rest == world.table || found.iter().all(Option::is_none), "foreign bytes are no table");
        }
        1 => {
            // Differences to a table that is right: a byte that is added at each place.
            let bytes = world.table.iter().zip(rest.iter().chain(std::iter::repeat(&0)));
            world.run(&sealed(bytes.map(|(byte, more)| byte.wrapping_add(*more)).collect()));
        }
        2 => {
            // A header with the numbers of the input and the right identity, then its records.
            let mut bytes = world.table.get(..12).unwrap_or_default().to_vec();
            bytes.extend(rest.iter().chain(std::iter::repeat(&0)).take(IDENTITY - 12));
            bytes.extend(world.table.get(IDENTITY..HEADER).unwrap_or_default());
            bytes.extend(rest.get(IDENTITY - 12..).unwrap_or_default());
            bytes.extend([0; 16]);
            world.run(&sealed(bytes));
        }
        _ => {
            if let Ok(extract) = postcard::from_bytes::<Extract>(rest) {
                let again = postcard::to_stdvec(&extract).expect("an extract can be kept");
                // Numbers that are no numbers are unlike themselves; an extract has none.
                assert_eq!(postcard::from_bytes(&again).as_ref(), Ok(&extract), "an extract is kept as it was");
                extract.is_complete();
            }
        }
    });
});
