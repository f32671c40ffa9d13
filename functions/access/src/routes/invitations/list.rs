//! Who was invited, the latest first.

use axum::extract::State;
use kernel::time::{italian_date, italian_datetime, rome_date};
use platform::table::Cursor;
use platform::web::ui::{Alert, Badge, Empty, Field, Pager, Tone};
use platform::web::{Page, PageError, Typed};

use super::page::{InvitationsPage, Line};
use super::{HERE, InvitationsDeps};
use crate::domain::actor::Actor;
use crate::domain::invitation::{Invitation, Standing};
use crate::panel::panel;
use crate::routes::faults::table_fault;
use crate::routes::roles;
use crate::routes::tabs::{Open, Tabs};
use crate::store::invitations;

/// Invitations on a page.
const LINES: u32 = 25;

/// `GET /panel/access/invitations`: 1 query.
pub(super) async fn show(
    State(deps): State<InvitationsDeps>,
    actor: Actor,
    asked: Typed,
) -> Result<Page<InvitationsPage>, PageError> {
    let alert = match asked.value("done") {
        "sent" => Some(Alert::success("L’invito è in partenza.")),
        "already" => Some(Alert::info(
            "Questa persona è già stata invitata con questo ruolo: l’invito è ancora valido.",
        )),
        "withdrawn" => Some(Alert::success("L’invito è stato ritirato.")),
        _ => None,
    };
    let cursor = asked.value("after").to_owned();
    let page = deps.page(&actor, &Typed::new(), &cursor).await?;
    Ok(Page(InvitationsPage { alert, ..page }))
}

impl InvitationsDeps {
    /// 1 query.
    pub(super) async fn page(
        &self,
        actor: &Actor,
        form: &Typed,
        cursor: &str,
    ) -> Result<InvitationsPage, PageError> {
        let after = match cursor {
            "" => None,
            text => Some(Cursor::parse(text).map_err(table_fault)?),
        };
        let found = invitations::list(&self.table, &actor.tenant, after, LINES).await;
        let found = found.map_err(table_fault)?;
        let now = self.clock.now();
        let lines = found.items.iter().map(|it| line(it, it.standing(now)));
        Ok(InvitationsPage {
            lines: lines.collect(),
            pager: Pager::around(&found, HERE),
            ..bare(actor, form)
        })
    }
}

/// The form above an empty list.
pub(super) fn bare(actor: &Actor, form: &Typed) -> InvitationsPage {
    let asks = form.value(roles::FIELD) == "administrator";
    InvitationsPage {
        layout: panel(actor, HERE).here("Inviti"),
        tabs: Tabs::new(Open::Invitations),
        summary: form.summary(),
        alert: None,
        email: Field::email("email", "Indirizzo e-mail")
            .with("autocomplete", "off")
            .length_max(254)
            .required()
            .from(form),
        role: roles::choices(&actor.rights, form),
        warning: roles::warning(),
        sure: asks.then(|| roles::sure(form)),
        lines: Vec::new(),
        empty: Empty::new(
            "Nessun invito",
            "Qui vedi chi hai invitato, se ha accettato e se l’invito è scaduto.",
        ),
        pager: Pager::default(),
    }
}

fn line(invitation: &Invitation, standing: Standing) -> Line {
    let tone = match standing {
        Standing::Sent => Tone::Info,
        Standing::Expired => Tone::Warning,
        Standing::Accepted => Tone::Success,
        Standing::Withdrawn => Tone::Neutral,
    };
    let open = matches!(standing, Standing::Sent | Standing::Expired);
    let expires = italian_date(rome_date(invitation.expires_at));
    Line {
        id: invitation.id.to_string(),
        email: invitation.email.as_str().to_owned(),
        role: invitation.role.italian(),
        state: Badge::new(standing.italian(), tone),
        sent: italian_datetime(invitation.sent_at),
        expires: if open { expires } else { String::new() },
        open,
    }
}
