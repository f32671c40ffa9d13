//! The page of the amounts.

use access::{Actor, panel};
use askama::Template;
use axum::extract::State;
use kernel::time::italian_datetime;
use platform::web::ui::{Alert, Choices, Facts, Field, Summary, Value};
use platform::web::{Fault, Page, PageError, Panel, Typed};

use super::super::ConnectionsDeps;
use crate::domain::amount::AmountHook;
use crate::routes::words::table_fault;
use crate::store::amounts;

pub(in super::super) const HERE: &str = "/panel/payments/connections/amounts";
const CONNECTIONS: &str = "/panel/payments/connections";

#[derive(Template)]
#[template(path = "routes/connections/amounts/page.html")]
pub(in super::super) struct AmountsPage {
    layout: Panel,
    summary: Summary,
    /// Shown once, after it was made.
    secret: Option<String>,
    /// What the software answered to a trial.
    heard: Option<Alert>,
    url: Field,
    facts: Option<Facts>,
    notice: Field,
    sure: Choices,
}

/// What a page shows besides what is stored.
#[derive(Default)]
pub(super) struct Said {
    pub secret: Option<String>,
    pub heard: Option<Alert>,
}

/// `GET …/connections/amounts`: 1 get.
pub(in super::super) async fn show(
    State(deps): State<ConnectionsDeps>,
    actor: Actor,
) -> Result<Page<AmountsPage>, PageError> {
    let hook = hook(&deps, &actor).await?;
    let form = form(hook.as_ref());
    Ok(Page(page(&actor, hook.as_ref(), form, Said::default())))
}

pub(super) async fn hook(
    deps: &ConnectionsDeps,
    actor: &Actor,
) -> Result<Option<AmountHook>, Fault> {
    let found = amounts::read(&deps.table, &actor.tenant).await;
    found.map_err(table_fault)
}

/// The form with what is there.
pub(super) fn form(hook: Option<&AmountHook>) -> Typed {
    let url = hook.map_or("", |hook| hook.url.as_str());
    Typed::new().with("url", url)
}

pub(super) fn page(
    actor: &Actor,
    hook: Option<&AmountHook>,
    form: Typed,
    said: Said,
) -> AmountsPage {
    let layout = panel(actor, CONNECTIONS).crumb("Collegamenti", CONNECTIONS);
    view(layout.here("Importo aggiornato"), hook, form, said)
}

fn view(layout: Panel, hook: Option<&AmountHook>, form: Typed, said: Said) -> AmountsPage {
    let facts = hook.map(|hook| {
        Facts::new()
            .fact("Indirizzo", Value::mono(hook.url.as_str()))
            .fact("Cambiato il", italian_datetime(hook.updated_at))
    });
    AmountsPage {
        layout,
        summary: form.summary(),
        secret: said.secret,
        heard: said.heard,
        url: Field::text("url", "Indirizzo del software dell’ente")
            .help("Comincia con https:// e porta a un server raggiungibile da Internet.")
            .length_max(500)
            .required()
            .from(&form),
        facts,
        notice: Field::text("notice_number", "Codice avviso")
            .help("18 cifre, di una posizione in archivio: la domanda è quella che parte quando qualcuno inquadra l’avviso.")
            .length_max(22)
            .required()
            .from(&form),
        sure: Choices::check("sure", "Conferma")
            .choice("yes", "Sì, d’ora in poi vale sempre l’importo in archivio")
            .from(&form),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use kernel::tax::OrgFiscalCode;
    use platform::web::MenuItem;
    use platform::web::inspect::{HOSTILE, faults};

    use super::*;
    use crate::domain::webhook::{Reach, WebhookSecret, WebhookUrl};

    fn sound(page: &AmountsPage) -> String {
        let html = page.render().unwrap();
        assert_eq!(faults(&html), Vec::<String>::new());
        html
    }

    fn layout() -> Panel {
        let item = MenuItem {
            label: "Collegamenti",
            href: CONNECTIONS,
            icon: "it-list",
        };
        Panel::new(HOSTILE, HOSTILE, &[item], CONNECTIONS)
            .crumb("Collegamenti", CONNECTIONS)
            .here("Importo aggiornato")
    }

    fn hook() -> AmountHook {
        AmountHook {
            creditor: OrgFiscalCode::parse("80047110152").unwrap(),
            url: WebhookUrl::parse("https://albo.example/x", Reach::Public).unwrap(),
            secret: WebhookSecret::of_bytes([1; 32]),
            updated_by: "user:x".to_owned(),
            updated_at: Timestamp::UNIX_EPOCH,
            version: 1,
        }
    }

    #[test]
    fn every_state_of_the_page_is_sound_and_the_secret_stands_on_it_once() {
        let first = sound(&view(layout(), None, form(None), Said::default()));
        assert!(!first.contains("Togli"), "{first}");
        let hook = hook();
        let secret = Some(hook.secret.expose().to_owned());
        let heard = Some(Alert::warning(HOSTILE));
        let page = view(
            layout(),
            Some(&hook),
            form(Some(&hook)),
            Said { secret, heard },
        );
        assert_eq!(sound(&page).matches(hook.secret.expose()).count(), 1);
        let later = view(layout(), Some(&hook), form(Some(&hook)), Said::default());
        assert!(!sound(&later).contains("whs_"));
    }

    #[test]
    fn what_was_typed_wrong_is_told_beside_its_field() {
        let mut form = Typed::new().with("url", HOSTILE);
        form.reject("url", "L’indirizzo deve cominciare con https://.");
        form.reject("notice_number", "Il codice avviso ha 18 cifre.");
        let page = sound(&view(layout(), Some(&hook()), form, Said::default()));
        assert!(page.contains("deve cominciare con https"), "{page}");
        assert!(page.contains("ha 18 cifre"), "{page}");
    }
}
