//! `PaymentOptionModel`: a payable part.

use std::fmt::Display;

use kernel::money::Cents;
use kernel::notice::{AuxDigit, Iuv, NoticeNumber};
use kernel::tax::OrgFiscalCode;
use serde::Deserialize;

use super::Faults;
use super::position::moment;
use super::transfer::TransferBody;
use crate::domain::position::{Installment, InstallmentState, MapEntry, Transfer};

/// Characters of a description, of a remittance information, of a key or value.
pub const TEXT_MAX: usize = 140;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OptionBody {
    pub nav: Option<String>,
    pub iuv: Option<String>,
    pub amount: Option<i64>,
    pub description: Option<String>,
    pub is_partial_payment: Option<bool>,
    pub due_date: Option<String>,
    pub retention_date: Option<String>,
    pub transfer: Option<Vec<TransferBody>>,
    pub payment_option_metadata: Option<Vec<EntryBody>>,
}

/// `PaymentOptionMetadataModel`, `TransferMetadataModel`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EntryBody {
    key: Option<String>,
    value: Option<String>,
}

/// A part, and whether it is one of the plan.
pub struct Option_ {
    pub is_partial: bool,
    pub installment: Installment,
}

impl OptionBody {
    pub fn read(
        mut self,
        creditor: &OrgFiscalCode,
        at: &str,
        faults: &mut Faults,
    ) -> Option<Option_> {
        let field = |name: &str| format!("{at}.{name}");
        let number = self.number(at, faults);
        let amount = faults.required(&field("amount"), self.amount);
        let amount_cents = amount.and_then(|cents| payable(faults, &field("amount"), cents));
        let description = faults.text(&field("description"), self.description.take(), TEXT_MAX);
        let is_partial = faults.required(&field("isPartialPayment"), self.is_partial_payment);
        let due = faults.required(&field("dueDate"), self.due_date.take());
        let due_at = faults.parsed(&field("dueDate"), due.as_deref(), moment);
        let retention = self.retention_date.as_deref();
        let retention_date = faults.parsed(&field("retentionDate"), retention, moment);
        let name = field("paymentOptionMetadata");
        let metadata = entries(self.payment_option_metadata.take(), &name, faults);
        let transfers = self.transfers(creditor, at, faults);
        let (nav, iuv) = number?;
        Some(Option_ {
            is_partial: is_partial?,
            installment: Installment {
                nav,
                iuv,
                amount_cents: amount_cents?,
                description: description?,
                due_date: due_at.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date()),
                due_at,
                retention_date,
                notification_fee_cents: None,
                metadata,
                state: InstallmentState::Unpaid,
                transfers: transfers?,
                payment: None,
                reported_at: None,
            },
        })
    }

    /// The notice number, `3` and the IUV where none is told: the node finds a part by it, and flows by the IUV.
    fn number(&self, at: &str, faults: &mut Faults) -> Option<(NoticeNumber, Iuv)> {
        let field = format!("{at}.iuv");
        let text = faults.required(&field, self.iuv.as_deref())?;
        let iuv = faults.parsed(&field, Some(text), Iuv::parse)?;
        let Some(of_iuv) = NoticeNumber::from_iuv(&iuv) else {
            faults.add(
                &field,
                "must have the 17 digits of a notice with aux digit 3",
            );
            return None;
        };
        let Some(told) = self.nav.as_deref().filter(|nav| !nav.is_empty()) else {
            return Some((of_iuv, iuv));
        };
        let field = format!("{at}.nav");
        let nav = faults.parsed(&field, Some(told), NoticeNumber::parse)?;
        if nav.aux_digit() != AuxDigit::Three || nav.iuv() != iuv {
            faults.add(&field, "must be 3 and the iuv");
            return None;
        }
        Some((nav, iuv))
    }

    fn transfers(
        &mut self,
        creditor: &OrgFiscalCode,
        at: &str,
        faults: &mut Faults,
    ) -> Option<Vec<Transfer>> {
        let transfers = self.transfer.take().unwrap_or_default().into_iter();
        let read = transfers.enumerate().map(|(n, transfer)| {
            let at = format!("{at}.transfer[{n}]");
            transfer.read(creditor, &at, faults)
        });
        let read: Vec<Option<Transfer>> = read.collect();
        read.into_iter().collect()
    }
}

pub fn payable(faults: &mut Faults, field: &str, cents: i64) -> Option<Cents> {
    let amount = Cents::new(cents);
    if !amount.is_payable() {
        let most: &dyn Display = &Cents::MAX_PAYABLE.get();
        faults.add(field, format!("must be between 1 and {most}"));
        return None;
    }
    Some(amount)
}

/// Keys and values; how many there may be, and that no key comes twice, is the domain's to say.
pub fn entries(bodies: Option<Vec<EntryBody>>, field: &str, faults: &mut Faults) -> Vec<MapEntry> {
    let bodies = bodies.unwrap_or_default().into_iter().enumerate();
    let entry = |(n, body): (usize, EntryBody)| {
        let key = faults.text(&format!("{field}[{n}].key"), body.key, TEXT_MAX);
        let value = faults.even_empty(&format!("{field}[{n}].value"), body.value, TEXT_MAX);
        let (key, value) = (key?, value?);
        Some(MapEntry { key, value })
    };
    bodies.filter_map(entry).collect()
}
