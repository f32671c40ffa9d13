//! The outer part of every answer: envelope, outcome, fault.

use serde::{Deserialize, Serialize};

use super::super::xml::{Deviation, Element, Item, Rule, check_shape, parse};
use super::request::{NODE_NAMESPACE, Operation, Version};
use super::shapes::RECEIPT_ANSWER;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// Codes that a creditor may answer (SANP, "gestione degli errori").
const FAULT_CODES: [&str; 13] = [
    "PAA_ID_DOMINIO_ERRATO",
    "PAA_ID_INTERMEDIARIO_ERRATO",
    "PAA_STAZIONE_INT_ERRATA",
    "PAA_PAGAMENTO_SCONOSCIUTO",
    "PAA_PAGAMENTO_SCADUTO",
    "PAA_PAGAMENTO_ANNULLATO",
    "PAA_PAGAMENTO_DUPLICATO",
    "PAA_PAGAMENTO_IN_CORSO",
    "PAA_RECEIPT_DUPLICATA",
    "PAA_SEMANTICA",
    "PAA_SINTASSI_XSD",
    "PAA_SINTASSI_EXTRAXSD",
    "PAA_SYSTEM_ERROR",
];

/// A regular answer: the payload, or the creditor's refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer<T> {
    Ok(T),
    Ko(Fault),
}

impl<T> Answer<T> {
    pub fn fault_code(&self) -> Option<&str> {
        match self {
            Answer::Ok(_) => None,
            Answer::Ko(fault) => Some(&fault.code),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// `PAA_PAGAMENTO_DUPLICATO`.
    pub code: String,
    pub string: String,
    pub id: String,
    pub description: Option<String>,
}

/// The message of an answer, its shape checked; a refusal when the outcome is KO.
pub(super) fn read_message(
    body: &str,
    operation: Operation,
    shape: &[Item],
) -> Result<Answer<Element>, Vec<Deviation>> {
    let message = unwrap_envelope(body, operation).map_err(|deviation| vec![deviation])?;
    let at = message.local.clone();
    let mut found = Vec::new();
    check_shape(&message, shape, &at, &mut found);
    for attribute in &message.attributes {
        found.push(Deviation::new(
            &at,
            Rule::Attribute,
            format!("attribute {attribute}"),
        ));
    }
    let fault = message.at("fault").map(read_fault);
    match (message.text_at("outcome"), &fault) {
        (Some("OK"), Some(_)) => {
            found.push(Deviation::new(
                &at,
                Rule::Outcome,
                "outcome OK with a fault",
            ));
        }
        (Some("KO"), None) => {
            found.push(Deviation::new(
                &at,
                Rule::Outcome,
                "outcome KO without fault",
            ));
        }
        _ => {}
    }
    if let Some(fault) = &fault
        && !FAULT_CODES.contains(&fault.code.as_str())
    {
        let code = format!("`{}` is no code of a creditor", fault.code);
        found.push(Deviation::new(
            format!("{at}/fault/faultCode"),
            Rule::FaultCode,
            code,
        ));
    }
    match (found.is_empty(), fault) {
        (false, _) => Err(found),
        (true, Some(fault)) => Ok(Answer::Ko(fault)),
        (true, None) => Ok(Answer::Ok(message)),
    }
}

/// paSendRT and paSendRTV2: an outcome and nothing else.
pub fn read_receipt_answer(version: Version, body: &str) -> Result<Answer<()>, Vec<Deviation>> {
    Ok(
        match read_message(body, Operation::SendReceipt(version), RECEIPT_ANSWER)? {
            Answer::Ok(_) => Answer::Ok(()),
            Answer::Ko(fault) => Answer::Ko(fault),
        },
    )
}

/// The payload that the schema calls optional and an OK answer must carry.
pub(super) fn required(message: &Element, names: &[&str], found: &mut Vec<Deviation>) {
    for name in names {
        if message.at(name).is_none() {
            let at = format!("{}/{name}", message.local);
            found.push(Deviation::new(
                at,
                Rule::Missing,
                "required in an answer with outcome OK",
            ));
        }
    }
}

/// Text of a path that the shape guarantees.
pub(super) fn text(element: &Element, path: &str) -> String {
    element.text_at(path).unwrap_or_default().to_owned()
}

fn read_fault(fault: &Element) -> Fault {
    Fault {
        code: text(fault, "faultCode"),
        string: text(fault, "faultString"),
        id: text(fault, "id"),
        description: fault.text_at("description").map(str::to_owned),
    }
}

fn unwrap_envelope(body: &str, operation: Operation) -> Result<Element, Deviation> {
    let wrong = |detail: &str| Deviation::new("Envelope", Rule::Envelope, detail);
    let envelope = parse(body)?;
    if envelope.local == "Envelope" && envelope.namespace.as_deref() != Some(SOAP) {
        return Err(Deviation::new("Envelope", Rule::Namespace, "not SOAP 1.1"));
    }
    if !envelope.is(SOAP, "Envelope") {
        return Err(wrong("the root is no SOAP envelope"));
    }
    let mut parts = envelope.children.into_iter();
    let mut part = parts.next();
    if part.as_ref().is_some_and(|first| first.is(SOAP, "Header")) {
        part = parts.next();
    }
    let body = part
        .filter(|part| part.is(SOAP, "Body"))
        .ok_or_else(|| wrong("no body"))?;
    if parts.next().is_some() {
        return Err(wrong("something after the body"));
    }
    let mut messages = body.children.into_iter();
    let message = messages.next().ok_or_else(|| wrong("the body is empty"))?;
    if messages.next().is_some() {
        return Err(wrong("more than one message in the body"));
    }
    check_name(message, operation)
}

fn check_name(message: Element, operation: Operation) -> Result<Element, Deviation> {
    let wanted = operation.answer_element();
    if message.is(SOAP, "Fault") {
        let detail = format!("SOAP fault: {}", text(&message, "faultstring"));
        return Err(Deviation::new("Fault", Rule::Envelope, detail));
    }
    if message.local != wanted {
        let detail = format!("`{}` instead of `{wanted}`", message.local);
        return Err(Deviation::new("Envelope/Body", Rule::Envelope, detail));
    }
    if !message.is(NODE_NAMESPACE, wanted) {
        let detail = format!("`{wanted}` must be in {NODE_NAMESPACE}");
        return Err(Deviation::new(wanted, Rule::Namespace, detail));
    }
    Ok(message)
}
