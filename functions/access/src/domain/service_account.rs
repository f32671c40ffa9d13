//! A service account: a member of an organisation that is a programme. It has no password and signs
//! in nowhere; its keys are all it has.

use jiff::Timestamp;
use kernel::ids::ServiceId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::api_key::{KeyLabel, Revoked};
use super::grant::Rights;
use super::role::Role;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceAccount {
    pub id: ServiceId,
    pub tenant: OrgFiscalCode,
    /// `Gestionale mensa`.
    pub name: KeyLabel,
    pub purpose: Purpose,
    pub created_at: Timestamp,
    pub created_by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Revoked>,
}

impl ServiceAccount {
    /// Its rights: those of a programme, which its keys narrow. None once it is closed.
    pub fn rights(&self, now: Timestamp) -> Option<Rights> {
        let open = self.closed.is_none();
        open.then(|| Rights::of_role(Role::Machine, &[], now))
    }
}

/// What the programme is there for, and whose it is: 10 to 300 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Purpose(String);

/// `x` tells nobody what a key is for.
const CHARS_MIN: usize = 10;
const CHARS_MAX: usize = 300;

#[derive(Debug, Error, PartialEq, Eq)]
#[error("Scrivi a che cosa serve l’applicazione, da 10 a 300 caratteri.")]
pub struct PurposeError;

impl Purpose {
    pub fn parse(text: &str) -> Result<Self, PurposeError> {
        let text = text.trim();
        let odd = |c: char| c.is_control() && c != '\n' && c != '\r';
        if !(CHARS_MIN..=CHARS_MAX).contains(&text.chars().count()) || text.chars().any(odd) {
            return Err(PurposeError);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Purpose {
    type Error = PurposeError;

    fn try_from(text: String) -> Result<Self, PurposeError> {
        Self::parse(&text)
    }
}

impl From<Purpose> for String {
    fn from(purpose: Purpose) -> Self {
        purpose.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::permission::Permission;

    fn account(closed: Option<Revoked>) -> ServiceAccount {
        ServiceAccount {
            id: ServiceId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap(),
            tenant: OrgFiscalCode::parse("80047110152").unwrap(),
            name: KeyLabel::parse("Gestionale").unwrap(),
            purpose: Purpose::parse("Carica i dovuti della mensa").unwrap(),
            created_at: Timestamp::UNIX_EPOCH,
            created_by: "user:x".to_owned(),
            closed,
        }
    }

    #[test]
    fn a_programme_has_the_rights_of_programmes_until_it_is_closed() {
        let rights = account(None).rights(Timestamp::UNIX_EPOCH).unwrap();
        assert!(rights.may(Permission::ImportsWrite) && !rights.may(Permission::PanelOpen));
        let (at, by) = (Timestamp::UNIX_EPOCH, "user:x".to_owned());
        let closed = account(Some(Revoked { at, by }));
        assert_eq!(closed.rights(at), None);
    }

    #[test]
    fn a_purpose_says_something() {
        for text in [
            "",
            "prova",
            "         x         ",
            &"x".repeat(301),
            "abcdefghij\u{7}",
        ] {
            assert_eq!(Purpose::parse(text), Err(PurposeError), "{text}");
        }
        assert!(Purpose::parse("Carica i dovuti\r\ndella mensa").is_ok());
    }
}
