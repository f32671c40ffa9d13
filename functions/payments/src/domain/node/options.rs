//! The ways in which a notice can be paid, as a PSP shows them before it asks for one.
//!
//! `pagoPA Payment Options for Organizations` 0.7 (`orgs_payment_options.json`). A position of which
//! nothing can be paid is a fault, as it is for the other operations; where something can, every
//! option is told with what has become of it.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use kernel::money::Cents;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::OrgFiscalCode;
use serde::Serialize;

use super::answer::is_all_postal;
use super::fault::FaultCode;
use super::payable::standing;
use crate::domain::position::{DebtPosition, Installment, PaymentOption};

mod fault;
mod state;

pub use fault::OptionsFault;
use state::{EnumInstallment, EnumPo, Verdict};

/// `PaymentOptionsResponse`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentOptions {
    organization_fiscal_code: OrgFiscalCode,
    company_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    office_name: Option<String>,
    /// Whether the node may take a payment while we do not answer.
    standin: bool,
    payment_options: Vec<OptionView>,
}

/// `PaymentOption`. Moments are UTC, written without a zone as GPD does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct OptionView {
    description: String,
    number_of_installments: usize,
    /// Of the whole option.
    amount: Cents,
    /// The last one, where every part has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<DateTime>,
    valid_from: DateTime,
    status: EnumPo,
    status_reason: &'static str,
    /// Every transfer has a postal account.
    #[serde(rename = "allCCP")]
    all_ccp: bool,
    installments: Vec<InstallmentView>,
}

/// `Installment`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct InstallmentView {
    nav: NoticeNumber,
    iuv: Iuv,
    amount: Cents,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<DateTime>,
    valid_from: DateTime,
    status: EnumInstallment,
    status_reason: &'static str,
}

/// The options of the position that `nav` belongs to, or why none of it can be paid.
pub fn payment_options(
    position: &DebtPosition,
    nav: &NoticeNumber,
    now: Timestamp,
) -> Result<PaymentOptions, FaultCode> {
    position
        .installment(nav)
        .ok_or(FaultCode::PagamentoSconosciuto)?;
    standing(position, now)?;
    let chosen = position.options.iter().any(PaymentOption::is_begun);
    let options = position.options.iter();
    let options = options.map(|option| {
        let closed = chosen && !option.is_begun();
        view(position, option, closed, now)
    });
    let mut payment_options: Vec<_> = options.collect();
    payment_options.sort_by_key(|option| option.due_date.unwrap_or(DateTime::MAX));
    Ok(PaymentOptions {
        organization_fiscal_code: position.creditor.clone(),
        company_name: position.company_name.clone(),
        office_name: position.office_name.clone(),
        standin: position.pay_stand_in,
        payment_options,
    })
}

fn view(
    position: &DebtPosition,
    option: &PaymentOption,
    closed: bool,
    now: Timestamp,
) -> OptionView {
    let since = position.published_at.unwrap_or(position.created_at);
    let valid_from = utc(option.validity_date.unwrap_or(since));
    let verdict = Verdict::of(option, closed, now);
    let part = |part: &Installment| installment(part, valid_from, verdict.of_part(part));
    let mut installments: Vec<_> = option.installments.iter().map(part).collect();
    installments.sort_by_key(|part| part.due_date.unwrap_or(DateTime::MAX));
    let dates: Option<Vec<_>> = installments.iter().map(|part| part.due_date).collect();
    let (status, status_reason) = verdict.of_option();
    OptionView {
        description: option.description.clone(),
        number_of_installments: installments.len(),
        amount: Cents::sum(installments.iter().map(|part| part.amount)).unwrap_or(Cents::ZERO),
        due_date: dates.and_then(|dates| dates.into_iter().max()),
        valid_from,
        status,
        status_reason,
        all_ccp: option.installments.iter().all(is_all_postal),
        installments,
    }
}

fn installment(
    part: &Installment,
    valid_from: DateTime,
    (status, status_reason): (EnumInstallment, &'static str),
) -> InstallmentView {
    InstallmentView {
        nav: part.nav.clone(),
        iuv: part.iuv.clone(),
        amount: part.amount_cents,
        description: part.description.clone(),
        due_date: part.due_moment().map(utc),
        valid_from,
        status,
        status_reason,
    }
}

/// To the second.
fn utc(instant: Timestamp) -> DateTime {
    let wall = TimeZone::UTC.to_datetime(instant);
    wall.with().subsec_nanosecond(0).build().unwrap_or(wall)
}

#[cfg(test)]
mod tests;
