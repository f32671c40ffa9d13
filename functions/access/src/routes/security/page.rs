//! The page.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use kernel::time::italian_datetime;
use platform::table::TableError;
use platform::web::ui::{Alert, Field};
use platform::web::{Fault, Page, PageError, Panel, Typed};
use serde::Deserialize;

use super::{HERE, user_of};
use crate::domain::actor::Actor;
use crate::domain::device::DeviceToken;
use crate::gate::cookie;
use crate::panel;
use crate::routes::session::Deps;
use crate::store::{devices, sessions};

#[derive(Template)]
#[template(path = "routes/security/page.html")]
pub(super) struct SecurityPage {
    layout: Panel,
    form: Typed,
    sessions: Vec<SessionLine>,
    devices: Vec<DeviceLine>,
}

struct SessionLine {
    digest: String,
    device: String,
    organisation: String,
    since: String,
    is_this: bool,
}

struct DeviceLine {
    digest: String,
    name: String,
    since: String,
    used: String,
    until: String,
    is_this: bool,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

pub async fn show(
    State(deps): State<Deps>,
    actor: Actor,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let done = match asked.done.as_str() {
        "password" => Some(
            "La password è cambiata; le altre sessioni sono chiuse e i dispositivi fidati dimenticati.",
        ),
        "session" => Some("La sessione è chiusa."),
        "sessions" => Some("Le altre sessioni sono chiuse."),
        "device" => Some("Il dispositivo è stato tolto: al prossimo accesso chiederà il codice."),
        "devices" => {
            Some("Tutti i dispositivi sono stati tolti: al prossimo accesso chiederanno il codice.")
        }
        "renamed" => Some("Il nome è cambiato."),
        _ => None,
    };
    let page = deps.security_page(&actor, &headers, Typed::new()).await?;
    Ok(Page(page.telling(done.map(Alert::success))).into_response())
}

impl Deps {
    /// 2 queries, side by side.
    pub(super) async fn security_page(
        &self,
        actor: &Actor,
        headers: &HeaderMap,
        form: Typed,
    ) -> Result<SecurityPage, PageError> {
        let user = user_of(actor)?;
        let lists = tokio::try_join!(
            sessions::list(&self.table, user),
            devices::list(&self.table, user)
        );
        let (sessions, devices): (Vec<_>, Vec<_>) =
            lists.map_err(|error: TableError| Fault::unavailable(error))?;
        let now = self.clock.now();
        let here = cookie::read(headers).map(|token| token.digest());
        let trusted = cookie::DEVICE.value(headers).and_then(DeviceToken::parse);
        let trusted = trusted.map(|token| token.digest());
        let mut sessions: Vec<_> = sessions
            .into_iter()
            .filter(|found| found.session.is_live(now))
            .map(|found| (found.session.created_at, line(found, here.as_deref())))
            .collect();
        sessions.sort_by_key(|(at, line)| (!line.is_this, std::cmp::Reverse(*at)));
        let devices = devices
            .into_iter()
            .filter(|found| found.device.is_live(now))
            .map(|found| DeviceLine {
                is_this: Some(&found.digest) == trusted.as_ref(),
                digest: found.digest,
                name: found.device.name.clone(),
                since: italian_datetime(found.device.created_at),
                used: italian_datetime(found.device.used_at),
                until: italian_datetime(found.device.expires_at()),
            });
        Ok(SecurityPage {
            layout: panel::panel(actor, HERE)
                .crumb("Inizio", "/panel")
                .here("Accesso e sicurezza"),
            form,
            sessions: sessions.into_iter().map(|(_, line)| line).collect(),
            devices: devices.collect(),
        })
    }
}

impl SecurityPage {
    pub(super) fn telling(mut self, alert: Option<Alert>) -> Self {
        self.layout.alert = alert;
        self
    }
}

fn line(found: sessions::Found, here: Option<&str>) -> SessionLine {
    SessionLine {
        is_this: Some(found.digest.as_str()) == here,
        digest: found.digest,
        device: match found.session.device.as_str() {
            "" => "Browser sconosciuto".to_owned(),
            name => name.to_owned(),
        },
        organisation: found.session.tenant_name,
        since: italian_datetime(found.session.created_at),
    }
}
