//! The connection and its latest messages.

use access::{Actor, panel};
use askama::Template;
use axum::extract::State;
use kernel::time::italian_datetime;
use platform::web::ui::{Badge, Choices, Empty, Facts, Field, Summary, Tone, Value};
use platform::web::{Fault, Page, PageError, Panel, Typed};

use super::ConnectionsDeps;
use crate::domain::webhook::{Delivery, DeliveryState, Endpoint, Wanted};
use crate::routes::words::table_fault;
use crate::store::webhooks;

pub(super) const HERE: &str = "/panel/payments/connections";
/// Messages on the page.
const LATEST: u32 = 25;

#[derive(Template)]
#[template(path = "routes/connections/page.html")]
pub(super) struct ConnectionsPage {
    layout: Panel,
    summary: Summary,
    /// Shown once, after it was made.
    secret: Option<String>,
    url: Field,
    wanted: Choices,
    facts: Option<Facts>,
    sure: Choices,
    sent: Vec<Sent>,
    empty: Empty,
}

/// One message in the list.
pub(super) struct Sent {
    when: String,
    what: &'static str,
    state: Badge,
    attempts: u32,
    trouble: String,
    /// Where to send it again; nothing while it waits.
    resend: Option<String>,
}

/// `GET /panel/payments/connections`: 1 get and 1 query.
pub(super) async fn show(
    State(deps): State<ConnectionsDeps>,
    actor: Actor,
) -> Result<Page<ConnectionsPage>, PageError> {
    let endpoint = deps.endpoint(&actor).await?;
    let form = form(endpoint.as_ref());
    Ok(Page(page(&deps, &actor, endpoint, (form, None)).await?))
}

/// The form with what is there.
pub(super) fn form(endpoint: Option<&Endpoint>) -> Typed {
    let url = endpoint.map(|endpoint| endpoint.url.as_str());
    let form = Typed::new().with("url", url.unwrap_or_default());
    let wanted = endpoint.map_or(&[Wanted::Paid][..], |endpoint| &endpoint.wanted);
    wanted
        .iter()
        .fold(form, |form, one| form.with("wanted", one.name()))
}

pub(super) async fn page(
    deps: &ConnectionsDeps,
    actor: &Actor,
    endpoint: Option<Endpoint>,
    (form, secret): (Typed, Option<String>),
) -> Result<ConnectionsPage, Fault> {
    let sent = webhooks::latest(&deps.table, &actor.tenant, LATEST).await;
    let sent = sent.map_err(table_fault)?;
    let layout = panel(actor, HERE).here("Collegamenti");
    Ok(view(layout, endpoint.as_ref(), &sent, (form, secret)))
}

fn view(
    layout: Panel,
    endpoint: Option<&Endpoint>,
    sent: &[Delivery],
    (form, secret): (Typed, Option<String>),
) -> ConnectionsPage {
    let facts = endpoint.map(|endpoint| {
        Facts::new()
            .fact("Indirizzo", Value::mono(endpoint.url.as_str()))
            .fact("Cambiato il", italian_datetime(endpoint.updated_at))
    });
    ConnectionsPage {
        layout,
        summary: form.summary(),
        secret,
        url: Field::text("url", "Indirizzo del software dell’ente")
            .help("Comincia con https:// e porta a un server raggiungibile da Internet.")
            .length_max(500)
            .required()
            .from(&form),
        wanted: Wanted::ALL
            .into_iter()
            .fold(
                Choices::check("wanted", "Che cosa comunicare"),
                |check, one| check.choice(one.name(), one.italian()),
            )
            .from(&form),
        facts,
        sure: Choices::check("sure", "Conferma")
            .choice("yes", "Sì, a questo indirizzo non va più comunicato niente")
            .from(&form),
        sent: sent.iter().map(line).collect(),
        empty: Empty::new(
            "Ancora nessun messaggio",
            "Dopo il primo messaggio, o una prova, qui vedi che cosa è stato comunicato e con quale esito.",
        ),
    }
}

fn line(delivery: &Delivery) -> Sent {
    let (state, done) = match delivery.state {
        DeliveryState::Waiting if delivery.attempts == 0 => ("In partenza", false),
        DeliveryState::Waiting => ("Si riprova", false),
        DeliveryState::Delivered => ("Consegnato", true),
        DeliveryState::Abandoned => ("Non consegnato", true),
    };
    let tone = match delivery.state {
        DeliveryState::Waiting if delivery.attempts == 0 => Tone::Info,
        DeliveryState::Waiting => Tone::Warning,
        DeliveryState::Delivered => Tone::Success,
        DeliveryState::Abandoned => Tone::Danger,
    };
    Sent {
        when: italian_datetime(delivery.created_at),
        what: match delivery.kind.as_str() {
            "payment.settled" => "Pagamento",
            "positions.reported" => "Rendicontazione",
            "positions.changed" => "Posizioni cambiate",
            "connection.test" => "Prova",
            _ => "Altro",
        },
        state: Badge::new(state, tone),
        attempts: delivery.attempts,
        trouble: delivery.trouble.clone().unwrap_or_default(),
        resend: done.then(|| format!("{HERE}/deliveries/{}/resend", delivery.id)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use kernel::ids::EventId;
    use kernel::tax::OrgFiscalCode;
    use platform::web::MenuItem;
    use platform::web::inspect::{HOSTILE, faults};

    use super::*;
    use crate::domain::webhook::{Reach, WebhookSecret, WebhookUrl};

    fn sound(page: &impl Template) -> String {
        let html = page.render().unwrap();
        assert_eq!(faults(&html), Vec::<String>::new());
        html
    }

    fn layout() -> Panel {
        let item = MenuItem {
            label: "Collegamenti",
            href: HERE,
            icon: "it-list",
        };
        Panel::new(HOSTILE, HOSTILE, &[item], HERE).here("Collegamenti")
    }

    fn endpoint() -> Endpoint {
        Endpoint {
            creditor: OrgFiscalCode::parse("80047110152").unwrap(),
            url: WebhookUrl::parse("https://albo.example/x", Reach::Public).unwrap(),
            secret: WebhookSecret::of_bytes([1; 32]),
            wanted: vec![Wanted::Paid, Wanted::Changed],
            updated_by: "user:x".to_owned(),
            updated_at: Timestamp::UNIX_EPOCH,
            version: 1,
        }
    }

    fn deliveries() -> Vec<Delivery> {
        let id = EventId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").unwrap();
        let content = ("payment.settled", "{}".to_owned());
        let at = Timestamp::UNIX_EPOCH;
        let new = Delivery::new(endpoint().creditor, id, content, at);
        let failed = new.attempted(&Err(HOSTILE.to_owned()), at);
        let given_up = failed.abandoned(HOSTILE, at);
        vec![new.attempted(&Ok(204), at), failed, given_up, new]
    }

    #[test]
    fn every_state_of_the_page_is_sound_and_the_secret_stands_on_it_once() {
        let first = view(layout(), None, &[], (form(None), None));
        assert!(sound(&first).contains("Ancora nessun messaggio"));
        let endpoint = endpoint();
        let secret = endpoint.secret.expose().to_owned();
        let with = (form(Some(&endpoint)), Some(secret.clone()));
        let page = sound(&view(layout(), Some(&endpoint), &deliveries(), with));
        assert_eq!(page.matches(&secret).count(), 1);
        assert_eq!(page.matches("/resend").count(), 2, "the two that are over");
        let later = (form(Some(&endpoint)), None);
        let page = sound(&view(layout(), Some(&endpoint), &deliveries(), later));
        assert!(!page.contains("whs_"), "{page}");
    }

    #[test]
    fn a_wrong_address_is_told_beside_the_field() {
        let mut form = Typed::new().with("url", HOSTILE);
        form.reject("url", "L’indirizzo deve cominciare con https://.");
        let page = sound(&view(layout(), None, &[], (form, None)));
        assert!(page.contains("deve cominciare con https"), "{page}");
    }
}
