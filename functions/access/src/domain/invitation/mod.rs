//! An invitation of a person to an organisation, decided without side effects.

mod link;

use jiff::{SignedDuration, Timestamp};
use kernel::ids::InvitationId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::email::Email;
use super::role::Role;

pub use link::{LINK, Link, PASSWORD, TemporaryPassword, secret_id};

/// A link and the password that came with it live a week.
pub const LIFE_DAYS: i64 = 7;
/// Mails of one invitation within a day, whoever asks for them: nobody's mailbox is to be filled.
pub const SENDS_PER_DAY_MAX: usize = 5;
/// Between two of them, so that an impatient second press sends nothing.
pub const PAUSE_S: i64 = 60;
/// What is over is kept this long for the list, then forgotten.
pub const KEPT_DAYS: i64 = 180;

/// One for each organisation and address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    pub id: InvitationId,
    pub tenant: OrgFiscalCode,
    pub tenant_name: String,
    pub email: Email,
    /// How the inviting file calls the person; in the panel nobody is asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    pub role: Role,
    pub state: State,
    /// Which link is valid: each sending makes a new one.
    pub serial: u32,
    /// When links were sent within the last day.
    pub sent: Vec<Timestamp>,
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
    pub invited_by: String,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    Accepted,
    Withdrawn,
}

/// How an invitation stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Sent,
    Expired,
    Accepted,
    Withdrawn,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// An administrator invites, maybe again.
    Invite {
        role: Role,
        by: String,
    },
    /// An administrator sends it once more.
    SendAgain,
    /// The invited person asks for a new link.
    Renew,
    Withdraw,
    Accept,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Write this; `sends`: and send its mails.
    Change {
        to: Box<Invitation>,
        sends: bool,
    },
    /// It is so already.
    Already,
    Refused(Refusal),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Expired,
    Withdrawn,
    Accepted,
    /// A mail has just been sent, or too many today.
    Wait {
        seconds: u64,
    },
}

/// What a new invitation is made of.
pub struct Call {
    pub tenant: OrgFiscalCode,
    pub tenant_name: String,
    pub email: Email,
    pub name: Option<String>,
    pub role: Role,
    pub by: String,
}

impl Invitation {
    pub fn new(id: InvitationId, call: Call, now: Timestamp) -> Self {
        Self {
            id,
            tenant: call.tenant,
            tenant_name: call.tenant_name,
            email: call.email,
            name: call.name,
            role: call.role,
            state: State::Open,
            serial: 1,
            sent: vec![now],
            sent_at: now,
            expires_at: now + life(),
            invited_by: call.by,
            created_at: now,
        }
    }

    pub fn standing(&self, now: Timestamp) -> Standing {
        match self.state {
            State::Open if now < self.expires_at => Standing::Sent,
            State::Open => Standing::Expired,
            State::Accepted => Standing::Accepted,
            State::Withdrawn => Standing::Withdrawn,
        }
    }

    pub fn decide(&self, command: Command, now: Timestamp) -> Decision {
        use Command::{Accept, Invite, Renew, SendAgain, Withdraw};
        match (self.standing(now), command) {
            // Twice the same is one; another role is told anew.
            (Standing::Sent, Invite { role, .. }) if role == self.role => Decision::Already,
            (Standing::Sent | Standing::Expired, Invite { role, by }) => {
                self.sent_anew(now, (role, by))
            }
            // They were members once, or nearly: a new beginning.
            (Standing::Accepted | Standing::Withdrawn, Invite { role, by }) => {
                self.sent_anew(now, (role, by))
            }
            (Standing::Sent | Standing::Expired, SendAgain | Renew) => {
                self.sent_anew(now, (self.role, self.invited_by.clone()))
            }
            (Standing::Sent | Standing::Expired, Withdraw) => self.ended(State::Withdrawn),
            (Standing::Sent, Accept) => self.ended(State::Accepted),
            (Standing::Expired, Accept) => Decision::Refused(Refusal::Expired),
            (Standing::Accepted, Accept) | (Standing::Withdrawn, Withdraw) => Decision::Already,
            (Standing::Accepted, SendAgain | Renew | Withdraw) => {
                Decision::Refused(Refusal::Accepted)
            }
            (Standing::Withdrawn, SendAgain | Renew | Accept) => {
                Decision::Refused(Refusal::Withdrawn)
            }
        }
    }

    fn ended(&self, state: State) -> Decision {
        let to = Self {
            state,
            ..self.clone()
        };
        Decision::Change {
            to: Box::new(to),
            sends: false,
        }
    }

    fn sent_anew(&self, now: Timestamp, (role, by): (Role, String)) -> Decision {
        if let Some(seconds) = self.wait_s(now) {
            return Decision::Refused(Refusal::Wait { seconds });
        }
        let mut sent = self.recent(now);
        sent.push(now);
        let to = Self {
            role,
            invited_by: by,
            state: State::Open,
            serial: self.serial + 1,
            sent,
            sent_at: now,
            expires_at: now + life(),
            ..self.clone()
        };
        Decision::Change {
            to: Box::new(to),
            sends: true,
        }
    }

    fn recent(&self, now: Timestamp) -> Vec<Timestamp> {
        let day = SignedDuration::from_hours(24);
        let recent = self.sent.iter().filter(|at| now.duration_since(**at) < day);
        recent.copied().collect()
    }

    fn wait_s(&self, now: Timestamp) -> Option<u64> {
        let recent = self.recent(now);
        let pause = recent
            .last()
            .map(|at| *at + SignedDuration::from_secs(PAUSE_S));
        let full = recent.len() >= SENDS_PER_DAY_MAX;
        let day = recent
            .first()
            .map(|at| *at + SignedDuration::from_hours(24));
        let until = [pause, day.filter(|_| full)].into_iter().flatten().max()?;
        let left = until.duration_since(now).as_secs();
        u64::try_from(left).ok().filter(|seconds| *seconds > 0)
    }
}

fn life() -> SignedDuration {
    SignedDuration::from_hours(24 * LIFE_DAYS)
}

impl Standing {
    pub const fn italian(self) -> &'static str {
        match self {
            Self::Sent => "Inviato",
            Self::Expired => "Scaduto",
            Self::Accepted => "Accettato",
            Self::Withdrawn => "Ritirato",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn invitation() -> Invitation {
        let call = Call {
            tenant: OrgFiscalCode::parse("80047110152").unwrap(),
            tenant_name: "Ente".to_owned(),
            email: Email::parse("a@b.it").unwrap(),
            name: None,
            role: Role::Viewer,
            by: "user:1".to_owned(),
        };
        let id = InvitationId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
        Invitation::new(id, call, at(0))
    }

    fn invite(role: Role) -> Command {
        let by = "user:2".to_owned();
        Command::Invite { role, by }
    }

    fn changed(decision: Decision) -> Invitation {
        let Decision::Change { to, .. } = decision else {
            panic!("{decision:?}")
        };
        *to
    }

    const WEEK_S: i64 = 7 * 86_400;

    #[test]
    fn it_expires_after_a_week_and_a_new_link_replaces_the_old() {
        let first = invitation();
        assert_eq!(first.standing(at(WEEK_S - 1)), Standing::Sent);
        assert_eq!(first.standing(at(WEEK_S)), Standing::Expired);
        let refused = first.decide(Command::Accept, at(WEEK_S));
        assert_eq!(refused, Decision::Refused(Refusal::Expired));
        let second = changed(first.decide(Command::Renew, at(WEEK_S)));
        assert_eq!(
            (second.serial, second.standing(at(WEEK_S))),
            (2, Standing::Sent)
        );
        assert_eq!(second.expires_at, at(2 * WEEK_S));
    }

    #[test]
    fn the_same_again_changes_nothing_and_another_role_is_sent_anew() {
        let first = invitation();
        assert_eq!(
            first.decide(invite(Role::Viewer), at(90)),
            Decision::Already
        );
        let other = changed(first.decide(invite(Role::Secretary), at(90)));
        assert_eq!((other.role, other.serial), (Role::Secretary, 2));
    }

    #[test]
    fn what_is_over_is_begun_anew_by_an_administrator_alone() {
        let first = invitation();
        let gone = changed(first.decide(Command::Withdraw, at(90)));
        assert_eq!(gone.decide(Command::Withdraw, at(91)), Decision::Already);
        for command in [Command::Accept, Command::Renew, Command::SendAgain] {
            let refused = gone.decide(command, at(91));
            assert_eq!(refused, Decision::Refused(Refusal::Withdrawn));
        }
        let came = changed(first.decide(Command::Accept, at(90)));
        assert_eq!(came.decide(Command::Accept, at(91)), Decision::Already);
        for command in [Command::Withdraw, Command::Renew, Command::SendAgain] {
            let refused = came.decide(command, at(91));
            assert_eq!(refused, Decision::Refused(Refusal::Accepted));
        }
        for over in [gone, came] {
            let again = changed(over.decide(invite(Role::Viewer), at(91)));
            assert_eq!((again.state, again.serial), (State::Open, 2));
        }
    }

    #[test]
    fn mails_have_a_pause_and_a_number_a_day() {
        let mut now = 0;
        let mut invitation = invitation();
        let wait = invitation.decide(Command::SendAgain, at(1));
        assert_eq!(wait, Decision::Refused(Refusal::Wait { seconds: 59 }));
        for _ in 1..SENDS_PER_DAY_MAX {
            now += PAUSE_S;
            invitation = changed(invitation.decide(Command::SendAgain, at(now)));
        }
        let full = invitation.decide(Command::Renew, at(3_600));
        assert_eq!(full, Decision::Refused(Refusal::Wait { seconds: 82_800 }));
        let next = invitation.decide(Command::Renew, at(86_400));
        assert!(changed(next).sent.len() <= SENDS_PER_DAY_MAX);
    }
}
