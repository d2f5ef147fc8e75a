//! Labels of both languages, side by side.

use std::collections::BTreeMap;

use kansa_core::text::Lang;

/// Key, Japanese, English; by key.
const WORDS: &[(&str, &str, &str)] = &[
    ("answers", "対応する要提出証跡", "Answers"),
    ("applicability", "適用・除外の理由", "Applicability"),
    ("applicability_answer", "適用・除外", "Applicability"),
    (
        "applicability_note",
        "適用宣言書に記録された理由を示す。理由の記録がない要求事項は適用として扱う。",
        "Reasons as recorded in the statement of applicability. A requirement without a recorded reason applies.",
    ),
    ("applies", "適用", "applies"),
    ("approved", "承認", "Approved"),
    ("as_of", "基準日", "As of"),
    ("aspects", "観点", "Aspects"),
    ("basis", "頻度の根拠", "Basis of the cadence"),
    ("because", "判定の根拠", "Rests on"),
    ("breaks", "影響を受ける要求事項", "Requirements affected"),
    ("carried_over", "前期間の結果を引継ぎ", "carried over from the last period"),
    ("catalog", "管理策カタログ", "Catalog"),
    ("caused", "波及する事項", "Causes"),
    ("causes", "原因", "Caused by"),
    ("check_covers", "網羅性", "coverage"),
    ("check_each", "各行の条件", "every row"),
    ("check_part", "構成ファイル", "parts"),
    ("check_rows", "行数", "number of rows"),
    ("check_unique", "重複", "no duplicates"),
    ("code", "コード", "Code"),
    ("collected", "収集日", "Collected"),
    ("companies", "会社", "Companies"),
    ("company", "会社", "Company"),
    ("contents", "目次", "Contents"),
    ("control", "管理策・要求事項", "Requirement"),
    ("controls", "管理策・要求事項別の判定", "Results by requirement"),
    ("covers", "対象期間", "Covers"),
    ("data", "機械可読データ", "Machine-readable data"),
    ("dates", "日付", "Dates"),
    ("decides", "判定に使用", "decides"),
    ("diagnostics", "入力ファイルの不備", "Input that is not well formed"),
    (
        "diagnostics_note",
        "次の入力は読み取れない箇所があり、その内容は判定に反映されていない。",
        "What stands at these places could not be read and is not part of the results.",
    ),
    ("digest", "ワークスペースのダイジェスト", "Digest of the workspace"),
    ("due", "期限", "Due"),
    ("evidence", "証跡一覧", "Evidence register"),
    ("evidence_item", "証跡", "Evidence"),
    (
        "evidence_note",
        "SHA-256 は sha256sum で再計算して照合できる。「判定に使用」のない証跡は参考として残したもの。",
        "The SHA-256 can be recomputed with sha256sum. Evidence that is not marked as deciding is shown for reference.",
    ),
    ("exception", "例外承認", "Exception"),
    ("exceptions", "例外承認", "Exceptions"),
    (
        "exceptions_note",
        "例外承認は不足を解消するものではない。充足とは別に数えている。",
        "An exception does not close a gap; what it accepts is counted apart.",
    ),
    ("excluded", "除外", "excluded"),
    ("fail", "不備", "fails"),
    ("file", "ファイル", "File"),
    ("finding", "検出事項", "Finding"),
    ("findings", "検出事項", "Findings"),
    ("findings_group", "検出事項（会社別・重要度別）", "Findings by company and severity"),
    (
        "findings_lead",
        "影響の大きい順。波及する事項の内容は各社の報告書に示す。",
        "Those with the largest effect first; what each of them causes is in the report of its company.",
    ),
    (
        "findings_note",
        "影響の大きい順。ほかの検出事項の原因となっているものの下に、波及する事項を示す。",
        "Those with the largest effect first; below each, the findings that it causes.",
    ),
    ("group", "企業グループ", "Group"),
    ("home", "グループ全体の報告書", "Report of the group"),
    ("id", "識別子", "Id"),
    ("kansa", "kansa の版", "Version of kansa"),
    ("language", "日本語", "English"),
    ("matrix", "会社・規格別の証跡充足状況", "Evidence completeness by company and standard"),
    ("measure", "対策", "Measure"),
    ("measures", "対策と要提出証跡", "Measures and what they have to show"),
    ("message", "内容", "Details"),
    ("no_controls", "対象となる要求事項はない。", "No requirements."),
    ("no_evidence", "なし", "none"),
    ("no_exceptions", "適用中の例外承認はない。", "No exceptions apply."),
    ("no_files", "要提出証跡に対応する証跡はない。", "No evidence answers any obligation."),
    ("no_findings", "検出事項はない。", "No findings."),
    ("no_measure", "対策なし", "no measure"),
    ("no_measures", "対象となる対策はない。", "No measures."),
    ("no_obligations", "当期間に提出を要する証跡はない。", "Nothing has to be shown in this period."),
    ("no_reason", "理由の記録なし", "no recorded reason"),
    ("no_reasons", "記録された理由はない。", "No reasons are recorded."),
    ("no_scope", "適用範囲となる管理策カタログはない。", "No catalog is in scope."),
    ("no_soon", "30日以内に期限を迎える証跡はない。", "Nothing falls due within 30 days."),
    ("not_in_scope", "適用範囲外", "not in scope"),
    ("note", "評価の前提", "Basis of the assessment"),
    ("obligation", "要提出証跡", "To be shown"),
    ("obligations", "要提出証跡の状況", "Obligations by state"),
    ("owner", "担当", "Owner"),
    ("pages", "会社別報告書", "Reports of the companies"),
    ("pass", "適", "holds"),
    ("path", "パス", "Path"),
    ("performed", "実施日", "Performed"),
    ("period", "対象期間", "Period"),
    ("place", "該当箇所", "Where"),
    ("prerequisite", "前提", "Prerequisite"),
    ("prerequisites", "前提の不備", "Failing prerequisites"),
    ("reason", "理由", "Reason"),
    ("received", "受領日", "Received"),
    ("remedy", "対処", "Remedy"),
    ("requirements", "要求事項の判定", "Requirements by verdict"),
    ("severity", "重要度", "Severity"),
    ("sha256", "SHA-256", "SHA-256"),
    ("soon", "30日以内に期限を迎える事項", "Due within 30 days"),
    (
        "source_recalled",
        "カタログの記載は記憶に基づく（要照合）",
        "catalog row from memory, to be compared with the standard",
    ),
    (
        "source_unconfirmed",
        "カタログの記載は未確認（要照合）",
        "catalog row unconfirmed, to be compared with the standard",
    ),
    ("standard", "規格・基準", "Standard"),
    ("state", "状況", "State"),
    (
        "statement",
        "本報告書は、基準日において必要な証跡がそろっているか（証跡充足）を示すものであり、\
         認証機関、審査機関又は監査人による適合性の判定を示すものではない。",
        "This report says whether the evidence that is needed was complete on the as-of date. \
         It is not the decision of a certification body, an assessor or an auditor on conformity.",
    ),
    ("status", "取得状況", "Status"),
    ("summary", "概要", "Summary"),
    ("title_company", "証跡充足状況報告書", "Evidence completeness report"),
    ("title_group", "グループ証跡充足状況報告書", "Evidence completeness report of the group"),
    ("total", "合計", "Total"),
    ("unreadable_file", "読み取り不可", "could not be read"),
    ("unstated", "理由の記録がない適用", "Apply without a recorded reason"),
    ("verdict", "判定", "Verdict"),
    ("window", "実施期間", "Window"),
];

/// All labels of a language by key.
pub(crate) fn all(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    WORDS.iter().map(|(key, ja, en)| (*key, pick(lang, ja, en))).collect()
}

/// The label of a key.
pub(crate) fn label(lang: Lang, key: &'static str) -> &'static str {
    let found = WORDS.binary_search_by_key(&key, |(it, ..)| it).ok().and_then(|at| WORDS.get(at));
    found.map_or(key, |(_, ja, en)| pick(lang, ja, en))
}

fn pick(lang: Lang, ja: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Ja => ja,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::{WORDS, label};
    use kansa_core::text::Lang;

    #[test]
    fn labels_are_sorted_and_each_has_both_languages() {
        assert!(WORDS.is_sorted_by(|(a, ..), (b, ..)| a < b), "{:?}", {
            let mut sorted: Vec<&str> = WORDS.iter().map(|it| it.0).collect();
            sorted.sort_unstable();
            sorted
        });
        for (key, ja, en) in WORDS {
            assert!(!key.is_empty() && !ja.trim().is_empty() && !en.trim().is_empty(), "{key}");
        }
    }

    #[test]
    fn every_label_that_the_view_asks_for_is_there() {
        let source = concat!(
            include_str!("v1/word.rs"),
            include_str!("v1/company.rs"),
            include_str!("v1/measure.rs"),
            include_str!("v1/finding.rs"),
        );
        let keys = source.split("label(lang, \"").skip(1).filter_map(|it| it.split('"').next());
        for key in keys {
            assert!(WORDS.iter().any(|it| it.0 == key), "{key}");
        }
        assert_eq!(label(Lang::Ja, "as_of"), "基準日");
    }
}
