//! `PaymentPositionModel`.

use jiff::Timestamp;
use kernel::ids::Iupd;
use kernel::tax::OrgFiscalCode;
use serde::Deserialize;

use super::Faults;
use super::debtor::DebtorBody;
use super::option::{Option_, OptionBody};
use crate::domain::position::{Debtor, PaymentOption};
use crate::routes::gpd::problem::Problem;
use crate::routes::gpd::time;

/// Characters of a name of body or office.
pub const NAME_MAX: usize = 140;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PositionBody {
    pub iupd: Option<String>,
    #[serde(flatten)]
    debtor: DebtorBody,
    pay_stand_in: Option<bool>,
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
        let debtor = std::mem::take(&mut self.debtor).read("", faults);
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
