//! paDemandPaymentNotice: asking for a notice on the spot, and reading the answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::money::Cents;
use serde::{Deserialize, Serialize};

use super::super::xml::Deviation;
use super::answer::{Answer, read_message, required, text};
use super::payment::cents;
use super::request::{Operation, Question, envelope};
use super::shapes::DEMAND_ANSWER;

/// What a PSP's customer typed for a service of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    pub creditor: String,
    /// `idServizio`, five characters.
    pub service: String,
    /// `idSoggettoServizio`, five characters.
    pub subject: String,
    /// The XML of the service.
    pub data: String,
}

/// The notice that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Demanded {
    pub notice_number: String,
    pub amount_cents: Cents,
    pub description: String,
}

pub fn demand(asked: &Demand, broker: &str, station: &str) -> String {
    let question = Question {
        creditor: asked.creditor.clone(),
        broker: broker.to_owned(),
        station: station.to_owned(),
        notice_number: String::new(),
        iuv: String::new(),
    };
    envelope(Operation::Demand, &question, |xml| {
        xml.leaf("idServizio", &asked.service);
        xml.leaf("idSoggettoServizio", &asked.subject);
        xml.leaf(
            "datiSpecificiServizioRequest",
            &STANDARD.encode(&asked.data),
        );
    })
}

pub fn read_demand(body: &str) -> Result<Answer<Demanded>, Vec<Deviation>> {
    let message = match read_message(body, Operation::Demand, DEMAND_ANSWER)? {
        Answer::Ok(message) => message,
        Answer::Ko(fault) => return Ok(Answer::Ko(fault)),
    };
    let mut found = Vec::new();
    let names = [
        "qrCode",
        "paymentList",
        "paymentDescription",
        "fiscalCodePA",
        "companyName",
    ];
    required(&message, &names, &mut found);
    if !found.is_empty() {
        return Err(found);
    }
    let amount = message.text_at("paymentList/paymentOptionDescription/amount");
    let number = message.text_at("qrCode/noticeNumber").unwrap_or_default();
    Ok(Answer::Ok(Demanded {
        notice_number: number.to_owned(),
        amount_cents: amount.map_or(Cents::ZERO, cents),
        description: text(&message, "paymentDescription"),
    }))
}
