//! One key.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use kernel::time::{italian_datetime, rome_date};
use platform::web::ui::{Alert, Badge, Choices, Facts, Field, Summary, Value};
use platform::web::{Fault, Page, PageError, Panel, Typed};

use super::{HERE, KeysDeps, table_fault, unknown_key, words};
use crate::domain::actor::Actor;
use crate::domain::api_key::{ApiKey, KeyId, KeyState, OVERLAP_DAYS_MAX};
use crate::domain::sentence::Names;
use crate::panel::panel;
use crate::store::api_keys::{self, Found, Surroundings};

/// Offered for changing a programme's configuration without haste.
const OVERLAP_DAYS: i64 = 7;

#[derive(Template)]
#[template(path = "routes/keys/detail.html")]
pub(super) struct DetailPage {
    layout: Panel,
    summary: Summary,
    id: String,
    name: String,
    state: Badge,
    facts: Facts,
    may_change: bool,
    /// Absent where it can't be rotated now.
    until: Option<Field>,
    overlap_days_max: i64,
    label: Field,
    sure: Choices,
}

/// `GET /panel/access/keys/{id}`
pub(super) async fn show(
    State(deps): State<KeysDeps>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Page<DetailPage>, PageError> {
    let found = deps.found(&actor, &id).await?;
    Ok(Page(
        page(&deps, &actor, &found.key, Typed::new(), None).await?,
    ))
}

impl KeysDeps {
    /// A key of the actor's organisation; another's is like an unknown one.
    pub(super) async fn found(&self, actor: &Actor, id: &str) -> Result<Found, Fault> {
        let id = KeyId::parse(id).map_err(|_| unknown_key())?;
        let found = api_keys::find(&self.table, &id).await;
        let found = found.map_err(table_fault)?;
        let own = found.filter(|found| found.key.tenant == actor.tenant);
        own.ok_or_else(unknown_key)
    }
}

/// A form that made this key before: it is told, and not shown again.
pub(super) async fn made_before(
    deps: &KeysDeps,
    actor: &Actor,
    id: &KeyId,
) -> Result<Response, PageError> {
    let found = deps.found(actor, &id.to_string()).await?;
    let alert = Alert::warning(
        "Questa chiave è già stata creata: non si può mostrare di nuovo. Se non è stata copiata, revocala e creane un’altra.",
    );
    let page = page(deps, actor, &found.key, Typed::new(), Some(alert)).await?;
    Ok(Page(page).into_response())
}

pub(super) async fn page(
    deps: &KeysDeps,
    actor: &Actor,
    key: &ApiKey,
    form: Typed,
    alert: Option<Alert>,
) -> Result<DetailPage, Fault> {
    let around = api_keys::surroundings(&deps.table, std::slice::from_ref(key)).await;
    let around = around.map_err(table_fault)?;
    let names = deps.services(actor).await?;
    let mut layout = panel(actor, HERE)
        .crumb("Chiavi API", HERE)
        .here(key.label.as_str());
    layout.alert = alert;
    Ok(view(layout, (key, &names), &around, form, deps.clock.now()))
}

fn view(
    layout: Panel,
    (key, names): (&ApiKey, &Names),
    around: &Surroundings,
    form: Typed,
    now: Timestamp,
) -> DetailPage {
    let owner = around.owners.get(key.id.owner());
    let rights = owner.and_then(|owner| owner.rights(&key.tenant, now));
    let summary = form.summary();
    let form = filled(form, key, now);
    DetailPage {
        layout,
        summary,
        id: key.id.to_string(),
        name: key.label.as_str().to_owned(),
        state: words::state(key, rights.as_ref(), now),
        facts: facts(key, names, around),
        may_change: key.is_working(now),
        until: may_rotate(key, now).then(|| until(&form, now)),
        overlap_days_max: OVERLAP_DAYS_MAX,
        label: Field::text("label", "Nome della chiave")
            .length_max(60)
            .required()
            .from(&form),
        sure: Choices::check("sure", "Conferma")
            .choice(
                "yes",
                "Sì, chi usa questa chiave non deve più entrare, da subito",
            )
            .from(&form),
    }
}

fn filled(form: Typed, key: &ApiKey, now: Timestamp) -> Typed {
    let mut form = form;
    if form.value("label").is_empty() && form.error("label").is_none() {
        form = form.with("label", key.label.as_str());
    }
    if form.value("until").is_empty() {
        form = form.with("until", in_days(now, OVERLAP_DAYS).to_string());
    }
    form
}

fn in_days(now: Timestamp, days: i64) -> Date {
    rome_date(now).saturating_add(Span::new().days(days))
}

fn until(form: &Typed, now: Timestamp) -> Field {
    Field::date("until", "La chiave di prima vale fino a tutto il")
        .with("min", in_days(now, 0).to_string())
        .with("max", in_days(now, OVERLAP_DAYS_MAX).to_string())
        .required()
        .from(form)
}

fn may_rotate(key: &ApiKey, now: Timestamp) -> bool {
    key.state(now) == KeyState::Active && key.overlaps_until.is_none_or(|end| end <= now)
}

fn facts(key: &ApiKey, names: &Names, around: &Surroundings) -> Facts {
    let used = around.used_on.get(&key.id).copied();
    let owner = around.owners.get(key.id.owner());
    let revoked = key.revoked.as_ref();
    let other = |id: &KeyId| Value::link(id.serial(), format!("{HERE}/{id}"));
    Facts::new()
        .fact("Codice pubblico", Value::mono(key.id.to_string()))
        .fact("Titolare", words::owner_name(owner))
        .fact("Permessi", words::sentences(&key.grants, names))
        .fact("Creata il", italian_datetime(key.created_at))
        .fact("Vale fino al", italian_datetime(key.ends_at))
        .fact("Ultimo uso", words::last_use(used))
        .maybe("Revocata il", revoked.map(|it| italian_datetime(it.at)))
        .maybe("Sostituita da", key.replaced_by.as_ref().map(other))
        .maybe(
            "Quella di prima vale fino al",
            key.overlaps_until.map(words::day_before),
        )
}
