//! What is built in is well formed by itself.

use kansa::Library;
use kansa::core::catalog::NodeKind;
use kansa::core::text::Lang;

#[test]
fn the_built_in_library_has_no_problem() {
    let (library, diagnostics) = Library::open(None).unwrap();
    assert_eq!(diagnostics, []);
    for catalog in &library.catalogs {
        for lang in Lang::ALL {
            let (texts, problems) = library.texts(catalog, lang);
            assert_eq!(problems, []);
            // A catalog has a text for every requirement, or none yet.
            let requirements = catalog.nodes.iter().filter(|it| it.kind == NodeKind::Requirement).count();
            let expected = if catalog.id.as_str() == "iso-27001-2022" { requirements } else { 0 };
            assert_eq!(texts.texts.len(), expected, "{} in {}", catalog.id, lang.as_str());
        }
    }
}
