//! A connection of a body, and the messages sent by it.

use jiff::Timestamp;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::{Wanted, WebhookSecret, WebhookUrl};

/// After so many failures a message is left to people, who can send it again.
pub const ATTEMPTS_MAX: u32 = 20;
/// Of what a receiver did wrong.
const TROUBLE_CHARS_MAX: usize = 200;

/// Where a body's software listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    pub creditor: OrgFiscalCode,
    pub url: WebhookUrl,
    pub secret: WebhookSecret,
    /// What is told; payments where nobody has chosen.
    #[serde(default = "paid")]
    pub wanted: Vec<Wanted>,
    pub updated_by: String,
    pub updated_at: Timestamp,
    pub version: u64,
}

fn paid() -> Vec<Wanted> {
    vec![Wanted::Paid]
}

impl Endpoint {
    /// Whether changes of positions are to be told.
    pub fn hears_changes(&self) -> bool {
        self.wanted.iter().any(|one| one.needs_changes())
    }
}

/// One message and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub creditor: OrgFiscalCode,
    /// That of the event: an event is one delivery, however often it is told.
    pub id: EventId,
    /// `payment.settled`
    pub kind: String,
    /// As it is sent, byte for byte, each time.
    pub body: String,
    pub state: DeliveryState,
    pub attempts: u32,
    /// HTTP status of the last answer.
    pub status: Option<u16>,
    /// Why the last attempt failed, an Italian sentence.
    pub trouble: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// To be sent, for the first time or again.
    Waiting,
    Delivered,
    /// Left to people.
    Abandoned,
}

/// How an attempt ended: the status, or why there is none.
pub type Attempt = Result<u16, String>;

impl Delivery {
    pub fn new(
        creditor: OrgFiscalCode,
        id: EventId,
        (kind, body): (&str, String),
        at: Timestamp,
    ) -> Self {
        Self {
            creditor,
            id,
            kind: kind.to_owned(),
            body,
            state: DeliveryState::Waiting,
            attempts: 0,
            status: None,
            trouble: None,
            created_at: at,
            updated_at: at,
            version: 1,
        }
    }

    /// After an attempt. Any status of the 200s takes the message; redirects are not followed.
    #[must_use]
    pub fn attempted(&self, attempt: &Attempt, at: Timestamp) -> Self {
        let mut after = self.changed(at);
        after.attempts += 1;
        let taken = matches!(attempt, Ok(200..=299));
        after.status = attempt.as_ref().ok().copied();
        after.trouble = match attempt {
            Ok(_) if taken => None,
            Ok(status) => Some(format!("Il server ha risposto {status}.")),
            Err(why) => Some(kernel::text::truncate_chars(why, TROUBLE_CHARS_MAX).to_owned()),
        };
        after.state = match (taken, after.attempts) {
            (true, _) => DeliveryState::Delivered,
            (false, ATTEMPTS_MAX..) => DeliveryState::Abandoned,
            (false, _) => DeliveryState::Waiting,
        };
        after
    }

    /// Nobody listens any more.
    #[must_use]
    pub fn abandoned(&self, why: &str, at: Timestamp) -> Self {
        let mut after = self.changed(at);
        (after.state, after.trouble) = (DeliveryState::Abandoned, Some(why.to_owned()));
        after
    }

    /// To be sent once more, as a person asks.
    #[must_use]
    pub fn again(&self, at: Timestamp) -> Self {
        let mut after = self.changed(at);
        (after.state, after.attempts) = (DeliveryState::Waiting, 0);
        after
    }

    fn changed(&self, at: Timestamp) -> Self {
        let mut after = self.clone();
        after.version += 1;
        after.updated_at = at;
        after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery() -> Delivery {
        let at = Timestamp::UNIX_EPOCH;
        let creditor = OrgFiscalCode::parse("80047110152").unwrap();
        let id = EventId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").unwrap();
        Delivery::new(creditor, id, ("test", "{}".to_owned()), at)
    }

    #[test]
    fn any_status_of_the_two_hundreds_takes_the_message() {
        let at = Timestamp::UNIX_EPOCH;
        for (status, state) in [
            (200, DeliveryState::Delivered),
            (204, DeliveryState::Delivered),
            (302, DeliveryState::Waiting),
            (404, DeliveryState::Waiting),
            (500, DeliveryState::Waiting),
        ] {
            let after = delivery().attempted(&Ok(status), at);
            assert_eq!((after.state, after.status), (state, Some(status)));
            assert_eq!((after.attempts, after.version), (1, 2));
            assert_eq!(after.trouble.is_none(), state == DeliveryState::Delivered);
        }
    }

    #[test]
    fn what_keeps_failing_is_left_to_people_who_can_send_it_again() {
        let at = Timestamp::UNIX_EPOCH;
        let fail = Err("Nessuna risposta.".to_owned());
        let mut delivery = delivery();
        for _ in 1..ATTEMPTS_MAX {
            delivery = delivery.attempted(&fail, at);
            assert_eq!(delivery.state, DeliveryState::Waiting);
        }
        delivery = delivery.attempted(&fail, at);
        assert_eq!(delivery.state, DeliveryState::Abandoned);
        assert_eq!(delivery.status, None);
        let again = delivery.again(at);
        assert_eq!((again.state, again.attempts), (DeliveryState::Waiting, 0));
    }
}
