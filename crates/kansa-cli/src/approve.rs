//! `kansa approve`: records in `evidence.yaml` who approved evidence, and what exactly was approved.

use anyhow::{Context, anyhow, bail};
use kansa::Sealing;
use kansa::filing;
use kansa_core::evidence::{Approval, Sha256};
use kansa_core::text::Text;

use crate::Exit;
use crate::args::{Approve, Global};
use crate::output::{print, rewrite, visible};
use crate::workspace;

pub(crate) fn run(global: &Global, args: &Approve) -> anyhow::Result<Exit> {
    let Some(opened) = workspace::open(global, &[])? else { return Ok(Exit::Trouble) };
    let sealing = Sealing::open(&opened.root)?;
    let Some(_lock) = sealing.lock()? else { bail!("another kansa is writing to this workspace") };
    let path = opened.below(&args.file)?;
    let shown = visible(&path);
    let (company, item) = opened
        .workspace
        .item_of(&path)
        .with_context(|| format!("{shown} is no evidence of any company: kansa check says why"))?;
    let model = opened.workspace.model();
    let (_, requirement) = model.resolve(item.requirement);
    if let Some(role) = requirement.approval.as_ref().filter(|it| **it != args.by) {
        bail!("{} is to be approved by {role}, not by {}", model.requirement_ref(item.requirement), args.by);
    }
    let on = args.on.unwrap_or_else(|| opened.today());
    if let Some(day) = item.day().filter(|it| *it > on) {
        bail!("{shown} is of {day}: it cannot have been approved on {on}");
    }
    let mut files: Vec<(&str, Sha256)> = Vec::new();
    for file in &item.files {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        files.push((name, file.sha256.with_context(|| format!("{} cannot be read", visible(&file.path)))?));
    }
    let sha256 = filing::delivery(&mut files).with_context(|| format!("{shown} has no files"))?;
    let approval = Approval { by: args.by.clone(), on, sha256: Some(sha256) };
    let folder = path.rsplit_once('/').map_or("", |(it, _)| it);
    let note = format!("{folder}/evidence.yaml");
    let names: Vec<String> = files.iter().map(|(it, _)| (*it).to_owned()).collect();
    let (text, of) = (opened.text_of(&note)?, (names.as_slice(), opened.workspace.is_alone(item)));
    let whole = filing::with_approval(&note, text.as_deref(), of, &approval, model).map_err(|_| {
        anyhow!(
            "{} cannot be changed; write there yourself: approved: {{by: {}, on: {on}, sha256: {sha256}}}",
            visible(&note),
            args.by
        )
    })?;
    rewrite(&opened.root, &note, whole.as_bytes())?;
    let (by, company) = (model.called(&args.by), company.id.as_str());
    let count = names.len();
    let said = Text::new(
        format!("{company}: {} による {on} の承認を記録した（{count} ファイル）  sha256:{sha256}", by.ja),
        format!("{company}: recorded the approval by {} on {on} ({count} files)  sha256:{sha256}", by.en),
    );
    print(&format!("{}\n", visible(said.get(opened.lang))))?;
    Ok(Exit::Clean)
}
