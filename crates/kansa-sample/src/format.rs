//! Formats of files: the same contents as csv, workbook, document, mail and so on.

mod archive;
mod mail;
mod page;
mod picture;
mod text;
mod workbook;

use anyhow::Result;
use chrono::NaiveDate;
use serde::Deserialize;

pub(crate) use picture::Picture;
pub(crate) use workbook::is_day;

use crate::sheet::Contents;

/// A format in which a file can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Format {
    /// Comma separated, UTF-8.
    Csv,
    /// Comma separated, as Windows writes it in Japan.
    CsvCp932,
    /// Tab separated, UTF-8.
    Tsv,
    /// A workbook.
    Xlsx,
    /// A document.
    Docx,
    /// A page.
    Pdf,
    /// Markdown.
    Md,
    /// Plain text.
    Txt,
    /// A list of records.
    Json,
    /// The same in YAML.
    Yaml,
    /// A picture.
    Png,
    /// A mail.
    Eml,
}

impl Format {
    /// The ending of its files.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Csv | Self::CsvCp932 => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Md => "md",
            Self::Txt => "txt",
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::Png => "png",
            Self::Eml => "eml",
        }
    }

    /// Whether it is plain text, without a package around it.
    pub(crate) fn is_small(self) -> bool {
        match self {
            Self::Csv | Self::CsvCp932 | Self::Tsv | Self::Md | Self::Txt | Self::Json | Self::Yaml => true,
            Self::Xlsx | Self::Docx | Self::Pdf | Self::Png | Self::Eml => false,
        }
    }

    /// The format in which a company that writes no Japanese saves the same.
    pub(crate) fn abroad(self) -> Self {
        match self {
            Self::CsvCp932 => Self::Csv,
            other => other,
        }
    }

    /// Whether kansa finds a table in it.
    pub(crate) fn has_table(self) -> bool {
        match self {
            Self::Csv | Self::CsvCp932 | Self::Tsv | Self::Xlsx | Self::Docx => true,
            Self::Md | Self::Txt | Self::Json | Self::Yaml => true,
            Self::Pdf | Self::Png | Self::Eml => false,
        }
    }

    /// Whether kansa finds words in it.
    pub(crate) fn has_text(self) -> bool {
        !matches!(self, Self::Pdf | Self::Png)
    }
}

/// What a file says of itself beside its contents.
#[derive(Debug, Clone)]
pub(crate) struct Maker<'a> {
    /// The day on which it was made.
    pub(crate) day: NaiveDate,
    /// The company, by its name.
    pub(crate) company: &'a str,
    /// The domain of its mail.
    pub(crate) domain: &'a str,
    /// Who made it, by post.
    pub(crate) author: &'a str,
    /// What the file is called.
    pub(crate) title: &'a str,
    /// A number that depends on what the file is for, such as the minute of a mail.
    pub(crate) salt: u64,
}

/// The bytes of a file.
pub(crate) fn write(
    format: Format,
    contents: &Contents,
    picture: Picture,
    maker: &Maker<'_>,
) -> Result<Vec<u8>> {
    if let Some(raw) = &contents.raw {
        return Ok(raw.clone().into_bytes());
    }
    Ok(match format {
        Format::Csv => text::delimited(contents, ',').into_bytes(),
        Format::Tsv => text::delimited(contents, '\t').into_bytes(),
        Format::CsvCp932 => text::cp932(&text::delimited(contents, ',')),
        Format::Md => text::markdown(contents).into_bytes(),
        Format::Txt => text::plain(contents).into_bytes(),
        Format::Json => text::json(contents)?.into_bytes(),
        Format::Yaml => text::yaml(contents)?.into_bytes(),
        Format::Xlsx => workbook::workbook(contents, maker)?,
        Format::Docx => archive::document(contents, maker)?,
        Format::Pdf => page::pages(contents, maker)?,
        Format::Png => picture::png(picture, maker)?,
        Format::Eml => mail::mail(contents, maker).into_bytes(),
    })
}
