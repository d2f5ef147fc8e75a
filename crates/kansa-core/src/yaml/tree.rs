//! The node tree of one YAML file, with byte ranges and budgets.

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle};

use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::source::SourceFile;
use crate::text::text;

/// More nodes than any file that people write has; aliases count each time they are used.
const MOST_NODES: usize = 2_000_000;
/// Deeper than any format of ours nests.
const MOST_DEPTH: usize = 48;

/// A YAML value with its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    pub(crate) range: Range<usize>,
}

#[derive(Debug, Clone)]
pub(crate) enum NodeKind {
    Scalar {
        text: String,
        /// Written without quotes, so that YAML may read it as another type.
        plain: bool,
    },
    Sequence(Vec<Node>),
    Mapping(Vec<(Node, Node)>),
}

impl Node {
    /// Whether it says "nothing": an empty plain scalar, `~` or `null`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.kind, NodeKind::Scalar { text, plain: true } if matches!(text.as_str(), "" | "~" | "null"))
    }

    fn size(&self) -> usize {
        match &self.kind {
            // Long texts weigh as much as many short ones.
            NodeKind::Scalar { text, .. } => 1 + text.len() / 64,
            NodeKind::Sequence(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            NodeKind::Mapping(entries) => {
                1 + entries.iter().map(|(key, value)| key.size() + value.size()).sum::<usize>()
            }
        }
    }
}

/// A collection that is still open.
struct Open {
    node: Node,
    anchor: usize,
    /// The key whose value comes next, in a mapping.
    key: Option<Node>,
}

/// Reads the one document of a file; an empty file has none.
///
/// # Errors
///
/// The first syntax error, or the budget that was exceeded. What stands behind it is not read.
pub(crate) fn parse(file: &SourceFile) -> Result<Option<Node>, Box<Diagnostic>> {
    let mut open: Vec<Open> = Vec::new();
    let mut anchors: HashMap<usize, Node> = HashMap::new();
    let mut root: Option<Node> = None;
    let mut nodes = 0_usize;
    for next in Parser::new_from_str(&file.text) {
        let (event, span) = next.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or(file.text.len()).min(file.text.len());
            let why = error.info();
            Box::new(Diagnostic::new(
                Code::YamlSyntax,
                file.place(at..at),
                text!("YAML として読めません: {why}", "this is not YAML: {why}"),
            ))
        })?;
        let range = span.byte_range().unwrap_or(0..0);
        if event.tag().is_some_and(|tag| !tag.is_yaml_core_schema_tag("str")) {
            return Err(Box::new(Diagnostic::new(
                Code::YamlSyntax,
                file.place(range),
                text!("YAML のタグは使えません", "YAML tags are not used here"),
            )));
        }
        let mut weight = 1;
        let (finished, anchor) = match event {
            Event::Scalar(value, style, anchor, ref tag) => {
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let node = Node { kind: NodeKind::Scalar { text: value.into_owned(), plain }, range };
                (node, anchor)
            }
            Event::Alias(id) => match anchors.get(&id) {
                Some(node) => {
                    weight = node.size();
                    (node.clone(), 0)
                }
                None => {
                    return Err(Box::new(Diagnostic::new(
                        Code::YamlSyntax,
                        file.place(range),
                        text!("自分自身を含む別名（エイリアス）です", "this alias contains itself"),
                    )));
                }
            },
            Event::SequenceStart(_, anchor, _) => {
                open.push(Open {
                    node: Node { kind: NodeKind::Sequence(Vec::new()), range },
                    anchor,
                    key: None,
                });
                check_depth(file, &open)?;
                continue;
            }
            Event::MappingStart(_, anchor, _) => {
                open.push(Open {
                    node: Node { kind: NodeKind::Mapping(Vec::new()), range },
                    anchor,
                    key: None,
                });
                check_depth(file, &open)?;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(mut closed) => {
                    closed.node.range.end = range.end.max(closed.node.range.end);
                    (closed.node, closed.anchor)
                }
                None => continue,
            },
            Event::DocumentStart(..) if root.is_some() => {
                return Err(Box::new(Diagnostic::new(
                    Code::YamlSyntax,
                    file.place(range),
                    text!("一つのファイルに書ける文書は一つだけです", "a file holds one document only"),
                )));
            }
            _ => continue,
        };
        nodes += weight;
        if nodes > MOST_NODES {
            return Err(budget(file, &finished));
        }
        if anchor != 0 {
            nodes += finished.size();
            anchors.insert(anchor, finished.clone());
        }
        match open.last_mut() {
            None => root = Some(finished),
            Some(parent) => match &mut parent.node.kind {
                NodeKind::Sequence(items) => items.push(finished),
                NodeKind::Mapping(entries) => match parent.key.take() {
                    None => parent.key = Some(finished),
                    Some(key) => entries.push((key, finished)),
                },
                NodeKind::Scalar { .. } => {}
            },
        }
    }
    Ok(root)
}

fn check_depth(file: &SourceFile, open: &[Open]) -> Result<(), Box<Diagnostic>> {
    match open.last() {
        Some(deepest) if open.len() > MOST_DEPTH => Err(budget(file, &deepest.node)),
        _ => Ok(()),
    }
}

fn budget(file: &SourceFile, at: &Node) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(
        Code::YamlBudget,
        file.place(at.range.start..at.range.start),
        text!(
            "入れ子が深すぎるか、要素が多すぎます（深さ {MOST_DEPTH}、要素 {MOST_NODES} まで）",
            "nested too deeply or too many nodes (at most {MOST_DEPTH} deep, {MOST_NODES} nodes)"
        ),
    ))
}
