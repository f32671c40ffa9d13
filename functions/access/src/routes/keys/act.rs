//! What a person does to a key.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use jiff::civil::Date;
use platform::table::Tx;
use platform::web::ui::Alert;
use platform::web::{Fault, Page, PageError, Typed};

use super::{Asker, HERE, KeysDeps, detail, shown, tx_fault};
use crate::domain::actor::Actor;
use crate::domain::api_key::{Asked, Decision, KeyLabel, NotNow, OVERLAP_DAYS_MAX, overlap_end};
use crate::domain::audit::{Act, Object};
use crate::store::api_keys::{self, Found};

/// `POST …/{id}/rename`
pub(super) async fn rename(
    State(deps): State<KeysDeps>,
    asker: Asker,
    Path(id): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let found = deps.found(&asker.actor, &id).await?;
    let Some(label) = form.parse("label", KeyLabel::parse) else {
        return again(&deps, &asker.actor, &found, form).await;
    };
    deps.carry_out(&asker, &found, Asked::Rename(label)).await?;
    Ok(Redirect::to(&format!("{HERE}/{id}")).into_response())
}

/// `POST …/{id}/rotate`: the only answer that shows the new key. A key is rotated once: asked again,
/// nothing is made and nothing shown.
pub(super) async fn rotate(
    State(deps): State<KeysDeps>,
    asker: Asker,
    Path(id): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let found = deps.found(&asker.actor, &id).await?;
    let now = deps.clock.now();
    let until = form.parse("until", |text| {
        let day: Option<Date> = text.parse().ok();
        let end = day.and_then(|day| overlap_end(day, now));
        end.ok_or_else(|| format!("Scegli un giorno da oggi a {OVERLAP_DAYS_MAX} giorni."))
    });
    let Some(until) = until else {
        return again(&deps, &asker.actor, &found, form).await;
    };
    let new = deps.new_secret(found.key.id.owner().clone());
    let asked = Asked::Rotate {
        new: new.clone(),
        until,
    };
    match deps.carry_out(&asker, &found, asked).await? {
        Decision::Replace { new: key, .. } => Ok(shown::page(&asker.actor, &new, &key)),
        Decision::Change(_) | Decision::AlreadyDone => {
            let alert = Alert::warning(
                "Questa chiave è già stata rinnovata: la nuova non si può mostrare di nuovo.",
            );
            let page =
                detail::page(&deps, &asker.actor, &found.key, Typed::new(), Some(alert)).await?;
            Ok(Page(page).into_response())
        }
    }
}

/// `POST …/{id}/revoke`, confirmed by a box.
pub(super) async fn revoke(
    State(deps): State<KeysDeps>,
    asker: Asker,
    Path(id): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let found = deps.found(&asker.actor, &id).await?;
    if form.value("sure") != "yes" {
        form.reject("sure", "Conferma che vuoi revocare la chiave.");
        return again(&deps, &asker.actor, &found, form).await;
    }
    deps.carry_out(&asker, &found, Asked::Revoke).await?;
    Ok(Redirect::to(&format!("{HERE}/{id}")).into_response())
}

async fn again(
    deps: &KeysDeps,
    actor: &Actor,
    found: &Found,
    form: Typed,
) -> Result<Response, PageError> {
    let page = detail::page(deps, actor, &found.key, form, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

impl KeysDeps {
    /// Decides, and writes what was decided, if nobody changed the key meanwhile.
    async fn carry_out(
        &self,
        asker: &Asker,
        found: &Found,
        asked: Asked,
    ) -> Result<Decision, Fault> {
        let (by, now) = (asker.actor.id.to_string(), self.clock.now());
        let act = act_of(&asked);
        let decision = found.key.decide(asked, &by, now).map_err(not_now)?;
        let tx = match &decision {
            Decision::AlreadyDone => return Ok(decision),
            Decision::Change(key) => api_keys::put(Tx::new(), found, key.as_ref().clone()),
            Decision::Replace { old, new } => {
                let tx = api_keys::put(Tx::new(), found, old.as_ref().clone());
                api_keys::put_new(tx, new.as_ref().clone())
            }
        };
        let event = self.event(asker, act, Object::api_key(&found.key.id));
        let done = self.table.commit(tx.put_new(&event)).await;
        done.map_err(tx_fault)?;
        Ok(decision)
    }
}

const fn act_of(asked: &Asked) -> Act {
    match asked {
        Asked::Rename(_) => Act::KeyChanged,
        Asked::Rotate { .. } => Act::KeyRotated,
        Asked::Revoke => Act::KeyRevoked,
    }
}

fn not_now(error: NotNow) -> Fault {
    match error {
        NotNow::Over => {
            Fault::conflict("key_over", "Questa chiave non apre più: creane una nuova.")
        }
        NotNow::TwoActive => Fault::conflict(
            "two_active",
            "La chiave di prima vale ancora: revocala, o aspetta la sua fine, e poi rinnova questa.",
        ),
    }
}
