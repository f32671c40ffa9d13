//! New positions, and what GPD asks of their content (facts "GPD model", Validation).

use jiff::Timestamp;
use kernel::idempotency::Fingerprint;
use kernel::ids::{Iupd, ServiceCode};
use kernel::money::Cents;
use kernel::notice::Iuv;
use kernel::tax::OrgFiscalCode;

use super::change::{PublishRefusal, publication};
use super::{
    DebtPosition, Debtor, Installment, InstallmentState, Origin, PaymentOption, PositionState,
    TRANSFERS_MAX, TransferState, Unsound,
};
use crate::domain::settings::CreditorSettings;

/// The key of metadata that GPD keeps for itself.
pub const RESERVED_METADATA: &str = "NOTIFICATION_FEE";
/// GPD's own limit of metadata.
pub const METADATA_MAX: usize = 10;

/// The content of a position, as its body tells it. States, payments and fees in `options` are not
/// looked at: what is new is unpaid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub creditor: OrgFiscalCode,
    pub iupd: Iupd,
    pub debtor: Debtor,
    pub company_name: String,
    pub office_name: Option<String>,
    pub service: ServiceCode,
    pub options: Vec<PaymentOption>,
    pub origin: Origin,
    pub pay_stand_in: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreateRefusal {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    Publish(#[from] PublishRefusal),
}

/// Content that GPD refuses, in GPD's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    #[error(
        "Dates congruence error: validity_date must be >= current_date [validity_date={}; current_date={}] ",
        day(.validity), day(.now)
    )]
    Validity { validity: Timestamp, now: Timestamp },
    #[error(
        "Dates congruence error: due_date must be >= validity_date (if provided) or due_date must be >= current_date [due_date={}; validity_date={}; current_date={}]",
        day(.due), .validity.as_ref().map_or_else(|| "null".to_owned(), day), day(.now)
    )]
    DueDate {
        due: Timestamp,
        validity: Option<Timestamp>,
        now: Timestamp,
    },
    #[error(
        "Dates congruence error: retention_date must be >= due_date [retention_date={}; due_date={}] ",
        day(.retention), day(.due)
    )]
    Retention {
        retention: Timestamp,
        due: Timestamp,
    },
    #[error(
        "Amounts congruence error: payment option amount must coincide with the total of the transfers amount [payment_option_amount(in cent)={amount}; total_tranfers_amount(in cent)={transfers}]"
    )]
    Amounts { amount: i64, transfers: i64 },
    #[error(
        "Amounts congruence error: the amount of the payment option with iuv {0} is not payable"
    )]
    Amount(Iuv),
    #[error(
        "Number of transfers congruence error: Each payment option must have a maximum of 5 transactions [transactions found={0}]"
    )]
    Transfers(usize),
    #[error(
        "Transfer ID congruence error: The transaction id not have a value between those expected [transaction id={0}; expected values=[1, 2, 3, 4, 5]]"
    )]
    TransferId(u8),
    #[error("Transfer ID congruence error: The transaction id {0} is used twice")]
    TransferTwice(u8),
    #[error("The metadata key {0} is used twice")]
    MetadataTwice(String),
    #[error("More than 10 metadata")]
    Metadata,
    #[error("The metadata key NOTIFICATION_FEE is reserved")]
    ReservedMetadata,
    #[error("A debt position has 1 to 60 payable parts, not {0}")]
    Parts(usize),
    #[error("Two payable parts have the same number")]
    Numbers,
}

fn day(at: &Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A new position: a draft, published at once where `publish` says so.
pub fn create(draft: Draft, publish: bool, now: Timestamp) -> Result<DebtPosition, CreateRefusal> {
    let first = draft.options.iter().flat_map(|o| &o.installments).next();
    let nav = first.ok_or(Invalid::Parts(0))?.nav.clone();
    let identity = Fingerprint::of(&[
        b"iupd",
        draft.creditor.as_str().as_bytes(),
        draft.iupd.as_str().as_bytes(),
    ]);
    let mut position = DebtPosition {
        creditor: draft.creditor,
        nav,
        iupd: draft.iupd,
        state: PositionState::Draft,
        debtor: draft.debtor,
        company_name: draft.company_name,
        office_name: draft.office_name,
        service: draft.service,
        options: draft.options,
        origin: draft.origin,
        iud: None,
        identity: identity.as_str().to_owned(),
        lines: Vec::new(),
        created_at: now,
        updated_at: now,
        published_at: None,
        pay_stand_in: draft.pay_stand_in,
        extra_payments: 0,
        version: 1,
    };
    position.unpaid();
    for part in position
        .options
        .iter_mut()
        .flat_map(|o| &mut o.installments)
    {
        part.notification_fee_cents = None;
    }
    validate(&position, now, false)?;
    if publish {
        publication(&mut position, now, false)?;
    }
    Ok(position)
}

/// The service of a position that names a taxonomy code alone: of those in the catalogue with it the first that is
/// `preferred`, else the first; the one for all that the catalogue does not know where none has it.
pub fn service_of(
    settings: &CreditorSettings,
    category: &str,
    preferred: impl Fn(&ServiceCode) -> bool,
) -> ServiceCode {
    let equal = || {
        let services = settings
            .services
            .iter()
            .map(|service| (&service.taxonomy, &service.code));
        services.filter(|(taxonomy, _)| *taxonomy == category)
    };
    let found = equal()
        .find(|(_, code)| preferred(code))
        .or_else(|| equal().next());
    found.map_or_else(ServiceCode::other, |(_, code)| code.clone())
}

impl DebtPosition {
    /// Nothing of it is paid or reported.
    pub(super) fn unpaid(&mut self) {
        for part in self.options.iter_mut().flat_map(|o| &mut o.installments) {
            part.state = InstallmentState::Unpaid;
            part.payment = None;
            part.reported_at = None;
            part.notification_fee_cents = None;
            for transfer in &mut part.transfers {
                transfer.state = TransferState::Unreported;
            }
        }
    }
}

/// GPD's rules of content. In an update (`again`) a validity date may be past, and a due date too where
/// the way to pay never expires.
pub(super) fn validate(
    position: &DebtPosition,
    now: Timestamp,
    again: bool,
) -> Result<(), Invalid> {
    for option in &position.options {
        if let Some(validity) = option.validity_date
            && validity < now
            && !again
        {
            return Err(Invalid::Validity { validity, now });
        }
        for part in &option.installments {
            dates(option, part, now, again)?;
            transfers(part)?;
        }
    }
    position.check().map_err(|unsound| match unsound {
        Unsound::Numbers => Invalid::Numbers,
        Unsound::Amount(iuv) | Unsound::Sum(iuv) | Unsound::Payment(iuv) => Invalid::Amount(iuv),
        Unsound::Transfers(_) => Invalid::Transfers(0),
        Unsound::Parts(count) | Unsound::Lines(count) => Invalid::Parts(count),
    })
}

fn dates(
    option: &PaymentOption,
    part: &Installment,
    now: Timestamp,
    again: bool,
) -> Result<(), Invalid> {
    let Some(due) = part.due_moment() else {
        return Ok(());
    };
    let validity = option.validity_date;
    let may_be_past = again && !option.switch_to_expired;
    if validity.is_some_and(|from| due < from) || (validity.is_none() && due < now && !may_be_past)
    {
        return Err(Invalid::DueDate { due, validity, now });
    }
    match part.retention_date {
        Some(retention) if retention < due => Err(Invalid::Retention { retention, due }),
        _ => Ok(()),
    }
}

fn transfers(part: &Installment) -> Result<(), Invalid> {
    let count = part.transfers.len();
    if count == 0 || count > TRANSFERS_MAX {
        return Err(Invalid::Transfers(count));
    }
    for (n, transfer) in part.transfers.iter().enumerate() {
        if !(1..=5).contains(&transfer.id) {
            return Err(Invalid::TransferId(transfer.id));
        }
        if part
            .transfers
            .iter()
            .skip(n + 1)
            .any(|t| t.id == transfer.id)
        {
            return Err(Invalid::TransferTwice(transfer.id));
        }
        metadata(&transfer.metadata)?;
    }
    metadata(&part.metadata)?;
    let total = Cents::sum(part.transfers.iter().map(|t| t.amount_cents));
    if total != Some(part.amount_cents) {
        return Err(Invalid::Amounts {
            amount: part.amount_cents.get(),
            transfers: total.unwrap_or(Cents::ZERO).get(),
        });
    }
    Ok(())
}

fn metadata(entries: &[super::MapEntry]) -> Result<(), Invalid> {
    if entries.len() > METADATA_MAX {
        return Err(Invalid::Metadata);
    }
    for (n, entry) in entries.iter().enumerate() {
        if entry.key == RESERVED_METADATA {
            return Err(Invalid::ReservedMetadata);
        }
        if entries.iter().skip(n + 1).any(|e| e.key == entry.key) {
            return Err(Invalid::MetadataTwice(entry.key.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
