//! A debt position: what a debtor owes to a creditor, and the parts in which it can be paid.
//!
//! ```text
//! DebtPosition ─ PaymentOption (whole, or a plan) ─ Installment (IUV, NAV, amount) ─ Transfer ×1…5
//! ```
//! Source: the published GPD model (positions v3), facts "GPD model".

mod change;
mod levels;
mod line;
mod listed;
mod make;
mod moment;
mod open;
mod parts;
mod pay;
mod report;
mod state;
mod step;

use std::collections::BTreeSet;

use access::Extent;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ids::{Iud, Iupd, ServiceCode};
use kernel::money::Cents;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::{OrgFiscalCode, SubjectKind, TaxCode};
use serde::{Deserialize, Serialize};

pub use change::{
    By, Changed, DeleteRefusal, Deleted, FeeRefusal, InvalidateRefusal, Outside, PublishRefusal,
    ReportRefusal, SettleRefusal, TIME, UpdateRefusal, add_notification_fee, change_ibans, delete,
    invalidate, keep_ways, mature, pay_outside, publish, report_outside, update,
};
pub use levels::Uneven;
pub use line::DueLine;
pub use make::{
    CreateRefusal, Draft, Invalid, METADATA_MAX, RESERVED_METADATA, create, service_of,
};
pub use moment::{Closed, PartState, at_once};
pub use open::Open;
pub use parts::{
    Destination, Installment, MapEntry, Payment, PaymentOption, Stamp, StampError, Transfer,
};
pub use pay::{Paid, PayRefusal, Warning, pay};
pub use report::{ReportOutcome, report, withdraw};
pub use state::{InstallmentState, PositionState, TransferState};
pub use step::{Command, Refusal, Step, step};

/// Most parts that one position may have, so that its item stays far under 400 KB.
pub const INSTALLMENTS_MAX: usize = 60;
/// pagoPA's own limit of transfers in one part.
pub const TRANSFERS_MAX: usize = 5;
/// Most dues in one position: a debtor can still read them, and a chunk of an import, whose rows are
/// counted, holds any such position.
pub const LINES_MAX: usize = 50;
/// The due date told where the schema wants one and the position has none: far, and plainly so.
pub const NO_DUE_DATE: Date = jiff::civil::date(2099, 12, 31);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebtPosition {
    pub creditor: OrgFiscalCode,
    /// The notice number of the first payable part: with the creditor, the position's key.
    pub nav: NoticeNumber,
    pub iupd: Iupd,
    pub state: PositionState,
    pub debtor: Debtor,
    /// The name of the creditor as printed.
    pub company_name: String,
    pub office_name: Option<String>,
    pub service: ServiceCode,
    pub options: Vec<PaymentOption>,
    pub origin: Origin,
    /// The due's id in the body's own system, where it has one.
    pub iud: Option<Iud>,
    /// What makes two dues the same one (see `dues`): hex of a SHA-256. Of the first line, where there
    /// are several.
    pub identity: String,
    /// The dues that make up the amount; none where nobody told them (positions of the APIs).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<DueLine>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When it was published; none for a draft, and where it was published as it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// Whether the node may take payments on our behalf while we do not answer (GPD's `payStandIn`).
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub pay_stand_in: bool,
    /// Payments that came after the part was paid: they are to be refunded.
    #[serde(default)]
    pub extra_payments: u32,
    /// Grows by one with each change.
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debtor {
    pub tax_code: TaxCode,
    /// Kept beside the code: 11 digits may be a person's provisional code.
    pub kind: SubjectKind,
    /// At most 70 characters.
    pub full_name: String,
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub address: Option<Address>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub street: Option<String>,
    pub number: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub province: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Two letters (ISO 3166-1); Italy where it is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// Where a position comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Origin {
    Import(kernel::ids::ImportId),
    Api,
    Spontaneous,
}

impl DebtPosition {
    /// Whether all that is owed is for these services: a position is seen whole or not at all.
    pub fn is_within(&self, services: &Extent<ServiceCode>) -> bool {
        services.has(&self.service) && self.lines.iter().all(|due| services.has(&due.service))
    }

    /// The payable part with this notice number.
    pub fn installment(&self, nav: &NoticeNumber) -> Option<&Installment> {
        self.installments().find(|part| part.nav == *nav)
    }

    pub fn installments(&self) -> impl Iterator<Item = &Installment> {
        self.options.iter().flat_map(|option| &option.installments)
    }

    fn installment_mut(&mut self, nav: &NoticeNumber) -> Option<&mut Installment> {
        let parts = self
            .options
            .iter_mut()
            .flat_map(|option| &mut option.installments);
        parts.into_iter().find(|part| part.nav == *nav)
    }

    /// The part whose number is the position's key; where an update took that number away, the first.
    pub fn first(&self) -> Option<&Installment> {
        let first = || self.installments().next();
        self.installment(&self.nav).or_else(first)
    }

    /// The way to pay that this number belongs to.
    pub fn option_of(&self, nav: &NoticeNumber) -> Option<&PaymentOption> {
        let has = |option: &&PaymentOption| option.installments.iter().any(|part| part.nav == *nav);
        self.options.iter().find(has)
    }

    /// Who owes the part with this number: a way to pay may name a debtor of its own.
    pub fn debtor_of(&self, nav: &NoticeNumber) -> &Debtor {
        let own = self
            .option_of(nav)
            .and_then(|option| option.debtor.as_ref());
        own.unwrap_or(&self.debtor)
    }

    /// The latest due date, if every part has one.
    pub fn last_due_date(&self) -> Option<Date> {
        let dates: Option<Vec<Date>> = self.installments().map(|part| part.due_date).collect();
        dates?.into_iter().max()
    }

    /// What must always be true of the money, checked at write and again at read.
    pub fn check(&self) -> Result<(), Unsound> {
        let count = self.installments().count();
        if count == 0 || count > INSTALLMENTS_MAX {
            return Err(Unsound::Parts(count));
        }
        let numbers: BTreeSet<&NoticeNumber> = self.installments().map(|part| &part.nav).collect();
        if numbers.len() != count {
            return Err(Unsound::Numbers);
        }
        self.installments().try_for_each(Installment::check)?;
        self.check_lines()
    }

    /// The dues add up to what the first way to pay asks for, notification fees left out.
    fn check_lines(&self) -> Result<(), Unsound> {
        if self.lines.is_empty() {
            return Ok(());
        }
        let parts = self.options.first().map(|option| &option.installments);
        let asked = Cents::sum(parts.into_iter().flatten().map(Installment::own_cents));
        let owed = Cents::sum(self.lines.iter().map(|line| line.amount_cents));
        if self.lines.len() > LINES_MAX || asked.is_none() || asked != owed {
            return Err(Unsound::Lines(self.lines.len()));
        }
        Ok(())
    }
}

/// A position whose money does not add up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    #[error("{0} payable parts")]
    Parts(usize),
    #[error("two parts have the same number")]
    Numbers,
    #[error("part {0}: amount not payable")]
    Amount(Iuv),
    #[error("part {0}: no or too many transfers")]
    Transfers(Iuv),
    #[error("part {0}: transfers do not add up to the amount")]
    Sum(Iuv),
    #[error("part {0}: state and payment disagree")]
    Payment(Iuv),
    #[error("{0} dues do not add up to the amount")]
    Lines(usize),
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_yes(value: &bool) -> bool {
    *value
}

#[cfg(test)]
mod machine;
#[cfg(test)]
pub(crate) mod samples;
