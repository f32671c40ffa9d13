//! The keys of access: the only file of this context that spells one.
//!
//! | entity | PK | SK | who reads it | requests |
//! |---|---|---|---|---|
//! | user | `USER#<id>` | `USER` | sign-in, tenants files | 1 get |
//! | session | `USER#<id>` | `SESSION#<sha256 of its secret>` | the gate, on every request of a person | 1 get |
//! | … all of a user, to end them | `USER#<id>` | `SESSION#` | a change of the user | 1 query, 1 delete each |
//! | what a user chose in a list | `USER#<id>` | `LIST#<fiscal code>#<list>` | lists of the panel | 1 get, 1 put where it changes |
//! | history of a user | `USER#<id>` | `HISTORY#<version>` | (audit) | 1 query |
//! | whose an address is | `EMAIL#<sha256 of the address>` | `USER` | sign-in, tenants files | with the brake: 1 query |
//! | brake on guessing | `EMAIL#<sha256 of the address>` | `BRAKE` | sign-in | 1 query, 1 put |
//! | API key | `APIKEY#<sha256 of the whole key>` | `KEY` | the gate, on every request of a programme | 1 get |
//! | organisation | `TENANT#<fiscal code>` | `<kind>` | tenants files | 1 get |
//!
//! Budgets: an authenticated request 1; signing in 4 (address with brake, count the try, user,
//! session), a refused sign-in 3; signing out 1 more than the gate's. No list index yet: nothing
//! lists users.

use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Query};

use crate::domain::api_key::KeyDigest;
use crate::domain::email::Email;
use crate::domain::session::SessionToken;

const USER: &str = "USER";
const SESSION_PREFIX: &str = "SESSION#";

pub fn user(id: &UserId) -> Key {
    Key::new(user_pk(id), USER)
}

/// Where no user stands.
pub fn nobody() -> Key {
    Key::new("USER#", USER)
}

pub fn session(token: &SessionToken) -> Key {
    session_of(&token.user, &token.digest())
}

pub fn session_of(user: &UserId, digest: &str) -> Key {
    Key::new(user_pk(user), format!("{SESSION_PREFIX}{digest}"))
}

pub fn sessions(user: &UserId) -> Query {
    Query::table(user_pk(user)).prefix(SESSION_PREFIX)
}

/// What a user chose in a list of an organisation.
pub fn remembered(user: &UserId, tenant: &OrgFiscalCode, list: &str) -> Key {
    Key::new(user_pk(user), format!("LIST#{tenant}#{list}"))
}

pub fn history(user: &UserId, version: u64) -> Key {
    Key::new(user_pk(user), format!("HISTORY#{version:08}"))
}

pub fn address(digest: &str) -> Key {
    Key::new(address_pk(digest), USER)
}

pub fn brake(digest: &str) -> Key {
    Key::new(address_pk(digest), "BRAKE")
}

/// The address and its brake together.
pub fn door(email: &Email) -> Query {
    Query::table(address_pk(&email.digest()))
}

pub fn api_key(digest: &KeyDigest) -> Key {
    Key::new(format!("APIKEY#{}", digest.as_str()), "KEY")
}

pub fn organisation(code: &OrgFiscalCode, kind: &str) -> Key {
    Key::new(format!("TENANT#{code}"), kind)
}

fn user_pk(id: &UserId) -> String {
    format!("USER#{id}")
}

fn address_pk(digest: &str) -> String {
    format!("EMAIL#{digest}")
}
