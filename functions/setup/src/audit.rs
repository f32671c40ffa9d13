//! `setup audit verify FISCAL_CODE`: holds the log of activities of an organisation against its sealed
//! files and names every event that was changed, dropped, added or swapped. `-` stands for the events
//! that belong to no organisation; the table's name stands in `TABLE`, the sealed files' bucket in
//! `BUCKET`.

use std::fmt::Write as _;
use std::sync::Arc;

use access::domain::audit::Report;
use access::jobs::seal::{SealDeps, SealError, verify};
use kernel::tax::OrgFiscalCode;
use kernel::time::SystemClock;
use platform::config::{Boot, Missing};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum AuditError {
    #[error("usage: setup audit verify FISCAL_CODE|- (the table in TABLE, the bucket in BUCKET)")]
    Usage,
    #[error(transparent)]
    Surroundings(#[from] Missing),
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The report, for a program that fails where the log does not hold.
    #[error("{0}")]
    Touched(String),
}

/// The words after `audit`; gives what to print.
pub async fn run(words: &[String]) -> Result<String, AuditError> {
    let tenant = parse(words)?;
    let mut boot = Boot::start().await;
    let (table, objects) = (boot.table(), boot.objects());
    boot.finish()?;
    let clock = Arc::new(SystemClock::new(None));
    let deps = SealDeps {
        table,
        objects,
        clock,
    };
    told(&verify(&deps, tenant.as_ref()).await?)
}

fn parse(words: &[String]) -> Result<Option<OrgFiscalCode>, AuditError> {
    let [verb, code] = words else {
        return Err(AuditError::Usage);
    };
    match (verb.as_str(), code.as_str()) {
        ("verify", "-") => Ok(None),
        ("verify", code) => OrgFiscalCode::parse(code)
            .map(Some)
            .map_err(|_| AuditError::Usage),
        _ => Err(AuditError::Usage),
    }
}

/// The head comes in every case: it is what is compared with one that was noted elsewhere.
pub fn told(report: &Report) -> Result<String, AuditError> {
    let until = report.until.map(|until| until.to_string());
    let mut text = format!(
        "{} blocks, {} events, sealed until {}\nhead {}\n",
        report.blocks,
        report.events,
        until.as_deref().unwrap_or("-"),
        report.head.as_str(),
    );
    if report.holds() {
        return Ok(text + "holds\n");
    }
    for fault in &report.faults {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{fault}");
    }
    Err(AuditError::Touched(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn an_organisation_is_asked_for() {
        let town = OrgFiscalCode::parse("80047110152").unwrap();
        assert_eq!(parse(&words("verify 80047110152")).unwrap(), Some(town));
        assert_eq!(parse(&words("verify -")).unwrap(), None);
        for wrong in ["", "verify", "verify 1", "seal 80047110152"] {
            assert!(
                matches!(parse(&words(wrong)), Err(AuditError::Usage)),
                "{wrong}"
            );
        }
    }
}
