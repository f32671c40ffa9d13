//! What may stand on the first page of the panel. A context that has something to show at a glance
//! adds a line here, as it does to the menu, and answers under [`Shows::Fragment`]'s address with a
//! [`platform::web::ui::Glance`], under its own permission and from its own function. Nothing else is
//! known of it here.
//!
//! | widget | requests to the table, beside the session's |
//! |---|---|
//! | `imports` | 1 query |
//! | `exceptions` | 1 query |
//! | `flows` | 1 query |
//! | `payments` | 8 queries, one a shard |
//! | `search`, `links` | none |

use crate::domain::actor::Actor;
use crate::domain::dashboard::WidgetName;
use crate::domain::permission::Permission;

/// What a tile has inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// What this address answers, once scripts run; before, and without, the sentence and the link.
    Fragment(&'static str),
    /// A form with one field, `q`, that is sent to the room.
    Search,
    /// The rooms of the menu.
    Rooms,
}

/// One line of the list.
#[derive(Debug)]
pub struct Widget {
    pub name: &'static str,
    pub need: Permission,
    pub title: &'static str,
    pub about: &'static str,
    pub icon: &'static str,
    /// The room that it is a glance of.
    pub room: &'static str,
    pub shows: Shows,
}

const WIDGETS: [Widget; 6] = [
    Widget {
        name: "imports",
        need: Permission::ImportsRead,
        title: "Ultime importazioni",
        about: "I file di dovuti più recenti, con il loro stato.",
        icon: "it-upload",
        room: "/panel/payments/imports",
        shows: Shows::Fragment("/panel/payments/imports/widget"),
    },
    Widget {
        name: "exceptions",
        need: Permission::MatchingRead,
        title: "Da sistemare",
        about: "Pagamenti, flussi e accrediti che non tornano.",
        icon: "it-inbox",
        room: "/panel/payments/exceptions",
        shows: Shows::Fragment("/panel/payments/exceptions/widget"),
    },
    Widget {
        name: "flows",
        need: Permission::MatchingRead,
        title: "Flussi da completare",
        about: "Le rendicontazioni non ancora abbinate o accreditate.",
        icon: "it-check-circle",
        room: "/panel/payments/matching",
        shows: Shows::Fragment("/panel/payments/matching/widget"),
    },
    Widget {
        name: "payments",
        need: Permission::PositionsRead,
        title: "Ultimi pagamenti",
        about: "Gli avvisi pagati negli ultimi giorni.",
        icon: "it-card",
        room: "/panel/payments/positions",
        shows: Shows::Fragment("/panel/payments/positions/widget"),
    },
    Widget {
        name: "search",
        need: Permission::PositionsRead,
        title: "Cerca un avviso",
        about: "Per codice avviso, IUV, codice fiscale o nome.",
        icon: "it-search",
        room: "/panel/payments/positions",
        shows: Shows::Search,
    },
    Widget {
        name: "links",
        need: Permission::PanelOpen,
        title: "I tuoi servizi",
        about: "Tutto quello che puoi aprire, con una frase su ciascuno.",
        icon: "it-link",
        room: "/panel",
        shows: Shows::Rooms,
    },
];

/// What the actor may place.
pub fn of(actor: &Actor) -> impl Iterator<Item = &'static Widget> {
    WIDGETS.iter().filter(|widget| actor.may(widget.need))
}

/// The widget of this name, if the actor may see it.
pub fn find(actor: &Actor, name: &WidgetName) -> Option<&'static Widget> {
    of(actor).find(|widget| widget.name == name.as_str())
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::gate::{Need, ROUTES};

    #[test]
    fn every_widget_has_a_name_of_its_own_that_can_be_kept() {
        for (place, widget) in WIDGETS.iter().enumerate() {
            assert!(WidgetName::parse(widget.name).is_some());
            let first = WIDGETS.iter().position(|other| other.name == widget.name);
            assert_eq!(first, Some(place), "{}", widget.name);
        }
    }

    #[test]
    fn a_widget_is_offered_to_those_alone_who_may_ask_its_address() {
        for widget in &WIDGETS {
            let (method, path) = match widget.shows {
                Shows::Fragment(path) => (Method::GET, path),
                Shows::Search => (Method::POST, widget.room),
                Shows::Rooms => (Method::GET, widget.room),
            };
            let rule = ROUTES.iter().find(|r| r.path == path && r.method == method);
            let need = rule.map(|rule| rule.need);
            assert_eq!(need, Some(Need::Session(widget.need)), "{path}");
        }
    }
}
