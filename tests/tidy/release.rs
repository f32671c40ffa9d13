//! One version: the workspace, the changelog and the card in the catalogue say the same.

use crate::tree::{Findings, Tree, assert_none, assert_one};

/// Where the version is told, and the text that stands before it.
const TOLD: &[(&str, &str)] = &[
    ("Cargo.toml", "version = \""),
    ("CHANGELOG.md", "\n## "),
    ("publiccode.yml", "\nsoftwareVersion: \""),
];

fn different_versions(tree: &Tree) -> Findings {
    let version = |(path, before): &(&str, &str)| {
        let text = tree.get(path).map_or("", |file| file.text());
        let rest = text.split_once(before).map_or("", |(_, rest)| rest);
        rest.split(|c: char| !c.is_ascii_digit() && c != '.')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let versions: Vec<_> = TOLD.iter().map(version).collect();
    let others = TOLD
        .iter()
        .zip(&versions)
        .filter(|(_, other)| **other != versions[0]);
    others
        .map(|((path, _), other)| format!("{path}:1: {other:?}, not {:?}", versions[0]))
        .collect()
}

#[test]
fn the_version_is_told_alike() {
    assert_none(&different_versions(&Tree::repository()));
}

#[test]
fn another_version_is_found() {
    let tree = Tree::of(&[
        ("Cargo.toml", "[workspace.package]\nversion = \"1.2.0\"\n"),
        (
            "CHANGELOG.md",
            "# Changelog\n\n## 1.2.0, not yet\n\n## 1.1.0\n",
        ),
        ("publiccode.yml", "a: b\nsoftwareVersion: \"1.1.0\"\n"),
    ]);
    assert_one(
        &different_versions(&tree),
        "publiccode.yml:1: \"1.1.0\", not \"1.2.0\"",
    );
}
