//! What a person does to the connection that tells amounts.

use access::Actor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::dice;
use kernel::ids::EventId;
use kernel::notice::NoticeNumber;
use platform::table::Condition;
use platform::web::ui::Alert;
use platform::web::{Fault, Page, PageError, Typed};

use super::super::ConnectionsDeps;
use super::page::{self, HERE, Said};
use crate::domain::amount::{AmountAnswer, AmountHook, Asking, NotPayable, question};
use crate::domain::position::{DebtPosition, Installment};
use crate::domain::webhook::{WebhookSecret, WebhookUrl};
use crate::routes::software::{ASKED_MAX, Line, TOO_LATE};
use crate::routes::words::table_fault;
use crate::store::{amounts, positions};

/// `POST …/amounts`: the address. A first one brings its secret, shown on the page that answers.
pub(in super::super) async fn save(
    State(deps): State<ConnectionsDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    let url = form.parse("url", |text| WebhookUrl::parse(text, deps.reach));
    let before = page::hook(&deps, &actor).await?;
    let Some(url) = url else {
        return Ok(refused(&actor, before.as_ref(), form));
    };
    let is_new = before.is_none();
    let after = match before.clone() {
        Some(hook) => AmountHook { url, ..hook },
        None => first(&deps, &actor, url),
    };
    let hook = write(&deps, &actor, before, after).await?;
    if !is_new {
        return Ok(Redirect::to(HERE).into_response());
    }
    Ok(shown(&actor, &hook))
}

/// `POST …/amounts/secret`: a new secret; the old one signs no more.
pub(in super::super) async fn renew(
    State(deps): State<ConnectionsDeps>,
    actor: Actor,
) -> Result<Response, PageError> {
    let before = page::hook(&deps, &actor).await?.ok_or_else(none)?;
    let after = AmountHook {
        secret: secret(&deps),
        ..before.clone()
    };
    let hook = write(&deps, &actor, Some(before), after).await?;
    Ok(shown(&actor, &hook))
}

/// `POST …/amounts/remove`, confirmed by a box.
pub(in super::super) async fn remove(
    State(deps): State<ConnectionsDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    let Some(hook) = page::hook(&deps, &actor).await? else {
        return Ok(Redirect::to(HERE).into_response());
    };
    if form.value("sure") != "yes" {
        form.reject("sure", "Conferma che vuoi togliere il collegamento.");
        return Ok(refused(&actor, Some(&hook), form));
    }
    let removed = amounts::remove(&deps.table, &hook).await;
    if !removed.map_err(table_fault)? {
        return Err(busy().into());
    }
    Ok(Redirect::to(HERE).into_response())
}

/// `POST …/amounts/test`: the question of a notice, asked now; nothing is written.
pub(in super::super) async fn test(
    State(deps): State<ConnectionsDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    let hook = page::hook(&deps, &actor).await?.ok_or_else(none)?;
    let number = form.parse("notice_number", |text| {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        NoticeNumber::parse(&digits).map_err(|error| error.italian())
    });
    let Some(number) = number else {
        return Ok(refused(&actor, Some(&hook), form));
    };
    let found = positions::by_nav(&deps.table, &actor.tenant, &number).await;
    let position = found.map_err(table_fault)?;
    let part = position
        .as_ref()
        .and_then(|p| Some((p, p.installment(&number)?)));
    let Some((position, part)) = part else {
        form.reject(
            "notice_number",
            "Nessuna posizione ha questo codice avviso.",
        );
        return Ok(refused(&actor, Some(&hook), form));
    };
    let answer = ask(&deps, &hook, position, part).await;
    let heard = Some(heard(answer, part));
    let form = form.with("url", hook.url.as_str());
    let said = Said {
        heard,
        ..Said::default()
    };
    Ok(Page(page::page(&actor, Some(&hook), form, said)).into_response())
}

async fn ask(
    deps: &ConnectionsDeps,
    hook: &AmountHook,
    position: &DebtPosition,
    part: &Installment,
) -> Result<AmountAnswer, String> {
    let (clock, dice) = (deps.clock.as_ref(), deps.dice.as_ref());
    let (id, now) = (EventId::mint(clock, dice), clock.now());
    let question = question((id, now), position, part, Asking::Verify);
    let asked = async {
        let line = Line::open(&hook.url, deps.reach).await?;
        line.ask(&hook.secret, &question, now).await
    };
    let answer = tokio::time::timeout(ASKED_MAX, asked).await;
    let heard = answer.unwrap_or_else(|_| Err(TOO_LATE.to_owned()))?;
    heard.answer()
}

fn heard(answer: Result<AmountAnswer, String>, part: &Installment) -> Alert {
    let stored = part.amount_cents.italian();
    let (title, text) = match answer {
        Err(why) => {
            let text =
                format!("{why} Ai pagatori si direbbe l’importo in archivio, {stored} euro.");
            return Alert::warning(text).title("La prova non è riuscita");
        }
        Ok(AmountAnswer::AsStored) => (
            "Il software conferma l’importo",
            format!("Vale l’importo in archivio, {stored} euro."),
        ),
        Ok(AmountAnswer::Payable { amount_cents, .. }) => (
            "Il software ha risposto",
            format!(
                "Si pagano {} euro; in archivio ce ne sono {stored}.",
                amount_cents.italian()
            ),
        ),
        Ok(AmountAnswer::NotPayable(why)) => ("Non c’è niente da pagare", reason(why).to_owned()),
    };
    Alert::success(text).title(title)
}

fn reason(why: NotPayable) -> &'static str {
    match why {
        NotPayable::Paid => "Il software dice che l’avviso è già pagato.",
        NotPayable::Cancelled => "Il software dice che l’avviso è annullato.",
        NotPayable::Expired => "Il software dice che l’avviso è scaduto.",
        NotPayable::InProgress => "Il software dice che un altro pagamento è in corso.",
        NotPayable::Unknown => "Il software dice che non conosce l’avviso.",
    }
}

fn refused(actor: &Actor, hook: Option<&AmountHook>, form: Typed) -> Response {
    let form = match (form.value("url"), hook) {
        ("", Some(hook)) => {
            let url = hook.url.as_str().to_owned();
            form.with("url", &url)
        }
        _ => form,
    };
    let page = page::page(actor, hook, form, Said::default());
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

/// The page with the secret in it, this once.
fn shown(actor: &Actor, hook: &AmountHook) -> Response {
    let secret = Some(hook.secret.expose().to_owned());
    let said = Said {
        secret,
        ..Said::default()
    };
    Page(page::page(actor, Some(hook), page::form(Some(hook)), said)).into_response()
}

fn first(deps: &ConnectionsDeps, actor: &Actor, url: WebhookUrl) -> AmountHook {
    AmountHook {
        creditor: actor.tenant.clone(),
        url,
        secret: secret(deps),
        updated_by: String::new(),
        updated_at: deps.clock.now(),
        version: 0,
    }
}

fn secret(deps: &ConnectionsDeps) -> WebhookSecret {
    WebhookSecret::of_bytes(dice::bytes(deps.dice.as_ref()))
}

/// Writes `after`, if nobody changed `before` meanwhile.
async fn write(
    deps: &ConnectionsDeps,
    actor: &Actor,
    before: Option<AmountHook>,
    after: AmountHook,
) -> Result<AmountHook, Fault> {
    let after = AmountHook {
        updated_by: actor.id.to_string(),
        updated_at: deps.clock.now(),
        version: after.version + 1,
        ..after
    };
    let condition = before.map_or(Condition::New, |before| Condition::Version(before.version));
    let saved = amounts::save(&deps.table, &after, condition).await;
    if saved.map_err(table_fault)? {
        Ok(after)
    } else {
        Err(busy())
    }
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
