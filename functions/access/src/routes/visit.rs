//! Who comes with the link of an invitation.

use jiff::Timestamp;
use platform::derive::Deriver;
use platform::table::Table;
use platform::web::Fault;

use super::faults::table_fault;
use crate::domain::invitation::{self, Link, Standing, TemporaryPassword};
use crate::store::invitations::{self, Found};

/// A true link and what it leads to.
pub(super) struct Visit {
    pub found: Found,
    pub standing: Standing,
    /// Whether a newer link was sent since.
    pub is_old: bool,
}

impl Visit {
    /// Whether the link opens the invitation now.
    pub(super) fn is_open(&self) -> bool {
        self.standing == Standing::Sent && !self.is_old
    }

    pub(super) fn is_temporary_password(&self, deriver: &Deriver, typed: &str) -> bool {
        let it = &self.found.invitation;
        let id = invitation::secret_id(&it.id, it.serial);
        TemporaryPassword::of(&deriver.secret(invitation::PASSWORD, &id)).is(typed)
    }
}

/// 1 request, none for what is no link. A false link is answered like one of nobody's.
pub(super) async fn visit(
    table: &Table,
    deriver: &Deriver,
    token: &str,
    now: Timestamp,
) -> Result<Visit, Fault> {
    let link = Link::parse(token).ok_or_else(unknown)?;
    let id = invitation::secret_id(&link.invitation, link.serial);
    if !link.is_true(&deriver.secret(invitation::LINK, &id)) {
        return Err(unknown());
    }
    let found = invitations::find(table, &link.invitation).await;
    let found = found.map_err(table_fault)?.ok_or_else(unknown)?;
    Ok(Visit {
        standing: found.invitation.standing(now),
        is_old: link.serial != found.invitation.serial,
        found,
    })
}

pub(super) fn unknown() -> Fault {
    Fault::not_found(
        "Questo invito non esiste. Controlla di aver copiato tutto l’indirizzo che hai ricevuto.",
    )
}
