//! What only the local stack does with a tenants file.

use access::Role;
use access::domain::declared_key::{DeclaredKeyError, DeclaredSecret};
use access::domain::email::{Email, EmailError};
use access::domain::second_factor::SecondFactor;
use kernel::tax::OrgFiscalCode;
use thiserror::Error;

use crate::domain::tenants::{DeclaredUser, Owner, Tenants};

#[derive(Debug, Error)]
pub enum DefaultsError {
    #[error("the key made for creditor {0}: {1}")]
    Key(OrgFiscalCode, DeclaredKeyError),
    #[error("the address made for creditor {0}: {1}")]
    Email(OrgFiscalCode, EmailError),
}

/// A creditor without a user gets a secretary, one without a key gets what `key` gives: the same
/// at every start of a data folder, so that what was noted down stays true. Nobody is asked for a
/// code unless the file says so.
pub fn local_defaults(
    tenants: &mut Tenants,
    mut key: impl FnMut(&OrgFiscalCode) -> String,
) -> Result<(), DefaultsError> {
    for creditor in &mut tenants.creditors {
        let code = &creditor.fiscal_code;
        if creditor.api_key.is_none() {
            let secret = DeclaredSecret::parse(&key(code));
            let secret = secret.map_err(|error| DefaultsError::Key(code.clone(), error))?;
            creditor.api_key = Some(secret);
        }
        if !tenants.users.iter().any(|user| user.tenant == *code) {
            let email = Email::parse(&format!("secretary@{code}.example"));
            tenants.users.push(DeclaredUser {
                email: email.map_err(|error| DefaultsError::Email(code.clone(), error))?,
                name: format!("Segreteria di {}", creditor.name),
                tenant: code.clone(),
                role: Role::Secretary,
                username: None,
                second_factor: None,
                owner: Owner::Panel,
            });
        }
    }
    for user in &mut tenants.users {
        user.second_factor.get_or_insert(SecondFactor::None);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREDITOR: &str = r#"
        [[creditor]]
        fiscal_code = "80047110152"
        name = "Comune di Valdorra"
        segregation_code = "07"
        broker_fiscal_code = "11477110156"
        station_id = "11477110156_01"
        iban = "IT44H0306933840100000009001"
    "#;

    #[test]
    fn a_creditor_without_user_and_key_gets_both() {
        let mut tenants = crate::check(CREDITOR).unwrap();
        local_defaults(&mut tenants, |code| format!("local-{code}")).unwrap();
        assert_eq!(tenants.users.len(), 1);
        assert_eq!(
            tenants.users[0].email.as_str(),
            "secretary@80047110152.example"
        );
        assert_eq!(tenants.users[0].role, Role::Secretary);
        let key = tenants.creditors[0].api_key.as_ref().unwrap();
        assert_eq!(key.reveal(), "local-80047110152");
        let once = tenants.clone();
        local_defaults(&mut tenants, |_| "another-key".to_owned()).unwrap();
        assert_eq!(tenants, once, "what is declared stays");
    }
}
