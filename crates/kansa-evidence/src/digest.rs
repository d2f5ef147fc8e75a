//! The digest of a workspace: one hash that changes with any byte of it.

use kansa_core::evidence::Sha256;
use sha2::Digest;

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

/// The line of a file in the digest: as `sha256sum` prints it. A file that was not read stands with 64 zeros.
pub fn line(path: &str, hash: Option<Sha256>) -> String {
    let hash = hash.unwrap_or(Sha256([0; 32]));
    if !path.contains(['\\', '\n', '\r']) {
        return format!("{hash}  {path}\n");
    }
    // sha256sum marks a name with a backslash or a line break in it, and escapes them.
    let escaped = path.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
    format!("\\{hash}  {escaped}\n")
}

/// SHA-256 over the sorted lines of all files, then a line with the version of kansa.
///
/// The lines are sorted by bytes (`LC_ALL=C sort`), so that anybody can reproduce it with `sha256sum`.
pub fn workspace(mut lines: Vec<String>, version: &str) -> Sha256 {
    lines.sort_unstable();
    lines.push(format!("kansa {version}\n"));
    sha256(lines.concat().as_bytes())
}
