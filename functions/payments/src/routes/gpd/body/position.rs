//! `PaymentPositionModel`.

use jiff::Timestamp;
use kernel::ids::Iupd;
use kernel::tax::{OrgFiscalCode, SubjectKind, TaxCode};
use serde::Deserialize;

use super::Faults;
use super::option::{Option_, OptionBody};
use crate::domain::dues::person::{
    CITY_CHARS_MAX, EMAIL_CHARS_MAX, NAME_CHARS_MAX, POSTAL_CODE_CHARS_MAX, STREET_CHARS_MAX,
    STREET_NUMBER_CHARS_MAX, is_email,
};
use crate::domain::position::{Address, Debtor, PaymentOption};
use crate::routes::gpd::problem::Problem;
use crate::routes::gpd::time;

/// Characters of a name of body or office, and of a phone number.
const NAME_MAX: usize = 140;
const PHONE_MAX: usize = 35;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PositionBody {
    pub iupd: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    pay_stand_in: Option<bool>,
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
    switch_to_expired: Option<bool>,
    company_name: Option<String>,
    office_name: Option<String>,
    validity_date: Option<String>,
    payment_option: Option<Vec<OptionBody>>,
}

/// What a position's body says, each word read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub iupd: Iupd,
    pub debtor: Debtor,
    pub company_name: String,
    pub office_name: Option<String>,
    pub pay_stand_in: bool,
    /// Never empty; each of those paid whole by itself, those in part as one plan.
    pub options: Vec<PaymentOption>,
}

impl PositionBody {
    /// What it says, or every field that the document or pagoPA's node would not have so.
    pub fn content(self, creditor: &OrgFiscalCode) -> Result<Content, Problem> {
        let mut faults = Faults::default();
        let content = self.read(creditor, &mut faults);
        faults.finish(content)
    }

    fn read(mut self, creditor: &OrgFiscalCode, faults: &mut Faults) -> Option<Content> {
        let iupd = faults.text("iupd", self.iupd.take(), Iupd::LENGTH_MAX);
        let iupd = faults.parsed("iupd", iupd.as_deref(), Iupd::parse);
        let debtor = self.debtor(faults);
        let company_name = faults.text("companyName", self.company_name.take(), NAME_MAX);
        let office_name = faults.maybe("officeName", self.office_name.take(), NAME_MAX);
        let validity = self.validity_date.as_deref();
        let validity = faults.parsed("validityDate", validity, moment);
        let options = self.payment_option.unwrap_or_default();
        if options.is_empty() {
            faults.add("paymentOption", "must not be empty");
        }
        let read = options.into_iter().enumerate();
        let parts = read.map(|(n, option)| {
            let at = format!("paymentOption[{n}]");
            option.read(creditor, &at, faults)
        });
        let parts: Vec<Option<Option_>> = parts.collect();
        let parts: Vec<Option_> = parts.into_iter().collect::<Option<_>>()?;
        let terms = (validity, self.switch_to_expired.unwrap_or(false));
        Some(Content {
            iupd: iupd?,
            debtor: debtor?,
            company_name: company_name?,
            office_name,
            pay_stand_in: self.pay_stand_in.unwrap_or(true),
            options: grouped(parts, terms),
        })
    }

    fn debtor(&mut self, faults: &mut Faults) -> Option<Debtor> {
        let kind = match self.kind.as_deref() {
            Some("F") => Some(SubjectKind::F),
            Some("G") => Some(SubjectKind::G),
            _ => {
                faults.add("type", "must be one of F, G");
                None
            }
        };
        let code = faults.text("fiscalCode", self.fiscal_code.take(), NAME_MAX);
        let read = |text: &str| TaxCode::parse_as(kind.unwrap_or(SubjectKind::F), text);
        let tax_code = faults.parsed("fiscalCode", code.as_deref(), read);
        let full_name = faults.text("fullName", self.full_name.take(), NAME_CHARS_MAX);
        let email = faults.maybe("email", self.email.take(), EMAIL_CHARS_MAX);
        let phone = faults.maybe("phone", self.phone.take(), PHONE_MAX);
        let address = self.address(faults);
        Some(Debtor {
            tax_code: tax_code?,
            kind: kind?,
            full_name: full_name?,
            email: faults.parsed("email", email.as_deref(), mail),
            phone,
            address: (address != Address::default()).then_some(address),
        })
    }

    fn address(&mut self, faults: &mut Faults) -> Address {
        let country = faults.maybe("country", self.country.take(), 2);
        if country.as_deref().is_some_and(|code| !is_country(code)) {
            faults.add("country", "must match \"[A-Z]{2}\"");
        }
        Address {
            street: faults.maybe("streetName", self.street_name.take(), STREET_CHARS_MAX),
            number: faults.maybe(
                "civicNumber",
                self.civic_number.take(),
                STREET_NUMBER_CHARS_MAX,
            ),
            postal_code: faults.maybe("postalCode", self.postal_code.take(), POSTAL_CODE_CHARS_MAX),
            city: faults.maybe("city", self.city.take(), CITY_CHARS_MAX),
            province: faults.maybe("province", self.province.take(), CITY_CHARS_MAX),
            region: faults.maybe("region", self.region.take(), NAME_MAX),
            country,
        }
    }
}

/// Each part paid whole is a way of its own; those paid in part are one plan, where the first of them stands.
fn grouped(
    parts: Vec<Option_>,
    (validity, expires): (Option<Timestamp>, bool),
) -> Vec<PaymentOption> {
    let mut options: Vec<PaymentOption> = Vec::new();
    let mut plan = None;
    for part in parts {
        match plan.and_then(|at: usize| options.get_mut(at)) {
            Some(option) if part.is_partial => option.installments.push(part.installment),
            _ => {
                if part.is_partial {
                    plan = Some(options.len());
                }
                options.push(PaymentOption {
                    description: part.installment.description.clone(),
                    valid_until: None,
                    validity_date: validity,
                    switch_to_expired: expires,
                    debtor: None,
                    installments: vec![part.installment],
                });
            }
        }
    }
    options
}

/// A moment in GPD's form, with the sentence that GPD says where it is none.
pub fn moment(text: &str) -> Result<Timestamp, String> {
    time::parse(text).map_err(|problem| problem.detail.trim_end().to_owned())
}

fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn mail(text: &str) -> Result<String, &'static str> {
    let wrong = "must be a well-formed email address";
    is_email(text).then(|| text.to_owned()).ok_or(wrong)
}
