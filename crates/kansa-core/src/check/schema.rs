//! JSON Schemas that evidence has to be valid under.

use std::fmt;

use boon::{Compiler, SchemaIndex, Schemas, UrlLoader};
use serde_json::Value;

use crate::text::{Text, text};

/// A compiled JSON Schema.
pub struct Schema {
    source: String,
    schemas: Schemas,
    index: SchemaIndex,
}

/// Where a value is not as its schema says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Violation {
    /// The JSON pointer of the value.
    pub pointer: String,
    /// The keyword of the schema that it fails.
    pub keyword: String,
}

/// Schemas refer to nothing outside of themselves: an answer must not depend on a network.
struct NoLoader;

impl UrlLoader for NoLoader {
    fn load(&self, url: &str) -> Result<Value, Box<dyn std::error::Error>> {
        Err(format!("{url} is outside of the schema").into())
    }
}

/// The name that a schema goes by while it is compiled.
const NAME: &str = "kansa:schema";

impl Schema {
    /// Compiles a schema; draft 2020-12 unless it names another.
    ///
    /// # Errors
    ///
    /// What is no schema, or refers to something outside of itself.
    pub fn compile(schema: Value) -> Result<Self, Text> {
        let source = schema.to_string();
        let mut compiler = Compiler::new();
        compiler.use_loader(Box::new(NoLoader));
        let mut schemas = Schemas::new();
        if let Err(error) = compiler.add_resource(NAME, schema) {
            return Err(refused(&error));
        }
        match compiler.compile(NAME, &mut schemas) {
            Ok(index) => Ok(Self { source, schemas, index }),
            Err(error) => Err(refused(&error)),
        }
    }

    /// Where a value is not as the schema says, in the order of the schema.
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        let Err(error) = self.schemas.validate(value, self.index) else { return Vec::new() };
        let mut found = Vec::new();
        leaves(&error, &mut found);
        found.dedup();
        found
    }
}

fn refused(error: &boon::CompileError) -> Text {
    let why = error.to_string().replace(NAME, "");
    text!("JSON Schema として読めません（{why}）", "this is no JSON Schema ({why})")
}

fn leaves(error: &boon::ValidationError<'_, '_>, found: &mut Vec<Violation>) {
    if error.causes.is_empty() {
        let keyword = error.kind.to_string();
        // The text of the kind may quote the value; its first words name the keyword.
        let keyword = keyword.split([':', '\'', '"']).next().unwrap_or_default().trim().to_owned();
        found.push(Violation { pointer: error.instance_location.to_string(), keyword });
    }
    error.causes.iter().for_each(|it| leaves(it, found));
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_place_that_breaks_the_schema_is_named_without_its_value() {
        let schema = json!({
            "type": "object",
            "required": ["scanner"],
            "properties": { "findings": { "type": "array", "items": { "required": ["severity"] } } }
        });
        let schema = Schema::compile(schema).unwrap();
        assert_eq!(schema.violations(&json!({"scanner": "x", "findings": []})), []);
        let found = schema.violations(&json!({"findings": [{"severity": "low"}, {"secret": 1}]}));
        let pointers: Vec<&str> = found.iter().map(|it| it.pointer.as_str()).collect();
        assert_eq!(pointers, ["", "/findings/1"]);
        assert!(found.iter().all(|it| !it.keyword.contains("secret")), "{found:?}");
    }

    #[test]
    fn a_schema_that_refers_to_the_outside_is_refused() {
        for reference in ["file:///etc/hostname", "https://example.com/schema.json"] {
            assert!(Schema::compile(json!({ "$ref": reference })).is_err(), "{reference}");
        }
        assert!(Schema::compile(json!({ "type": "nothing" })).is_err());
    }
}
