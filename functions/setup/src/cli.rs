//! The words of the command line: `tenants check FILE`.

use std::fmt;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::domain::check::check;
use crate::domain::fault::Fault;
use crate::domain::tenants::Tenants;

/// A file is at most this long; thousands of organisations fit.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

#[derive(Debug, Error)]
pub enum CheckError {
    #[error("the tenants file {0} cannot be read: {1}")]
    Read(PathBuf, std::io::Error),
    #[error("the tenants file {0} is larger than 4 MB")]
    Large(PathBuf),
    #[error("{}", FaultList(.0, .1))]
    Faults(PathBuf, Vec<Fault>),
}

/// Reads and checks a file; the error tells every fault with its line and a hint.
pub fn check_file(path: &Path) -> Result<Tenants, CheckError> {
    let unreadable = |error| CheckError::Read(path.to_owned(), error);
    let size_bytes = std::fs::metadata(path).map_err(unreadable)?.len();
    if size_bytes > FILE_BYTES_MAX {
        return Err(CheckError::Large(path.to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    check(&text).map_err(|faults| CheckError::Faults(path.to_owned(), faults))
}

/// What a good file declares, in one line: `2 creditors, 5 services, 3 users`.
pub fn summary(tenants: &Tenants) -> String {
    let services = tenants
        .creditors
        .iter()
        .map(|creditor| creditor.services.len())
        .sum();
    let counts = [
        (tenants.creditors.len(), "creditor"),
        (services, "service"),
        (tenants.resellers.len(), "reseller"),
        (tenants.providers.len(), "provider"),
        (tenants.customers.len(), "customer"),
        (tenants.users.len(), "user"),
    ];
    let words = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| {
            let plural = if *count == 1 { "" } else { "s" };
            format!("{count} {word}{plural}")
        });
    let words: Vec<_> = words.collect();
    if words.is_empty() {
        "nothing".to_owned()
    } else {
        words.join(", ")
    }
}

struct FaultList<'a>(&'a Path, &'a [Fault]);

impl fmt::Display for FaultList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let faults = if self.1.len() == 1 { "fault" } else { "faults" };
        write!(f, "{}: {} {faults}", self.0.display(), self.1.len())?;
        for fault in self.1 {
            write!(f, "\n{fault}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn every_fault_of_a_file_is_told_with_its_line() {
        let file = file("[[reseller]]\nfiscal_code = \"1\"\nnome = \"x\"\n");
        let told = check_file(file.path()).unwrap_err().to_string();
        assert!(told.contains("3 faults"), "{told}");
        for line in [
            "line 1: [[reseller]] has no `name`",
            "line 2: `fiscal_code`",
            "line 3: unknown",
        ] {
            assert!(told.contains(line), "{told}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let told = check_file(Path::new("no/such.toml"))
            .unwrap_err()
            .to_string();
        assert!(told.contains("no/such.toml"), "{told}");
    }

    #[test]
    fn a_good_file_is_summed_up() {
        let text = "[[reseller]]\nfiscal_code = \"11477110156\"\nname = \"x\"\n";
        let tenants = check_file(file(text).path()).unwrap();
        assert_eq!(summary(&tenants), "1 reseller");
        assert_eq!(summary(&Tenants::default()), "nothing");
    }
}
