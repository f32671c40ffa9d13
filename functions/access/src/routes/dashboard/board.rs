//! The tiles as they are shown, and what may still be added.

use askama::Template;
use askama::filters::HtmlSafe;
use platform::web::ui::Icon;

use crate::domain::actor::Actor;
use crate::domain::dashboard::{Tiles, WidgetName, Width};
use crate::panel::widgets::{self, Shows, Widget};
use crate::panel::{self, Entry};

/// The part of the page that a change replaces.
#[derive(Template)]
#[template(path = "routes/dashboard/board.html")]
pub(super) struct Board {
    tiles: Vec<Shown>,
    offered: Vec<&'static Widget>,
    rooms: Vec<&'static Entry>,
    /// Whether everything is placed already.
    full: bool,
    /// Whether the person goes on adding.
    adding: bool,
    /// What was just done, for who does not see it.
    said: Option<&'static str>,
}

impl HtmlSafe for Board {}

struct Shown {
    widget: &'static Widget,
    width: Width,
    place: usize,
    is_last: bool,
    /// Its buttons are open: it was changed just now.
    open: bool,
}

impl Shown {
    fn before(&self) -> usize {
        self.place.saturating_sub(1)
    }
}

/// What is said once a tile is added.
pub(super) const ADDED: &str = "Riquadro aggiunto.";

impl Board {
    /// `changed` is the tile that the person is busy with. A widget that the actor may not see any
    /// more, or that has gone, is left out.
    pub fn new(
        actor: &Actor,
        tiles: &Tiles,
        (changed, said): (Option<&WidgetName>, Option<&'static str>),
    ) -> Self {
        let known = tiles.iter().filter_map(|tile| {
            let widget = widgets::find(actor, &tile.widget)?;
            Some((widget, tile))
        });
        let known: Vec<_> = known.collect();
        let last = known.len().saturating_sub(1);
        let shown = known
            .iter()
            .enumerate()
            .map(|(place, (widget, tile))| Shown {
                widget,
                width: tile.width,
                place,
                is_last: place == last,
                open: changed == Some(&tile.widget),
            });
        let placed = |widget: &&Widget| known.iter().any(|(one, _)| one.name == widget.name);
        Self {
            tiles: shown.collect(),
            offered: widgets::of(actor).filter(|one| !placed(one)).collect(),
            rooms: rooms(actor),
            full: widgets::of(actor).all(|one| placed(&one)),
            adding: known.is_empty() || said == Some(ADDED),
            said,
        }
    }
}

/// What the actor may open, with a sentence on each.
fn rooms(actor: &Actor) -> Vec<&'static Entry> {
    panel::entries(actor)
        .filter(|entry| !entry.about.is_empty())
        .collect()
}
