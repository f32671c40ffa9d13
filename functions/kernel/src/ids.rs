//! One type for each kind of id, so that none is taken for another.

mod minted;
mod told;

pub use minted::{
    BulkId, EventId, ExportId, ImportId, InvitationId, ServiceId, StatementId, UserId,
};
pub use told::{Iud, Iupd, JobId, ReceiptId, ServiceCode};

use thiserror::Error;

/// Why a text is not an id. `what` names the kind: `ReceiptId`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum IdError {
    #[error("{what} has {found} characters instead of 1 to {most}")]
    Length {
        what: &'static str,
        found: usize,
        most: usize,
    },
    #[error("{what} has a wrong character in place {position}")]
    Character { what: &'static str, position: usize },
    #[error("{what} is not a ULID")]
    Ulid { what: &'static str },
}

impl IdError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        match self {
            Self::Length { found, most, .. } => {
                format!("Il codice deve avere da 1 a {most} caratteri: qui sono {found}.")
            }
            Self::Character { position, .. } => {
                format!("Il codice ha un carattere non ammesso in posizione {position}.")
            }
            Self::Ulid { .. } => "Il codice non ha la forma giusta.".to_owned(),
        }
    }
}
