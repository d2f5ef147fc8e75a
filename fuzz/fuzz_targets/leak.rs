//! The leak scanner on cells (`A`, see `grid`) and on lines.
#![no_main]

use kansa_core::content::{At, Sink};
use kansa_core::leak::Scanner;
use kansa_fuzz::{choice, grid, panics, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some((cells, rest)) = choice(data, &[true, false]) else { return };
    let Some(text) = text(rest) else { return };
    let mut one = Scanner::default();
    if cells {
        grid::hand_out(text, &mut one);
        for leak in one.finish() {
            assert!(leak.count > 0);
        }
        return;
    }
    for (number, line) in (1..).zip(text.lines()) {
        one.line(At::Line(number), line);
    }
    let found = one.finish();
    let mut again = Scanner::default();
    for (number, line) in (1..).zip(text.lines()) {
        again.line(At::Line(number), line);
    }
    assert_eq!(again.finish(), found, "the same lines have the same leaks");
});
