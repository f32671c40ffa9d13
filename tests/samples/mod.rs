//! A creditor, its positions, and what the node sends about them: the same for every binary.

mod messages;

use jiff::Timestamp;
use kernel::iban::Iban;
use kernel::ids::{Iupd, ServiceCode};
use kernel::money::Cents;
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::tax::{OrgFiscalCode, SubjectKind, TaxCode};
use payments::domain::position::{
    DebtPosition, Debtor, Destination, Installment, InstallmentState, Origin, PaymentOption,
    PositionState, Transfer, TransferState,
};
use payments::domain::settings::CreditorSettings;

pub use messages::{BROKER, CREDITOR, STATION, envelope, send_rt};

const IBAN: &str = "IT60X0542811101000000123456";

pub fn settings() -> CreditorSettings {
    CreditorSettings {
        fiscal_code: OrgFiscalCode::parse(CREDITOR).unwrap(),
        name: "Comune di Valdorra".to_owned(),
        segregation_code: SegregationCode::parse("07").unwrap(),
        former_segregation_codes: Vec::new(),
        broker_fiscal_code: OrgFiscalCode::parse(BROKER).unwrap(),
        station_id: STATION.to_owned(),
        iban: Iban::parse(IBAN).unwrap(),
        postal: None,
        cbill: None,
        office: None,
        second_language: None,
        services: Vec::new(),
        listeners: Vec::new(),
        on_demand: Vec::new(),
        retired_at: None,
        version: 1,
    }
}

pub fn notice(base: u64) -> NoticeNumber {
    NoticeNumber::issue(&SegregationCode::parse("07").unwrap(), base).unwrap()
}

/// A payable position with one part and one transfer.
pub fn position(nav: &NoticeNumber, amount: Cents, at: Timestamp) -> DebtPosition {
    let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
    let transfer = Transfer {
        id: 1,
        org: creditor.clone(),
        amount_cents: amount,
        to: Destination::account(Iban::parse(IBAN).unwrap(), None),
        category: "9/0101108TS/".to_owned(),
        remittance_information: "Mensa scolastica".to_owned(),
        company_name: None,
        metadata: Vec::new(),
        state: TransferState::Unreported,
    };
    let part = Installment {
        nav: nav.clone(),
        iuv: nav.iuv(),
        amount_cents: amount,
        description: "Mensa scolastica".to_owned(),
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
        description: "Mensa scolastica".to_owned(),
        valid_until: None,
        validity_date: None,
        debtor: None,
        switch_to_expired: false,
        installments: vec![part],
    };
    DebtPosition {
        creditor,
        nav: nav.clone(),
        iupd: Iupd::parse(&format!("SP-{nav}")).unwrap(),
        state: PositionState::Valid,
        debtor: Debtor {
            tax_code: TaxCode::parse("RSSMRA80A01H501U").unwrap(),
            kind: SubjectKind::F,
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
        identity: format!("{:0>64}", nav.as_str()),
        lines: Vec::new(),
        created_at: at,
        updated_at: at,
        published_at: None,
        pay_stand_in: true,
        extra_payments: 0,
        version: 1,
    }
}
