//! The keys of access: the only file of this context that spells one.
//!
//! | entity | PK | SK | who reads it | requests |
//! |---|---|---|---|---|
//! | user | `USER#<id>` | `USER` | sign-in, tenants files | 1 get |
//! | session | `USER#<id>` | `SESSION#<sha256 of its secret>` | the gate, on every request of a person | 1 get |
//! | … all of a user, to end them | `USER#<id>` | `SESSION#` | a change of the user | 1 query, 1 delete each |
//! | what a user chose in a list | `USER#<id>` | `LIST#<fiscal code>#<list>` | lists of the panel | 1 get, 1 put where it changes |
//! | first page of a user in an organisation | `USER#<id>` | `DASHBOARD#<fiscal code>` | the first page of the panel | 1 get, 1 put where it changes |
//! | history of a user | `USER#<id>` | `HISTORY#<version>` | (audit) | 1 query |
//! | whose an address or a user name is | `EMAIL#<sha256 of it>` | `USER` | sign-in, tenants files | with the brake: 1 batch get |
//! | brake on guessing, of the account | `EMAIL#<sha256 of it>` | `BRAKE` | sign-in | with the address: 1 batch get |
//! | … of a lane: known browser, network, session | `EMAIL#<sha256 of it>` | `BRAKE#<lane>` | sign-in | the same, 1 put |
//! | links that an address was mailed | `EMAIL#<sha256 of it>` | `MAILS` | recovery | 1 get, 1 put |
//! | link to choose a new password | `RECOVERY#<id>` | `RECOVERY` | recovery | with the user: 1 batch get |
//! | attempt that waits for its code | `USER#<id>` | `ATTEMPT#<sha256 of its secret>` | second step | with user and codes: 1 batch get |
//! | codes that a user was mailed | `USER#<id>` | `MAILS` | both steps | the same, 1 put |
//! | trusted device | `USER#<id>` | `DEVICE#<sha256 of its secret>` | sign-in, security page | 1 get, 1 query for all |
//! | key of a tenants file | `APIKEY#<sha256 of the whole key>` | `KEY` | the gate of the local stack | 1 get |
//! | member of an organisation | `TENANT#<fiscal code>` | `MEMBER#<id>` | details of a member | 1 get |
//! | … by surname | gsi1 `MEMBER#<fiscal code>#FAMILY` | `<surname name>#<id>` | members, search | 1 query |
//! | … by name | gsi2 `MEMBER#<fiscal code>#GIVEN` | `<name surname>#<id>` | search | 1 query |
//! | … by address | gsi3 `MEMBER#<fiscal code>#EMAIL` | `<address>#<id>` | search | 1 query |
//! | who administers it | `TENANT#<fiscal code>` | `ADMINS` | changes of who does | 1 get, in the transaction |
//! | invitation | `INVITATION#<id>` | `INVITATION` | its link, its acts | 1 get |
//! | … of an organisation | gsi1 `INVITED#<fiscal code>` | `<created>#<id>` | invitations | 1 query |
//! | … of an address | `TENANT#<fiscal code>` | `INVITED#<sha256 of the address>` | inviting | 1 get |
//! | last access | `TENANT#<fiscal code>` | `SEEN#<id>` | members (1 batch a page); put by signing in | 1 get |
//! | organisation | `TENANT#<fiscal code>` | `<kind>` | tenants files | 1 get |
//! | names of its services | `TENANT#<fiscal code>` | `CATALOGUE` | pages of permissions | 1 get |
//! | … all of them | gsi1 `TENANTS` | `<fiscal code>#<kind>` | tenants files | 1 query per 500 |
//! | … its history | `TENANT#<fiscal code>` | `HISTORY#<kind>#<version>` | (audit) | 1 query |
//!
//! The log of activities: [`audit`]. Keys made in the panel and the programmes that own some of them:
//! [`api_keys`].
//!
//! Budgets: an authenticated request 1; signing in 4 (address with brakes, count the try, user with
//! device, session or attempt), also a refused one; a code 3; signing out 1 more than the gate's. Members are not sharded: an
//! organisation has hundreds of people, not millions, and they change a few times a day.
//! An act, a download or a denial costs 1 more, its event; a page none.

pub mod audit;

mod api_keys;

pub use api_keys::{
    api_key, api_key_denied, api_key_end, api_key_in_list, api_key_use, api_keys, api_keys_ending,
    form, owner, service, service_in_list, services,
};

use jiff::Timestamp;
use kernel::ids::{InvitationId, UserId};
use kernel::tax::OrgFiscalCode;
use kernel::time::sortable;
use platform::table::{Key, Query};

use crate::domain::brake::Lane;
use crate::domain::declared_key::DeclaredDigest;
use crate::domain::session::SessionToken;

const USER: &str = "USER";
const SESSION_PREFIX: &str = "SESSION#";
const DEVICE_PREFIX: &str = "DEVICE#";

pub fn user(id: &UserId) -> Key {
    Key::new(user_pk(id), USER)
}

/// Where no user stands, and nobody's codes.
pub fn nobody() -> [Key; 2] {
    [Key::new("USER#", USER), Key::new("USER#", "MAILS")]
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

/// What a user placed on the first page of an organisation.
pub fn dashboard(user: &UserId, tenant: &OrgFiscalCode) -> Key {
    Key::new(user_pk(user), format!("DASHBOARD#{tenant}"))
}

pub fn member(tenant: &OrgFiscalCode, user: &UserId) -> Key {
    Key::new(tenant_pk(tenant), format!("MEMBER#{user}"))
}

/// The orders in which members are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberOrder {
    Family,
    Given,
    Email,
}

impl MemberOrder {
    const fn index(self) -> u8 {
        match self {
            Self::Family => 1,
            Self::Given => 2,
            Self::Email => 3,
        }
    }

    fn pk(self, tenant: &OrgFiscalCode) -> String {
        let order = match self {
            Self::Family => "FAMILY",
            Self::Given => "GIVEN",
            Self::Email => "EMAIL",
        };
        format!("MEMBER#{tenant}#{order}")
    }
}

pub fn member_by(order: MemberOrder, tenant: &OrgFiscalCode, word: &str, user: &UserId) -> Key {
    Key::new(order.pk(tenant), format!("{word}#{user}"))
}

/// Members by one of the orders, from the words that begin with `prefix`.
pub fn members_by(order: MemberOrder, tenant: &OrgFiscalCode, prefix: &str) -> Query {
    let all = Query::gsi(order.index(), order.pk(tenant));
    if prefix.is_empty() {
        all
    } else {
        all.prefix(prefix)
    }
}

pub fn administrators(tenant: &OrgFiscalCode) -> Key {
    Key::new(tenant_pk(tenant), "ADMINS")
}

pub fn invitation(id: &InvitationId) -> Key {
    Key::new(format!("INVITATION#{id}"), "INVITATION")
}

pub fn invitation_of(tenant: &OrgFiscalCode, created_at: Timestamp, id: &InvitationId) -> Key {
    let place = format!("{}#{id}", sortable(created_at));
    Key::new(invitations_pk(tenant), place)
}

/// The invitations of an organisation, the latest first.
pub fn invitations(tenant: &OrgFiscalCode) -> Query {
    Query::gsi(1, invitations_pk(tenant)).descending()
}

fn invitations_pk(tenant: &OrgFiscalCode) -> String {
    format!("INVITED#{tenant}")
}

pub fn invited(tenant: &OrgFiscalCode, address: &str) -> Key {
    Key::new(tenant_pk(tenant), format!("INVITED#{address}"))
}

pub fn seen(tenant: &OrgFiscalCode, user: &UserId) -> Key {
    Key::new(tenant_pk(tenant), format!("SEEN#{user}"))
}

pub fn history(user: &UserId, version: u64) -> Key {
    Key::new(user_pk(user), format!("HISTORY#{version:08}"))
}

pub fn address(digest: &str) -> Key {
    Key::new(address_pk(digest), USER)
}

/// The brake of a lane, or of the whole account.
pub fn brake(digest: &str, lane: Option<&Lane>) -> Key {
    let sk = lane.map_or_else(
        || "BRAKE".to_owned(),
        |lane| format!("BRAKE#{}", lane.as_str()),
    );
    Key::new(address_pk(digest), sk)
}

pub fn recovery_quota(digest: &str) -> Key {
    Key::new(address_pk(digest), "MAILS")
}

pub fn recovery(id: &str) -> Key {
    Key::new(format!("RECOVERY#{id}"), "RECOVERY")
}

pub fn attempt(user: &UserId, digest: &str) -> Key {
    Key::new(user_pk(user), format!("ATTEMPT#{digest}"))
}

pub fn code_quota(user: &UserId) -> Key {
    Key::new(user_pk(user), "MAILS")
}

pub fn device(user: &UserId, digest: &str) -> Key {
    Key::new(user_pk(user), format!("{DEVICE_PREFIX}{digest}"))
}

pub fn devices(user: &UserId) -> Query {
    Query::table(user_pk(user)).prefix(DEVICE_PREFIX)
}

pub fn declared_key(digest: &DeclaredDigest) -> Key {
    Key::new(format!("APIKEY#{}", digest.as_str()), "KEY")
}

pub fn catalogue(tenant: &OrgFiscalCode) -> Key {
    Key::new(format!("TENANT#{tenant}"), "CATALOGUE")
}

pub fn organisation(code: &OrgFiscalCode, kind: &str) -> Key {
    Key::new(tenant_pk(code), kind)
}

const ORGANISATIONS: &str = "TENANTS";

pub fn organisation_in_list(code: &OrgFiscalCode, kind: &str) -> Key {
    Key::new(ORGANISATIONS, format!("{code}#{kind}"))
}

pub fn organisations() -> Query {
    Query::gsi(1, ORGANISATIONS)
}

pub fn organisation_history(code: &OrgFiscalCode, kind: &str, version: u64) -> Key {
    Key::new(tenant_pk(code), format!("HISTORY#{kind}#{version:08}"))
}

fn tenant_pk(code: &OrgFiscalCode) -> String {
    format!("TENANT#{code}")
}

fn user_pk(id: &UserId) -> String {
    format!("USER#{id}")
}

fn address_pk(digest: &str) -> String {
    format!("EMAIL#{digest}")
}
