//! What is built in is well formed by itself.

use kansa::Library;
use kansa::core::catalog::NodeKind;
use kansa::core::text::Lang;

#[test]
fn the_built_in_library_has_no_problem() {
    let (library, diagnostics) = Library::open(None).unwrap();
    assert_eq!(diagnostics, []);
    assert!(library.measures.len() >= 120, "{} measures", library.measures.len());
    for catalog in &library.catalogs {
        for lang in Lang::ALL {
            let (texts, problems) = library.texts(catalog, lang);
            assert_eq!(problems, []);
            for node in catalog.nodes.iter().filter(|it| it.kind == NodeKind::Requirement) {
                assert!(
                    texts.texts.contains_key(&node.id),
                    "{}:{} in {}",
                    catalog.id,
                    node.id,
                    lang.as_str()
                );
            }
        }
    }
}
