//! What the last run left behind saves time, and never changes an answer.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::workspace::{Run, copy, files, fixture, kansa};

const AS_OF: &str = "2026-10-31";
const ROSTER: &str = "evidence/acme/training/yearly-test/2026-06-30_受講名簿.csv";

fn check(dir: &Path, more: &[&str]) -> Run {
    kansa(dir, &[&["check", "--as-of", AS_OF, "--format", "json"], more].concat())
}

/// What a run that keeps nothing says.
#[track_caller]
fn cold(dir: &Path) -> String {
    let run = check(dir, &["--no-cache"]);
    assert!(run.status < 2, "{}", run.stderr);
    run.stdout
}

/// That a run says what one without a cache says, and the next one too.
#[track_caller]
fn is_as_cold(dir: &Path) -> String {
    let expected = cold(dir);
    for nth in ["first", "second"] {
        let run = check(dir, &[]);
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (expected.as_str(), ""), "the {nth} run");
    }
    expected
}

/// As [`is_as_cold`], over and over until all files have been left alone for so long that they are trusted: only then is
/// anything taken from the cache.
#[track_caller]
fn is_as_cold_when_trusted(dir: &Path) -> String {
    let expected = cold(dir);
    let age = |file: &String| {
        let changed = std::fs::metadata(dir.join(file)).unwrap();
        changed.modified().unwrap().max(changed_at(&changed)).elapsed().unwrap_or_default()
    };
    let mut trusted = 0;
    while trusted < 2 {
        let evidence = files(dir).into_iter().filter(|it| !it.starts_with(".kansa"));
        trusted += i32::from(evidence.map(|it| age(&it)).min().unwrap() > std::time::Duration::from_secs(3));
        assert_eq!(check(dir, &[]).stdout, expected);
    }
    expected
}

/// When a file was last changed, in content or otherwise.
#[cfg(unix)]
fn changed_at(metadata: &std::fs::Metadata) -> SystemTime {
    let seconds = std::os::unix::fs::MetadataExt::ctime(metadata);
    SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds.unsigned_abs() + 1)
}

#[cfg(not(unix))]
fn changed_at(metadata: &std::fs::Metadata) -> SystemTime {
    metadata.modified().unwrap()
}

fn state(json: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    json["companies"][0]["obligations"][0]["state"].as_str().unwrap().to_owned()
}

/// The smallest workspace with all its files left alone long enough to be trusted.
fn workspace() -> tempfile::TempDir {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    for file in files(work.path()) {
        set_time(&work.path().join(file), LONG_AGO);
    }
    work
}

const LONG_AGO: u64 = 1_780_000_000;

fn set_time(path: &Path, seconds: u64) {
    let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
    std::fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn a_warm_run_says_what_a_cold_one_says() {
    for name in ["smallest", "ready", "group"] {
        let work = tempfile::tempdir().unwrap();
        copy(&fixture(name), work.path());
        is_as_cold_when_trusted(work.path());
    }
    let work = tempfile::tempdir().unwrap();
    copy(&crate::workspace::root(), work.path());
    let expected = cold(work.path());
    for nth in ["first", "second"] {
        assert_eq!(check(work.path(), &[]).stdout, expected, "the {nth} run");
    }
}

#[test]
fn findings_with_their_cells_are_the_same_when_warm() {
    let work = workspace();
    std::fs::write(work.path().join(ROSTER), "社員番号,点数\nE1,欠席\nE9,\nE1,4111 1111 1111 1111\n")
        .unwrap();
    set_time(&work.path().join(ROSTER), LONG_AGO);
    let said = is_as_cold_when_trusted(work.path());
    assert!(said.contains("\"cell\": \"B2\""), "{said}");
}

#[test]
fn an_edit_of_the_same_size_with_its_time_set_back_is_noticed() {
    let work = workspace();
    assert_eq!(state(&is_as_cold_when_trusted(work.path())), "met");
    let file = work.path().join(ROSTER);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("90", "10")).unwrap();
    set_time(&file, LONG_AGO);
    assert_eq!(state(&check(work.path(), &[]).stdout), "failed");
    is_as_cold(work.path());
}

#[test]
fn a_file_that_takes_the_place_of_another_is_noticed() {
    let work = workspace();
    is_as_cold_when_trusted(work.path());
    let file = work.path().join(ROSTER);
    let other = work.path().join("other.csv");
    std::fs::write(&other, std::fs::read_to_string(&file).unwrap().replace("90", "10")).unwrap();
    set_time(&other, LONG_AGO);
    std::fs::rename(&other, &file).unwrap();
    assert_eq!(state(&check(work.path(), &[]).stdout), "failed");
}

#[test]
fn what_is_asked_anew_is_read_anew() {
    let work = workspace();
    is_as_cold_when_trusted(work.path());
    let measures = work.path().join("controls/measures/personal.yaml");
    let text = std::fs::read_to_string(&measures).unwrap();
    for (name, from, to, expected) in [
        ("a higher bar", "{min: 80}", "{min: 95}", "failed"),
        ("another column", "headers: [点数, score]", "headers: [得点]", "failed"),
        ("another type", "score: {type: number, ", "score: {type: date, ", ""),
        ("as it was", "", "", "met"),
    ] {
        std::fs::write(&measures, text.replace(from, to)).unwrap();
        if expected.is_empty() {
            assert_eq!(check(work.path(), &[]).status, check(work.path(), &["--no-cache"]).status, "{name}");
            continue;
        }
        assert_eq!(state(&check(work.path(), &[]).stdout), expected, "{name}");
        is_as_cold(work.path());
    }
    let register = work.path().join("evidence/acme/registers/employees.csv");
    let employees = std::fs::read_to_string(&register).unwrap();
    std::fs::write(&register, format!("{employees}E2,社員,2020-04-01,\n")).unwrap();
    assert_eq!(state(&is_as_cold(work.path())), "failed", "someone joined");
}

#[test]
fn how_a_file_is_read_is_part_of_what_is_asked() {
    let work = workspace();
    is_as_cold_when_trusted(work.path());
    let sidecar = work.path().join(ROSTER).with_file_name("evidence.yaml");
    for read in ["{encoding: utf-8}", "{encoding: cp932}", "{header_row: 2}"] {
        let text = format!("format: 1\nitems: [{{performed: 2026-06-30, read: {read}}}]\n");
        std::fs::write(&sidecar, text).unwrap();
        is_as_cold(work.path());
    }
}

#[test]
fn files_that_come_go_and_move_are_noticed() {
    let work = workspace();
    is_as_cold(work.path());
    let file = work.path().join(ROSTER);
    let moved = file.with_file_name("2026-07-31_受講名簿.csv");
    std::fs::rename(&file, &moved).unwrap();
    is_as_cold(work.path());
    std::fs::copy(&moved, &file).unwrap();
    is_as_cold(work.path());
    std::fs::rename(&moved, moved.with_extension("txt")).unwrap();
    is_as_cold(work.path());
    std::fs::remove_file(&file).unwrap();
    is_as_cold(work.path());
}

#[test]
fn a_cache_that_is_gone_damaged_or_of_another_makes_no_difference() {
    let work = workspace();
    let expected = is_as_cold(work.path());
    let cache = work.path().join(".kansa/cache");
    let table = cache.join("acme.table");
    let sound = std::fs::read(&table).unwrap();
    let damages: [(&str, Vec<u8>); 7] = [
        ("empty", Vec::new()),
        ("cut off", sound[..sound.len() / 2].to_vec()),
        ("one byte less", sound[..sound.len() - 1].to_vec()),
        ("one byte more", [&sound[..], b"\0"].concat()),
        ("zeros, as after a power cut", vec![0; sound.len()]),
        (
            "of another version",
            sound.iter().enumerate().map(|(at, it)| if at == 8 { it ^ 1 } else { *it }).collect(),
        ),
        ("something else", "社員番号,点数\n".repeat(100).into_bytes()),
    ];
    for (name, bytes) in damages {
        std::fs::write(&table, bytes).unwrap();
        assert_eq!(check(work.path(), &[]).stdout, expected, "{name}");
        assert_eq!(check(work.path(), &[]).stdout, expected, "after one that is {name}");
    }
    for at in (0..sound.len()).step_by(sound.len() / 12 + 1) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x40;
        std::fs::write(&table, bytes).unwrap();
        assert_eq!(check(work.path(), &[]).stdout, expected, "a bit of byte {at}");
    }
    for name in files(&cache) {
        std::fs::write(cache.join(&name), b"x").unwrap();
        assert_eq!(check(work.path(), &[]).stdout, expected, "{name}");
    }
    std::fs::remove_dir_all(work.path().join(".kansa")).unwrap();
    assert_eq!(check(work.path(), &[]).stdout, expected, "gone");
    std::fs::remove_file(&table).unwrap();
    std::fs::create_dir(&table).unwrap();
    assert_eq!(check(work.path(), &[]).stdout, expected, "a folder in its place");
    std::fs::remove_dir_all(work.path().join(".kansa")).unwrap();
    std::fs::write(work.path().join(".kansa"), "x").unwrap();
    assert_eq!(check(work.path(), &[]).stdout, expected, "a file in its place");
}

#[cfg(unix)]
#[test]
fn links_and_modes_of_the_cache_make_no_difference() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let work = workspace();
    let expected = cold(work.path());
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), work.path().join(".kansa")).unwrap();
    assert_eq!(check(work.path(), &[]).stdout, expected, "a link");
    assert_eq!(files(elsewhere.path()), [""; 0], "nothing is written through a link");
    std::fs::remove_file(work.path().join(".kansa")).unwrap();
    assert_eq!(check(work.path(), &[]).stdout, expected);
    for file in files(&work.path().join(".kansa/cache")) {
        let mode =
            std::fs::metadata(work.path().join(".kansa/cache").join(&file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let secret = elsewhere.path().join("secret");
    std::fs::write(&secret, "untouched").unwrap();
    let table = work.path().join(".kansa/cache/acme.table");
    std::fs::remove_file(&table).unwrap();
    symlink(&secret, &table).unwrap();
    assert_eq!(check(work.path(), &[]).stdout, expected, "a link in place of a table");
    assert_eq!(std::fs::read_to_string(&secret).unwrap(), "untouched");
    std::fs::remove_dir_all(work.path().join(".kansa")).unwrap();
    assert_eq!(check(work.path(), &[]).stdout, expected);
    // The superuser may write all the same; the answer has to be the one it was.
    for folder in [".kansa/cache", ".kansa"] {
        std::fs::set_permissions(work.path().join(folder), PermissionsExt::from_mode(0o500)).unwrap();
    }
    assert_eq!(check(work.path(), &[]).stdout, expected, "read-only");
    for folder in [".kansa", ".kansa/cache"] {
        std::fs::set_permissions(work.path().join(folder), PermissionsExt::from_mode(0o700)).unwrap();
    }
}

#[test]
fn a_copy_of_a_workspace_with_its_cache_says_the_same() {
    let work = workspace();
    let expected = is_as_cold(work.path());
    let place = tempfile::tempdir().unwrap();
    for file in files(work.path()) {
        let to = place.path().join(&file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(work.path().join(&file), &to).unwrap();
        set_time(&to, LONG_AGO);
    }
    assert_eq!(check(place.path(), &[]).stdout, expected);
    std::fs::write(place.path().join(ROSTER), "社員番号,点数\nE1,10\n").unwrap();
    set_time(&place.path().join(ROSTER), LONG_AGO);
    assert_eq!(state(&check(place.path(), &[]).stdout), "failed");
}

fn started(dir: &Path) -> std::process::Child {
    Command::new(env!("CARGO_BIN_EXE_kansa"))
        .args(["check", "--as-of", AS_OF, "--format", "json"])
        .current_dir(dir)
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn runs_side_by_side_do_not_disturb_each_other() {
    let work = workspace();
    let expected = cold(work.path());
    let runs: Vec<_> = (0..6).map(|_| started(work.path())).collect();
    for run in runs {
        let output = run.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    }
    is_as_cold(work.path());
}

#[test]
fn a_run_that_is_killed_leaves_nothing_that_misleads() {
    let work = workspace();
    let folder = work.path().join(ROSTER).parent().unwrap().to_owned();
    for month in 1..=40 {
        std::fs::write(
            folder.join(format!("2026-04-01_{month}.csv")),
            "社員番号,点数\nE1,90\n".repeat(month),
        )
        .unwrap();
    }
    let expected = cold(work.path());
    for spins in 0..16_u32 {
        let mut run = started(work.path());
        // Further and further on.
        for _ in 0..spins * 40_000 {
            std::hint::spin_loop();
        }
        run.kill().unwrap();
        run.wait().unwrap();
    }
    assert_eq!(check(work.path(), &[]).stdout, expected);
    is_as_cold(work.path());
}

#[test]
fn nothing_of_what_the_files_say_is_in_the_cache() {
    let work = workspace();
    let folder = work.path().join(ROSTER).parent().unwrap().to_owned();
    std::fs::write(
        folder.join("2026-07-01_受講名簿.csv"),
        "社員番号,氏名,点数\nE1,青木花子,90\nE77,Inoue Jiro,12345\n",
    )
    .unwrap();
    std::fs::write(
        work.path().join("evidence/acme/registers/employees.csv"),
        "社員番号,氏名,区分,from,to\nE1,青木花子,役員,2020-04-01,\nE77,Inoue Jiro,社員,2020-04-01,\n",
    )
    .unwrap();
    is_as_cold_when_trusted(work.path());
    let mut looked_at = 0;
    for file in files(&work.path().join(".kansa")) {
        let bytes = std::fs::read(work.path().join(".kansa").join(&file)).unwrap();
        looked_at += bytes.len();
        let sjis = encoding_rs::SHIFT_JIS.encode("青木花子").0.into_owned();
        let utf16: Vec<u8> = "青木花子".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for secret in ["青木花子".as_bytes(), b"Inoue", b"E77", b"12345", "役員".as_bytes(), &sjis, &utf16]
        {
            assert!(!bytes.windows(secret.len()).any(|it| it == secret), "{file}");
        }
    }
    assert!(looked_at > 100, "there is a cache");
}

#[test]
fn the_cache_is_no_part_of_the_digest() {
    let work = workspace();
    let digest = |text: &str| {
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        json["digest"].as_str().unwrap().to_owned()
    };
    let before = digest(&is_as_cold(work.path()));
    std::fs::write(work.path().join(".kansa/other"), "x").unwrap();
    assert_eq!(digest(&check(work.path(), &[]).stdout), before);
    std::fs::remove_dir_all(work.path().join(".kansa")).unwrap();
    assert_eq!(digest(&check(work.path(), &["--no-cache"]).stdout), before);
    assert!(!work.path().join(".kansa").exists(), "--no-cache writes none");
}

#[test]
fn a_limit_that_is_lowered_holds_for_what_was_read_before() {
    let work = workspace();
    let file = work.path().join(ROSTER);
    let note = format!("社員番号,点数,備考\nE1,90,{}\n", "x".repeat(2 << 20));
    std::fs::write(&file, note).unwrap();
    set_time(&file, LONG_AGO);
    assert_eq!(state(&is_as_cold_when_trusted(work.path())), "met");
    let config = work.path().join("kansa.yaml");
    let text = std::fs::read_to_string(&config).unwrap() + "max_file_size_mib: 1\n";
    std::fs::write(&config, text).unwrap();
    assert_eq!(state(&cold(work.path())), "unreadable");
    assert_eq!(state(&check(work.path(), &[]).stdout), "unreadable");
}

#[test]
fn a_folder_that_is_no_workspace_stays_as_it_is() {
    let empty = tempfile::tempdir().unwrap();
    let dir = empty.path().to_str().unwrap();
    assert_eq!(kansa(empty.path(), &["check", "-C", dir]).status, 2);
    assert_eq!(files(empty.path()), [""; 0]);
}
