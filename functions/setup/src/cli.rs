//! The words of the command line: a file read and checked, and its faults on a terminal.

use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::domain::check::check_bytes;
use crate::domain::fault::{FAULTS_MAX, Fault};
use crate::domain::tenants::Tenants;

/// A file is at most this long; thousands of organisations fit.
pub const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

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
    let bytes = std::fs::read(path).map_err(unreadable)?;
    check_bytes(bytes).map_err(|faults| CheckError::Faults(path.to_owned(), faults))
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

impl CheckError {
    /// For a terminal: places red, hints blue.
    pub fn coloured(&self) -> String {
        let Self::Faults(path, faults) = self else {
            return self.to_string();
        };
        let mut told = heading(path, faults);
        for fault in faults {
            let Fault {
                line,
                column,
                message,
                hint,
            } = fault;
            let place = format!("\u{1b}[1;31mline {line}, column {column}:\u{1b}[0m");
            let hint = format!("\u{1b}[36mhint:\u{1b}[0m {hint}");
            let _ = write!(told, "\n{place} {message}\n  {hint}");
        }
        told
    }
}

fn heading(path: &Path, faults: &[Fault]) -> String {
    let word = if faults.len() == 1 { "fault" } else { "faults" };
    let more = match faults.len() {
        FAULTS_MAX => ", the first of them",
        _ => "",
    };
    format!("{}: {} {word}{more}", path.display(), faults.len())
}

struct FaultList<'a>(&'a Path, &'a [Fault]);

impl fmt::Display for FaultList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&heading(self.0, self.1))?;
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
            "line 1, column 1: [[reseller]] has no `name`",
            "line 2, column 15: `fiscal_code`",
            "line 3, column 1: unknown",
        ] {
            assert!(told.contains(line), "{told}");
        }
        assert!(!told.contains('\u{1b}'));
        let coloured = check_file(file.path()).unwrap_err().coloured();
        assert!(coloured.contains("\u{1b}[1;31mline 3, column 1:\u{1b}[0m unknown"));
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
