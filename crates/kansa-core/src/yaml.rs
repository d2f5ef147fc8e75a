//! YAML files as trees with places, and a decoder that collects every problem of a file.

mod decode;
mod record;
mod tree;
mod written;

pub use decode::nearest;
pub(crate) use decode::{
    Decode, Decoder, Each, InRange, Located, Spelled, Tolerant, decode_file, decode_map, decode_named,
};
pub(crate) use record::{keywords, record};
pub(crate) use tree::{Node, NodeKind};
pub use written::as_yaml;
pub(crate) use written::quoted;

/// The key of a field: a raw identifier without its mark.
pub(crate) const fn key(field: &str) -> &str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        // The one key that is named after a standard.
        b"json_schema" => "json-schema",
        _ => field,
    }
}
