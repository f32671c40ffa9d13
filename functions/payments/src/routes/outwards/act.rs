//! What a person decides.

use access::Actor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use platform::web::{Fault, Page, PageError, Typed};

use super::{IO, OutwardsDeps, PAGOPA};
use crate::domain::outwards::{Archive, IoService, OutwardSettings};
use crate::routes::words::table_fault;
use crate::store::{outwards, sealed};

const KEY_CHARS_MAX: usize = 200;

/// `POST …/pagopa`: `archive`, and `key` where it is new.
pub(super) async fn save_archive(
    State(deps): State<OutwardsDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    let before = deps.choice(&actor).await?;
    let archive = form.parse("archive", archive);
    let key = form.parse_optional("key", key);
    let (Some(archive), Some(key)) = (archive, key) else {
        return deps.archive_again(&actor, &before, form).await;
    };
    let key = key.map(|key| sealed::seal(&deps.sealer, &actor.tenant, &key));
    // The key of one archive is none of the other's.
    let kept = before.archive_key.clone();
    let kept = kept.filter(|_| before.archive == archive || archive == Archive::None);
    let archive_key = key.or(kept);
    if archive != Archive::None && archive_key.is_none() {
        form.reject("key", "Scrivi la chiave dell’archivio.");
        return deps.archive_again(&actor, &before, form).await;
    }
    let after = OutwardSettings {
        archive,
        archive_key,
        ..before
    };
    deps.save(&actor, after).await?;
    Ok(Redirect::to(PAGOPA).into_response())
}

/// `POST …/io`: `on.<service>` and `key.<service>` where it is new.
pub(super) async fn save_io(
    State(deps): State<OutwardsDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    let before = deps.choice(&actor).await?;
    let catalogue = deps.catalogue(&actor).await?;
    let mut io = Vec::new();
    for service in &catalogue.services {
        let name = format!("key.{}", service.code);
        let known = before.io.iter().find(|one| one.service == service.code);
        let typed = form.parse_optional(&name, key).flatten();
        let typed = typed.map(|key| sealed::seal(&deps.sealer, &actor.tenant, &key));
        let is_on = form.is_chosen(&format!("on.{}", service.code), "yes");
        match typed.or_else(|| known.map(|one| one.key.clone())) {
            Some(key) => io.push(IoService {
                service: service.code.clone(),
                key,
                is_on,
            }),
            None if is_on => form.reject(&name, "Scrivi la chiave del servizio."),
            None => {}
        }
    }
    if !form.is_clean() {
        let page = deps.io_page(&actor, &before, form).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    deps.save(&actor, OutwardSettings { io, ..before }).await?;
    Ok(Redirect::to(IO).into_response())
}

fn archive(text: &str) -> Result<Archive, &'static str> {
    match text {
        "none" => Ok(Archive::None),
        "aca" => Ok(Archive::Aca),
        "gpd" => Ok(Archive::Gpd),
        _ => Err("Scegli un archivio."),
    }
}

/// Visible ASCII: it travels in a header.
fn key(text: &str) -> Result<String, &'static str> {
    let is_key = text.len() <= KEY_CHARS_MAX && text.bytes().all(|byte| byte.is_ascii_graphic());
    match is_key {
        true => Ok(text.to_owned()),
        false => Err("La chiave ha al massimo 200 lettere, cifre e segni, senza spazi."),
    }
}

impl OutwardsDeps {
    async fn archive_again(
        &self,
        actor: &Actor,
        before: &OutwardSettings,
        form: Typed,
    ) -> Result<Response, PageError> {
        let page = self.archive_page(actor, before, form).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
    }

    /// Writes a choice over the one that was read.
    async fn save(&self, actor: &Actor, after: OutwardSettings) -> Result<(), Fault> {
        let after = OutwardSettings {
            updated_by: actor.id.to_string(),
            updated_at: self.clock.now(),
            version: after.version + 1,
            ..after
        };
        let saved = outwards::choose(&self.table, &after).await;
        match saved.map_err(table_fault)? {
            true => Ok(()),
            false => Err(busy()),
        }
    }
}

pub(super) fn busy() -> Fault {
    Fault::conflict(
        "changed_meanwhile",
        "Il collegamento è cambiato nel frattempo: riprova.",
    )
}
