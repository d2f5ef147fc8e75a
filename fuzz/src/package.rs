//! Zip packages made of parts, so that what is changed is the content of a workbook and not only its compression.
//!
//! An input is parts one after the other, each as `%% name` on a line of its own and its content up to the next one.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The parts of an input as a zip; none if it has none.
pub fn zipped(data: &[u8]) -> Option<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    // Stored: a check sum is made for each, and nothing has to be inflated.
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut any = false;
    for (name, content) in parts(data) {
        if writer.start_file(name, options).is_ok() {
            writer.write_all(content).ok()?;
            any = true;
        }
    }
    if any { Some(writer.finish().ok()?.into_inner()) } else { None }
}

fn parts(data: &[u8]) -> Vec<(&str, &[u8])> {
    let mut starts: Vec<usize> =
        data.windows(4).enumerate().filter(|(_, it)| *it == b"\n%% ").map(|(at, _)| at + 1).collect();
    if data.starts_with(b"%% ") {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).map(|it| it - 1).chain([data.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| {
            let part = data.get(start + 3..end)?;
            let line = part.iter().position(|it| *it == b'\n')?;
            Some((std::str::from_utf8(part.get(..line)?).ok()?, part.get(line + 1..)?))
        })
        .take(32)
        .collect()
}
