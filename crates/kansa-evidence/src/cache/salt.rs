//! The salt of a workspace: what its fingerprints are made with, so that they say nothing to anybody without
//! it.

use std::fmt;

use crate::digest::Hasher;

use super::folder::Folder;
use super::reason::Reason;

const NAME: &str = "salt";

/// How often two processes may get in each other's way before this one goes without a cache.
const ATTEMPTS: usize = 8;

/// 128 random bits of a workspace. They are never shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 16]);

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

impl Salt {
    /// The bits.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The salt in the folder. One that is missing is made; one that is damaged is replaced, and with it all
    /// tables that were made under it.
    pub(super) fn open(folder: &Folder) -> Result<Self, Reason> {
        for _ in 0..ATTEMPTS {
            match folder.read(NAME)?.map(|it| Self::decode(&it)) {
                Some(Some(salt)) => return Ok(salt),
                Some(None) => folder.replace(NAME, &folder.stage(&[&Self::random()?.encode()])?)?,
                None => folder.put(NAME, &folder.stage(&[&Self::random()?.encode()])?)?,
            }
            // What stands there now may be another process's: both take that one.
        }
        Err(Reason::Damaged)
    }

    /// 128 bits that say which salt and which company a table belongs to, but not what the salt is.
    pub(super) fn id(&self, company: &str) -> [u8; 16] {
        digest(&[b"kansa cache\0", &self.0, company.as_bytes()])
    }

    fn random() -> Result<Self, Reason> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|it| Reason::io(NAME, it))?;
        Ok(Self(bytes))
    }

    /// The bits and their checksum: zeros after a power cut are no salt.
    fn encode(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        let (salt, check) = bytes.split_at_mut(16);
        salt.copy_from_slice(&self.0);
        check.copy_from_slice(&digest(&[&self.0]));
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (salt, check) = bytes.split_first_chunk()?;
        (check == digest(&[salt])).then_some(Self(*salt))
    }
}

/// The first half of the SHA-256 of what comes one after the other.
pub(super) fn digest(pieces: &[&[u8]]) -> [u8; 16] {
    let mut hasher = Hasher::new();
    pieces.iter().for_each(|it| hasher.update(it));
    let mut half = [0; 16];
    half.iter_mut().zip(hasher.finish().0).for_each(|(to, from)| *to = from);
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_salt_is_read_as_it_was_written_and_any_other_bytes_are_none() {
        let salt = Salt([7; 16]);
        let bytes = salt.encode();
        assert_eq!(Salt::decode(&bytes), Some(salt));
        assert_eq!(Salt::decode(&[0; 32]), None, "zeros after a power cut");
        for at in 0..bytes.len() {
            let mut flipped = bytes;
            flipped[at] ^= 1;
            assert_eq!(Salt::decode(&flipped), None);
            assert_eq!(Salt::decode(&bytes[..at]), None);
        }
        assert_eq!(Salt::decode(&[&bytes[..], &[0]].concat()), None);
    }

    #[test]
    fn a_salt_is_not_shown() {
        assert_eq!(format!("{:?}", Salt([7; 16])), "Salt(..)");
    }

    #[test]
    fn tables_of_two_companies_or_two_salts_have_two_ids() {
        assert_ne!(Salt([7; 16]).id("a"), Salt([7; 16]).id("b"));
        assert_ne!(Salt([7; 16]).id("a"), Salt([8; 16]).id("a"));
    }
}
