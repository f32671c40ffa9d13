//! Requests that are right, with as little and with as much in them as the schema allows.

use payments::domain::node::Operation;
use payments::domain::node::Version::{self, V1, V2};

use super::tree::Node;

const ROOT: &str = " xmlns:p=\"http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd\" xmlns:q=\"urn:q\" \
                    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

pub fn all() -> Vec<(Operation, Node)> {
    vec![
        (Operation::VerifyPaymentNotice, verify()),
        (Operation::GetPayment, get_payment(V1, true)),
        (Operation::GetPaymentV2, get_payment(V2, false)),
        (Operation::GetPaymentV2, get_payment(V2, true)),
        (Operation::SendRt, send_rt(V1, false)),
        (Operation::SendRt, send_rt(V1, true)),
        (Operation::SendRtV2, send_rt(V2, false)),
        (Operation::SendRtV2, send_rt(V2, true)),
        (Operation::DemandPaymentNotice, demand()),
    ]
}

fn request(operation: Operation, rest: Vec<Node>) -> Node {
    let ids = [
        ("idPA", "80047110152"),
        ("idBrokerPA", "11477110156"),
        ("idStation", "11477110156_01"),
    ];
    let ids = ids.map(|(name, text)| Node::leaf(name, text));
    let name = format!("p:{}", operation.request_element());
    let mut root = Node::of(&name, [ids.to_vec(), rest].concat());
    root.attributes = ROOT.to_owned();
    root
}

fn qr_code() -> Node {
    let code = Node::leaf("fiscalCode", "80047110152");
    Node::of(
        "qrCode",
        vec![code, Node::leaf("noticeNumber", "300715700000000032")],
    )
}

fn verify() -> Node {
    request(Operation::VerifyPaymentNotice, vec![qr_code()])
}

fn get_payment(version: Version, full: bool) -> Node {
    let mut rest = vec![qr_code()];
    if full {
        rest.extend([
            Node::leaf("amount", "30.00"),
            Node::leaf("paymentNote", "carrello"),
            Node::leaf("transferType", "POSTAL"),
            Node::leaf("dueDate", "2026-06-30"),
        ]);
    }
    let operation = match version {
        V1 => Operation::GetPayment,
        V2 => Operation::GetPaymentV2,
    };
    request(operation, rest)
}

fn demand() -> Node {
    let rest = [
        ("idServizio", "00001"),
        ("idSoggettoServizio", "00002"),
        ("datiSpecificiServizioRequest", "QUJD"),
    ];
    let rest = rest.map(|(name, text)| Node::leaf(name, text));
    request(Operation::DemandPaymentNotice, rest.to_vec())
}

fn send_rt(version: Version, full: bool) -> Node {
    let new = full && version == V2;
    let parts = [
        (
            true,
            Node::leaf("receiptId", "c110729d258c4ab1b765fe902aae41d6"),
        ),
        (true, Node::leaf("noticeNumber", "300715700000000032")),
        (true, Node::leaf("fiscalCode", "80047110152")),
        (true, Node::leaf("outcome", "OK")),
        (true, Node::leaf("creditorReferenceId", "00715700000000032")),
        (true, Node::leaf("paymentAmount", "30.00")),
        (true, Node::leaf("description", "Mensa")),
        (true, Node::leaf("companyName", "Comune")),
        (full, Node::leaf("officeName", "Scuola")),
        (true, subject("debtor", full)),
        (true, transfers(version, full)),
        (true, Node::leaf("idPSP", "PSP1")),
        (full, Node::leaf("pspFiscalCode", "CF")),
        (full, Node::leaf("pspPartitaIVA", "15376371009")),
        (true, Node::leaf("PSPCompanyName", "Banca")),
        (true, Node::leaf("idChannel", "PSP1_01")),
        (true, Node::leaf("channelDescription", "app")),
        (full, subject("payer", false)),
        (full, Node::leaf("paymentMethod", "creditCard")),
        (new, Node::leaf("paymentNote", "carrello")),
        (full, Node::leaf("fee", "0.00")),
        (new, Node::leaf("primaryCiIncurredFee", "1.00")),
        (new, Node::leaf("idBundle", "b")),
        (new, Node::leaf("idCiBundle", "c")),
        (full, Node::leaf("paymentDateTime", "2026-06-01T10:00:00")),
        (full, Node::leaf("applicationDate", "2026-06-01")),
        (full, Node::leaf("transferDate", "2026-06-02")),
        (full, metadata()),
        (full, Node::leaf("standIn", "false")),
    ];
    let parts = parts.into_iter().filter(|(there, _)| *there);
    let receipt = Node::of("receipt", parts.map(|(_, part)| part).collect());
    let operation = match version {
        V1 => Operation::SendRt,
        V2 => Operation::SendRtV2,
    };
    request(operation, vec![receipt])
}

fn subject(name: &str, full: bool) -> Node {
    let code = vec![
        Node::leaf("entityUniqueIdentifierType", "F"),
        Node::leaf("entityUniqueIdentifierValue", "RSSMRA80A01H501U"),
    ];
    let mut parts = vec![
        Node::of("uniqueIdentifier", code),
        Node::leaf("fullName", "Rossi"),
    ];
    if full {
        parts.extend([
            Node::leaf("streetName", "Via Roma"),
            Node::leaf("civicNumber", "1"),
            Node::leaf("postalCode", "00100"),
            Node::leaf("city", "Roma"),
            Node::leaf("stateProvinceRegion", "RM"),
            Node::leaf("country", "IT"),
            Node::leaf("e-mail", "a.b@c.it"),
        ]);
    }
    Node::of(name, parts)
}

fn transfers(version: Version, full: bool) -> Node {
    let new = full && version == V2;
    let transfer = |id: &str, stamp: bool| {
        let mut parts = vec![
            Node::leaf("idTransfer", id),
            Node::leaf("transferAmount", "15.00"),
            Node::leaf("fiscalCodePA", "80047110152"),
        ];
        if new {
            parts.push(Node::leaf("companyName", "Comune"));
        }
        parts.push(if stamp {
            Node::leaf("MBDAttachment", "QUJD")
        } else {
            Node::leaf("IBAN", "IT60X0542811101000000123456")
        });
        parts.push(Node::leaf("remittanceInformation", "Mensa"));
        parts.push(Node::leaf("transferCategory", "9/0101108TS/"));
        if full {
            parts.push(metadata());
        }
        Node::of("transfer", parts)
    };
    let mut list = vec![transfer("1", false)];
    if full {
        list.push(transfer("2", version == V2));
    }
    Node::of("transferList", list)
}

fn metadata() -> Node {
    let entry = vec![Node::leaf("key", "k"), Node::leaf("value", "v")];
    Node::of("metadata", vec![Node::of("mapEntry", entry)])
}
