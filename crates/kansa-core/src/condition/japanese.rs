//! A condition as a Japanese sentence says it: 点数が80以上、かつ受講日が記入済み. Texts are in 『』, for it stands in 「」.

use super::eval::{Direction, Node, Value};
use super::lexer::Op;
use super::names::Columns;
use crate::table::ColumnType;

pub(super) fn said(node: &Node, columns: &Columns<'_>) -> String {
    let title = |column: usize| columns.title(column).ja;
    let value = |it: &Value| value(it, columns);
    match node {
        Node::Any(nodes) => joined(nodes, "、又は", columns),
        // The structured form without a test.
        Node::All(nodes) if nodes.is_empty() => "条件なし".to_owned(),
        Node::All(nodes) => joined(nodes, "、かつ", columns),
        Node::Not(inner) => match &**inner {
            Node::Empty(column) => format!("{}が記入済み", title(*column)),
            Node::Flag(column) => format!("{}が{NO}", title(*column)),
            Node::In { value: it, list } if list.len() == 1 => {
                format!("{}が{}でない", value(it), listed(list, columns))
            }
            Node::In { value: it, list } => {
                format!("{}が{}のいずれでもない", value(it), listed(list, columns))
            }
            Node::Any(_) | Node::All(_) | Node::Not(_) | Node::Compare { .. } => {
                format!("（{}）に当たらない", said(inner, columns))
            }
        },
        Node::Flag(column) => format!("{}が{YES}", title(*column)),
        Node::Empty(column) => format!("{}が空欄", title(*column)),
        // A literal on the left is a bound of what is on the right.
        Node::Compare { left, op, right } if left.column().is_none() => {
            format!("{}が{}", value(right), compared(right, flipped(*op), left, columns))
        }
        Node::Compare { left, op, right } => {
            format!("{}が{}", value(left), compared(left, *op, right, columns))
        }
        Node::In { value: it, list } if list.len() == 1 => {
            format!("{}が{}", value(it), listed(list, columns))
        }
        Node::In { value: it, list } => format!("{}が{}のいずれか", value(it), listed(list, columns)),
    }
}

/// A flag that is set; cells write it in many ways.
const YES: &str = "『はい』";
const NO: &str = "『いいえ』";

fn joined(nodes: &[Node], between: &str, columns: &Columns<'_>) -> String {
    let each = nodes.iter().map(|it| match it {
        Node::Any(_) | Node::All(_) => format!("（{}）", said(it, columns)),
        Node::Not(_) | Node::Flag(_) | Node::Empty(_) | Node::Compare { .. } | Node::In { .. } => {
            said(it, columns)
        }
    });
    each.collect::<Vec<_>>().join(between)
}

/// What is said of `left`, which is in front.
fn compared(left: &Value, op: Op, right: &Value, columns: &Columns<'_>) -> String {
    let (text, beside_column) = (value(right, columns), right.column().is_some());
    let word = match (op, is_date(right, columns)) {
        (Op::Equal, _) if beside_column => "と同じ",
        (Op::Equal, _) => "",
        (Op::NotEqual, _) if beside_column => "と異なる",
        (Op::NotEqual, _) => "でない",
        (Op::Less, true) => "より前",
        (Op::Less, false) => "未満",
        (Op::AtMost, true) => "以前",
        (Op::AtMost, false) => "以下",
        (Op::More, true) => "より後",
        (Op::More, false) => "を超える",
        (Op::AtLeast, true) => "以降",
        (Op::AtLeast, false) => "以上",
    };
    let percent = left.column().and_then(|it| columns.kind(it)) == Some(ColumnType::Percent);
    let unit = if percent && !beside_column { "%" } else { "" };
    format!("{text}{unit}{word}")
}

/// What holds of the right side when the operator does of the left.
fn flipped(op: Op) -> Op {
    match op {
        Op::Equal | Op::NotEqual => op,
        Op::Less => Op::More,
        Op::AtMost => Op::AtLeast,
        Op::More => Op::Less,
        Op::AtLeast => Op::AtMost,
    }
}

fn is_date(value: &Value, columns: &Columns<'_>) -> bool {
    match value {
        Value::Column(column) => columns.kind(*column) == Some(ColumnType::Date),
        Value::Date(_) | Value::Shifted { .. } => true,
        Value::Text(_) | Value::Number(_) | Value::Flag(_) => false,
    }
}

fn listed(list: &[Value], columns: &Columns<'_>) -> String {
    // Texts have their quotes between them; everything else needs a comma.
    let between = if list.iter().all(|it| matches!(it, Value::Text(_))) { "" } else { "、" };
    list.iter().map(|it| value(it, columns)).collect::<Vec<_>>().join(between)
}

fn value(it: &Value, columns: &Columns<'_>) -> String {
    match it {
        Value::Column(column) => columns.title(*column).ja,
        Value::Text(text) => format!("『{text}』"),
        Value::Number(number) => number.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Flag(flag) => (if *flag { YES } else { NO }).to_owned(),
        Value::Shifted { date, shifts } => shifts.iter().fold(value(date, columns), |date, it| {
            let way = match it.direction {
                Direction::Later => "後",
                Direction::Earlier => "前",
            };
            format!("{date}の{}{way}", it.period.text().ja)
        }),
    }
}
