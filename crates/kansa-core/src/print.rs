//! Fingerprints of keys: what is compared and kept instead of the keys themselves.

use std::hash::Hasher;

use serde::{Deserialize, Serialize};
use siphasher::sip128::{Hasher128, SipHasher24};

use crate::table::Cell;
use crate::value::folded;

/// What fingerprints of a workspace are salted with, so that nobody can look up those of a known list of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Salt(pub [u8; 16]);

/// The salted fingerprint of a key: 128 bits, so that two keys of a group never share one by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Print(u128);

/// Separates the cells of a key of several columns; no cell of a text file has it.
const SEPARATOR: u8 = 0x1f;

impl Salt {
    /// The fingerprint of a key, compared as all texts are.
    pub fn print(&self, key: &str) -> Print {
        let mut hasher = SipHasher24::new_with_key(&self.0);
        hasher.write(folded(key).as_bytes());
        Print(hasher.finish128().as_u128())
    }

    /// The fingerprint of several cells together; none if one of them is empty or unreadable.
    pub fn print_cells<'c>(&self, cells: impl Iterator<Item = Cell<'c>>) -> Option<Print> {
        let mut hasher = SipHasher24::new_with_key(&self.0);
        for (nth, cell) in cells.enumerate() {
            if nth > 0 {
                hasher.write_u8(SEPARATOR);
            }
            match cell {
                Cell::Empty | Cell::Bad(_) => return None,
                Cell::Text(text) => hasher.write(folded(&text).as_bytes()),
                Cell::Number(number) => hasher.write(number.to_string().as_bytes()),
                Cell::Date(date) => hasher.write(date.to_string().as_bytes()),
                Cell::Flag(flag) => hasher.write(if flag { b"true" } else { b"false" }),
            }
        }
        Some(Print(hasher.finish128().as_u128()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_fingerprint_in_any_form_and_another_with_another_salt() {
        let salt = Salt([1; 16]);
        assert_eq!(salt.print("ガイド"), salt.print(" カ\u{3099}イド "));
        assert_eq!(Some(salt.print("E1")), salt.print_cells([Cell::Text("E1".into())].into_iter()));
        assert_ne!(salt.print("E1"), Salt::default().print("E1"));
    }

    #[test]
    fn cells_side_by_side_are_not_their_texts_joined() {
        let salt = Salt::default();
        let print =
            |cells: [&'static str; 2]| salt.print_cells(cells.into_iter().map(|it| Cell::Text(it.into())));
        assert_ne!(print(["ab", "c"]), print(["a", "bc"]));
    }
}
