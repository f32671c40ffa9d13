//! One member.

use axum::extract::{Path, State};
use kernel::ids::UserId;
use platform::web::ui::Alert;
use platform::web::{Fault, Page, PageError, Typed};

use super::view::{self, DetailPage};
use super::{HERE, MembersDeps};
use crate::domain::actor::Actor;
use crate::domain::permission::Permission;
use crate::panel::panel;
use crate::routes::faults::table_fault;
use crate::store::members::{self, Member};

/// `GET /panel/access/members/{id}`: 1 get and 1 batch.
pub(super) async fn show(
    State(deps): State<MembersDeps>,
    actor: Actor,
    Path(id): Path<String>,
    asked: Typed,
) -> Result<Page<DetailPage>, PageError> {
    let member = deps.member(&actor, &id).await?;
    let mut page = deps.detail(&actor, &member, &Typed::new()).await?;
    page.alert = match asked.value("done") {
        "role" => Some(Alert::success(
            "Il ruolo è cambiato: la persona deve accedere di nuovo.",
        )),
        "suspended" => Some(Alert::success(
            "La persona è sospesa ed è uscita da ogni dispositivo.",
        )),
        "active" => Some(Alert::success("La persona può di nuovo accedere.")),
        _ => None,
    };
    Ok(Page(page))
}

impl MembersDeps {
    /// A person of the actor's organisation; anybody else is nobody. 1 request.
    pub(super) async fn member(&self, actor: &Actor, id: &str) -> Result<Member, Fault> {
        let id = UserId::parse(id).map_err(|_| unknown())?;
        let found = members::find(&self.table, &actor.tenant, &id).await;
        found.map_err(table_fault)?.ok_or_else(unknown)
    }

    pub(super) async fn detail(
        &self,
        actor: &Actor,
        member: &Member,
        form: &Typed,
    ) -> Result<DetailPage, Fault> {
        let one = std::iter::once(&member.user);
        let seen = members::last_seen(&self.table, &actor.tenant, one).await;
        let seen = seen.map_err(table_fault)?.get(&member.user).copied();
        let manages = actor.may(Permission::MembersManage);
        Ok(DetailPage {
            layout: panel(actor, HERE)
                .crumb("Utenti", HERE)
                .here(member.name.as_str()),
            id: member.user.to_string(),
            name: member.name.clone(),
            face: view::face(member).large(),
            role_badge: view::role_badge(member.role),
            state: view::state(member.state),
            alert: None,
            summary: form.summary(),
            facts: view::facts(member, seen),
            acts: manages.then(|| view::acts(&actor.rights, member, form)),
        })
    }
}

pub(super) fn unknown() -> Fault {
    Fault::not_found("Non c’è nessun utente con questo codice.")
}
