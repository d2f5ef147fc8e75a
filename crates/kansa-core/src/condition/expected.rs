//! What the parser expects, and how to mend what stands there instead.

use unicode_normalization::UnicodeNormalization;

use super::lexer::Kind;
use crate::text::{Text, text};

/// What a caller may want of a token that it does not find.
#[derive(Clone, Copy)]
pub(super) enum Expected {
    Value,
    Number,
    Joint,
    Close,
    In,
    Empty,
    OpenList,
    CommaOrCloseList,
}

impl Expected {
    /// It in words.
    pub(super) fn words(self) -> Text {
        match self {
            Self::Value => text!("列名か値", "a column or a value"),
            Self::Number => text!("数値", "a number"),
            Self::Joint => text!("「and」か「or」", "`and` or `or`"),
            Self::Close => text!("「)」", "`)`"),
            Self::In => text!("「in」", "`in`"),
            Self::Empty => text!("「empty」か「not empty」", "`empty` or `not empty`"),
            Self::OpenList => text!("「[」", "`[`"),
            Self::CommaOrCloseList => text!("「,」か「]」", "`,` or `]`"),
        }
    }

    /// How to mend a token that stands where another is expected.
    pub(super) fn advice(self, found: &Kind) -> Option<Text> {
        match (found, self) {
            (Kind::Keyword(_), Self::Value) => {
                Some(text!("列名なら ` で囲んでください", "if it is a column, put it in backquotes"))
            }
            (Kind::Word(word), _) => meant(word).map(|it| text!("「{it}」と書いてください", "write `{it}`")),
            (Kind::Close, Self::Joint) => {
                Some(text!("対応する「(」がありません", "there is no `(` that it could close"))
            }
            (Kind::Comma, Self::Joint | Self::Close) => Some(text!(
                "「,」を使えるのは [ ] の中だけです（数値の桁区切りも書けません）",
                "commas stand in lists only, and numbers are written without them"
            )),
            _ => None,
        }
    }
}

/// The keyword that a word in other letters stands for.
fn meant(word: &str) -> Option<&'static str> {
    let lower = word.nfkc().collect::<String>().to_ascii_lowercase();
    let known = ["and", "or", "not", "in", "is", "empty"];
    known.into_iter().find(|it| *it == lower).or(match word {
        "かつ" | "及び" | "および" => Some("and"),
        "または" | "又は" | "もしくは" | "若しくは" => Some("or"),
        _ => None,
    })
}
