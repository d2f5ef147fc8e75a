//! The product as its users meet it: through the binary, on real files.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod as_of;
mod cache;
mod catalogs;
mod check;
mod command;
mod crash;
mod determinism;
mod diff;
mod documents;
mod encodings;
mod filing;
mod group;
// They use the shell, sed and sha256sum as Linux has them.
#[cfg(target_os = "linux")]
mod guides;
mod hostile;
mod init;
mod neutral;
mod numbers;
mod outputs;
// They use bash.
#[cfg(unix)]
mod pipeline;
mod report;
mod sample;
mod sample_report;
mod schemas;
// They use the shell, jq and sha256sum as Linux has them.
#[cfg(target_os = "linux")]
mod seal;
mod serve;
mod shell;
mod spoilt;
mod tables;
mod templates;
mod why;
mod workspace;
