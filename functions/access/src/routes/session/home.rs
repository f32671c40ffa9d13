//! The home page of the panel.

use askama::Template;
use platform::web::{Page, Panel};

use crate::domain::actor::Actor;
use crate::panel::{self, Entry};

#[derive(Template)]
#[template(path = "routes/session/home.html")]
pub struct HomePage {
    layout: Panel,
    /// What the actor may open.
    rooms: Vec<&'static Entry>,
}

pub async fn show(actor: Actor) -> Page<HomePage> {
    let rooms = panel::entries(&actor)
        .filter(|entry| !entry.about.is_empty())
        .collect();
    Page(HomePage {
        layout: panel::panel(&actor, "/panel"),
        rooms,
    })
}
