//! Formats of an answer, and where each goes.

use std::path::PathBuf;
use std::str::FromStr;

use anyhow::bail;
use clap::ValueEnum;

use crate::output::{print, write_file};

/// What `check` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckKind {
    /// A summary and the findings, for people.
    Human,
    /// `assessment.json`.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// Workflow commands of GitHub.
    Github,
    /// A comment in Markdown.
    Markdown,
}

/// What `diff` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffKind {
    /// Company by company, for people.
    Human,
    /// All of it, for programs.
    Json,
    /// For a comment on a pull request.
    Markdown,
}

/// A format, and where it goes: `FORMAT` to standard output, `FORMAT=FILE` to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormatTo<K> {
    pub(crate) kind: K,
    file: Option<PathBuf>,
}

impl<K: ValueEnum> FromStr for FormatTo<K> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, file) = match text.split_once('=') {
            Some((_, "")) => return Err("there is no file name behind the =".to_owned()),
            Some((kind, file)) => (kind, Some(PathBuf::from(file))),
            None => (text, None),
        };
        match K::from_str(kind, false) {
            Ok(kind) => Ok(Self { kind, file }),
            Err(_) => {
                let known: Vec<String> = K::value_variants().iter().map(name).collect();
                Err(format!("one of {}", known.join(", ")))
            }
        }
    }
}

impl<K: ValueEnum> FormatTo<K> {
    /// The formats asked for, else the usual one.
    ///
    /// # Errors
    ///
    /// Two that go to standard output: neither could be read there.
    pub(crate) fn chosen(asked: &[Self], usual: K) -> anyhow::Result<Vec<Self>> {
        let mut printed = asked.iter().filter(|it| it.file.is_none());
        if let Some(second) = printed.nth(1) {
            let kind = name(&second.kind);
            bail!("two formats cannot share standard output; give one a file: --format {kind}=FILE");
        }
        Ok(if asked.is_empty() { vec![Self { kind: usual, file: None }] } else { asked.to_vec() })
    }

    /// A text for people as it goes there: a file has no colours.
    pub(crate) fn coloured(&self, text: String) -> String {
        if self.file.is_some() { anstream::adapter::strip_str(&text).to_string() } else { text }
    }

    /// Prints a text, or writes it to the file.
    pub(crate) fn write(&self, text: &str) -> anyhow::Result<()> {
        match &self.file {
            None => print(text),
            Some(path) => write_file(path, text.as_bytes()),
        }
    }
}

fn name<K: ValueEnum>(kind: &K) -> String {
    kind.to_possible_value().map_or_else(String::new, |it| it.get_name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{CheckKind, DiffKind, FormatTo};

    #[test]
    fn a_format_is_its_name_and_perhaps_a_file() {
        let read = |text: &str| text.parse::<FormatTo<DiffKind>>();
        assert_eq!(read("json"), Ok(FormatTo { kind: DiffKind::Json, file: None }));
        assert_eq!(read("json=a=b"), Ok(FormatTo { kind: DiffKind::Json, file: Some("a=b".into()) }));
        assert_eq!(read("json="), Err("there is no file name behind the =".to_owned()));
        assert_eq!(read("sarif"), Err("one of human, json, markdown".to_owned()));
        assert_eq!(
            "JSON".parse::<FormatTo<CheckKind>>(),
            Err("one of human, json, sarif, junit, github, markdown".to_owned())
        );
    }

    #[test]
    fn one_format_at_most_goes_to_standard_output() {
        let chosen = |asked: &[&str]| {
            let asked: Result<Vec<FormatTo<CheckKind>>, _> = asked.iter().map(|it| it.parse()).collect();
            FormatTo::chosen(&asked.unwrap(), CheckKind::Human).map_err(|it| it.to_string())
        };
        assert_eq!(chosen(&[]), Ok(vec![FormatTo { kind: CheckKind::Human, file: None }]));
        assert_eq!(chosen(&["json", "sarif=a", "junit=b"]).map(|it| it.len()), Ok(3));
        let refused = chosen(&["human", "sarif=a", "junit"]).unwrap_err();
        assert!(refused.ends_with("give one a file: --format junit=FILE"), "{refused}");
    }
}
