//! What the words of the tables mean, and how often each of them is there.

use kansa_core::assessment::{State, Verdict};
use kansa_core::finding::Severity;
use kansa_core::text::Text;

use super::summary::stacked;
use super::{Cell, Kind, Scope, Table};
use crate::v1::Mark;
use crate::v1::word::{Keyword, mark};

pub(super) fn table(scope: &Scope<'_>) -> Table {
    let controls = || scope.companies.iter().flat_map(|it| &it.catalogs).flat_map(|it| &it.controls);
    let verdicts = |key: &str| controls().filter(|it| it.verdict == key).count();
    let obligations = || scope.companies.iter().flat_map(|it| &it.obligations);
    let states = |key: &str| obligations().filter(|it| it.state == key).count();
    let severities = |key: &str| super::findings::entries(scope).filter(|(_, it)| it.severity == key).count();
    let all: Vec<Mark> = (marks::<Verdict>(scope).into_iter())
        .chain(marks::<State>(scope))
        .chain(marks::<Severity>(scope))
        .fold(Vec::new(), |mut all, it| {
            if !all.iter().any(|other: &Mark| other.word == it.word) {
                all.push(it);
            }
            all
        });
    let columns = vec![
        scope.text("kind", 26),
        scope.column("word", 16, Kind::Word(all)),
        scope.column("count", 8, Kind::Number),
        scope.text("meaning", 66),
    ];
    let mut table = stacked(scope, "legend", "legend", columns);
    let mut row = |kind: &'static str, word: Text, count: usize, meaning: Text| {
        let text = |it: &Text| Cell::text(it.get(scope.lang));
        table.rows.push(vec![
            Cell::text(scope.label(kind)),
            text(&word),
            Cell::Number(count),
            text(&meaning),
        ]);
    };
    for it in Verdict::ALL {
        row("verdict_word", it.text(), verdicts(it.as_str()), verdict(*it));
    }
    for it in State::ALL {
        row("state_kind", it.text(), states(it.as_str()), state(*it));
    }
    for it in Severity::ALL.iter().rev() {
        row("severity", it.text(), severities(it.as_str()), severity(*it));
    }
    table
}

fn marks<K: Keyword>(scope: &Scope<'_>) -> Vec<Mark> {
    K::ALL.iter().map(|it| mark::<K>(scope.lang, it.key())).collect()
}

fn verdict(it: Verdict) -> Text {
    match it {
        Verdict::Conforms => Text::new(
            "要求事項の求める観点すべてについて、期限の到来した証跡がそろっている。",
            "Every aspect that is asked for is shown by all evidence that was due.",
        ),
        Verdict::Accepted => Text::new(
            "不足があるが、有効な例外承認で受け入れられている。",
            "Something is missing, and a valid exception accepts it.",
        ),
        Verdict::Pending => Text::new("期限の到来した証跡がまだない。", "Nothing was due yet."),
        Verdict::Partial => Text::new(
            "一部の観点又は一部の証跡が不足している。未完了の不適合がある場合を含む。",
            "Some aspects or some evidence are missing, or a nonconformity is open.",
        ),
        Verdict::Gap => Text::new(
            "求められる証跡が不足しており、実施を確認できない。",
            "The evidence that is needed is missing.",
        ),
        Verdict::NotApplicable => Text::new(
            "適用範囲に含まれないか、理由を示して適用除外としている。",
            "Excluded with a reason, or outside of what the requirement is for.",
        ),
        Verdict::NotAssessed => Text::new(
            "対応する対策が定められていないため評価していない。",
            "No measure serves it, so nothing was assessed.",
        ),
    }
}

fn state(it: State) -> Text {
    match it {
        State::Met => {
            Text::new("期間内に実施され、検査もすべて適である。", "Done in time, and every check holds.")
        }
        State::Late => Text::new("実施されたが、実施期間の後である。", "Done, but after the window."),
        State::DueSoon => Text::new("未提出で、期限まで30日以内である。", "Not shown; due within 30 days."),
        State::Pending => Text::new("未提出で、期限はまだ先である。", "Not shown; not due yet."),
        State::Overdue => {
            Text::new("期限を過ぎたが、まだ挽回できる。", "Past its day; it can still be repaired.")
        }
        State::Missed => Text::new(
            "期限を過ぎ、挽回できる期間も過ぎた。",
            "Past its day, and the time for repair is over.",
        ),
        State::Stale => Text::new("証跡が古く、有効期間を過ぎている。", "Shown, but too old by now."),
        State::Failed => {
            Text::new("証跡はあるが、内容の検査に不備がある。", "Shown, but a check on it fails.")
        }
        State::Unapproved => {
            Text::new("証跡はあるが、必要な承認がない。", "Shown, without the approval it needs.")
        }
        State::Unreadable => Text::new(
            "証跡又は対象の台帳を読み取れない。",
            "It, or the register of its subjects, cannot be read.",
        ),
        State::Altered => {
            Text::new("封印した後にファイルが変わっている。", "The file is not as it was sealed.")
        }
        State::Accepted => {
            Text::new("満たされていないが、例外承認がある。", "Not met, and a valid exception accepts it.")
        }
        State::Corrected => Text::new(
            "未実施だったが、是正処置が完了し、その後は実施されている。",
            "Missed, corrected with effect, and done well since.",
        ),
        State::Disposed => Text::new(
            "提出後、定められた手続により廃棄した記録がある。",
            "Shown and sealed, then disposed of lawfully.",
        ),
    }
}

fn severity(it: Severity) -> Text {
    match it {
        Severity::Critical => Text::new(
            "多数の要求事項、又は規格・法令に明記された義務に影響する。",
            "Breaks many requirements, or a stated duty.",
        ),
        Severity::Major => {
            Text::new("要求事項に影響する不足である。", "Something is missing that breaks a requirement.")
        }
        Severity::Minor => Text::new("影響の小さい不足である。", "Something is missing that breaks little."),
        Severity::Note => Text::new("知っておくべき事項で、不足ではない。", "To know; nothing is missing."),
    }
}
