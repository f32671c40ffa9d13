//! The roles as people choose them.

use platform::web::Typed;
use platform::web::ui::{Alert, Choices};

use crate::domain::role::{OF_PEOPLE, Role};

pub(super) const FIELD: &str = "role";
pub(super) const SURE: &str = "administrator";

/// One of the roles, or nothing yet.
pub(super) fn choices(form: &Typed) -> Choices {
    let roles = OF_PEOPLE.map(|role| (role.name(), role.italian()));
    Choices::select(FIELD, "Ruolo")
        .choice("", "Scegli")
        .choices(roles)
        .required()
        .from(form)
}

/// Stands beside every choice of a role.
pub(super) fn warning() -> Alert {
    Alert::warning(
        "Può invitare e togliere persone, cambiare ruoli e permessi e creare chiavi API.",
    )
    .title("Amministratore: solo a chi deve abilitare altri")
}

/// Asked again before somebody becomes an administrator.
pub(super) fn sure(form: &Typed) -> Choices {
    Choices::check(SURE, "Conferma")
        .choice("yes", "Sì, questa persona deve abilitare altri")
        .from(form)
}

/// The role that was chosen; an administrator only with the box ticked.
pub(super) fn read(form: &mut Typed) -> Option<Role> {
    let role = form.parse(FIELD, |name| {
        Role::parse(name).ok_or("Scegli un ruolo dell’elenco.")
    })?;
    if role == Role::Administrator && !form.is_chosen(SURE, "yes") {
        form.reject(
            SURE,
            "Conferma che questa persona deve poter abilitare altri.",
        );
        return None;
    }
    Some(role)
}
