//! `PaymentPositionModel`.

use jiff::Timestamp;
use kernel::ids::Iupd;
use kernel::tax::OrgFiscalCode;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::debtor::DebtorBody;
use super::option::{Option_, OptionBody};
use super::{Faults, lenient};
use crate::domain::position::{Debtor, PaymentOption};
use crate::routes::gpd::problem::Problem;
use crate::routes::gpd::time;

/// Characters of a name of body or office.
pub const NAME_MAX: usize = 140;

#[derive(Debug, Default)]
pub struct PositionBody {
    own: OwnBody,
    debtor: DebtorBody,
}

/// What is not the debtor's.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct OwnBody {
    iupd: Option<String>,
    pay_stand_in: Option<bool>,
    switch_to_expired: Option<bool>,
    company_name: Option<String>,
    office_name: Option<String>,
    validity_date: Option<String>,
    payment_option: Option<Vec<OptionBody>>,
}

/// Both are told side by side. Not by serde's `flatten`, which forgets what is wanted of a value.
impl<'de> Deserialize<'de> for PositionBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self {
            own: lenient::read(value.clone()).map_err(D::Error::custom)?,
            debtor: lenient::read(value).map_err(D::Error::custom)?,
        })
    }
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
    /// The id, where one is told.
    pub fn iupd(&self) -> &str {
        self.own.iupd.as_deref().unwrap_or_default()
    }

    /// What it says, or every field that the document or pagoPA's node would not have so.
    pub fn content(self, creditor: &OrgFiscalCode) -> Result<Content, Problem> {
        let mut faults = Faults::default();
        let content = self.read(creditor, &mut faults);
        faults.finish(content)
    }

    fn read(self, creditor: &OrgFiscalCode, faults: &mut Faults) -> Option<Content> {
        let Self { own, debtor } = self;
        let iupd = faults.text("iupd", own.iupd, Iupd::LENGTH_MAX);
        let iupd = faults.parsed("iupd", iupd.as_deref(), Iupd::parse);
        let debtor = debtor.read("", faults);
        let company_name = faults.text("companyName", own.company_name, NAME_MAX);
        let office_name = faults.maybe("officeName", own.office_name, NAME_MAX);
        let validity = own.validity_date.as_deref();
        let validity = faults.parsed("validityDate", validity, moment);
        let options = own.payment_option.unwrap_or_default();
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
        let terms = (validity, own.switch_to_expired.unwrap_or(false));
        Some(Content {
            iupd: iupd?,
            debtor: debtor?,
            company_name: company_name?,
            office_name,
            pay_stand_in: own.pay_stand_in.unwrap_or(true),
            options: grouped(parts, terms),
        })
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
