//! The roles as people choose them.

use platform::web::Typed;
use platform::web::ui::{Alert, Choices};

use crate::domain::grant::Rights;
use crate::domain::role::{OF_PEOPLE, Role};

pub(super) const FIELD: &str = "role";
pub(super) const SURE: &str = "administrator";

/// One of the roles that may be given by who has these rights, or nothing yet.
pub(super) fn choices(rights: &Rights, form: &Typed) -> Choices {
    let given = OF_PEOPLE.iter().filter(|role| rights.may_give_role(**role));
    let roles = given.map(|role| (role.name(), role.italian()));
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

/// The role that was chosen, never one that may more than who gives it; an administrator only with the
/// box ticked.
pub(super) fn read(rights: &Rights, form: &mut Typed) -> Option<Role> {
    let role = form.parse(FIELD, |name| {
        let role = Role::parse(name).filter(|role| rights.may_give_role(*role));
        role.ok_or("Scegli un ruolo dell’elenco.")
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
