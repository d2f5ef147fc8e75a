//! One file: opened once, hashed, and read for all who want something of it.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

use chrono::NaiveDate;
use kansa_core::code::Code;
use kansa_core::content::{At, Facts, Raw, Sheet, Sink};
use kansa_core::evidence::{Content, Extracted, Noted, Sha256, Unreadable};
use kansa_core::extract::{Extract, Extractor, Reading};
use kansa_core::measure::Requirement;
use kansa_core::model::{Model, RequirementIx};
use kansa_core::print::Salt;
use kansa_core::sidecar::{Encoding, Entry as SidecarEntry};
use kansa_core::source::SourcePath;
use kansa_core::text::Text;

use crate::cache::{Hit, Loaded, Spec, Stat};
use crate::digest::{Hasher, sha256};
use crate::read::{self, PdfText, Trouble};
use crate::spec::Specs;
use crate::walk::Entry;
use crate::watch::Watch;

/// Bytes of the longest file that is read into memory whole; larger ones go by as a stream.
pub const WHOLE: u64 = 64 << 20;

/// How files are read in this run.
#[derive(Clone, Copy)]
pub struct Settings<'s> {
    /// Files larger than this many bytes are not opened.
    pub max_file_size: u64,
    /// What extracts the text of a pdf.
    pub pdf_text: Option<&'s dyn PdfText>,
    /// What fingerprints of keys are salted with.
    pub salt: Salt,
    /// The keys under which the cache keeps extracts.
    pub specs: &'s Specs,
}

/// What people say of how a file is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Options {
    /// Which sheet, and which row is its header.
    pub(crate) reading: Reading,
    /// The encoding of a text.
    pub(crate) encoding: Option<Encoding>,
}

impl Options {
    pub(crate) fn of(entry: &SidecarEntry) -> Self {
        Self { reading: entry.reading.clone(), encoding: entry.encoding }
    }

    pub(crate) fn for_reader<'s>(&self, settings: &Settings<'s>) -> read::Options<'s> {
        read::Options { encoding: self.encoding.map(read::encoding_of), pdf_text: settings.pdf_text }
    }
}

/// Why a file was not read.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) code: Code,
    pub(crate) message: Text,
}

/// What a file holds, in memory or in the file still.
pub(crate) enum Body {
    Whole(Vec<u8>),
    Long(File),
}

/// An open file with what is known of it.
pub(crate) struct Opened {
    body: Body,
    before: Metadata,
}

impl Opened {
    /// What it holds.
    pub(crate) fn into_body(self) -> Body {
        self.body
    }
}

/// Opens a file and reads it, unless it is too large for memory.
pub(crate) fn open(location: &Path, max_file_size: u64) -> Result<Opened, Refusal> {
    let unreadable = |error: io::Error| Refusal {
        code: Code::EvidenceUnreadable,
        message: Text::new(format!("開けない（{error}）"), format!("cannot be opened ({error})")),
    };
    let mut file = File::open(location).map_err(unreadable)?;
    let before = file.metadata().map_err(unreadable)?;
    let size = before.len();
    if size > max_file_size {
        let (mib, most) = (size >> 20, max_file_size >> 20);
        let message = Text::new(
            format!("大きすぎるため読んでいない（{mib} MiB、上限 {most} MiB）"),
            format!("too large, not read ({mib} MiB; at most {most} MiB)"),
        );
        return Err(Refusal { code: Code::TooLarge, message });
    }
    if size > WHOLE {
        return Ok(Opened { body: Body::Long(file), before });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    // One byte more than there were shows that the file grew.
    file.by_ref().take(size + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let after = file.metadata().map_err(unreadable)?;
    if is_changed(&before, &after) || bytes.len() as u64 != size {
        return Err(changed());
    }
    Ok(Opened { body: Body::Whole(bytes), before })
}

fn is_changed(before: &Metadata, after: &Metadata) -> bool {
    before.len() != after.len() || before.modified().ok() != after.modified().ok()
}

fn changed() -> Refusal {
    Refusal {
        code: Code::EvidenceUnreadable,
        message: Text::new("読んでいる間に書き換えられた", "it was changed while it was being read"),
    }
}

/// Hash and text of a file that people write.
pub(crate) fn read_text(entry: &Entry, max_file_size: u64) -> (Option<Sha256>, Result<String, Text>) {
    match open(&entry.location, max_file_size).map(Opened::into_body) {
        Ok(Body::Whole(bytes)) => (Some(sha256(&bytes)), read::utf8(&bytes).map(str::to_owned)),
        Ok(Body::Long(_)) => (None, Err(Text::new("64 MiB を超える", "it has more than 64 MiB"))),
        Err(why) => (None, Err(why.message)),
    }
}

/// Something that is wanted of a file, beside its hash.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) requirement: RequirementIx,
    pub(crate) options: Options,
}

/// What the cache takes of a file.
pub(crate) enum Cached<'t> {
    /// It is as it was in the last run.
    Kept(Hit<'t>),
    /// It was read: what it was before and after, and its extracts.
    Read(Stat, Vec<(Spec, Vec<u8>)>),
    /// Nothing: it was not read.
    Nothing,
}

/// What was made of a file.
pub(crate) struct Done<'t> {
    pub(crate) sha256: Option<Sha256>,
    /// One per thing that was asked.
    pub(crate) contents: Vec<Content>,
    /// Why it was not read, if it was not.
    pub(crate) refusal: Option<Refusal>,
    pub(crate) noted: Option<Noted>,
    /// The day on which it says of itself that it was made or last changed.
    pub(crate) dated: Option<NaiveDate>,
    /// Whether it could not be read.
    trouble: bool,
    pub(crate) cached: Cached<'t>,
}

/// What is known of a file that is as it was in the last run; none if it has to be read.
fn known<'t>(
    entry: &Entry,
    asked: &[Asked],
    model: &Model,
    settings: &Settings<'_>,
    loaded: &'t Loaded,
) -> Option<Done<'t>> {
    let stat = Stat::of(&std::fs::symlink_metadata(&entry.location).ok()?);
    if stat.size > settings.max_file_size {
        return None;
    }
    let hit = loaded.find(&entry.path, &stat)?;
    let (contents, dated) = kept(&hit, name_of(entry), asked, model, settings)?;
    let sha256 = Some(hit.sha256());
    let cached = Cached::Kept(hit);
    Some(Done { sha256, contents, refusal: None, noted: None, dated, trouble: false, cached })
}

fn name_of(entry: &Entry) -> &str {
    entry.path.rsplit('/').next().unwrap_or_default()
}

/// What was made of the same bytes, if all that is asked of them was kept.
fn kept(
    hit: &Hit<'_>,
    name: &str,
    asked: &[Asked],
    model: &Model,
    settings: &Settings<'_>,
) -> Option<(Vec<Content>, Option<NaiveDate>)> {
    let of_all = hit.extract(&settings.specs.nothing())?;
    let dated = postcard::from_bytes(of_all).ok()?;
    let content = |it: &Asked| {
        if model.resolve(it.requirement).1.checks.is_empty() {
            return Some(Content::Read(Extract::default().into()));
        }
        let bytes = hit.extract(&settings.specs.of(it, name, model))?;
        Some(Content::Read(Extracted::kept(bytes, |it| postcard::from_bytes(it).ok())))
    };
    let contents: Option<Vec<Content>> = asked.iter().map(content).collect();
    Some((contents?, dated))
}

/// Reads a file for all who ask something of it, unless it is as it was in the last run. The bytes that are checked are
/// those that are hashed.
pub(crate) fn run<'t>(
    entry: &Entry,
    asked: &[Asked],
    model: &Model,
    settings: &Settings<'_>,
    loaded: Option<&'t Loaded>,
) -> Done<'t> {
    if let Some(done) = loaded.and_then(|it| known(entry, asked, model, settings, it)) {
        return done;
    }
    let opened = match open(&entry.location, settings.max_file_size) {
        Ok(opened) => opened,
        Err(refusal) => return Done::refused(asked, refusal),
    };
    let name = name_of(entry);
    let stat = Stat::of(&opened.before);
    let mut audience = Audience::new(name, asked, model, settings.salt);
    let options = asked.first().map(|it| it.options.clone()).unwrap_or_default();
    let reader = options.for_reader(settings);
    let (sha256, read) = match opened.body {
        Body::Whole(bytes) => {
            let sha256 = sha256(&bytes);
            // The same bytes with other times (a fresh checkout) say the same.
            if let Some(hit) = loaded.and_then(|it| it.find_content(&entry.path, &sha256))
                && let Some((contents, dated)) = kept(&hit, name, asked, model, settings)
            {
                let extracts = hit.extracts().map(|(spec, it)| (spec, it.to_vec())).collect();
                let cached = Cached::Read(stat, extracts);
                let sha256 = Some(sha256);
                return Done { sha256, contents, refusal: None, noted: None, dated, trouble: false, cached };
            }
            (sha256, read::read(&entry.path, &bytes, &reader, &mut audience))
        }
        Body::Long(file) => {
            let mut hashing = Hashing { file: &file, hasher: Hasher::new() };
            let read = read::read_long(&entry.path, &mut hashing, &reader, &mut audience);
            let rest = io::copy(&mut hashing, &mut io::sink());
            let after = file.metadata();
            let sound = rest.is_ok() && after.is_ok_and(|it| !is_changed(&opened.before, &it));
            if !sound {
                return Done::refused(asked, changed());
            }
            (hashing.hasher.finish(), read)
        }
    };
    let done = audience.finish(sha256, read, entry.path.clone(), asked);
    if loaded.is_none() {
        return done;
    }
    Done { cached: Cached::Read(stat, done.extracts(asked, name, model, settings)), ..done }
}

impl Done<'_> {
    /// What the cache keeps: nothing of what has to be read again to be shown.
    fn extracts(
        &self,
        asked: &[Asked],
        name: &str,
        model: &Model,
        settings: &Settings<'_>,
    ) -> Vec<(Spec, Vec<u8>)> {
        let Ok(dated) = postcard::to_stdvec(&self.dated) else { return Vec::new() };
        let mut extracts = vec![(settings.specs.nothing(), dated)];
        if self.noted.is_some() || self.trouble {
            return Vec::new();
        }
        for (content, asked) in self.contents.iter().zip(asked) {
            let extract = match content {
                Content::Read(extract) if extract.get().is_complete() => extract.get(),
                Content::Read(_) | Content::Unreadable(_) => return Vec::new(),
            };
            if let Ok(bytes) = postcard::to_stdvec(extract) {
                extracts.push((settings.specs.of(asked, name, model), bytes));
            }
        }
        extracts
    }

    fn refused(asked: &[Asked], refusal: Refusal) -> Self {
        let unreadable = Content::Unreadable(refusal.message.clone().into());
        Self {
            sha256: None,
            contents: vec![unreadable; asked.len()],
            refusal: Some(refusal),
            noted: None,
            dated: None,
            trouble: true,
            cached: Cached::Nothing,
        }
    }
}

/// Reads a file and hashes what goes by.
struct Hashing<'f> {
    file: &'f File,
    hasher: Hasher,
}

impl io::Read for Hashing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

/// All who take what a reader finds in one file.
struct Audience<'m> {
    extractors: Vec<Extractor<'m>>,
    watch: Watch,
}

impl<'m> Audience<'m> {
    fn new(name: &str, asked: &[Asked], model: &'m Model, salt: Salt) -> Self {
        let requirement = |it: &Asked| -> &'m Requirement { model.resolve(it.requirement).1 };
        let extractors =
            asked.iter().map(|it| Extractor::new(requirement(it), name, &it.options.reading, salt)).collect();
        Self { extractors, watch: Watch::default() }
    }

    fn finish(
        self,
        sha256: Sha256,
        read: Result<Facts, Trouble>,
        path: SourcePath,
        asked: &[Asked],
    ) -> Done<'static> {
        let sha256 = Some(sha256);
        let facts = match read {
            Ok(facts) => facts,
            Err(trouble) => {
                let why = Unreadable { message: trouble.message, remedy: trouble.remedy };
                let contents = vec![Content::Unreadable(why); asked.len()];
                return Done {
                    sha256,
                    contents,
                    refusal: None,
                    noted: None,
                    dated: None,
                    trouble: true,
                    cached: Cached::Nothing,
                };
            }
        };
        let contents: Vec<Content> = self
            .extractors
            .into_iter()
            .zip(asked)
            .map(|(it, asked)| match it.finish(&asked.options.reading.sheet, &facts) {
                Ok(extract) => Content::Read(extract.into()),
                Err(why) => Content::Unreadable(why.into()),
            })
            .collect();
        // What stands on a hidden sheet alone is as hidden as a hidden row.
        let hidden = |it: &Content| match it {
            Content::Read(extract) => {
                extract.get().tables.iter().filter(|it| !it.visible).map(|it| it.rows).sum()
            }
            Content::Unreadable(_) => 0,
        };
        let on_hidden_sheets: u32 = contents.iter().map(hidden).max().unwrap_or(0);
        let noted = self.watch.finish(path, facts.hidden_rows.saturating_add(on_hidden_sheets));
        let dated = facts.dated;
        Done { sha256, contents, refusal: None, noted, dated, trouble: false, cached: Cached::Nothing }
    }
}

impl Sink for Audience<'_> {
    fn sheet(&mut self, sheet: &Sheet<'_>) {
        self.extractors.iter_mut().for_each(|it| it.sheet(sheet));
        self.watch.sheet(sheet);
    }

    fn row(&mut self, number: u32, cells: &[Raw<'_>]) {
        self.extractors.iter_mut().for_each(|it| it.row(number, cells));
        self.watch.row(number, cells);
    }

    fn line(&mut self, at: At, text: &str) {
        self.extractors.iter_mut().for_each(|it| it.line(at, text));
        self.watch.line(at, text);
    }

    fn wants_values(&self) -> bool {
        self.extractors.iter().any(Sink::wants_values)
    }

    fn value(&mut self, value: &serde_json::Value) {
        self.extractors.iter_mut().for_each(|it| it.value(value));
    }
}
