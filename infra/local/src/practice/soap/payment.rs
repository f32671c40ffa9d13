//! Reading the answer of paGetPayment and paGetPaymentV2.

use kernel::money::Cents;

use super::super::xml::{Deviation, Element, Rule, amount_cents};
use super::answer::{Answer, read_message, required, text};
use super::model::{Beneficiary, Metadata, Payment, Subject, Transfer};
use super::request::{Operation, Question, Version};
use super::shapes::{CONTACT, FIRST_PAYMENT_ANSWER, PAYMENT_ANSWER};

const AT: &str = "data";

pub fn read_payment(
    version: Version,
    body: &str,
    asked: &Question,
) -> Result<Answer<Payment>, Vec<Deviation>> {
    let shape = match version {
        Version::V1 => FIRST_PAYMENT_ANSWER,
        Version::V2 => PAYMENT_ANSWER,
    };
    let message = match read_message(body, Operation::GetPayment(version), shape)? {
        Answer::Ok(message) => message,
        Answer::Ko(fault) => return Ok(Answer::Ko(fault)),
    };
    let mut found = Vec::new();
    required(&message, &["data"], &mut found);
    let Some(data) = message.at("data") else {
        return Err(found);
    };
    let payment = payment(data);
    check_transfers(&payment, &mut found);
    check_metadata(&payment, &mut found);
    if payment.creditor_reference_id != asked.iuv {
        let detail = format!(
            "{} is not the IUV {}",
            payment.creditor_reference_id, asked.iuv
        );
        found.push(Deviation::new(
            format!("{AT}/creditorReferenceId"),
            Rule::Identity,
            detail,
        ));
    }
    if found.is_empty() {
        Ok(Answer::Ok(payment))
    } else {
        Err(found)
    }
}

/// Cents of an amount whose form the shape has checked.
pub(super) fn cents(value: &str) -> Cents {
    amount_cents(value).map_or(Cents::ZERO, Cents::new)
}

fn payment(data: &Element) -> Payment {
    let transfers = data
        .at("transferList")
        .map_or(&[][..], |list| list.children.as_slice());
    Payment {
        creditor_reference_id: text(data, "creditorReferenceId"),
        amount: cents(&text(data, "paymentAmount")),
        due_date: text(data, "dueDate"),
        description: text(data, "description"),
        company_name: text(data, "companyName"),
        office_name: data.text_at("officeName").map(str::to_owned),
        debtor: data
            .at("debtor")
            .map(subject)
            .unwrap_or_else(|| subject(data)),
        transfers: transfers.iter().map(transfer).collect(),
        metadata: metadata(data),
    }
}

fn subject(debtor: &Element) -> Subject {
    let contact = CONTACT.iter().filter_map(|name| {
        debtor
            .text_at(name)
            .map(|value| ((*name).to_owned(), value.to_owned()))
    });
    Subject {
        kind: text(debtor, "uniqueIdentifier/entityUniqueIdentifierType"),
        identifier: text(debtor, "uniqueIdentifier/entityUniqueIdentifierValue"),
        full_name: text(debtor, "fullName"),
        contact: contact.collect(),
    }
}

fn transfer(element: &Element) -> Transfer {
    let to = match element.text_at("IBAN") {
        Some(iban) => Beneficiary::Iban(iban.to_owned()),
        None => Beneficiary::Stamp {
            hash: text(element, "richiestaMarcaDaBollo/hashDocumento"),
        },
    };
    Transfer {
        id: text(element, "idTransfer").parse().unwrap_or(0),
        amount_cents: cents(&text(element, "transferAmount")),
        fiscal_code: text(element, "fiscalCodePA"),
        company_name: element.text_at("companyName").map(str::to_owned),
        to,
        remittance: text(element, "remittanceInformation"),
        category: text(element, "transferCategory"),
        metadata: metadata(element),
    }
}

fn metadata(element: &Element) -> Vec<Metadata> {
    let entries = element
        .at("metadata")
        .map_or(&[][..], |list| list.children.as_slice());
    let entry = |entry: &Element| Metadata {
        key: text(entry, "key"),
        value: text(entry, "value"),
    };
    entries.iter().map(entry).collect()
}

fn check_transfers(payment: &Payment, found: &mut Vec<Deviation>) {
    let at = format!("{AT}/transferList");
    let total = Cents::sum(
        payment
            .transfers
            .iter()
            .map(|transfer| transfer.amount_cents),
    );
    if total != Some(payment.amount) {
        let detail = format!("transfers do not add up to {}", payment.amount.decimal());
        found.push(Deviation::new(&at, Rule::Transfers, detail));
    }
    for (place, transfer) in payment.transfers.iter().enumerate() {
        if usize::from(transfer.id) != place + 1 {
            let detail = format!("transfer {} in place {}", transfer.id, place + 1);
            found.push(Deviation::new(&at, Rule::Transfers, detail));
        }
        if let Beneficiary::Iban(iban) = &transfer.to
            && !has_valid_check(iban)
        {
            let detail = format!("`{iban}` fails the check of ISO 13616");
            found.push(Deviation::new(
                format!("{at}/transfer/IBAN"),
                Rule::Value,
                detail,
            ));
        }
    }
}

fn check_metadata(payment: &Payment, found: &mut Vec<Deviation>) {
    let lists = payment
        .transfers
        .iter()
        .map(|t| &t.metadata)
        .chain([&payment.metadata]);
    for list in lists {
        let mut keys: Vec<_> = list.iter().map(|entry| &entry.key).collect();
        keys.sort();
        keys.dedup();
        if keys.len() != list.len() {
            found.push(Deviation::new(
                format!("{AT}/metadata"),
                Rule::Value,
                "repeated key",
            ));
        }
    }
}

/// ISO 13616: letters as 10 to 35, first four characters last, rest 1 modulo 97.
fn has_valid_check(iban: &str) -> bool {
    let Some((head, tail)) = iban.split_at_checked(4) else {
        return false;
    };
    let mut rest = 0;
    for c in tail.chars().chain(head.chars()) {
        let Some(value) = c.to_digit(36).filter(|_| !c.is_ascii_lowercase()) else {
            return false;
        };
        rest = (if value > 9 { rest * 100 } else { rest * 10 } + value) % 97;
    }
    rest == 1
}
