//! Whether an approval counts: by the role that is asked, held by somebody on that day, of the item as it is now.

use chrono::NaiveDate;

use super::Inputs;
use super::record;
use crate::evidence::{Approval, Item};
use crate::id::RoleId;
use crate::measure::Requirement;
use crate::table::folded;
use crate::text::{Text, text};

/// Why the approval of an item does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lack {
    /// There is none, or none yet.
    None,
    /// Another role gave it.
    Role,
    /// It was given before there was anything to approve.
    TooEarly,
    /// Nobody held the role on that day.
    Vacant,
    /// What it names is not what is there now.
    Changed,
}

/// What keeps the approval of an item from counting, where its requirement asks for one.
pub(super) fn lack(inputs: &Inputs<'_>, requirement: &Requirement, item: &Item) -> Option<Lack> {
    let role = requirement.approval.as_ref()?;
    let Some(given) = item.approved.as_ref().filter(|it| it.on <= inputs.as_of) else {
        return Some(Lack::None);
    };
    let since = item.day().or(item.covers.map(|it| it.from));
    if given.by != *role {
        Some(Lack::Role)
    } else if since.is_some_and(|day| given.on < day) {
        Some(Lack::TooEarly)
    } else if given.sha256.is_some() && given.sha256 != item.sha256 {
        Some(Lack::Changed)
    } else {
        // Who held a role at a provider is the provider's to show.
        let vacant = item.provider.is_none() && is_vacant(inputs, role, given.on);
        vacant.then_some(Lack::Vacant)
    }
}

/// Whether nobody was in a role on a day although the register of officers has the role. One that it does not have at all, or a
/// register that is not there, says nothing.
fn is_vacant(inputs: &Inputs<'_>, role: &RoleId, on: NaiveDate) -> bool {
    let posts = inputs.plan.company.posts.iter();
    let of_catalogs = inputs.model.catalogs().iter().flat_map(|it| &it.appointments).map(|it| &it.post);
    let of_posts = posts.chain(of_catalogs).filter(|it| it.role == *role).map(|it| &it.title);
    let called = inputs.model.called(role);
    let mut names: Vec<String> = vec![folded(role.as_str()).into_owned()];
    for Text { ja, en } in of_posts.chain([&called]) {
        names.extend([folded(ja).into_owned(), folded(en).into_owned()]);
    }
    let terms = record::of(inputs, "officers")
        .filter(|it| names.iter().any(|name| *name == folded(it.words("role").unwrap_or_default())));
    let held: Vec<bool> = terms.map(|it| it.words("holder").is_some() && it.span().contains(on)).collect();
    !held.is_empty() && !held.contains(&true)
}

impl Lack {
    /// Why an approval that was given does not count; empty where none was.
    pub(super) fn reason(self, inputs: &Inputs<'_>, given: Option<&Approval>) -> Text {
        let Some(given) = given else { return Text::same("") };
        let (by, on) = (inputs.model.called(&given.by), given.on);
        match self {
            Self::None => Text::same(""),
            Self::Role => Text::new(
                format!("（{}による {on} の承認は要件を満たさない）", by.ja),
                format!(" (that by {} on {on} does not count)", by.en),
            ),
            Self::TooEarly => {
                text!("（{on} の承認は実施より前である）", " (that of {on} was given before it was done)")
            }
            Self::Vacant => Text::new(
                format!("（{on} に{}に就いていた者が役職者一覧にない）", by.ja),
                format!(" (according to the register of officers, nobody was {} on {on})", by.en),
            ),
            Self::Changed => text!(
                "（{on} に承認された後、内容が変わっている）",
                " (what was approved on {on} is not what is there now)"
            ),
        }
    }
}
