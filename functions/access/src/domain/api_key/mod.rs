//! API keys made in the panel: their shape, their life, and what they let a programme do.

mod base32;
mod check;
mod id;
mod key;
mod label;
mod owner;
mod reminder;
mod rights;
mod secret;

pub use id::{KeyId, KeyIdError, Owner};
pub use key::{
    ApiKey, Asked, Decision, KeyState, LIFE_YEARS, Making, NotNow, OVERLAP_DAYS_MAX, Revoked,
    overlap_end,
};
pub use label::{KeyLabel, LabelError};
pub use owner::KeyOwner;
pub use reminder::{REMIND_DAYS, due, first_look};
pub use rights::{effective, grantable};
pub use secret::{ApiKeySecret, NotAKey, PREFIX, SecretDigest};
