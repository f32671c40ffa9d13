//! Writing the requests.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::super::xml::XmlText;
use super::model::{Beneficiary, Metadata, Receipt, Subject, Transfer};

/// Namespace of the messages.
pub const NODE_NAMESPACE: &str = "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd";

/// Which generation of the operations a station is declared with: `paGetPayment` and `paSendRT`,
/// or those with `V2`. There is one verify.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    V1,
    #[default]
    V2,
}

/// The calls that the practice node makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Demand,
    Verify,
    GetPayment(Version),
    SendReceipt(Version),
}

impl Operation {
    /// Name of the operation, which is also its SOAPAction.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Demand => "paDemandPaymentNotice",
            Operation::Verify => "paVerifyPaymentNotice",
            Operation::GetPayment(Version::V1) => "paGetPayment",
            Operation::GetPayment(Version::V2) => "paGetPaymentV2",
            Operation::SendReceipt(Version::V1) => "paSendRT",
            Operation::SendReceipt(Version::V2) => "paSendRTV2",
        }
    }

    pub fn answer_element(self) -> &'static str {
        match self {
            Operation::Demand => "paDemandPaymentNoticeResponse",
            Operation::Verify => "paVerifyPaymentNoticeRes",
            Operation::GetPayment(Version::V1) => "paGetPaymentRes",
            Operation::GetPayment(Version::V2) => "paGetPaymentV2Response",
            Operation::SendReceipt(Version::V1) => "paSendRTRes",
            Operation::SendReceipt(Version::V2) => "paSendRTV2Response",
        }
    }

    /// Patience of the real node (SANP, "livelli di servizio").
    pub fn timeout(self) -> Duration {
        match self {
            Operation::Demand | Operation::Verify | Operation::GetPayment(_) => {
                Duration::from_secs(7)
            }
            Operation::SendReceipt(_) => Duration::from_secs(15),
        }
    }

    fn request_element(self) -> &'static str {
        match self {
            Operation::Demand => "paDemandPaymentNoticeRequest",
            Operation::Verify => "paVerifyPaymentNoticeReq",
            Operation::GetPayment(Version::V1) => "paGetPaymentReq",
            Operation::GetPayment(Version::V2) => "paGetPaymentV2Request",
            Operation::SendReceipt(Version::V1) => "paSendRTReq",
            Operation::SendReceipt(Version::V2) => "paSendRTV2Request",
        }
    }
}

/// Which notice is asked for, and through whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub creditor: String,
    pub broker: String,
    pub station: String,
    pub notice_number: String,
    pub iuv: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferType {
    Postal,
    PagoPa,
}

pub fn verify(question: &Question) -> String {
    envelope(Operation::Verify, question, |xml| qr_code(xml, question))
}

/// `note` is the `idCart` of Checkout.
pub fn get_payment(
    version: Version,
    question: &Question,
    note: Option<&str>,
    transfer_type: Option<TransferType>,
) -> String {
    envelope(Operation::GetPayment(version), question, |xml| {
        qr_code(xml, question);
        xml.leaf_if("paymentNote", note);
        let transfer_type = transfer_type.map(|kind| match kind {
            TransferType::Postal => "POSTAL",
            TransferType::PagoPa => "PAGOPA",
        });
        xml.leaf_if("transferType", transfer_type);
    })
}

pub fn send_receipt(version: Version, question: &Question, receipt: &Receipt) -> String {
    envelope(Operation::SendReceipt(version), question, |xml| {
        xml.within("receipt", |xml| receipt_body(xml, version, receipt));
    })
}

pub(super) fn envelope(
    operation: Operation,
    question: &Question,
    payload: impl FnOnce(&mut XmlText),
) -> String {
    let mut xml = XmlText::document();
    let soap = "soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"";
    xml.within(&format!("{soap} xmlns:pafn=\"{NODE_NAMESPACE}\""), |xml| {
        xml.within("soapenv:Header", |_| {});
        xml.within("soapenv:Body", |xml| {
            xml.within(&format!("pafn:{}", operation.request_element()), |xml| {
                xml.leaf("idPA", &question.creditor);
                xml.leaf("idBrokerPA", &question.broker);
                xml.leaf("idStation", &question.station);
                payload(xml);
            });
        });
    });
    xml.finish()
}

fn qr_code(xml: &mut XmlText, question: &Question) {
    xml.within("qrCode", |xml| {
        xml.leaf("fiscalCode", &question.creditor);
        xml.leaf("noticeNumber", &question.notice_number);
    });
}

fn receipt_body(xml: &mut XmlText, version: Version, receipt: &Receipt) {
    xml.leaf("receiptId", &receipt.receipt_id);
    xml.leaf("noticeNumber", &receipt.notice_number);
    xml.leaf("fiscalCode", &receipt.fiscal_code);
    xml.leaf("outcome", "OK");
    xml.leaf("creditorReferenceId", &receipt.creditor_reference_id);
    xml.leaf("paymentAmount", &receipt.amount_cents.decimal());
    xml.leaf("description", &receipt.description);
    xml.leaf("companyName", &receipt.company_name);
    xml.leaf_if("officeName", receipt.office_name.as_deref());
    xml.within("debtor", |xml| subject(xml, &receipt.debtor));
    xml.within("transferList", |xml| {
        for one in &receipt.transfers {
            xml.within("transfer", |xml| transfer(xml, version, one));
        }
    });
    psp_and_channel(xml, receipt);
    xml.leaf("paymentMethod", &receipt.method);
    if version == Version::V2 {
        xml.leaf_if("paymentNote", receipt.payment_note.as_deref());
    }
    xml.leaf("fee", &receipt.fee_cents.decimal());
    xml.leaf(
        "paymentDateTime",
        &receipt.paid_at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
    );
    xml.leaf("applicationDate", &receipt.paid_at.date().to_string());
    xml.leaf("transferDate", &receipt.transfer_date.to_string());
    metadata(xml, &receipt.metadata);
    if receipt.stand_in {
        xml.leaf("standIn", "true");
    }
}

fn psp_and_channel(xml: &mut XmlText, receipt: &Receipt) {
    xml.leaf("idPSP", &receipt.psp.id);
    xml.leaf("pspFiscalCode", &receipt.psp.fiscal_code);
    xml.leaf("PSPCompanyName", &receipt.psp.name);
    xml.leaf("idChannel", &receipt.psp.channel);
    xml.leaf("channelDescription", &receipt.psp.channel_description);
    xml.within("payer", |xml| subject(xml, &receipt.debtor));
}

fn subject(xml: &mut XmlText, subject: &Subject) {
    xml.within("uniqueIdentifier", |xml| {
        xml.leaf("entityUniqueIdentifierType", &subject.kind);
        xml.leaf("entityUniqueIdentifierValue", &subject.identifier);
    });
    xml.leaf("fullName", &subject.full_name);
    for (name, value) in &subject.contact {
        xml.leaf(name, value);
    }
}

fn transfer(xml: &mut XmlText, version: Version, transfer: &Transfer) {
    xml.leaf("idTransfer", &transfer.id.to_string());
    xml.leaf("transferAmount", &transfer.amount_cents.decimal());
    xml.leaf("fiscalCodePA", &transfer.fiscal_code);
    if version == Version::V2 {
        xml.leaf_if("companyName", transfer.company_name.as_deref());
    }
    match &transfer.to {
        Beneficiary::Iban(iban) => xml.leaf("IBAN", iban),
        Beneficiary::Stamp { hash } => xml.leaf("MBDAttachment", &stamp(hash)),
    }
    xml.leaf("remittanceInformation", &transfer.remittance);
    xml.leaf("transferCategory", &transfer.category);
    metadata(xml, &transfer.metadata);
}

fn metadata(xml: &mut XmlText, entries: &[Metadata]) {
    if entries.is_empty() {
        return;
    }
    xml.within("metadata", |xml| {
        for entry in entries {
            xml.within("mapEntry", |xml| {
                xml.leaf("key", &entry.key);
                xml.leaf("value", &entry.value);
            });
        }
    });
}

/// A practice stamp: says what it stamps, and is not signed.
fn stamp(hash: &str) -> String {
    use base64::Engine as _;
    let mut xml = XmlText::document();
    xml.within("marcaDaBolloDiProva", |xml| {
        xml.leaf("ImprontaDocumento", hash)
    });
    base64::engine::general_purpose::STANDARD.encode(xml.finish())
}
