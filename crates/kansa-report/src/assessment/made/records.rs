//! What the registers of a company say.

use kansa_core::assessment as core;
use kansa_core::company;
use kansa_core::organization::Reach;

use super::super::records::{
    Certificate, Nonconformity, Officer, Register, RegisterRequirement, Route, Seal, Stated,
};
use super::{Source, place};

pub(super) fn register(source: &Source<'_>, it: &core::RegisterResult) -> Register {
    let def = source.model.register(it.register);
    let requirement = |index: &kansa_core::model::RequirementIx| RegisterRequirement {
        id: source.model.requirement_ref(*index).to_string(),
        title: source.model.resolve(*index).1.title.clone(),
    };
    Register {
        id: def.id.to_string(),
        title: def.title.clone(),
        standing: it.standing.to_string(),
        rows: it.rows,
        files: it.files.iter().map(ToString::to_string).collect(),
        requirements: it.requirements.iter().map(requirement).collect(),
    }
}

pub(super) fn seal(it: &kansa_core::evidence::Seal) -> Seal {
    Seal {
        heads: it.heads.iter().map(|it| format!("sha256:{it}")).collect(),
        sealed: it.sealed.len(),
        altered: it.altered.len(),
        removed: it.removed.len(),
        unsealed: it.unsealed.len(),
    }
}

pub(super) fn stated(it: &core::Stated) -> Stated {
    Stated {
        reason_type: it.reason_type.clone(),
        basis: it.basis.clone(),
        implemented: it.implemented.clone(),
        planned: it.planned,
        period: it.span.into(),
    }
}

pub(super) fn officer(it: &core::Officer) -> Officer {
    Officer {
        role: it.role.clone(),
        holder: it.holder.clone(),
        charge: it.charge.clone(),
        from: it.from,
        at: place(&it.at),
    }
}

pub(super) fn route(company: &company::Company, it: &core::Route) -> Route {
    let (reach, through) = match &it.reach {
        Reach::Never => ("never", Vec::new()),
        Reach::Through(common) => ("through", common.clone()),
        Reach::Independently => ("independently", Vec::new()),
    };
    Route {
        top: company.reporting.as_ref().map(|it| it.top.clone()).unwrap_or_default(),
        units: it.units.clone(),
        reach: reach.to_owned(),
        through,
        text: it.reach.text(),
    }
}

pub(super) fn certificate(source: &Source<'_>, it: &core::Certificate) -> Certificate {
    Certificate {
        key: it.key.to_string(),
        catalog: it.catalog.map(|it| source.model.catalogs()[it].id.to_string()),
        scheme: it.scheme.clone(),
        body: it.body.clone(),
        extent: it.extent.clone(),
        period: it.span.into(),
        next_audit: it.next_audit,
        state: it.state.to_string(),
        due: it.due,
        at: place(&it.at),
    }
}

pub(super) fn nonconformity(source: &Source<'_>, it: &core::Nonconformity) -> Nonconformity {
    Nonconformity {
        register: it.register.to_owned(),
        key: it.key.to_string(),
        title: it.title.clone(),
        grade: it.grade.to_string(),
        controls: it.controls.iter().map(|it| source.model.control_id(*it).to_string()).collect(),
        raised: it.raised,
        due: it.due,
        stage: it.stage.to_string(),
        at: place(&it.at),
    }
}
