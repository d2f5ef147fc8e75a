//! A revision of the workspace, in a private folder of its own.
//!
//! The repository is not trusted and not touched: no hook, no filter and no other program that its configuration names
//! is run, nothing is fetched, and index and working tree are temporary ones.

use std::ffi::OsStr;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use tempfile::TempDir;

use crate::output::visible;

/// What a repository could say to have programs run, files left out, or files written beside the index.
const SETTINGS: [&str; 9] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.splitIndex=false",
    "core.sparseCheckout=false",
    "core.untrackedCache=false",
    "index.sparse=false",
    "submodule.recurse=false",
    "protocol.allow=never",
    "advice.detachedHead=false",
];

/// What git tells programs that it starts: of another repository, if kansa was started by one of its hooks.
const FOREIGN: [&str; 14] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_LITERAL_PATHSPECS",
];

/// A revision, checked out; gone when it is dropped.
pub(crate) struct Checkout {
    folder: TempDir,
    prefix: PathBuf,
    /// The hash of the commit.
    pub(crate) commit: String,
}

impl Checkout {
    /// Checks out what the workspace's folder has in a revision.
    pub(crate) fn new(workspace: &Path, revision: &str) -> anyhow::Result<Self> {
        // No name of a revision starts like a flag, and none is empty.
        if revision.is_empty() || revision.starts_with('-') || revision.contains('\0') {
            bail!("it is neither a day, a file.json that is there, nor a revision of git");
        }
        let place =
            text(git().current_dir(workspace).args(["rev-parse", "--absolute-git-dir", "--show-prefix"]))
                .context("the workspace is in no repository of git")?;
        let (Some((git_dir, prefix)), true) = (place.split_once('\n'), place.matches('\n').count() == 2)
        else {
            bail!("the repository lies in a folder whose name has line breaks, or has no working tree");
        };
        let prefix = prefix.trim_end_matches('\n');
        let commit = text(git().current_dir(workspace).args([
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &format!("{revision}^{{commit}}"),
        ]));
        let commit = commit.ok().map(|it| it.trim_end().to_owned()).filter(|it| is_hash(it));
        let Some(commit) = commit else {
            bail!("it is neither a day, a file.json that is there, nor a revision of git");
        };
        let folder =
            tempfile::Builder::new().prefix("kansa-").tempdir().context("cannot make a temporary folder")?;
        let checkout = Self { folder, prefix: PathBuf::from(prefix), commit };
        checkout.fill(git_dir, prefix)?;
        if !std::fs::symlink_metadata(checkout.root().join("kansa.yaml")).is_ok_and(|it| it.is_file()) {
            bail!("there is no {prefix}kansa.yaml in it");
        }
        Ok(checkout)
    }

    /// The workspace in it.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("tree").join(&self.prefix)
    }

    fn fill(&self, git_dir: &str, prefix: &str) -> anyhow::Result<()> {
        let base = self.folder.path();
        let (tree, list) = (base.join("tree"), base.join("list"));
        std::fs::create_dir(&tree).context("cannot make a temporary folder")?;
        let git = || {
            let mut git = git();
            // With an empty tree instead of the real one attributes are those of the revision, too.
            git.current_dir(&tree).env("GIT_DIR", git_dir).env("GIT_WORK_TREE", &tree);
            git.env("GIT_INDEX_FILE", base.join("index"));
            git
        };
        bytes(git().args(["read-tree", &self.commit]))?;
        let mut listed = git();
        listed.args(["ls-files", "-z", "--cached"]);
        if !prefix.is_empty() {
            listed.arg("--").arg(format!(":(top,literal){prefix}"));
        }
        let names = bytes(&mut listed)?;
        std::fs::write(&list, &names).context("cannot write a temporary file")?;
        let open = || File::open(&list).context("cannot read a temporary file");
        let filters = own_filters(&mut git())?;
        if !filters.is_empty() {
            let mut asked = git();
            asked.args(["check-attr", "--cached", "-z", "--stdin", "filter"]).stdin(open()?);
            let attributes = bytes(&mut asked)?;
            let fields: Vec<&[u8]> = attributes.split(|it| *it == 0).collect();
            let used = fields.chunks_exact(3).find(|it| filters.iter().any(|name| name.as_slice() == it[2]));
            if let Some([path, _, name]) = used {
                let [path, name] = [path, name].map(|it| visible(&String::from_utf8_lossy(it)));
                bail!(
                    "{path} goes through the filter {name}, and kansa runs no program that a repository names; \
                     compare files of kansa check --format json=FILE instead"
                );
            }
        }
        bytes(git().args(["checkout-index", "--quiet", "-z", "--stdin"]).stdin(open()?))?;
        Ok(())
    }
}

/// Names of the filters that the configuration of the repository itself names; those of the user are trusted.
fn own_filters(git: &mut Command) -> anyhow::Result<Vec<Vec<u8>>> {
    git.args(["config", "-z", "--show-scope", "--name-only", "--get-regexp", r"^filter\."]);
    let output = run(git)?;
    // Without any filter the status is 1.
    if !output.status.success() && output.status.code() != Some(1) {
        bail!("git config: {}", said(&output.stderr));
    }
    let fields: Vec<&[u8]> = output.stdout.split(|it| *it == 0).collect();
    let own = fields.chunks_exact(2).filter(|it| it[0] != b"global" && it[0] != b"system");
    let name = |key: &[u8]| {
        let key = key.strip_prefix(b"filter.")?;
        let end = key.iter().rposition(|it| *it == b'.')?;
        key.get(..end).map(<[u8]>::to_vec)
    };
    Ok(own.filter_map(|it| name(it[1])).collect())
}

fn is_hash(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|it| it.is_ascii_hexdigit())
}

fn git() -> Command {
    let mut git = Command::new("git");
    for name in FOREIGN {
        git.env_remove(name);
    }
    for setting in SETTINGS {
        git.args([OsStr::new("-c"), OsStr::new(setting)]);
    }
    git.env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1");
    // An empty list: nothing may be fetched, whatever the repository says.
    git.env("GIT_ALLOW_PROTOCOL", "").env("LC_ALL", "C");
    git.stdin(Stdio::null());
    git
}

fn run(git: &mut Command) -> anyhow::Result<std::process::Output> {
    match git.output() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("git is not installed, or not on the PATH")
        }
        other => other.context("cannot run git"),
    }
}

fn bytes(git: &mut Command) -> anyhow::Result<Vec<u8>> {
    let output = run(git)?;
    if !output.status.success() {
        bail!("git: {}", said(&output.stderr));
    }
    Ok(output.stdout)
}

fn text(git: &mut Command) -> anyhow::Result<String> {
    String::from_utf8(bytes(git)?).context("git names a folder that is not UTF-8")
}

/// What git says, in one line.
fn said(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|it| !it.is_empty()).take(4).collect();
    visible(&lines.join("; "))
}
