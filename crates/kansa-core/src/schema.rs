//! JSON Schemas of the files that people write: in Japanese and English, and with the ids of a workspace.

mod ids;
mod words;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

pub use ids::{Id, Ids, Kind};
pub use words::{Descriptions, Languages};

/// What the fields of [`all`] are, for [`Descriptions`].
pub const DESCRIPTIONS: &[&str] = &[
    include_str!("schema/controls.txt"),
    include_str!("schema/measures.txt"),
    include_str!("schema/companies.txt"),
];

/// The files that people write, by the name of their schema.
pub fn all() -> Vec<(&'static str, Schema)> {
    vec![
        ("kansa", of::<crate::config::RawConfig>("kansa.yaml")),
        ("calendar", of::<crate::calendar::RawCalendar>("controls/calendars/<name>.yaml")),
        ("catalog", of::<crate::catalog::RawCatalog>("controls/catalogs/<catalog>/catalog.yaml")),
        ("catalog-text", of::<crate::catalog::RawTexts>("controls/catalogs/<catalog>/text.<language>.yaml")),
        ("crosswalk", of::<crate::crosswalk::RawCrosswalk>("controls/crosswalks/<a>--<b>.yaml")),
        ("measures", of::<crate::measure::RawMeasures>("controls/measures/<category>.yaml")),
        ("registers", of::<crate::register::RawRegisters>("controls/registers/<name>.yaml")),
        ("roles", of::<crate::role::RawRoles>("controls/roles.yaml")),
        ("company", of::<crate::company::RawCompany>("evidence/<company>/company.yaml")),
        ("register", of::<crate::register::RawRegisterFile>("evidence/<company>/registers/<register>.yaml")),
        ("baseline", of::<crate::gate::RawBaseline>("baseline.yaml")),
        ("evidence", of::<crate::sidecar::RawSidecar>("evidence/<company>/**/evidence.yaml")),
    ]
}

/// The schema of one type in draft 7, which editors know best; described in English, as its doc comments are.
pub fn of<T: JsonSchema>(title: &str) -> Schema {
    let mut schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema
}
