//! When people are reminded that a key ends.

use jiff::{SignedDuration, Timestamp};

use super::key::{ApiKey, KeyState};

/// Days before the end at which a mail goes out.
pub const REMIND_DAYS: [u16; 4] = [30, 14, 3, 1];
/// The schedule comes once a day: whoever is to hear *at least* so many days before is told up to a
/// day sooner.
const STEP: SignedDuration = SignedDuration::from_hours(24);

/// The reminder to send now, by its days: the latest one that is due, whatever was missed before
/// it, and none twice. A key that was replaced ends on purpose, and nobody is told.
pub fn due(key: &ApiKey, now: Timestamp) -> Option<u16> {
    if key.state(now) != KeyState::Active {
        return None;
    }
    let left = key.ends_at.duration_since(now);
    let near = |days: &u16| left <= STEP * i32::from(*days) + STEP;
    let days = REMIND_DAYS.into_iter().filter(near).min()?;
    key.reminded_days
        .is_none_or(|last| days < last)
        .then_some(days)
}

/// From when on a key with this end may want a reminder.
pub fn first_look(now: Timestamp) -> Timestamp {
    let days = REMIND_DAYS.into_iter().max().unwrap_or(0);
    now + STEP * i32::from(days) + STEP
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::api_key::key::{Making, Revoked};
    use crate::domain::api_key::{ApiKeySecret, KeyId, KeyLabel};
    use kernel::tax::OrgFiscalCode;

    fn key() -> ApiKey {
        let id = KeyId::parse("m01ka9b6n0m5vj8g2q4t7xw3zre4f7k2q").unwrap();
        let making = Making {
            tenant: OrgFiscalCode::parse("80047110152").unwrap(),
            tenant_name: "Ente".to_owned(),
            by: "user:x".to_owned(),
            at: "2026-03-02T08:00:00Z".parse().unwrap(),
        };
        let label = KeyLabel::parse("Mensa").unwrap();
        ApiKey::new(&ApiKeySecret::new(id, [7; 32]), label, Vec::new(), making)
    }

    fn before_end(hours: i64) -> Timestamp {
        key().ends_at - SignedDuration::from_hours(hours)
    }

    #[test]
    fn a_daily_look_sends_each_reminder_once_and_in_time() {
        let mut key = key();
        let mut sent = Vec::new();
        for hours in (0..24 * 60).rev().step_by(24) {
            let now = before_end(hours + 5);
            assert!(now < first_look(now));
            if let Some(days) = due(&key, now) {
                assert!(hours + 5 >= i64::from(days) * 24, "{days} days before");
                sent.push(days);
                key.reminded_days = Some(days);
                assert_eq!(due(&key, now), None, "the schedule came twice");
            }
        }
        assert_eq!(sent, REMIND_DAYS);
    }

    #[test]
    fn after_missed_days_only_the_latest_is_sent() {
        let mut key = key();
        assert_eq!(due(&key, before_end(24 * 10)), Some(14));
        key.reminded_days = Some(14);
        assert_eq!(due(&key, before_end(24 * 9)), None);
        assert_eq!(due(&key, before_end(1)), Some(1));
        assert_eq!(due(&key, before_end(0)), None, "it has ended");
    }

    #[test]
    fn nobody_is_reminded_of_a_key_that_was_replaced_or_revoked() {
        let now = before_end(24);
        let replaced_by = Some(key().id);
        let replaced = ApiKey {
            replaced_by,
            ..key()
        };
        assert_eq!(due(&replaced, now), None);
        let by = "user:x".to_owned();
        let revoked = Some(Revoked { at: now, by });
        assert_eq!(due(&ApiKey { revoked, ..key() }, now), None);
    }
}
