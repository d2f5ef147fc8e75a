//! Templates of a workspace, which take the place of the built-in ones; and those written out, to begin with.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use kansa_core::text::{Lang, Text};
use kansa_report::template;

use crate::output::{complain, print, visible, write_file};

/// Where they are, below the workspace.
const FOLDER: &str = "reports/templates";

/// Endings of templates; escaping follows them.
const ENDINGS: [&str; 4] = [".html", ".md", ".css", ".js"];

/// Bytes of a template at most; pictures in it are data URIs.
const LARGEST: u64 = 8 << 20;

/// Reads them, and says of the files beside them that nothing uses them.
pub(crate) fn read(root: &Path, lang: Lang) -> anyhow::Result<BTreeMap<String, String>> {
    let folder = root.join(FOLDER);
    let (mut texts, mut names) = (BTreeMap::new(), Vec::new());
    if !folder.is_dir() {
        return Ok(texts);
    }
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {FOLDER}"))? {
        let entry = entry.with_context(|| format!("cannot list {FOLDER}"))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name.starts_with("README") || name.ends_with('~') {
            continue;
        }
        // A link is not followed: what it names is not in the digest.
        if ENDINGS.iter().any(|it| name.ends_with(it)) && entry.file_type().is_ok_and(|it| it.is_file()) {
            let shown = format!("{FOLDER}/{}", visible(&name));
            if entry.metadata().is_ok_and(|it| it.len() > LARGEST) {
                bail!("{shown} is larger than {} MiB", LARGEST >> 20);
            }
            let text =
                std::fs::read_to_string(entry.path()).with_context(|| format!("cannot read {shown}"))?;
            texts.insert(name.clone(), text);
        }
        names.push(name);
    }
    names.sort();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (name, meant) in template::unused(&names, &texts) {
        complain(unused(&visible(name), meant).get(lang));
    }
    Ok(texts)
}

fn unused(name: &str, meant: Option<&str>) -> Text {
    let (ja, en) = meant
        .map(|it| (format!("（{it} の誤りではありませんか）"), format!("; did you mean {it}?")))
        .unwrap_or_default();
    Text::new(
        format!("注意: {FOLDER}/{name} はどこからも使われません{ja}"),
        format!("note: nothing uses {FOLDER}/{name}{en}"),
    )
}

/// Writes the built-in ones into a folder. What is there already stays as it is, and nothing is written.
pub(crate) fn write(folder: &Path, lang: Lang) -> anyhow::Result<()> {
    for (name, _) in template::built_in() {
        let file = folder.join(name);
        if std::fs::symlink_metadata(&file).is_ok() {
            bail!("{} is there already; nothing was written", visible(&file.display().to_string()));
        }
    }
    for (name, text) in template::built_in() {
        write_file(&folder.join(name), text.as_bytes())?;
    }
    let (count, shown) = (template::built_in().len(), visible(&folder.display().to_string()));
    print(&match lang {
        Lang::Ja => format!(
            "組み込みのテンプレート {count} 個を {shown} に書きました。\
             {FOLDER} には変えるものだけを置いてください\n"
        ),
        Lang::En => {
            format!("wrote {count} built-in templates to {shown}; keep in {FOLDER} only those you change\n")
        }
    })
}
