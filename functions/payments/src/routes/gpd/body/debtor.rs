//! Who owes a position: its own words in v1, an object of each way to pay in v3.

use kernel::tax::{SubjectKind, TaxCode};
use serde::Deserialize;

use super::Faults;
use super::position::NAME_MAX;
use crate::domain::dues::person::{
    CITY_CHARS_MAX, EMAIL_CHARS_MAX, NAME_CHARS_MAX, POSTAL_CODE_CHARS_MAX, STREET_CHARS_MAX,
    STREET_NUMBER_CHARS_MAX, is_email,
};
use crate::domain::position::{Address, Debtor};

/// Characters of a phone number.
const PHONE_MAX: usize = 35;

/// `DebtorModel`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DebtorBody {
    #[serde(rename = "type")]
    kind: Option<String>,
    fiscal_code: Option<String>,
    full_name: Option<String>,
    street_name: Option<String>,
    civic_number: Option<String>,
    postal_code: Option<String>,
    city: Option<String>,
    province: Option<String>,
    region: Option<String>,
    country: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

impl DebtorBody {
    /// `at` is what its fields are told with, `paymentOption[0].debtor.`, or nothing.
    pub fn read(mut self, at: &str, faults: &mut Faults) -> Option<Debtor> {
        let field = |name: &str| format!("{at}{name}");
        let kind = match self.kind.as_deref() {
            Some("F") => Some(SubjectKind::F),
            Some("G") => Some(SubjectKind::G),
            _ => {
                faults.add(&field("type"), "must be one of F, G");
                None
            }
        };
        let code = faults.text(&field("fiscalCode"), self.fiscal_code.take(), NAME_MAX);
        let read = |text: &str| TaxCode::parse_as(kind.unwrap_or(SubjectKind::F), text);
        let tax_code = faults.parsed(&field("fiscalCode"), code.as_deref(), read);
        let full_name = faults.text(&field("fullName"), self.full_name.take(), NAME_CHARS_MAX);
        let email = faults.maybe(&field("email"), self.email.take(), EMAIL_CHARS_MAX);
        let phone = faults.maybe(&field("phone"), self.phone.take(), PHONE_MAX);
        let address = self.address(at, faults);
        Some(Debtor {
            tax_code: tax_code?,
            kind: kind?,
            full_name: full_name?,
            email: faults.parsed(&field("email"), email.as_deref(), mail),
            phone,
            address: (address != Address::default()).then_some(address),
        })
    }

    fn address(&mut self, at: &str, faults: &mut Faults) -> Address {
        let field = |name: &str| format!("{at}{name}");
        let country = faults.maybe(&field("country"), self.country.take(), 2);
        if country.as_deref().is_some_and(|code| !is_country(code)) {
            faults.add(&field("country"), "must match \"[A-Z]{2}\"");
        }
        Address {
            street: faults.maybe(
                &field("streetName"),
                self.street_name.take(),
                STREET_CHARS_MAX,
            ),
            number: faults.maybe(
                &field("civicNumber"),
                self.civic_number.take(),
                STREET_NUMBER_CHARS_MAX,
            ),
            postal_code: faults.maybe(
                &field("postalCode"),
                self.postal_code.take(),
                POSTAL_CODE_CHARS_MAX,
            ),
            city: faults.maybe(&field("city"), self.city.take(), CITY_CHARS_MAX),
            province: faults.maybe(&field("province"), self.province.take(), CITY_CHARS_MAX),
            region: faults.maybe(&field("region"), self.region.take(), NAME_MAX),
            country,
        }
    }
}

fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn mail(text: &str) -> Result<String, &'static str> {
    let wrong = "must be a well-formed email address";
    is_email(text).then(|| text.to_owned()).ok_or(wrong)
}
