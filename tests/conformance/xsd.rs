//! The official schemas and the judge that reads them: xmllint.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files that one call of xmllint takes.
const FILES_MAX: usize = 500;

/// One of the official files, with its name below `$SPORTELLO_SPECS`.
#[derive(Clone, Copy, Debug)]
pub struct Schema(&'static str);

pub const PA_FOR_NODE: Schema = Schema("pagopa/node-soap/wsdl/xsd/paForNode.xsd");
pub const REVENUE_STAMP: Schema = Schema("pagopa/node-soap/xsd-common/MarcaDaBollo.xsd");
pub const SOAP_ENVELOPE: Schema = Schema("pagopa/node-soap/xsd-common/envelope.xsd");

/// Whether both the schemas and xmllint are here; says what is missing.
pub fn is_here() -> bool {
    let folder = specs();
    if !folder.is_dir() {
        let folder = folder.display();
        println!(
            "skipped: no official schemas at {folder} (tests/SCHEMAS.md says where to get them)"
        );
        return false;
    }
    let there = Command::new("xmllint").arg("--version").output().is_ok();
    if !there {
        println!("skipped: xmllint is not installed (Debian: libxml2-utils)");
    }
    there
}

fn specs() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs");
    std::env::var_os("SPORTELLO_SPECS").map_or(beside, PathBuf::from)
}

impl Schema {
    /// For each document, whether it is valid; what xmllint had to say stands beside.
    pub fn judge(self, documents: &[String]) -> Vec<(bool, String)> {
        let some = documents.chunks(FILES_MAX);
        some.flat_map(|some| self.judge_some(some)).collect()
    }

    fn judge_some(self, documents: &[String]) -> Vec<(bool, String)> {
        let folder = tempfile::tempdir().unwrap();
        let name = |number: usize| folder.path().join(format!("{number}.xml"));
        let names: Vec<PathBuf> = (0..documents.len()).map(name).collect();
        for (name, document) in names.iter().zip(documents) {
            std::fs::write(name, document).unwrap();
        }
        let mut xmllint = Command::new("xmllint");
        xmllint
            .args(["--nonet", "--noout", "--schema"])
            .arg(specs().join(self.0));
        let output = xmllint.args(&names).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        // `<file> validates`, or lines that begin with `<file>:` and say what is wrong.
        let mut valid = BTreeSet::new();
        let mut about: BTreeMap<&str, &str> = BTreeMap::new();
        for line in said.lines() {
            if let Some(name) = line.strip_suffix(".xml validates") {
                valid.insert(name);
            } else if let Some((name, what)) = line.split_once(".xml:") {
                about.entry(name).or_insert(what);
            }
        }
        let verdict = |name: &PathBuf| {
            let name = name.to_str().unwrap().trim_end_matches(".xml");
            let what = about.get(name).copied().unwrap_or_default();
            (valid.contains(name), what.to_owned())
        };
        names.iter().map(verdict).collect()
    }

    #[track_caller]
    pub fn assert_valid(self, documents: &[String]) {
        for (document, (valid, said)) in documents.iter().zip(self.judge(documents)) {
            assert!(valid, "{said}\n{document}");
        }
    }
}
