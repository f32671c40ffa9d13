//! Renaming and removing trusted devices.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use platform::table::Tx;
use platform::web::{Fault, PageError, Typed};

use super::{HERE, user_of};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, Circumstances};
use crate::domain::device::{Device, parse_name};
use crate::routes::session::Deps;
use crate::store::devices;

/// The form names a device, or all; with a name it renames, without it removes.
pub async fn change(
    State(deps): State<Deps>,
    actor: Actor,
    during: Circumstances,
    form: Typed,
) -> Result<Response, PageError> {
    let user = user_of(&actor)?;
    let (tx, done) = match (form.value("device"), parse_name(form.value("name"))) {
        ("all", _) => {
            let all = devices::list(&deps.table, user).await;
            let all = all.map_err(Fault::unavailable)?;
            // At most 99: the event is the hundredth.
            let all = all.iter().take(devices::DEVICES_MAX - 1);
            let tx = all.fold(Tx::new(), |tx, it| devices::forget(tx, user, &it.digest));
            let event = deps.own_event(&actor, Act::DeviceRemoved, &during);
            (tx.put_new(&event), "devices")
        }
        (digest, Some(name)) => {
            let found = devices::find(&deps.table, user, digest).await;
            let unknown = || Fault::not_found("Questo dispositivo non c’è più.");
            let found = found.map_err(Fault::unavailable)?.ok_or_else(unknown)?;
            let renamed = Device {
                name,
                ..found.device.clone()
            };
            (devices::put(Tx::new(), &found, renamed), "renamed")
        }
        (digest, None) => {
            let tx = devices::forget(Tx::new(), user, digest);
            let event = deps.own_event(&actor, Act::DeviceRemoved, &during);
            (tx.put_new(&event), "device")
        }
    };
    deps.done(tx).await?;
    Ok(Redirect::to(&format!("{HERE}?done={done}")).into_response())
}
