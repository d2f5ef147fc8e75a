//! Texts as they are written to a YAML file.

use super::decode::read_by_yaml_as;
use crate::text::acts;

/// A text as YAML reads it back, in a list or a mapping on one line too: plain where nothing in it can mean something else.
pub fn as_yaml(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// A text in double quotes, what acts written out.
pub(crate) fn quoted(text: &str) -> String {
    let plain = serde_json::Value::from(text).to_string();
    plain
        .chars()
        .map(|it| if acts(it) { format!("\\U{:08x}", u32::from(it)) } else { it.to_string() })
        .collect()
}

fn is_plain(text: &str) -> bool {
    let is_inert =
        |it: char| it.is_alphanumeric() || matches!(it, ' ' | '_' | '-' | '.' | '・' | '（' | '）');
    let begins_as_text = match text.chars().next() {
        Some(first) if first.is_alphabetic() => true,
        // An older YAML has numbers of many forms. What ends as the name of a file does is none of them.
        Some(first) => first.is_alphanumeric() && ends_as_a_file(text),
        None => false,
    };
    let is_word = matches!(text.to_lowercase().as_str(), "null" | "y" | "n");
    begins_as_text
        && text.chars().all(is_inert)
        && !text.ends_with(' ')
        && !is_word
        && read_by_yaml_as(text).is_none()
}

fn ends_as_a_file(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(_, it)| it.chars().any(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::as_yaml;
    use crate::source::SourceFile;
    use crate::yaml::decode::read_by_yaml_as;
    use crate::yaml::{NodeKind, tree};

    #[test]
    fn a_text_is_plain_where_nothing_in_it_can_mean_something_else() {
        for plain in ["青葉機械株式会社", "Acme K.K.", "青葉（東）・西", "2026-06-30_名簿.csv", "1.csv"]
        {
            assert_eq!(as_yaml(plain), plain);
        }
        for (text, written) in [
            ("", "\"\""),
            ("2026-06-30", "\"2026-06-30\""),
            ("1.e5", "\"1.e5\""),
            ("0b101", "\"0b101\""),
            ("No", "\"No\""),
            ("null", "\"null\""),
            ("Acme ", "\"Acme \""),
            ("-a", "\"-a\""),
            ("a, b: \"c\" #d", "\"a, b: \\\"c\\\" #d\""),
            ("a\u{202e}b\u{85}", "\"a\\U0000202eb\\U00000085\""),
        ] {
            assert_eq!(as_yaml(text), written);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_as_text(text in "\\PC*|[0-9eExXob_.-]{1,8}|.*|[a-z~.]{1,5}") {
            let file = SourceFile::new("a.yaml", &format!("[{}, b]", as_yaml(&text)));
            let NodeKind::Sequence(items) = tree::parse(&file).unwrap().unwrap().kind else { panic!() };
            let NodeKind::Scalar { text: read, plain } = &items[0].kind else { panic!() };
            prop_assert_eq!(read, &text);
            prop_assert!(items.len() == 2 && !(*plain && read_by_yaml_as(&text).is_some()));
        }
    }
}
