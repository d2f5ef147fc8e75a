//! Measures with their conditions and checks, which then look at a table, a text and a value.
#![no_main]

use kansa_core::content::{Facts, Sink, TextRead};
use kansa_core::extract::{Extract, Extractor, Reading};
use kansa_core::measure::Measure;
use kansa_core::model::Model;
use kansa_core::print::Salt;
use kansa_core::table::Wanted;
use kansa_fuzz::{grid, is_message, model, panics, parsed, text};
use libfuzzer_sys::fuzz_target;

const TABLE: &str = "受講名簿\n社員番号\t部署\t点数\t実施率\t受講日\t有効期限\t合格\nE1\t総務\t#90\t%80\t2026-06-01\t@739700\t済\n\
                     E2\t開発\t八十\t90%\t令和8年6月1日\t\t未\n\t\t#-1\t!\t04/05/2026\t2026-06-30\t-";

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some(text) = text(data) else { return };
    let file = parsed::file("controls/measures/personal.yaml", text);
    let parse = |file: &_| {
        let (measures, problems) = Measure::parse(file, model::registers());
        (Some(measures), problems)
    };
    let (measures, _) = parsed::endures(&file, parse);
    let measures = measures.unwrap_or_default();
    for requirement in measures.iter().flat_map(|it| &it.requirements) {
        let mut extractor = Extractor::new(requirement, "名簿.csv", &Reading::default(), Salt::default());
        grid::hand_out(TABLE, &mut extractor);
        extractor.line(kansa_core::content::At::Line(1), "個人情報保護方針 版数: 1.2 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
        if extractor.wants_values() {
            extractor.value(&serde_json::json!({"rules": [{"id": 1, "name": "a"}, null, [1.5, true]], "名": {"a": ""}}));
        }
        let facts = Facts { text: TextRead::Read, ..Facts::default() };
        match extractor.finish(&Wanted::Fitting, &facts) {
            Ok(extract) => {
                let bytes = postcard::to_stdvec(&extract).expect("an extract can be kept");
                let kept: Extract = postcard::from_bytes(&bytes).expect("what was kept can be read");
                assert!(!extract.is_complete() || kept == extract, "an extract is kept as it was");
            }
            Err(why) => is_message(&why),
        }
    }
    let (_, problems) =
        Model::of_all(vec![model::catalog()], Vec::new(), measures, model::registers().to_vec());
    parsed::are_sound(&file, &problems);
});
