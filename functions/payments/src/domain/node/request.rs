//! What the node asks, once its words have been checked.

use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;

use super::demand::Demand;
use super::fault::{Fault, FaultCode, SoapFault};
use super::operation::Operation;
use super::told::ToldReceipt;
use super::xml::Element;
use super::{envelope, schema};
use crate::domain::settings::CreditorSettings;

pub(super) const PA_FOR_NODE: &str = "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd";

/// A request that is valid with the official schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub addressee: Addressee,
    pub asked: Asked,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Verify(Notice),
    GetPayment(Notice, Terms),
    SendReceipt(Box<ToldReceipt>),
    /// A notice to be made on the spot, for a service of the node's own catalogue.
    Demand(Demand),
}

/// How a payment is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub version: Version,
    pub transfer_type: Option<TransferType>,
}

/// `paGetPayment` or `paGetPaymentV2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    V1,
    V2,
}

/// Whom the request is for, as told: each up to 35 characters of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    pub pa: String,
    pub broker: String,
    pub station: String,
}

/// `qrCode`: 11 and 18 digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub fiscal_code: String,
    pub number: String,
}

/// The account that the payer's channel can pay to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferType {
    Postal,
    PagoPa,
}

/// Why a message is no request of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Soap(SoapFault),
    Ko(Fault),
}

impl From<SoapFault> for Refusal {
    fn from(fault: SoapFault) -> Self {
        Self::Soap(fault)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Ko(fault)
    }
}

/// Reads the body of a message whose `SOAPAction` names `operation`: the element in it must be that
/// operation's, and valid.
pub fn read(operation: Operation, bytes: &[u8]) -> Result<Request, Refusal> {
    let element = envelope::open(bytes)?;
    let invalid = |what: String| Fault::new(FaultCode::SintassiXsd, what);
    if !element.name.is(PA_FOR_NODE, operation.request_element()) {
        let what = format!("the body does not hold {}", operation.request_element());
        return Err(invalid(what).into());
    }
    schema::check(&element, operation.request_kind())
        .map_err(|refused| invalid(refused.to_string()))?;
    let addressee = Addressee {
        pa: text(&element, &["idPA"]),
        broker: text(&element, &["idBrokerPA"]),
        station: text(&element, &["idStation"]),
    };
    let terms = |version| Terms {
        version,
        transfer_type: transfer_type(&element),
    };
    let asked = match operation {
        Operation::VerifyPaymentNotice => Asked::Verify(notice(&element)),
        Operation::GetPayment => Asked::GetPayment(notice(&element), terms(Version::V1)),
        Operation::GetPaymentV2 => Asked::GetPayment(notice(&element), terms(Version::V2)),
        Operation::SendRt | Operation::SendRtV2 => {
            Asked::SendReceipt(Box::new(ToldReceipt::of(element)))
        }
        Operation::DemandPaymentNotice => Asked::Demand(Demand {
            service: text(&element, &["idServizio"]),
            subject: text(&element, &["idSoggettoServizio"]),
            data: text(&element, &["datiSpecificiServizioRequest"]),
        }),
    };
    Ok(Request { addressee, asked })
}

/// The text at `path`; empty where there is none.
pub(super) fn text(element: &Element, path: &[&str]) -> String {
    element.text_at(path).unwrap_or_default().to_owned()
}

fn notice(element: &Element) -> Notice {
    Notice {
        fiscal_code: text(element, &["qrCode", "fiscalCode"]),
        number: text(element, &["qrCode", "noticeNumber"]),
    }
}

fn transfer_type(element: &Element) -> Option<TransferType> {
    match element.text_at(&["transferType"])? {
        "POSTAL" => Some(TransferType::Postal),
        "PAGOPA" => Some(TransferType::PagoPa),
        _ => None,
    }
}

impl Addressee {
    /// The creditor; nothing for a text that can be none.
    pub fn creditor(&self) -> Option<OrgFiscalCode> {
        OrgFiscalCode::parse(&self.pa)
            .ok()
            .filter(|code| code.as_str() == self.pa)
    }

    /// Whether the request came the way that the creditor declared to the node.
    pub fn check(&self, settings: Option<&CreditorSettings>) -> Result<(), FaultCode> {
        let settings = settings.ok_or(FaultCode::IdDominioErrato)?;
        if settings.broker_fiscal_code.as_str() != self.broker {
            return Err(FaultCode::IdIntermediarioErrato);
        }
        if settings.station_id != self.station {
            return Err(FaultCode::StazioneIntErrata);
        }
        Ok(())
    }
}

impl Notice {
    /// The number to look up, whatever its check digits; the notice must be the creditor's own.
    pub fn number_of(&self, creditor: &OrgFiscalCode) -> Result<NoticeNumber, FaultCode> {
        if self.fiscal_code != creditor.as_str() {
            return Err(FaultCode::IdDominioErrato);
        }
        NoticeNumber::parse(&self.number).map_err(|_| FaultCode::PagamentoSconosciuto)
    }
}
