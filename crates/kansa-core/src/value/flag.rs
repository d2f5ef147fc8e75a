//! Yes and no as Japanese and English lists write them.

use super::Fault;

/// All words and signs for yes. `■` is a box that is filled in.
const YES: [&str; 42] = [
    "済",
    "済み",
    "済■",
    "■済",
    "☑済",
    "完了",
    "完",
    "実施",
    "実施済",
    "実施済み",
    "対応済",
    "対応済み",
    "○",
    "〇",
    "◯",
    "●",
    "◎",
    "⭕",
    "有",
    "有り",
    "あり",
    "はい",
    "是",
    "可",
    "レ",
    "✓",
    "✔",
    "☑",
    "✅",
    "■",
    "適",
    "適合",
    "合格",
    "有効",
    "true",
    "yes",
    "y",
    "ok",
    "on",
    "pass",
    "enabled",
    "1",
];

/// All words and signs for no. `□` is a box that is not.
const NO: [&str; 36] = [
    "未",
    "未済",
    "未了",
    "未実施",
    "未完了",
    "未完",
    "未対応",
    "×",
    "✕",
    "✗",
    "✖",
    "✘",
    "❌",
    "☐",
    "□",
    "無",
    "無し",
    "なし",
    "いいえ",
    "否",
    "不可",
    "不適",
    "不適合",
    "不合格",
    "無効",
    "未済■",
    "■未",
    "☑未",
    "false",
    "no",
    "n",
    "ng",
    "off",
    "fail",
    "disabled",
    "0",
];

/// What is neither. `x` is a tick to some and a cross to others.
const UNDECIDED: [&str; 16] = [
    "△",
    "▲",
    "一部",
    "一部済",
    "一部実施",
    "一部完了",
    "部分的",
    "部分",
    "対応中",
    "実施中",
    "作業中",
    "確認中",
    "予定",
    "実施予定",
    "対応予定",
    "x",
];

/// Reads a folded text as yes or no: it is one of the words above, in upper or lower case, and nothing
/// else.
pub(super) fn answer(text: &str) -> Result<bool, Fault> {
    // No word is longer than that, and a long text needs no lower case.
    if text.len() > 24 {
        return Err(Fault::NotOfType);
    }
    // An emoji selector only chooses how a sign is drawn.
    let text = text.trim_end_matches('\u{FE0F}').to_ascii_lowercase();
    let text = text.as_str();
    if YES.contains(&text) {
        Ok(true)
    } else if NO.contains(&text) {
        Ok(false)
    } else if UNDECIDED.contains(&text) {
        Err(Fault::Undecided)
    } else {
        Err(Fault::NotOfType)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::folded;

    #[test]
    fn every_word_is_as_it_is_compared_and_has_one_meaning() {
        let words: Vec<&str> = YES.iter().chain(&NO).chain(&UNDECIDED).copied().collect();
        for (at, word) in words.iter().enumerate() {
            assert_eq!(folded(word).to_lowercase(), *word);
            assert!(!words[at + 1..].contains(word), "{word} twice");
            assert!(word.len() <= 24);
        }
    }
}
