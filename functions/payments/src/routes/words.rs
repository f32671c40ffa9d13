//! How states look and read on every page, and how the store's faults become answers.

use platform::table::TableError;
use platform::web::Fault;
use platform::web::ui::{Badge, Tone};

use crate::domain::position::PositionState;

pub fn state_badge(state: PositionState) -> Badge {
    let tone = match state {
        PositionState::Draft | PositionState::Invalid => Tone::Neutral,
        PositionState::Published | PositionState::Valid => Tone::Info,
        PositionState::PartiallyPaid | PositionState::Expired => Tone::Warning,
        PositionState::Paid | PositionState::Reported => Tone::Success,
    };
    Badge::new(state.italian(), tone)
}

/// Who did something, as a page tells it: records keep an id, which says nothing to a clerk. The end
/// of the id tells two of them apart.
pub fn who(by: &str) -> String {
    let end = |id: &str| {
        id.get(id.len().saturating_sub(6)..)
            .unwrap_or(id)
            .to_owned()
    };
    match by.split_once(':') {
        Some(("user", id)) => format!("operatore {}", end(id)),
        Some(("key", id)) => format!("software dell’ente {}", end(id)),
        _ => by.to_owned(),
    }
}

/// The table did not answer, or not with what it promised.
pub fn table_fault(error: TableError) -> Fault {
    match error {
        TableError::Request(_) => Fault::unavailable(error),
        TableError::Cursor => {
            Fault::bad_request("cursor", "Il segnaposto della pagina non è valido.")
        }
        TableError::Corrupt(_) | TableError::Encode(_) => Fault::internal(error),
    }
}
