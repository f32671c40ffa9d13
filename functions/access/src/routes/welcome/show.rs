//! What a link leads to. Looking changes nothing: programs open links in mails.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use platform::web::{Fault, Page, PageError, Typed};

use super::{WelcomeDeps, page};
use crate::domain::invitation::Invitation;
use crate::domain::user::User;
use crate::routes::faults::table_fault;
use crate::routes::visit::visit;
use crate::store::users::{self, Found};

/// `GET /panel/welcome/{token}`
pub(super) async fn show(
    State(deps): State<WelcomeDeps>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let visit = visit(&deps.table, &deps.deriver, &token, deps.clock.now()).await?;
    if visit.is_open() {
        let found = deps.whose(&visit.found.invitation).await?;
        if User::is_new(found.as_ref().map(|found| &found.user)) {
            let it = &visit.found.invitation;
            return Ok(Page(page::form(it, &token, &named(it))).into_response());
        }
    }
    Ok(Page(page::told(&visit, &token)).into_response())
}

/// The form with the name that a tenants file tells.
fn named(invitation: &Invitation) -> Typed {
    let name = invitation.name.as_deref().unwrap_or_default();
    match name.rsplit_once(' ') {
        Some((given, family)) => Typed::new()
            .with("given_name", given)
            .with("family_name", family),
        None => Typed::new(),
    }
}

impl WelcomeDeps {
    /// 2 requests, 1 for an address that nobody has.
    pub(super) async fn whose(&self, invitation: &Invitation) -> Result<Option<Found>, Fault> {
        let found = users::find(&self.table, &invitation.email).await;
        found.map_err(table_fault)
    }
}
