//! What a tenants file declares, checked.

use access::domain::declared_key::DeclaredSecret;
use access::domain::email::Email;
use access::domain::login::Username;
use access::domain::role::Role;
use access::domain::second_factor::SecondFactor;
use kernel::iban::Iban;
use kernel::ids::ServiceCode;
use kernel::money::Cents;
use kernel::notice::SegregationCode;
use kernel::tax::OrgFiscalCode;
use payments::domain::settings::SecondLanguage;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tenants {
    pub creditors: Vec<Creditor>,
    pub resellers: Vec<Organisation>,
    pub providers: Vec<Organisation>,
    pub customers: Vec<Organisation>,
    pub users: Vec<DeclaredUser>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creditor {
    pub fiscal_code: OrgFiscalCode,
    pub name: String,
    pub segregation_code: SegregationCode,
    /// idBrokerPA.
    pub broker_fiscal_code: OrgFiscalCode,
    /// idStation, for example `11477110156_01`.
    pub station_id: String,
    pub iban: Iban,
    pub postal: Option<Postal>,
    pub cbill: Option<String>,
    pub office: Option<String>,
    pub second_language: Option<SecondLanguage>,
    /// Honoured by the local stack only.
    pub api_key: Option<DeclaredSecret>,
    pub services: Vec<Service>,
    pub owner: Owner,
}

/// What the bollettino of a notice needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postal {
    pub iban: Iban,
    /// Up to 12 digits.
    pub account: String,
    /// The words of the authorisation, printed on the slip.
    pub authorization: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    pub code: ServiceCode,
    pub name: String,
    /// pagoPA's `transferCategory`, for example `9/0101108TS/`.
    pub taxonomy: String,
    pub kind: ServiceKind,
    /// The tariff; absent, the amount is free.
    pub amount: Option<Cents>,
    /// `idServizio` and `idSoggettoServizio` of the node's catalogue: a PSP may have a notice made on the spot.
    pub catalogue: Option<(String, String)>,
    pub owner: Owner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceKind {
    Due,
    Spontaneous,
}

/// Who owns the values that a panel can change, after their creation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Owner {
    #[default]
    Panel,
    Pipeline,
}

/// A reseller, a provider or a customer of the support service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    pub fiscal_code: OrgFiscalCode,
    pub name: String,
    /// The installation's own code for it.
    pub code: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredUser {
    pub email: Email,
    pub name: String,
    pub tenant: OrgFiscalCode,
    pub role: Role,
    /// The code of a reseller, as another name to sign in with.
    pub username: Option<Username>,
    /// Asked at sign-in; where the file does not say, the code by e-mail.
    pub second_factor: Option<SecondFactor>,
    pub owner: Owner,
}

impl Tenants {
    /// The fiscal codes of all organisations, in the order of the file.
    pub fn codes(&self) -> Vec<&OrgFiscalCode> {
        let others = self
            .resellers
            .iter()
            .chain(&self.providers)
            .chain(&self.customers);
        let creditors = self.creditors.iter().map(|creditor| &creditor.fiscal_code);
        creditors
            .chain(others.map(|organisation| &organisation.fiscal_code))
            .collect()
    }

    /// The name of the organisation with this fiscal code.
    pub fn name_of(&self, code: &OrgFiscalCode) -> Option<&str> {
        let creditor = self.creditors.iter().find(|c| &c.fiscal_code == code);
        let others = self
            .resellers
            .iter()
            .chain(&self.providers)
            .chain(&self.customers);
        let other = || {
            others
                .clone()
                .find(|o| &o.fiscal_code == code)
                .map(|o| o.name.as_str())
        };
        creditor.map(|c| c.name.as_str()).or_else(other)
    }
}
