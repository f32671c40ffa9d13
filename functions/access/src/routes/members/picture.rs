//! A member's picture, for who may see the members.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::web::PageError;

use super::MembersDeps;
use super::detail::unknown;
use crate::domain::actor::Actor;
use crate::routes::pictures;

/// `GET /panel/access/members/{id}/picture`
pub(super) async fn show(
    State(deps): State<MembersDeps>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let member = deps.member(&actor, &id).await?;
    member.picture.as_ref().ok_or_else(unknown)?;
    Ok(pictures::answer(&deps.objects, &member.user).await?)
}
