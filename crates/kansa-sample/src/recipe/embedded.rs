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
