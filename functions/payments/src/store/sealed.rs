//! Keys of a body for services of others, which must be sent as they are: sealed in the table, and
//! never shown again.

use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;
use platform::config::Secret;
use platform::seal::Sealer;
use serde::{Deserialize, Serialize};

/// A sealed key of one body is none of another's.
#[derive(Serialize, Deserialize)]
struct Sealed {
    creditor: OrgFiscalCode,
    key: String,
}

/// A key lasts until it is replaced.
pub fn seal(sealer: &Sealer, creditor: &OrgFiscalCode, key: &str) -> String {
    let sealed = Sealed {
        creditor: creditor.clone(),
        key: key.to_owned(),
    };
    sealer.seal(sealed, Timestamp::MAX)
}

/// None where it was not sealed for this body, or by another sealing key.
pub fn open(sealer: &Sealer, creditor: &OrgFiscalCode, token: &str) -> Option<Secret> {
    let sealed: Sealed = sealer.open(token).ok()?;
    (sealed.creditor == *creditor).then(|| Secret::new(sealed.key))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::dice::SeededDice;
    use kernel::time::ManualClock;

    use super::*;

    #[test]
    fn a_key_opens_for_its_own_body_alone() {
        let clock = Arc::new(ManualClock::new(Timestamp::UNIX_EPOCH));
        let sealer = Sealer::new(&[7; 32], clock, Arc::new(SeededDice::new(1)));
        let [own, other] =
            ["80047110152", "80051230409"].map(|it| OrgFiscalCode::parse(it).unwrap());
        let token = seal(&sealer, &own, "secret-key");
        assert!(!token.contains("secret"));
        assert_eq!(open(&sealer, &own, &token).unwrap().expose(), "secret-key");
        assert!(open(&sealer, &other, &token).is_none());
    }
}
