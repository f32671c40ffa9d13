//! Imports for the tests of pages, with hostile words wherever words may stand.

use jiff::Timestamp;
use kernel::iban::Iban;
use kernel::idempotency::Fingerprint;
use kernel::ids::{ImportId, ServiceCode};
use kernel::money::Cents;
use kernel::notice::SegregationCode;
use kernel::tax::OrgFiscalCode;
use platform::web::inspect::HOSTILE;
use platform::web::{MenuItem, Panel};

use crate::domain::dues::{
    ColumnRef, DateOrder, Decimal, Dialect, Encoding, Field, Format, MappedBy, RefusedRow, Remark,
    RowCode, Separator, System, Warned, WarningCode,
};
use crate::domain::import::{Findings, Import, ImportFailure, ImportState, Terms, Totals};
use crate::domain::settings::{CreditorSettings, Service, ServiceKind};

pub fn layout() -> Panel {
    let item = MenuItem {
        label: "Importazioni",
        href: "/panel/payments/imports",
        icon: "it-upload",
    };
    Panel::new(HOSTILE, HOSTILE, &[item], "/panel/payments/imports").here("Importazioni")
}

pub fn uploaded() -> Import {
    let at: Timestamp = "2026-11-21T10:00:00Z".parse().expect("a time");
    let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
    let id = ImportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id");
    Import {
        created_by_name: HOSTILE.to_owned(),
        ..Import::new(creditor, id, HOSTILE.to_owned(), "user:x".to_owned(), at)
    }
}

pub fn ready() -> Import {
    let mut import = uploaded();
    import.state = ImportState::Ready;
    import.check = 1;
    import.totals = Totals {
        rows: 3,
        accepted: 2,
        refused: 1,
        warnings: 30,
        amount_cents: Cents::new(123_456),
    };
    import.findings = Some(Findings {
        dialect: Dialect {
            format: Format::Csv,
            encoding: Some(Encoding::Utf8),
            separator: Some(Separator::Tab),
            decimal: Decimal::Comma,
            date: DateOrder::DayFirst,
        },
        header_row: 1,
        titles: vec!["CF".to_owned(), HOSTILE.to_owned(), String::new()],
        mapping: [
            (Field::TaxCode, ColumnRef::Header("CF".to_owned())),
            (Field::Amount, ColumnRef::Header(HOSTILE.to_owned())),
        ]
        .into(),
        system: Some(System::GovPayCsv),
        mapped_by: MappedBy::Learnt,
        warned: warned(),
        service: ServiceCode::parse("MENSA").expect("a code"),
        accepted: Fingerprint::of(&[]),
        undated: 1,
        undescribed: 1,
        grouped: 2,
        services: Default::default(),
        epoch: 0,
    });
    import
}

pub fn published() -> Import {
    let mut import = ready();
    import.state = ImportState::Published;
    import.terms = Some(Terms {
        description: HOSTILE.to_owned(),
        due_date: Some(jiff::civil::date(2026, 12, 31)),
        ..Terms::default()
    });
    import
}

pub fn failed() -> Import {
    let mut import = uploaded();
    import.state = ImportState::Failed;
    import.check = 1;
    import.failure = Some(ImportFailure {
        code: "header_not_found".to_owned(),
        reason: HOSTILE.to_owned(),
        titles: vec![HOSTILE.to_owned(), "Euro".to_owned()],
    });
    import
}

pub fn imports() -> Vec<Import> {
    vec![uploaded(), ready(), published(), failed()]
}

pub fn refused() -> Vec<RefusedRow> {
    let fault = |code| Remark {
        column: HOSTILE.to_owned(),
        code,
        message: HOSTILE.to_owned(),
    };
    let others = vec![fault(RowCode::NameMissing)];
    vec![RefusedRow {
        row: 4,
        fault: fault(RowCode::AmountZero),
        others,
    }]
}

pub fn warned() -> Vec<Warned> {
    vec![Warned {
        warning: Remark {
            column: HOSTILE.to_owned(),
            code: WarningCode::BirthPlaceUnknown,
            message: HOSTILE.to_owned(),
        },
        rows: 30,
        first_rows: (2..12).collect(),
    }]
}

pub fn settings() -> CreditorSettings {
    let service = |code: &str| Service {
        code: ServiceCode::parse(code).expect("a code"),
        name: HOSTILE.to_owned(),
        taxonomy: "9/0101108TS/".to_owned(),
        kind: ServiceKind::Due,
        amount_cents: None,
    };
    CreditorSettings {
        fiscal_code: OrgFiscalCode::parse("80047110152").expect("a creditor"),
        name: HOSTILE.to_owned(),
        segregation_code: SegregationCode::parse("07").expect("a code"),
        former_segregation_codes: Vec::new(),
        broker_fiscal_code: OrgFiscalCode::parse("11477110156").expect("a broker"),
        station_id: "11477110156_01".to_owned(),
        iban: Iban::parse("IT44H0306933840100000009001").expect("an IBAN"),
        postal: None,
        cbill: None,
        office: None,
        second_language: None,
        services: vec![service("MENSA"), service("TARI")],
        listeners: Vec::new(),
        on_demand: Vec::new(),
        retired_at: None,
        version: 1,
    }
}
