//! The panel's two acts on an import: check it, confirm it. Both are repeatable.

use access::{Actor, Permission};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use platform::web::{Page, PageError, Typed};

use super::ImportsDeps;
use super::faults::ImportFault;
use super::list::HERE;
use super::{correction, preview, terms};
use crate::domain::import::ImportState;

/// `POST …/check`: 1 request, 1 to the bucket, 1 transaction.
pub(super) async fn check(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    form: Typed,
) -> Result<Response, PageError> {
    let import = deps.import(&actor, &id, Permission::ImportsWrite).await?;
    let mut choices = if form.is_chosen("same", "yes") {
        import.choices.clone()
    } else {
        correction::choices(&form, &import)
    };
    if !deps.sells(&actor, choices.service.as_ref()).await? {
        choices.service = None;
    }
    let to = format!("{HERE}/{}", import.id);
    deps.check(&actor, import, choices, None).await?;
    Ok(Redirect::to(&to).into_response())
}

/// `POST …/confirm`: 1 request and 1 transaction; the page again where a field is wrong.
pub(super) async fn confirm(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let import = deps.import(&actor, &id, Permission::ImportsWrite).await?;
    let to = format!("{HERE}/{}", import.id);
    let Some(terms) = terms::terms(&mut form, deps.clock.now()) else {
        return match import.state {
            ImportState::Ready => {
                let page = preview::page(&deps, &actor, import, form).await?;
                Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
            }
            _ => Ok(Redirect::to(&to).into_response()),
        };
    };
    match deps.confirm(import.clone(), &terms, None).await {
        Err(ImportFault::CheckAgain) => {
            let page = preview::page(&deps, &actor, import, form)
                .await?
                .out_of_date();
            Ok((StatusCode::CONFLICT, Page(page)).into_response())
        }
        Err(fault) => Err(fault.into()),
        Ok(_) => Ok(Redirect::to(&to).into_response()),
    }
}
