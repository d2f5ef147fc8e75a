//! Registers written in YAML.

use std::collections::HashSet;

use crate::code::Code;
use crate::content::{DateSystem, Form, Raw, Sheet, Sink, Visibility};
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::table::folded;
use crate::text::text;
use crate::yaml::{Decode, Decoder, InRange, Node, NodeKind, Spelled, decode_file, decode_map, record};

/// A register written in YAML: `registers/<register>.yaml`.
#[derive(Debug, Clone)]
pub(crate) struct RawRows(Vec<Vec<(Spelled, Spelled)>>);

record! {
    /// A register written in YAML: `evidence/<company>/registers/<register>.yaml`.
    pub(crate) struct RawRegisterFile {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// Rows, each from column to value.
        rows: RawRows,
    }
}

impl Decode for RawRows {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let rows = decoder.sequence(node)?;
        Some(Self(rows.iter().filter_map(|it| row_cells(it, decoder)).collect()))
    }
}

/// The cells of a row; a key without a value is an empty cell.
fn row_cells(node: &Node, decoder: &mut Decoder<'_>) -> Option<Vec<(Spelled, Spelled)>> {
    let filled = Node {
        range: node.range.clone(),
        kind: match &node.kind {
            NodeKind::Mapping(entries) => {
                NodeKind::Mapping(entries.iter().filter(|(_, value)| !value.is_null()).cloned().collect())
            }
            NodeKind::Scalar { .. } | NodeKind::Sequence(_) => node.kind.clone(),
        },
    };
    decode_map(&filled, decoder)
}

impl schemars::JsonSchema for RawRows {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rows".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let cell = generator.subschema_for::<Option<Spelled>>();
        schemars::json_schema!({
            "type": "array",
            "items": { "type": "object", "additionalProperties": cell }
        })
    }
}

/// A table written as records with named fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records {
    header: Vec<String>,
    rows: Vec<(u32, Vec<String>)>,
}

impl Records {
    /// Hands it out as a reader does.
    pub fn hand_out(&self, sink: &mut dyn Sink) {
        sink.sheet(&Sheet {
            name: None,
            visibility: Visibility::Visible,
            dates: DateSystem::None,
            form: Form::Records,
        });
        let header: Vec<Raw<'_>> = self.header.iter().map(|it| Raw::Text(it.into())).collect();
        sink.row(0, &header);
        for (number, row) in &self.rows {
            let cells: Vec<Raw<'_>> = row.iter().map(|it| Raw::Text(it.into())).collect();
            sink.row(*number, &cells);
        }
    }
}

/// More columns than any table that people fill in has.
const MOST_COLUMNS: usize = 500;

/// Reads a table written in YAML (a register, or evidence of the same form); row 1 is its first row.
pub fn parse_yaml(file: &SourceFile) -> (Option<Records>, Vec<Diagnostic>) {
    let (raw, mut diagnostics) = decode_file::<RawRegisterFile>(file);
    let grid = raw.and_then(|raw| {
        let (mut header, mut known): (Vec<String>, HashSet<String>) = (Vec::new(), HashSet::new());
        for (column, _) in raw.rows.0.iter().flatten() {
            if known.insert(folded(&column.text).into_owned()) {
                header.push(column.text.clone());
            }
            if header.len() > MOST_COLUMNS {
                diagnostics.push(Diagnostic::new(
                    Code::YamlBudget,
                    column.place.clone(),
                    text!(
                        "列が多すぎます（{MOST_COLUMNS} まで）",
                        "too many columns (at most {MOST_COLUMNS})"
                    ),
                ));
                return None;
            }
        }
        let rows = raw.rows.0.iter().zip(1..).map(|(row, number)| {
            let value = |name: &String| {
                row.iter()
                    .find(|(column, _)| folded(&column.text) == folded(name))
                    .map(|(_, value)| value.text.clone())
            };
            (number, header.iter().map(|it| value(it).unwrap_or_default()).collect())
        });
        Some(Records { rows: rows.collect(), header })
    });
    (grid, diagnostics)
}
