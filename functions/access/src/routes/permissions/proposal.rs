//! What will be gained and lost, before it is confirmed.

use askama::Template;
use jiff::Timestamp;
use platform::web::Panel;
use platform::web::ui::{Alert, Choices, Field, Summary};

use super::Person;
use crate::domain::grant::{Grant, Rights};
use crate::domain::proposal::{Proposal, difference};
use crate::domain::role::Role;
use crate::domain::sentence::Names;

#[derive(Template)]
#[template(path = "routes/permissions/proposal.html")]
pub(super) struct ProposalPage {
    pub layout: Panel,
    pub title: &'static str,
    pub lead: String,
    pub summary: Summary,
    pub alert: Option<Alert>,
    pub action: String,
    pub back: String,
    /// What is chosen first: a person, a profile.
    pub choose: Choices,
    pub until: Option<Field>,
    /// What may be left out.
    pub leave_out: Option<Choices>,
    pub preview: Option<Preview>,
}

pub(super) struct Preview {
    pub role: &'static str,
    pub warning: Option<Alert>,
    pub gained: Vec<String>,
    pub lost: Vec<String>,
    /// The actor may not give it.
    pub withheld: Vec<String>,
    /// Where another profile is used than the wanted one.
    pub remarks: Vec<String>,
    /// What the confirmation sends.
    pub fields: Vec<(&'static str, String)>,
}

pub(super) fn preview(
    person: &Person,
    proposal: &Proposal,
    (names, now): (&Names, Timestamp),
    (remarks, fields): (Vec<String>, Vec<(&'static str, String)>),
) -> Preview {
    let before = Rights::of_role(person.membership.role, &person.membership.grants, now);
    let (gained, lost) = difference(&before, &proposal.rights(now));
    let told = |grants: &[Grant]| grants.iter().map(|grant| grant.sentence(names)).collect();
    let becomes = proposal.role == Role::Administrator && person.membership.role != proposal.role;
    Preview {
        role: proposal.role.italian(),
        warning: becomes.then(|| {
            Alert::warning(
                "Potrà invitare e togliere persone, cambiare ruoli e permessi e creare chiavi API.",
            )
            .title("Amministratore: solo a chi deve abilitare altri")
        }),
        gained: told(&gained),
        lost: told(&lost),
        withheld: told(&proposal.withheld),
        remarks,
        fields,
    }
}

/// Says that what was previewed is not what is there any more.
pub(super) fn moved() -> Alert {
    Alert::warning(
        "I permessi sono cambiati nel frattempo: guarda di nuovo che cosa cambia, poi conferma.",
    )
}
