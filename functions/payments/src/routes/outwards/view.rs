//! The state of what is told outwards, in words for people.

use kernel::time::italian_datetime;
use platform::web::ui::{Badge, Tone};

use crate::domain::outwards::{Push, PushState, Target};

/// One target of one position.
pub(crate) struct PushLine {
    pub target: &'static str,
    pub badge: Badge,
    pub text: String,
    /// Where to send it again.
    pub resend: &'static str,
    pub nav: String,
    pub grouped: String,
    pub when: String,
}

impl PushLine {
    pub(crate) fn of(push: &Push) -> Self {
        let (badge, text) = told(push);
        Self {
            target: push.target.italian(),
            badge,
            text,
            resend: match push.target {
                Target::Aca | Target::Gpd => "/panel/payments/connections/pagopa/resend",
                Target::Io => "/panel/payments/connections/io/resend",
            },
            nav: push.nav.to_string(),
            grouped: push.nav.grouped(),
            when: italian_datetime(push.updated_at),
        }
    }
}

fn told(push: &Push) -> (Badge, String) {
    let reason = push.reason.as_deref().unwrap_or_default();
    let next = push.next_at.map(italian_datetime).unwrap_or_default();
    let sent = push.sent_at.map(italian_datetime);
    match push.state {
        PushState::Done => {
            let text = sent.map_or_else(
                || "Niente da inviare".to_owned(),
                |at| format!("inviata il {at}"),
            );
            (Badge::new("Inviata", Tone::Success), text)
        }
        PushState::Sending => (Badge::new("In invio", Tone::Info), String::new()),
        PushState::Waiting if reason.is_empty() => (
            Badge::new("In attesa", Tone::Info),
            "sta per partire".to_owned(),
        ),
        PushState::Waiting => {
            let text = format!("prossimo tentativo il {next}: {reason}");
            (Badge::new("In attesa", Tone::Warning), text)
        }
        PushState::Refused => (Badge::new("Rifiutata", Tone::Danger), reason.to_owned()),
        PushState::NotWanted => (Badge::new("Non inviato", Tone::Neutral), reason.to_owned()),
    }
}
