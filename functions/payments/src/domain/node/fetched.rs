//! A receipt that was asked for, as pagoPA's API of receipts tells it: `CtReceiptModelResponse`
//! (OpenAPI `biz_events` 0.1).
//!
//! It is written down as the `ctReceiptV2` that the node would have sent, held against the same
//! schema, and from there on is treated like one. The JSON tells all of it but `paymentNote`,
//! `standIn` and the companies of the transfers.

mod parts;
#[cfg(test)]
mod tests;

use kernel::ids::ReceiptId;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::OrgFiscalCode;
use serde::Deserialize;

use super::schema::{self, receipts::RECEIPT_V2_KIND};
use super::told::ToldReceipt;
use super::xml::Element;
use crate::domain::json_amount::JsonAmount;

use parts::{Parts, present};

/// Whose receipt was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedReceipt {
    pub creditor: OrgFiscalCode,
    pub iuv: Iuv,
    pub id: ReceiptId,
}

/// Why an answer is not the receipt that was asked for; `Display` is for a person.
#[derive(Debug, thiserror::Error)]
pub enum NotTheReceipt {
    #[error("la risposta di pagoPA non si può leggere")]
    Unreadable(#[from] serde_json::Error),
    #[error("pagoPA ha risposto con la ricevuta di un altro ente creditore")]
    OtherCreditor,
    #[error("pagoPA ha risposto con un’altra ricevuta")]
    OtherReceipt,
    #[error("pagoPA ha risposto con la ricevuta di un altro avviso")]
    OtherNotice,
    #[error("la ricevuta dice che il pagamento non è riuscito")]
    NotPaid,
    #[error("la ricevuta non rispetta lo schema ufficiale ({0})")]
    Schema(String),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    receipt_id: String,
    notice_number: String,
    fiscal_code: String,
    outcome: String,
    creditor_reference_id: String,
    payment_amount: JsonAmount,
    description: String,
    company_name: String,
    office_name: Option<String>,
    debtor: Subject,
    transfer_list: Vec<Transfer>,
    #[serde(rename = "idPSP")]
    id_psp: String,
    psp_fiscal_code: Option<String>,
    #[serde(rename = "pspPartitaIVA")]
    psp_vat_number: Option<String>,
    psp_company_name: String,
    id_channel: String,
    channel_description: Option<String>,
    payer: Option<Subject>,
    payment_method: Option<String>,
    fee: Option<JsonAmount>,
    primary_ci_incurred_fee: Option<JsonAmount>,
    id_bundle: Option<String>,
    id_ci_bundle: Option<String>,
    /// The day alone.
    payment_date_time: Option<String>,
    payment_date_time_formatted: Option<String>,
    application_date: Option<String>,
    transfer_date: Option<String>,
    metadata: Option<Vec<Entry>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subject {
    entity_unique_identifier_type: String,
    entity_unique_identifier_value: String,
    full_name: String,
    street_name: Option<String>,
    civic_number: Option<String>,
    postal_code: Option<String>,
    city: Option<String>,
    state_province_region: Option<String>,
    country: Option<String>,
    email: Option<String>,
}

/// Account and stamp are both required by the OpenAPI file; the one that is not meant is empty.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transfer {
    id_transfer: Option<u32>,
    transfer_amount: JsonAmount,
    #[serde(rename = "fiscalCodePA")]
    fiscal_code: String,
    iban: Option<String>,
    mbd_attachment: Option<String>,
    remittance_information: String,
    transfer_category: String,
    metadata: Option<Vec<Entry>>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    key: String,
    value: String,
}

/// Reads an answer: the receipt, valid with the schema and the one that was asked for, or why not.
pub fn fetched_receipt(bytes: &[u8], asked: &AskedReceipt) -> Result<ToldReceipt, NotTheReceipt> {
    let body: Body = serde_json::from_slice(bytes)?;
    body.identity(asked)?;
    let element = body.element();
    schema::check(&element, &RECEIPT_V2_KIND)
        .map_err(|refused| NotTheReceipt::Schema(refused.to_string()))?;
    Ok(ToldReceipt::of_receipt(element))
}

impl Body {
    fn identity(&self, asked: &AskedReceipt) -> Result<(), NotTheReceipt> {
        if self.fiscal_code != asked.creditor.as_str() {
            return Err(NotTheReceipt::OtherCreditor);
        }
        if self.receipt_id != asked.id.as_str() {
            return Err(NotTheReceipt::OtherReceipt);
        }
        let notice = NoticeNumber::parse(&self.notice_number).ok();
        let same = notice.is_some_and(|notice| notice.iuv() == asked.iuv);
        if !same || self.creditor_reference_id != asked.iuv.as_str() {
            return Err(NotTheReceipt::OtherNotice);
        }
        match self.outcome.as_str() {
            "KO" => Err(NotTheReceipt::NotPaid),
            _ => Ok(()),
        }
    }

    fn element(&self) -> Element {
        let transfers = (1..).zip(&self.transfer_list);
        let transfers = transfers.map(|(place, transfer)| transfer.element(place));
        Parts::default()
            .leaf("receiptId", &self.receipt_id)
            .leaf("noticeNumber", &self.notice_number)
            .leaf("fiscalCode", &self.fiscal_code)
            .leaf("outcome", &self.outcome)
            .leaf("creditorReferenceId", &self.creditor_reference_id)
            .leaf("paymentAmount", &self.payment_amount.0.decimal())
            .leaf("description", &self.description)
            .leaf("companyName", &self.company_name)
            .maybe("officeName", self.office_name.as_deref())
            .part(self.debtor.element("debtor"))
            .part(Parts(transfers.collect()).named("transferList"))
            .leaf("idPSP", &self.id_psp)
            .maybe("pspFiscalCode", self.psp_fiscal_code.as_deref())
            .maybe("pspPartitaIVA", self.psp_vat_number.as_deref())
            .leaf("PSPCompanyName", &self.psp_company_name)
            .leaf("idChannel", &self.id_channel)
            .leaf("channelDescription", self.channel())
            .parts(self.payer.as_ref().map(|payer| payer.element("payer")))
            .maybe("paymentMethod", self.payment_method.as_deref())
            .amount("fee", self.fee)
            .amount("primaryCiIncurredFee", self.primary_ci_incurred_fee)
            .maybe("idBundle", self.id_bundle.as_deref())
            .maybe("idCiBundle", self.id_ci_bundle.as_deref())
            .maybe("paymentDateTime", self.paid_at().as_deref())
            .maybe("applicationDate", self.application_date.as_deref())
            .maybe("transferDate", self.transfer_date.as_deref())
            .parts(metadata(self.metadata.as_deref()))
            .named("receipt")
    }

    /// The schema wants a description; the channel's name stands for one that is not told.
    fn channel(&self) -> &str {
        present(self.channel_description.as_deref()).unwrap_or(&self.id_channel)
    }

    /// Midnight where the day alone is told.
    fn paid_at(&self) -> Option<String> {
        let moment = present(self.payment_date_time_formatted.as_deref()).map(str::to_owned);
        let day = || present(self.payment_date_time.as_deref());
        moment.or_else(|| day().map(|day| format!("{day}T00:00:00")))
    }
}

impl Subject {
    fn element(&self, name: &str) -> Element {
        let identifier = Parts::default()
            .leaf(
                "entityUniqueIdentifierType",
                &self.entity_unique_identifier_type,
            )
            .leaf(
                "entityUniqueIdentifierValue",
                &self.entity_unique_identifier_value,
            );
        Parts::default()
            .part(identifier.named("uniqueIdentifier"))
            .leaf("fullName", &self.full_name)
            .maybe("streetName", self.street_name.as_deref())
            .maybe("civicNumber", self.civic_number.as_deref())
            .maybe("postalCode", self.postal_code.as_deref())
            .maybe("city", self.city.as_deref())
            .maybe("stateProvinceRegion", self.state_province_region.as_deref())
            .maybe("country", self.country.as_deref())
            .maybe("e-mail", self.email.as_deref())
            .named(name)
    }
}

impl Transfer {
    fn element(&self, place: u32) -> Element {
        Parts::default()
            .leaf("idTransfer", &self.id_transfer.unwrap_or(place).to_string())
            .leaf("transferAmount", &self.transfer_amount.0.decimal())
            .leaf("fiscalCodePA", &self.fiscal_code)
            .maybe("IBAN", self.iban.as_deref())
            .maybe("MBDAttachment", self.mbd_attachment.as_deref())
            .leaf("remittanceInformation", &self.remittance_information)
            .leaf("transferCategory", &self.transfer_category)
            .parts(metadata(self.metadata.as_deref()))
            .named("transfer")
    }
}

fn metadata(entries: Option<&[Entry]>) -> Option<Element> {
    let entries = entries.filter(|entries| !entries.is_empty())?;
    let entries = entries.iter().map(|entry| {
        Parts::default()
            .leaf("key", &entry.key)
            .leaf("value", &entry.value)
            .named("mapEntry")
    });
    Some(Parts(entries.collect()).named("metadata"))
}
