//! The menu of the panel: only what the actor may use.

use super::actor::Actor;
use super::permission::Permission;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MenuItem {
    pub label: &'static str,
    pub href: &'static str,
    /// One sentence for the home page.
    pub about: &'static str,
}

const ENTRIES: [(Permission, MenuItem); 3] = [
    (
        Permission::ImportsRead,
        MenuItem {
            label: "Importazioni",
            href: "/panel/payments/imports",
            about: "Carica un file di dovuti, controlla le righe e pubblica gli avvisi.",
        },
    ),
    (
        Permission::PositionsRead,
        MenuItem {
            label: "Posizioni debitorie",
            href: "/panel/payments/positions",
            about: "Cerca un avviso, segui il pagamento, scarica avviso e ricevuta.",
        },
    ),
    (
        Permission::MatchingRead,
        MenuItem {
            label: "Riconciliazione",
            href: "/panel/payments/matching",
            about: "Abbina flussi di rendicontazione, movimenti di cassa e ricevute.",
        },
    ),
];

pub fn menu(actor: &Actor) -> Vec<MenuItem> {
    ENTRIES
        .iter()
        .filter(|(need, _)| actor.may(*need))
        .map(|(_, item)| *item)
        .collect()
}
