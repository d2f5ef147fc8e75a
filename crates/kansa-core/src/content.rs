//! What readers hand out: the tables and the text of a file, piece by piece, and facts about it.
//!
//! A file is read once, as a stream: nobody has to hold all of it. [`Sink`]s take what they need of it.

use std::borrow::Cow;

use chrono::NaiveDate;

/// Takes what a reader finds in a file, in the order of the file.
pub trait Sink {
    /// A table begins: a sheet of a workbook, the whole of a csv. Rows that follow belong to it.
    fn sheet(&mut self, sheet: &Sheet<'_>);

    /// A row of the table that began last, with the number that people see for it, from 1. Blank rows are left out; rows
    /// above the header are not. Merged cells have the value of their first one.
    fn row(&mut self, number: u32, cells: &[Raw<'_>]);

    /// A piece of running text.
    fn line(&mut self, at: At, text: &str);

    /// Whether it wants values as a whole.
    fn wants_values(&self) -> bool {
        false
    }

    /// The value that a JSON, YAML or TOML file is as a whole; once per document.
    fn value(&mut self, _value: &serde_json::Value) {}
}

/// What a reader knows of a table before its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet<'a> {
    /// Its name, where the format has one.
    pub name: Option<&'a str>,
    /// Whether people see it when they open the file.
    pub visibility: Visibility,
    /// How its numbers count days.
    pub dates: DateSystem,
    /// Where its rows are numbered from, and whether its text comes as lines too.
    pub form: Form,
}

/// Whether people see a sheet when they open the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// They do.
    Visible,
    /// They do not.
    Hidden,
}

/// How the numbers of a table count days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateSystem {
    /// They do not: a number is no date.
    None,
    /// Day 1 is 1900-01-01, and 1900-02-29 is counted although it never was.
    From1900,
    /// Day 0 is 1904-01-01.
    From1904,
}

/// The form of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Rows and columns (csv, xlsx, ods): the header is the first row that names the columns; its cells have addresses.
    Grid,
    /// Records with named fields (json, yaml, toml): the first row handed out is the header, with number 0. The text of
    /// the file comes as lines too.
    Records,
    /// A table inside a text (docx): as a grid, but its text comes as lines too.
    Inside,
}

/// One cell as a file has it, before it is known what its column holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw<'a> {
    /// Nothing.
    Empty,
    /// A text; it may be blank.
    Text(Cow<'a, str>),
    /// A number that is shown as a number, or whose format the reader does not know.
    Number(f64),
    /// A number that is shown as a percentage, in percent: 80 for 80 %.
    Percent(f64),
    /// A day; a time of day is left off.
    Date(NaiveDate),
    /// Yes or no.
    Flag(bool),
    /// An error value (`#N/A`), or a formula whose result was never saved.
    Error,
}

impl Raw<'_> {
    /// The same cell, its text no longer borrowed.
    pub fn owned(&self) -> Raw<'static> {
        match self {
            Self::Empty => Raw::Empty,
            Self::Text(text) => Raw::Text(Cow::Owned(text.clone().into_owned())),
            Self::Number(number) => Raw::Number(*number),
            Self::Percent(number) => Raw::Percent(*number),
            Self::Date(date) => Raw::Date(*date),
            Self::Flag(flag) => Raw::Flag(*flag),
            Self::Error => Raw::Error,
        }
    }
}

/// Where a piece of text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    /// A line of the file, from 1.
    Line(u32),
    /// A page, from 1.
    Page(u32),
    /// A paragraph, from 1.
    Paragraph(u32),
    /// A part of a mail that is no line of its body: a header, the name of an attachment.
    Header,
    /// An entry of an archive, from 1.
    Entry(u32),
}

/// The kind of a file, by its content where its name leaves doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FileKind {
    /// csv, tsv.
    Delimited,
    /// xlsx, xlsm, xls, ods.
    Workbook,
    /// json, jsonl.
    Json,
    /// yaml.
    Yaml,
    /// toml.
    Toml,
    /// txt, md, log.
    Text,
    /// pdf.
    Pdf,
    /// docx.
    Document,
    /// eml.
    Mail,
    /// png, jpeg, gif, webp, tiff, bmp, heic.
    Image,
    /// zip.
    Archive,
    /// Anything else: it is hashed, and nothing is known of its content.
    #[default]
    Other,
}

/// What a reader says of a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Its kind.
    pub kind: FileKind,
    /// Pages of a pdf.
    pub pages: Option<u32>,
    /// Whether a pdf has a signature field that is signed. Its validity is not checked.
    pub signed: bool,
    /// The day on which the file says it was made or last changed, whichever is later.
    pub dated: Option<NaiveDate>,
    /// Width and height of an image, in pixels.
    pub pixels: Option<(u32, u32)>,
    /// Files attached to a mail, or entries of an archive.
    pub entries: Option<u32>,
    /// Rows that are hidden (by a filter, say) and were read like all others.
    pub hidden_rows: u32,
    /// Whether its text was looked for and read; why not else.
    pub text: TextRead,
}

/// Whether the text of a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum TextRead {
    /// It was.
    Read,
    /// The file has pages but no text: a scan.
    Scan,
    /// kansa.yaml names no extractor for files of this kind.
    NoExtractor,
    /// Files of this kind have no text.
    #[default]
    None,
}
