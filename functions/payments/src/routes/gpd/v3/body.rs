//! The bodies that v3 takes.

use jiff::Timestamp;
use kernel::ids::Iupd;
use kernel::tax::OrgFiscalCode;
use serde::Deserialize;

use super::super::body::{
    Content, DebtorBody, EntryBody, Faults, NAME_MAX, OptionBody, TEXT_MAX, TransferBody, entries,
    moment,
};
use super::super::problem::Problem;
use crate::domain::position::{Debtor, Installment, PaymentOption};

/// `PaymentPositionModelV3`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PositionBody {
    pub iupd: Option<String>,
    pay_stand_in: Option<bool>,
    company_name: Option<String>,
    office_name: Option<String>,
    payment_option: Option<Vec<WayBody>>,
}

/// `PaymentOptionModelV3`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct WayBody {
    description: Option<String>,
    validity_date: Option<String>,
    retention_date: Option<String>,
    switch_to_expired: Option<bool>,
    debtor: Option<DebtorBody>,
    installments: Option<Vec<InstallmentBody>>,
}

/// `InstallmentModel`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct InstallmentBody {
    nav: Option<String>,
    iuv: Option<String>,
    amount: Option<i64>,
    description: Option<String>,
    due_date: Option<String>,
    transfer: Option<Vec<TransferBody>>,
    installment_metadata: Option<Vec<EntryBody>>,
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
        let company_name = faults.text("companyName", self.company_name.take(), NAME_MAX);
        let office_name = faults.maybe("officeName", self.office_name.take(), NAME_MAX);
        let ways = self.payment_option.unwrap_or_default();
        if ways.is_empty() {
            faults.add("paymentOption", "must not be empty");
        }
        let read = ways.into_iter().enumerate();
        let ways: Vec<Option<(Debtor, PaymentOption)>> = read
            .map(|(n, way)| way.read(creditor, &format!("paymentOption[{n}]"), faults))
            .collect();
        let mut ways: Vec<(Debtor, PaymentOption)> = ways.into_iter().collect::<Option<_>>()?;
        let debtor = ways.first()?.0.clone();
        for (own, option) in &mut ways {
            option.debtor = (*own != debtor).then(|| own.clone());
        }
        Some(Content {
            iupd: iupd?,
            debtor,
            company_name: company_name?,
            office_name,
            pay_stand_in: self.pay_stand_in.unwrap_or(true),
            options: ways.into_iter().map(|(_, option)| option).collect(),
        })
    }
}

impl WayBody {
    fn read(
        mut self,
        creditor: &OrgFiscalCode,
        at: &str,
        faults: &mut Faults,
    ) -> Option<(Debtor, PaymentOption)> {
        let field = |name: &str| format!("{at}.{name}");
        let described = self.description.take();
        let description = faults.maybe(&field("description"), described, TEXT_MAX);
        let mut date =
            |name: &str, text: Option<String>| faults.parsed(&field(name), text.as_deref(), moment);
        let validity_date = date("validityDate", self.validity_date.take());
        let retention = date("retentionDate", self.retention_date.take());
        let expires = faults.required(&field("switchToExpired"), self.switch_to_expired);
        let debtor = faults.required(&field("debtor"), self.debtor.take());
        let debtor = debtor.and_then(|debtor| debtor.read(&format!("{at}.debtor."), faults));
        let installments = self.parts(creditor, (at, retention), faults)?;
        let first = installments.first()?.description.clone();
        let option = PaymentOption {
            description: description.unwrap_or(first),
            valid_until: None,
            validity_date,
            switch_to_expired: expires?,
            debtor: None,
            installments,
        };
        Some((debtor?, option))
    }

    fn parts(
        self,
        creditor: &OrgFiscalCode,
        (at, retention): (&str, Option<Timestamp>),
        faults: &mut Faults,
    ) -> Option<Vec<Installment>> {
        let parts = self.installments.unwrap_or_default();
        if parts.is_empty() {
            faults.add(&format!("{at}.installments"), "must not be empty");
        }
        let read = parts.into_iter().enumerate().map(|(n, part)| {
            let at = format!("{at}.installments[{n}]");
            let mut part = part.read(creditor, &at, faults)?;
            part.retention_date = retention;
            Some(part)
        });
        let read: Vec<Option<Installment>> = read.collect();
        read.into_iter().collect()
    }
}

impl InstallmentBody {
    /// A part of v1, with another name for its metadata.
    fn read(self, creditor: &OrgFiscalCode, at: &str, faults: &mut Faults) -> Option<Installment> {
        let metadata = self.installment_metadata;
        let metadata = entries(metadata, &format!("{at}.installmentMetadata"), faults);
        let part = OptionBody {
            nav: self.nav,
            iuv: self.iuv,
            amount: self.amount,
            description: self.description,
            is_partial_payment: Some(true),
            due_date: self.due_date,
            retention_date: None,
            transfer: self.transfer,
            payment_option_metadata: None,
        };
        let mut part = part.read(creditor, at, faults)?.installment;
        part.metadata = metadata;
        Some(part)
    }
}
