//! Requirements of a company by id, for links to them.

use std::collections::BTreeMap;

use kansa_core::text::Lang;

use super::{Link, Shown};
use crate::assessment as data;

/// Requirements of a company by id.
#[derive(Default)]
pub(crate) struct Controls<'a>(BTreeMap<&'a str, (Link, &'a str)>);

impl<'a> Controls<'a> {
    pub(crate) fn new(lang: Lang, company: &'a data::Company) -> Self {
        let all =
            company.catalogs.iter().flat_map(|catalog| catalog.controls.iter().map(move |it| (catalog, it)));
        Self(
            all.map(|(catalog, it)| {
                let link = Link {
                    text: number(&it.id).into(),
                    title: it.title.get(lang).into(),
                    href: format!("#{}", anchor(&it.id)).into(),
                };
                (it.id.as_str(), (link, catalog.standard.get(lang)))
            })
            .collect(),
        )
    }

    /// Number and standard of a requirement that is on the page.
    pub(super) fn get(&self, id: &str) -> Option<&(Link, &'a str)> {
        self.0.get(id)
    }

    /// The number; the id of one that is not on the page.
    pub(super) fn numbered(&self, id: &str) -> Link {
        self.get(id).map_or_else(|| unlinked(id), |(link, _)| link.clone())
    }

    /// The number with the standard before it.
    pub(super) fn cited(&self, id: &str) -> Link {
        match self.get(id) {
            Some((link, standard)) => {
                Link { text: format!("{standard} {}", link.text).into(), ..link.clone() }
            }
            None => unlinked(id),
        }
    }
}

pub(super) fn unlinked(text: &str) -> Link {
    Link { text: text.into(), title: Shown::default(), href: Shown::default() }
}

pub(super) fn anchor(id: &str) -> Shown {
    Shown::anchor("control", id)
}

/// A control within its catalog.
pub(super) fn number(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, number)| number)
}
