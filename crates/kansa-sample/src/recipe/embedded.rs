//! The recipes that are built in.

/// Each file of `recipes/`: name and text.
pub(super) const EMBEDDED: &[(&str, &str)] = &[
    ("acceptable-use", include_str!("../../recipes/acceptable-use.yaml")),
    ("access-control", include_str!("../../recipes/access-control.yaml")),
    ("asset-management", include_str!("../../recipes/asset-management.yaml")),
    ("authentication", include_str!("../../recipes/authentication.yaml")),
    ("backup", include_str!("../../recipes/backup.yaml")),
    ("business-continuity", include_str!("../../recipes/business-continuity.yaml")),
    ("capacity", include_str!("../../recipes/capacity.yaml")),
    ("change-control", include_str!("../../recipes/change-control.yaml")),
    ("clear-desk", include_str!("../../recipes/clear-desk.yaml")),
    ("cloud-services", include_str!("../../recipes/cloud-services.yaml")),
    ("competence", include_str!("../../recipes/competence.yaml")),
    ("confidentiality-pledge", include_str!("../../recipes/confidentiality-pledge.yaml")),
    ("contact-with-person", include_str!("../../recipes/contact-with-person.yaml")),
    ("corrective-action", include_str!("../../recipes/corrective-action.yaml")),
    ("cryptography", include_str!("../../recipes/cryptography.yaml")),
    ("csirt", include_str!("../../recipes/csirt.yaml")),
    ("data-accuracy", include_str!("../../recipes/data-accuracy.yaml")),
    ("direct-acquisition-notice", include_str!("../../recipes/direct-acquisition-notice.yaml")),
    ("emergency-preparation", include_str!("../../recipes/emergency-preparation.yaml")),
    ("endpoint-protection", include_str!("../../recipes/endpoint-protection.yaml")),
    ("event-reporting", include_str!("../../recipes/event-reporting.yaml")),
    ("group-oversight", include_str!("../../recipes/group-oversight.yaml")),
    ("hiring", include_str!("../../recipes/hiring.yaml")),
    ("incident-management", include_str!("../../recipes/incident-management.yaml")),
    ("information-transfer", include_str!("../../recipes/information-transfer.yaml")),
    ("internal-audit", include_str!("../../recipes/internal-audit.yaml")),
    ("isms-change", include_str!("../../recipes/isms-change.yaml")),
    ("isms-framework", include_str!("../../recipes/isms-framework.yaml")),
    ("law-watch", include_str!("../../recipes/law-watch.yaml")),
    ("leakage-prevention", include_str!("../../recipes/leakage-prevention.yaml")),
    ("leaving", include_str!("../../recipes/leaving.yaml")),
    ("licence-management", include_str!("../../recipes/licence-management.yaml")),
    ("logging", include_str!("../../recipes/logging.yaml")),
    ("mail-authentication", include_str!("../../recipes/mail-authentication.yaml")),
    ("management-commitment", include_str!("../../recipes/management-commitment.yaml")),
    ("management-review", include_str!("../../recipes/management-review.yaml")),
    ("media-and-equipment", include_str!("../../recipes/media-and-equipment.yaml")),
    ("media-training", include_str!("../../recipes/media-training.yaml")),
    ("network-security", include_str!("../../recipes/network-security.yaml")),
    ("objectives", include_str!("../../recipes/objectives.yaml")),
    ("officers-appointment", include_str!("../../recipes/officers-appointment.yaml")),
    ("operating-procedures", include_str!("../../recipes/operating-procedures.yaml")),
    ("outside-contacts", include_str!("../../recipes/outside-contacts.yaml")),
    ("personal-information", include_str!("../../recipes/personal-information.yaml")),
    ("pms-audit", include_str!("../../recipes/pms-audit.yaml")),
    ("pms-framework", include_str!("../../recipes/pms-framework.yaml")),
    ("pms-leadership", include_str!("../../recipes/pms-leadership.yaml")),
    ("pms-operation", include_str!("../../recipes/pms-operation.yaml")),
    ("pms-plans", include_str!("../../recipes/pms-plans.yaml")),
    ("pms-review", include_str!("../../recipes/pms-review.yaml")),
    ("privacy-policy", include_str!("../../recipes/privacy-policy.yaml")),
    ("privacy-risk", include_str!("../../recipes/privacy-risk.yaml")),
    ("privacy-rules", include_str!("../../recipes/privacy-rules.yaml")),
    ("privacy-training", include_str!("../../recipes/privacy-training.yaml")),
    ("project-security", include_str!("../../recipes/project-security.yaml")),
    ("proper-acquisition", include_str!("../../recipes/proper-acquisition.yaml")),
    ("purpose-of-use", include_str!("../../recipes/purpose-of-use.yaml")),
    ("record-retention", include_str!("../../recipes/record-retention.yaml")),
    ("remote-work", include_str!("../../recipes/remote-work.yaml")),
    ("requests-and-complaints", include_str!("../../recipes/requests-and-complaints.yaml")),
    ("retained-data-publication", include_str!("../../recipes/retained-data-publication.yaml")),
    ("rights-handling", include_str!("../../recipes/rights-handling.yaml")),
    ("risk-management", include_str!("../../recipes/risk-management.yaml")),
    ("rule-management", include_str!("../../recipes/rule-management.yaml")),
    ("secure-development", include_str!("../../recipes/secure-development.yaml")),
    ("secure-development-process", include_str!("../../recipes/secure-development-process.yaml")),
    ("security-monitoring", include_str!("../../recipes/security-monitoring.yaml")),
    ("security-organization", include_str!("../../recipes/security-organization.yaml")),
    ("security-policy", include_str!("../../recipes/security-policy.yaml")),
    ("self-check", include_str!("../../recipes/self-check.yaml")),
    ("site-security", include_str!("../../recipes/site-security.yaml")),
    ("special-care-information", include_str!("../../recipes/special-care-information.yaml")),
    ("supplier-management", include_str!("../../recipes/supplier-management.yaml")),
    ("third-party-provision", include_str!("../../recipes/third-party-provision.yaml")),
    ("third-party-receipt", include_str!("../../recipes/third-party-receipt.yaml")),
    ("training", include_str!("../../recipes/training.yaml")),
    ("training-delivery", include_str!("../../recipes/training-delivery.yaml")),
    ("vulnerability-management", include_str!("../../recipes/vulnerability-management.yaml")),
    ("weekly-all-hands", include_str!("../../recipes/weekly-all-hands.yaml")),
    ("zone-control", include_str!("../../recipes/zone-control.yaml")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_recipes_is_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/recipes");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|it| it.unwrap().file_name().to_string_lossy().replace(".yaml", ""))
            .collect();
        files.sort();
        let embedded: Vec<&str> = EMBEDDED.iter().map(|it| it.0).collect();
        assert_eq!(embedded, files);
    }
}
