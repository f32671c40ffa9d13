//! The public id of a key: whose it is, and which of theirs.

use std::fmt;

use kernel::ids::{ServiceId, UserId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::base32;

/// Who answers for a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// A person, member of the organisation.
    Member(UserId),
    /// A programme, made a member under a name of its own.
    Service(ServiceId),
}

/// `m01ka9b6n0m5vj8g2q4t7xw3zre4f7k2q`: a letter for the kind of owner (`m` a person, `s` a service
/// account), the owner's id in lower case, and six characters of chance. It is no secret.
///
/// The owner stands in it so that one request reads the key and the owner together: what a key may
/// do is judged on what its owner may do at that moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId {
    owner: Owner,
    serial: String,
}

/// A letter and a ULID.
const OWNER_CHARS: usize = 1 + 26;
const SERIAL_CHARS: usize = 6;

#[derive(Debug, Error, PartialEq, Eq)]
#[error("not the public id of a key")]
pub struct KeyIdError;

impl Owner {
    /// `m01ka9b6n0m5vj8g2q4t7xw3zre`: what a public id begins with.
    pub fn parse(text: &str) -> Result<Self, KeyIdError> {
        let (kind, id) = text.split_at_checked(1).ok_or(KeyIdError)?;
        if !base32::is_all(id) {
            return Err(KeyIdError);
        }
        let id = id.to_ascii_uppercase();
        match kind {
            "m" => UserId::parse(&id).map(Self::Member),
            "s" => ServiceId::parse(&id).map(Self::Service),
            _ => return Err(KeyIdError),
        }
        .map_err(|_| KeyIdError)
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, id) = match self {
            Self::Member(id) => ("m", id.as_str()),
            Self::Service(id) => ("s", id.as_str()),
        };
        write!(f, "{kind}{}", id.to_ascii_lowercase())
    }
}

impl KeyId {
    /// `chance`: 30 bits of it tell the keys of one owner apart; a key that is there is never
    /// written over.
    pub fn new(owner: Owner, chance: [u8; 4]) -> Self {
        let serial = base32::encode(&chance).chars().take(SERIAL_CHARS).collect();
        Self { owner, serial }
    }

    pub fn parse(text: &str) -> Result<Self, KeyIdError> {
        let (owner, serial) = text.split_at_checked(OWNER_CHARS).ok_or(KeyIdError)?;
        if serial.len() != SERIAL_CHARS || !base32::is_all(serial) {
            return Err(KeyIdError);
        }
        let owner = Owner::parse(owner)?;
        let serial = serial.to_owned();
        Ok(Self { owner, serial })
    }

    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// Which of the owner's keys: six characters, enough to tell keys apart on a page.
    pub fn serial(&self) -> &str {
        &self.serial
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.owner, self.serial)
    }
}

impl TryFrom<String> for KeyId {
    type Error = KeyIdError;

    fn try_from(text: String) -> Result<Self, KeyIdError> {
        Self::parse(&text)
    }
}

impl From<KeyId> for String {
    fn from(id: KeyId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "m01ka9b6n0m5vj8g2q4t7xw3zre4f7k2q";

    #[test]
    fn an_id_tells_its_owner_and_is_read_back() {
        let id = KeyId::parse(TEXT).unwrap();
        let owner = UserId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
        assert_eq!(id.owner(), &Owner::Member(owner.clone()));
        assert_eq!((id.serial(), id.to_string().as_str()), ("4f7k2q", TEXT));
        let service = ServiceId::parse(owner.as_str()).unwrap();
        let made = KeyId::new(Owner::Service(service), [0xff; 4]);
        assert_eq!(made.serial(), "zzzzzz");
        assert_eq!(KeyId::parse(&made.to_string()), Ok(made));
    }

    #[test]
    fn any_other_text_is_no_id() {
        let upper = TEXT.to_uppercase();
        let other = TEXT.replacen('m', "x", 1);
        for text in [
            "",
            "m",
            &upper,
            &other,
            &TEXT[..32],
            "m81ka9b6n0m5vj8g2q4t7xw3zre4f7k2q",
        ] {
            assert_eq!(KeyId::parse(text), Err(KeyIdError), "{text}");
        }
        assert!(KeyId::parse(&format!("{TEXT}0")).is_err());
        assert!(KeyId::parse(&TEXT.replace("4f7k2q", "4f7k2u")).is_err());
        assert!(KeyId::parse(&"è".repeat(17)).is_err());
    }
}
