//! Labels of both languages, side by side.

use std::collections::BTreeMap;

use kansa_core::text::Lang;

/// Key, Japanese, English; by key.
const WORDS: &[(&str, &str, &str)] = &[
    ("again", "次回の実施・更新", "to be done again"),
    ("answers", "対応する要提出証跡", "Answers"),
    ("applicability", "適用・除外の理由", "Applicability"),
    ("applicability_answer", "適用・除外", "Applicability"),
    (
        "applicability_note",
        "適用・除外の理由と、その判断の根拠（適用宣言書、台帳、会社の区分、カタログの定め）を示す。理由の記録がない要求事項は適用として扱う。",
        "Reasons, and what decided: the statement of applicability, a register, the company's profile or the \
         catalog. A requirement without a recorded reason applies.",
    ),
    ("applies", "適用", "applies"),
    ("approved", "承認", "Approved"),
    ("approver", "承認者", "Approved by"),
    ("as_of", "基準日", "As of"),
    ("aspects", "観点", "Aspects"),
    ("basis", "頻度の根拠", "Basis of the cadence"),
    ("basis_document", "根拠・文書", "Basis and document"),
    ("because", "判定の根拠", "Rests on"),
    ("breaks", "影響を受ける要求事項", "Requirements affected"),
    ("carried_over", "前期間の結果を引継ぎ", "carried over from the last period"),
    ("catalog", "管理策カタログ", "Catalog"),
    ("cause_other", "その他", "other"),
    ("caused", "波及する事項", "Causes"),
    ("causes", "原因", "Caused by"),
    ("causes_group", "主な原因", "Main root causes"),
    ("certificate_body", "認証・審査機関", "Body"),
    ("certificate_extent", "登録範囲", "Scope of the certificate"),
    ("certificate_from", "登録日", "Issued"),
    ("certificate_key", "登録番号", "Number"),
    ("certificate_next", "次回審査日", "Next audit"),
    ("certificate_scheme", "制度", "Scheme"),
    ("certificate_to", "有効期限", "Valid to"),
    ("certificates", "認証・登録", "Certificates"),
    ("certified", "認証取得", "Certified"),
    ("check_covers", "網羅性", "coverage"),
    ("check_each", "各行の条件", "every row"),
    ("check_part", "構成ファイル", "parts"),
    ("check_rows", "行数", "number of rows"),
    ("check_unique", "重複", "no duplicates"),
    ("checks", "検査", "Checks"),
    ("code", "コード", "Code"),
    ("collected", "収集日", "Collected"),
    ("companies", "会社", "Companies"),
    ("company", "会社", "Company"),
    ("compensating", "代替措置", "Compensating measure"),
    ("compensating_pci", "PCI DSSでは代替コントロール", "a compensating control under PCI DSS"),
    ("contents", "目次", "Contents"),
    ("control", "管理策・要求事項", "Requirement"),
    ("controls", "管理策・要求事項別の判定", "Results by requirement"),
    ("covers", "対象期間", "Covers"),
    ("data", "機械可読データ", "Machine-readable data"),
    ("dates", "日付", "Dates"),
    ("decides", "判定に使用", "decides"),
    ("declarations", "該当なしの申告", "Declarations that nothing happened"),
    (
        "declarations_note",
        "次の期間は、対象となる事象がなかったことが承認された記録により申告されている。",
        "For these windows an approved record says that nothing happened.",
    ),
    ("diagnostics", "入力ファイルの不備", "Input that is not well formed"),
    (
        "diagnostics_note",
        "次の入力は読み取れない箇所があり、その内容は判定に反映されていない。",
        "What stands at these places could not be read and is not part of the results.",
    ),
    ("digest", "ワークスペースのダイジェスト", "Digest of the workspace"),
    ("due", "期限", "Due"),
    ("edition", "版", "Edition"),
    ("evidence", "証跡一覧", "Evidence register"),
    ("evidence_item", "証跡", "Evidence"),
    (
        "evidence_note",
        "SHA-256 は sha256sum で再計算して照合できる。「判定に使用」のない証跡は参考として残したもの。",
        "The SHA-256 can be recomputed with sha256sum. Evidence that is not marked as deciding is shown for \
         reference.",
    ),
    ("exception", "例外承認", "Exception"),
    ("exceptions", "例外承認", "Exceptions"),
    (
        "exceptions_note",
        "例外承認は不足を解消するものではない。充足とは別に数えている。",
        "An exception does not close a gap; what it accepts is counted apart.",
    ),
    ("excluded", "除外", "excluded"),
    ("executive", "要旨", "Executive summary"),
    ("expires", "有効期限", "Expires"),
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
    ("findings_n", "検出事項", "Findings:"),
    (
        "findings_note",
        "影響の大きい順。ほかの検出事項の原因となっているものの下に、波及する事項を示す。",
        "Those with the largest effect first; below each, the findings that it causes.",
    ),
    ("force", "義務の区分", "Force"),
    ("forecast", "見通し", "forecast"),
    ("ground", "判断の根拠", "Decided by"),
    ("ground_catalog", "カタログの定め", "the catalog"),
    ("ground_profile", "会社の区分", "the company's profile"),
    ("ground_register", "台帳", "a register"),
    ("ground_stated", "適用宣言書", "the statement of applicability"),
    ("group", "企業グループ", "Group"),
    ("heat", "会社・対策区分別の実施状況", "Measures in effect by company and category"),
    (
        "heat_note",
        "上段は有効な対策の数／期限の到来した対策の数、下段は充足した要提出証跡の件数／期限の到来した件数。例外承認は分母にのみ含む。網掛けは有効な対策の割合が低いほど濃い。",
        "Above: measures in effect of those that are decided; below: obligations met of those that are \
         decided. Accepted exceptions count in the denominator only. The lower the share of measures in \
         effect, the darker the shade.",
    ),
    ("heat_step_0", "なし", "none"),
    ("heat_step_1", "半数未満", "less than half"),
    ("heat_step_2", "半数以上", "half or more"),
    ("heat_step_3", "4分の3以上", "three quarters or more"),
    ("heat_step_4", "すべて", "all"),
    ("home", "グループ全体の報告書", "Report of the group"),
    ("id", "識別子", "Id"),
    ("kansa", "kansa の版", "Version of kansa"),
    ("language", "日本語", "English"),
    ("legend", "凡例", "Key"),
    ("matrix", "会社・規格別の証跡充足状況", "Evidence completeness by company and standard"),
    ("measure", "対策", "Measure"),
    ("measures", "対策と要提出証跡", "Measures and what they have to show"),
    ("message", "内容", "Details"),
    (
        "method_as_of",
        "すべての判定の基準となる日。この日より後に実施又は収集した証跡は、存在しないものとして扱う。",
        "The day that every answer is of. What was done or collected after it does not exist yet.",
    ),
    (
        "method_digest",
        "ワークスペースの全ファイルのハッシュ値と版から計算した値。同じ入力と基準日からは同じ報告書が得られ、sha256sum で再計算できる。",
        "Computed from the hashes of all files of the workspace and the versions. The same input and day give the same report; sha256sum can compute it again.",
    ),
    (
        "method_evidence",
        "会社が提出した記録又は文書。ファイルごとに SHA-256 と日付を記録する。ファイルの更新日時は証跡の日付として扱わない。",
        "A record or document that a company filed, with SHA-256 and dates for each file. Time stamps of files are never taken for dates of evidence.",
    ),
    (
        "method_exception",
        "理由、承認者及び有効期限を定めて不足を受け入れたもの。充足とは別に数え、不足を解消したものとは扱わない。",
        "A gap that was accepted with a reason, an approver and a last day. It is counted apart and closes nothing.",
    ),
    (
        "method_finding",
        "対応を要する事項。原因となるものを先に示し、波及するものをその下に示す。監査人の指摘とは区別する。",
        "Something to act on. Causes come first, with what they cause below. It is not what an auditor found.",
    ),
    (
        "method_measure",
        "会社が実施する対策。期限の到来した要提出証跡がすべて充足した場合に有効とする。",
        "What a company does. It is effective if every obligation that is due is met.",
    ),
    (
        "method_obligation",
        "会社、必要証跡、対象及び期間の組合せごとに、一度示すべきもの。頻度の根拠（規格の定め、慣行、社内の定め等）を併記する。",
        "One thing to be shown once: a company, an evidence requirement, a subject and a window. The basis of its cadence (stated, customary, own rule and so on) stands beside it.",
    ),
    (
        "method_proposal",
        "証跡充足の状況を各規格・基準の用語に置き換えた提案。適合性の判断は審査員等が行う。",
        "Evidence completeness in the words of the framework, as a proposal. Conformity is for the auditor to decide.",
    ),
    (
        "method_severity",
        "影響を受ける要求事項の数と義務の種類から導く。導き方は docs/algorithm.md に示す。",
        "Derived from how many requirements are affected and of what kind they are; docs/algorithm.md says how.",
    ),
    (
        "method_verdict",
        "要求事項ごとの判定。求める観点（規定、運用、評価・見直し）のすべてが有効な対策で裏付けられた場合に充足とし、最も悪い観点による。読み取れないもの、期限切れのもの、不明なものは充足としない。",
        "The answer for each requirement. It is complete if effective measures cover every aspect that is asked for (documented, operated, evaluated); the worst aspect counts. What is unreadable, stale or unknown never passes.",
    ),
    ("more_items", "ほか", "further:"),
    ("nature", "当社の位置付け（PCI DSS）", "Role and validation (PCI DSS)"),
    ("next", "直近の期限", "Due first"),
    ("no_certificates", "記録されている認証・登録はない。", "None are recorded."),
    ("no_controls", "対象となる要求事項はない。", "No requirements."),
    ("no_declarations", "該当なしの申告はない。", "Nothing is declared not to have happened."),
    ("no_evidence", "なし", "none"),
    ("no_exceptions", "適用中の例外承認はない。", "No exceptions apply."),
    ("no_files", "要提出証跡に対応する証跡はない。", "No evidence answers any obligation."),
    ("no_findings", "検出事項はない。", "No findings."),
    ("no_measure", "対策なし", "no measure"),
    ("no_measures", "対象となる対策はない。", "No measures."),
    ("no_nonconformities", "記録されている指摘・是正処置はない。", "None are recorded."),
    ("no_obligations", "当期間に提出を要する証跡はない。", "Nothing has to be shown in this period."),
    ("no_officers", "記録されている役職者はない。", "None are recorded."),
    (
        "no_owed",
        "期限超過及び今後90日以内に期限を迎える要提出証跡はない。",
        "Nothing is overdue or due within 90 days.",
    ),
    ("no_provided", "他社から提供を受ける対策はない。", "No measure is provided by another company."),
    ("no_provides", "他社に提供する対策はない。", "No measure is provided to another company."),
    ("no_provisions", "グループ内で提供される対策はない。", "No measure is provided within the group."),
    ("no_reason", "理由の記録なし", "no recorded reason"),
    ("no_reasons", "記録された理由はない。", "No reasons are recorded."),
    ("no_registers", "対象となる台帳はない。", "There are none."),
    ("no_scope", "適用範囲となる管理策カタログはない。", "No catalog is in scope."),
    (
        "no_soon",
        "期限が30日以内に迫った検出事項はない。",
        "No finding says that something falls due within 30 days.",
    ),
    ("nonconformities", "監査指摘・是正処置", "Findings of audits and corrective actions"),
    (
        "nonconformities_note",
        "内部監査・審査の指摘と是正処置の状況。完了していない不適合は、関係する要求事項の判定を下げる。",
        "What internal and external audits found, and what is done about it. An open nonconformity lowers the \
         verdict of the requirements that it names.",
    ),
    ("none_recorded", "記録なし", "none recorded"),
    ("not_delegable", "他社に委ねることのできない要求事項", "Requirements that nobody else can answer for"),
    ("not_in_scope", "対象外", "not in scope"),
    ("note", "評価の前提", "Basis of the assessment"),
    ("obligation", "要提出証跡", "To be shown"),
    ("obligations", "要提出証跡の状況", "Obligations by state"),
    ("officer_charge", "担当範囲", "For"),
    ("officer_from", "就任日", "Since"),
    ("officer_holder", "就任者（所属・職名）", "Held by"),
    ("officer_role", "役職", "Post"),
    ("officers", "役職者", "Officers"),
    ("outside_period", "基準日は提供期間外", "not provided on the as-of date"),
    ("overdue_n", "うち期限超過", "overdue:"),
    ("owed", "今後90日に必要なもの", "What is needed within 90 days"),
    (
        "owed_lead",
        "担当（会社・役割）ごとに期限の早い順に示す。期限超過で挽回できるものを先に置く。残りは各社の報告書に示す。",
        "By company and role, earliest first; what is overdue and can still be repaired comes before the \
         rest. What is left out here stands in the reports of the companies.",
    ),
    ("owed_more", "すべての期限", "All that is due"),
    (
        "owed_note",
        "担当（会社・役割）ごとに期限の早い順に示す。期限超過で挽回できるものを先に置く。",
        "By company and role, earliest first; what is overdue and can still be repaired comes before the \
         rest.",
    ),
    ("owed_to", "提出を要する会社", "Owed by"),
    ("owner", "担当", "Owner"),
    ("pages", "会社別報告書", "Reports of the companies"),
    ("part_persons", "従業者", "Persons"),
    ("part_sites", "拠点", "Sites"),
    ("part_systems", "システム", "Systems"),
    ("part_units", "部門", "Units"),
    ("parts", "適用範囲", "Scope"),
    ("pass", "適", "holds"),
    ("path", "パス", "Path"),
    (
        "pci_note",
        "PCI DSSの「In Place」「Not in Place」等は評価者（QSA、ISA等）の用語である。本報告書の記載は評価者の判断を示すものではない。",
        "In Place, Not in Place and the other findings of PCI DSS are the assessor's words. What stands here \
         is not the assessor's decision.",
    ),
    ("performed", "実施日", "Performed"),
    ("period", "対象期間", "Period"),
    ("pipeline_below", "しきい値未満", "below the threshold"),
    ("pipeline_breaks", "影響", "breaks"),
    ("pipeline_company", "会社", "company"),
    ("pipeline_deferred", "ベースラインにより先送り", "Put off by the baseline"),
    ("pipeline_due", "期限", "due"),
    ("pipeline_owner", "担当", "owner"),
    ("pipeline_owner_due", "担当・期限", "owner, due"),
    ("pipeline_place", "場所", "where"),
    ("pipeline_remedy", "対処", "remedy"),
    ("pipeline_standard", "規格", "standard"),
    ("place", "該当箇所", "Where"),
    ("preparing", "取得準備中", "Preparing"),
    ("prerequisite", "前提", "Prerequisite"),
    ("prerequisites", "前提の不備", "Failing prerequisites"),
    (
        "profile_auditor",
        "監査人・審査員向け。個人を識別する氏名・番号は「P-」で始まる番号に置き換えた。同じ基準日の社内用報告書の同じ箇所で照合できる。",
        "For auditors. Names and numbers of persons are replaced by numbers that begin with P-; the internal report of the same day shows them in the same places.",
    ),
    (
        "profile_management",
        "経営層向けの要約。根拠と詳細は同じ基準日の報告書に示す。",
        "A summary for management. The report of the same day has the evidence and all details.",
    ),
    ("proposal", "判定案", "Proposed result"),
    (
        "proposal_note",
        "「判定案」は、証跡充足の状況から各規格・基準の用語で示す提案である。適合性は、審査員、評価者又は所管当局が判断する。",
        "The proposed result is a proposal in the words of each framework, made from the completeness of the \
         evidence. The auditor, the assessor or the authority decides.",
    ),
    ("proposals", "判定案の内訳", "Proposed results"),
    ("provided", "他社から提供を受ける対策", "Measures provided by other companies"),
    ("provided_by", "提供元", "Provided by"),
    (
        "provided_evidence",
        "提供元の証跡は、識別子、名称、ハッシュ値及び日付のみを示す。",
        "Of a provider's evidence only id, title, hash and dates are given.",
    ),
    ("provides", "当社が提供する対策", "Measures provided to other companies"),
    ("provision_basis", "根拠", "Basis"),
    ("provision_period", "提供期間", "Period"),
    ("provisions", "グループ内で提供される対策", "Measures provided within the group"),
    ("raised", "発生日", "Found on"),
    ("readiness", "監査期間中の証跡充足の推移", "Readiness over the audit period"),
    (
        "readiness_note",
        "証跡がそろった要求事項の数／適用する要求事項の数。基準日より後は、今後証跡の追加がない場合の見通しである。",
        "Requirements with complete evidence of those that apply. After the as-of date: what is to come if nothing more is filed.",
    ),
    ("reason", "理由", "Reason"),
    ("received", "受領日", "Received"),
    ("register_fine", "良好", "In order"),
    ("register_owed", "対象", "Owed"),
    ("register_row", "行（キー）", "Row"),
    ("register_rows", "行", "rows"),
    ("register_what", "求められる記録", "What is owed"),
    ("register_wrong", "要対応", "Not in order"),
    ("registers", "管理台帳の状況", "Registers"),
    (
        "registers_note",
        "台帳の行ごとに求められる記録の状況を示す。要対応の行だけを挙げ、ほかの行はそろっている。",
        "How what is owed for the rows of each register stands. Only rows of which something is not in order are listed.",
    ),
    ("relation_equal", "同等", "equal"),
    ("relation_intersects", "一部共通", "overlaps"),
    ("relation_subset", "本要求事項に含まれる", "contained in this one"),
    ("relation_superset", "本要求事項を含む", "contains this one"),
    ("remark_grade", "区分", "Grade"),
    ("remedy", "対処", "Remedy"),
    ("requirements", "要求事項の判定", "Requirements by verdict"),
    ("residual", "残存する責任", "What stays with the company"),
    ("residual_other", "その他", "Further"),
    ("retained", "自社に残る必要証跡", "Evidence that the company itself owes"),
    ("reusable", "再利用できる証跡", "Evidence that may be used again"),
    ("reusable_n", "再利用できる証跡", "Evidence that may be used again:"),
    ("reusable_note", "提案であり判定には使わない", "a proposal; it sets no verdict"),
    ("roc", "ROC（準拠報告書）", "report on compliance (ROC)"),
    ("route_any", "すべての部門", "any"),
    ("route_reach", "経路", "How"),
    ("route_top", "報告先", "Up to"),
    ("route_units", "部門", "Departments"),
    ("routes", "報告経路", "Routes of reports"),
    ("sample", "サンプル", "Sample"),
    ("saq", "SAQ（自己問診票）", "self-assessment questionnaire (SAQ)"),
    ("seal", "証跡封印記録", "Seal log"),
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
    ("standings", "認証・準拠の状況", "Certification and adherence"),
    ("state", "状況", "State"),
    (
        "statement",
        "本報告書は、基準日において必要な証跡がそろっているか（証跡充足）を示すものであり、認証機関、審査機関又は監査人による適合性の判定を示すものではない。",
        "This report says whether the evidence that is needed was complete on the as-of date. It is not the \
         decision of a certification body, an assessor or an auditor on conformity.",
    ),
    ("status", "取得状況", "Status"),
    ("summary", "概要", "Summary"),
    ("taken_by", "提供先", "Provided to"),
    ("title_company", "証跡充足状況報告書", "Evidence completeness report"),
    ("title_group", "グループ証跡充足状況報告書", "Evidence completeness report of the group"),
    ("title_standard", "規格・基準別の証跡充足状況", "Evidence completeness by standard"),
    ("total", "合計", "Total"),
    ("unreadable_file", "読み取り不可", "could not be read"),
    ("unstated", "理由の記録がない適用", "Apply without a recorded reason"),
    ("verdict_word", "証跡充足", "Evidence completeness"),
    ("via_crosswalk", "対応表による（同等の要求事項）", "By crosswalk, from the equal requirement"),
    ("via_not_delegable", "他社に委ねることのできない対策", "Measure that cannot be delegated"),
    ("via_said_against", "関連する不備", "Failing requirements said against it"),
    ("voluntary", "自主的に準拠", "Voluntary"),
    ("whole_company", "全社", "whole company"),
    ("window", "実施期間", "Window"),
    ("worst", "主な検出事項", "Main findings"),
    ("worst_more", "すべての検出事項", "All findings"),
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
    fn every_label_that_is_asked_for_by_its_name_is_there() {
        let source = concat!(
            include_str!("pipeline.rs"),
            include_str!("pipeline/comment.rs"),
            include_str!("pipeline/junit.rs"),
            include_str!("v1/applicability.rs"),
            include_str!("v1/catalog.rs"),
            include_str!("v1/measure.rs"),
            include_str!("v1/owed.rs"),
            include_str!("v1/word.rs"),
        );
        let keys = source.split("label(lang, \"").skip(1).filter_map(|it| it.split('"').next());
        for key in keys {
            assert!(WORDS.iter().any(|it| it.0 == key), "{key}");
        }
        assert_eq!(label(Lang::Ja, "as_of"), "基準日");
    }
}
