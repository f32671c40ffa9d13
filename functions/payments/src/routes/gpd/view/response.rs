//! `PaymentPositionModelBaseResponse` and what the operations on a part answer.

use serde::Serialize;

use super::model::AddressView;
use super::{OptionResponse, maybe, payment_date, validity, written};
use crate::domain::position::{DebtPosition, Installment};

/// What the product is called in which a position was made.
const SERVICE_TYPE: &str = "GPD";

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PositionResponse {
    iupd: String,
    organization_fiscal_code: String,
    #[serde(rename = "type")]
    kind: &'static str,
    company_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    office_name: Option<String>,
    inserted_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    publish_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    validity_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_date: Option<String>,
    status: &'static str,
    last_updated_date: String,
    payment_option: Vec<OptionView>,
}

/// A part inside a position tells when it was last changed, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct OptionView {
    #[serde(flatten)]
    option: OptionResponse,
    last_updated_date: String,
}

/// `PaymentsModelResponse`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaidOption {
    #[serde(flatten)]
    option: OptionResponse,
    last_updated_date: String,
    service_type: &'static str,
}

/// `PaymentsWithDebtorInfoModelResponse`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OptionWithDebtor {
    #[serde(flatten)]
    option: OptionResponse,
    pay_stand_in: bool,
    service_type: &'static str,
    iupd: String,
    #[serde(rename = "type")]
    kind: &'static str,
    fiscal_code: String,
    full_name: String,
    #[serde(flatten)]
    address: AddressView,
    company_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    office_name: Option<String>,
    debt_position_status: &'static str,
}

impl From<&DebtPosition> for PositionResponse {
    fn from(position: &DebtPosition) -> Self {
        Self::with_parts(position, |_| true)
    }
}

impl PositionResponse {
    /// With these of its parts.
    pub fn with_parts(position: &DebtPosition, shows: impl Fn(&Installment) -> bool) -> Self {
        let updated = written(position.updated_at);
        let parts = position.installments().filter(|part| shows(part));
        let options = parts.map(|part| OptionView {
            option: OptionResponse::of(position, part),
            last_updated_date: updated.clone(),
        });
        Self {
            iupd: position.iupd.to_string(),
            organization_fiscal_code: position.creditor.to_string(),
            kind: position.debtor.kind.as_str(),
            company_name: position.company_name.clone(),
            office_name: position.office_name.clone(),
            inserted_date: written(position.created_at),
            publish_date: maybe(position.published_at),
            validity_date: validity(position),
            payment_date: payment_date(position),
            status: position.state.as_str(),
            payment_option: options.collect(),
            last_updated_date: updated,
        }
    }
}

impl PaidOption {
    pub fn of(position: &DebtPosition, part: &Installment) -> Self {
        Self {
            option: OptionResponse::of(position, part),
            last_updated_date: written(position.updated_at),
            service_type: SERVICE_TYPE,
        }
    }
}

impl OptionWithDebtor {
    pub fn of(position: &DebtPosition, part: &Installment) -> Self {
        let debtor = position.debtor_of(&part.nav);
        Self {
            option: OptionResponse::of(position, part),
            pay_stand_in: position.pay_stand_in,
            service_type: SERVICE_TYPE,
            iupd: position.iupd.to_string(),
            kind: debtor.kind.as_str(),
            fiscal_code: debtor.tax_code.to_string(),
            full_name: debtor.full_name.clone(),
            address: AddressView::of(debtor),
            company_name: position.company_name.clone(),
            office_name: position.office_name.clone(),
            debt_position_status: position.state.as_str(),
        }
    }
}
