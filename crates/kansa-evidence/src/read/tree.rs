//! What json, yaml and toml have in common: a tree of values, taken from any serde deserializer.
//!
//! Unlike the value types of those crates it refuses a key that stands twice, counts its nodes against a limit, and borrows its
//! texts from the file.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use kansa_core::content::Sink;
use serde_json::Value as Json;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};

/// Values in one file. A value takes 24 bytes, its key as much again: this bounds a file of `[0,0,0` to a gigabyte.
pub(crate) const MAX_VALUES: u32 = 20_000_000;

/// A value of a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    /// null.
    Empty,
    /// true or false.
    Flag(bool),
    /// A number that a float holds exactly.
    Number(f64),
    /// A text, or a number whose spelling would be lost.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Value<'a>>),
    /// Fields with names, in their order.
    Record(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl Value<'_> {
    /// Hands out the value as a whole, to those who want it so.
    pub(crate) fn hand_out(&self, sink: &mut dyn Sink) {
        if sink.wants_values() {
            sink.value(&self.to_json());
        }
    }

    fn to_json(&self) -> Json {
        match self {
            Self::Empty => Json::Null,
            Self::Flag(flag) => Json::Bool(*flag),
            // A schema tells 3 from 3.0 by its spelling only; a whole number is an integer.
            Self::Number(number) => whole(*number).map_or_else(|| Json::from(*number), Json::from),
            Self::Text(text) => Json::from(text.as_ref()),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Record(fields) => {
                Json::Object(fields.iter().map(|(key, it)| (key.to_string(), it.to_json())).collect())
            }
        }
    }
}

/// A number without decimals as an integer.
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e15).then(|| format!("{number}").parse().ok()).flatten()
}

/// Why a tree could not be grown, where the deserializer's own message does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A key stands twice in one record.
    Repeated,
    /// Too many values.
    TooMany,
}

/// What is counted while a tree grows.
#[derive(Debug, Default)]
pub(crate) struct Growth<'s> {
    spellings: &'s [&'s str],
    values: Cell<u32>,
    numbers: Cell<usize>,
    inexact: Cell<bool>,
    refusal: Cell<Option<Refusal>>,
}

impl<'s> Growth<'s> {
    /// Growth that knows how each number of the file is written, in their order.
    pub(crate) fn with_spellings(spellings: &'s [&'s str]) -> Self {
        Self { spellings, ..Self::default() }
    }

    /// Why the tree could not be grown, if it was not a matter of syntax.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        self.refusal.get()
    }

    /// Whether a number came that a float may not hold exactly.
    pub(crate) fn inexact(&self) -> bool {
        self.inexact.get()
    }

    /// How many numbers came.
    pub(crate) fn numbers(&self) -> usize {
        self.numbers.get()
    }

    /// The tree of a deserializer.
    ///
    /// # Errors
    ///
    /// The deserializer's, or a [`Refusal`].
    pub(crate) fn grow<'de, D: Deserializer<'de>>(&self, from: D) -> Result<Value<'de>, D::Error> {
        Seed(self).deserialize(from)
    }

    fn refuse<E: Error>(&self, refusal: Refusal) -> E {
        self.refusal.set(Some(refusal));
        E::custom("refused")
    }

    fn count<E: Error>(&self) -> Result<(), E> {
        let values = self.values.get() + 1;
        self.values.set(values);
        if values > MAX_VALUES { Err(self.refuse(Refusal::TooMany)) } else { Ok(()) }
    }

    /// A number that came as a float or fits one; as it is written where a float may stand for another number too.
    fn number<'a>(&self, number: f64, exact: bool) -> Value<'a> {
        let index = self.numbers.replace(self.numbers.get() + 1);
        match self.spellings.get(index) {
            _ if exact => Value::Number(number),
            Some(&spelling) => Value::Text(Cow::Owned(spelling.to_owned())),
            None => {
                self.inexact.set(true);
                Value::Number(number)
            }
        }
    }

    /// A whole number beyond what a float holds.
    fn spelled<'a>(&self, number: impl fmt::Display) -> Value<'a> {
        self.numbers.set(self.numbers.get() + 1);
        Value::Text(Cow::Owned(number.to_string()))
    }
}

/// Whole numbers up to here are floats without loss, and so is each one's neighbour.
const EXACT: u64 = 1 << 53;

#[derive(Clone, Copy)]
struct Seed<'g>(&'g Growth<'g>);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value<'de>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        self.0.count()?;
        Ok(Value::Empty)
    }

    fn visit_none<E: Error>(self) -> Result<Value<'de>, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Value<'de>, D::Error> {
        self.deserialize(from)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<Value<'de>, D::Error> {
        self.deserialize(from)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value<'de>, E> {
        self.0.count()?;
        Ok(Value::Flag(flag))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value<'de>, E> {
        self.0.count()?;
        match exact(number) {
            Some(exact) => Ok(self.0.number(exact, true)),
            None => Ok(self.0.spelled(number)),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value<'de>, E> {
        self.0.count()?;
        match exact(number.unsigned_abs()) {
            Some(exact) => Ok(self.0.number(if number < 0 { -exact } else { exact }, true)),
            None => Ok(self.0.spelled(number)),
        }
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<Value<'de>, E> {
        self.0.count()?;
        Ok(self.0.spelled(number))
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<Value<'de>, E> {
        self.0.count()?;
        Ok(self.0.spelled(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value<'de>, E> {
        self.0.count()?;
        // 2^53: from here on a float is a whole number that may stand for its neighbour.
        Ok(self.0.number(number, number.abs() < 9_007_199_254_740_992.0))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'de>, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        self.0.count()?;
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value<'de>, E> {
        self.0.count()?;
        Ok(Value::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value<'de>, A::Error> {
        self.0.count()?;
        let mut list = Vec::new();
        while let Some(value) = from.next_element_seed(self)? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value<'de>, A::Error> {
        self.0.count()?;
        let mut record: Vec<(Cow<'de, str>, Value<'de>)> = Vec::new();
        let mut names = HashSet::new();
        while let Some(name) = from.next_key_seed(Name)? {
            // Most records are short: only a long one needs a set of its names.
            let repeated = if record.len() < 16 {
                record.iter().any(|(it, _)| *it == name)
            } else {
                if names.is_empty() {
                    names.extend(record.iter().map(|(it, _)| it.clone()));
                }
                !names.insert(name.clone())
            };
            if repeated {
                return Err(self.0.refuse(Refusal::Repeated));
            }
            let value = from.next_value_seed(self)?;
            record.push((name, value));
        }
        if let [(name, Value::Text(_))] = &record[..]
            && name == TOML_DATE
            && let Some((_, date)) = record.pop()
        {
            return Ok(date);
        }
        Ok(Value::Record(record))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, from: A) -> Result<Value<'de>, A::Error> {
        // A value with a tag of its own (`!secret x`): the tag says nothing of what it holds.
        let (_, value) = from.variant_seed(Name)?;
        value.newtype_variant_seed(self)
    }
}

/// The field in which the toml crate hands out a date.
const TOML_DATE: &str = "$__toml_private_datetime";

/// A whole number as a float, if no other one is the same float.
fn exact(number: u64) -> Option<f64> {
    if number >= EXACT {
        return None;
    }
    // Two halves that each fit a u32 make a float without a cast that could lose anything.
    let high = u32::try_from(number >> 32).ok()?;
    let low = u32::try_from(number & 0xffff_ffff).ok()?;
    Some(f64::from(high) * 4_294_967_296.0 + f64::from(low))
}

/// A key: a text, or what a yaml key looks like as a text.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        // Asked for a text, yaml gives keys such as `5.10` as they are written.
        from.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key that is a text")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_string<E: Error>(self, name: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name))
    }
}
