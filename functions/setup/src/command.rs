//! What the pipeline calls: `setup check FILE`, then `plan`, and after a person has looked, `apply`.

use std::path::PathBuf;
use std::sync::Arc;

use kernel::dice::OsDice;
use kernel::time::SystemClock;
use platform::config::{Boot, Missing};
use platform::table::{Table, TableError};
use thiserror::Error;

use crate::apply::{ApplyError, Deps, Passwords, apply_file, make_plan};
use crate::audit::{self, AuditError};
use crate::cli::{CheckError, check_file, summary};
use crate::domain::plan::ApiKeys;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// The file against its grammar; asks nobody.
    Check,
    /// What would change in the table named by `TABLE`.
    Plan,
    /// Changes it.
    Apply,
}

#[derive(Debug, Error)]
pub enum CommandError {
    #[error("usage: setup check|plan|apply FILE (plan and apply: the table's name in TABLE)")]
    Usage,
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error(transparent)]
    Surroundings(#[from] Missing),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Apply(#[from] ApplyError),
    #[error(transparent)]
    Audit(#[from] AuditError),
}

/// The words after the program's name.
pub fn parse(words: &[String]) -> Result<(Verb, PathBuf), CommandError> {
    let [verb, file] = words else {
        return Err(CommandError::Usage);
    };
    let verb = match verb.as_str() {
        "check" => Verb::Check,
        "plan" => Verb::Plan,
        "apply" => Verb::Apply,
        _ => return Err(CommandError::Usage),
    };
    Ok((verb, file.into()))
}

/// Gives what to print.
pub async fn run(words: &[String]) -> Result<String, CommandError> {
    if let [room, rest @ ..] = words
        && room == "audit"
    {
        return Ok(audit::run(rest).await?);
    }
    let (verb, file) = parse(words)?;
    let tenants = check_file(&file)?;
    // Keys that stand in a file are no secrets: they are for the local stack.
    let keys = ApiKeys::Ignore;
    Ok(match verb {
        Verb::Check => format!("declares {}\n", summary(&tenants)),
        Verb::Plan => make_plan(&table().await?, &tenants, keys)
            .await?
            .to_string(),
        Verb::Apply => {
            let deps = Deps {
                table: table().await?,
                clock: Arc::new(SystemClock::new(None)),
                dice: Arc::new(OsDice),
            };
            let plan = apply_file(&deps, &tenants, keys, &Passwords::new()).await?;
            format!("{plan}applied\n")
        }
    })
}

async fn table() -> Result<Table, Missing> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    boot.finish()?;
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_verb_and_a_file_are_asked_for() {
        let (verb, file) = parse(&words("plan a.toml")).unwrap();
        assert_eq!((verb, file), (Verb::Plan, PathBuf::from("a.toml")));
        for wrong in ["", "check", "delete a.toml", "apply a.toml b.toml"] {
            assert!(matches!(parse(&words(wrong)), Err(CommandError::Usage)));
        }
    }

    #[tokio::test]
    async fn a_check_needs_no_table() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = "[[reseller]]\nfiscal_code = \"11477110156\"\nname = \"x\"\n";
        std::fs::write(file.path(), text).unwrap();
        let told = run(&["check".to_owned(), file.path().display().to_string()]).await;
        assert_eq!(told.unwrap(), "declares 1 reseller\n");
    }
}
