//! Ids that we make: ULIDs, so that they sort by the time of their making.

use super::IdError;
use crate::dice::{self, Dice};
use crate::newtype::parsed_text;
use crate::time::Clock;
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
    /// A person who signs in.
    UserId
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

/// Only the form that `mint` writes: base 32 has several spellings of a value.
fn canonical(text: &str) -> Option<String> {
    let written = Ulid::from_string(text).ok()?.to_string();
    (written == text).then_some(written)
}
