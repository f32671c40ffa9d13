//! What the list of rows says.

use kernel::money::Cents;
use kernel::text::italian_count;
use platform::web::ui::{Alert, Badge, Empty, Tone};

use super::super::exclude::Act;
use crate::domain::import::{ImportState, Looked};

pub(super) fn empty(above: &str) -> Empty {
    Empty::new(
        "Nessuna riga trovata",
        "Nessuna riga valida corrisponde al filtro.",
    )
    .action("Mostra tutte", format!("{above}/rows"))
}

pub(super) fn included(state: ImportState) -> Badge {
    match state {
        ImportState::Publishing | ImportState::Published => Badge::new("Pubblicata", Tone::Success),
        ImportState::Uploaded
        | ImportState::Checking
        | ImportState::Ready
        | ImportState::Failed => Badge::new("Da pubblicare", Tone::Info),
    }
}

pub(super) fn euro(cents: Cents) -> String {
    format!("{}\u{a0}€", cents.italian())
}

pub(super) fn head(looked: &Looked<'_>, (from, end): (u64, u64)) -> String {
    let left_out = match looked.excluded {
        0 => String::new(),
        1 => ", di cui 1 esclusa".to_owned(),
        many => format!(", di cui {many} escluse"),
    };
    let rows = match looked.rows {
        1 => "1 riga".to_owned(),
        rows => format!("{} righe", italian_count(rows)),
    };
    format!(
        "{rows} per {}{left_out}. Qui dalla {} alla {}.",
        euro(looked.amount),
        from + 1,
        end
    )
}

pub(super) fn told(act: Act, rows: u64) -> Alert {
    match (act.leaves_out(), rows) {
        (_, 0) => Alert::info("Nessuna riga è cambiata: scegline almeno una."),
        (true, 1) => Alert::success("1 riga esclusa: non verrà pubblicata."),
        (true, rows) => Alert::success(format!("{rows} righe escluse: non verranno pubblicate.")),
        (false, 1) => Alert::success("1 riga rimessa tra quelle da pubblicare."),
        (false, rows) => Alert::success(format!("{rows} righe rimesse tra quelle da pubblicare.")),
    }
}
