//! Syntax tree to typed tree: names become columns, types must agree.

use std::ops::Range;

use super::Site;
use super::eval::{Node, Value as Typed};
use super::lexer::{Op, read_date, read_number};
use super::names::{Columns, Missing, kind_word, quoted, shown, written};
use super::syntax::{Base, Expr, Value};
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::period::Period;
use crate::table::ColumnType;
use crate::text::{Text, text};

/// Resolves and types an expression that was read from `source`; with its English text, which has its own headers.
///
/// # Errors
///
/// Every unknown column and every type error, from left to right.
pub(super) fn check(
    expr: &Expr,
    source: &str,
    site: Site<'_>,
    columns: &Columns<'_>,
) -> Result<(Node, String), Vec<Diagnostic>> {
    let mut checker = Checker { source, site, columns, named: Vec::new(), found: Vec::new() };
    match checker.node(expr) {
        Some(node) if checker.found.is_empty() => Ok((node, checker.said())),
        _ => Err(checker.found),
    }
}

/// Whether a bare word that is no column may be a text without its quotes.
#[derive(Clone, Copy)]
enum Bare {
    /// It stands where only a column makes sense.
    Column,
    /// It stands beside a value of that type, if it is known.
    Beside(Option<ColumnType>),
}

struct Checker<'a> {
    source: &'a str,
    site: Site<'a>,
    columns: &'a Columns<'a>,
    /// Columns that it names, from left to right, and where.
    named: Vec<(Range<usize>, usize)>,
    found: Vec<Diagnostic>,
}

impl Checker<'_> {
    /// The condition as written, with headers in ASCII.
    fn said(&self) -> String {
        let piece = |from: usize, to: usize| self.source.get(from..to).unwrap_or_default();
        let (mut en, mut from) = (String::new(), 0);
        for (range, column) in &self.named {
            let name = piece(range.start, range.end);
            let title = written(&self.columns.title(*column).en);
            en.push_str(piece(from, range.start));
            en.push_str(if name.is_ascii() { name } else { &title });
            from = range.end;
        }
        en.push_str(piece(from, self.source.len()));
        en
    }

    /// `None` once something below was reported.
    fn node(&mut self, expr: &Expr) -> Option<Node> {
        match expr {
            Expr::Any(parts) => self.nodes(parts).map(Node::Any),
            Expr::All(parts) => self.nodes(parts).map(Node::All),
            Expr::Not(inner) => self.node(inner).map(|it| Node::Not(Box::new(it))),
            Expr::Compare { left, op, op_range, right } => self.comparison(left, *op, op_range, right),
            Expr::In { value, list } => self.membership(value, list),
            Expr::Empty(value) => self.emptiness(value),
            Expr::Alone(value) => self.alone(value),
        }
    }

    fn nodes(&mut self, parts: &[Expr]) -> Option<Vec<Node>> {
        // All of them first: collecting into an Option would stop at the first problem.
        let nodes: Vec<_> = parts.iter().map(|it| self.node(it)).collect();
        nodes.into_iter().collect()
    }

    fn comparison(&mut self, left: &Value, op: Op, at: &Range<usize>, right: &Value) -> Option<Node> {
        let typed_left = self.value(left, Bare::Column);
        let beside = typed_left.as_ref().map(|(_, kind)| *kind);
        let typed_right = self.value(right, Bare::Beside(beside));
        let ((left_value, left_kind), (right_value, right_kind)) = (typed_left?, typed_right?);
        let ordered = |kind| matches!(kind, ColumnType::Number | ColumnType::Date);
        match op {
            Op::Equal | Op::NotEqual => {}
            Op::Less | Op::AtMost | Op::More | Op::AtLeast => {
                let side = [(left, &left_value, left_kind), (right, &right_value, right_kind)]
                    .into_iter()
                    .filter(|(_, _, kind)| !ordered(*kind))
                    // The column first: its declaration is the likelier mistake.
                    .max_by_key(|(_, value, _)| value.column().is_some());
                if let Some((side, value, kind)) = side
                    && (left_kind == right_kind || value.column().is_some())
                {
                    self.no_order(side, value, kind, at);
                    return None;
                }
            }
        }
        let agree = self.agree((left, &left_value, left_kind), (right, &right_value, right_kind));
        let varies = agree && self.varies(left, &left_value, [(right, &right_value)].into_iter());
        varies.then_some(Node::Compare { left: left_value, op, right: right_value })
    }

    fn membership(&mut self, value: &Value, list: &[Value]) -> Option<Node> {
        let typed = self.value(value, Bare::Column);
        let beside = typed.as_ref().map(|(_, kind)| *kind);
        let typed_list: Vec<_> = list.iter().map(|it| self.value(it, Bare::Beside(beside))).collect();
        let (typed, kind) = typed?;
        let mut agree = true;
        for (written, item) in list.iter().zip(&typed_list) {
            if let Some((item, item_kind)) = item {
                agree &= self.agree((value, &typed, kind), (written, item, *item_kind));
            }
        }
        let typed_list = typed_list.into_iter().map(|it| it.map(|(it, _)| it)).collect::<Option<Vec<_>>>()?;
        let varies = agree && self.varies(value, &typed, list.iter().zip(&typed_list));
        varies.then_some(Node::In { value: typed, list: typed_list })
    }

    fn emptiness(&mut self, value: &Value) -> Option<Node> {
        let (typed, _) = self.value(value, Bare::Column)?;
        if let Typed::Column(column) = typed {
            return Some(Node::Empty(column));
        }
        let shown = self.shown(value);
        let help = self.column_in_quotes(value).unwrap_or_else(|| {
            text!(
                "列名だけを書いてください（例: 受講日 is empty）",
                "write a column alone, as in `date is empty`"
            )
        });
        self.report(
            &value.whole,
            text!(
                "is empty で調べられるのは列だけです（「{shown}」は列ではありません）",
                "only a column can be empty, and `{shown}` is none"
            ),
            Some(help),
        );
        None
    }

    fn alone(&mut self, value: &Value) -> Option<Node> {
        let (typed, kind) = self.value(value, Bare::Column)?;
        let shown = self.shown(value);
        match (typed, kind) {
            (Typed::Column(column), ColumnType::Flag) => return Some(Node::Flag(column)),
            (Typed::Flag(_), _) => self.report(
                &value.whole,
                text!(
                    "「{shown}」だけでは、どの行でも結果が同じになります",
                    "`{shown}` alone says the same of every row"
                ),
                Some(text!("列を調べる条件を書いてください", "write a condition on a column")),
            ),
            (
                Typed::Column(_) | Typed::Text(_) | Typed::Number(_) | Typed::Date(_) | Typed::Shifted { .. },
                _,
            ) => {
                let word = kind_word(kind);
                let help = self.column_in_quotes(value).unwrap_or_else(|| match kind {
                    ColumnType::Number | ColumnType::Percent => {
                        text!("{shown} >= 80 のように比べてください", "compare it, as in {shown} >= 80")
                    }
                    ColumnType::Date => {
                        text!(
                            "{shown} >= 2026-04-01 のように比べてください",
                            "compare it, as in {shown} >= 2026-04-01"
                        )
                    }
                    ColumnType::Text | ColumnType::Flag => {
                        text!("{shown} = '済' のように比べてください", "compare it, as in {shown} = 'done'")
                    }
                });
                self.report(
                    &value.whole,
                    Text::new(
                        format!("「{shown}」は{}なので、それだけでは条件になりません", word.ja),
                        format!("`{shown}` is {}, which is no condition by itself", word.en),
                    ),
                    Some(help),
                );
            }
        }
        None
    }

    /// A value with its type.
    fn value(&mut self, value: &Value, bare: Bare) -> Option<(Typed, ColumnType)> {
        let (base, kind) = match &value.base {
            Base::Word(name) => self.column(name, &value.range, bare)?,
            Base::Name(name) => self.column(name, &value.range, Bare::Column)?,
            Base::Text(text) => (self.text(text, &value.range)?, ColumnType::Text),
            Base::Number(number) => (Typed::Number(*number), ColumnType::Number),
            Base::Date(date) => (Typed::Date(*date), ColumnType::Date),
            Base::Flag(flag) => (Typed::Flag(*flag), ColumnType::Flag),
        };
        if value.shifts.is_empty() {
            return Some((base, kind));
        }
        if kind == ColumnType::Date {
            return Some((Typed::Shifted { date: Box::new(base), shifts: value.shifts.clone() }, kind));
        }
        let (shown, word) = (self.slice(&value.range), kind_word(kind));
        self.report(
            &value.range,
            Text::new(
                format!("期間を足し引きできるのは日付だけです（「{shown}」は{}）", word.ja),
                format!("durations go with dates, and `{shown}` is {}", word.en),
            ),
            None,
        );
        None
    }

    fn column(&mut self, name: &str, range: &Range<usize>, bare: Bare) -> Option<(Typed, ColumnType)> {
        let missing = match self.columns.find(name) {
            Ok((index, kind)) => {
                self.named.push((range.clone(), index));
                return Some((Typed::Column(index), kind));
            }
            Err(missing) => missing,
        };
        let place = self.site.at(range);
        let diagnostic = self.columns.diagnostic(name, place, &missing);
        let text_fits = matches!(bare, Bare::Beside(None | Some(ColumnType::Text)));
        let help = match &missing {
            Missing::Ambiguous { .. } => None,
            Missing::Unknown { .. } if name.parse::<Period>().is_ok() => Some(text!(
                "期間は日付の後に + か - を付けて書きます",
                "a duration stands behind a date and + or -"
            )),
            Missing::Unknown { near: Some(near) } if text_fits => {
                let (quoted, near) = (quoted(&shown(name)), written(near));
                Some(text!(
                    "文字列なら引用符で囲み（{quoted}）、列なら「{near}」と書いてください",
                    "put it in quotes if it is a text: {quoted}; or did you mean the column {near}?"
                ))
            }
            Missing::Unknown { near: None } if text_fits => {
                let quoted = quoted(&shown(name));
                Some(text!("引用符で囲んでください: {quoted}", "put it in quotes: {quoted}"))
            }
            Missing::Unknown { .. } => None,
        };
        self.found.push(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
        None
    }

    fn text(&mut self, text: &str, range: &Range<usize>) -> Option<Typed> {
        let text = crate::table::folded(text);
        if text.is_empty() {
            self.report(
                range,
                text!("空の文字列と等しいセルはありません", "no cell equals an empty text"),
                Some(text!("is empty か is not empty を使ってください", "use `is empty` or `is not empty`")),
            );
            return None;
        }
        Some(Typed::Text(text.into_owned()))
    }

    /// Whether two values are of one type.
    fn agree(&mut self, left: (&Value, &Typed, ColumnType), right: (&Value, &Typed, ColumnType)) -> bool {
        if left.2 == right.2 {
            return true;
        }
        // The literal is at fault rather than the column.
        let (fault, wanted) = if right.1.column().is_some() && left.1.column().is_none() {
            (left, right.2)
        } else {
            (right, left.2)
        };
        let help = if fault.1.column().is_none() { self.mend(fault.0, fault.2, wanted) } else { None };
        let (left_shown, right_shown) = (self.shown(left.0), self.shown(right.0));
        let (left_word, right_word) = (kind_word(left.2), kind_word(right.2));
        self.report(
            &fault.0.whole,
            Text::new(
                format!(
                    "「{left_shown}」は{}、「{right_shown}」は{}なので比べられません",
                    left_word.ja, right_word.ja
                ),
                format!("`{left_shown}` is {} and `{right_shown}` is {}", left_word.en, right_word.en),
            ),
            help,
        );
        false
    }

    /// How to write a literal as another type.
    fn mend(&self, literal: &Value, kind: ColumnType, wanted: ColumnType) -> Option<Text> {
        let readable = |text: &str| match wanted {
            ColumnType::Number | ColumnType::Percent => read_number(text).is_some(),
            ColumnType::Date => read_date(text).is_some(),
            ColumnType::Flag => matches!(text, "true" | "false"),
            ColumnType::Text => false,
        };
        match (&literal.base, kind, wanted) {
            (Base::Text(text), _, _) if readable(text) => {
                Some(text!("引用符を外してください: {text}", "take off the quotes: {text}"))
            }
            (_, _, ColumnType::Text) if literal.shifts.is_empty() => {
                let quoted = quoted(&self.shown(literal));
                Some(text!("引用符で囲んでください: {quoted}", "put it in quotes: {quoted}"))
            }
            (_, _, ColumnType::Date) => {
                Some(text!("日付は 2026-04-01 の形で書いてください", "write a date as 2026-04-01"))
            }
            (_, _, ColumnType::Number | ColumnType::Percent) => {
                Some(text!("数値は 80 や 80.5 の形で書いてください", "write a number as 80 or 80.5"))
            }
            (_, _, ColumnType::Flag) => {
                Some(text!("true か false と比べてください", "compare it with true or false"))
            }
            (_, _, ColumnType::Text) => None,
        }
    }

    fn no_order(&mut self, side: &Value, typed: &Typed, kind: ColumnType, at: &Range<usize>) {
        let (shown, word) = (self.shown(side), kind_word(kind));
        let help = match typed.column() {
            Some(_) => text!(
                "列の type を number か date にするか、= や in を使ってください",
                "declare the column as number or date, or use `=` or `in`"
            ),
            None => text!("= か != を使ってください", "use `=` or `!=`"),
        };
        self.report(
            at,
            Text::new(
                format!("大小や前後を比べられるのは数値と日付だけです（「{shown}」は{}）", word.ja),
                format!("only numbers and dates have an order, and `{shown}` is {}", word.en),
            ),
            Some(help),
        );
    }

    /// Whether a comparison reads a column; one of literals alone is a mistake, mostly a column in quotes.
    fn varies<'v>(
        &mut self,
        left: &Value,
        typed: &Typed,
        others: impl Iterator<Item = (&'v Value, &'v Typed)> + Clone,
    ) -> bool {
        if typed.column().is_some() || others.clone().any(|(_, it)| it.column().is_some()) {
            return true;
        }
        let help = std::iter::once(left)
            .chain(others.clone().map(|(it, _)| it))
            .find_map(|it| self.column_in_quotes(it))
            .unwrap_or_else(|| text!("どちらかを列名にしてください", "one side should be a column"));
        let end = others.last().map_or(left.whole.end, |(it, _)| it.whole.end);
        self.report(
            &(left.whole.start..end),
            text!(
                "固定の値どうしの比較は、どの行でも結果が同じになります",
                "a comparison of fixed values says the same of every row"
            ),
            Some(help),
        );
        false
    }

    /// The help for a text that is a column's name.
    fn column_in_quotes(&self, value: &Value) -> Option<Text> {
        let Base::Text(name) = &value.base else { return None };
        self.columns.find(name).ok()?;
        let name = written(name.trim());
        Some(text!(
            "列なら引用符を付けずに書いてください: {name}",
            "if it is the column, write it without quotes: {name}"
        ))
    }

    /// A value as a message shows it: names without their quotes, everything else as written.
    fn shown(&self, value: &Value) -> String {
        match &value.base {
            Base::Name(name) if value.shifts.is_empty() => shown(name),
            Base::Word(_)
            | Base::Name(_)
            | Base::Text(_)
            | Base::Number(_)
            | Base::Date(_)
            | Base::Flag(_) => self.slice(&value.whole),
        }
    }

    fn slice(&self, range: &Range<usize>) -> String {
        self.source.get(range.clone()).map(shown).unwrap_or_default()
    }

    fn report(&mut self, range: &Range<usize>, message: Text, help: Option<Text>) {
        let diagnostic = Diagnostic::new(Code::ConditionType, self.site.at(range), message);
        self.found.push(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }
}
