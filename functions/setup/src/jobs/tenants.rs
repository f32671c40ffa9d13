//! The function of the pipeline: a tenants file comes in, a plan goes out, and the plan that was
//! reviewed is applied. The contract is `docs/tenants-file.md`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::apply::{ApplyError, Deps, apply_reviewed, make_plan};
use crate::cli::{FILE_BYTES_MAX, summary};
use crate::domain::check::check_bytes;
use crate::domain::fault::{BEGINNING, Fault};
use crate::domain::plan::ApiKeys;
use crate::domain::tenants::Tenants;

/// `{"act":"apply","file":"[[creditor]]…","reviewed":"3f9a…"}`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    pub act: Act,
    /// The text of the file; 4 MB at most.
    pub file: String,
    /// The fingerprint of the plan that was reviewed; asked for where something is applied.
    pub reviewed: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    Check,
    Plan,
    Apply,
}

/// What the order came to. All but `ok` are answers, too: a pipeline reads `state` and stops.
#[derive(Debug, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Answer {
    /// Checked, planned or applied.
    Ok {
        #[serde(skip_serializing_if = "Option::is_none")]
        declares: Option<String>,
        #[serde(skip_serializing_if = "Value::is_null")]
        plan: Value,
        /// The plan as people read it.
        #[serde(skip_serializing_if = "String::is_empty")]
        told: String,
    },
    /// The file is wrong.
    Faults { faults: Vec<Fault> },
    /// The plan is another than the one reviewed, or none was named; this is it.
    NotReviewed { plan: Value },
    /// Somebody changed the same thing in the same moment. What was written stays; plan again.
    Moved { what: String },
}

/// What a fault of the table or of ours is: the call fails, and may be made again.
pub async fn answer(deps: &Deps, order: Order) -> Result<Answer, ApplyError> {
    let tenants = match read(order.file) {
        Ok(tenants) => tenants,
        Err(faults) => return Ok(Answer::Faults { faults }),
    };
    match order.act {
        Act::Check => Ok(Answer::Ok {
            declares: Some(summary(&tenants)),
            plan: Value::Null,
            told: String::new(),
        }),
        Act::Plan => {
            let plan = make_plan(&deps.table, &tenants, ApiKeys::Ignore).await?;
            Ok(planned(&plan))
        }
        Act::Apply => apply(deps, &tenants, order.reviewed).await,
    }
}

async fn apply(
    deps: &Deps,
    tenants: &Tenants,
    reviewed: Option<String>,
) -> Result<Answer, ApplyError> {
    let reviewed = reviewed.unwrap_or_default();
    match apply_reviewed(deps, tenants, ApiKeys::Ignore, &reviewed).await {
        Ok(plan) => Ok(planned(&plan)),
        Err(ApplyError::NotReviewed { .. }) => {
            let plan = make_plan(&deps.table, tenants, ApiKeys::Ignore).await?;
            let plan = plan.to_json();
            Ok(Answer::NotReviewed { plan })
        }
        Err(ApplyError::Moved(what)) => Ok(Answer::Moved { what }),
        Err(error) => Err(error),
    }
}

fn planned(plan: &crate::Plan) -> Answer {
    Answer::Ok {
        declares: None,
        plan: json!(plan.to_json()),
        told: plan.to_string(),
    }
}

fn read(file: String) -> Result<Tenants, Vec<Fault>> {
    if u64::try_from(file.len()).is_ok_and(|length| length <= FILE_BYTES_MAX) {
        return check_bytes(file.into_bytes());
    }
    Err(vec![Fault {
        line: BEGINNING.line,
        column: BEGINNING.column,
        message: "the file is larger than 4 MB".to_owned(),
        hint: "an installation has at most 10,000 organisations".to_owned(),
    }])
}
