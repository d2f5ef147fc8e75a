//! The texts of a new workspace, with comments that teach.

use std::fmt::Write as _;

use kansa_core::as_yaml;
use kansa_core::text::Text;

use super::{Draft, Name, Names, NewCompany, candidates, commented, starters, status};
use crate::Library;

/// `kansa.yaml`.
pub(super) fn config(draft: &Draft, library: &Library) -> String {
    let mut out = Out { text: String::new(), draft };
    out.text.push_str("# yaml-language-server: $schema=schemas/kansa.json\n#\n");
    out.say(
        "グループの設定。会社ごとの設定は evidence/<会社の ID>/company.yaml に書く。\n\
         直したら kansa check で確かめる。書き誤りがあれば、行と桁が示される。",
        "Settings of the group. Those of a company are in evidence/<company's id>/company.yaml.\n\
         After a change run kansa check: a slip is reported with its line and column.",
    );
    out.line("format: 1");
    out.line(&format!("group: {{id: {}, name: {}}}", draft.group, names(&draft.names)));
    out.gap();
    out.say("画面表示と報告書の言語（ja、en）。", "Language of messages and reports: ja or en.");
    out.line(&format!("language: {}", draft.language.as_str()));
    out.gap();
    out.say("「今日」を数える時差。", "Where \"today\" is read.");
    out.line("time_zone: \"+09:00\"");
    out.gap();
    out.say(
        "事業年度の初日。監査期間も、別に定めなければこの一年とする。違う会社があれば、その company.yaml に同じキーを書く。",
        "First day of the fiscal year, which is the audit period too unless another is set. A company that differs has the\n\
         same key in its company.yaml.",
    );
    out.line(&format!("fiscal_year_starts: \"{}\"", draft.fiscal));
    out.gap();
    out.say(
        "使うカタログ（規格、指針、法令）。一覧は kansa catalog list。ここに加えたら、各社の scope にも書く。",
        "Catalogs (standards, guidelines, laws) in use; kansa catalog list names them. One that is added here goes to the\n\
         scope of the companies too.",
    );
    out.line("catalogs:");
    for id in &draft.catalogs {
        let found = library.catalogs.iter().find(|it| it.id == *id);
        let title = found.map_or("", |it| it.title.get(draft.language));
        out.noted(&format!("  - {id}"), title);
    }
    out.gap();
    out.say(
        "kansa check が 1 で終わる重要度の下限（note、minor、major、critical）。CI では critical から始めて下げていく。\n\
         thresholds: {fail_on: critical}",
        "The lowest severity with which kansa check ends with 1: note, minor, major or critical. In CI begin with critical.\n\
         thresholds: {fail_on: critical}",
    );
    out.text
}

/// `company.yaml`.
pub(super) fn company(draft: &Draft, company: &NewCompany, library: &Library) -> String {
    let mut out = Out { text: String::new(), draft };
    out.text.push_str("# yaml-language-server: $schema=../../schemas/company.json\n#\n");
    out.say(
        "会社の設定。このフォルダーの名前が会社の ID になる。台帳は registers/ に、証跡は <対策>/<必要証跡>/ に置く。",
        "Settings of a company, whose id is the name of this folder. Registers go to registers/, evidence goes to\n\
         <measure>/<requirement>/.",
    );
    out.line("format: 1");
    out.line(&format!("name: {}", names(&company.names)));
    out.gap();
    out.say(
        "どのカタログに、いつから取り組むか。from より前の証跡は求めない。status は certified（認証取得）、preparing（準備中）、\n\
         voluntary（自主的に準拠。法令もこれ）、none（対象外）のいずれか。この会社に関わらないものは行ごと消す。",
        "What the company is held to, and since when: of earlier days nothing is owed. The status is certified, preparing,\n\
         voluntary (laws too) or none. What does not concern this company is deleted.",
    );
    out.line("scope:");
    for id in &draft.catalogs {
        let status = library.catalogs.iter().find(|it| it.id == *id).map_or("preparing", status);
        out.line(&format!("  - {{catalog: {id}, status: {status}, from: {}}}", draft.from));
    }
    out.gap();
    out.say(
        "採用する対策。どの会社にも証跡がありそうなものから始めている。増やすには、下の候補の # を外すか、kansa catalog measures の\n\
         一覧から書き足す。measures: all と書けば、カタログに関わる対策をすべて採用する。",
        "The measures that it takes, to begin with those that every company can show something of. To take more, uncomment a\n\
         line below or add one that kansa catalog measures lists. measures: all takes all that serve the catalogs.",
    );
    out.line("measures:");
    let title = |id: &str| {
        let found = library.measures.iter().find(|it| it.id.as_str() == id);
        found.map_or("", |it| it.title.get(draft.language))
    };
    for id in starters(&draft.catalogs) {
        out.noted(&format!("  - {id}"), title(id));
    }
    for id in candidates(&draft.catalogs) {
        out.noted(&format!("  # - {id}"), title(id));
    }
    if draft.catalogs.iter().any(|it| it.as_str().starts_with("pci-dss")) {
        out.gap();
        out.say(
            "PCI DSS での立場。どの要件が当てはまるかが決まる。role は merchant（加盟店）又は service-provider、validation は roc 又は\n\
             saq-a、saq-d などの自己問診票。# を外して、自社に合わせる。\n\
             pci: {role: merchant, validation: saq-d}",
            "What the company is to PCI DSS, which decides which requirements are for it. The role is merchant or\n\
             service-provider; the validation is roc or a questionnaire, such as saq-a or saq-d. Uncomment it and say what is so.\n\
             pci: {role: merchant, validation: saq-d}",
        );
    }
    out.text
}

/// A text that grows line by line.
struct Out<'d> {
    text: String,
    draft: &'d Draft,
}

impl Out<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A comment in the language of the workspace.
    fn say(&mut self, ja: &str, en: &str) {
        commented(&mut self.text, Text::new(ja, en).get(self.draft.language));
    }

    /// A line with a comment behind it.
    fn noted(&mut self, line: &str, note: &str) {
        let _ = if note.is_empty() {
            writeln!(self.text, "{line}")
        } else {
            writeln!(self.text, "{line:<30}  # {note}")
        };
    }
}

/// `{ja: …, en: …}`.
fn names(names: &Names) -> String {
    let named = |(lang, name): (&str, &Option<Name>)| {
        name.as_ref().map(|it| format!("{lang}: {}", as_yaml(it.as_str())))
    };
    let all: Vec<String> = [("ja", &names.ja), ("en", &names.en)].into_iter().filter_map(named).collect();
    format!("{{{}}}", all.join(", "))
}
