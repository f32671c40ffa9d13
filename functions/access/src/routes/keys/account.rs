//! Service accounts: members that are programmes.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::ids::{EventId, ServiceId};
use kernel::time::{italian_date, rome_date};
use platform::table::Tx;
use platform::web::ui::{Empty, Field, Summary};
use platform::web::{Fault, Page, PageError, Panel, Typed};

use super::{Asker, HERE, KeysDeps, table_fault, tx_fault};
use crate::domain::actor::Actor;
use crate::domain::api_key::{KeyLabel, Revoked};
use crate::domain::audit::{Act, Object};
use crate::domain::service_account::{Purpose, ServiceAccount};
use crate::panel::panel;
use crate::store::{forms, service_accounts};

const ACCOUNTS: &str = "/panel/access/keys/accounts";

#[derive(Template)]
#[template(path = "routes/keys/accounts.html")]
pub(super) struct AccountsPage {
    layout: Panel,
    summary: Summary,
    form: String,
    name: Field,
    purpose: Field,
    open: Vec<Line>,
    empty: Empty,
}

/// One programme in the list.
pub(super) struct Line {
    name: String,
    purpose: String,
    since: String,
    close: String,
}

/// `GET /panel/access/keys/accounts`
pub(super) async fn show(
    State(deps): State<KeysDeps>,
    actor: Actor,
) -> Result<Page<AccountsPage>, PageError> {
    Ok(Page(page(&deps, &actor, &Typed::new()).await?))
}

async fn page(deps: &KeysDeps, actor: &Actor, form: &Typed) -> Result<AccountsPage, Fault> {
    let accounts = service_accounts::list(&deps.table, &actor.tenant).await;
    let accounts = accounts.map_err(table_fault)?;
    let layout = panel(actor, HERE)
        .crumb("Chiavi API", HERE)
        .here("Applicazioni");
    let id = EventId::parse(form.value("form")).unwrap_or_else(|_| deps.new_form());
    Ok(view(layout, &accounts, form, &id))
}

fn view(layout: Panel, accounts: &[ServiceAccount], form: &Typed, id: &EventId) -> AccountsPage {
    let open = accounts.iter().filter(|account| account.closed.is_none());
    AccountsPage {
        layout,
        summary: form.summary(),
        form: id.to_string(),
        name: Field::text("name", "Nome dell’applicazione")
            .help("Per esempio «Gestionale mensa».")
            .length_max(60)
            .required()
            .from(form),
        purpose: Field::area("purpose", "A che cosa serve")
            .help("Che cosa fa, di chi è, chi la cura.")
            .length_max(300)
            .required()
            .from(form),
        open: open.map(line).collect(),
        empty: Empty::new(
            "Nessuna applicazione",
            "Un’applicazione è un membro dell’ente senza password: possiede solo chiavi.",
        ),
    }
}

fn line(account: &ServiceAccount) -> Line {
    Line {
        name: account.name.as_str().to_owned(),
        purpose: account.purpose.as_str().to_owned(),
        since: italian_date(rome_date(account.created_at)),
        close: format!("{ACCOUNTS}/{}/close", account.id),
    }
}

/// `POST /panel/access/keys/accounts`
pub(super) async fn create(
    State(deps): State<KeysDeps>,
    asker: Asker,
    mut form: Typed,
) -> Result<Response, PageError> {
    let name = form.parse("name", KeyLabel::parse);
    let purpose = form.parse("purpose", Purpose::parse);
    let id = EventId::parse(form.value("form")).ok();
    let id = id.filter(|id| forms::is_fresh(id, deps.clock.now()));
    let (Some(name), Some(purpose), Some(id)) = (name, purpose, id) else {
        let page = page(&deps, &asker.actor, &form).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    let account = ServiceAccount {
        id: ServiceId::mint(deps.clock.as_ref(), deps.dice.as_ref()),
        tenant: asker.actor.tenant.clone(),
        name,
        purpose,
        created_at: deps.clock.now(),
        created_by: asker.actor.id.to_string(),
        closed: None,
    };
    let (made, at) = (account.id.to_string(), account.created_at);
    let tx = forms::used(Tx::new(), &asker.actor.tenant, &id, &made, at);
    let object = Object::service_account(&account.id);
    let event = deps.event(&asker, Act::ServiceAccountCreated, object);
    let tx = service_accounts::put_new(tx, account).put_new(&event);
    if let Err(error) = deps.table.commit(tx).await
        && forms::made_before(&error).is_none()
    {
        return Err(tx_fault(error).into());
    }
    Ok(Redirect::to(ACCOUNTS).into_response())
}

/// `POST /panel/access/keys/accounts/{id}/close`: its keys open no more from this moment on.
pub(super) async fn close(
    State(deps): State<KeysDeps>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let unknown = || Fault::not_found("Non c’è nessuna applicazione con questo codice.");
    let id = ServiceId::parse(&id).map_err(|_| unknown())?;
    let found = service_accounts::find(&deps.table, &id).await;
    let found = found.map_err(table_fault)?;
    let own = found.filter(|found| found.account.tenant == asker.actor.tenant);
    let found = own.ok_or_else(unknown)?;
    if found.account.closed.is_none() {
        let (at, by) = (deps.clock.now(), asker.actor.id.to_string());
        let closed = Some(Revoked { at, by });
        let account = ServiceAccount {
            closed,
            ..found.account.clone()
        };
        let object = Object::service_account(&account.id);
        let event = deps.event(&asker, Act::ServiceAccountClosed, object);
        let tx = service_accounts::put(Tx::new(), &found, account).put_new(&event);
        deps.table.commit(tx).await.map_err(tx_fault)?;
    }
    Ok(Redirect::to(ACCOUNTS).into_response())
}
