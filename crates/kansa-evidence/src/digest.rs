//! The digest of a workspace: one hash that changes with any byte of it.

use kansa_core::evidence::Sha256;
use sha2::Digest;

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// SHA-256 over the sorted `sha256  path` lines of all files, then a line with the version of kansa.
///
/// The lines are those that `sha256sum` prints, sorted by bytes (`LC_ALL=C sort`), so that anybody can reproduce it.
/// A file that was not read stands with 64 zeros.
pub fn workspace(files: impl IntoIterator<Item = (String, Option<Sha256>)>, version: &str) -> Sha256 {
    let mut lines: Vec<String> = files
        .into_iter()
        .map(|(path, hash)| {
            let hash = hash.unwrap_or(Sha256([0; 32]));
            // sha256sum marks a name with a backslash or a line break in it, and escapes them.
            let escaped = path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
            let mark = if escaped == path { "" } else { "\\" };
            format!("{mark}{hash}  {escaped}\n")
        })
        .collect();
    lines.sort_unstable();
    lines.push(format!("kansa {version}\n"));
    sha256(lines.concat().as_bytes())
}
