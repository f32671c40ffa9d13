//! The official schemas are read where they lie, never copied into the project.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::tree::{Findings, Tree, assert_none, assert_one, root};

/// Shorter files (a lone licence line, an empty list) may be alike by chance.
const BYTES_MIN: usize = 200;

fn copies(tree: &Tree, specs: &HashMap<Vec<u8>, String>) -> Findings {
    let copy = |bytes: &[u8]| specs.get(&without_spaces(bytes));
    tree.files
        .iter()
        .filter_map(|file| {
            copy(&file.bytes).map(|spec| file.finding(1, format!("a copy of {spec}")))
        })
        .collect()
}

fn without_spaces(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect()
}

fn read_specs(folder: &Path, specs: &mut HashMap<Vec<u8>, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_specs(&path, specs);
        } else {
            let bytes = without_spaces(&std::fs::read(&path).unwrap());
            if bytes.len() >= BYTES_MIN {
                specs.insert(
                    bytes,
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                );
            }
        }
    }
}

#[test]
fn no_official_schema_is_copied() {
    let folder = std::env::var_os("SPORTELLO_SPECS")
        .map_or_else(|| root().join("../shared/specs"), PathBuf::from);
    if !folder.is_dir() {
        eprintln!(
            "skipped: no official schemas at {} (tests/SCHEMAS.md says where to get them)",
            folder.display()
        );
        return;
    }
    let mut specs = HashMap::new();
    read_specs(&folder, &mut specs);
    assert_none(&copies(&Tree::repository(), &specs));
}

#[test]
fn a_copy_is_found_even_reindented() {
    let specs = HashMap::from([(b"<schema><element/></schema>".to_vec(), "pa.xsd".to_owned())]);
    let tree = Tree::of(&[(
        "functions/payments/src/pa.xsd",
        "<schema>\n  <element/>\n</schema>\n",
    )]);
    assert_one(&copies(&tree, &specs), "a copy of pa.xsd");
}
