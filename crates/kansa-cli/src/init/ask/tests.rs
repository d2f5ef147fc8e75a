use clap::Parser;

use super::*;
use crate::args::{Args, Command};

/// What is known after these flags and these answers; without answers nobody is asked. Also what was printed.
fn known(flags: &[&str], answers: Option<&str>) -> (anyhow::Result<Known>, String) {
    let all = ["kansa", "init"].iter().chain(flags).copied();
    let Command::Init(args) = Args::try_parse_from(all).unwrap().command else { panic!("not init") };
    let (library, _) = Library::open(None).unwrap();
    let mut printed = Vec::new();
    let mut questions =
        answers.map(|it| Questions { input: it.as_bytes(), output: &mut printed, lang: Lang::En });
    let today = "2026-02-10".parse().unwrap();
    let known = complete(&args, (&library, Lang::En, today), questions.as_mut());
    (known, String::from_utf8(printed).unwrap())
}

fn ids(known: &Known) -> (Vec<&str>, Vec<&str>) {
    let companies = known.companies.iter().map(|(id, _)| id.as_str()).collect();
    (companies, known.catalogs.iter().map(CatalogId::as_str).collect())
}

#[test]
fn what_nobody_says_is_taken_and_told() {
    let (known, printed) = known(&["--company", "aoba=青葉機械株式会社"], None);
    let known = known.unwrap();
    assert_eq!(ids(&known), (vec!["aoba"], vec![FIRST_CATALOG]));
    assert_eq!((known.fiscal.to_string().as_str(), known.from.to_string().as_str()), ("04-01", "2025-04-01"));
    assert_eq!(known.names, Names::new("青葉機械株式会社".parse().unwrap(), Lang::En));
    let taken: Vec<&str> = known.taken.iter().map(|it| it.en.as_str()).collect();
    assert_eq!(taken.len(), 4, "{taken:?}");
    assert_eq!(printed, "");
}

#[test]
fn what_flags_say_is_not_asked() {
    let flags = [
        &["--name", "青葉", "--company", "a=A", "--company", "b=B", "--catalog", "appi", "--catalog", "appi"]
            [..],
        &["--fiscal-start", "01-01", "--from", "2026-01-01", "--employees", "b=list.csv"],
    ];
    let (known, printed) = known(&flags.concat(), Some(""));
    let known = known.unwrap();
    assert_eq!(ids(&known), (vec!["a", "b"], vec!["appi"]));
    assert_eq!(known.registers, [("b".parse().unwrap(), Kept::Employees, PathBuf::from("list.csv"))]);
    assert_eq!((printed.as_str(), known.taken.len()), ("", 0));
}

#[test]
fn answers_are_asked_for_until_they_can_be_read() {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let answers = format!(
        "Minato\n港商事\nMinato!\nminato\nMinato K.K.\nminato\nwest\n\nWest K.K.\n\niso27001\n2, appi\n13-01\n01-01\n\
         no such file\n'{here}'\n\n"
    );
    let (known, printed) = known(&[], Some(&answers));
    let known = known.unwrap();
    assert_eq!(known.names, Names::both("港商事".parse().unwrap(), "Minato".parse().unwrap()));
    let (companies, catalogs) = ids(&known);
    assert_eq!(companies, ["minato", "west"]);
    assert_eq!((catalogs.len(), catalogs.contains(&"appi")), (2, true), "{catalogs:?}");
    assert_eq!((known.fiscal.to_string().as_str(), known.from.to_string().as_str()), ("01-01", "2026-01-01"));
    assert_eq!(known.registers, [("minato".parse().unwrap(), Kept::Employees, PathBuf::from(here))]);
    for said in [
        "write 1 to 64 of a-z",
        "there is minato already",
        "write a name",
        "did you mean",
        "such as 04-01",
        "no file",
    ] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
}

#[test]
fn an_answer_that_never_comes_ends_it() {
    for answers in ["", "港商事\n", "\nminato\nMinato\n\n"] {
        let (known, _) = known(&[], Some(answers));
        assert!(known.unwrap_err().to_string().contains("nothing was written"), "{answers:?}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    for (flags, says) in [
        (&[][..], "there is no company"),
        (&["--company", "a=A", "--company", "a=B"], "the company a is there twice"),
        (&["--company", "a=A", "--catalog", "iso-27001"], "did you mean iso-27001-2022?"),
        (&["--company", "a=A", "--company", "b=B", "--vendors", "x.csv"], "--vendors ID=FILE (ids: a, b)"),
        (
            &["--company", "a=A", "--systems", "x.csv", "--systems", "a=y.csv"],
            "--systems is there twice for a",
        ),
    ] {
        let (known, _) = known(flags, None);
        let why = known.unwrap_err().to_string();
        assert!(why.contains(says), "{why}");
    }
    let not_one = ["Aoba=A", "aoba", "aoba=", "a b=A", "=A", "a=A\nB"];
    for company in not_one {
        assert!(Args::try_parse_from(["kansa", "init", "--company", company]).is_err(), "{company}");
    }
    for flags in [["--fiscal-start", "2-30"], ["--name", " "], ["--from", "2026-02-30"], ["--catalog", "A B"]]
    {
        assert!(Args::try_parse_from(["kansa", "init", flags[0], flags[1]]).is_err(), "{flags:?}");
    }
}
