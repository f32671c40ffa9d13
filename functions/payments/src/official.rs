//! The official schemas and xmllint, for the unit tests: read where they lie, never copied.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A file or folder of the official schemas; `None`, with the reason told, where it is absent.
pub(crate) fn specs(path: &str) -> Option<PathBuf> {
    let told = std::env::var_os("SPORTELLO_SPECS").map(PathBuf::from);
    let near = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs");
    let found = told.unwrap_or(near).join(path);
    if !found.exists() {
        let place = found.display();
        eprintln!("skipped: no schemas at {place} (see tests/SCHEMAS.md)");
        return None;
    }
    Some(found)
}

/// What xmllint has to say of a document; empty where it is valid.
pub(crate) fn lint(schema: &Path, document: &str) -> String {
    let mut lint = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("xmllint is installed (libxml2-utils)");
    let mut input = lint.stdin.take().expect("piped");
    input.write_all(document.as_bytes()).expect("xmllint reads");
    drop(input);
    let done = lint.wait_with_output().expect("xmllint ends");
    match done.status.success() {
        true => String::new(),
        // Whatever it says, it is not empty: the status alone is the verdict.
        false => format!("invalid: {}", String::from_utf8_lossy(&done.stderr)),
    }
}
