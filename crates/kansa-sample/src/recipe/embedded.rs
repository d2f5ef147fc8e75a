//! The recipes that are built in.

/// Each file of `recipes/`: name and text.
pub(super) const EMBEDDED: &[(&str, &str)] = &[
    ("access-control", include_str!("../../recipes/access-control.yaml")),
    ("backup", include_str!("../../recipes/backup.yaml")),
    ("internal-audit", include_str!("../../recipes/internal-audit.yaml")),
    ("management-review", include_str!("../../recipes/management-review.yaml")),
    ("supplier-management", include_str!("../../recipes/supplier-management.yaml")),
    ("training", include_str!("../../recipes/training.yaml")),
];
