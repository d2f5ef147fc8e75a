//! Ids of a workspace in a schema, so that an editor completes them.

use schemars::Schema;
use serde_json::{Map, Value, json};

use super::Languages;
use crate::text::Text;

/// What an id is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A company.
    Company,
    /// A catalog.
    Catalog,
    /// A requirement of a catalog, as `catalog:control`.
    Control,
    /// A measure.
    Measure,
    /// An evidence requirement, as `measure/requirement`.
    Requirement,
    /// A register.
    Register,
    /// A role.
    Role,
}

/// An id with what it stands for.
#[derive(Debug, Clone)]
pub struct Id {
    /// What it is of.
    pub kind: Kind,
    /// As it is written.
    pub id: String,
    /// Its title.
    pub title: Text,
}

/// Types whose values are such ids.
const TYPES: &[(&str, Kind)] = &[
    ("CatalogId", Kind::Catalog),
    ("CompanyId", Kind::Company),
    ("ControlId", Kind::Control),
    ("MeasureId", Kind::Measure),
    ("RegisterId", Kind::Register),
    ("RoleId", Kind::Role),
];

/// Fields of other types that are such ids, or begin with one.
const FIELDS: &[(&str, Kind)] = &[
    ("/definitions/RawAfter/properties/requirement", Kind::Requirement),
    ("/definitions/RawItem/properties/answers/items", Kind::Requirement),
];

/// Mappings whose keys are such ids.
const KEYS: &[(&str, Kind)] = &[("Controls", Kind::Control), ("Parameters", Kind::Requirement)];

/// The ids that a workspace has, in the order in which they are offered.
#[derive(Debug, Clone, Default)]
pub struct Ids(pub Vec<Id>);

impl Ids {
    /// Offers them wherever a schema means such an id. Nothing that was valid before is refused.
    pub fn offer(&self, schema: &mut Schema, languages: Languages) {
        let types = TYPES.iter().map(|(name, kind)| (format!("/definitions/{name}"), *kind));
        let fields = FIELDS.iter().map(|(pointer, kind)| ((*pointer).to_owned(), *kind));
        for (pointer, kind) in types.chain(fields) {
            if let Some(place) = schema.pointer_mut(&pointer) {
                self.offer_values(place, kind, languages);
            }
        }
        for (name, kind) in KEYS {
            if let Some(place) = schema.pointer_mut(&format!("/definitions/{name}")) {
                self.offer_keys(place, *kind, languages);
            }
        }
    }

    fn of(&self, kind: Kind) -> impl Iterator<Item = &Id> {
        self.0.iter().filter(move |it| it.kind == kind)
    }

    fn offer_values(&self, place: &mut Value, kind: Kind, languages: Languages) {
        let known: Vec<&str> = self.of(kind).map(|it| it.id.as_str()).collect();
        // An enum of nothing is no schema.
        if known.is_empty() {
            return;
        }
        let titles: Vec<String> = self.of(kind).map(|it| languages.of(&it.title)).collect();
        let mut any = place.take();
        // An editor shows the description of the whole, not that of a branch.
        let description = any.as_object_mut().and_then(|it| it.remove("description"));
        *place = json!({ "anyOf": [{ "enum": known, "enumDescriptions": titles }, any] });
        if let (Some(place), Some(description)) = (place.as_object_mut(), description) {
            place.insert("description".to_owned(), description);
        }
    }

    fn offer_keys(&self, place: &mut Value, kind: Kind, languages: Languages) {
        let known: Map<String, Value> = self
            .of(kind)
            .map(|it| (it.id.clone(), json!({ "description": languages.of(&it.title) })))
            .collect();
        // Beside the mapping and not in it: what a value may be is said there for all keys.
        *place = json!({ "allOf": [place.take(), { "properties": known }] });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::all;
    use crate::text::Lang;

    #[test]
    fn every_place_that_ids_are_offered_at_is_there() {
        let schemas = all();
        let types = TYPES.iter().chain(KEYS).map(|(name, _)| format!("/definitions/{name}"));
        for pointer in types.chain(FIELDS.iter().map(|(pointer, _)| (*pointer).to_owned())) {
            assert!(schemas.iter().any(|(_, it)| it.pointer(&pointer).is_some()), "{pointer}");
        }
    }

    #[test]
    fn every_type_of_id_is_offered_but_for_those_that_only_their_own_file_has() {
        let own = ["CalendarId", "GroupId", "NodeId", "PartId", "RequirementId", "UnitId"];
        for (file, schema) in all() {
            let definitions = schema.get("definitions").and_then(Value::as_object);
            for name in definitions.into_iter().flat_map(Map::keys).filter(|it| it.ends_with("Id")) {
                let offered = TYPES.iter().any(|(it, _)| it == name);
                assert!(offered != own.contains(&name.as_str()), "{file}: {name}");
            }
        }
    }

    #[test]
    fn known_ids_come_first_and_the_rest_stays_as_it_was() {
        let (_, mut schema) = all().into_iter().find(|(name, _)| *name == "company").unwrap();
        let before = schema.pointer("/definitions/CatalogId").unwrap().clone();
        let titled =
            |kind, id: &str, ja: &str, en: &str| Id { kind, id: id.to_owned(), title: Text::new(ja, en) };
        let ids = Ids(vec![
            titled(Kind::Catalog, "demo-2026", "例示", "Demo"),
            titled(Kind::Requirement, "training/test", "試験", "Test"),
        ]);
        ids.offer(&mut schema, Languages::One(Lang::Ja));
        assert_eq!(
            schema.pointer("/definitions/CatalogId").unwrap(),
            &json!({ "anyOf": [{ "enum": ["demo-2026"], "enumDescriptions": ["例示"] }, before] })
        );
        assert_eq!(
            schema.pointer("/definitions/Parameters/allOf/1/properties/training~1test/description").unwrap(),
            "試験"
        );
        assert!(schema.pointer("/definitions/RoleId/anyOf").is_none(), "there are no roles to offer");
    }
}
