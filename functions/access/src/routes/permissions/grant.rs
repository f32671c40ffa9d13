//! One authorisation: given, changed, taken away.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ids::ServiceCode;
use kernel::time::{italian_date, rome_date, rome_midnight};
use platform::web::ui::{Choices, Field, Summary};
use platform::web::{Fault, Page, PageError, Panel, Typed};

use super::{HERE, PermissionsDeps, Person};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, Circumstances};
use crate::domain::grant::{GRANTS_MAX, Grant, GrantError};
use crate::domain::permission::Permission;
use crate::domain::scope::{Extent, Scope};
use crate::domain::sentence::Names;
use crate::panel::panel;

#[derive(Template)]
#[template(path = "routes/permissions/grant.html")]
pub(super) struct GrantPage {
    pub layout: Panel,
    pub title: &'static str,
    pub name: String,
    pub action: String,
    pub back: String,
    pub summary: Summary,
    pub permission: Choices,
    /// Only where the organisation has services.
    pub services: Option<Choices>,
    pub own: Choices,
    pub until: Field,
    /// Where it is taken away, once it is there.
    pub remove: Option<String>,
}

const NEW: &str = "Nuova autorizzazione";
const CHANGE: &str = "Modifica l’autorizzazione";

/// `GET …/new`: 2 requests.
pub(super) async fn blank(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Page<GrantPage>, PageError> {
    let person = deps.open(&actor, &id).await?;
    let names = deps.services(&actor).await?;
    let href = format!("{}/new", person.href());
    let form = (Typed::new(), NEW, href);
    Ok(Page(grant_page(
        panel(&actor, HERE),
        &actor,
        (&person, &names),
        form,
    )))
}

/// `POST …/new`
pub(super) async fn create(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
    during: Circumstances,
    Path(id): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let person = deps.open(&actor, &id).await?;
    let names = deps.services(&actor).await?;
    let Some(grant) = read(&mut form, &actor, (&names, deps.clock.now())) else {
        let href = format!("{}/new", person.href());
        return Ok(again(&actor, (&person, &names), (form, NEW, href)));
    };
    let mut to = person.membership.clone();
    if !to.grants.contains(&grant) {
        if to.grants.len() >= GRANTS_MAX {
            let why = "Le autorizzazioni singole sono troppe: togline qualcuna.";
            return Err(Fault::conflict("too_many_grants", why).into());
        }
        to.grants.push(grant);
    }
    let written = (to, Act::PermissionGranted);
    deps.write((&actor, &during), &person, written).await?;
    Ok(Redirect::to(&format!("{}?done=given", person.href())).into_response())
}

/// `GET …/grants/{grant}`: 2 requests.
pub(super) async fn filled(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
    Path((id, grant)): Path<(String, String)>,
) -> Result<Page<GrantPage>, PageError> {
    let person = deps.open(&actor, &id).await?;
    let names = deps.services(&actor).await?;
    let there = person.grant(&grant)?;
    let href = format!("{}/grants/{grant}", person.href());
    let form = (written(there), CHANGE, href);
    Ok(Page(grant_page(
        panel(&actor, HERE),
        &actor,
        (&person, &names),
        form,
    )))
}

/// `POST …/grants/{grant}`
pub(super) async fn change(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
    during: Circumstances,
    Path((id, grant)): Path<(String, String)>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let person = deps.open(&actor, &id).await?;
    let names = deps.services(&actor).await?;
    let before = person.grant(&grant)?.clone();
    let Some(after) = read(&mut form, &actor, (&names, deps.clock.now())) else {
        let href = format!("{}/grants/{grant}", person.href());
        return Ok(again(&actor, (&person, &names), (form, CHANGE, href)));
    };
    let mut to = person.membership.clone();
    for there in to.grants.iter_mut().filter(|there| **there == before) {
        *there = after.clone();
    }
    to.grants.dedup();
    let written = (to, Act::PermissionChanged);
    deps.write((&actor, &during), &person, written).await?;
    Ok(Redirect::to(&format!("{}?done=changed", person.href())).into_response())
}

/// `POST …/grants/{grant}/remove`
pub(super) async fn remove(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
    during: Circumstances,
    Path((id, grant)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let person = deps.open(&actor, &id).await?;
    let gone = person.grant(&grant)?.clone();
    let mut to = person.membership.clone();
    to.grants.retain(|there| *there != gone);
    let written = (to, Act::PermissionRemoved);
    deps.write((&actor, &during), &person, written).await?;
    Ok(Redirect::to(&format!("{}?done=removed", person.href())).into_response())
}

impl Person {
    fn grant(&self, id: &str) -> Result<&Grant, Fault> {
        let found = self.membership.grants.iter().find(|there| there.id() == id);
        let gone = "Questa autorizzazione non c’è più, o qualcuno l’ha cambiata.";
        found.ok_or_else(|| Fault::not_found(gone))
    }
}

fn again(actor: &Actor, whose: (&Person, &Names), form: (Typed, &'static str, String)) -> Response {
    let page = grant_page(panel(actor, HERE), actor, whose, form);
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

pub(super) fn grant_page(
    layout: Panel,
    actor: &Actor,
    (person, names): (&Person, &Names),
    (form, title, action): (Typed, &'static str, String),
) -> GrantPage {
    let mine = Permission::ALL
        .into_iter()
        .filter(|one| *one != Permission::PanelOpen && actor.may(*one));
    let permissions = mine.map(|one| (one.name(), format!("Può {}", one.italian())));
    let services = names
        .iter()
        .map(|(code, name)| (code.as_str(), name.as_str()));
    GrantPage {
        layout: layout
            .crumb("Permessi", HERE)
            .crumb(person.name(), person.href())
            .here(title),
        title,
        name: person.name().to_owned(),
        remove: (title == CHANGE).then(|| format!("{action}/remove")),
        action,
        back: person.href(),
        summary: form.summary(),
        permission: Choices::select("permission", "Che cosa")
            .help("Puoi dare solo ciò che puoi fare tu.")
            .choice("", "Scegli")
            .choices(permissions)
            .required()
            .from(&form),
        services: (!names.is_empty()).then(|| {
            Choices::check("service", "Solo per questi servizi")
                .help("Se non ne scegli nessuno, vale per tutto l’ente.")
                .choices(services)
                .from(&form)
        }),
        own: Choices::check("own", "Solo per ciò che è suo")
            .help("Per le importazioni e le esportazioni.")
            .choice("yes", "Solo le proprie")
            .from(&form),
        until: Field::date("until", "Fino al")
            .help("L’ultimo giorno in cui vale. Lascia vuoto se non scade.")
            .from(&form),
    }
}

/// The form of a grant as it is.
fn written(grant: &Grant) -> Typed {
    let mut form = Typed::new().with("permission", grant.permission.name());
    if let Extent::Only(services) = &grant.scope.services {
        form = services
            .iter()
            .fold(form, |form, code| form.with("service", code.as_str()));
    }
    if grant.scope.own_only {
        form = form.with("own", "yes");
    }
    match grant.until {
        Some(end) => {
            let last = rome_date(end - jiff::SignedDuration::from_secs(1));
            form.with("until", last.to_string())
        }
        None => form,
    }
}

/// A grant that the actor may give; what is wrong is kept in the form.
fn read(form: &mut Typed, actor: &Actor, (names, now): (&Names, Timestamp)) -> Option<Grant> {
    let permission = form.parse("permission", |name| {
        let found = Permission::parse(name).filter(|one| *one != Permission::PanelOpen);
        found.ok_or("Scegli che cosa può fare.")
    });
    let services: Vec<ServiceCode> = form
        .values("service")
        .filter_map(|code| names.iter().find(|(known, _)| known.as_str() == code))
        .map(|(code, _)| code.clone())
        .collect();
    let scope = Scope {
        services: match services.is_empty() {
            true => Extent::All,
            false => Extent::Only(services.into_iter().collect()),
        },
        own_only: form.is_chosen("own", "yes"),
        ..Scope::default()
    };
    let until = form.parse_optional("until", |text| until(text, now));
    if !form.is_clean() {
        return None;
    }
    let grant = match Grant::new(permission?, scope, until.flatten()) {
        Ok(grant) => grant,
        Err(error) => {
            let (field, why) = refused(error);
            form.reject(field, why);
            return None;
        }
    };
    if !actor.rights.may_give(&grant) {
        form.reject(
            "permission",
            "Non puoi dare più di quanto puoi fare tu: non per altri servizi, non per più tempo.",
        );
        return None;
    }
    Some(grant)
}

/// The instant after the last day.
pub(super) fn until(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let day: Option<Date> = text.parse().ok();
    let end = day
        .and_then(|day| day.tomorrow().ok())
        .and_then(rome_midnight);
    let end = end.ok_or("Scrivi una data, per esempio 31/12/2026.")?;
    if end <= now {
        let today = italian_date(rome_date(now));
        return Err(format!("La data è già passata: oggi è il {today}."));
    }
    Ok(end)
}

fn refused(error: GrantError) -> (&'static str, &'static str) {
    match error {
        GrantError::Services => (
            "service",
            "Questo permesso riguarda tutto l’ente: non si può limitare ad alcuni servizi.",
        ),
        GrantError::Own => (
            "own",
            "Questo permesso non si può limitare a ciò che è suo.",
        ),
        GrantError::Domains | GrantError::Nothing => {
            ("permission", "Questo permesso non si può limitare così.")
        }
    }
}
