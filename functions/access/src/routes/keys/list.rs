//! The keys of the organisation.

use askama::Template;
use axum::extract::State;
use jiff::Timestamp;
use kernel::time::{italian_date, rome_date};
use platform::web::ui::{Empty, Table, Value};
use platform::web::{Page, PageError, Panel};

use super::{HERE, KeysDeps, table_fault, words};
use crate::domain::actor::Actor;
use crate::domain::api_key::ApiKey;
use crate::panel::panel;
use crate::store::api_keys::{self, Surroundings};

#[derive(Template)]
#[template(path = "routes/keys/list.html")]
pub(super) struct ListPage {
    layout: Panel,
    working: Option<Table>,
    over: Option<Table>,
    empty: Empty,
}

/// `GET /panel/access/keys`
pub(super) async fn show(
    State(deps): State<KeysDeps>,
    actor: Actor,
) -> Result<Page<ListPage>, PageError> {
    let keys = api_keys::list(&deps.table, &actor.tenant).await;
    let keys = keys.map_err(table_fault)?;
    let around = api_keys::surroundings(&deps.table, &keys).await;
    let around = around.map_err(table_fault)?;
    let layout = panel(&actor, HERE).here("Chiavi API");
    Ok(Page(view(layout, &keys, &around, deps.clock.now())))
}

fn view(layout: Panel, keys: &[ApiKey], around: &Surroundings, now: Timestamp) -> ListPage {
    let table = |caption, working| {
        let of: Vec<_> = keys
            .iter()
            .filter(|key| key.is_working(now) == working)
            .map(|key| row(key, around, now))
            .collect();
        (!of.is_empty()).then(|| Table::new(caption, COLUMNS).rows(of))
    };
    ListPage {
        layout,
        working: table("Chiavi che aprono", true),
        over: table("Chiavi che non aprono più", false),
        empty: Empty::new(
            "Nessuna chiave",
            "Il software dell’ente, per esempio un gestionale, usa una chiave per parlare con Sportello.",
        )
        .action("Crea la prima chiave", format!("{HERE}/new")),
    }
}

const COLUMNS: [&str; 8] = [
    "Nome",
    "Codice",
    "Titolare",
    "Permessi",
    "Creata il",
    "Vale fino al",
    "Ultimo uso",
    "Stato",
];

fn row(key: &ApiKey, around: &Surroundings, now: Timestamp) -> Vec<Value> {
    let owner = around.owners.get(key.id.owner());
    let rights = owner.and_then(|owner| owner.rights(&key.tenant, now));
    let used = around.used_on.get(&key.id).copied();
    vec![
        Value::link(key.label.as_str(), format!("{HERE}/{}", key.id)),
        Value::mono(key.id.serial()),
        words::owner_name(owner).into(),
        words::scopes(&key.grants).into(),
        italian_date(rome_date(key.created_at)).into(),
        words::last_day(key).into(),
        words::last_use(used).into(),
        words::state(key, rights.as_ref(), now).into(),
    ]
}
