//! `PaymentOptionModelResponse` and `TransferModelResponse`: a part and its shares, with their states.

use kernel::money::Cents;
use serde::Serialize;

use super::{BY_THE_BODY, EntryView, StampView, entries, maybe, option_status, written};
use crate::domain::position::{DebtPosition, Installment, Transfer, TransferState};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OptionResponse {
    nav: String,
    iuv: String,
    organization_fiscal_code: String,
    amount: Cents,
    description: String,
    is_partial_payment: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retention_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reporting_date: Option<String>,
    inserted_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method: Option<String>,
    fee: i64,
    notification_fee: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    psp_company: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_receipt: Option<String>,
    status: &'static str,
    payment_option_metadata: Vec<EntryView>,
    transfer: Vec<TransferResponse>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferResponse {
    organization_fiscal_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    company_name: Option<String>,
    id_transfer: String,
    amount: Cents,
    remittance_information: String,
    category: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    iban: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_iban: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stamp: Option<StampView>,
    inserted_date: String,
    status: &'static str,
    last_updated_date: String,
    transfer_metadata: Vec<EntryView>,
}

impl OptionResponse {
    pub fn of(position: &DebtPosition, part: &Installment) -> Self {
        let option = position.option_of(&part.nav);
        let payment = part.payment.as_ref();
        let receipt = |payment: &crate::domain::position::Payment| {
            let id = payment.receipt_id.as_ref();
            id.map_or_else(|| BY_THE_BODY.to_owned(), ToString::to_string)
        };
        let psp = |payment: &crate::domain::position::Payment| match payment.receipt_id {
            Some(_) => payment.psp_name.clone(),
            None => BY_THE_BODY.to_owned(),
        };
        let transfers = part.transfers.iter();
        Self {
            nav: part.nav.to_string(),
            iuv: part.iuv.to_string(),
            organization_fiscal_code: position.creditor.to_string(),
            amount: part.amount_cents,
            description: part.description.clone(),
            is_partial_payment: option.is_some_and(|option| option.installments.len() > 1),
            due_date: maybe(part.due_moment()),
            retention_date: maybe(part.retention_date),
            payment_date: payment.map(|payment| written(payment.paid_at)),
            reporting_date: maybe(part.reported_at),
            inserted_date: written(position.created_at),
            payment_method: payment.and_then(|payment| payment.method.clone()),
            fee: payment.and_then(|p| p.fee_cents).map_or(0, Cents::get),
            notification_fee: part.notification_fee_cents.map_or(0, Cents::get),
            psp_company: payment.map(psp),
            id_receipt: payment.map(receipt),
            status: option_status(part.state),
            payment_option_metadata: entries(&part.metadata),
            transfer: transfers
                .map(|transfer| TransferResponse::of(position, transfer))
                .collect(),
        }
    }
}

impl TransferResponse {
    pub fn of(position: &DebtPosition, transfer: &Transfer) -> Self {
        Self {
            organization_fiscal_code: transfer.org.to_string(),
            company_name: transfer.company_name.clone(),
            id_transfer: transfer.id.to_string(),
            amount: transfer.amount_cents,
            remittance_information: transfer.remittance_information.clone(),
            category: transfer.category.clone(),
            iban: transfer.iban().map(ToString::to_string),
            postal_iban: transfer.postal_iban().map(ToString::to_string),
            stamp: transfer.stamp().map(StampView::from),
            inserted_date: written(position.created_at),
            status: match transfer.state {
                TransferState::Unreported => "T_UNREPORTED",
                TransferState::Reported => "T_REPORTED",
            },
            last_updated_date: written(position.updated_at),
            transfer_metadata: entries(&transfer.metadata),
        }
    }
}
