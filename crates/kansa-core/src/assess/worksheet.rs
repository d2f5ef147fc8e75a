//! Worksheets of compensating controls (代替コントロールワークシート): one for each requirement that is met by other means.
//!
//! Source: PCI DSS v4.0.1, appendices B and C.

use std::collections::HashSet;

use super::Inputs;
use super::applicability::named;
use super::record;
use crate::assessment::ObligationResult;
use crate::catalog::ExceptionRule;
use crate::model::{ControlIx, Model};

/// The six parts of a worksheet.
const PARTS: [&str; 6] = ["constraints", "definition", "objective", "risk", "validation", "maintenance"];

/// The requirements that have a complete worksheet on the day.
#[derive(Debug, Default)]
pub(super) struct Worksheets(HashSet<ControlIx>);

/// Reads the register `compensating-controls`: a row is complete if all six parts are filled and it was approved.
pub(super) fn read(inputs: &Inputs<'_>) -> Worksheets {
    let complete = record::of(inputs, "compensating-controls").filter(|row| {
        row.span().contains(inputs.as_of)
            && row.is_dated()
            && PARTS.iter().all(|part| row.words(part).is_some())
            && row.day("approved").is_some_and(|it| it <= inputs.as_of)
    });
    let requirements = complete.flat_map(|row| row.list("requirement"));
    Worksheets(requirements.flat_map(|it| named(inputs.model, inputs.plan.company, it)).collect())
}

impl Worksheets {
    /// Whether an accepted obligation stays accepted for a control.
    pub(super) fn allow(&self, model: &Model, obligation: &ObligationResult, control: ControlIx) -> bool {
        let compensated = obligation.exception.as_ref().is_some_and(|it| it.compensating.is_some());
        match model.node(control).exceptions {
            ExceptionRule::Allowed => true,
            ExceptionRule::Compensating => compensated,
            ExceptionRule::Worksheet => compensated && self.0.contains(&control),
            ExceptionRule::Forbidden => false,
        }
    }
}
