//! Texts of others in a comparison: text in every format, whatever file they come from.

use kansa_core::text::Lang;
use kansa_report::diff::{Kind, Origin, View, compare, markdown};
use serde_json::{Value, json};

use crate::neutral::{acting, corpus, marks};
use crate::workspace::kansa;

/// An assessment with a text at all places; `worse` has a finding more, and lesser verdicts.
fn assessment(texts: &[(&str, &str)], worse: bool) -> Value {
    let company = |(id, text): &(&str, &str)| {
        let both = json!({"ja": text, "en": text});
        let owed = format!("{id}/{text}/r@2026-04-01");
        let file = json!({"path": format!("evidence/{text}"), "sha256": "1"});
        let finding = json!({
            "id": format!("evidence-overdue:{owed}"), "code": text, "severity": "major", "owner": text,
            "at": {"path": format!("evidence/{text}"), "header": text, "cell": text}, "message": both,
            "breaks": [format!("{text}:{text}")], "remedy": both,
        });
        let verdict = if worse { "gap" } else { "conforms" };
        let control = json!({
            "id": format!("{text}:{text}"), "title": both, "verdict": verdict,
            "because": [{"measure": text, "state": if worse { text } else { "effective" }}],
        });
        json!({
            "id": id, "name": both,
            "catalogs": [{
                "id": text, "standard": both, "status": if worse { text } else { "x" }, "status_text": both,
                "controls": [control],
            }],
            "obligations": [{
                "id": owed, "measure": text, "title": both, "owner": text,
                "state": if worse { "overdue" } else { "met" },
                "window": {"from": "2026-04-01", "due": "2026-10-15"},
                "evidence": if worse { json!([]) } else { json!([{"files": [file]}]) },
            }],
            "findings": if worse { json!([finding]) } else { json!([]) },
        })
    };
    let text = texts.first().map_or("", |it| it.1);
    let both = json!({"ja": text, "en": text});
    json!({
        "format": 1, "as_of": "2026-10-31", "digest": text, "kansa": if worse { text } else { "x" },
        "group": {"id": text, "name": both}, "roles": [{"id": text, "title": both}],
        "companies": texts.iter().map(company).collect::<Vec<_>>(),
        "findings": [],
    })
}

fn page(text: &str, lang: Lang) -> String {
    let view = |worse| View::read(assessment(&[("c", text)], worse).to_string().as_bytes()).unwrap();
    let origin = |kind| Origin { kind, name: text.to_owned(), commit: None };
    let diff = compare((&view(false), origin(Kind::Revision)), (&view(true), origin(Kind::File)));
    markdown(&diff, lang)
}

#[test]
fn hostile_texts_are_text_in_a_comparison() {
    let (texts, names) = corpus();
    for lang in Lang::ALL {
        let harmless = marks(&page("harmless", lang));
        let all = texts.iter().map(|it| it.text.as_str()).chain(names.iter().map(String::as_str));
        for text in all {
            let page = page(text, lang);
            assert_eq!(page.chars().find(|it| *it != '\n' && kansa_core::text::acts(*it)), None, "{text:?}");
            let found = marks(&page);
            let differs: Vec<_> = found.iter().filter(|(what, n)| harmless.get(*what) != Some(n)).collect();
            assert!(differs.is_empty(), "{text:?}: {differs:?} of {harmless:?}\n{page}");
        }
    }
    let work = tempfile::tempdir().unwrap();
    let all: Vec<(&str, &str)> = texts.iter().map(|it| (it.id.as_str(), it.text.as_str())).collect();
    for (name, worse) in [("a.json", false), ("b.json", true)] {
        std::fs::write(work.path().join(name), assessment(&all, worse).to_string()).unwrap();
    }
    for format in ["human", "json", "markdown"] {
        for lang in ["ja", "en"] {
            let args = ["diff", "a.json", "b.json", "--lang", lang, "--format", format, "--color", "always"];
            let run = kansa(work.path(), &args);
            assert_eq!(run.status, 1, "{}", run.stderr);
            assert_eq!(acting(&run.stdout).or(acting(&run.stderr)), None, "{format}: {}", run.stdout);
        }
    }
    for text in &texts {
        let text = text.text.replace('\0', "");
        let run = kansa(work.path(), &["diff", "--color", "always", "--", &text]);
        assert_eq!((run.status, acting(&run.stderr)), (2, None), "{text:?}: {}", run.stderr);
    }
}
