//! A view that remembers which names were looked up in vain.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::{Enumerator, Object, ObjectExt, Value, ValueKind};

/// How many are remembered: what led to an error is among the last.
const LAST: usize = 32;

/// A name that was looked up and is not there.
#[derive(Debug, Clone)]
pub(super) struct Miss {
    /// The name.
    pub(super) key: String,
    /// Of what, such as `report.head`; empty if it was looked up as a variable.
    pub(super) of: String,
    /// The names that are there.
    pub(super) known: Vec<String>,
}

/// What was looked up in vain, the oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Misses(Arc<Mutex<VecDeque<Miss>>>);

impl Misses {
    fn push(&self, miss: Miss) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() == LAST {
            all.pop_front();
        }
        all.push_back(miss);
    }

    pub(super) fn taken(&self) -> Vec<Miss> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect()
    }
}

/// The same values, watched.
pub(super) fn watched(view: &Value) -> (Value, Misses) {
    let misses = Misses::default();
    (watch(view, "", &misses), misses)
}

fn watch(value: &Value, path: &str, misses: &Misses) -> Value {
    let each = || value.try_iter().into_iter().flatten();
    match value.kind() {
        ValueKind::Map => {
            let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            let field = |key: Value| {
                let name = key.as_str()?.to_owned();
                let found = value.get_item(&key).ok()?;
                Some((name.clone(), watch(&found, &below(&name), misses)))
            };
            let values = each().filter_map(field).collect();
            Value::from_object(Watched { path: path.to_owned(), values, misses: misses.clone() })
        }
        ValueKind::Seq => {
            let below = format!("{path}[]");
            each().map(|it| watch(&it, &below, misses)).collect::<Vec<_>>().into()
        }
        _ => value.clone(),
    }
}

/// A map that remembers what it does not have.
#[derive(Debug)]
struct Watched {
    path: String,
    values: BTreeMap<String, Value>,
    misses: Misses,
}

impl Object for Watched {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let found = self.values.get(key);
        if found.is_none() {
            let known = self.values.keys().cloned().collect();
            self.misses.push(Miss { key: key.to_owned(), of: self.path.clone(), known });
        }
        found.cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        self.mapped_enumerator(|it| Box::new(it.values.keys().map(|key| Value::from(key.as_str()))))
    }
}
