//! `PaymentPositionModel`: what is answered to who writes a position.

use kernel::money::Cents;
use serde::Serialize;

use super::{EntryView, StampView, entries, maybe, payment_date, validity};
use crate::domain::position::{Address, DebtPosition, Debtor, Installment, Transfer};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PositionModel {
    iupd: String,
    #[serde(rename = "type")]
    kind: &'static str,
    pay_stand_in: bool,
    fiscal_code: String,
    full_name: String,
    #[serde(flatten)]
    address: AddressView,
    switch_to_expired: bool,
    company_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    office_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validity_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_date: Option<String>,
    status: &'static str,
    payment_option: Vec<OptionModel>,
}

/// Where a debtor lives, and how to reach them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AddressView {
    #[serde(skip_serializing_if = "Option::is_none")]
    street_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    civic_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    province: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct OptionModel {
    nav: String,
    iuv: String,
    amount: Cents,
    description: String,
    is_partial_payment: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retention_date: Option<String>,
    fee: i64,
    notification_fee: i64,
    transfer: Vec<TransferModel>,
    payment_option_metadata: Vec<EntryView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferModel {
    id_transfer: String,
    amount: Cents,
    organization_fiscal_code: String,
    remittance_information: String,
    category: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    iban: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_iban: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stamp: Option<StampView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company_name: Option<String>,
    transfer_metadata: Vec<EntryView>,
}

impl From<&DebtPosition> for PositionModel {
    fn from(position: &DebtPosition) -> Self {
        let options = position.options.iter();
        let parts = options.flat_map(|option| {
            let is_partial = option.installments.len() > 1;
            let parts = option.installments.iter();
            parts.map(move |part| OptionModel::of(part, is_partial))
        });
        Self {
            iupd: position.iupd.to_string(),
            kind: position.debtor.kind.as_str(),
            pay_stand_in: position.pay_stand_in,
            fiscal_code: position.debtor.tax_code.to_string(),
            full_name: position.debtor.full_name.clone(),
            address: AddressView::of(&position.debtor),
            switch_to_expired: position.options.iter().all(|o| o.switch_to_expired),
            company_name: position.company_name.clone(),
            office_name: position.office_name.clone(),
            validity_date: validity(position),
            payment_date: payment_date(position),
            status: position.state.as_str(),
            payment_option: parts.collect(),
        }
    }
}

impl AddressView {
    pub fn of(debtor: &Debtor) -> Self {
        let none = Address::default();
        let address = debtor.address.as_ref().unwrap_or(&none).clone();
        Self {
            street_name: address.street,
            civic_number: address.number,
            postal_code: address.postal_code,
            city: address.city,
            province: address.province,
            region: address.region,
            country: address.country,
            email: debtor.email.clone(),
            phone: debtor.phone.clone(),
        }
    }
}

impl OptionModel {
    fn of(part: &Installment, is_partial_payment: bool) -> Self {
        let payment = part.payment.as_ref();
        Self {
            nav: part.nav.to_string(),
            iuv: part.iuv.to_string(),
            amount: part.amount_cents,
            description: part.description.clone(),
            is_partial_payment,
            due_date: maybe(part.due_moment()),
            retention_date: maybe(part.retention_date),
            fee: payment.and_then(|p| p.fee_cents).map_or(0, Cents::get),
            notification_fee: part.notification_fee_cents.map_or(0, Cents::get),
            transfer: part.transfers.iter().map(TransferModel::from).collect(),
            payment_option_metadata: entries(&part.metadata),
        }
    }
}

impl From<&Transfer> for TransferModel {
    fn from(transfer: &Transfer) -> Self {
        Self {
            id_transfer: transfer.id.to_string(),
            amount: transfer.amount_cents,
            organization_fiscal_code: transfer.org.to_string(),
            remittance_information: transfer.remittance_information.clone(),
            category: transfer.category.clone(),
            iban: transfer.iban().map(ToString::to_string),
            postal_iban: transfer.postal_iban().map(ToString::to_string),
            stamp: transfer.stamp().map(StampView::from),
            company_name: transfer.company_name.clone(),
            transfer_metadata: entries(&transfer.metadata),
        }
    }
}
