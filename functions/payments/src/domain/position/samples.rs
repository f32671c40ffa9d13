//! Positions for the tests of this crate.

use jiff::Timestamp;
use kernel::iban::Iban;
use kernel::ids::{Iupd, ReceiptId, ServiceCode};
use kernel::money::Cents;
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::tax::{OrgFiscalCode, TaxCode};

use super::*;

pub(crate) fn receipt_id(id: &str) -> ReceiptId {
    ReceiptId::parse(id).unwrap()
}

pub(crate) fn payment(id: &str) -> Payment {
    Payment {
        receipt_id: Some(receipt_id(id)),
        amount_cents: Cents::new(3_000),
        paid_at: at(),
        psp_name: "PSP".to_owned(),
        method: None,
        fee_cents: None,
        notice: None,
    }
}

fn at() -> Timestamp {
    "2026-06-01T10:00:00Z".parse().unwrap()
}

/// A payable position of 30,00 euro with one part and one transfer.
pub(crate) fn position() -> DebtPosition {
    let org = OrgFiscalCode::parse("80047110152").unwrap();
    let nav = NoticeNumber::issue(&SegregationCode::parse("07").unwrap(), 1_234_567).unwrap();
    let transfer = Transfer {
        id: 1,
        org: org.clone(),
        amount_cents: Cents::new(3_000),
        to: Destination::account(Iban::parse("IT60X0542811101000000123456").unwrap(), None),
        category: "9/0101108TS/".to_owned(),
        remittance_information: "Mensa".to_owned(),
        company_name: None,
        metadata: Vec::new(),
        state: TransferState::Unreported,
    };
    let part = Installment {
        nav: nav.clone(),
        iuv: nav.iuv(),
        amount_cents: Cents::new(3_000),
        description: "Mensa".to_owned(),
        due_date: None,
        due_at: None,
        retention_date: None,
        notification_fee_cents: None,
        metadata: Vec::new(),
        state: InstallmentState::Unpaid,
        transfers: vec![transfer],
        payment: None,
        reported_at: None,
    };
    let option = PaymentOption {
        description: "Mensa".to_owned(),
        valid_until: None,
        validity_date: None,
        debtor: None,
        switch_to_expired: false,
        installments: vec![part],
    };
    DebtPosition {
        creditor: org,
        iupd: Iupd::parse(&format!("SP-{nav}")).unwrap(),
        nav,
        state: PositionState::Valid,
        debtor: Debtor {
            tax_code: TaxCode::parse("RSSMRA80A01H501U").unwrap(),
            kind: kernel::tax::SubjectKind::F,
            full_name: "Mario Rossi".to_owned(),
            email: None,
            phone: None,
            address: None,
        },
        company_name: "Comune di Valdorra".to_owned(),
        office_name: None,
        service: ServiceCode::parse("MENSA").unwrap(),
        options: vec![option],
        origin: Origin::Api,
        iud: None,
        identity: "0".repeat(64),
        lines: Vec::new(),
        created_at: at(),
        updated_at: at(),
        published_at: None,
        pay_stand_in: true,
        extra_payments: 0,
        version: 1,
    }
}

/// Due a month later, with one way to pay.
pub(crate) fn draft() -> Draft {
    let mut sample = position();
    let option = &mut sample.options[0];
    option.switch_to_expired = true;
    option.installments[0].due_at = Some("2026-07-01T10:00:00Z".parse().unwrap());
    option.installments[0].due_date = Some(jiff::civil::date(2026, 7, 1));
    Draft {
        creditor: sample.creditor,
        iupd: Iupd::parse("CLIENT-1").unwrap(),
        debtor: sample.debtor,
        company_name: sample.company_name,
        office_name: None,
        service: sample.service,
        options: sample.options,
        origin: Origin::Api,
        pay_stand_in: true,
    }
}

/// 60,00 euro at once or in two parts of 30,00.
pub(crate) fn whole_or_plan() -> DebtPosition {
    let mut position = position();
    let part = position.options[0].installments[0].clone();
    let numbered = |counter: u64, cents: i64| {
        let mut part = part.clone();
        let segregation = SegregationCode::parse("07").unwrap();
        part.nav = NoticeNumber::issue(&segregation, counter).unwrap();
        part.iuv = part.nav.iuv();
        part.amount_cents = Cents::new(cents);
        part.transfers[0].amount_cents = part.amount_cents;
        part
    };
    let mut plan = position.options[0].clone();
    plan.installments = vec![numbered(1_234_568, 3_000), numbered(1_234_569, 3_000)];
    position.options[0].installments = vec![numbered(1_234_567, 6_000)];
    position.options.push(plan);
    position
}
