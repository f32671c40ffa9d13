//! Flows as the FdR API for creditors tells them (OpenAPI `fdr_organization` 1.1: flows of an
//! organisation, one flow, its payments).

mod counted;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::Iuv;
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_date;
use serde::Deserialize;

use super::fault::{Faults, FlowFault, FlowFaultCode};
use super::{FlowHead, FlowRow, Party, PaymentOutcome};
use crate::domain::json_amount::JsonAmount;

pub use counted::Counted;

/// A page of a list.
#[derive(Debug, Deserialize)]
pub struct FetchedPage<T> {
    pub metadata: PageNumbers,
    #[serde(default = "Vec::new")]
    pub data: Vec<T>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageNumbers {
    #[serde(default)]
    pub tot_page: u32,
}

/// A line of the list of flows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedFlow {
    pub fdr: String,
    pub psp_id: String,
    pub revision: u32,
    pub published: Timestamp,
}

/// One flow without its payments.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedFlow {
    fdr: String,
    fdr_date: Timestamp,
    regulation: String,
    regulation_date: Date,
    bic_code_pouring_bank: Option<String>,
    sender: Sender,
    receiver: Receiver,
    tot_payments: u32,
    sum_payments: JsonAmount,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sender {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    psp_id: String,
    psp_name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receiver {
    organization_id: String,
    organization_name: Option<String>,
}

/// One payment of a flow.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedPayment {
    iuv: String,
    iur: String,
    id_transfer: Option<u8>,
    pay: JsonAmount,
    pay_status: String,
    pay_date: Timestamp,
}

impl FetchedFlow {
    /// The head, or what is wrong with it: it must be the flow that was asked for, and ours.
    pub fn head(
        &self,
        asked: &ListedFlow,
        creditor: &OrgFiscalCode,
    ) -> Result<FlowHead, Vec<FlowFault>> {
        let mut faults = Faults::default();
        let mut told = |place: &str, code, message: &str| {
            faults.add(place.to_owned(), code, message);
        };
        if self.fdr != asked.fdr {
            let message = "pagoPA ha risposto con un altro flusso.";
            told("fdr", FlowFaultCode::FlowIdDiffers, message);
        }
        let id = FlowId::parse(&self.fdr).ok();
        match id.as_ref().map(|id| (id.date(), named(id, asked, self))) {
            None => told("fdr", FlowFaultCode::Value, "L'identificativo non va bene."),
            Some((None, _)) => {
                let message = "L'identificativo deve cominciare con una data.";
                told("fdr", FlowFaultCode::FlowIdDate, message);
            }
            Some((Some(_), false)) => {
                let message = "L'identificativo non porta il codice del PSP.";
                told("fdr", FlowFaultCode::FlowIdSender, message);
            }
            Some((Some(_), true)) => {}
        }
        if self.receiver.organization_id != creditor.as_str() {
            let message = "Il flusso è destinato a un altro ente creditore.";
            told(
                "receiver/organizationId",
                FlowFaultCode::OtherCreditor,
                message,
            );
        }
        match id {
            Some(id) if faults.is_empty() => Ok(self.told(id)),
            _ => Err(faults.into_vec()),
        }
    }

    fn told(&self, id: FlowId) -> FlowHead {
        FlowHead {
            id,
            made_at: self.fdr_date,
            regulation: self.regulation.clone(),
            settled_on: self.regulation_date,
            sender: Party {
                kind: kind(&self.sender.kind).to_owned(),
                code: self.sender.id.clone(),
                name: self.sender.psp_name.clone(),
            },
            receiver: Party {
                kind: "G".to_owned(),
                code: self.receiver.organization_id.clone(),
                name: self.receiver.organization_name.clone(),
            },
            bic: self.bic_code_pouring_bank.clone(),
            amount_cents: self.sum_payments.0,
            row_count: self.tot_payments,
        }
    }
}

/// `<date><psp>-…`, the PSP as listed or as the flow tells it.
fn named(id: &FlowId, asked: &ListedFlow, flow: &FetchedFlow) -> bool {
    let rest = id.as_str().get(10..).unwrap_or_default();
    [&asked.psp_id, &flow.sender.psp_id, &flow.sender.id]
        .into_iter()
        .any(|psp| {
            rest.strip_prefix(psp.as_str())
                .is_some_and(|rest| rest.starts_with('-'))
        })
}

fn kind(told: &str) -> &str {
    match told {
        "LEGAL_PERSON" => "G",
        "ABI_CODE" => "A",
        "BIC_CODE" => "B",
        other => other,
    }
}

impl FetchedPayment {
    /// Row `row` of the flow; `None` where it says what no row may say.
    pub fn row(&self, row: u32) -> Option<FlowRow> {
        let payment = match self.pay_status.as_str() {
            "EXECUTED" => PaymentOutcome::Executed,
            "REVOKED" => PaymentOutcome::Revoked,
            "STAND_IN" => PaymentOutcome::StandIn,
            "STAND_IN_NO_RPT" => PaymentOutcome::StandInWithoutRequest,
            "NO_RPT" => PaymentOutcome::WithoutRequest,
            _ => return None,
        };
        let negative = self.pay.0 < Cents::ZERO && payment != PaymentOutcome::Revoked;
        let transfer = self.id_transfer.filter(|id| (1..=5).contains(id));
        if negative || (self.id_transfer.is_some() && transfer.is_none()) {
            return None;
        }
        Some(FlowRow {
            row,
            iuv: Iuv::parse(&self.iuv).ok()?,
            receipt_id: ReceiptId::parse(&self.iur).ok()?,
            transfer,
            amount_cents: self.pay.0,
            payment,
            paid_on: rome_date(self.pay_date),
        })
    }
}
