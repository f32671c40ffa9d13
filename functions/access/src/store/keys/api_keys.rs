//! The keys of API keys and of the programmes that own some of them.
//!
//! | entity | PK | SK | who reads it | requests |
//! |---|---|---|---|---|
//! | API key | `USER#<id>` or `SERVICE#<id>` of its owner | `APIKEY#<serial>` | the gate, on every request of a programme | with its owner and its last use: 1 batch get |
//! | … last use | the same | `APIKEYUSE#<serial>` | the gate; 1 put on the first use of a day | with the key |
//! | … last hour of a denial | the same | `APIKEYDENIED#<serial>` | the gate; 1 transaction with the event, once an hour | with the key |
//! | … of an organisation | gsi1 `KEYS#<fiscal code>` | when it was made, id | the page of keys | 1 query |
//! | … that will end | gsi2 `KEYEND` | when it ends, id | reminders, once a day | 1 query a page |
//! | service account | `SERVICE#<id>` | `SERVICE` | with its keys; the page of keys | 1 get |
//! | … of an organisation | gsi1 `SERVICES#<fiscal code>` | when it was made, id | the page of keys | 1 query |
//! | a form that was sent | `TENANT#<fiscal code>` | `FORM#<id>` | nobody; its key guards the making | with what it makes |
//!
//! The keys that will end stand in one partition of the index: a key is written a few times in two
//! years, and read there once a day. An organisation has tens of keys: its list is not sharded.

use jiff::Timestamp;
use kernel::ids::{EventId, ServiceId};
use kernel::tax::OrgFiscalCode;
use kernel::time::sortable;
use platform::table::{Key, Query};

use crate::domain::api_key::{ApiKey, KeyId, Owner};
use crate::domain::service_account::ServiceAccount;

const KEY_END: &str = "KEYEND";

/// Whose keys stand where.
pub fn owner(owner: &Owner) -> Key {
    match owner {
        Owner::Member(id) => super::user(id),
        Owner::Service(id) => service(id),
    }
}

pub fn api_key(id: &KeyId) -> Key {
    let sk = format!("APIKEY#{}", id.serial());
    Key::new(owner(id.owner()).pk, sk)
}

pub fn api_key_use(id: &KeyId) -> Key {
    let sk = format!("APIKEYUSE#{}", id.serial());
    Key::new(owner(id.owner()).pk, sk)
}

pub fn api_key_denied(id: &KeyId) -> Key {
    let sk = format!("APIKEYDENIED#{}", id.serial());
    Key::new(owner(id.owner()).pk, sk)
}

pub fn api_key_in_list(key: &ApiKey) -> Key {
    let sk = format!("{}#{}", sortable(key.created_at), key.id);
    Key::new(format!("KEYS#{}", key.tenant), sk)
}

pub fn api_keys(tenant: &OrgFiscalCode) -> Query {
    Query::gsi(1, format!("KEYS#{tenant}"))
}

pub fn api_key_end(key: &ApiKey) -> Key {
    Key::new(KEY_END, format!("{}#{}", sortable(key.ends_at), key.id))
}

pub fn api_keys_ending(from: Timestamp, until: Timestamp) -> Query {
    Query::gsi(2, KEY_END).between(sortable(from), sortable(until))
}

pub fn service(id: &ServiceId) -> Key {
    Key::new(format!("SERVICE#{id}"), "SERVICE")
}

pub fn service_in_list(account: &ServiceAccount) -> Key {
    let sk = format!("{}#{}", sortable(account.created_at), account.id);
    Key::new(format!("SERVICES#{}", account.tenant), sk)
}

pub fn services(tenant: &OrgFiscalCode) -> Query {
    Query::gsi(1, format!("SERVICES#{tenant}"))
}

pub fn form(tenant: &OrgFiscalCode, form: &EventId) -> Key {
    Key::new(super::tenant_pk(tenant), format!("FORM#{form}"))
}
