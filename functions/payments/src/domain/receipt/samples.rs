//! Receipts for the tests of this crate.

use super::super::position::samples::{position, receipt_id};
use super::*;

/// A receipt of 30,00 euro for the sample position.
pub(crate) fn receipt(id: &str) -> Receipt {
    let position = position();
    Receipt {
        creditor: position.creditor,
        issuer: None,
        iuv: position.nav.iuv(),
        nav: position.nav,
        receipt_id: receipt_id(id),
        amount_cents: Cents::new(3_000),
        fee_cents: None,
        description: "Mensa".to_owned(),
        debtor_tax_code: "RSSMRA80A01H501U".to_owned(),
        debtor_name: "Mario Rossi".to_owned(),
        payer_name: None,
        psp_id: "PSP1".to_owned(),
        psp_name: "PSP".to_owned(),
        channel: "CH1".to_owned(),
        payment_method: None,
        payment_note: None,
        paid_at: position.created_at,
        application_date: None,
        transfer_date: None,
        stand_in: false,
        updated_amount: false,
        received_at: position.created_at,
        standing: Standing::Orphan,
        linked_to: None,
        warnings: Vec::new(),
        told: Told::default(),
    }
}

/// A transfer of a receipt to the body with this code.
pub(crate) fn transfer(id: u8, cents: i64, fiscal_code: &str) -> ToldTransfer {
    ToldTransfer {
        id,
        amount_cents: Cents::new(cents),
        fiscal_code: fiscal_code.to_owned(),
        company_name: None,
        iban: Some("IT44H0306933840100000009001".to_owned()),
        stamp: None,
        remittance_information: "TEFA".to_owned(),
        category: "9/0201102IM/".to_owned(),
        metadata: Vec::new(),
    }
}
