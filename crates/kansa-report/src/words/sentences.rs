//! Sentences: what stands below a title, and what says that there is nothing.

use super::Words;

pub(super) const SENTENCES: Words = &[
    (
        "appendix_note",
        "要求事項ごとに、対策、要提出証跡、検査、ファイル及びそのハッシュ値まで、判定に至った経緯を示す。",
        "For each requirement, the way to its verdict: measures, what they have to show, checks, files and hashes.",
    ),
    (
        "applicability_note",
        "適用・除外の理由と、その判断の根拠（適用宣言書、台帳、会社の区分、カタログの定め）を示す。理由の記録がない要求事項は適用として扱う。",
        "Reasons, and what decided: the statement of applicability, a register, the company's profile or the \
         catalog. A requirement without a recorded reason applies.",
    ),
    (
        "calendar_months",
        "期限の月ごとに示す。対象が異なるだけのものは、期限と状況が同じであれば一つにまとめる。",
        "By the month in which it is due. The same thing for several subjects is one row where day and state are the same.",
    ),
    (
        "calendar_note",
        "期限を迎える要提出証跡の件数と、そのうち充足していない件数を月ごとに示す。",
        "How much is due in each month, and how much of it is not met.",
    ),
    (
        "declarations_note",
        "次の期間は、対象となる事象がなかったことが承認された記録により申告されている。",
        "For these windows an approved record says that nothing happened.",
    ),
    (
        "diagnostics_note",
        "次の入力は読み取れない箇所があり、その内容は判定に反映されていない。",
        "What stands at these places could not be read and is not part of the results.",
    ),
    (
        "evidence_note",
        "SHA-256 は sha256sum で再計算して照合できる。「判定に使用」のない証跡は参考として残したもの。",
        "The SHA-256 can be recomputed with sha256sum. Evidence that is not marked as deciding is shown for \
         reference.",
    ),
    (
        "exceptions_note",
        "例外承認は不足を解消するものではない。充足とは別に数えている。",
        "An exception does not close a gap; what it accepts is counted apart.",
    ),
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
    (
        "graph_none",
        "この要求事項に結び付く対策及び前提はない。",
        "No measure serves this requirement and nothing rests on it.",
    ),
    (
        "heat_note",
        "上段は有効な対策の数／期限の到来した対策の数、下段は充足した要提出証跡の件数／期限の到来した件数。例外承認は分母にのみ含む。網掛けは有効な対策の割合が低いほど強い。",
        "Above: measures in effect of those that are decided; below: obligations met of those that are \
         decided. Accepted exceptions count in the denominator only. The lower the share of measures in \
         effect, the stronger the shade.",
    ),
    (
        "incidents_note",
        "事案ごとに、起算日から定まる期限と実施日を示す。",
        "For each incident the deadlines that it sets off, and the days on which they were met.",
    ),
    (
        "matrix_note",
        "適用する要求事項のうち証跡がそろっているものの割合と件数。割合が低いほど網掛けが強い。各欄から会社の報告書へ、規格名から規格別の一覧へ移る。",
        "The share of applicable requirements with complete evidence; the lower, the stronger the shade. A cell \
         leads to the report of its company, the name of a standard to all companies.",
    ),
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
    ("no_certificates", "記録されている認証・登録はない。", "None are recorded."),
    ("no_controls", "対象となる要求事項はない。", "No requirements."),
    ("no_declarations", "該当なしの申告はない。", "Nothing is declared not to have happened."),
    ("no_exceptions", "適用中の例外承認はない。", "No exceptions apply."),
    ("no_files", "要提出証跡に対応する証跡はない。", "No evidence answers any obligation."),
    ("no_findings", "検出事項はない。", "No findings."),
    ("no_incidents", "対象期間に期限の生じた事案はない。", "No incident sets off a deadline in the period."),
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
    ("no_readiness", "当期間の推移は算出していない。", "There is no sweep over the period."),
    ("no_reasons", "記録された理由はない。", "No reasons are recorded."),
    ("no_registers", "対象となる台帳はない。", "There are none."),
    ("no_scope", "適用範囲となる管理策カタログはない。", "No catalog is in scope."),
    (
        "no_soon",
        "期限が30日以内に迫った検出事項はない。",
        "No finding says that something falls due within 30 days.",
    ),
    (
        "no_statement",
        "適用宣言書を求める規格は適用範囲にない。",
        "No standard in scope asks for a statement of applicability.",
    ),
    (
        "nonconformities_note",
        "内部監査・審査の指摘と是正処置の状況。完了していない不適合は、関係する要求事項の判定を下げる。",
        "What internal and external audits found, and what is done about it. An open nonconformity lowers the \
         verdict of the requirements that it names.",
    ),
    (
        "outlook_note",
        "証跡がそろった要求事項の数／適用する要求事項の数。基準日より後は、今後証跡の追加がない場合の見通しである。",
        "Requirements with complete evidence of those that apply. After the as-of date: what is to come if nothing more is filed.",
    ),
    (
        "owed_lead",
        "担当（会社・役割）ごとに期限の早い順に示す。期限超過で挽回できるものを先に置く。残りは各社の報告書に示す。",
        "By company and role, earliest first; what is overdue and can still be repaired comes before the \
         rest. What is left out here stands in the reports of the companies.",
    ),
    (
        "owed_note",
        "担当（会社・役割）ごとに期限の早い順に示す。期限超過で挽回できるものを先に置く。",
        "By company and role, earliest first; what is overdue and can still be repaired comes before the \
         rest.",
    ),
    (
        "pci_note",
        "PCI DSSの「In Place」「Not in Place」等は評価者（QSA、ISA等）の用語である。本報告書の記載は評価者の判断を示すものではない。",
        "In Place, Not in Place and the other findings of PCI DSS are the assessor's words. What stands here \
         is not the assessor's decision.",
    ),
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
    (
        "proposal_note",
        "「判定案」は、証跡充足の状況から各規格・基準の用語で示す提案である。適合性は、審査員、評価者又は所管当局が判断する。",
        "The proposed result is a proposal in the words of each framework, made from the completeness of the \
         evidence. The auditor, the assessor or the authority decides.",
    ),
    (
        "provided_evidence",
        "提供元の証跡は、識別子、名称、ハッシュ値及び日付のみを示す。",
        "Of a provider's evidence only id, title, hash and dates are given.",
    ),
    (
        "readiness_note",
        "適用する要求事項のうち証跡がそろっているものの割合。実線は基準日までの実績、破線は新たな提出がない場合の見通しである。",
        "The share of applicable requirements with complete evidence: solid up to the as-of date, dashed what is to come if nothing more is filed.",
    ),
    (
        "registers_note",
        "台帳の行ごとに求められる記録の状況を示す。要対応の行だけを挙げ、ほかの行はそろっている。",
        "How what is owed for the rows of each register stands. Only rows of which something is not in order are listed.",
    ),
    (
        "results_note",
        "証跡充足の判定に、各規格・基準の用語による判定案を併記する。各要求事項から、判定の経緯（付録）に進むことができる。",
        "Evidence completeness is the answer of this report; the proposed result puts it in the words of the framework. Each requirement leads to how its verdict came about (appendix).",
    ),
    (
        "root_causes_note",
        "同じ証跡・事項に関する検出事項を全社でまとめ、影響を受ける要求事項の多い順に示す。",
        "Findings about the same thing at all companies together; those that affect most requirements first.",
    ),
    ("search_none", "該当するものはない。", "Nothing found."),
    (
        "signoff_note",
        "本報告書の内容を確認した者が記入する。",
        "To be filled in by those who have read this report.",
    ),
    (
        "standard_note",
        "要求事項ごとに各社の証跡充足を示す。各欄から会社の判定の根拠へ移る。",
        "Each requirement at each company. A cell leads to what its answer rests on.",
    ),
    (
        "statement",
        "本報告書は、基準日において必要な証跡がそろっているか（証跡充足）を示すものであり、認証機関、審査機関又は監査人による適合性の判定を示すものではない。",
        "This report says whether the evidence that is needed was complete on the as-of date. It is not the \
         decision of a certification body, an assessor or an auditor on conformity.",
    ),
];
