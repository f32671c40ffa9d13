//! How a member looks in the list and on their own page.

use askama::Template;
use jiff::civil::Date;
use kernel::time::italian_date;
use platform::web::ui::{Alert, Badge, Choices, Empty, Facts, Field, Pager, Summary, Tone};
use platform::web::{Panel, Typed};

use super::HERE;
use crate::domain::grant::Rights;
use crate::domain::role::Role;
use crate::domain::user::State;
use crate::routes::face::Face;
use crate::routes::roles;
use crate::routes::tabs::Tabs;
use crate::store::members::Member;

#[derive(Template)]
#[template(path = "routes/members/list.html")]
pub(super) struct ListPage {
    pub layout: Panel,
    pub tabs: Tabs,
    pub alert: Option<Alert>,
    pub summary: Summary,
    pub words: Field,
    pub searched: bool,
    pub lines: Vec<Line>,
    /// Whether the search found more than it shows.
    pub more: bool,
    pub empty: Empty,
    pub pager: Pager,
}

/// One member in the list.
pub(super) struct Line {
    id: String,
    face: Face,
    name: String,
    email: String,
    role: &'static str,
    state: Badge,
    seen: String,
}

#[derive(Template)]
#[template(path = "routes/members/detail.html")]
pub(super) struct DetailPage {
    pub layout: Panel,
    pub id: String,
    pub name: String,
    pub face: Face,
    pub role_badge: Badge,
    pub state: Badge,
    pub alert: Option<Alert>,
    pub summary: Summary,
    pub facts: Facts,
    /// What the one who looks may do.
    pub acts: Option<Acts>,
}

pub(super) struct Acts {
    role: Choices,
    warning: Alert,
    sure: Option<Choices>,
    is_suspended: bool,
    /// The box of the removal stands open.
    removing: bool,
    confirm: Choices,
}

pub(super) fn line(member: &Member, seen: Option<Date>) -> Line {
    Line {
        id: member.user.to_string(),
        face: face(member),
        name: member.name.clone(),
        email: member.email.as_str().to_owned(),
        role: member.role.italian(),
        state: state(member.state),
        seen: seen.map(italian_date).unwrap_or_else(|| "Mai".to_owned()),
    }
}

pub(super) fn face(member: &Member) -> Face {
    // The name of the picture changes with it, so that browsers ask anew.
    let src = member.picture.as_ref();
    let src = src.map(|name| format!("{HERE}/{}/picture?v={}", member.user, short(name)));
    Face::new(&member.name, src)
}

fn short(name: &str) -> &str {
    name.get(..8).unwrap_or(name)
}

pub(super) fn state(state: State) -> Badge {
    let tone = match state {
        State::Invited => Tone::Info,
        State::Active => Tone::Success,
        State::Suspended => Tone::Warning,
    };
    Badge::new(state.italian(), tone)
}

pub(super) fn role_badge(role: Role) -> Badge {
    let tone = match role {
        Role::Administrator => Tone::Info,
        _ => Tone::Neutral,
    };
    Badge::new(role.italian(), tone)
}

pub(super) fn facts(member: &Member, seen: Option<Date>) -> Facts {
    Facts::new()
        .fact("E-mail", member.email.as_str())
        .fact("Ruolo", member.role.italian())
        .fact("Stato", member.state.italian())
        .fact(
            "Ultimo accesso",
            seen.map(italian_date).unwrap_or_else(|| "Mai".to_owned()),
        )
}

/// `form`: what was just refused, or nothing.
pub(super) fn acts(rights: &Rights, member: &Member, form: &Typed) -> Acts {
    let chosen = form.value(roles::FIELD);
    let asked = if chosen.is_empty() {
        form.clone().with(roles::FIELD, member.role.name())
    } else {
        form.clone()
    };
    Acts {
        role: roles::choices(rights, &asked),
        warning: roles::warning(),
        sure: (chosen == Role::Administrator.name()).then(|| roles::sure(form)),
        is_suspended: member.state == State::Suspended,
        removing: form.error(SURE).is_some(),
        confirm: Choices::check(SURE, "Conferma")
            .choice("yes", format!("Sì, togli {} da questo ente", member.name))
            .from(form),
    }
}

/// The box that a removal asks for.
pub(super) const SURE: &str = "sure";
