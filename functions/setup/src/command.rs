//! What a person types who has credentials: `setup check FILE`, then `plan`, and after a person has
//! looked, `apply --reviewed FINGERPRINT`. The pipeline calls the function [`crate::jobs::tenants`]
//! instead, whose role is smaller.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use kernel::dice::OsDice;
use kernel::time::SystemClock;
use platform::config::{Boot, Missing};
use platform::table::{Table, TableError};
use thiserror::Error;

use crate::apply::{ApplyError, Deps, Passwords, apply_file, apply_reviewed, make_plan};
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

/// `plan FILE --json`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub verb: Verb,
    pub file: PathBuf,
    pub json: bool,
    /// The plan that is applied, and no other.
    pub reviewed: Option<String>,
}

#[derive(Debug, Error)]
pub enum CommandError {
    #[error(
        "usage: setup check FILE | plan FILE [--json] | apply FILE [--json] [--reviewed FINGERPRINT]\n\
         (plan and apply: the table's name in TABLE)"
    )]
    Usage,
    #[error("{}", shown(.0))]
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

/// With colours where standard error is a terminal and `NO_COLOR` is not set.
pub fn shown(error: &CheckError) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if plain || !std::io::stderr().is_terminal() {
        error.to_string()
    } else {
        error.coloured()
    }
}

/// The words after the program's name.
pub fn parse(words: &[String]) -> Result<Order, CommandError> {
    let [verb, file, rest @ ..] = words else {
        return Err(CommandError::Usage);
    };
    let verb = match verb.as_str() {
        "check" => Verb::Check,
        "plan" => Verb::Plan,
        "apply" => Verb::Apply,
        _ => return Err(CommandError::Usage),
    };
    let mut order = Order {
        verb,
        file: file.into(),
        json: false,
        reviewed: None,
    };
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        match (word.as_str(), verb) {
            ("--json", Verb::Plan | Verb::Apply) => order.json = true,
            ("--reviewed", Verb::Apply) => {
                order.reviewed = Some(rest.next().ok_or(CommandError::Usage)?.clone());
            }
            _ => return Err(CommandError::Usage),
        }
    }
    Ok(order)
}

/// Gives what to print.
pub async fn run(words: &[String]) -> Result<String, CommandError> {
    if let [room, rest @ ..] = words
        && room == "audit"
    {
        return Ok(audit::run(rest).await?);
    }
    let order = parse(words)?;
    let tenants = check_file(&order.file)?;
    // Keys that stand in a file are no secrets: they are for the local stack.
    let keys = ApiKeys::Ignore;
    let plan = match order.verb {
        Verb::Check => return Ok(format!("declares {}\n", summary(&tenants))),
        Verb::Plan => make_plan(&table().await?, &tenants, keys).await?,
        Verb::Apply => {
            let deps = Deps {
                table: table().await?,
                clock: Arc::new(SystemClock::new(None)),
                dice: Arc::new(OsDice),
            };
            match &order.reviewed {
                Some(reviewed) => apply_reviewed(&deps, &tenants, keys, reviewed).await?,
                None => apply_file(&deps, &tenants, keys, &Passwords::new()).await?,
            }
        }
    };
    Ok(match (order.json, order.verb) {
        (true, _) => format!("{:#}\n", plan.to_json()),
        (false, Verb::Apply) => format!("{plan}applied: {}\n", plan.outcome()),
        (false, _) => format!("{plan}fingerprint {}\n", plan.fingerprint()),
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
        let order = parse(&words("plan a.toml --json")).unwrap();
        assert_eq!((order.verb, order.json), (Verb::Plan, true));
        assert_eq!(order.file, PathBuf::from("a.toml"));
        let order = parse(&words("apply a.toml --reviewed 3f9a")).unwrap();
        assert_eq!(order.reviewed.as_deref(), Some("3f9a"));
        for wrong in [
            "",
            "check",
            "delete a.toml",
            "apply a.toml b.toml",
            "check a.toml --json",
            "plan a.toml --reviewed x",
            "apply a.toml --reviewed",
        ] {
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
