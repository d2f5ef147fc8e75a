//! Why there is no cache: never an error, only something to say on request.

use std::io;

use kansa_core::text::Text;

/// Why a cache, or the part of it that belongs to a company, is not used.
///
/// Paths are relative to the workspace.
#[derive(Debug)]
pub enum Reason {
    /// There is none yet.
    New,
    /// Its bytes are not those that were written.
    Damaged,
    /// Another version of kansa wrote it: in another format, or with readers that may read files differently.
    OtherVersion,
    /// It belongs to another workspace or company, or to a salt that was replaced.
    OtherWorkspace,
    /// Another user of the machine wrote it.
    OtherUser(String),
    /// A link or something else stands where a folder or file of the cache belongs. It is not followed.
    InTheWay(String),
    /// It is larger than a cache may be.
    TooLarge,
    /// The name of the company is no id.
    Name,
    /// The file system gives no times.
    NoTimes,
    /// The system did something else than it was asked to (a read-only workspace, a full disk).
    Io {
        /// What it was about.
        path: String,
        /// What the system says.
        error: io::Error,
    },
}

impl Reason {
    pub(super) fn io(path: impl Into<String>, error: impl Into<io::Error>) -> Self {
        Self::Io { path: path.into(), error: error.into() }
    }

    /// The reason in words.
    pub fn text(&self) -> Text {
        match self {
            Self::New => Text::new("キャッシュはまだない", "there is no cache yet"),
            Self::Damaged => Text::new("キャッシュが破損している", "the cache is damaged"),
            Self::OtherVersion => Text::new(
                "キャッシュは別のバージョンの kansa のもの",
                "the cache was written by another version of kansa",
            ),
            Self::OtherWorkspace => Text::new(
                "キャッシュは別のワークスペースまたは会社のもの",
                "the cache belongs to another workspace or company",
            ),
            Self::OtherUser(path) => {
                Text::new(format!("{path} は別の利用者のもの"), format!("{path} belongs to another user"))
            }
            Self::InTheWay(path) => Text::new(
                format!("{path} が通常のファイル・フォルダーではない（リンクなど）"),
                format!("{path} is not a plain file or folder (a link, say)"),
            ),
            Self::TooLarge => Text::new("キャッシュが大きすぎる", "the cache is too large"),
            Self::Name => {
                Text::new("会社のフォルダー名が ID ではない", "the name of the company's folder is no id")
            }
            Self::NoTimes => Text::new(
                "ファイルシステムから時刻を得られない",
                "the file system does not say when a file was changed",
            ),
            Self::Io { path, error } => {
                Text::new(format!("{path} を使えない（{error}）"), format!("{path} cannot be used ({error})"))
            }
        }
    }
}
