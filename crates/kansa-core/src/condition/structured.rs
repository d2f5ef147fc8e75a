//! The structured form of a condition: tests by column, all of which must hold.

use super::eval::{Node, Value};
use super::lexer::{Op, read_date, read_number};
use super::names::{Columns, kind_word, quoted, shown, written};
use super::{Operand, Test, TestKind};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::table::ColumnType;
use crate::text::{Text, text};

/// The typed tree of all tests, and their English text in the language.
///
/// # Errors
///
/// Every unknown column and every operand that is not of its column's type.
pub(super) fn all(tests: &[Test], columns: &Columns<'_>) -> Result<(Node, String), Vec<Diagnostic>> {
    let mut found = Vec::new();
    let (mut nodes, mut texts) = (Vec::new(), Vec::new());
    for test in tests {
        let (name, place) = &test.column;
        match columns.find(name) {
            Ok((index, kind)) => {
                let label = columns.title(index).en;
                let mut column = Tested { index, kind, name, label, found: &mut found };
                if let Some((node, text)) = column.test(test) {
                    nodes.push(node);
                    texts.push(text);
                }
            }
            Err(why) => found.push(columns.diagnostic(name, place.clone(), &why)),
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    let text = if texts.is_empty() { "true".to_owned() } else { texts.join(" and ") };
    Ok((Node::all(nodes), text))
}

/// The column of one test.
struct Tested<'a> {
    index: usize,
    kind: ColumnType,
    /// As the author wrote it: for diagnostics.
    name: &'a str,
    /// As the people know it who fill in the table: for the text of the condition.
    label: String,
    found: &'a mut Vec<Diagnostic>,
}

impl Tested<'_> {
    fn test(&mut self, test: &Test) -> Option<(Node, String)> {
        match &test.kind {
            TestKind::Min(operand) => self.bound(operand, Op::AtLeast, ">="),
            TestKind::Max(operand) => self.bound(operand, Op::AtMost, "<="),
            TestKind::Is(operand) => self.comparison(operand, Op::Equal, "="),
            TestKind::Not(operand) => self.comparison(operand, Op::NotEqual, "!="),
            TestKind::In(operands) => {
                let (node, list) = self.membership(test, operands)?;
                Some((node, self.said(&format!("in {list}"))))
            }
            TestKind::NotIn(operands) => {
                let (node, list) = self.membership(test, operands)?;
                Some((Node::Not(Box::new(node)), self.said(&format!("not in {list}"))))
            }
            TestKind::Empty => Some((Node::Empty(self.index), self.said("is empty"))),
            TestKind::Filled => {
                Some((Node::Not(Box::new(Node::Empty(self.index))), self.said("is not empty")))
            }
        }
    }

    /// The column, and what is said of it.
    fn said(&self, rest: &str) -> String {
        format!("{} {rest}", written(&self.label))
    }

    fn bound(&mut self, operand: &Operand, op: Op, symbol: &str) -> Option<(Node, String)> {
        match self.kind {
            ColumnType::Number | ColumnType::Percent | ColumnType::Date => {
                self.comparison(operand, op, symbol)
            }
            ColumnType::Text | ColumnType::Flag => {
                let (name, word) = (shown(self.name), kind_word(self.kind));
                let message = Text::new(
                    format!("min と max は数値と日付の列だけに使えます（「{name}」は{}）", word.ja),
                    format!("min and max are for numbers and dates, and `{name}` is {}", word.en),
                );
                self.found.push(Diagnostic::new(Code::ConditionType, operand.place.clone(), message).help(
                    text!(
                        "列の type を number か date にするか、in を使ってください",
                        "declare the column as number or date, or use `in`"
                    ),
                ));
                None
            }
        }
    }

    fn comparison(&mut self, operand: &Operand, op: Op, symbol: &str) -> Option<(Node, String)> {
        let (right, text) = self.operand(operand)?;
        let node = Node::Compare { left: Value::Column(self.index), op, right };
        Some((node, self.said(&format!("{symbol} {text}"))))
    }

    fn membership(&mut self, test: &Test, operands: &[Operand]) -> Option<(Node, String)> {
        if operands.is_empty() {
            let message = text!("リストに値がありません", "the list is empty, so that nothing is in it");
            self.found.push(
                Diagnostic::new(Code::ConditionSyntax, test.column.1.clone(), message).help(text!(
                    "[済, 完了] のように値を書いてください",
                    "write values, as in [done, closed]"
                )),
            );
            return None;
        }
        let read: Vec<_> = operands.iter().map(|it| self.operand(it)).collect();
        let (list, texts): (Vec<_>, Vec<_>) =
            read.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
        let node = Node::In { value: Value::Column(self.index), list };
        Some((node, format!("[{}]", texts.join(", "))))
    }

    /// An operand as the column's type, and as the language writes it.
    fn operand(&mut self, operand: &Operand) -> Option<(Value, String)> {
        let text = crate::table::folded(&operand.text);
        let read = match self.kind {
            ColumnType::Text if text.is_empty() => None,
            ColumnType::Text => Some((Value::Text(text.clone().into_owned()), quoted(&text))),
            ColumnType::Number | ColumnType::Percent => {
                read_number(&text).map(|it| (Value::Number(it), it.to_string()))
            }
            ColumnType::Date => read_date(&text).map(|it| (Value::Date(it), it.to_string())),
            ColumnType::Flag => match &*text {
                "true" => Some((Value::Flag(true), text.clone().into_owned())),
                "false" => Some((Value::Flag(false), text.clone().into_owned())),
                _ => None,
            },
        };
        if read.is_none() {
            let (name, word, text) = (shown(self.name), kind_word(self.kind), shown(&text));
            let (message, help) = match self.kind {
                ColumnType::Text => (
                    text!("空の文字列と等しいセルはありません", "no cell equals an empty text"),
                    text!("空かどうかの検査を使ってください", "test for emptiness instead"),
                ),
                ColumnType::Number | ColumnType::Percent | ColumnType::Date | ColumnType::Flag => (
                    Text::new(
                        format!("「{name}」は{}の列ですが、「{text}」はそう読めません", word.ja),
                        format!("column `{name}` holds {}, and `{text}` is none", word.en),
                    ),
                    match self.kind {
                        ColumnType::Number | ColumnType::Percent => {
                            text!("80 や 80.5 の形で書いてください", "write it as 80 or 80.5")
                        }
                        ColumnType::Date => {
                            text!(
                                "2026-04-01 の形で、実在する日を書いてください",
                                "write an existing day as 2026-04-01"
                            )
                        }
                        ColumnType::Flag | ColumnType::Text => {
                            text!("true か false と書いてください", "write true or false")
                        }
                    },
                ),
            };
            self.found.push(Diagnostic::new(Code::ConditionType, operand.place.clone(), message).help(help));
        }
        read
    }
}
