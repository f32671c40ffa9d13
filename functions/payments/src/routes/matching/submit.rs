//! What a person sends: an uploaded flow or statement to be read.

use access::{Actor, panel};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::ids::StatementId;
use kernel::time::italian_datetime;
use platform::web::ui::{Table, Value};
use platform::web::{Page, PageError, Panel, Typed};

use super::faults::MatchingFault;
use super::list::HERE;
use super::{MatchingDeps, Outcome};
use crate::domain::flow::FlowFault;
use crate::domain::statement::StatementChoice;
use crate::store::statements;

/// Faults shown on the page; the machine API tells them all.
const SHOWN_MAX: usize = 200;

#[derive(Template)]
#[template(path = "routes/matching/faults.html")]
pub(super) struct FaultsPage {
    pub layout: Panel,
    pub told: String,
    pub faults: Table,
}

/// `POST /panel/payments/matching/flows`: 1 get and 1 transaction; a file larger than 5 MB is read
/// later: 1 transaction.
pub(super) async fn flow(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    form: Typed,
) -> Result<Response, PageError> {
    let id = uploaded(&form)?;
    if deps.is_large_flow(&actor, &id).await? {
        deps.read_later(&actor, &id).await?;
        let here = format!("{HERE}/uploads/{id}?what=flow");
        return Ok(Redirect::to(&here).into_response());
    }
    let xml = deps.uploaded_flow(&actor, &id).await?;
    match deps.load(&actor, &xml, |_| None).await {
        Ok(Outcome::Done(flow)) => {
            Ok(Redirect::to(&format!("{HERE}/flows/{}", flow.id)).into_response())
        }
        Ok(Outcome::KeyUsed) => Err(MatchingFault::Busy.into()),
        Err(MatchingFault::Faults(faults)) => {
            let page = faults_page(panel(&actor, HERE), &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

pub(super) fn faults_page(layout: Panel, faults: &[FlowFault]) -> FaultsPage {
    let told = match faults.len() {
        1 => "C'è un errore".to_owned(),
        count if count > SHOWN_MAX => format!("Ci sono {count} errori, ecco i primi {SHOWN_MAX}"),
        count => format!("Ci sono {count} errori"),
    };
    let rows = faults.iter().take(SHOWN_MAX).map(|fault| {
        let place = match fault.place.as_str() {
            "" => Value::from("Intero file"),
            place => Value::mono(place),
        };
        vec![place, Value::from(fault.message.as_str())]
    });
    FaultsPage {
        layout: layout
            .crumb("Riconciliazione", HERE)
            .here("Errori del flusso"),
        told: format!("{told}: il flusso non è stato caricato."),
        faults: Table::new("Errori del flusso", ["Dove", "Che cosa"]).rows(rows),
    }
}

/// `POST /panel/payments/matching/statements`: sent twice, it is one statement. 1 get and 1
/// transaction.
pub(super) async fn statement(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    form: Typed,
) -> Result<Response, PageError> {
    let id = uploaded(&form)?;
    let found = statements::read(&deps.table, &actor.tenant, &id).await;
    if found.map_err(MatchingFault::from)?.is_none() {
        let name = format!("Estratto conto del {}", italian_datetime(deps.clock.now()));
        let statement = (deps.begin(&actor, id.clone(), name), true);
        let choice = StatementChoice::default();
        deps.check(&actor, statement, &choice, None).await?;
    }
    Ok(Redirect::to(&format!("{HERE}/statements/{id}")).into_response())
}

fn uploaded(form: &Typed) -> Result<StatementId, MatchingFault> {
    StatementId::parse(form.value("upload")).map_err(|_| MatchingFault::NotUploaded)
}
