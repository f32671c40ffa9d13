//! What is asked beside the password.

use serde::{Deserialize, Serialize};

/// Written in the tenants file by its [`SecondFactor::name`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    /// A code sent to the person's e-mail address.
    #[default]
    Email,
    None,
}

impl SecondFactor {
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Email, Self::None]
            .into_iter()
            .find(|factor| factor.name() == word)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::None => "none",
        }
    }
}
