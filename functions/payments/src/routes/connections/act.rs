//! What a person does to the connection.

use access::Actor;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::dice;
use kernel::ids::EventId;
use platform::table::Condition;
use platform::web::{Fault, Page, PageError, Typed};

use super::ConnectionsDeps;
use super::page::{self, HERE};
use crate::domain::webhook::{self, Delivery, Endpoint, Wanted, WebhookSecret, WebhookUrl};
use crate::routes::words::table_fault;
use crate::store::webhooks;

/// `POST …/connections`: the address. A first one brings its secret, shown on the page that answers.
pub(super) async fn save(
    State(deps): State<ConnectionsDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    let url = form.parse("url", |text| WebhookUrl::parse(text, deps.reach));
    let wanted: Vec<Wanted> = form.values("wanted").filter_map(Wanted::parse).collect();
    if wanted.is_empty() {
        form.reject("wanted", "Scegli almeno un tipo di messaggio.");
    }
    let before = deps.endpoint(&actor).await?;
    let Some(url) = url.filter(|_| form.is_clean()) else {
        let page = page::page(&deps, &actor, before, (form, None)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    let is_new = before.is_none();
    let endpoint = match before.clone() {
        Some(endpoint) => Endpoint {
            url,
            wanted,
            ..endpoint
        },
        None => deps.first(&actor, url, wanted),
    };
    let endpoint = deps.write(&actor, before, endpoint).await?;
    if !is_new {
        return Ok(Redirect::to(HERE).into_response());
    }
    deps.shown(&actor, endpoint).await
}

/// `POST …/connections/secret`: a new secret; the old one signs no more.
pub(super) async fn renew(
    State(deps): State<ConnectionsDeps>,
    actor: Actor,
) -> Result<Response, PageError> {
    let before = deps.endpoint(&actor).await?.ok_or_else(none)?;
    let secret = deps.secret();
    let after = Endpoint {
        secret,
        ..before.clone()
    };
    let endpoint = deps.write(&actor, Some(before), after).await?;
    deps.shown(&actor, endpoint).await
}

/// `POST …/connections/remove`, confirmed by a box.
pub(super) async fn remove(
    State(deps): State<ConnectionsDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    let Some(endpoint) = deps.endpoint(&actor).await? else {
        return Ok(Redirect::to(HERE).into_response());
    };
    if form.value("sure") != "yes" {
        form.reject("sure", "Conferma che vuoi togliere il collegamento.");
        let page = page::page(&deps, &actor, Some(endpoint), (form, None)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    let who = actor.id.to_string();
    let by = (who.as_str(), deps.clock.now());
    let removed = webhooks::remove(&deps.table, &endpoint, by).await;
    if !removed.map_err(table_fault)? {
        return Err(busy().into());
    }
    Ok(Redirect::to(HERE).into_response())
}

/// `POST …/connections/test`
pub(super) async fn test(
    State(deps): State<ConnectionsDeps>,
    actor: Actor,
) -> Result<Response, PageError> {
    deps.endpoint(&actor).await?.ok_or_else(none)?;
    let (clock, dice) = (deps.clock.as_ref(), deps.dice.as_ref());
    let (id, now) = (EventId::mint(clock, dice), clock.now());
    let message = webhook::test((id.clone(), now), actor.tenant.clone());
    let body = serde_json::to_string(&message).map_err(Fault::internal)?;
    let delivery = Delivery::new(actor.tenant.clone(), id, (message.kind, body), now);
    let ordered = webhooks::order(&deps.table, &delivery, Condition::New, (clock, dice)).await;
    ordered.map_err(table_fault)?;
    Ok(Redirect::to(HERE).into_response())
}

/// `POST …/connections/deliveries/{id}/resend`
pub(super) async fn resend(
    State(deps): State<ConnectionsDeps>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let unknown = || Fault::not_found("Non c’è nessun messaggio con questo codice.");
    let id = EventId::parse(&id).map_err(|_| unknown())?;
    let found = webhooks::delivery(&deps.table, &actor.tenant, &id).await;
    let delivery = found.map_err(table_fault)?.ok_or_else(unknown)?;
    let (clock, dice) = (deps.clock.as_ref(), deps.dice.as_ref());
    let again = delivery.again(clock.now());
    let condition = Condition::Version(delivery.version);
    let ordered = webhooks::order(&deps.table, &again, condition, (clock, dice)).await;
    if !ordered.map_err(table_fault)? {
        return Err(busy().into());
    }
    Ok(Redirect::to(HERE).into_response())
}

fn none() -> Fault {
    Fault::not_found("L’ente non ha ancora un collegamento.")
}

fn busy() -> Fault {
    Fault::conflict(
        "changed_meanwhile",
        "Il collegamento è cambiato nel frattempo: riprova.",
    )
}

impl ConnectionsDeps {
    pub(super) async fn endpoint(&self, actor: &Actor) -> Result<Option<Endpoint>, Fault> {
        let found = webhooks::endpoint(&self.table, &actor.tenant).await;
        found.map_err(table_fault)
    }

    fn secret(&self) -> WebhookSecret {
        WebhookSecret::of_bytes(dice::bytes(self.dice.as_ref()))
    }

    fn first(&self, actor: &Actor, url: WebhookUrl, wanted: Vec<Wanted>) -> Endpoint {
        Endpoint {
            creditor: actor.tenant.clone(),
            url,
            secret: self.secret(),
            wanted,
            updated_by: String::new(),
            updated_at: self.clock.now(),
            version: 0,
        }
    }

    /// Writes `after`, if nobody changed `before` meanwhile.
    async fn write(
        &self,
        actor: &Actor,
        before: Option<Endpoint>,
        after: Endpoint,
    ) -> Result<Endpoint, Fault> {
        let after = Endpoint {
            updated_by: actor.id.to_string(),
            updated_at: self.clock.now(),
            version: after.version + 1,
            ..after
        };
        let condition = before.map_or(Condition::New, |before| Condition::Version(before.version));
        let saved = webhooks::save(&self.table, &after, condition).await;
        if saved.map_err(table_fault)? {
            Ok(after)
        } else {
            Err(busy())
        }
    }

    /// The page with the secret in it, this once.
    async fn shown(&self, actor: &Actor, endpoint: Endpoint) -> Result<Response, PageError> {
        let secret = endpoint.secret.expose().to_owned();
        let form = page::form(Some(&endpoint));
        let page = page::page(self, actor, Some(endpoint), (form, Some(secret))).await?;
        Ok(Page(page).into_response())
    }
}
