//! The official schemas, for tests: read where they lie, never copied.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Once;

#[derive(Debug, Clone, Copy)]
pub enum Schema {
    /// Messages between node and station.
    Node,
    /// Reporting flows.
    Flow,
}

impl Schema {
    fn file(self) -> &'static str {
        match self {
            Schema::Node => "pagopa/node-soap/wsdl/xsd/paForNode.xsd",
            Schema::Flow => "pagopa/fdr/FlussoRiversamento_1_0_4.pagopa-fdr-nodo.xsd",
        }
    }
}

/// What xmllint finds wrong with a document; skipped, with the reason told, where the schemas
/// are absent (`tests/SCHEMAS.md` says where to get them).
pub fn official_faults(schema: Schema, document: &str) -> Option<String> {
    let specs = std::env::var_os("SPORTELLO_SPECS").map(PathBuf::from);
    let near = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs");
    let file = specs.unwrap_or(near).join(schema.file());
    if !file.is_file() {
        eprintln!(
            "skipped: no schema at {} (see tests/SCHEMAS.md)",
            file.display()
        );
        return None;
    }
    static SOUND: Once = Once::new();
    SOUND.call_once(|| {
        assert!(
            lint(&file, "<stranger/>").is_some(),
            "xmllint checks nothing"
        )
    });
    lint(&file, document)
}

fn lint(schema: &Path, document: &str) -> Option<String> {
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
    let output = lint.wait_with_output().expect("xmllint ends");
    (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}
