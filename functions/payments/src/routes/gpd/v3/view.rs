//! Positions as v3 tells them: way by way, each with its debtor and its instalments.

use jiff::Timestamp;
use kernel::money::Cents;
use serde::Serialize;

use super::super::time::written;
use super::super::view::{
    AddressView, BY_THE_BODY, EntryView, TransferModel, TransferResponse, entries, maybe,
    payment_date,
};
use crate::domain::position::{
    DebtPosition, Debtor, Installment, PartState, Payment, PaymentOption, PositionState,
};

/// `PaymentPositionModelV3`: what is answered to who writes a position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PositionModel {
    iupd: String,
    pay_stand_in: bool,
    company_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    office_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_date: Option<String>,
    status: &'static str,
    payment_option: Vec<WayView<InstallmentModel>>,
}

/// `PaymentPositionModelResponseV3`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PositionResponse {
    iupd: String,
    organization_fiscal_code: String,
    company_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    office_name: Option<String>,
    inserted_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    publish_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_date: Option<String>,
    status: &'static str,
    last_updated_date: String,
    payment_option: Vec<WayView<InstallmentResponse>>,
}

/// `PaymentOptionModelV3` and `PaymentOptionModelResponseV3`; the description goes one way only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct WayView<I> {
    switch_to_expired: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    retention_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inserted_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validity_date: Option<String>,
    debtor: DebtorView,
    installments: Vec<I>,
}

/// `DebtorModel`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct DebtorView {
    #[serde(rename = "type")]
    kind: &'static str,
    fiscal_code: String,
    full_name: String,
    #[serde(flatten)]
    address: AddressView,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct InstallmentModel {
    nav: String,
    iuv: String,
    amount: Cents,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<String>,
    fee: i64,
    notification_fee: i64,
    status: &'static str,
    transfer: Vec<TransferModel>,
    installment_metadata: Vec<EntryView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct InstallmentResponse {
    nav: String,
    iuv: String,
    organization_fiscal_code: String,
    amount: Cents,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reporting_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    psp_company: Option<String>,
    fee: i64,
    notification_fee: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_receipt: Option<String>,
    status: &'static str,
    last_updated_date: String,
    installment_metadata: Vec<EntryView>,
    transfer: Vec<TransferResponse>,
}

impl PositionModel {
    /// `position` is as readers see it at `now`.
    pub fn of(position: &DebtPosition, now: Timestamp) -> Self {
        Self {
            iupd: position.iupd.to_string(),
            pay_stand_in: position.pay_stand_in,
            company_name: position.company_name.clone(),
            office_name: position.office_name.clone(),
            payment_date: payment_date(position),
            status: status(position.state),
            payment_option: ways(position, None, |part| {
                Some(InstallmentModel::of(part, part_status(position, part, now)))
            }),
        }
    }
}

impl PositionResponse {
    /// `position` is as readers see it at `now`.
    pub fn of(position: &DebtPosition, now: Timestamp) -> Self {
        Self::with_parts(position, now, |_| true)
    }

    /// With these of its parts.
    pub fn with_parts(
        position: &DebtPosition,
        now: Timestamp,
        shows: impl Fn(&Installment) -> bool,
    ) -> Self {
        let inserted = written(position.created_at);
        Self {
            iupd: position.iupd.to_string(),
            organization_fiscal_code: position.creditor.to_string(),
            company_name: position.company_name.clone(),
            office_name: position.office_name.clone(),
            inserted_date: inserted.clone(),
            publish_date: maybe(position.published_at),
            payment_date: payment_date(position),
            status: status(position.state),
            last_updated_date: written(position.updated_at),
            payment_option: ways(position, Some(inserted), |part| {
                let status = part_status(position, part, now);
                shows(part).then(|| InstallmentResponse::of(position, part, status))
            }),
        }
    }
}

/// v3's words for the states of a position.
pub fn status(state: PositionState) -> &'static str {
    match state {
        PositionState::Expired | PositionState::Invalid => "UNPAYABLE",
        PositionState::Paid | PositionState::Reported => "PAID",
        PositionState::Draft
        | PositionState::Published
        | PositionState::Valid
        | PositionState::PartiallyPaid => state.as_str(),
    }
}

/// The states that one of v3's words stands for; none for a word that is not v3's.
pub fn states(word: &str) -> Option<Vec<PositionState>> {
    let states = PositionState::ALL.into_iter();
    let states: Vec<PositionState> = states.filter(|state| status(*state) == word).collect();
    (!states.is_empty()).then_some(states)
}

fn part_status(position: &DebtPosition, part: &Installment, now: Timestamp) -> &'static str {
    let state = position.part_state(&part.nav, now);
    state.map_or("UNPAYABLE", PartState::as_str)
}

/// Ways and instalments by their due dates, those without one last; instalments that `view` leaves out, and
/// ways without any, are not told.
fn ways<I>(
    position: &DebtPosition,
    inserted: Option<String>,
    view: impl Fn(&Installment) -> Option<I>,
) -> Vec<WayView<I>> {
    let by_date = |at: Option<Timestamp>| (at.is_none(), at);
    let mut options: Vec<&PaymentOption> = position.options.iter().collect();
    options.sort_by_key(|way| {
        let due = way.installments.iter().filter_map(Installment::due_moment);
        by_date(due.min())
    });
    let way = |option: &PaymentOption| {
        let mut parts: Vec<&Installment> = option.installments.iter().collect();
        parts.sort_by_key(|part| by_date(part.due_moment()));
        let debtor = option.debtor.as_ref().unwrap_or(&position.debtor);
        WayView {
            switch_to_expired: option.switch_to_expired,
            retention_date: maybe(parts.first().and_then(|part| part.retention_date)),
            inserted_date: inserted.clone(),
            validity_date: maybe(option.validity_date),
            debtor: DebtorView::of(debtor),
            installments: parts.into_iter().filter_map(&view).collect(),
        }
    };
    let ways = options.into_iter().map(way);
    ways.filter(|way| !way.installments.is_empty()).collect()
}

impl DebtorView {
    fn of(debtor: &Debtor) -> Self {
        Self {
            kind: debtor.kind.as_str(),
            fiscal_code: debtor.tax_code.to_string(),
            full_name: debtor.full_name.clone(),
            address: AddressView::of(debtor),
        }
    }
}

impl InstallmentModel {
    fn of(part: &Installment, status: &'static str) -> Self {
        Self {
            nav: part.nav.to_string(),
            iuv: part.iuv.to_string(),
            amount: part.amount_cents,
            description: part.description.clone(),
            due_date: maybe(part.due_at),
            fee: fee(part),
            notification_fee: part.notification_fee_cents.map_or(0, Cents::get),
            status,
            transfer: part.transfers.iter().map(TransferModel::from).collect(),
            installment_metadata: entries(&part.metadata),
        }
    }
}

impl InstallmentResponse {
    fn of(position: &DebtPosition, part: &Installment, status: &'static str) -> Self {
        let payment = part.payment.as_ref();
        let told = |payment: &Payment, text: String| match payment.receipt_id {
            Some(_) => text,
            None => BY_THE_BODY.to_owned(),
        };
        let receipt = |payment: &Payment| {
            let id = payment.receipt_id.as_ref().map(ToString::to_string);
            told(payment, id.unwrap_or_default())
        };
        let transfers = part.transfers.iter();
        Self {
            nav: part.nav.to_string(),
            iuv: part.iuv.to_string(),
            organization_fiscal_code: position.creditor.to_string(),
            amount: part.amount_cents,
            description: part.description.clone(),
            due_date: maybe(part.due_at),
            payment_date: payment.map(|payment| written(payment.paid_at)),
            reporting_date: maybe(part.reported_at),
            payment_method: payment.and_then(|payment| payment.method.clone()),
            psp_company: payment.map(|payment| told(payment, payment.psp_name.clone())),
            fee: fee(part),
            notification_fee: part.notification_fee_cents.map_or(0, Cents::get),
            id_receipt: payment.map(receipt),
            status,
            last_updated_date: written(position.updated_at),
            installment_metadata: entries(&part.metadata),
            transfer: transfers
                .map(|transfer| TransferResponse::of(position, transfer))
                .collect(),
        }
    }
}

fn fee(part: &Installment) -> i64 {
    let payment = part.payment.as_ref();
    payment
        .and_then(|payment| payment.fee_cents)
        .map_or(0, Cents::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v3_has_one_word_for_what_can_not_be_paid_and_one_for_what_is_paid() {
        use PositionState as S;
        for (word, wanted) in [
            ("UNPAYABLE", Some(vec![S::Invalid, S::Expired])),
            ("PAID", Some(vec![S::Paid, S::Reported])),
            ("DRAFT", Some(vec![S::Draft])),
            ("EXPIRED", None),
            ("", None),
        ] {
            assert_eq!(states(word), wanted, "{word}");
        }
    }
}
