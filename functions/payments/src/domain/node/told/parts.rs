//! The parts of a receipt that are kept as they came.

use kernel::money::Cents;

use super::super::request::text;
use super::super::schema::amount;
use super::super::xml::Element;
use crate::domain::receipt::{MapEntry, Subject, Told, ToldTransfer};

/// A signed revenue stamp has a few kilobytes. Five of these and every other text at its longest
/// stay under the 400 KB of an item.
const STAMP_BYTES_MAX: usize = 40_000;
const STAMP_LEFT_OUT: &str = "Una marca da bollo allegata era troppo grande e non è conservata.";

/// Everything that has no field of its own, and what was unusual about it.
pub fn told(receipt: &Element) -> (Told, Vec<String>) {
    let maybe = |name: &str| receipt.text_at(&[name]).map(str::to_owned);
    let mut warnings = Vec::new();
    let transfers = receipt.child("transferList").into_iter();
    let transfers = transfers
        .flat_map(|list| &list.children)
        .map(|element| transfer(element, &mut warnings))
        .collect();
    let told = Told {
        company_name: maybe("companyName"),
        office_name: maybe("officeName"),
        debtor: receipt.child("debtor").map(subject),
        payer: receipt.child("payer").map(subject),
        transfers,
        psp_fiscal_code: maybe("pspFiscalCode"),
        psp_vat_number: maybe("pspPartitaIVA"),
        channel_description: maybe("channelDescription"),
        creditor_fee_cents: maybe("primaryCiIncurredFee").and_then(|fee| amount(&fee)),
        bundle_id: maybe("idBundle"),
        creditor_bundle_id: maybe("idCiBundle"),
        metadata: metadata(receipt),
    };
    (told, warnings)
}

fn subject(element: &Element) -> Subject {
    let maybe = |name: &str| element.text_at(&[name]).map(str::to_owned);
    let identifier = |name: &str| text(element, &["uniqueIdentifier", name]);
    Subject {
        kind: identifier("entityUniqueIdentifierType"),
        code: identifier("entityUniqueIdentifierValue"),
        full_name: text(element, &["fullName"]),
        street: maybe("streetName"),
        number: maybe("civicNumber"),
        postal_code: maybe("postalCode"),
        city: maybe("city"),
        province: maybe("stateProvinceRegion"),
        country: maybe("country"),
        email: maybe("e-mail"),
    }
}

fn transfer(element: &Element, warnings: &mut Vec<String>) -> ToldTransfer {
    let maybe = |name: &str| element.text_at(&[name]).map(str::to_owned);
    let attached = maybe("MBDAttachment");
    let stamp = attached.filter(|stamp| {
        let fits = stamp.len() <= STAMP_BYTES_MAX;
        if !fits {
            warnings.push(STAMP_LEFT_OUT.to_owned());
        }
        fits
    });
    ToldTransfer {
        // `xsd:int` may be written `+1` or `01`; Rust reads both.
        id: text(element, &["idTransfer"]).trim().parse().unwrap_or(0),
        amount_cents: maybe("transferAmount")
            .and_then(|it| amount(&it))
            .unwrap_or(Cents::ZERO),
        fiscal_code: text(element, &["fiscalCodePA"]),
        company_name: maybe("companyName"),
        iban: maybe("IBAN"),
        stamp,
        remittance_information: text(element, &["remittanceInformation"]),
        category: text(element, &["transferCategory"]),
        metadata: metadata(element),
    }
}

fn metadata(element: &Element) -> Vec<MapEntry> {
    let list = element.child("metadata").into_iter();
    let entry = |entry: &Element| MapEntry {
        key: text(entry, &["key"]),
        value: text(entry, &["value"]),
    };
    list.flat_map(|list| &list.children).map(entry).collect()
}
