//! What the node is told of a notice that can be paid.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::iban::Iban;

use super::super::fault::{Fault, FaultCode};
use super::super::request::{Terms, TransferType, Version};
use super::super::xml::Xml;
use super::words::{line, line_if};
use super::{Payload, debtor};
use crate::domain::position::{
    DebtPosition, Destination, Installment, MapEntry, NO_DUE_DATE, Transfer,
};

/// `stText140`, the length of most texts.
const TEXT_MAX: usize = 140;
/// The key under which a channel that is not Poste finds the postal account (SANP, paGetPaymentV2).
const POSTAL_IBAN_KEY: &str = "IBANAPPOGGIO";
/// `ctMetadata`
const METADATA_MAX: usize = 15;
const STAMP_IN_V1: &str = "a digital revenue stamp is told by paGetPaymentV2 alone";

/// The payload of `paVerifyPaymentNotice`.
pub fn verify(position: &DebtPosition, part: &Installment) -> Payload {
    let mut xml = Xml::default();
    xml.nest("paymentList", |xml| {
        xml.nest("paymentOptionDescription", |xml| {
            xml.leaf("amount", &part.amount_cents.decimal())
                .leaf("options", "EQ")
                .leaf_if("dueDate", part.due_date.and_then(iso_date))
                .leaf("allCCP", if is_all_postal(part) { "true" } else { "false" });
        });
    });
    xml.leaf("paymentDescription", &description(part))
        .leaf("fiscalCodePA", position.creditor.as_str())
        .leaf("companyName", &company(position))
        .leaf_if(
            "officeName",
            line_if(position.office_name.as_deref(), TEXT_MAX),
        );
    Payload(xml.into_text())
}

/// The payload of `paDemandPaymentNotice`: the notice that was made, told as by a verify.
pub fn demanded(position: &DebtPosition, part: &Installment) -> Payload {
    let mut xml = Xml::default();
    xml.nest("qrCode", |xml| {
        xml.leaf("fiscalCode", position.creditor.as_str())
            .leaf("noticeNumber", part.nav.as_str());
    });
    xml.raw(&verify(position, part).0);
    Payload(xml.into_text())
}

/// The payload of `paGetPayment` and `paGetPaymentV2`. `PAA_SYSTEM_ERROR` where the position lacks
/// what no other value can stand for. The first version knows no stamp (`PAA_SEMANTICA`), no name of a
/// transfer's body, no spare account and, by us, no metadata.
pub fn get_payment(
    position: &DebtPosition,
    part: &Installment,
    terms: Terms,
) -> Result<Payload, Fault> {
    if terms.version == Version::V1 && part.transfers.iter().any(|t| t.stamp().is_some()) {
        return Err(Fault::new(FaultCode::Semantica, STAMP_IN_V1));
    }
    if !part.transfers.iter().all(is_complete) {
        return Err(FaultCode::SystemError.into());
    }
    let due = part
        .due_date
        .and_then(iso_date)
        .or_else(|| iso_date(NO_DUE_DATE));
    let mut xml = Xml::default();
    xml.nest("data", |xml| {
        xml.leaf("creditorReferenceId", part.iuv.as_str())
            .leaf("paymentAmount", &part.amount_cents.decimal())
            .leaf_if("dueDate", due)
            .leaf_if("retentionDate", part.retention_date.map(utc))
            .leaf("description", &description(part))
            .leaf("companyName", &company(position))
            .leaf_if(
                "officeName",
                line_if(position.office_name.as_deref(), TEXT_MAX),
            );
        debtor::write(xml, position.debtor_of(&part.nav));
        xml.nest("transferList", |xml| {
            for transfer in &part.transfers {
                write_transfer(xml, transfer, position, part, terms);
            }
        });
        if terms.version == Version::V2 {
            metadata(xml, None, &part.metadata);
        }
    });
    Ok(Payload(xml.into_text()))
}

fn write_transfer(
    xml: &mut Xml,
    transfer: &Transfer,
    position: &DebtPosition,
    part: &Installment,
    terms: Terms,
) {
    let is_second = terms.version == Version::V2;
    let name = || match line_if(transfer.company_name.as_deref(), TEXT_MAX) {
        None if transfer.org == position.creditor => Some(company(position)),
        told => told,
    };
    let reason = line(&transfer.remittance_information, TEXT_MAX);
    xml.nest("transfer", |xml| {
        xml.leaf("idTransfer", &transfer.id.to_string())
            .leaf("transferAmount", &transfer.amount_cents.decimal())
            .leaf("fiscalCodePA", transfer.org.as_str())
            .leaf_if("companyName", is_second.then(name).flatten());
        let spare = destination(xml, transfer, terms);
        xml.leaf(
            "remittanceInformation",
            &reason.unwrap_or_else(|| description(part)),
        )
        .leaf_if("transferCategory", line(&transfer.category, TEXT_MAX));
        if is_second {
            metadata(xml, spare, &transfer.metadata);
        }
    });
}

/// The spare account first, then what was stored, as much as the schema takes.
fn metadata(xml: &mut Xml, spare: Option<&Iban>, entries: &[MapEntry]) {
    let spare = spare.map(|iban| (POSTAL_IBAN_KEY.to_owned(), iban.as_str().to_owned()));
    let told = entries
        .iter()
        .filter(|entry| spare.is_none() || entry.key != POSTAL_IBAN_KEY)
        .filter_map(|entry| Some((line(&entry.key, TEXT_MAX)?, line(&entry.value, TEXT_MAX)?)));
    let all: Vec<_> = spare
        .clone()
        .into_iter()
        .chain(told)
        .take(METADATA_MAX)
        .collect();
    if all.is_empty() {
        return;
    }
    xml.nest("metadata", |xml| {
        for (key, value) in &all {
            xml.nest("mapEntry", |xml| {
                xml.leaf("key", key).leaf("value", value);
            });
        }
    });
}

/// Writes what is paid, and tells the spare account.
fn destination<'a>(xml: &mut Xml, transfer: &'a Transfer, terms: Terms) -> Option<&'a Iban> {
    match &transfer.to {
        Destination::Account { iban, postal_iban } => {
            let (iban, spare) = accounts(iban, postal_iban.as_ref(), terms);
            xml.leaf("IBAN", iban.as_str());
            spare
        }
        Destination::Stamp { stamp } => {
            xml.nest("richiestaMarcaDaBollo", |xml| {
                xml.leaf("hashDocumento", &stamp.hash)
                    .leaf("tipoBollo", &stamp.kind)
                    .leaf("provinciaResidenza", &stamp.province);
            });
            None
        }
    }
}

/// The account to pay to, and the postal one that a pagoPA channel may use instead: `POSTAL` gets
/// the postal account where there is one; `PAGOPA`, which the second version alone can tell in
/// metadata, gets both; without a type the creditor chooses, and it is its bank.
fn accounts<'a>(
    iban: &'a Iban,
    postal: Option<&'a Iban>,
    terms: Terms,
) -> (&'a Iban, Option<&'a Iban>) {
    match (terms.transfer_type, postal, terms.version) {
        (Some(TransferType::Postal), Some(postal), _) => (postal, None),
        (Some(TransferType::PagoPa), Some(postal), Version::V2) => (iban, Some(postal)),
        (_, _, _) => (iban, None),
    }
}

/// `allCCP`: every transfer has a postal account, so that each can be paid into one.
pub fn is_all_postal(part: &Installment) -> bool {
    let postal = |transfer: &Transfer| {
        transfer.postal_iban().is_some() || transfer.iban().is_some_and(Iban::is_postal)
    };
    part.transfers.iter().all(postal)
}

fn is_complete(transfer: &Transfer) -> bool {
    (1..=5).contains(&transfer.id)
        && transfer.amount_cents.is_payable()
        && line(&transfer.category, TEXT_MAX).is_some()
}

fn description(part: &Installment) -> String {
    line(&part.description, TEXT_MAX).unwrap_or_else(|| format!("Avviso {}", part.nav))
}

fn company(position: &DebtPosition) -> String {
    line(&position.company_name, TEXT_MAX).unwrap_or_else(|| position.creditor.to_string())
}

/// `2026-06-01`; nothing for a year that the schema does not know.
fn iso_date(day: Date) -> Option<String> {
    (day.year() >= 1).then(|| day.to_string())
}

/// `2026-06-01T10:00:00`, in UTC and without a zone, as GPD writes it.
fn utc(instant: Timestamp) -> String {
    let wall = TimeZone::UTC.to_datetime(instant);
    wall.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}
