//! The profile's page.

use askama::Template;
use axum::extract::State;
use kernel::time::italian_datetime;
use platform::web::ui::{Alert, Facts, Field, Summary};
use platform::web::{Page, PageError, Panel, Typed};

use super::{HERE, ProfileDeps};
use crate::domain::actor::Actor;
use crate::domain::user::User;
use crate::panel::panel;
use crate::routes::face::Face;

#[derive(Template)]
#[template(path = "routes/profile/page.html")]
pub(super) struct ProfilePage {
    layout: Panel,
    face: Face,
    email: String,
    pub alert: Option<Alert>,
    summary: Summary,
    names: Vec<Field>,
    picture: Field,
    has_picture: bool,
    organisations: Facts,
    accepted: Option<String>,
}

/// `GET /panel/profile`
pub(super) async fn show(
    State(deps): State<ProfileDeps>,
    actor: Actor,
    asked: Typed,
) -> Result<Page<ProfilePage>, PageError> {
    let user = deps.own(&actor).await?.user;
    let mut page = page(&actor, &user, &names_of(&user));
    page.alert = match asked.value("done") {
        "name" => Some(Alert::success("Il nome è stato salvato.")),
        "picture" => Some(Alert::success("L’immagine è stata salvata.")),
        "no-picture" => Some(Alert::success("L’immagine è stata tolta.")),
        _ => None,
    };
    Ok(Page(page))
}

/// The form with what is there.
pub(super) fn names_of(user: &User) -> Typed {
    let (given, family) = match &user.person {
        Some(person) => (person.given(), person.family()),
        None => user.name.rsplit_once(' ').unwrap_or((&user.name, "")),
    };
    Typed::new()
        .with("given_name", given)
        .with("family_name", family)
}

pub(super) fn page(actor: &Actor, user: &User, form: &Typed) -> ProfilePage {
    let name = |name: &str, label: &str, filled: &'static str| {
        Field::text(name, label)
            .with("autocomplete", filled)
            .length_max(60)
            .required()
            .from(form)
    };
    let src = user.picture.as_ref();
    let src = src.map(|name| format!("{HERE}/picture?v={}", name.get(..8).unwrap_or(name)));
    let has_picture = src.is_some();
    let each = user.memberships.iter();
    ProfilePage {
        layout: panel(actor, HERE).here("Profilo"),
        face: Face::new(&user.name, src).large(),
        email: user.email.as_str().to_owned(),
        alert: None,
        summary: form.summary(),
        names: vec![
            name("given_name", "Nome", "given-name"),
            name("family_name", "Cognome", "family-name"),
        ],
        picture: Field::file("picture", "Immagine del profilo", ".jpg,.jpeg,.png")
            .help("JPEG o PNG, fino a 1 MB. Viene ritagliata al centro e privata di ogni altra informazione.")
            .required()
            .from(form),
        has_picture,
        organisations: each.fold(Facts::new(), |facts, m| {
            let text = match m.is_active() {
                true => m.role.italian().to_owned(),
                false => format!("{} ({})", m.role.italian(), m.state.italian().to_lowercase()),
            };
            facts.fact(m.tenant_name.as_str(), text)
        }),
        accepted: user
            .notice
            .as_ref()
            .map(|notice| italian_datetime(notice.at)),
    }
}
