//! Answers. Whatever is stored, what goes out is valid with the official schema, or a KO.

mod debtor;
mod payment;
mod words;

pub(super) use payment::is_all_postal;
pub use payment::{demanded, get_payment, verify};

use super::envelope::SOAP;
use super::fault::{Fault, SoapFault};
use super::operation::Operation;
use super::request::PA_FOR_NODE;
use super::xml::{Xml, is_xml_char};

/// What follows `outcome` in an answer that is OK.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Payload(String);

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub operation: Operation,
    /// `fault/id`: who says so. The broker, as on PagoPA's own station.
    pub speaker: String,
    pub outcome: Result<Payload, Fault>,
}

impl Reply {
    /// The whole message.
    pub fn to_xml(&self) -> String {
        let element = format!("p:{}", self.operation.response_element());
        let mut body = Xml::default();
        body.open(&element, &format!("xmlns:p=\"{PA_FOR_NODE}\""));
        match &self.outcome {
            Ok(payload) => body.leaf("outcome", "OK").raw(&payload.0),
            Err(fault) => body.leaf("outcome", "KO").nest("fault", |xml| {
                xml.leaf("faultCode", fault.code.as_str())
                    .leaf("faultString", fault.code.text())
                    .leaf("id", &clean(&self.speaker))
                    .leaf("description", &clean(&fault.description));
            }),
        };
        body.close(&element);
        envelope(&body.into_text())
    }
}

/// The message for what no operation can answer.
pub fn soap_fault(fault: SoapFault) -> String {
    let mut body = Xml::default();
    body.nest("soapenv:Fault", |xml| {
        xml.leaf("faultcode", &format!("soapenv:{}", fault.code()))
            .leaf("faultstring", fault.text());
    });
    envelope(&body.into_text())
}

fn envelope(body: &str) -> String {
    let mut xml = Xml::default();
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.open("soapenv:Envelope", &format!("xmlns:soapenv=\"{SOAP}\""));
    xml.nest("soapenv:Body", |xml| {
        xml.raw(body);
    });
    xml.close("soapenv:Envelope");
    xml.into_text()
}

fn clean(text: &str) -> String {
    text.chars().filter(|&c| is_xml_char(c)).collect()
}

#[cfg(test)]
mod tests;
