//! What tells a plan from another: who reviewed one has reviewed no other.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Plan, Write};

/// Digits that are kept: 128 bits.
const DIGEST_BYTES: usize = 16;

impl Plan {
    /// 32 hexadecimal digits over all that would be written and all that it stands on, values that a
    /// plan does not show included. What differs and stays does not count: nothing is done about it.
    pub fn fingerprint(&self) -> String {
        let acts: Vec<_> = self.acts.iter().map(|act| content(&act.write)).collect();
        let digest = Sha256::digest(Value::from(acts).to_string());
        hex::encode(digest.get(..DIGEST_BYTES).unwrap_or(&digest))
    }
}

fn content(write: &Write) -> Value {
    match write {
        Write::CreateCreditor(to) => json!(["create creditor", to]),
        Write::RetireCreditor(from) => json!(["retire creditor", from]),
        Write::ChangeCreditor { from, to, .. } => json!(["change creditor", from, to]),
        Write::CreateOrganisation(to) => json!(["create organisation", to]),
        Write::RetireOrganisation(from) => json!(["retire organisation", from]),
        Write::ChangeOrganisation { from, to, .. } => json!(["change organisation", from, to]),
        Write::CreateUser(new) => json!([
            "create user",
            new.email.as_str(),
            new.username.as_ref().map(|name| name.digest()),
            new.name,
            new.second_factor.name(),
            new.memberships,
        ]),
        Write::ChangeUser { from, to, .. } => json!(["change user", from.version, from.user, to]),
        Write::CreateKey { digest, key } => json!(["create key", digest.as_str(), key]),
        Write::ChangeKey {
            digest, from, to, ..
        } => json!(["change key", digest.as_str(), from.version, from.key, to]),
    }
}
