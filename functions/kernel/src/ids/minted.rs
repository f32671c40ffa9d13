//! Ids that we make: ULIDs, so that they sort by the time of their making.

use super::IdError;
use crate::dice::{self, Dice};
use crate::newtype::parsed_text;
use crate::time::Clock;
use jiff::Timestamp;
use ulid::Ulid;

macro_rules! minted_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            pub fn mint(clock: &dyn Clock, dice: &dyn Dice) -> Self {
                Self(mint(clock, dice))
            }

            /// Twenty-six characters of Crockford's base 32, upper case: `01KA9B6N0M5VJ8G2Q4T7XW3ZRE`.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                canonical(text).map(Self).ok_or(IdError::Ulid { what: stringify!($name) })
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The instant of its making, to the millisecond.
            pub fn minted_at(&self) -> Timestamp {
                minted_at(&self.0)
            }
        }

        parsed_text!($name, IdError);
    };
}

minted_id! {
    /// An import of dues.
    ImportId
}
minted_id! {
    /// A bank statement that was loaded.
    StatementId
}
minted_id! {
    /// An export of the archive.
    ExportId
}
minted_id! {
    /// Several positions that an API makes, changes or deletes together.
    BulkId
}
minted_id! {
    /// A person who signs in.
    UserId
}
minted_id! {
    /// A programme that is a member of an organisation, under a name of its own.
    ServiceId
}
minted_id! {
    /// An invitation of a person to an organisation.
    InvitationId
}
minted_id! {
    /// An event told to other contexts.
    EventId
}

/// 48 bits of milliseconds since 1970, 80 bits of chance.
fn mint(clock: &dyn Clock, dice: &dyn Dice) -> String {
    let milliseconds = u64::try_from(clock.now().as_millisecond()).unwrap_or(0);
    let chance = u128::from_be_bytes(dice::bytes(dice));
    Ulid::from_parts(milliseconds, chance).to_string()
}

fn minted_at(text: &str) -> Timestamp {
    let milliseconds = Ulid::from_string(text).map_or(0, |ulid| ulid.timestamp_ms());
    let milliseconds = i64::try_from(milliseconds).unwrap_or(0);
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}

/// Only the form that `mint` writes: base 32 has several spellings of a value.
fn canonical(text: &str) -> Option<String> {
    let written = Ulid::from_string(text).ok()?.to_string();
    (written == text).then_some(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::SeededDice;
    use crate::time::ManualClock;
    use jiff::SignedDuration;
    use proptest::prelude::*;

    #[test]
    fn ids_sort_by_the_time_of_their_making() {
        let clock = ManualClock::new("2026-11-21T08:00:00Z".parse().unwrap());
        let dice = SeededDice::new(1);
        let ids = (0..50).map(|_| {
            clock.advance(SignedDuration::from_millis(1));
            ImportId::mint(&clock, &dice)
        });
        let ids = ids.collect::<Vec<_>>();
        assert!(ids.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn an_id_holds_the_instant_of_its_making() {
        // The worked example of the ULID project: ulid(1469918176385) starts with these ten.
        let clock = ManualClock::new(Timestamp::from_millisecond(1_469_918_176_385).unwrap());
        let id = UserId::mint(&clock, &SeededDice::new(1));
        assert!(id.as_str().starts_with("01ARYZ6S41"), "{id}");
        assert_eq!(id.minted_at(), clock.now());
    }

    #[test]
    fn two_ids_of_one_instant_differ() {
        let clock = ManualClock::new(Timestamp::UNIX_EPOCH);
        let dice = SeededDice::new(1);
        assert_ne!(EventId::mint(&clock, &dice), EventId::mint(&clock, &dice));
    }

    #[test]
    fn another_spelling_of_an_id_is_refused() {
        assert!(ImportId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").is_ok());
        for text in [
            "01arz3ndektsv4rrffq69g5fav",
            "O1ARZ3NDEKTSV4RRFFQ69G5FAV",
            "81ARZ3NDEKTSV4RRFFQ69G5FAV",
            "01ARZ3NDEKTSV4RRFFQ69G5FA",
            "01ARZ3NDEKTSV4RRFFQ69G5FAVV",
            "01ARZ3NDEKTSV4RRFFQ69G5FA#",
            "",
        ] {
            assert_eq!(
                ImportId::parse(text),
                Err(IdError::Ulid { what: "ImportId" }),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_minted_id_is_read_back(seed in any::<u64>(), second in 0..4_000_000_000_i64) {
            let clock = ManualClock::new(Timestamp::from_second(second).unwrap());
            let id = StatementId::mint(&clock, &SeededDice::new(seed));
            prop_assert_eq!(StatementId::parse(id.as_str()), Ok(id.clone()));
            prop_assert_eq!(id.as_str().len(), 26);
        }
    }
}
