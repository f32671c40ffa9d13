//! `POST /api/creditors/{cf}/register/dues`: a register sends dues, which become an import that is
//! already being checked. The layout is `docs/register.md`.

use std::collections::HashSet;

use access::Actor;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::ids::ServiceCode;
use kernel::money::Cents;
use kernel::time::rome_date;
use platform::table::Condition;
use platform::web::{ApiError, Fault};
use serde::Serialize;
use serde_json::Value;

use super::ImportsDeps;
use super::act::{Outcome, publishes};
use super::faults::ImportFault;
use crate::domain::dues::{
    DateOrder, Decimal, DialectChoice, Encoding, Format, RefusedRow, RowCode, Separator, Terms,
};
use crate::domain::import::{
    Command, Decision, Examination, ExaminationError, Import, ImportChoices, ImportState, Report,
};
use crate::domain::register::{DUES_MAX, FIRST_ROW, RegisterDue, field_of, file};
use crate::jobs::check_import::services;
use crate::routes::machine::{Ask, answer, done, earlier};
use crate::store::files;
use crate::store::imports::{self, Begun, Change, Saved};

/// Characters of the register's own name.
const NAME_CHARS_MAX: usize = 100;
const CSV: &str = "text/csv; charset=utf-8";

#[derive(Serialize)]
struct Taken {
    id: String,
    state: ImportState,
    totals: Totals,
    /// The dues that would be refused, before the archive is asked.
    refused: Vec<RefusedDue>,
}

#[derive(Serialize)]
struct Totals {
    dues: u64,
    accepted: u64,
    refused: u64,
    amount_cents: Cents,
}

/// The first thing that is wrong with a due.
#[derive(Serialize)]
struct RefusedDue {
    /// From 0, in the order sent.
    index: u32,
    external_id: String,
    field: &'static str,
    code: RowCode,
    message: String,
}

/// What a register sends, its fields taken.
struct Sent {
    register: String,
    choices: ImportChoices,
    dues: Vec<RegisterDue>,
}

/// 1 get for the key, 1 put to the bucket, 1 transaction.
pub(super) async fn dues(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    mut ask: Ask,
) -> Result<Response, ApiError> {
    let sent = sent(&mut ask);
    if !deps.sells(&actor, sent.choices.service.as_ref()).await? {
        ask.wrong("service", "Il servizio non è nel catalogo dell'ente.");
    }
    let ask = ask.finish()?;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let import = deps.begin(&actor, sent.register.clone());
    let choices = ImportChoices {
        within: publishes(&actor, &import),
        ..sent.choices.clone()
    };
    let Decision::Changed(import) = import.decide(Command::Check(choices), deps.clock.now()) else {
        return Err(Fault::internal("a new import can be checked").into());
    };
    let bytes = file(&sent.dues);
    let report = deps.examined(&import, &bytes).await?;
    let body = taken(&import, &sent.dues, &report);
    let reply = (StatusCode::ACCEPTED, &body);
    let done = done(&ask, &actor.tenant, reply, deps.clock.now())?;
    match deps.take(&import, bytes, &done).await? {
        Outcome::Done(_) => Ok(answer(&done)),
        Outcome::KeyUsed => {
            let earlier = earlier(&deps.table, &actor.tenant, &ask).await?;
            earlier
                .ok_or_else(|| ImportFault::Busy.into())
                .map(IntoResponse::into_response)
        }
    }
}

fn sent(ask: &mut Ask) -> Sent {
    let register: Option<String> = ask.required("register");
    let register = register.map(|name| kernel::text::normalise_spaces(&name));
    let length = register.as_ref().map_or(1, |name| name.chars().count());
    if !(1..=NAME_CHARS_MAX).contains(&length) {
        ask.wrong("register", "Il nome del registro ha da 1 a 100 caratteri.");
    }
    let service: Option<ServiceCode> = ask.optional("service");
    let load_again: bool = ask.optional("load_again").unwrap_or_default();
    let raw: Vec<Value> = ask.required("dues").unwrap_or_default();
    if !(1..=DUES_MAX).contains(&raw.len()) {
        ask.wrong("dues", "Una chiamata porta da 1 a 1000 dovuti.");
    }
    let mut dues = Vec::with_capacity(raw.len().min(DUES_MAX));
    for (index, value) in raw.into_iter().take(DUES_MAX).enumerate() {
        match serde_json::from_value::<RegisterDue>(value) {
            Ok(due) if !due.external_id.trim().is_empty() => dues.push(due),
            Ok(_) => ask.wrong(
                &format!("dues[{index}].external_id"),
                "Il campo è obbligatorio.",
            ),
            Err(_) => ask.wrong(
                &format!("dues[{index}]"),
                "Il dovuto non ha la forma prevista.",
            ),
        }
    }
    let choices = ImportChoices {
        service,
        dialect: dialect(),
        load_again,
        ..ImportChoices::default()
    };
    Sent {
        register: register.unwrap_or_default(),
        choices,
        dues,
    }
}

/// As [`file`] writes: nothing is left to be found out.
fn dialect() -> DialectChoice {
    DialectChoice {
        format: Some(Format::Csv),
        encoding: Some(Encoding::Utf8Bom),
        separator: Some(Separator::Semicolon),
        decimal: Some(Decimal::Comma),
        date: Some(DateOrder::YearFirst),
    }
}

fn taken(import: &Import, dues: &[RegisterDue], report: &Report) -> Taken {
    let refused = report.refused.iter().map(|row| refused(dues, row));
    Taken {
        id: import.id.to_string(),
        state: import.state,
        totals: Totals {
            dues: report.totals.rows,
            accepted: report.totals.accepted,
            refused: report.totals.refused,
            amount_cents: report.totals.amount_cents,
        },
        refused: refused.collect(),
    }
}

fn refused(dues: &[RegisterDue], row: &RefusedRow) -> RefusedDue {
    let index = row.row.saturating_sub(FIRST_ROW);
    let due = dues.get(index as usize);
    RefusedDue {
        index,
        external_id: due.map(|due| due.external_id.clone()).unwrap_or_default(),
        field: field_of(&row.fault.column).unwrap_or("due"),
        code: row.fault.code,
        message: row.fault.message.clone(),
    }
}

impl ImportsDeps {
    /// What the check will find, but for what the archive knows.
    async fn examined(&self, import: &Import, bytes: &[u8]) -> Result<Report, ApiError> {
        let settings = self.settings.get(&import.creditor).await;
        let settings = settings.map_err(ImportFault::from)?;
        let settings = settings.ok_or(ImportFault::NoSettings)?;
        let services = services(&settings, import).ok_or(ImportFault::NoSettings)?;
        let accounts = settings.accounts();
        let terms = Terms {
            creditor: &import.creditor,
            services: &services,
            accounts: &accounts,
            today: rome_date(self.clock.now()),
        };
        let report = Examination::of(bytes, &import.choices, Vec::new(), terms)
            .and_then(|examination| examination.report(bytes, &HashSet::new()));
        report.map_err(|error| match error {
            ExaminationError::File(failure) => {
                Fault::unprocessable(failure.code(), failure.to_string()).into()
            }
            other => Fault::internal(other).into(),
        })
    }

    /// The file, then the import with its check: what a lost transaction leaves is a file that
    /// nobody names.
    async fn take(
        &self,
        import: &Import,
        bytes: Vec<u8>,
        done: &crate::store::idempotency::Done,
    ) -> Result<Outcome, ImportFault> {
        let key = files::upload(&import.creditor, &import.id);
        self.objects.put(&key, CSV, bytes).await?;
        let order = self.order(import);
        let change = Change {
            import,
            condition: Condition::New,
            done: Some(done),
            guard: None,
            order: order.as_ref(),
        };
        match imports::begin(&self.table, change).await? {
            Begun::Saved(Saved::Done) => Ok(Outcome::Done(Box::new(import.clone()))),
            Begun::Saved(Saved::KeyUsed) => Ok(Outcome::KeyUsed),
            Begun::Saved(Saved::Overtaken | Saved::PublishedBy(_)) => Err(ImportFault::Busy),
            Begun::Retired => Err(ImportFault::Retired),
        }
    }
}
