//! Files that are small or plain, and become very large.

#![cfg(target_os = "linux")]

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use super::{SOUND, state, workspace};
use crate::tables::{SHEET, raw_parts};

/// Bits of a deflate stream, the first of a byte being its lowest.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    filled: usize,
}

impl Bits {
    /// A code, from its highest bit on.
    fn code(&mut self, code: u32, length: u32) {
        for at in (0..length).rev() {
            if self.filled.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= u8::try_from(code >> at & 1).unwrap() << (self.filled % 8);
            self.filled += 1;
        }
    }
}

/// A zip that holds entries as they are, and one more: a text, and then so many blanks, at 13 bits for 258 of them.
fn bomb(entries: &[(&str, &str)], name: &str, start: &str, blanks: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    // One block, the last one, with the codes that the format lays down.
    bits.code(0b110, 3);
    for byte in start.bytes().chain([b' ']) {
        bits.code(0x30 + u32::from(byte), 8);
    }
    for _ in 0..blanks / 258 {
        // 258 bytes more of the one before.
        bits.code(0b1100_0101, 8);
        bits.code(0, 5);
    }
    bits.code(0, 7);
    let size = start.len() + 1 + usize::try_from(blanks / 258 * 258).unwrap();
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    let stored = entries.iter().map(|(name, text)| (*name, 0_u16, text.as_bytes(), text.len()));
    for (name, method, bytes, size) in stored.chain([(name, 8, &bits.bytes[..], size)]) {
        let at = u32::try_from(zip.len()).unwrap();
        let mut common = Vec::new();
        for field in [20_u16, 0, method, 0, 0x21] {
            common.extend(field.to_le_bytes());
        }
        common.extend(if method == 0 { crc32(bytes) } else { 0 }.to_le_bytes());
        for field in [bytes.len(), size] {
            common.extend(u32::try_from(field).unwrap().to_le_bytes());
        }
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend([0, 0]);
        zip.extend([b"PK\x03\x04", &common[..], name.as_bytes(), bytes].concat());
        directory.extend(
            [b"PK\x01\x02\x14\0", &common[..], &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat(),
        );
    }
    let count = u16::try_from(entries.len() + 1).unwrap().to_le_bytes();
    let (start, length) = (u32::try_from(zip.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    zip.extend(directory);
    zip.extend(
        [b"PK\x05\x06\0\0\0\0", &count[..], &count, &length.to_le_bytes(), &start.to_le_bytes(), &[0, 0]]
            .concat(),
    );
    zip
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

/// Runs a check in at most so many MiB of memory.
fn within_memory(dir: &Path, mib: u32) -> serde_json::Value {
    let script = format!("ulimit -v {}; exec \"$0\" check --as-of 2026-10-31 --format json", mib * 1024);
    let output = Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_kansa")])
        .current_dir(dir)
        .env_clear()
        .envs([("MALLOC_ARENA_MAX", "2"), ("RAYON_NUM_THREADS", "2")])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_zip_bomb_is_not_inflated_beyond_its_limit() {
    let (work, folder) = workspace();
    let parts = raw_parts("");
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let bytes = bomb(&parts, SHEET, "<worksheet><sheetData>", 600 << 20);
    std::fs::write(folder.join("2026-09-30_記録.xlsx"), bytes).unwrap();
    let json = within_memory(work.path(), 2_048);
    assert_eq!((state(&json, "score"), state(&json, "taken")), ("unreadable", "met"));
    assert!(
        json.to_string().contains("too large when unpacked (512 MiB at most)"),
        "{}",
        json["companies"][0]["findings"]
    );
}

#[test]
fn a_line_of_a_hundred_megabytes_is_no_trouble() {
    for (name, line) in [("a field", "0104,".to_owned()), ("an open quote", "0104,\"".to_owned())] {
        let (work, folder) = workspace();
        let mut file = std::fs::File::create(folder.join("2026-09-30_記録.csv")).unwrap();
        file.write_all(SOUND).unwrap();
        file.write_all(line.as_bytes()).unwrap();
        let block = vec![b'x'; 1 << 20];
        for _ in 0..100 {
            file.write_all(&block).unwrap();
        }
        drop(file);
        let json = within_memory(work.path(), 1_024);
        assert!(
            ["unreadable", "failed"].contains(&state(&json, "score")),
            "{name}: {}",
            state(&json, "score")
        );
        assert_eq!(state(&json, "taken"), "met", "{name}");
    }
}
