//! How much stack a pdf can ask of its parser.
//!
//! lopdf resolves references by calling itself: the length of a stream may stand in another stream, an object in a container
//! that is itself in a container, and so on through all objects of the file. A stack that overflows ends the process, and no one
//! can catch that. So the objects are counted first, and the parser gets a stack for as many calls.

use std::collections::HashSet;

use memchr::{memchr_iter, memmem};

use crate::read::{Trouble, guarded};

/// Stack of one call: 2 KiB were measured, so this is twice as much.
const CALL: usize = 4 * 1024;

/// Calls that fit any thread (2 MiB) beside what is on its stack already. Most files have fewer objects than that; a thread of
/// its own costs some 0.1 ms.
const FEW: usize = 300;

/// Calls that are tried at all: their stack takes a gigabyte of addresses (not of memory).
const MOST: usize = 250_000;

/// Runs a parser on a stack that is large enough for the file.
pub(super) fn run<T: Send>(
    bytes: &[u8],
    parse: impl FnOnce() -> Result<T, Trouble> + Send,
) -> Result<T, Trouble> {
    let calls = calls(bytes)?;
    if calls <= FEW {
        return guarded(parse);
    }
    std::thread::scope(|scope| {
        let thread =
            std::thread::Builder::new().stack_size(calls * CALL).spawn_scoped(scope, || guarded(parse));
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(_)) | Err(_) => {
                Err(Trouble::new("PDF を読むための記憶領域が足りない", "not enough memory to read the pdf"))
            }
        }
    })
}

/// How many objects a file has at most, those in compressed containers included.
fn calls(bytes: &[u8]) -> Result<usize, Trouble> {
    if memchr_iter(b'#', bytes).any(|at| is_disguised(bytes, at)) {
        return Err(Trouble::new("PDF の構造が不自然", "the structure of the pdf is disguised"));
    }
    if has_chained_lengths(bytes) {
        return Err(Trouble::new("PDF の構造が不自然", "the lengths of streams stand in other streams"));
    }
    // An object begins with `obj` and ends with `endobj`.
    let written = memmem::find_iter(bytes, b"obj").count() / 2 + 1;
    let sizes = memmem::find_iter(bytes, b"/Size").filter_map(|at| numbers(bytes, at + 5).next());
    let indexes = memmem::find_iter(bytes, b"/Index").map(|at| {
        // Pairs of a first number and a count.
        numbers(bytes, at + 6).skip(1).step_by(2).fold(0, usize::saturating_add)
    });
    let calls = sizes.chain(indexes).max().unwrap_or(0).max(written);
    if calls > MOST {
        return Err(Trouble::new(
            format!("PDF の中のオブジェクトが {MOST} を超える"),
            format!("more than {MOST} objects in the pdf"),
        ));
    }
    Ok(calls)
}

/// Whether the length of a stream stands in an object that has such a length too. A length stands in a number, so no program writes
/// that; lopdf's time grows with the square of such a chain.
fn has_chained_lengths(bytes: &[u8]) -> bool {
    let mut objects = memmem::find_iter(bytes, b" obj").peekable();
    let mut current = None;
    let (mut holders, mut targets) = (HashSet::new(), HashSet::new());
    for at in memmem::find_iter(bytes, b"/Length") {
        while let Some(object) = objects.next_if(|&it| it < at) {
            current = number_before(bytes, object);
        }
        let rest = bytes.get(at + 7..).unwrap_or_default();
        let end = rest.iter().take(32).position(|it| !it.is_ascii_digit() && !it.is_ascii_whitespace());
        if let (Some(b'R'), Some(target)) = (end.and_then(|it| rest.get(it)), numbers(bytes, at + 7).next()) {
            holders.extend(current);
            targets.insert(target);
        }
    }
    !holders.is_disjoint(&targets)
}

/// The number of the object whose generation ends at a place.
fn number_before(bytes: &[u8], at: usize) -> Option<usize> {
    let before = bytes.get(at.saturating_sub(32)..at)?;
    let mut words = before.rsplit(|it| it.is_ascii_whitespace()).filter(|it| !it.is_empty());
    let (_generation, number) = (words.next()?, words.next()?);
    let digits =
        number.iter().rposition(|it| !it.is_ascii_digit()).map_or(number, |it| number.split_at(it + 1).1);
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The numbers from a place on, with blanks and a bracket before them.
fn numbers(bytes: &[u8], at: usize) -> impl Iterator<Item = usize> {
    let rest = bytes.get(at..).unwrap_or_default();
    let end = rest
        .iter()
        .position(|it| !it.is_ascii_digit() && !it.is_ascii_whitespace() && !matches!(it, b'[' | 0));
    let rest = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    rest.split(|it| !it.is_ascii_digit()).filter(|it| !it.is_empty()).map(|digits| {
        digits.iter().fold(0_usize, |sum, it| sum.saturating_mul(10).saturating_add(usize::from(it - b'0')))
    })
}

/// Whether the `#` at a place is part of one of the names that are counted, written so that nobody finds it (`/S#69ze`). Programs
/// escape only what cannot be written otherwise.
fn is_disguised(bytes: &[u8], at: usize) -> bool {
    const LONGEST: usize = 3 * 6;
    let start = at.saturating_sub(LONGEST);
    let Some(slash) = bytes.get(start..at).and_then(|it| it.iter().rposition(|&it| it == b'/')) else {
        return false;
    };
    let mut rest = bytes.get(start + slash + 1..).unwrap_or_default();
    let mut name = Vec::new();
    while name.len() <= 6 {
        match rest {
            [b'#', high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit =
                    |it: u8| char::from(it).to_digit(16).and_then(|it| u8::try_from(it).ok()).unwrap_or(0);
                name.push(digit(*high) * 16 + digit(*low));
                rest = after;
            }
            [it, after @ ..] if it.is_ascii_alphanumeric() => {
                name.push(*it);
                rest = after;
            }
            _ => break,
        }
    }
    matches!(&name[..], b"Size" | b"Index" | b"ObjStm" | b"Length")
}

#[cfg(test)]
mod tests {
    use super::calls;

    #[test]
    fn objects_are_counted_wherever_they_are_said() {
        for (bytes, expected) in [
            (&b"1 0 obj 2 endobj 2 0 obj 3 endobj"[..], Some(3)),
            (b"/Size 17", Some(17)),
            (b"/Size\n17/Index[0 5 100 20 ]/W", Some(25)),
            (b"/Size 5/Index [ 0 5 7 90000]", Some(90_005)),
            (b"/Size 99999999999999999999999", None),
            (b"/S#69ze 5", None),
            (b"4 0 obj<</Length 5 0 R>>stream x endstream endobj 5 0 obj 1 endobj", Some(3)),
            (b"4 0 obj<</Length 5 0 R>>stream x endstream endobj\r5 0 obj<</Length 6 0 R>>", None),
            (b"/#4fbj#53tm", None),
            (b"/A#20B /Size#20x #", Some(1)),
            (b"", Some(1)),
        ] {
            assert_eq!(calls(bytes).ok(), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
