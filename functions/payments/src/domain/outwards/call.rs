//! One call outwards and what came of it.

use jiff::SignedDuration;
use kernel::text::truncate_chars;

use super::aca::AcaPosition;
use super::gpd::GpdCall;
use super::io::IoMessage;

/// Of what the other side says.
const DETAIL_CHARS_MAX: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// `paCreatePosition`: amount 0 closes.
    Aca(AcaPosition),
    Gpd(GpdCall),
    /// The profile first, then the message.
    Io(Box<IoMessage>),
}

/// The other side took the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Taken,
    /// App IO gave the message this id.
    Message(Option<String>),
    /// The debtor is not on App IO, or does not want messages of this service.
    NotWanted(&'static str),
}

/// Why a call had no effect that is known; `reason` is an Italian sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is about what was sent: sending the same again would fare no better.
    Refused { status: u16, reason: String },
    /// It may be about either: another one may fare better.
    Failed { reason: String },
    /// As `Failed`, but nobody can tell whether it had its effect: no answer came.
    Silent { reason: String },
    /// It is about the connection: nothing fares better before `wait`.
    Closed {
        reason: String,
        wait: Option<SignedDuration>,
    },
}

impl Trouble {
    pub fn reason(&self) -> &str {
        match self {
            Self::Refused { reason, .. }
            | Self::Failed { reason }
            | Self::Silent { reason }
            | Self::Closed { reason, .. } => reason,
        }
    }

    /// The same of a call that has no effect, whatever becomes of it.
    #[must_use]
    pub fn of_a_question(self) -> Self {
        match self {
            Self::Silent { reason } => Self::Failed { reason },
            other => other,
        }
    }

    /// What an HTTP status that is no success means; `detail` is what the other side says.
    pub fn of_status(status: u16, detail: Option<&str>, wait: Option<SignedDuration>) -> Self {
        let said = detail.map(|text| truncate_chars(text.trim(), DETAIL_CHARS_MAX));
        let said = said.filter(|text| !text.is_empty());
        let reason = match (status, said) {
            (401 | 403, _) => "la chiave di questo collegamento non è accettata".to_owned(),
            (429, _) => "troppe richieste: è stato chiesto di rallentare".to_owned(),
            (_, Some(said)) => format!("risposta {status}: {said}"),
            (_, None) => format!("risposta {status}"),
        };
        match status {
            401 | 403 | 429 => Self::Closed { reason, wait },
            503 if wait.is_some() => Self::Closed { reason, wait },
            400..=499 if status != 408 => Self::Refused { status, reason },
            // Of a gateway: what stands behind it may have taken the call.
            502 | 504 => Self::Silent { reason },
            _ => Self::Failed { reason },
        }
    }
}
