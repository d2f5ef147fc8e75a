//! `kansa init`: sets up a workspace.

mod ask;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufReader, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use chrono::{DateTime, NaiveDate, TimeDelta};
use kansa::init::{self, Draft, IGNORED, Kept, LONGEST, Names, NewCompany, NewFile, NewRegister};
use kansa::{Library, Workspace};
use kansa_core::explain::spot;
use kansa_core::id::{CompanyId, GroupId};
use kansa_core::text::{Lang, Text};

use self::ask::{Known, Questions};
use crate::Exit;
use crate::args::{Global, Init};
use crate::diagnostics;
use crate::output::{complain, create_file, print, visible};
use crate::workspace::now;

/// Faults of registers that are shown; whoever mends these sees the next ones.
const SHOWN: usize = 10;
/// Nobody knows yet where the group is; as in `kansa.yaml`.
const JAPAN: TimeDelta = TimeDelta::hours(9);

pub(crate) fn run(global: &Global, args: &Init) -> anyhow::Result<Exit> {
    let asks = !args.yes && std::io::stdin().is_terminal();
    let mut questions = asks.then(|| Questions {
        input: BufReader::new(std::io::stdin()),
        output: anstream::stderr(),
        lang: Lang::Ja,
    });
    let lang = match (global.lang, &mut questions) {
        (Some(it), _) => it.message(),
        (None, Some(asking)) => ask::language(asking)?,
        (None, None) => Lang::Ja,
    };
    if let Some(asking) = &mut questions {
        asking.lang = lang;
    }
    let fail = |why: Text| anyhow!("{}", visible(why.get(lang)));
    let dir = folder(global, args).map_err(fail)?;
    let is_new = !dir.join("kansa.yaml").exists();
    refuse_nested(&dir, lang)?;
    if !is_new && args.companies.is_empty() {
        return Err(fail(there(&["kansa.yaml".to_owned()])));
    }

    let (library, problems) = Library::open(None).context("cannot read the catalogs")?;
    diagnostics::show(&problems, &library.sources, lang);
    let today = today();
    let known = ask::complete(args, (&library, lang, today), questions.as_mut())?;
    for it in &known.taken {
        let taken = Text::new(format!("指定がないため、{}", it.ja), format!("not said otherwise: {}", it.en));
        complain(taken.get(lang));
    }
    let (draft, registers) = draft(known, lang)?;
    let mut files = draft.files(&library)?;
    let ignores = dir.join(".gitignore").symlink_metadata().is_ok();
    files.retain(|it| it.path != ".gitignore" || !ignores);
    refuse_what_is_there(&dir, &files, lang)?;
    if !holds((&files, &registers), (&library, today, lang))? {
        return Ok(Exit::Trouble);
    }
    for it in &registers {
        let (source, path) = (it.source.display(), &it.path);
        let copied = Text::new(
            format!("{source} → {path}（内容を変えずに写す）"),
            format!("{source} → {path} (copied as it is)"),
        );
        let read = recognized(&library, it, lang).join("\n");
        print(&format!("{}\n{read}\n", visible(copied.get(lang))))?;
    }
    print(&listed(&dir, &files, args.dry_run, lang))?;
    if ignores {
        let lines = IGNORED.join(" ");
        complain(
            Text::new(
                format!(".gitignore がすでにあるため、書き換えない。次の行を加えるとよい: {lines}"),
                format!(".gitignore is there and stays as it is; these lines belong in it: {lines}"),
            )
            .get(lang),
        );
    }
    note_what_will_be_read(&dir, lang);
    if args.dry_run {
        return Ok(Exit::Clean);
    }
    if let Some(asking) = &mut questions {
        let sure = asking
            .ask(&Text::new("書き込みますか [y/N]", "Write them [y/N]"), |it| Ok(it.to_owned()))?;
        if !matches!(sure.as_str(), "y" | "Y" | "yes" | "はい") {
            return Ok(Exit::Clean);
        }
    }
    write(&dir, &files)?;
    print(&next_steps(&dir, &draft, &library, lang))?;
    Ok(Exit::Clean)
}

fn today() -> NaiveDate {
    (DateTime::from_timestamp(now(), 0).unwrap_or_default() + JAPAN).date_naive()
}

/// The folder that becomes a workspace.
fn folder(global: &Global, args: &Init) -> Result<PathBuf, Text> {
    let dir = match (&args.dir, &global.workspace) {
        (Some(_), Some(_)) => {
            return Err(Text::new(
                "フォルダーが二つ示されている。DIR か -C のどちらかにする",
                "two folders are named; give either DIR or -C",
            ));
        }
        (Some(it), None) | (None, Some(it)) => it.clone(),
        (None, None) => PathBuf::from("."),
    };
    if dir.exists() && !dir.is_dir() {
        let shown = dir.display();
        return Err(Text::new(format!("{shown} はフォルダーでない"), format!("{shown} is no folder")));
    }
    Ok(dir)
}

/// Refuses a folder inside of another workspace: its commands would find the one or the other by where they are run.
fn refuse_nested(dir: &Path, lang: Lang) -> anyhow::Result<()> {
    let absolute = std::path::absolute(dir).context("cannot tell the current folder")?;
    let nearest = absolute.ancestors().find(|it| it.exists()).unwrap_or(&absolute);
    let real = nearest.canonicalize().context("cannot tell the current folder")?;
    let itself = nearest == absolute;
    let above = if itself { real.parent() } else { Some(real.as_path()) };
    let Some(outer) = above.and_then(Workspace::find) else { return Ok(()) };
    let (dir, outer) = (dir.display(), outer.display());
    let why = Text::new(
        format!(
            "{dir} は別のワークスペース（{outer}）の中にある。会社を加えるなら、その evidence/<会社の ID>/company.yaml に書く。\
             別のグループなら、その外に作る"
        ),
        format!(
            "{dir} is inside another workspace, {outer}: a company more goes to its evidence/<id>/company.yaml; another \
             group needs a folder outside of it"
        ),
    );
    bail!("{}", visible(why.get(lang)))
}

/// Refuses to go on if anything that would be written is there.
fn refuse_what_is_there(dir: &Path, files: &[NewFile], lang: Lang) -> anyhow::Result<()> {
    let is_there = |it: &&NewFile| dir.join(&it.path).symlink_metadata().is_ok();
    let found: Vec<String> = files.iter().filter(is_there).map(|it| it.path.clone()).collect();
    if found.is_empty() { Ok(()) } else { Err(anyhow!("{}", visible(there(&found).get(lang)))) }
}

fn there(paths: &[String]) -> Text {
    let paths = paths.join(", ");
    Text::new(
        format!("すでにあるため、何も書いていない: {paths}"),
        format!("there already, so nothing was written: {paths}"),
    )
}

/// A register as it was given, and where it goes.
struct Given {
    source: PathBuf,
    name: String,
    path: String,
    kept: Kept,
    bytes: Vec<u8>,
}

/// What is to be written, with the registers read.
fn draft(known: Known, lang: Lang) -> anyhow::Result<(Draft, Vec<Given>)> {
    let mut registers: BTreeMap<CompanyId, Vec<NewRegister>> = BTreeMap::new();
    let mut given = Vec::new();
    for (company, kept, source) in known.registers {
        let (name, bytes) = read(&source, lang)?;
        let ending = name.rsplit_once('.').map_or_else(String::new, |(_, it)| it.to_lowercase());
        let register = NewRegister { kept, ending, bytes: bytes.clone() };
        given.push(Given { source, name, path: register.path(&company), kept, bytes });
        registers.entry(company).or_default().push(register);
    }
    let first = known.companies.first().map(|(id, _)| id.as_str()).context("there is no company")?;
    let company = |(id, name)| {
        let registers = registers.remove(&id).unwrap_or_default();
        NewCompany { id, names: Names::new(name, lang), registers }
    };
    let draft = Draft {
        language: lang,
        group: group_of(first)?,
        names: known.names,
        fiscal: known.fiscal,
        from: known.from,
        catalogs: known.catalogs,
        companies: known.companies.clone().into_iter().map(company).collect(),
    };
    Ok((draft, given))
}

/// The group goes by its first company until somebody says otherwise.
fn group_of(company: &str) -> anyhow::Result<GroupId> {
    let whole = format!("{company}-group");
    // 64 characters are the most that an id has.
    whole.parse().or_else(|_| company.parse()).map_err(|_| anyhow!("{company} is not the id of a group"))
}

/// A file with its name. It is read once: what is checked is what is written.
fn read(source: &Path, lang: Lang) -> anyhow::Result<(String, Vec<u8>)> {
    let shown = visible(&source.display().to_string());
    let cannot = Text::new(format!("{shown} を読めない"), format!("cannot read {shown}"));
    let metadata = std::fs::metadata(source).with_context(|| cannot.get(lang).to_owned())?;
    if !metadata.is_file() {
        bail!("{}", Text::new(format!("{shown} はファイルでない"), format!("{shown} is no file")).get(lang));
    }
    if metadata.len() > LONGEST {
        let most = LONGEST >> 20;
        let long =
            Text::new(format!("{shown} は {most} MiB を超える"), format!("{shown} has more than {most} MiB"));
        bail!("{}", long.get(lang));
    }
    let name = source.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let is_plain = |it: &str| (1..=8).contains(&it.len()) && it.chars().all(|it| it.is_ascii_alphanumeric());
    if !name.rsplit_once('.').is_some_and(|(_, it)| is_plain(it)) {
        let none = Text::new(
            format!("{shown}: 名前に拡張子がない（.xlsx、.csv など）"),
            format!("{shown}: its name has no ending (such as .xlsx or .csv)"),
        );
        bail!("{}", none.get(lang));
    }
    let bytes = std::fs::read(source).with_context(|| cannot.get(lang).to_owned())?;
    Ok((name, bytes))
}

/// Whether kansa itself reads all of it without a fault; says what is wrong if not.
fn holds(
    (files, registers): (&[NewFile], &[Given]),
    (library, day, lang): (&Library, NaiveDate, Lang),
) -> anyhow::Result<bool> {
    let workspace = init::rehearse(files)?;
    diagnostics::show(workspace.diagnostics(), workspace.sources(), lang);
    let faults = init::faults(&workspace, day);
    for it in faults.iter().take(SHOWN) {
        let at = it.at.as_ref().map_or_else(String::new, |it| format!("  ({})", spot(it).get(lang)));
        complain(&format!("{}{at}", it.message.get(lang)));
    }
    if let Some(more) = faults.len().checked_sub(SHOWN).filter(|it| *it > 0) {
        complain(Text::new(format!("ほか {more} 件"), format!("and {more} more")).get(lang));
    }
    if workspace.diagnostics().is_empty() && faults.is_empty() {
        return Ok(true);
    }
    for it in registers {
        let (source, path) = (it.source.display(), &it.path);
        let meant =
            Text::new(format!("{source} を {path} として読んだ"), format!("{source} was read as {path}"));
        complain(meant.get(lang));
        complain(&recognized(library, it, lang).join("\n"));
    }
    let nothing = Text::new(
        "台帳に直すところがあるため、何も書いていない。元のファイルを直すか、台帳なしで始めて、あとから置く",
        "a register has to be mended, so nothing was written: mend your file, or begin without it and file it later",
    );
    complain(&format!("kansa: {}", nothing.get(lang)));
    Ok(false)
}

/// What was read of a register, and what of it is not used.
fn recognized(library: &Library, given: &Given, lang: Lang) -> Vec<String> {
    let seen = init::definition(library, given.kept)
        .and_then(|def| Some((def, init::recognize(def, &given.name, &given.bytes)?)));
    let Some((def, seen)) = seen else { return Vec::new() };
    let listed = |columns: &[String]| match (columns, lang) {
        ([], Lang::Ja) => "なし".to_owned(),
        ([], Lang::En) => "none".to_owned(),
        (_, Lang::Ja) => columns.join("、"),
        (_, Lang::En) => columns.join(", "),
    };
    let (title, rows, taken) = (&def.title, seen.rows, listed(&seen.taken));
    let mut lines = vec![Text::new(
        format!("{}、{rows} 行。読み取る列: {taken}", title.ja),
        format!("{}, rows: {rows}. Columns that are read: {taken}", title.en),
    )];
    if !seen.left.is_empty() {
        let left = listed(&seen.left);
        lines.push(Text::new(
            format!("使わない列: {left}（写しにも残る。氏名や生年月日は元のファイルから外しておくとよい）"),
            format!("Columns that are not used: {left} (a copy has them too: better leave out names and birthdays)"),
        ));
    }
    if !seen.undated.is_empty() {
        let columns: Vec<String> = seen.undated.iter().map(|it| it.get(lang).to_owned()).collect();
        let columns = listed(&columns);
        lines.push(Text::new(
            format!("ない列: {columns}（日付のない行は、どの時点でもあるものとして数える）"),
            format!("Columns that are not there: {columns} (a row without these days counts on every day)"),
        ));
    }
    lines.iter().map(|it| format!("  {}", visible(it.get(lang)))).collect()
}

fn listed(dir: &Path, files: &[NewFile], is_dry: bool, lang: Lang) -> String {
    let dir = dir.display();
    let head = match is_dry {
        true => Text::new(
            format!("{dir} に書くもの（まだ何も書いていない）:"),
            format!("to be written to {dir} (nothing was yet):"),
        ),
        false => Text::new(format!("{dir} に書くもの:"), format!("to be written to {dir}:")),
    };
    let mut out = visible(head.get(lang)) + "\n";
    let width = files.iter().map(|it| it.path.len()).max().unwrap_or(0);
    for it in files {
        let _ = writeln!(out, "  {:<width$}  {}", visible(&it.path), visible(it.about.get(lang)));
    }
    out
}

/// Folders that a workspace gives a meaning to, and that are there before it is one.
fn note_what_will_be_read(dir: &Path, lang: Lang) {
    let there = ["controls", "evidence", "reports/templates"].into_iter().filter(|it| dir.join(it).exists());
    let there = there.collect::<Vec<_>>().join(", ");
    if !there.is_empty() {
        let note = Text::new(
            format!("すでにある {there} の中も、kansa check の対象になる"),
            format!("what is in {there} already is read by kansa check too"),
        );
        complain(note.get(lang));
    }
}

/// Writes all files; if one cannot be written, those before it are taken back.
fn write(dir: &Path, files: &[NewFile]) -> anyhow::Result<()> {
    std::fs::create_dir_all(dir)
        .with_context(|| format!("cannot make {}", visible(&dir.display().to_string())))?;
    for (nth, file) in files.iter().enumerate() {
        if let Err(error) = create_file(dir, &file.path, &file.contents) {
            for it in &files[..nth] {
                // The error that counts is the first one.
                let _ = std::fs::remove_file(dir.join(&it.path));
            }
            return Err(error);
        }
    }
    Ok(())
}

/// The commands that come next, each with what it says.
fn next_steps(dir: &Path, draft: &Draft, library: &Library, lang: Lang) -> String {
    let Some(company) = draft.companies.first() else { return String::new() };
    let id = &company.id;
    let mut steps = vec![(
        "kansa check".to_owned(),
        Text::new(
            "足りない証跡を、置き場所、担当、期限とともに挙げる。初めは不足ばかりで、1 で終わる",
            "what is missing, with its place, owner and deadline; at first that is nearly all, and it ends with 1",
        ),
    )];
    let lacks = |it: &&NewCompany| !it.registers.iter().any(|it| it.kept == Kept::Employees);
    if let Some(NewCompany { id, .. }) = draft.companies.iter().find(lacks) {
        steps.push((
            format!("kansa template employees --out evidence/{id}/registers/employees.xlsx"),
            Text::new(
                "従業者名簿の空の様式を作る。手元の一覧をこの名前で置いてもよい",
                "an empty list of people to fill in; or put the one that you have there under this name",
            ),
        ));
    }
    let first = init::starters(&draft.catalogs).into_iter().next();
    if let Some(measure) = library.measures.iter().find(|it| Some(it.id.as_str()) == first) {
        let measure_id = &measure.id;
        steps.extend(measure.requirements.first().map(|it| {
            let (requirement, title) = (&it.id, &it.title);
            let add = format!("kansa add --company {id} --requirement {measure_id}/{requirement} FILE");
            let says = Text::new(
                format!("手元の「{}」を所定の場所に収める。日付は名前にあるか、--on で示す", title.ja),
                format!("files your {}; its day stands in the name, or is said with --on", title.en),
            );
            (add, says)
        }));
        steps.push((
            format!("kansa why {measure_id} --company {id}"),
            Text::new(
                "対策がなぜその判定なのかを、ファイルと行までたどる",
                "why a measure stands as it does, down to file and row",
            ),
        ));
    }
    steps.push((
        "kansa report".to_owned(),
        Text::new("報告書を reports/out に書き出す", "the report, as pages below reports/out"),
    ));
    let here = dir == Path::new(".");
    let head = match (here, lang) {
        (true, Lang::Ja) => "書いた。次にすること:".to_owned(),
        (true, Lang::En) => "Written. What comes next:".to_owned(),
        (false, Lang::Ja) => format!("書いた。次にすること（cd {} してから）:", dir.display()),
        (false, Lang::En) => format!("Written. What comes next, after cd {}:", dir.display()),
    };
    let mut out = format!("\n{}\n", visible(&head));
    for (command, says) in steps {
        let _ = writeln!(out, "  {command}\n      {}", says.get(lang));
    }
    let more = Text::new(
        format!("対策を増やすには evidence/{id}/company.yaml を直す（一覧は kansa catalog measures）。"),
        format!(
            "To take more measures, edit evidence/{id}/company.yaml (kansa catalog measures lists them)."
        ),
    );
    let _ = writeln!(out, "\n{}", more.get(lang));
    out
}
