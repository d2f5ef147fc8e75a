//! Whose panics count. The product catches those of others' parsers and says that a file is damaged; its own are defects,
//! although it would catch them too.

use std::backtrace::Backtrace;
use std::panic;

/// Takes the place of the hook with which libFuzzer aborts on every panic: one of a crate of others goes on to whoever
/// catches it. Nobody but the product does: what it lets through still ends the run.
pub fn install() {
    panic::set_hook(Box::new(|panic| {
        let file = panic.location().map_or("", |it| it.file());
        if is_of_others(file) || (is_of_std(file) && is_raised_by_others()) {
            return;
        }
        eprintln!("{panic}\n{}", Backtrace::force_capture());
        std::process::abort();
    }));
}

fn is_of_others(file: &str) -> bool {
    file.contains("/registry/src/")
}

fn is_of_std(file: &str) -> bool {
    file.starts_with("/rustc/") || file.contains("/library/")
}

/// Whether the standard library was called by a crate of others: the innermost frame that is of neither says.
fn is_raised_by_others() -> bool {
    let trace = Backtrace::force_capture().to_string();
    let mut files = trace.lines().filter_map(|it| it.trim().strip_prefix("at "));
    let known = |it: &&str| is_of_others(it) || it.contains("/crates/kansa") || it.starts_with("./");
    files.find(|it| known(it) && !it.contains("panics.rs")).is_some_and(is_of_others)
}
