//! From nodes to typed values, collecting every problem on the way.

use std::collections::BTreeMap;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::tree::{self, Node, NodeKind};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::source::{Place, SourceFile};
use crate::text::{Text, text};

/// The highest `format` that this version reads.
const FORMAT: u32 = 1;

/// Something that a node can be decoded to.
pub(crate) trait Decode: Sized {
    /// The value, or nothing after its problems have been reported.
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self>;

    /// The value of a key that is not there; nothing if the key is required.
    fn absent() -> Option<Self> {
        None
    }
}

/// One file being decoded, and what is wrong with it so far.
pub(crate) struct Decoder<'a> {
    pub(crate) file: &'a SourceFile,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Decodes a whole file: syntax, then `format`, then the value.
pub(crate) fn decode_file<T: Decode>(file: &SourceFile) -> (Option<T>, Vec<Diagnostic>) {
    let root = match tree::parse(file) {
        Ok(Some(root)) => root,
        Ok(None) => {
            let message = text!("ファイルが空です", "the file is empty");
            return (None, vec![Diagnostic::new(Code::MissingKey, file.place(0..0), message)]);
        }
        Err(diagnostic) => return (None, vec![*diagnostic]),
    };
    let mut decoder = Decoder { file, diagnostics: Vec::new() };
    if let NodeKind::Mapping(entries) = &root.kind
        && let Some((_, format)) = entries.iter().find(|(key, _)| is_scalar(key, "format"))
        && let NodeKind::Scalar { text, .. } = &format.kind
        && let Ok(number) = text.parse::<u32>()
        && number > FORMAT
    {
        decoder.report(
            Code::NewerFormat,
            format,
            text!(
                "このファイルは新しい kansa 用です（format: {number}、この版が読めるのは {FORMAT} まで）",
                "written for a newer kansa (format: {number}; this version reads up to {FORMAT})"
            ),
        );
        return (None, decoder.diagnostics);
    }
    let value = T::decode(&root, &mut decoder);
    decoder.diagnostics.sort();
    (value, decoder.diagnostics)
}

fn is_scalar(node: &Node, wanted: &str) -> bool {
    matches!(&node.kind, NodeKind::Scalar { text, .. } if text == wanted)
}

impl Decoder<'_> {
    pub(crate) fn place(&self, node: &Node) -> Place {
        self.file.place(node.range.clone())
    }

    pub(crate) fn report(&mut self, code: Code, node: &Node, message: Text) {
        let place = self.place(node);
        self.diagnostics.push(Diagnostic::new(code, place, message));
    }

    /// A scalar's text, whatever YAML would make of it.
    pub(crate) fn scalar<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        match &node.kind {
            NodeKind::Scalar { text, .. } if !node.is_null() => Some(text),
            NodeKind::Scalar { .. } => {
                self.report(Code::WrongType, node, text!("値がありません", "there is no value here"));
                None
            }
            NodeKind::Sequence(_) => {
                self.report(
                    Code::WrongType,
                    node,
                    text!("リストではなく一つの値を書いてください", "expected one value, found a list"),
                );
                None
            }
            NodeKind::Mapping(_) => {
                self.report(
                    Code::WrongType,
                    node,
                    text!(
                        "キーと値の組ではなく一つの値を書いてください",
                        "expected one value, found a mapping"
                    ),
                );
                None
            }
        }
    }

    /// A scalar that is text in YAML too: a plain `12.10` or `no` is refused, so that it is never misread elsewhere.
    pub(crate) fn string<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let value = self.scalar(node)?;
        if let NodeKind::Scalar { plain: true, .. } = node.kind
            && let Some(other) = read_by_yaml_as(value)
        {
            let place = self.place(node);
            self.diagnostics.push(
                Diagnostic::new(
                    Code::QuoteIt,
                    place,
                    Text::new(
                        format!("引用符のない {value} は YAML では{}として読まれます", other.ja),
                        format!("{value} without quotes is {} to YAML", other.en),
                    ),
                )
                .help(text!("\"{value}\" と引用符で囲んでください", "quote it: \"{value}\"")),
            );
            return None;
        }
        Some(value)
    }

    pub(crate) fn sequence<'n>(&mut self, node: &'n Node) -> Option<&'n [Node]> {
        match &node.kind {
            NodeKind::Sequence(items) => Some(items),
            NodeKind::Scalar { .. } | NodeKind::Mapping(_) => {
                self.report(
                    Code::WrongType,
                    node,
                    text!("リスト（[…] または - で始まる行）を書いてください", "expected a list"),
                );
                None
            }
        }
    }

    /// The entries of a mapping, reporting duplicate keys; the first of them counts.
    pub(crate) fn entries<'n>(&mut self, node: &'n Node) -> Option<Vec<(&'n str, &'n Node, &'n Node)>> {
        let NodeKind::Mapping(entries) = &node.kind else {
            self.report(
                Code::WrongType,
                node,
                text!("キーと値の組（key: value）を書いてください", "expected a mapping (key: value)"),
            );
            return None;
        };
        let mut seen: BTreeMap<&str, &Node> = BTreeMap::new();
        let mut kept = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let Some(name) = self.scalar(key) else { continue };
            if let Some(first) = seen.get(name) {
                let (place, other) = (self.place(key), self.place(first));
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::DuplicateKey,
                        place,
                        text!("キー {name} が二度書かれています", "the key {name} is given twice"),
                    )
                    .related(other, text!("最初の {name}", "{name} is first given here")),
                );
                continue;
            }
            seen.insert(name, key);
            kept.push((name, key, value));
        }
        Some(kept)
    }

    /// The fields of a mapping with a fixed set of keys.
    pub(crate) fn fields<'n>(&mut self, node: &'n Node, known: &[&str]) -> Option<Fields<'n>> {
        let entries = self.entries(node)?;
        let mut values = BTreeMap::new();
        for (name, key, value) in entries {
            if known.contains(&name) {
                values.insert(name, value);
                continue;
            }
            let place = self.place(key);
            let diagnostic = Diagnostic::new(
                Code::UnknownKey,
                place,
                text!("{name} というキーはありません", "there is no key {name} here"),
            );
            let help = match nearest(name, known.iter().copied()) {
                // `{en: Zones, entry and exit}`: the comma ended the value.
                None if value.is_null() => text!(
                    "前の値の続きであれば、カンマを含む値を引用符で囲んでください",
                    "if this belongs to the value before it, quote that value: a comma ends it"
                ),
                Some(near) => text!("{near} のことですか", "did you mean {near}?"),
                None => {
                    let all = known.join(", ");
                    text!("使えるキー: {all}", "the keys are {all}")
                }
            };
            self.diagnostics.push(diagnostic.help(help));
        }
        Some(Fields { at: node.range.start, values })
    }
}

/// What YAML 1.1 or 1.2 makes of a plain scalar that is not text to it.
pub(super) fn read_by_yaml_as(value: &str) -> Option<Text> {
    const BOOLEANS: [&str; 6] = ["true", "false", "yes", "no", "on", "off"];
    let lower = value.to_ascii_lowercase();
    if BOOLEANS.contains(&lower.as_str()) {
        return Some(text!("真偽値", "a boolean"));
    }
    if matches!(lower.as_str(), ".inf" | "-.inf" | "+.inf" | ".nan") {
        return Some(text!("数値", "a number"));
    }
    if value.len() == 10 && value.parse::<chrono::NaiveDate>().is_ok() {
        return Some(text!("日付", "a date"));
    }
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    let numeric = digits.starts_with(|it: char| it.is_ascii_digit() || it == '.')
        && (value.replace('_', "").parse::<f64>().is_ok()
            || digits.starts_with("0x") && digits.len() > 2 && digits[2..].bytes().all(|it| it.is_ascii_hexdigit())
            || digits.starts_with("0o") && digits.len() > 2 && digits[2..].bytes().all(|it| it.is_ascii_digit())
            // Base 60 of YAML 1.1: 12:10 is 730.
            || digits.split(':').count() > 1 && digits.split(':').all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit())));
    numeric.then(|| text!("数値", "a number"))
}

/// The known name that is nearest to a wrong one, if any is near enough to be meant.
pub fn nearest<'k>(wrong: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let most = (wrong.chars().count() / 3).max(1);
    known
        .map(|it| (strsim::damerau_levenshtein(wrong, it), it))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, it)| it)
}

/// The fields of one mapping, by key.
pub(crate) struct Fields<'n> {
    at: usize,
    values: BTreeMap<&'n str, &'n Node>,
}

impl Fields<'_> {
    /// The value of one field, reporting it if it is required and not there.
    pub(crate) fn take<T: Decode>(&self, decoder: &mut Decoder<'_>, key: &str) -> Option<T> {
        if let Some(node) = self.values.get(key) {
            return T::decode(node, decoder);
        }
        let absent = T::absent();
        if absent.is_none() {
            let place = decoder.file.place(self.at..self.at);
            decoder.diagnostics.push(Diagnostic::new(
                Code::MissingKey,
                place,
                text!("必須のキー {key} がありません", "the key {key} is required and missing"),
            ));
        }
        absent
    }
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Located<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
}

impl<T: Decode> Decode for Located<T> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let place = decoder.place(node);
        T::decode(node, decoder).map(|value| Self { value, place })
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        if node.is_null() { Some(None) } else { T::decode(node, decoder).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Decode> Decode for Vec<T> {
    /// Elements that can't be decoded are reported and left out; the others are kept.
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let items = decoder.sequence(node)?;
        Some(items.iter().filter_map(|it| T::decode(it, decoder)).collect())
    }
}

/// An optional field whose problems are reported and then forgotten, so that the rest of the file can still be used.
///
/// The schema of such a field is that of an `Option`: `#[schemars(with = "Option<…>")]`.
#[derive(Debug, Clone)]
pub(crate) struct Tolerant<T>(pub(crate) Option<T>);

impl<T: Decode> Decode for Tolerant<T> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        Some(Self(Option::<T>::decode(node, decoder).flatten()))
    }

    fn absent() -> Option<Self> {
        Some(Self(None))
    }
}

/// A list that remembers which of its elements could not be decoded, by the `id` they give.
#[derive(Debug, Clone)]
pub(crate) struct Each<T> {
    pub(crate) good: Vec<T>,
    pub(crate) bad: Vec<String>,
}

impl<T: Decode> Decode for Each<T> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut each = Self { good: Vec::new(), bad: Vec::new() };
        for item in decoder.sequence(node)? {
            match T::decode(item, decoder) {
                Some(value) => each.good.push(value),
                None => each.bad.push(named(item)),
            }
        }
        Some(each)
    }
}

/// What stands under `id`, if anything does.
fn named(node: &Node) -> String {
    let NodeKind::Mapping(entries) = &node.kind else { return String::new() };
    let id = entries.iter().find(|(key, _)| is_scalar(key, "id")).map(|(_, value)| &value.kind);
    match id {
        Some(NodeKind::Scalar { text, .. }) => text.clone(),
        Some(NodeKind::Sequence(_) | NodeKind::Mapping(_)) | None => String::new(),
    }
}

impl<T: JsonSchema> JsonSchema for Each<T> {
    fn inline_schema() -> bool {
        Vec::<T>::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Vec::<T>::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        T::decode(node, decoder).map(Self::new)
    }
}

impl Decode for String {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        decoder.string(node).map(str::to_owned)
    }
}

/// A scalar whose text is taken as written: cell values of registers and operands of conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spelled {
    pub(crate) text: String,
    pub(crate) place: Place,
    /// Whether the bytes of the place are those of the text.
    pub(crate) verbatim: bool,
}

impl Decode for Spelled {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = decoder.scalar(node)?.to_owned();
        let place = decoder.place(node);
        let verbatim = decoder.file.text.get(node.range.clone()).is_some_and(|it| it == text);
        Some(Self { text, place, verbatim })
    }
}

impl JsonSchema for Spelled {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Scalar".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

impl Decode for bool {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        decode_named(node, decoder, &[true, false], |it| if it { "true" } else { "false" })
    }
}

impl Decode for chrono::NaiveDate {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let value = decoder.scalar(node)?;
        let date = (value.len() == 10).then(|| Self::from_str(value).ok()).flatten();
        if date.is_none() {
            decoder.report(
                Code::InvalidDate,
                node,
                text!(
                    "{value} は日付として読めません（書き方: 2026-04-01）",
                    "{value} is not a date (write it as 2026-04-01)"
                ),
            );
        }
        date
    }
}

impl Decode for crate::period::Period {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        use crate::period::PeriodError;
        let value = decoder.scalar(node)?;
        let why = match Self::from_str(value) {
            Ok(period) => return Some(period),
            Err(PeriodError::Syntax) => text!(
                "{value} は期間として読めません（書き方: P1Y、P3M、P2W、P30D）",
                "{value} is not a duration (write P1Y, P3M, P2W, P30D)"
            ),
            Err(PeriodError::TimeOfDay) => text!(
                "{value} には時間の単位があります。期間は日以上の単位で書いてください",
                "{value} has a time of day; durations are in days or longer"
            ),
            Err(PeriodError::Zero) => {
                text!("{value} は長さがゼロです", "{value} has no length")
            }
        };
        decoder.report(Code::InvalidDuration, node, why);
        None
    }
}

impl Decode for crate::period::FiscalStart {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let value = decoder.scalar(node)?;
        let start = Self::from_str(value).ok();
        if start.is_none() {
            decoder.report(
                Code::InvalidDate,
                node,
                text!(
                    "{value} は月日として読めません（書き方: \"04-01\"、2月29日は不可）",
                    "{value} is not a day of the year (write \"04-01\"; not 29 February)"
                ),
            );
        }
        start
    }
}

/// A whole number between two bounds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InRange<const MIN: u32, const MAX: u32>(pub(crate) u32);

impl<const MIN: u32, const MAX: u32> Decode for InRange<MIN, MAX> {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let value = decoder.scalar(node)?;
        let number = value.parse().ok().filter(|it| (MIN..=MAX).contains(it));
        if number.is_none() {
            decoder.report(
                Code::InvalidValue,
                node,
                text!(
                    "{value} は {MIN} から {MAX} までの整数ではありません",
                    "{value} is not a whole number from {MIN} to {MAX}"
                ),
            );
        }
        number.map(Self)
    }
}

impl<const MIN: u32, const MAX: u32> JsonSchema for InRange<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Integer".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}

/// Decodes a mapping with free keys, in the order of the file.
pub(crate) fn decode_map<T: Decode>(node: &Node, decoder: &mut Decoder<'_>) -> Option<Vec<(Spelled, T)>> {
    let entries = decoder.entries(node)?;
    let mut map = Vec::with_capacity(entries.len());
    for (_, key, value) in entries {
        if let (Some(key), Some(value)) = (Spelled::decode(key, decoder), T::decode(value, decoder)) {
            map.push((key, value));
        }
    }
    Some(map)
}

/// Decodes a scalar that is one of a fixed set of words.
pub(crate) fn decode_named<T: Copy>(
    node: &Node,
    decoder: &mut Decoder<'_>,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Option<T> {
    let value = decoder.scalar(node)?;
    if let Some(found) = all.iter().find(|it| name(**it) == value) {
        return Some(*found);
    }
    let names: Vec<&str> = all.iter().map(|it| name(*it)).collect();
    let all = names.join(", ");
    let place = decoder.place(node);
    let mut diagnostic = Diagnostic::new(
        Code::InvalidValue,
        place,
        text!("{value} は使えません（{all} のいずれか）", "{value} is not one of {all}"),
    );
    if let Some(near) = nearest(value, names.iter().copied()) {
        diagnostic = diagnostic.help(text!("{near} のことですか", "did you mean {near}?"));
    }
    decoder.diagnostics.push(diagnostic);
    None
}
