//! SHA-256, and the digest of a workspace: one hash that changes with any byte of it.

use std::cmp::Ordering;

use kansa_core::evidence::{File, Sha256};
use kansa_core::source::SourcePath;
use ring::digest::{Context, SHA256};

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> Sha256 {
    let mut hasher = Hasher::new();
    hasher.update(bytes);
    hasher.finish()
}

/// SHA-256 of a file, of any size.
///
/// # Errors
///
/// It cannot be read.
pub fn sha256_of(path: &std::path::Path) -> std::io::Result<Sha256> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Hasher::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match std::io::Read::read(&mut file, &mut buffer)? {
            0 => return Ok(hasher.finish()),
            length => hasher.update(&buffer[..length]),
        }
    }
}

/// SHA-256 of bytes that come in pieces.
pub(crate) struct Hasher(Context);

impl Hasher {
    pub(crate) fn new() -> Self {
        Self(Context::new(&SHA256))
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn finish(self) -> Sha256 {
        let mut hash = [0; 32];
        hash.copy_from_slice(self.0.finish().as_ref());
        Sha256(hash)
    }
}

/// The hash by which an approval names an item. None if one of its files could not be read.
pub(crate) fn item(files: &[File]) -> Option<Sha256> {
    let hashes: Option<Vec<(&str, Sha256)>> =
        files.iter().map(|it| Some((it.path.rsplit('/').next()?, it.sha256?))).collect();
    delivery(&mut hashes?)
}

/// The hash by which an approval names files: that of the only one, else of the lines that `sha256sum` prints of them, in the order
/// of their names. None if there are none.
pub fn delivery(files: &mut [(&str, Sha256)]) -> Option<Sha256> {
    if let [(_, only)] = files {
        return Some(*only);
    }
    files.sort_unstable();
    let lines: String = files.iter().map(|(name, hash)| line(name, Some(*hash))).collect();
    (!lines.is_empty()).then(|| sha256(lines.as_bytes()))
}

/// What `sha256sum` marks a line for.
const MARKED: [char; 3] = ['\\', '\n', '\r'];

/// The line of a file in the digest: as `sha256sum` prints it. A file that was not read stands with 64 zeros.
fn line(path: &str, hash: Option<Sha256>) -> String {
    let hash = hash.unwrap_or(Sha256([0; 32]));
    if !path.contains(MARKED) {
        return format!("{hash}  {path}\n");
    }
    // sha256sum marks a name with a backslash or a line break in it, and escapes them.
    let escaped = path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    format!("\\{hash}  {escaped}\n")
}

/// SHA-256 over the sorted lines of all files, then a line with the version of kansa, and one with that of the program
/// that extracts the text of pdf files, if there is one.
///
/// The lines are sorted by bytes (`LC_ALL=C sort`), so that anybody can reproduce it with `sha256sum`.
pub fn workspace(mut files: Vec<&(SourcePath, Option<Sha256>)>, version: &str, extractor: &str) -> Sha256 {
    files.sort_unstable_by(|a, b| before(a, b));
    let mut hasher = Hasher::new();
    files.iter().for_each(|(path, hash)| hasher.update(line(path, *hash).as_bytes()));
    hasher.update(format!("kansa {version}\n").as_bytes());
    if !extractor.is_empty() {
        hasher.update(format!("{extractor}\n").as_bytes());
    }
    hasher.finish()
}

/// The order of the lines of two files, which are made only where hashes do not tell.
fn before((a, one): &(SourcePath, Option<Sha256>), (b, other): &(SourcePath, Option<Sha256>)) -> Ordering {
    let is_marked = |path: &str| path.contains(MARKED);
    match (one, other) {
        (Some(one), Some(other)) if one != other && !is_marked(a) && !is_marked(b) => one.cmp(other),
        _ => line(a, *one).cmp(&line(b, *other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_stand_in_the_order_of_their_lines() {
        let hashes = [None, Some(Sha256([0; 32])), Some(Sha256([0x9f; 32])), Some(Sha256([0xa0; 32]))];
        let paths = ["a", "a\tb", "ab", "a\\b", "b\nc", "あ"];
        let mut files: Vec<(SourcePath, Option<Sha256>)> =
            paths.iter().flat_map(|path| hashes.iter().map(|hash| ((*path).into(), *hash))).collect();
        let mut lines: Vec<String> = files.iter().map(|(path, hash)| line(path, *hash)).collect();
        lines.sort_unstable();
        files.sort_by(before);
        let sorted: Vec<String> = files.iter().map(|(path, hash)| line(path, *hash)).collect();
        assert_eq!(sorted, lines);
    }
}
