//! The zip that holds a workbook: its parts by name, and how much of it was inflated.

use std::cell::Cell;
use std::io::{self, BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::super::{MAX_INFLATED, Trouble};
use super::{damaged, protected};

/// The most parts of a workbook; each of its sheets and pictures is one.
const MAX_PARTS: usize = 20_000;

/// Deflate makes nothing more than this many times shorter.
const MAX_RATIO: u64 = 1_032;

/// An opened zip.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be inflated. What the zip says of its sizes is not believed.
    left: Cell<u64>,
    exhausted: Cell<bool>,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Trouble> {
        if declared_parts(bytes) > MAX_PARTS {
            return Err(too_much());
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| trouble(&error))?;
        Ok(Self { zip, left: Cell::new(MAX_INFLATED), exhausted: Cell::new(false) })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name_raw(name.as_bytes()).is_some()
    }

    /// A part, to be read once from its start.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part<'_, 'a>>, Trouble> {
        let index = self.zip.index_for_name_raw(name.as_bytes()).or_else(|| {
            // Some programs write other cases than they refer to.
            self.zip.file_names_raw().position(|it| it.eq_ignore_ascii_case(name.as_bytes()))
        });
        let Some(index) = index else { return Ok(None) };
        let (left, exhausted) = (&self.left, &self.exhausted);
        let file = self.zip.by_index(index).map_err(|error| trouble(&error))?;
        Ok(Some(BufReader::with_capacity(BUFFER, Inflated { file, left, exhausted })))
    }

    /// A part that is short in every workbook.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Trouble> {
        let Some(mut part) = self.part(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        part.get_mut().read_to_end(&mut bytes).map_err(|_| damaged())?;
        Ok(Some(bytes))
    }

    /// Bytes that may still be inflated.
    pub(super) fn left(&self) -> u64 {
        self.left.get()
    }

    /// Allows as many bytes as before: what is read twice counts once.
    pub(super) fn allow(&self, left: u64) {
        self.left.set(left);
    }

    /// The trouble that too much was in it, if it was.
    pub(super) fn exhausted(&self) -> Option<Trouble> {
        self.exhausted.get().then(too_much)
    }

    /// Inflates all parts and forgets them, where they could be too long for a parser that does not count.
    pub(super) fn measure(&mut self, packed: usize) -> Result<(), Trouble> {
        if u64::try_from(packed).unwrap_or(u64::MAX).saturating_mul(MAX_RATIO) <= MAX_INFLATED {
            return Ok(());
        }
        for index in 0..self.zip.len() {
            let (left, exhausted) = (&self.left, &self.exhausted);
            let file = self.zip.by_index(index).map_err(|error| trouble(&error))?;
            io::copy(&mut Inflated { file, left, exhausted }, &mut io::sink()).map_err(|_| damaged())?;
        }
        Ok(())
    }
}

/// A part that is being inflated.
pub(super) type Part<'p, 'a> = BufReader<Inflated<'p, 'a>>;

/// Large enough that the calls do not count, small enough for workbooks of some kilobytes.
const BUFFER: usize = 16 * 1024;

/// Counts what comes out of a zip.
pub(super) struct Inflated<'p, 'a> {
    file: ZipFile<'p, Cursor<&'a [u8]>>,
    left: &'p Cell<u64>,
    exhausted: &'p Cell<bool>,
}

impl Read for Inflated<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        let Some(left) = self.left.get().checked_sub(u64::try_from(read).unwrap_or(u64::MAX)) else {
            self.exhausted.set(true);
            return Err(io::Error::other("too much"));
        };
        self.left.set(left);
        Ok(read)
    }
}

fn too_much() -> Trouble {
    Trouble::new("展開すると大きすぎる（512 MiB まで）", "too large when unpacked (512 MiB at most)")
}

fn trouble(error: &ZipError) -> Trouble {
    match error {
        ZipError::UnsupportedArchive(it) if *it == ZipError::PASSWORD_REQUIRED => protected(),
        _ => damaged(),
    }
}

/// How many parts the end of a zip says there are, before a list of them is made.
fn declared_parts(bytes: &[u8]) -> usize {
    let tail = bytes.get(bytes.len().saturating_sub(66_000)..).unwrap_or_default();
    let Some(at) = memchr::memmem::rfind(tail, b"PK\x05\x06") else { return 0 };
    match tail.get(at + 10..at + 12) {
        Some([low, high]) => usize::from(u16::from_le_bytes([*low, *high])),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_bomb_is_refused_whatever_it_says_of_its_size() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("a", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&vec![b' '; 100_000]).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        let mut package = Package::open(&bytes).unwrap();
        package.allow(99_999);
        assert!(package.bytes("a").is_err());
        assert_eq!(package.exhausted(), Some(too_much()));
        // The size in the directory.
        let entry = memchr::memmem::rfind(&bytes, b"PK\x01\x02").unwrap();
        let mut lying = bytes.clone();
        lying[entry + 24..entry + 28].copy_from_slice(&[1, 0, 0, 0]);
        let mut package = Package::open(&lying).unwrap();
        assert!(package.bytes("a").is_err());
    }

    #[test]
    fn parts_are_found_in_any_case() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("xl/SharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        let mut package = Package::open(&bytes).unwrap();
        assert_eq!(package.bytes("xl/sharedStrings.xml"), Ok(Some(Vec::new())));
        assert_eq!(package.bytes("xl/styles.xml"), Ok(None));
    }
}
