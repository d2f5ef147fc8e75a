//! Each framework's own words for a result, as a proposal beside the engine's answer.
//!
//! The engine says how complete the evidence is; whether a requirement is fulfilled, an auditor, an assessor or the
//! authority says. What stands here is the word that they would choose if nothing else were known (判定案).

use crate::assessment::Verdict;
use crate::catalog::Force;
use crate::text::Text;
use crate::yaml::keywords;

keywords! {
    /// Frameworks with words of their own for a result.
    pub enum Terms {
        /// ISO/IEC 27001.
        Iso = "iso",
        /// Privacy Mark assessment guideline.
        PrivacyMark = "privacy-mark",
        /// JIS Q 15001.
        JisQ15001 = "jis-q-15001",
        /// Act on the Protection of Personal Information.
        Appi = "appi",
        /// PCI DSS.
        PciDss = "pci-dss",
    }
}

/// What a proposal is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// The engine's answer.
    pub verdict: Verdict,
    /// What the row is in a law.
    pub force: Option<Force>,
    /// What surrounds the answer.
    pub circumstance: Circumstance,
}

/// What a framework looks at beside the verdict itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circumstance {
    /// Nothing in particular.
    Plain,
    /// It stands, but something that it explicitly rests on fails.
    RestsOnFailing,
    /// It stands, but something that it rests on by our own reading fails.
    HintOfFailing,
    /// It stands, and failing controls are said against it too.
    SaidAgainst,
    /// Everything was done, some of it late.
    OnlyLate,
    /// Everything was done, some of it late by a deadline that the framework does not set.
    LateByOwnRule,
    /// What was filed cannot be read, and nothing else is wrong.
    OnlyUnreadable,
    /// Nothing happened that would call for it.
    NothingOwed,
    /// No requirement of the whole clause has any effective evidence.
    WholeClause,
    /// Excluded as to what is done, while the written rule that stays owed is missing.
    RuleMissing,
    /// Another approach stands in its place: a compensating measure is recorded.
    Compensated,
    /// Its number or title is unconfirmed.
    Unconfirmed,
}

impl Terms {
    /// The word that the framework would have for a case.
    ///
    /// Source: ISO/IEC 27001:2022 10.2 and ISO/IEC 17021-1 practice (grades are the auditor's); Privacy Mark
    /// assessment practice (recalled); PCI DSS v4.0.1 report on compliance, assessment findings; for the Act no words
    /// are laid down, so its rows say what the evidence shows of the duty.
    pub fn proposal(self, case: Case) -> Text {
        if case.circumstance == Circumstance::Unconfirmed {
            return Text::new(
                "判定しない（番号・表題が未確認）",
                "not judged (number and title unconfirmed)",
            );
        }
        if case.circumstance == Circumstance::OnlyUnreadable {
            return self.unreadable(case);
        }
        if case.circumstance == Circumstance::NothingOwed {
            return self.nothing_owed(case);
        }
        match self {
            Self::Iso => iso(case),
            Self::PrivacyMark => privacy_mark(case),
            Self::JisQ15001 => jis_q_15001(case),
            Self::Appi => appi(case),
            Self::PciDss => pci_dss(case),
        }
    }
}

impl Terms {
    /// What cannot be read shows nothing, neither way: nobody has looked at it yet.
    fn unreadable(self, case: Case) -> Text {
        let own =
            self.proposal(Case { verdict: Verdict::NotAssessed, circumstance: Circumstance::Plain, ..case });
        Text::new(
            format!("{}（証跡が読めない）", own.ja),
            format!("{} (the evidence cannot be read)", own.en),
        )
    }

    /// Nothing happened that would call for evidence.
    fn nothing_owed(self, case: Case) -> Text {
        let own =
            self.proposal(Case { verdict: Verdict::NotAssessed, circumstance: Circumstance::Plain, ..case });
        Text::new(
            format!("{}（該当する事案・対象なし）", own.ja),
            format!("{} (nothing that it applies to)", own.en),
        )
    }
}

fn iso(case: Case) -> Text {
    let conformity = |circumstance| match circumstance {
        Circumstance::RestsOnFailing => {
            Text::new("観察事項（前提の要求事項に不備）", "observation (what it rests on fails)")
        }
        Circumstance::SaidAgainst => Text::new(
            "観察事項（附属書Aの管理策の不備に関係）",
            "observation (failing Annex A controls concern it too)",
        ),
        Circumstance::HintOfFailing => Text::new(
            "改善の機会（関連する要求事項に不備）",
            "opportunity for improvement (a related one fails)",
        ),
        Circumstance::Plain
        | Circumstance::OnlyLate
        | Circumstance::LateByOwnRule
        | Circumstance::OnlyUnreadable
        | Circumstance::NothingOwed
        | Circumstance::WholeClause
        | Circumstance::RuleMissing
        | Circumstance::Compensated
        | Circumstance::Unconfirmed => Text::new("適合", "conformity"),
    };
    match case.verdict {
        Verdict::Conforms => conformity(case.circumstance),
        Verdict::Accepted => Text::new("適合（残留リスクを受容）", "conformity (residual risk accepted)"),
        Verdict::Pending => Text::new("未確認（期限前）", "not yet determined (not due)"),
        Verdict::Partial
            if matches!(case.circumstance, Circumstance::OnlyLate | Circumstance::LateByOwnRule) =>
        {
            Text::new("観察事項（実施の遅れ）", "observation (done late)")
        }
        Verdict::Gap if case.circumstance == Circumstance::WholeClause => Text::new(
            "不適合（重大：箇条全体に有効な証跡がない）",
            "nonconformity (major: no effective evidence for the whole clause)",
        ),
        Verdict::Partial | Verdict::Gap => {
            Text::new("不適合（重大・軽微は審査員が判断）", "nonconformity (the auditor grades it)")
        }
        Verdict::NotApplicable => Text::new("適用除外", "excluded"),
        Verdict::NotAssessed => Text::new("未確認", "not determined"),
    }
}

fn privacy_mark(case: Case) -> Text {
    match case.verdict {
        Verdict::Partial if case.circumstance == Circumstance::LateByOwnRule => {
            late_by_own_rule("適合", "conformity")
        }
        Verdict::Conforms => Text::new("適合", "conformity"),
        Verdict::Accepted => Text::new("適合（残留リスクを承認）", "conformity (residual risk approved)"),
        Verdict::Pending => Text::new("未確認（期限前）", "not confirmed (not due)"),
        Verdict::Partial | Verdict::Gap if case.circumstance == Circumstance::RuleMissing => Text::new(
            "不適合（指摘事項：該当なしでも規定は必要）",
            "nonconformity (to be pointed out: the rule is owed all the same)",
        ),
        Verdict::Partial | Verdict::Gap => {
            Text::new("不適合（指摘事項）", "nonconformity (to be pointed out)")
        }
        Verdict::NotApplicable => Text::new("該当なし", "not applicable"),
        Verdict::NotAssessed => Text::new("未確認", "not confirmed"),
    }
}

/// As the Privacy Mark, which is assessed by it, but it points nothing out.
fn jis_q_15001(case: Case) -> Text {
    match case.verdict {
        Verdict::Partial | Verdict::Gap if case.circumstance != Circumstance::LateByOwnRule => {
            Text::new("不適合", "nonconformity")
        }
        Verdict::Conforms
        | Verdict::Accepted
        | Verdict::Pending
        | Verdict::Partial
        | Verdict::Gap
        | Verdict::NotApplicable
        | Verdict::NotAssessed => privacy_mark(case),
    }
}

/// PCI DSS knows no partial result: what is not wholly in place is not in place.
fn pci_dss(case: Case) -> Text {
    match case.verdict {
        Verdict::Partial if case.circumstance == Circumstance::LateByOwnRule => {
            late_by_own_rule("In Place（対応）", "In Place")
        }
        Verdict::Conforms => Text::new("In Place（対応）", "In Place"),
        Verdict::Accepted if case.circumstance == Circumstance::Compensated => {
            Text::new("In Place（代替コントロールによる対応）", "In Place (with compensating control)")
        }
        Verdict::Accepted | Verdict::Partial | Verdict::Gap => {
            Text::new("Not in Place（未対応）", "Not in Place")
        }
        Verdict::NotApplicable => Text::new("Not Applicable（該当なし）", "Not Applicable"),
        Verdict::Pending | Verdict::NotAssessed => Text::new("Not Tested（未テスト）", "Not Tested"),
    }
}

/// It was done; that it was late, only a rule of the group's own says.
fn late_by_own_rule(ja: &str, en: &str) -> Text {
    Text::new(format!("{ja}（自社の期限に遅れ）"), format!("{en} (late by the group's own deadline)"))
}

/// The force of the row leads: an effort that is not shown is no breach of a duty.
fn appi(case: Case) -> Text {
    let force = case.force.unwrap_or(Force::Duty).text();
    let (ja, en) = match case.verdict {
        Verdict::Partial if case.circumstance == Circumstance::LateByOwnRule => (
            "履行を示す証跡あり（自社の期限に遅れ）",
            "evidence shows that it is met (late by the group's own deadline)",
        ),
        Verdict::Conforms => ("履行を示す証跡あり", "evidence shows that it is met"),
        Verdict::Accepted => {
            ("例外承認あり（法令上の効果はない）", "an exception is recorded (without effect in law)")
        }
        Verdict::Pending => ("未確認（期限前）", "not confirmed (not due)"),
        Verdict::Partial => ("履行を一部しか確認できない", "evidence shows only a part"),
        Verdict::Gap => ("履行を確認できない", "no evidence shows that it is met"),
        Verdict::NotApplicable => ("該当なし", "not applicable"),
        Verdict::NotAssessed => ("未確認", "not confirmed"),
    };
    Text::new(format!("{}: {ja}", force.ja), format!("{}: {en}", force.en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Circumstance::{
        Compensated, HintOfFailing, LateByOwnRule, NothingOwed, OnlyLate, OnlyUnreadable, Plain,
        RestsOnFailing, RuleMissing, SaidAgainst, Unconfirmed, WholeClause,
    };
    use Verdict::{Accepted, Conforms, Gap, NotApplicable, NotAssessed, Partial, Pending};

    fn check(terms: Terms, cases: &[(&str, Verdict, Circumstance, &str)]) {
        for (name, verdict, circumstance, expected) in cases {
            let case = Case { verdict: *verdict, force: None, circumstance: *circumstance };
            assert_eq!(terms.proposal(case).ja, *expected, "{terms}: {name}");
        }
    }

    #[test]
    fn iso_grades_only_by_the_written_rule() {
        check(
            Terms::Iso,
            &[
                ("everything works", Conforms, Plain, "適合"),
                ("a stated prerequisite fails", Conforms, RestsOnFailing, "観察事項（前提の要求事項に不備）"),
                ("a hinted one fails", Conforms, HintOfFailing, "改善の機会（関連する要求事項に不備）"),
                ("Annex A fails", Conforms, SaidAgainst, "観察事項（附属書Aの管理策の不備に関係）"),
                ("risk accepted", Accepted, Plain, "適合（残留リスクを受容）"),
                ("not due", Pending, Plain, "未確認（期限前）"),
                ("only late", Partial, OnlyLate, "観察事項（実施の遅れ）"),
                ("late by its own rule", Partial, LateByOwnRule, "観察事項（実施の遅れ）"),
                ("unreadable is no nonconformity yet", Gap, OnlyUnreadable, "未確認（証跡が読めない）"),
                ("nothing happened", Pending, NothingOwed, "未確認（該当する事案・対象なし）"),
                ("partly", Partial, Plain, "不適合（重大・軽微は審査員が判断）"),
                ("nothing works", Gap, Plain, "不適合（重大・軽微は審査員が判断）"),
                (
                    "nothing works in the clause",
                    Gap,
                    WholeClause,
                    "不適合（重大：箇条全体に有効な証跡がない）",
                ),
                ("partly, in such a clause", Partial, WholeClause, "不適合（重大・軽微は審査員が判断）"),
                ("excluded", NotApplicable, Plain, "適用除外"),
                ("no measure", NotAssessed, Plain, "未確認"),
            ],
        );
    }

    #[test]
    fn the_privacy_mark_speaks_of_shiteki_and_gaito_nashi() {
        check(
            Terms::PrivacyMark,
            &[
                ("everything works", Conforms, Plain, "適合"),
                ("residual risk", Accepted, Plain, "適合（残留リスクを承認）"),
                ("not due", Pending, Plain, "未確認（期限前）"),
                ("partly", Partial, Plain, "不適合（指摘事項）"),
                ("late is no observation here", Partial, OnlyLate, "不適合（指摘事項）"),
                ("late by its own rule", Partial, LateByOwnRule, "適合（自社の期限に遅れ）"),
                ("unreadable", Partial, OnlyUnreadable, "未確認（証跡が読めない）"),
                ("nothing works", Gap, Plain, "不適合（指摘事項）"),
                ("absent, and no rule", Gap, RuleMissing, "不適合（指摘事項：該当なしでも規定は必要）"),
                ("absent", NotApplicable, Plain, "該当なし"),
                ("no measure", NotAssessed, Plain, "未確認"),
            ],
        );
    }

    #[test]
    fn pci_dss_knows_no_partial_result() {
        check(
            Terms::PciDss,
            &[
                ("everything works", Conforms, Plain, "In Place（対応）"),
                ("compensating control", Accepted, Compensated, "In Place（代替コントロールによる対応）"),
                ("an exception alone", Accepted, Plain, "Not in Place（未対応）"),
                ("partly", Partial, Plain, "Not in Place（未対応）"),
                ("late", Partial, OnlyLate, "Not in Place（未対応）"),
                ("late by its own rule", Partial, LateByOwnRule, "In Place（対応）（自社の期限に遅れ）"),
                ("unreadable", Gap, OnlyUnreadable, "Not Tested（未テスト）（証跡が読めない）"),
                ("nothing works", Gap, Plain, "Not in Place（未対応）"),
                ("not for this entity", NotApplicable, Plain, "Not Applicable（該当なし）"),
                ("not due", Pending, Plain, "Not Tested（未テスト）"),
                ("no measure", NotAssessed, Plain, "Not Tested（未テスト）"),
                ("what it rests on fails", Conforms, RestsOnFailing, "In Place（対応）"),
            ],
        );
    }

    #[test]
    fn the_jis_names_no_shiteki() {
        check(
            Terms::JisQ15001,
            &[
                ("everything works", Conforms, Plain, "適合"),
                ("partly", Partial, Plain, "不適合"),
                ("nothing works", Gap, WholeClause, "不適合"),
                ("absent", NotApplicable, Plain, "該当なし"),
                ("unknown number", NotAssessed, Unconfirmed, "判定しない（番号・表題が未確認）"),
                ("no measure", NotAssessed, Plain, "未確認"),
            ],
        );
    }

    #[test]
    fn the_act_says_the_force_first() {
        for (name, force, verdict, expected) in [
            ("a duty", Force::Duty, Conforms, "義務: 履行を示す証跡あり"),
            ("an effort is no duty", Force::Effort, Gap, "努力義務: 履行を確認できない"),
            ("abroad only", Force::DutyIfAbroad, NotApplicable, "義務（外国で取り扱う場合）: 該当なし"),
            ("recommended", Force::Recommended, Partial, "推奨: 履行を一部しか確認できない"),
            ("no exception from the law", Force::Duty, Accepted, "義務: 例外承認あり（法令上の効果はない）"),
            ("not due", Force::Duty, Pending, "義務: 未確認（期限前）"),
        ] {
            let case = Case { verdict, force: Some(force), circumstance: Plain };
            assert_eq!(Terms::Appi.proposal(case).ja, expected, "{name}");
        }
    }
}
