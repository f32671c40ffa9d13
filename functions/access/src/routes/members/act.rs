//! What an administrator does about a member. Each act ends the person's sessions at once.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use platform::table::Tx;
use platform::web::ui::Alert;
use platform::web::{Fault, Page, PageError, Typed};

use super::detail::unknown;
use super::view::SURE;
use super::{HERE, MembersDeps};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, Circumstances};
use crate::domain::grant::Rights;
use crate::domain::invitation::{Command, Decision};
use crate::domain::user::{State as Standing, User};
use crate::routes::faults::{busy, table_fault};
use crate::routes::{roles, sending};
use crate::store::invitations;
use crate::store::members::Member;
use crate::store::users::{self, Act as UserAct, Changed};

/// Somebody else changes the same person: read and tried again this often.
const TRIES_MAX: u32 = 4;

/// `POST …/{id}/role`
pub(super) async fn role(
    State(deps): State<MembersDeps>,
    actor: Actor,
    during: Circumstances,
    Path(id): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let member = deps.member(&actor, &id).await?;
    let Some(role) = roles::read(&actor.rights, &mut form) else {
        return deps.again(&actor, &member, &form).await;
    };
    let change = |user: &mut User| {
        if let Some(membership) = user.membership_mut(&actor.tenant) {
            membership.role = role;
        }
    };
    deps.change((&actor, &during), &member, Act::RoleChanged, change, "role")
        .await
}

/// `POST …/{id}/suspend`
pub(super) async fn suspend(
    State(deps): State<MembersDeps>,
    actor: Actor,
    during: Circumstances,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let member = deps.member(&actor, &id).await?;
    let change = |user: &mut User| stand(user, &actor, (Standing::Active, Standing::Suspended));
    deps.change(
        (&actor, &during),
        &member,
        Act::Suspended,
        change,
        "suspended",
    )
    .await
}

/// `POST …/{id}/reactivate`
pub(super) async fn reactivate(
    State(deps): State<MembersDeps>,
    actor: Actor,
    during: Circumstances,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let member = deps.member(&actor, &id).await?;
    let change = |user: &mut User| stand(user, &actor, (Standing::Suspended, Standing::Active));
    deps.change(
        (&actor, &during),
        &member,
        Act::Reactivated,
        change,
        "active",
    )
    .await
}

/// `POST …/{id}/remove`, confirmed by a box.
pub(super) async fn remove(
    State(deps): State<MembersDeps>,
    actor: Actor,
    during: Circumstances,
    Path(id): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let member = deps.member(&actor, &id).await?;
    if !form.is_chosen(SURE, "yes") {
        form.reject(SURE, "Conferma che vuoi togliere questa persona.");
        return deps.again(&actor, &member, &form).await;
    }
    let change = |user: &mut User| user.memberships.retain(|m| m.tenant != actor.tenant);
    deps.change((&actor, &during), &member, Act::Removed, change, "removed")
        .await
}

/// Who stands otherwise, for example not yet come, stays so.
fn stand(user: &mut User, actor: &Actor, (from, to): (Standing, Standing)) {
    if let Some(membership) = user.membership_mut(&actor.tenant)
        && membership.state == from
    {
        membership.state = to;
    }
}

impl MembersDeps {
    async fn again(
        &self,
        actor: &Actor,
        member: &Member,
        form: &Typed,
    ) -> Result<Response, PageError> {
        let page = self.detail(actor, member, form).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
    }

    /// Reads the person, changes them and writes, with history, mirror and event. What is so already
    /// is done. Who may more than the actor is left alone.
    async fn change(
        &self,
        (actor, during): (&Actor, &Circumstances),
        member: &Member,
        act: Act,
        change: impl Fn(&mut User),
        word: &str,
    ) -> Result<Response, PageError> {
        let (by, now) = (actor.id.to_string(), self.clock.now());
        for _ in 0..TRIES_MAX {
            let found = users::by_id(&self.table, &member.user).await;
            let found = found.map_err(table_fault)?.ok_or_else(unknown)?;
            let there = found.user.membership(&actor.tenant).ok_or_else(unknown)?;
            let theirs = Rights::of_role(there.role, &there.grants, now);
            if !actor.rights.cover(&theirs) {
                return Err(Fault::forbidden().into());
            }
            let mut user = found.user.clone();
            change(&mut user);
            if user == found.user {
                return Ok(done(member, word));
            }
            let chance = (self.clock.as_ref(), self.dice.as_ref());
            let event = sending::event(actor, act, member.user.as_str(), during, chance);
            let tx = self.without_invitation(member, act).await?;
            let written = UserAct::new(&by, now).with(tx.put_new(&event));
            let written = users::change_in(&self.table, &found, user, written).await;
            match written.map_err(table_fault)? {
                Changed::Done => return Ok(done(member, word)),
                Changed::Moved => {}
                Changed::LastAdministrator(_) => return self.last(actor, member).await,
                Changed::TooMany => return Err(busy().into()),
            }
        }
        Err(busy().into())
    }

    /// Who is removed before having come can come by the old link no more: 2 requests more.
    async fn without_invitation(&self, member: &Member, act: Act) -> Result<Tx, Fault> {
        let tx = Tx::new();
        if act != Act::Removed || member.state != Standing::Invited {
            return Ok(tx);
        }
        let found = invitations::of_address(&self.table, &member.tenant, &member.email).await;
        let Some(found) = found.map_err(table_fault)? else {
            return Ok(tx);
        };
        let decided = found.invitation.decide(Command::Withdraw, self.clock.now());
        Ok(match decided {
            Decision::Change { to, .. } => invitations::put(tx, &to, Some(&found)),
            Decision::Already | Decision::Refused(_) => tx,
        })
    }

    async fn last(&self, actor: &Actor, member: &Member) -> Result<Response, PageError> {
        let mut page = self.detail(actor, member, &Typed::new()).await?;
        page.alert = Some(Alert::danger(
            "È l’unico amministratore attivo: prima nomina un altro amministratore.",
        ));
        Ok((StatusCode::CONFLICT, Page(page)).into_response())
    }
}

fn done(member: &Member, word: &str) -> Response {
    let to = match word {
        "removed" => format!("{HERE}?done=removed"),
        _ => format!("{HERE}/{}?done={word}", member.user),
    };
    Redirect::to(&to).into_response()
}
