//! What checks say of texts, documents and parts.

use super::{says, says_last, world};

#[test]
fn a_part_that_is_missing_is_said_once() {
    says(
        "the one looked at",
        "{each: {when: 点数 >= 80, part: test}}, {rows: {min: 1, part: test}}",
        "2026-06-01 part 名簿.csv table 点数;1",
        &[
            "pass part: 「名簿」がある | Roster is there",
            "fail part: 「試験」がない（ファイル名: *試験*） | Test is missing (file name: *試験*) @ 2026-06-01 part 名簿.csv table 点数;1",
        ],
    );
}

#[test]
fn words_stand_in_the_text() {
    for (name, check, item, expected) in [
        (
            "all",
            "{contains: {all: [利用目的, 開示等の請求]}}",
            "2026-06-01 text 利用目的;開示等の請求",
            "pass contains: 本文に 「利用目的」「開示等の請求」 がある | the text has 「利用目的」「開示等の請求」",
        ),
        (
            "broken over lines and spaced",
            "{contains: {all: [利用目的]}}",
            "2026-06-01 text 利　用;目的",
            "pass contains: 本文に 「利用目的」 がある | the text has 「利用目的」",
        ),
        (
            "one is missing",
            "{contains: {all: [利用目的, 第三者提供]}}",
            "2026-06-01 text 利用目的",
            "fail contains: 本文に 「第三者提供」 がない | the text lacks 「第三者提供」 @ 記録.csv",
        ),
        (
            "any",
            "{contains: {any: [代表取締役, 社長]}}",
            "2026-06-01 text 社長",
            "pass contains: 本文に 「社長」 がある | the text has 「社長」",
        ),
        (
            "none of any",
            "{contains: {any: [代表取締役, 社長]}}",
            "2026-06-01 text 部長",
            "fail contains: 本文に 「代表取締役」「社長」 がない | the text lacks 「代表取締役」「社長」 @ 記録.csv",
        ),
        (
            "what must not be there is not",
            "{contains: {none: [サンプル]}}",
            "2026-06-01 text 本書",
            "pass contains: 本文に 「サンプル」 はない | the text does not have 「サンプル」",
        ),
        (
            "what must not be there is",
            "{contains: {none: [サンプル, 雛形]}}",
            "2026-06-01 text 雛;形",
            "fail contains: 本文にあってはならない語句がある: 「雛形」 | the text has words it must not have: 「雛形」 @ 記録.csv",
        ),
        (
            "in one of two files",
            "{contains: {all: [甲, 乙]}}",
            "2026-06-01 part 名簿.md text 甲 part 試験.md text 乙",
            "pass contains: 名簿.md、試験.md: 本文に 「甲」「乙」 がある | 名簿.md, 試験.md: the text has 「甲」「乙」",
        ),
        (
            "not in the part",
            "{contains: {all: [乙], part: roster}}",
            "2026-06-01 part 名簿.md text 甲 part 試験.md text 乙",
            "fail contains: 本文に 「乙」 がない | the text lacks 「乙」 @ 名簿.md",
        ),
        (
            "in cells",
            "{contains: {all: [承認]}}",
            "2026-06-01 table 欄,値;状態,承認",
            "pass contains: 本文に 「承認」 がある | the text has 「承認」",
        ),
        (
            "a scan",
            "{contains: {all: [承認]}}",
            "2026-06-01 part 名簿.pdf scan",
            "unchecked contains: 本文を確かめていない: 名簿.pdf は文字のないスキャン画像 | text not checked: 名簿.pdf is a scan without text @ 名簿.pdf",
        ),
        (
            "a picture",
            "{contains: {all: [承認]}}",
            "2026-06-01 part 記録.png silent",
            "unchecked contains: 本文を確かめていない: 記録.png は文字を読めない形式 | text not checked: 記録.png is of a kind that has no text to read @ 記録.png",
        ),
        (
            "found beside a scan",
            "{contains: {all: [承認]}}",
            "2026-06-01 part a.pdf scan part b.md text 承認",
            "pass contains: b.md: 本文に 「承認」 がある（a.pdf の本文は確かめていない） | b.md: the text has 「承認」 (the text of a.pdf is not checked)",
        ),
        (
            "what must not be there may be in a scan",
            "{contains: {none: [雛形]}}",
            "2026-06-01 part a.pdf scan part b.md text 承認",
            "unchecked contains: 本文を確かめていない: a.pdf は文字のないスキャン画像 | text not checked: a.pdf is a scan without text @ a.pdf",
        ),
        (
            "what must not be there is beside a scan",
            "{contains: {none: [雛形]}}",
            "2026-06-01 part a.pdf scan part b.md text 雛形",
            "fail contains: 本文にあってはならない語句がある: 「雛形」 | the text has words it must not have: 「雛形」 @ a.pdf b.md",
        ),
    ] {
        says_last(name, check, item, expected);
    }
}

#[test]
fn a_line_matches_a_pattern() {
    for (name, check, item, expected) in [
        (
            "one does",
            "{matches: {pattern: '^第[0-9]+版'}}",
            "2026-06-01 text 規程;第3版",
            "pass matches: 本文に「^第[0-9]+版」に合う行がある | a line of the text matches ^第[0-9]+版",
        ),
        (
            "none does",
            "{matches: {pattern: '^第[0-9]+版'}}",
            "2026-06-01 text 規程第3版",
            "fail matches: 本文に「^第[0-9]+版」に合う行がない | no line of the text matches ^第[0-9]+版 @ 記録.csv",
        ),
        (
            "a scan",
            "{matches: {pattern: '^第[0-9]+版'}}",
            "2026-06-01 part a.pdf scan",
            "unchecked matches: 本文を確かめていない: a.pdf は文字のないスキャン画像 | text not checked: a.pdf is a scan without text @ a.pdf",
        ),
        (
            "in the part",
            "{matches: {pattern: 版, part: test}}",
            "2026-06-01 part 名簿.md text 版 part 試験.md text 章",
            "fail matches: 本文に「版」に合う行がない | no line of the text matches 版 @ 試験.md",
        ),
    ] {
        says_last(name, check, item, expected);
    }
}

#[test]
fn a_document_is_as_its_schema_says() {
    let check = "{json-schema: {schema: {type: object, required: [scanner], properties: {findings: {maxItems: 1, items: {required: [severity]}}}}}}";
    for (name, item, expected) in [
        (
            "it is",
            r#"2026-06-01 part a.json json {"scanner":"x","findings":[]}"#,
            "pass json-schema: 1 件がスキーマに合う | 1 documents are as the schema says",
        ),
        (
            "it is not",
            r#"2026-06-01 part a.json json {"findings":[{"secret":"山田"}]}"#,
            "fail json-schema: スキーマに合わない所が 2 か所: / (missing properties), /findings/0 (missing properties) | 2 places are not as the schema says: / (missing properties), /findings/0 (missing properties) @ a.json",
        ),
        (
            "one of two is not",
            r#"2026-06-01 part a.json json {"scanner":"x"} json []"#,
            "fail json-schema: スキーマに合わない所が 1 か所: / (want object, but got array) | 1 places are not as the schema says: / (want object, but got array) @ a.json",
        ),
        (
            "more places than are shown",
            r#"2026-06-01 part a.json json {"findings":[{},{},{},{},{},{}]}"#,
            "fail json-schema: スキーマに合わない所が 8 か所: / (missing properties), /findings (maximum 1 items required, but got 6 items), /findings/0 (missing properties), /findings/1 (missing properties), /findings/2 (missing properties) | 8 places are not as the schema says: / (missing properties), /findings (maximum 1 items required, but got 6 items), /findings/0 (missing properties), /findings/1 (missing properties), /findings/2 (missing properties) @ a.json",
        ),
        (
            "none is there",
            "2026-06-01 table 点数;1",
            "fail json-schema: JSON・YAML・TOML のファイルがない | there is no JSON, YAML or TOML file @ 記録.csv",
        ),
        (
            "no content is known",
            "2026-06-01",
            "fail json-schema: JSON・YAML・TOML のファイルがない | there is no JSON, YAML or TOML file @ 記録.csv",
        ),
    ] {
        says(name, check, item, &[expected]);
    }
}

#[test]
fn a_message_says_only_what_was_found() {
    for (check, found, not_found) in [
        ("{contains: {any: [代表取締役, 社長]}}", "「社長」", "代表取締役"),
        ("{contains: {none: [サンプル]}}", "", "本文に  がある"),
    ] {
        let answers = world(check).items(&["2026-06-01 text 社長"]).assess("2026-10-31");
        let said = answers.said().remove(0);
        assert!(
            said.starts_with("pass contains: ") && said.contains(found) && !said.contains(not_found),
            "{said}"
        );
    }
}
