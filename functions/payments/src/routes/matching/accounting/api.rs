//! The machine API of accounting records.

use access::Actor;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::civil::Date;
use kernel::money::Cents;
use platform::table::Cursor;
use platform::web::{ApiError, Fault};
use serde::{Deserialize, Serialize};

use super::super::api::again;
use super::super::view::ProvisionalView;
use super::super::{MatchingDeps, Outcome};
use crate::domain::accounting::{
    AccountingPerson, AccountingRecord, AccountingTerms, CollectionAccount,
};
use crate::routes::machine::{Ask, done, earlier};
use crate::routes::words::table_fault;
use crate::store::accounting;

/// Records of a page.
const PAGE_RECORDS: u32 = 100;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    from: Date,
    to: Date,
    cursor: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Records {
    records: Vec<RecordView>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct RecordView {
    flow_id: String,
    accounting_date: Date,
    amount_cents: Cents,
    person: String,
    account: String,
    #[serde(flatten)]
    provisional: ProvisionalView,
    settled_on: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<String>,
    version: u64,
}

impl RecordView {
    fn of(record: &AccountingRecord) -> Self {
        Self {
            flow_id: record.flow_id.to_string(),
            accounting_date: record.terms.accounting_date,
            amount_cents: record.amount_cents,
            person: record.terms.person.to_string(),
            account: record.terms.account.to_string(),
            provisional: ProvisionalView::of(record.provisional.as_ref()),
            settled_on: record.settled_on,
            statement: record.statement.as_ref().map(ToString::to_string),
            version: record.version,
        }
    }
}

/// `GET …/accounting?from=&to=&cursor=`: by accounting date, earliest first.
pub(super) async fn list(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Json<Records>, ApiError> {
    let place = asked.cursor.as_deref().map(Cursor::parse).transpose();
    let place = (place.map_err(table_fault)?, PAGE_RECORDS);
    let days = (asked.from, asked.to);
    let found = accounting::list(&deps.table, &actor.tenant, days, place).await;
    let found = found.map_err(table_fault)?;
    Ok(Json(Records {
        records: found.items.iter().map(RecordView::of).collect(),
        next: found.next.map(|next| next.as_str().to_owned()),
    }))
}

/// `POST …/flows/{id}/accounting`: books the credit of a flow, or changes how it was booked. What is
/// not told is as preset, or as it was.
pub(super) async fn book(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    mut ask: Ask,
) -> Result<Response, ApiError> {
    let date: Option<Date> = ask.optional("accounting_date");
    let person: Option<AccountingPerson> = ask.optional("person");
    let account: Option<CollectionAccount> = ask.optional("account");
    let ask = ask.finish()?;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let booking = deps.booking(&actor, &id).await?;
    let before = booking.record.as_ref().map(|record| record.terms.clone());
    let preset = match before {
        Some(terms) => Some(terms),
        None => deps.presets(&actor).await?.of(&booking),
    };
    let preset = preset.ok_or_else(|| {
        Fault::unprocessable(
            "no_account",
            "L'ente non ha un conto predefinito: indicane uno.",
        )
    })?;
    let terms = AccountingTerms {
        accounting_date: date.unwrap_or(preset.accounting_date),
        person: person.unwrap_or(preset.person),
        account: account.unwrap_or(preset.account),
    };
    let kept = |record: &AccountingRecord| {
        let told = (StatusCode::CREATED, &RecordView::of(record));
        done(&ask, &actor.tenant, told, deps.clock.now()).ok()
    };
    match deps.book(&actor, &id, (&terms, None), kept).await? {
        Outcome::Done(record) => {
            Ok((StatusCode::CREATED, Json(RecordView::of(&record))).into_response())
        }
        Outcome::KeyUsed => again(&deps, &actor, &ask).await,
    }
}
