//! What is only found by loading all objects of a pdf: its signatures and its XMP packet.

use std::collections::HashSet;

use chrono::NaiveDate;
use lopdf::{Dictionary, Document, LoadOptions, Object};
use memchr::memmem;

use crate::read::day;

/// Bytes that all compressed objects of a file may take together, shared out evenly; and what each may take in any case, for
/// files with thousands of them.
const MAX_OBJECTS: usize = 64 * 1024 * 1024;
const MIN_OBJECT_STREAM: usize = 128 * 1024;

/// Bytes of an XMP packet.
const MAX_PACKET: usize = 4 * 1024 * 1024;

/// Form fields that are looked at, and how deep they may nest.
const MAX_FIELDS: usize = 100_000;
const MAX_DEPTH: u32 = 32;

/// What was found.
pub(super) struct Found {
    pub(super) signed: bool,
    pub(super) dated: Option<NaiveDate>,
}

/// Loads all objects and looks.
pub(super) fn look(bytes: &[u8]) -> lopdf::Result<Found> {
    let streams = memmem::find_iter(bytes, b"ObjStm").count().max(1);
    let each = (MAX_OBJECTS / streams).max(MIN_OBJECT_STREAM);
    let document = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(each))?;
    let catalog = document.catalog()?;
    Ok(Found { signed: signed(&document, catalog), dated: dated(&document, catalog) })
}

/// Whether a signature field of the form has a signature in it.
fn signed(document: &Document, catalog: &Dictionary) -> bool {
    let fields = catalog
        .get_deref(b"AcroForm", document)
        .and_then(Object::as_dict)
        .and_then(|form| form.get_deref(b"Fields", document))
        .and_then(Object::as_array);
    let Ok(fields) = fields else { return false };
    let mut seen = HashSet::new();
    let mut open: Vec<(&Object, bool, u32)> = fields.iter().map(|it| (it, false, 0)).collect();
    while let Some((field, inherited, depth)) = open.pop() {
        if let Ok(id) = field.as_reference()
            && !seen.insert(id)
        {
            continue;
        }
        if seen.len() > MAX_FIELDS || depth > MAX_DEPTH {
            continue;
        }
        let Ok(field) = document.dereference(field).and_then(|(_, it)| it.as_dict()) else { continue };
        let kind = field.get_deref(b"FT", document).and_then(Object::as_name);
        let is_signature = kind.map_or(inherited, |it| it == b"Sig");
        if is_signature && field.get_deref(b"V", document).and_then(Object::as_dict).is_ok_and(is_filled) {
            return true;
        }
        if let Ok(kids) = field.get_deref(b"Kids", document).and_then(Object::as_array) {
            open.extend(kids.iter().map(|it| (it, is_signature, depth + 1)));
        }
    }
    false
}

/// Whether a signature has been made: a placeholder is all zeros.
fn is_filled(signature: &Dictionary) -> bool {
    let range = signature.get(b"ByteRange").is_ok();
    let contents = signature.get(b"Contents").and_then(Object::as_str);
    range && contents.is_ok_and(|it| it.iter().any(|&byte| byte != 0))
}

/// The later of the two days in the XMP packet.
fn dated(document: &Document, catalog: &Dictionary) -> Option<NaiveDate> {
    let packet = catalog.get_deref(b"Metadata", document).and_then(Object::as_stream).ok()?;
    let unpacked = if packet.dict.has(b"Filter") {
        packet.decompressed_content_with_limit(MAX_PACKET).ok()?
    } else {
        packet.content.clone()
    };
    let text = String::from_utf8_lossy(&unpacked);
    ["xmp:CreateDate", "xmp:ModifyDate"].into_iter().filter_map(|name| day::iso(value(&text, name)?)).max()
}

/// What stands after a name, as an element (`<name …>value`) or an attribute (`name="value"`).
fn value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(name)?;
    match rest.trim_start().strip_prefix('=') {
        Some(quoted) => Some(quoted.trim_start_matches([' ', '"', '\''])),
        None => rest.split_once('>').map(|(_, value)| value),
    }
}
