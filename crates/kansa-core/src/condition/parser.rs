//! Tokens of a condition to its syntax tree.

use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use super::Site;
use super::eval::{Direction, Shift};
use super::expected::Expected;
use super::lexer::{self, Keyword, Kind, Token};
use super::names::shown;
use super::syntax::{Base, Expr, Value};
use crate::diagnostic::Diagnostic;
use crate::period::{Period, PeriodError};
use crate::text::{Text, text};

/// Longer conditions are refused.
const MOST_BYTES: usize = 4_096;
/// More parentheses inside each other are refused: they are what the parser recurses on.
const MOST_DEPTH: usize = 64;

type Parsed<T> = Result<T, Box<Diagnostic>>;

/// Reads a text within the budgets of length and nesting.
///
/// # Errors
///
/// The first problem: after it, what was meant is a guess.
pub(super) fn parse(text: &str, site: Site<'_>) -> Parsed<Expr> {
    let everything = 0..text.len();
    if text.len() > MOST_BYTES {
        let message = text!(
            "条件が長すぎます（上限は {MOST_BYTES} バイト）",
            "the condition is too long (limit: {MOST_BYTES} bytes)"
        );
        return Err(site.syntax(&everything, message));
    }
    let tokens = lexer::lex(text, site)?;
    if tokens.is_empty() {
        let diagnostic = site.syntax(&everything, text!("条件が空です", "the condition is empty"));
        return Err(Box::new(diagnostic.help(text!("例: 点数 >= 80", "for example: score >= 80"))));
    }
    let mut parser = Parser { tokens: tokens.into_iter().peekable(), text, site, depth: 0 };
    let expr = parser.any()?;
    match parser.tokens.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.unexpected(Expected::Joint)),
    }
}

struct Parser<'a> {
    tokens: Peekable<IntoIter<Token>>,
    text: &'a str,
    site: Site<'a>,
    depth: usize,
}

impl Parser<'_> {
    fn any(&mut self) -> Parsed<Expr> {
        let first = self.every()?;
        self.joined(first, Keyword::Or, Self::every, Expr::Any)
    }

    fn every(&mut self) -> Parsed<Expr> {
        let first = self.negated()?;
        self.joined(first, Keyword::And, Self::negated, Expr::All)
    }

    fn joined(
        &mut self,
        first: Expr,
        by: Keyword,
        part: fn(&mut Self) -> Parsed<Expr>,
        all: fn(Vec<Expr>) -> Expr,
    ) -> Parsed<Expr> {
        if !self.next_is(&Kind::Keyword(by)) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.eat(&Kind::Keyword(by)) {
            parts.push(part(self)?);
        }
        Ok(all(parts))
    }

    fn negated(&mut self) -> Parsed<Expr> {
        // Counted, not nested: twice `not` is nothing, for unknown too, and a long chain needs no stack.
        let mut negated = false;
        while self.eat(&Kind::Keyword(Keyword::Not)) {
            negated = !negated;
        }
        let test = self.test()?;
        Ok(if negated { Expr::Not(Box::new(test)) } else { test })
    }

    fn test(&mut self) -> Parsed<Expr> {
        let (left, range) = self.primary()?;
        match self.tokens.peek().map(|it| (&it.kind, it.range.clone())) {
            Some((&Kind::Compare(op), op_range)) => {
                self.tokens.next();
                let left = self.value_of(left, &range)?;
                let right = self.value()?;
                self.refuse_chain()?;
                Ok(Expr::Compare { left, op, op_range, right })
            }
            Some((Kind::Keyword(Keyword::In), _)) => {
                let value = self.value_of(left, &range)?;
                self.list(value)
            }
            Some((Kind::Keyword(Keyword::Not), _)) => {
                self.tokens.next();
                let value = self.value_of(left, &range)?;
                if !self.next_is(&Kind::Keyword(Keyword::In)) {
                    return Err(self.unexpected(Expected::In));
                }
                Ok(Expr::Not(Box::new(self.list(value)?)))
            }
            Some((Kind::Keyword(Keyword::Is), _)) => {
                self.tokens.next();
                let value = self.value_of(left, &range)?;
                let negated = self.eat(&Kind::Keyword(Keyword::Not));
                self.expect(&Kind::Keyword(Keyword::Empty), Expected::Empty)?;
                let empty = Expr::Empty(value);
                Ok(if negated { Expr::Not(Box::new(empty)) } else { empty })
            }
            _ => Ok(left),
        }
    }

    /// `in [...]`, from the `in` on.
    fn list(&mut self, value: Value) -> Parsed<Expr> {
        self.tokens.next();
        let open = self.expect(&Kind::OpenList, Expected::OpenList)?;
        let mut list = Vec::new();
        loop {
            if self.next_is(&Kind::CloseList) {
                break;
            }
            list.push(self.value()?);
            if !self.eat(&Kind::Comma) {
                break;
            }
        }
        let close = self.expect(&Kind::CloseList, Expected::CommaOrCloseList)?;
        if list.is_empty() {
            let message = text!("リストに値がありません", "the list is empty, so that nothing is in it");
            let help = text!("['A', 'B'] のように値を書いてください", "write values, as in ['A', 'B']");
            return Err(Box::new(self.site.syntax(&(open.start..close.end), message).help(help)));
        }
        Ok(Expr::In { value, list })
    }

    fn value(&mut self) -> Parsed<Value> {
        let (expr, range) = self.primary()?;
        self.value_of(expr, &range)
    }

    fn value_of(&self, expr: Expr, range: &Range<usize>) -> Parsed<Value> {
        if let Expr::Alone(value) = expr {
            return Ok(value);
        }
        let message = text!(
            "括弧の中の条件は、値として比べられません",
            "a condition in parentheses is no value to compare"
        );
        let help =
            text!("条件どうしは and、or、not でつないでください", "join conditions with `and`, `or`, `not`");
        Err(Box::new(self.site.syntax(range, message).help(help)))
    }

    /// A value, or anything in parentheses, with its range.
    fn primary(&mut self) -> Parsed<(Expr, Range<usize>)> {
        let Some(token) = self.tokens.peek() else { return Err(self.unexpected(Expected::Value)) };
        let range = token.range.clone();
        let base = match &token.kind {
            Kind::Open => return self.parenthesis(range),
            Kind::Minus => return self.negative(range),
            Kind::Word(word) => Base::Word(word.clone()),
            Kind::Name(name) => Base::Name(name.clone()),
            Kind::Text(text) => Base::Text(text.clone()),
            Kind::Number(number) => Base::Number(*number),
            Kind::Date(date) => Base::Date(*date),
            Kind::Keyword(Keyword::True) => Base::Flag(true),
            Kind::Keyword(Keyword::False) => Base::Flag(false),
            Kind::Keyword(
                Keyword::And | Keyword::Or | Keyword::Not | Keyword::In | Keyword::Is | Keyword::Empty,
            )
            | Kind::Compare(_)
            | Kind::Close
            | Kind::OpenList
            | Kind::CloseList
            | Kind::Comma
            | Kind::Plus => return Err(self.unexpected(Expected::Value)),
        };
        self.tokens.next();
        self.shifted(base, range)
    }

    fn negative(&mut self, minus: Range<usize>) -> Parsed<(Expr, Range<usize>)> {
        self.tokens.next();
        match self.tokens.next_if(|it| matches!(it.kind, Kind::Number(_))) {
            Some(Token { kind: Kind::Number(number), range }) => {
                // Zero minus the number, since the negative of 0 would be another float.
                self.shifted(Base::Number(0.0 - number), minus.start..range.end)
            }
            _ => Err(self.unexpected(Expected::Number)),
        }
    }

    fn parenthesis(&mut self, open: Range<usize>) -> Parsed<(Expr, Range<usize>)> {
        self.tokens.next();
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            let message = text!(
                "括弧の入れ子が深すぎます（上限は {MOST_DEPTH} 段）",
                "parentheses are nested too deeply (limit: {MOST_DEPTH})"
            );
            return Err(self.site.syntax(&open, message));
        }
        let inside = self.any()?;
        let close = self.expect(&Kind::Close, Expected::Close)?;
        self.depth -= 1;
        let range = open.start..close.end;
        match inside {
            Expr::Alone(value) => self.shifts(value, range),
            Expr::Any(_)
            | Expr::All(_)
            | Expr::Not(_)
            | Expr::Compare { .. }
            | Expr::In { .. }
            | Expr::Empty(_) => Ok((inside, range)),
        }
    }

    fn shifted(&mut self, base: Base, range: Range<usize>) -> Parsed<(Expr, Range<usize>)> {
        let value = Value { base, range: range.clone(), shifts: Vec::new(), whole: range.clone() };
        self.shifts(value, range)
    }

    /// The durations behind a value that stands in `range`.
    fn shifts(&mut self, mut value: Value, mut range: Range<usize>) -> Parsed<(Expr, Range<usize>)> {
        loop {
            let direction = if self.eat(&Kind::Plus) {
                Direction::Later
            } else if self.eat(&Kind::Minus) {
                Direction::Earlier
            } else {
                break;
            };
            let (period, at) = self.duration()?;
            value.shifts.push(Shift { direction, period });
            range.end = at.end;
        }
        value.whole = range.clone();
        Ok((Expr::Alone(value), range))
    }

    fn duration(&mut self) -> Parsed<(Period, Range<usize>)> {
        let range = self.tokens.peek().map_or(self.text.len()..self.text.len(), |it| it.range.clone());
        let fault = |message: Text, help: Text| Box::new(self.site.syntax(&range, message).help(help));
        let form = || {
            text!(
                "P30D（30日）、P1M（1か月）、P1Y（1年）の形で書いてください",
                "write it as P30D, P1M or P1Y"
            )
        };
        let written = self.text.get(range.clone()).map(shown).unwrap_or_default();
        let error = match self.tokens.peek().map(|it| &it.kind) {
            Some(Kind::Word(word)) => match word.parse::<Period>() {
                Ok(period) => {
                    self.tokens.next();
                    return Ok((period, range));
                }
                Err(PeriodError::Syntax) => {
                    fault(text!("「{written}」は期間として読めません", "`{written}` is no duration"), form())
                }
                Err(PeriodError::TimeOfDay) => fault(
                    text!(
                        "期間「{written}」に時刻の部分があります",
                        "the duration `{written}` has a time of day"
                    ),
                    form(),
                ),
                Err(PeriodError::Zero) => fault(
                    text!("期間「{written}」の長さが 0 です", "the duration `{written}` is zero"),
                    form(),
                ),
            },
            Some(Kind::Number(number)) if number.fract() == 0.0 && (1.0..=9_999.0).contains(number) => fault(
                text!("+ と - の後に書けるのは期間だけです", "only a duration can follow + or -"),
                text!("日数なら P{number}D と書いてください", "write P{number}D for that many days"),
            ),
            _ => fault(
                text!("+ と - の後に書けるのは期間だけです", "only a duration can follow + or -"),
                form(),
            ),
        };
        Err(error)
    }

    fn refuse_chain(&mut self) -> Parsed<()> {
        match self.tokens.peek() {
            Some(Token { kind: Kind::Compare(_), range }) => {
                let message = text!("比較を続けて書くことはできません", "comparisons cannot be chained");
                let help =
                    text!("a < b and b < c のように分けて書いてください", "write it as a < b and b < c");
                Err(Box::new(self.site.syntax(range, message).help(help)))
            }
            _ => Ok(()),
        }
    }

    fn next_is(&mut self, kind: &Kind) -> bool {
        self.tokens.peek().is_some_and(|it| it.kind == *kind)
    }

    fn eat(&mut self, kind: &Kind) -> bool {
        self.tokens.next_if(|it| it.kind == *kind).is_some()
    }

    fn expect(&mut self, kind: &Kind, expected: Expected) -> Parsed<Range<usize>> {
        match self.tokens.next_if(|it| it.kind == *kind) {
            Some(token) => Ok(token.range),
            None => Err(self.unexpected(expected)),
        }
    }

    fn unexpected(&mut self, expected: Expected) -> Box<Diagnostic> {
        let what = expected.words();
        let Some(token) = self.tokens.peek() else {
            let end = self.text.len();
            let message = Text::new(
                format!("{}が必要ですが、条件がここで終わっています", what.ja),
                format!("expected {}, but the condition ends here", what.en),
            );
            return self.site.syntax(&(end..end), message);
        };
        let found = self.text.get(token.range.clone()).map(shown).unwrap_or_default();
        let message = Text::new(
            format!("{}が必要なところに「{found}」があります", what.ja),
            format!("expected {}, found `{found}`", what.en),
        );
        let diagnostic = self.site.syntax(&token.range, message);
        match expected.advice(&token.kind) {
            Some(help) => Box::new(diagnostic.help(help)),
            None => diagnostic,
        }
    }
}

#[cfg(test)]
mod tests;
