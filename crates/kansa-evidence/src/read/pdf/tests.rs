use kansa_core::content::{At, Facts, Sink, TextRead};
use kansa_core::text::Text;
use proptest::prelude::*;

use super::read;
use crate::read::notes::{Notes, endures, notes, trouble};
use crate::read::{Options, PdfText, Trouble};

/// A pdf of these objects, numbered from 1; the first is the catalog. `trailer` goes into the trailer.
fn pdf(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut offsets = String::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (count, start) = (objects.len() + 1, pdf.len());
    pdf.push_str(&format!("xref\n0 {count}\n0000000000 65535 f \n{offsets}"));
    pdf.push_str(&format!("trailer\n<</Size {count}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"));
    pdf.into_bytes()
}

const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
const PAGES: &str = "<</Type/Pages/Count 2/Kids[3 0 R 3 0 R]>>";
const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>";

fn facts(bytes: &[u8]) -> Facts {
    notes(read, bytes).1.unwrap()
}

#[test]
fn pages_and_the_later_day_are_said() {
    for (info, day) in [
        ("<</CreationDate(D:20260401090000+09'00')>>", Some("2026-04-01")),
        ("<</CreationDate(D:20260401)/ModDate(D:20260630235900Z)>>", Some("2026-06-30")),
        ("<</ModDate(yesterday)>>", None),
    ] {
        let facts = facts(&pdf(&[CATALOG, PAGES, PAGE, info], "/Info 4 0 R"));
        assert_eq!(facts.pages, Some(2));
        assert_eq!(facts.dated.map(|it| it.to_string()).as_deref(), day);
        assert_eq!(facts.text, TextRead::NoExtractor);
        assert!(!facts.signed);
    }
}

#[test]
fn without_a_day_in_the_info_dictionary_the_xmp_packet_says_it() {
    for packet in [
        "<xmp:CreateDate>2026-04-01T09:00:00Z</xmp:CreateDate><xmp:ModifyDate xmlns:xmp=\"x\">2026-04-02</xmp:ModifyDate>",
        "<rdf:Description xmp:ModifyDate=\"2026-04-02T00:00:00+09:00\"/>",
    ] {
        let packet =
            format!("<</Type/Metadata/Subtype/XML/Length {}>>stream\n{packet}\nendstream", packet.len());
        let bytes = pdf(&["<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>", PAGES, PAGE, &packet], "");
        assert_eq!(facts(&bytes).dated.unwrap().to_string(), "2026-04-02");
    }
}

#[test]
fn a_signature_counts_once_it_is_made() {
    for (field, value, signed) in [
        ("<</FT/Sig/V 5 0 R>>", "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00ab>>>", true),
        ("<</FT/Sig/Kids[<</V 5 0 R>>]>>", "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00ab>>>", true),
        ("<</FT/Sig/V 5 0 R>>", "<</Type/Sig/ByteRange[0 1 2 3]/Contents<0000>>>", false),
        ("<</FT/Sig>>", "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00ab>>>", false),
        ("<</FT/Tx/V 5 0 R>>", "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00ab>>>", false),
        ("<</FT/Sig/Kids[4 0 R]>>", "<</Type/Sig/ByteRange[0 1 2 3]/Contents<00ab>>>", false),
    ] {
        let catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>";
        assert_eq!(facts(&pdf(&[catalog, PAGES, PAGE, field, value], "")).signed, signed, "{field} {value}");
    }
}

#[test]
fn what_is_no_whole_pdf_is_said() {
    let good = pdf(&[CATALOG, PAGES, PAGE], "");
    for end in (0..good.len() - 8).step_by(7) {
        assert!(notes(read, &good[..end]).1.is_err(), "{end}");
    }
    for (bytes, expected) in [
        (b"PK\x03\x04".to_vec(), "no pdf"),
        (good[..good.len() - 10].to_vec(), "the pdf is cut off"),
        (pdf(&[CATALOG, "null", PAGE], ""), "the page tree of the pdf cannot be read"),
        (pdf(&["<</Type/Catalog/Pages 9 0 R>>"], ""), "the page tree of the pdf cannot be read"),
    ] {
        assert_eq!(trouble(read, &bytes), expected);
    }
}

#[test]
fn zeros_after_the_end_and_a_line_before_the_start_do_no_harm() {
    let mut bytes = pdf(&[CATALOG, PAGES, PAGE], "");
    bytes.extend([0; 5_000]);
    assert_eq!(facts(&bytes).pages, Some(2));
    let bytes = [b"\xef\xbb\xbf\n".as_slice(), &pdf(&[CATALOG, PAGES, PAGE], "")].concat();
    assert_eq!(facts(&bytes).pages, Some(2));
}

struct Said(&'static [&'static str]);

impl PdfText for Said {
    fn pages(&self, _: &[u8]) -> Result<Vec<String>, Text> {
        Ok(self.0.iter().map(|&it| it.to_owned()).collect())
    }
}

fn with_extractor(pages: &'static [&'static str]) -> (Vec<String>, TextRead) {
    let mut notes = Notes::default();
    let options = Options { pdf_text: Some(&Said(pages)), ..Options::default() };
    let facts = read(&pdf(&[CATALOG, PAGES, PAGE], ""), &options, &mut notes).unwrap();
    (notes.0, facts.text)
}

#[test]
fn lines_come_with_their_pages_and_pages_without_any_are_a_scan() {
    assert_eq!(
        with_extractor(&["a\n\nb\n", "c"]),
        (vec!["P1 a".into(), "P1 b".into(), "P2 c".into()], TextRead::Read)
    );
    assert_eq!(with_extractor(&[" \n", ""]), (vec![], TextRead::Scan));
}

/// A pdf whose cross-reference stream puts each object into a container that is the next object.
fn in_containers(depth: u32) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut entries = vec![0; 5];
    for object in [format!("1 0 obj\n{CATALOG}\nendobj\n"), format!("2 0 obj\n{PAGES}\nendobj\n")] {
        let offset = u32::try_from(pdf.len()).unwrap();
        entries.extend([&[1], &offset.to_be_bytes()[1..], &[0]].concat());
        pdf.extend(object.bytes());
    }
    for container in 4..4 + depth {
        entries.extend([&[2], &container.to_be_bytes()[1..], &[0]].concat());
    }
    let (start, size, length) = (pdf.len(), depth + 3, entries.len());
    let dictionary = format!("<</Type/XRef/W[1 3 1]/Size {size}/Root 1 0 R/Info 3 0 R/Length {length}>>");
    pdf.extend(format!("5000000 0 obj\n{dictionary}stream\n").bytes());
    pdf.extend(entries);
    pdf.extend(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").bytes());
    pdf
}

#[test]
fn hostile_structures_fit_the_stack_of_a_thread() {
    let nested = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    let dictionaries = "<</A".repeat(50_000);
    // Each stream has its length in the next one.
    let chain: Vec<String> =
        (4..3_000).map(|it| format!("<</Type/ObjStm/Length {} 0 R>>stream\nx\nendstream", it + 1)).collect();
    let chained: Vec<&str> =
        [CATALOG, PAGES, PAGE].into_iter().chain(chain.iter().map(String::as_str)).collect();
    let to_chain = "<</Type/Catalog/Pages 4 0 R>>";
    let through_chain: Vec<&str> =
        [to_chain, PAGES, PAGE].into_iter().chain(chain.iter().map(String::as_str)).collect();
    for bytes in [
        pdf(&[CATALOG, PAGES, PAGE, &nested], "/Info 4 0 R"),
        pdf(&[CATALOG, PAGES, PAGE, &dictionaries], "/Info 4 0 R"),
        pdf(&chained, "/Info 4 0 R"),
        pdf(&through_chain, ""),
        in_containers(100_000),
        pdf(
            &[
                "<</Type/Catalog/Pages 2 0 R/AcroForm 2 0 R>>%ByteRange",
                "<</Kids[2 0 R]/Fields[2 0 R]/Type/Pages>>",
            ],
            "",
        ),
    ] {
        let read_it = move || {
            let _: Result<Facts, Trouble> = notes(read, &bytes).1;
        };
        std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(read_it).unwrap().join().unwrap();
    }
}

#[test]
fn a_broken_file_is_no_panic() {
    let packet = "<</Type/Metadata/Length 5>>stream\n<x/> \nendstream";
    let catalog = "<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R/AcroForm<</Fields[5 0 R]>>>>";
    let field = "<</FT/Sig/V<</ByteRange[0 1 2 3]/Contents<00ab>>>>>";
    endures(read, &pdf(&[catalog, PAGES, PAGE, packet, field], ""));
}

struct Nothing;

impl Sink for Nothing {
    fn sheet(&mut self, _: &kansa_core::content::Sheet<'_>) {}
    fn row(&mut self, _: u32, _: &[kansa_core::content::Raw<'_>]) {}
    fn line(&mut self, _: At, _: &str) {}
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), object in "[<>/A-Z\\[\\]0-9R ()]{0,60}") {
        let framed = [b"%PDF-1.4\n", &bytes[..], b"\nstartxref\n9\n%%EOF"].concat();
        for bytes in [bytes, framed, pdf(&[CATALOG, &object, PAGE], ""), pdf(&[&object, PAGES, PAGE], "")] {
            let _ = read(&bytes, &Options::default(), &mut Nothing);
        }
    }
}
