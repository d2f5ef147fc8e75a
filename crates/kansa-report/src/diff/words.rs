//! A comparison in words: the same ones on a terminal and in Markdown.

use std::collections::BTreeMap;

use kansa_core::assessment::{MeasureState, State, Verdict};
use kansa_core::finding::Severity;
use kansa_core::text::{Lang, Text};

use super::{
    Cause, Company, Control, Count, Diff, File, FileChange, Finding, FindingChange, Kind, Outline, Presence,
    Scope, Side, Why,
};

/// From what to what, and on which days.
pub fn heading(diff: &Diff, lang: Lang) -> String {
    let one_day = diff.a.as_of == diff.b.as_of;
    let (a, b) = (side(&diff.a, !one_day), side(&diff.b, !one_day));
    let (group, day) = (diff.group.get(lang), diff.b.as_of);
    match (lang, one_day) {
        (Lang::Ja, true) => format!("{group}  {} → {}（基準日 {day}）", a.ja, b.ja),
        (Lang::En, true) => format!("{group}  {} → {} (as of {day})", a.en, b.en),
        (_, false) => format!("{group}  {} → {}", a.get(lang), b.get(lang)),
    }
}

fn side(side: &Side, with_day: bool) -> Text {
    let (name, day) = (&side.name, side.as_of);
    let text = match (side.kind, &side.commit) {
        (Kind::Date, _) => return Text::same(day.to_string()),
        (Kind::Workspace, _) => Text::new("現在のワークスペース", "the workspace"),
        (Kind::Revision, Some(commit)) if !commit.starts_with(name.as_str()) => {
            Text::same(format!("{name} ({})", commit.get(..12).unwrap_or(commit)))
        }
        (Kind::Revision | Kind::File, _) => Text::same(name.clone()),
    };
    if !with_day {
        return text;
    }
    Text::new(format!("{}［基準日 {day}］", text.ja), format!("{} [as of {day}]", text.en))
}

/// What can have changed any answer at all: a sentence each.
pub fn causes(diff: &Diff) -> Vec<Text> {
    let mut said = vec![match diff.cause {
        Cause::Nothing => Text::new("基準日もファイルも同じ。", "Same day, same files."),
        Cause::Time => Text::new(
            "ファイルはすべて同じ。違いは基準日だけによる。",
            "All files are the same: what differs does so because of the day alone.",
        ),
        Cause::Files => Text::new(
            "基準日は同じ。違いはファイルの変更による。",
            "The day is the same: what differs does so because of files.",
        ),
        Cause::Both => Text::new("基準日もファイルも異なる。", "Both the day and files differ."),
    }];
    let (a, b) = (&diff.a.kansa, &diff.b.kansa);
    if a != b {
        let [a, b] = [a, b].map(|it| if it.is_empty() { "?" } else { it.as_str() });
        said.push(Text::new(
            format!("kansa の版も異なり（{a} → {b}）、その違いによるものを含みうる。"),
            format!("So does the version of kansa ({a} → {b}), and some of it may be due to that."),
        ));
    }
    for side in [&diff.a, &diff.b].into_iter().filter(|it| it.diagnostics > 0) {
        let (name, count) = (&side.name, side.diagnostics);
        said.push(Text::new(
            format!("{name} には読み取れない入力が {count} 件あり、比較は不完全である。"),
            format!("In {name}, {count} of the input could not be read: the comparison is not complete."),
        ));
    }
    said
}

/// The last line: how much is newly broken and mended.
pub fn closing(diff: &Diff) -> Text {
    let totals = &diff.totals;
    let (broken, mended) = (count(totals.broken), count(totals.mended));
    let mut text = if totals.broken == Count::default() && totals.mended == Count::default() {
        Text::new("悪化・改善ともになし", "nothing newly broken, nothing newly mended")
    } else {
        Text::new(
            format!("悪化: {}。改善: {}", broken.ja, mended.ja),
            format!("newly broken: {}; newly mended: {}", broken.en, mended.en),
        )
    };
    let mut add = |number: usize, ja: &str, en: &str| {
        if number > 0 {
            text.ja.push_str(&ja.replace('#', &number.to_string()));
            text.en.push_str(&en.replace('#', &number.to_string()));
        }
    };
    add(
        totals.no_longer_owed,
        "（うち検出事項 # 件は、求められなくなったことによる）",
        " (# of the findings only because nobody is asked for it any more)",
    );
    add(
        totals.apart,
        "。適用・評価の対象が変わった管理策・要求事項: # 件",
        "; # excluded, included, assessed or not assessed otherwise",
    );
    add(totals.came, "。加わった会社: # 社", "; companies that came: #");
    add(totals.went, "。なくなった会社: # 社", "; companies that went: #");
    text
}

fn count(it: Count) -> Text {
    let s = |number: usize| if number == 1 { "" } else { "s" };
    let Count { controls, findings } = it;
    match (controls, findings) {
        (0, 0) => Text::new("なし", "nothing"),
        (_, 0) => {
            Text::new(format!("管理策・要求事項 {controls} 件"), format!("{controls} control{}", s(controls)))
        }
        (0, _) => Text::new(format!("検出事項 {findings} 件"), format!("{findings} finding{}", s(findings))),
        _ => Text::new(
            format!("管理策・要求事項 {controls} 件、検出事項 {findings} 件"),
            format!("{controls} control{}, {findings} finding{}", s(controls), s(findings)),
        ),
    }
}

impl Finding {
    /// Whether it is still there to act on.
    pub fn is_open(&self) -> bool {
        self.change != FindingChange::Gone
    }

    /// How much it matters, and how much it did.
    pub fn severity_text(&self) -> Text {
        let now = self.severity.text();
        match self.was_severity.map(Severity::text) {
            Some(was) => Text::new(format!("{} → {}", was.ja, now.ja), format!("{} → {}", was.en, now.en)),
            None => now,
        }
    }

    /// The role that answers for it: by the title that people know, and the id that files have.
    pub fn owner_text(&self) -> Option<Text> {
        let id = self.owner.as_ref()?;
        Some(match &self.owner_title {
            Some(title) => Text::new(format!("{} ({id})", title.ja), format!("{} ({id})", title.en)),
            None => Text::same(id.clone()),
        })
    }

    /// Why it differs, in a sentence without its full stop.
    pub fn reason(&self) -> Option<Text> {
        let day = self.day.map(|it| it.to_string()).unwrap_or_default();
        let text = match self.why? {
            Why::DuePassed => Text::new(
                format!("期限（{day}）が過ぎた。証跡に変更はない"),
                format!("its due day ({day}) has passed; no evidence changed"),
            ),
            Why::AgePassed => Text::new(
                format!("有効期間（{day} まで）が過ぎた。証跡に変更はない"),
                format!("its evidence became too old on {day}; no evidence changed"),
            ),
            Why::ExceptionEnded => Text::new(
                format!("例外承認の期間が {day} で終わった"),
                format!("the exception that accepted it ended on {day}"),
            ),
            Why::ExceptionGranted => Text::new("例外として承認された", "it is accepted by an exception"),
            Why::Time => {
                Text::new("基準日の違いによる。証跡に変更はない", "the day alone; no evidence changed")
            }
            Why::FilesRemoved | Why::FilesChanged | Why::FilesAdded => return Some(files(&self.files)),
            Why::Described => Text::new(
                "証跡の実施日・承認などの記載が変わった",
                "what is said of its evidence changed (a day, an approval)",
            ),
            Why::NewlyOwed => Text::new("新たに求められるようになった", "it was not asked for before"),
            Why::NoLongerOwed => Text::new("求められなくなった", "it is not asked for any more"),
            Why::Follows => Text::new("ほかの検出事項に伴う", "it follows from another finding"),
            Why::Verdict => Text::new(
                "この管理策・要求事項そのものの判定が変わったことに伴う",
                "the verdict of the control itself changed",
            ),
            Why::Effect => {
                Text::new("影響する管理策・要求事項が変わった", "the controls that it breaks changed")
            }
            Why::CompanyCame => Text::new("会社が加わった", "the company is new"),
            Why::CompanyWent => Text::new("会社がなくなった", "the company is gone"),
            Why::Elsewhere => Text::new(
                "証跡以外（台帳・適用範囲・対策の定義など）の変更による",
                "something else than its evidence changed (a register, the scope, a definition)",
            ),
            Why::Unclear => Text::new(
                "証跡に変更はない。基準日と証跡以外のファイルのどちらによるかは分からない",
                "no evidence of it changed; whether the day or another file did it cannot be told",
            ),
        };
        Some(text)
    }
}

/// Files that differ, by how they do.
fn files(files: &[File]) -> Text {
    let mut said = Vec::new();
    for (change, ja, en) in [
        (FileChange::Removed, "証跡がなくなった", "evidence is gone"),
        (FileChange::Changed, "証跡の内容が変わった", "evidence has other contents"),
        (FileChange::Added, "証跡が加わった", "evidence was added"),
    ] {
        let paths: Vec<&str> =
            files.iter().filter(|it| it.change == change).map(|it| it.path.as_str()).collect();
        if !paths.is_empty() {
            said.push((format!("{ja}: {}", paths.join("、")), format!("{en}: {}", paths.join(", "))));
        }
    }
    let (ja, en): (Vec<String>, Vec<String>) = said.into_iter().unzip();
    Text::new(ja.join("。"), en.join("; "))
}

/// The words for a verdict, or for none.
pub(super) fn verdict(it: Option<Verdict>) -> Text {
    it.map_or_else(|| Text::same("-"), Verdict::text)
}

impl Control {
    /// The standard, the number and the title.
    pub fn name(&self) -> Text {
        let number = self.id.split_once(':').map_or(self.id.as_str(), |(_, it)| it);
        let Text { ja, en } = &self.standard;
        Text::new(format!("{ja} {number} {}", self.title.ja), format!("{en} {number} {}", self.title.en))
    }

    /// The numbers of the findings behind it; where there are none, the measures that stand otherwise.
    pub fn behind(&self, outline: &Outline<'_>) -> Text {
        let numbers = self.because.iter().filter_map(|id| outline.number(id));
        let numbers: Vec<String> = numbers.map(|it| format!("({it})")).collect();
        if !numbers.is_empty() {
            return Text::same(numbers.join(" "));
        }
        let state = |key: &Option<String>, lang: Lang| {
            let known = MeasureState::ALL.iter().find(|it| Some(it.as_str()) == key.as_deref());
            known.map_or("-".to_owned(), |it| it.text().get(lang).to_owned())
        };
        let each = |lang: Lang| {
            let each = self.measures.iter();
            let each =
                each.map(|it| format!("{} {} → {}", it.id, state(&it.from, lang), state(&it.to, lang)));
            each.collect::<Vec<_>>().join(if lang == Lang::Ja { "、" } else { ", " })
        };
        Text::new(each(Lang::Ja), each(Lang::En))
    }

    /// From which verdict to which.
    pub fn step(&self) -> Text {
        let (from, to) = (verdict(self.from), verdict(self.to));
        Text::new(format!("{} → {}", from.ja, to.ja), format!("{} → {}", from.en, to.en))
    }
}

impl Scope {
    /// What differs, in words.
    pub fn said(&self) -> Text {
        let Text { ja, en } = &self.standard;
        let [from, to] = [&self.from, &self.to].map(|it| it.clone().unwrap_or_default());
        let mut text = match self.presence {
            Presence::Came => Text::new(
                format!("{ja}: 適用範囲に加わった（{}）", to.ja),
                format!("{en}: came into scope ({})", to.en),
            ),
            Presence::Went => Text::new(
                format!("{ja}: 適用範囲から外れた（{}）", from.ja),
                format!("{en}: left the scope ({})", from.en),
            ),
            Presence::Both if from != to => {
                Text::new(format!("{ja}: {} → {}", from.ja, to.ja), format!("{en}: {} → {}", from.en, to.en))
            }
            Presence::Both => Text::new(format!("{ja}:"), format!("{en}:")),
        };
        if self.extent {
            text.ja.push_str(" 期間または対象部分が変わった");
            text.en.push_str(" its days or the part of the company that it is about changed");
        }
        text
    }
}

impl Company {
    /// Whether it came or went.
    pub fn presence_text(&self) -> Option<Text> {
        let findings = self.findings.len();
        match self.presence {
            Presence::Both => None,
            Presence::Came => Some(Text::new("新たに加わった会社", "This company is new.")),
            Presence::Went => Some(Text::new(
                format!("なくなった会社。検出事項 {findings} 件も求められなくなった"),
                format!("This company is gone, and its findings ({findings}) with it."),
            )),
        }
    }

    /// Controls that came or went, counted by standard and verdict: a line each.
    pub fn counted(&self) -> Vec<Text> {
        let mut counts: Vec<(&Text, Presence, BTreeMap<Verdict, usize>)> = Vec::new();
        for it in &self.controls {
            let (presence, verdict) = match (it.from, it.to) {
                (None, Some(to)) => (Presence::Came, to),
                (Some(from), None) => (Presence::Went, from),
                (Some(_), Some(_)) | (None, None) => continue,
            };
            let known = counts.iter_mut().find(|(of, side, _)| **of == it.standard && *side == presence);
            match known {
                Some((_, _, counts)) => *counts.entry(verdict).or_default() += 1,
                None => counts.push((&it.standard, presence, [(verdict, 1)].into())),
            }
        }
        let line = |(standard, presence, counts): (&Text, Presence, BTreeMap<Verdict, usize>)| {
            let each = |lang| {
                let each = counts.iter().map(|(it, n)| format!("{} {n}", it.text().get(lang)));
                each.collect::<Vec<_>>().join(if lang == Lang::Ja { "、" } else { ", " })
            };
            let (ja, en) = match presence {
                Presence::Went => ("なくなった管理策・要求事項", "controls that went"),
                Presence::Came | Presence::Both => ("加わった管理策・要求事項", "controls that came"),
            };
            Text::new(
                format!("{} {ja}: {}", standard.ja, each(Lang::Ja)),
                format!("{} {en}: {}", standard.en, each(Lang::En)),
            )
        };
        counts.into_iter().map(line).collect()
    }
}

/// How obligations of a company stand otherwise, counted; nothing if none does.
pub fn states(company: &Company) -> Option<Text> {
    let mut counts: BTreeMap<(Option<State>, Option<State>), usize> = BTreeMap::new();
    for it in &company.obligations {
        *counts.entry((it.from, it.to)).or_default() += 1;
    }
    if counts.is_empty() {
        return None;
    }
    let each = |lang: Lang| {
        let word = |it: State| it.text().get(lang).to_owned();
        let line = |((from, to), n): (&(Option<State>, Option<State>), &usize)| match (from, to, lang) {
            (Some(from), Some(to), Lang::Ja) => format!("{} → {} {n} 件", word(*from), word(*to)),
            (Some(from), Some(to), Lang::En) => format!("{} → {} {n}", word(*from), word(*to)),
            (None, Some(to), Lang::Ja) => format!("新規（{}）{n} 件", word(*to)),
            (None, Some(to), Lang::En) => format!("new ({}) {n}", word(*to)),
            (Some(from), None, Lang::Ja) => format!("対象外となった（{}）{n} 件", word(*from)),
            (Some(from), None, Lang::En) => format!("no longer owed ({}) {n}", word(*from)),
            (None, None, _) => String::new(),
        };
        counts.iter().map(line).collect::<Vec<_>>().join(if lang == Lang::Ja { "、" } else { ", " })
    };
    Some(Text::new(each(Lang::Ja), each(Lang::En)))
}
