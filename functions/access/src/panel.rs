//! What stands around every page of the panel: the menu, only with what the actor may use.

mod help;
pub(crate) mod widgets;

use platform::web::{MenuItem, Panel};

use crate::domain::actor::Actor;
use crate::domain::permission::Permission;

/// A line of the menu: who sees it, and one sentence for the home page.
pub(crate) struct Entry {
    need: Permission,
    pub item: MenuItem,
    pub about: &'static str,
}

const ENTRIES: [Entry; 14] = [
    Entry {
        need: Permission::PanelOpen,
        item: MenuItem {
            label: "Inizio",
            href: "/panel",
            icon: "it-pa",
        },
        about: "",
    },
    Entry {
        need: Permission::ImportsRead,
        item: MenuItem {
            label: "Importazioni",
            href: "/panel/payments/imports",
            icon: "it-upload",
        },
        about: "Carica un file di dovuti, controlla le righe e pubblica gli avvisi.",
    },
    Entry {
        need: Permission::PositionsRead,
        item: MenuItem {
            label: "Posizioni debitorie",
            href: "/panel/payments/positions",
            icon: "it-list",
        },
        about: "Cerca un avviso, segui il pagamento, scarica avviso e ricevuta.",
    },
    Entry {
        need: Permission::ReceiptsRead,
        item: MenuItem {
            label: "Ricevute",
            href: "/panel/payments/receipts",
            icon: "it-card",
        },
        about: "Rivedi ogni ricevuta di pagoPA, anche da rimborsare, senza posizione o di quote di altri enti.",
    },
    Entry {
        need: Permission::MatchingRead,
        item: MenuItem {
            label: "Riconciliazione",
            href: "/panel/payments/matching",
            icon: "it-check-circle",
        },
        about: "Abbina flussi di rendicontazione, movimenti di cassa e ricevute.",
    },
    Entry {
        need: Permission::MatchingRead,
        item: MenuItem {
            label: "Da sistemare",
            href: "/panel/payments/exceptions",
            icon: "it-inbox",
        },
        about: "Pagamenti, flussi e accrediti che non tornano, ciascuno con il modo di chiuderlo.",
    },
    Entry {
        need: Permission::MatchingRead,
        item: MenuItem {
            label: "Estratti conto",
            href: "/panel/payments/matching/statements",
            icon: "it-file",
        },
        about: "Controlla i versamenti con l’estratto conto e registra gli incassi.",
    },
    Entry {
        need: Permission::ExportsRun,
        item: MenuItem {
            label: "Esportazioni",
            href: "/panel/payments/exports",
            icon: "it-download",
        },
        about: "Scarica le posizioni, o i pagamenti e le ricevute di un periodo, per il registro dell’ente.",
    },
    Entry {
        need: Permission::ConnectionsManage,
        item: MenuItem {
            label: "Collegamenti",
            href: "/panel/payments/connections",
            icon: "it-link",
        },
        about: "Comunica ogni pagamento al software dell’ente, per esempio a un registro.",
    },
    Entry {
        need: Permission::JournalRead,
        item: MenuItem {
            label: "Giornale pagoPA",
            href: "/panel/payments/journal",
            icon: "it-exchange-circle",
        },
        about: "Rivedi ogni chiamata da e verso pagoPA: che cosa è stato detto, quando, con quale esito.",
    },
    Entry {
        need: Permission::MembersRead,
        item: MenuItem {
            label: "Utenti",
            href: "/panel/access/members",
            icon: "it-user",
        },
        about: "Invita le persone dell’ente, assegna i ruoli, sospendi o togli chi non serve più.",
    },
    Entry {
        need: Permission::KeysManage,
        item: MenuItem {
            label: "Chiavi API",
            href: "/panel/access/keys",
            icon: "it-key",
        },
        about: "Crea, rinnova e revoca le chiavi con cui il software dell’ente usa Sportello.",
    },
    Entry {
        need: Permission::AuditRead,
        item: MenuItem {
            label: "Registro delle attività",
            href: "/panel/access/audit",
            icon: "it-locked",
        },
        about: "Chi ha fatto che cosa, e quando: cerca, scarica, controlla il sigillo.",
    },
    Entry {
        need: Permission::MembersRead,
        item: MenuItem {
            label: "Permessi",
            href: "/panel/access/permissions",
            icon: "it-lock",
        },
        about: "Vedi e decidi che cosa può fare ogni persona dell’ente.",
    },
];

pub(crate) fn entries(actor: &Actor) -> impl Iterator<Item = &'static Entry> {
    ENTRIES.iter().filter(|entry| actor.may(entry.need))
}

/// The menu of this actor.
pub fn menu(actor: &Actor) -> Vec<MenuItem> {
    entries(actor).map(|entry| entry.item.clone()).collect()
}

/// The frame of a page of the panel: user, organisation, menu, help. `here` is the path of the request.
pub fn panel(actor: &Actor, here: &str) -> Panel {
    frame(actor, here).help(help::of(here))
}

/// The same without help, for what is no page of a room.
pub(crate) fn frame(actor: &Actor, here: &str) -> Panel {
    Panel::new(
        actor.label.as_str(),
        actor.tenant_name.as_str(),
        &menu(actor),
        here,
    )
}
