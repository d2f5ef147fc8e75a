use proptest::prelude::*;

use super::read;
use crate::read::notes::{notes, running, tables};

#[test]
fn blank_lines_are_left_out_and_still_counted() {
    assert_eq!(running(read, "一行目\r\n\n  \n四行目".as_bytes()), ["L1 一行目", "L4 四行目"]);
}

#[test]
fn tables_are_sheets_whose_rows_have_the_numbers_of_their_lines() {
    for (text, expected) in [
        ("# 一覧\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n", vec!["= 表1 inside", "3: a | b", "5: 1 | 2"]),
        ("a | b\n--|--\n1 | 2", vec!["= 表1 inside", "1: a | b", "3: 1 | 2"]),
        (
            "|a|\n|-|\n|x|\n\n|b|\n|-|\n|y|",
            vec!["= 表1 inside", "1: a", "3: x", "= 表2 inside", "5: b", "7: y"],
        ),
        ("|a|b|\n|-|-|\n|x\\|y||\n|||\n|z|", vec!["= 表1 inside", "1: a | b", "3: x|y | _", "5: z"]),
        ("head\n|a|\n|-|\n|x|\n", vec!["= 表1 inside", "2: a", "4: x"]),
        ("|no|\n|a|\n|-|\n|x|\n", vec!["= 表1 inside", "2: a", "4: x"]),
        ("|a|b|\n|-|\n|x|\n", vec![]),
        ("```\n|a|\n|-|\n|x|\n```\n|b|\n", vec![]),
        ("|a|\n|text|\n", vec![]),
    ] {
        assert_eq!(tables(read, text.as_bytes()), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "[|\\\\ \n`~a:-]{0,200}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = notes(read, text.as_bytes());
        let _ = notes(read, &bytes);
    }
}
