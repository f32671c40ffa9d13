//! One person's rights, in words, with what may be done about them.

use askama::Template;
use axum::extract::{Path, State};
use jiff::Timestamp;
use platform::web::ui::Alert;
use platform::web::{Page, PageError, Panel, Typed};

use super::act::judge;
use super::{HERE, PermissionsDeps, Person};
use crate::domain::actor::Actor;
use crate::domain::grant::{Grant, Rights};
use crate::domain::sentence::Names;
use crate::domain::user::Membership;
use crate::panel::panel;

#[derive(Template)]
#[template(path = "routes/permissions/person.html")]
pub(super) struct PersonPage {
    pub layout: Panel,
    pub name: String,
    /// Of this page.
    pub href: String,
    pub alert: Option<Alert>,
    pub shown: Shown,
    /// Whether the one who looks may change these rights.
    pub may: bool,
    /// Why not.
    pub closed: Option<&'static str>,
}

/// Somebody's rights.
pub(crate) struct Shown {
    pub role: &'static str,
    pub of_role: Vec<String>,
    pub grants: Vec<Line>,
    pub lapsed: Vec<String>,
}

pub(crate) struct Line {
    pub id: String,
    pub sentence: String,
}

/// `GET /panel/access/permissions/{id}`: 2 requests.
pub(super) async fn show(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    query: Typed,
) -> Result<Page<PersonPage>, PageError> {
    let person = deps.person(&actor, &id).await?;
    let names = deps.services(&actor).await?;
    let mut page = person_page(
        panel(&actor, HERE),
        &actor,
        &person,
        (&names, deps.clock.now()),
    );
    page.alert = told(query.value("done"));
    Ok(Page(page))
}

pub(super) fn person_page(
    layout: Panel,
    actor: &Actor,
    person: &Person,
    (names, now): (&Names, Timestamp),
) -> PersonPage {
    let judged = judge(actor, person, now);
    PersonPage {
        layout: layout.crumb("Permessi", HERE).here(person.name()),
        name: person.name().to_owned(),
        href: person.href(),
        alert: None,
        shown: shown(&person.membership, names, now),
        may: judged.is_ok(),
        closed: judged.err().and_then(|closed| closed.italian()),
    }
}

pub(crate) fn shown(membership: &Membership, names: &Names, now: Timestamp) -> Shown {
    let of_role = Rights::of_role(membership.role, &[], now).all();
    let (live, lapsed): (Vec<&Grant>, Vec<&Grant>) = membership
        .grants
        .iter()
        .partition(|grant| grant.is_live(now));
    let line = |grant: &&Grant| Line {
        id: grant.id(),
        sentence: grant.sentence(names),
    };
    Shown {
        role: membership.role.italian(),
        of_role: of_role.iter().map(|grant| grant.sentence(names)).collect(),
        grants: live.iter().map(line).collect(),
        lapsed: lapsed.iter().map(|grant| grant.sentence(names)).collect(),
    }
}

fn told(done: &str) -> Option<Alert> {
    let text = match done {
        "given" => "L’autorizzazione è data.",
        "changed" => "L’autorizzazione è cambiata.",
        "removed" => "L’autorizzazione è tolta.",
        "copied" => "I permessi sono stati copiati.",
        "profile" => "Il profilo è assegnato.",
        _ => return None,
    };
    Some(Alert::success(format!(
        "{text} Vale da subito: la persona deve accedere di nuovo."
    )))
}
