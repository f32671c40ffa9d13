//! The documents under test.

use jiff::civil::date;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::{OrgFiscalCode, TaxCode};
use payments::domain::documents::notice::{NoticeDoc, Slip, Ways};
use payments::domain::documents::receipt::{Outcome, ReceiptDoc};
use payments::domain::documents::{Creditor, Marks, Party};

pub fn notice() -> NoticeDoc {
    NoticeDoc {
        creditor: Creditor {
            name: "Comune di Valdorra".to_owned(),
            fiscal_code: OrgFiscalCode::parse("80047110152").unwrap(),
            office: Some("Ufficio Tributi".to_owned()),
            info: vec!["www.comune.valdorra.example".to_owned()],
            logo: None,
            marks: Marks::Shown,
        },
        cbill: Some("VALD1".to_owned()),
        debtor: Party {
            name: "Niccolò D'Agostino".to_owned(),
            tax_code: TaxCode::parse("RSSMRA80A01H501U").unwrap(),
            address: vec!["Via Nazionale 1".to_owned(), "00184 Roma (RM)".to_owned()],
        },
        subject: "Mensa scolastica, anno 2026/2027".to_owned(),
        amount: Cents::new(150_000),
        due_date: Some(date(2026, 12, 31)),
        valid_until: None,
        notice_number: NoticeNumber::parse("300715700000000032").unwrap(),
        slip: None,
        second_language: None,
        ways: Ways::default(),
    }
}

/// With a postal account.
pub fn postal_notice() -> NoticeDoc {
    NoticeDoc {
        slip: Slip::parse("001234567890", "AUT. DB/SISB/TEST 00000 DEL 01/01/2026"),
        ..notice()
    }
}

pub fn receipt() -> ReceiptDoc {
    let notice = notice();
    ReceiptDoc {
        creditor: notice.creditor,
        debtor: notice.debtor,
        payer: None,
        subject: notice.subject,
        amount: notice.amount,
        fee: Some(Cents::new(150)),
        paid_at: date(2026, 12, 18).at(14, 5, 0, 0),
        psp_name: "Banca di Prova S.p.A.".to_owned(),
        iuv: notice.notice_number.iuv(),
        notice_number: notice.notice_number,
        receipt_id: ReceiptId::parse("c110729d258c4ab1b765fe902aae41d6").unwrap(),
        outcome: Outcome::Executed,
        share: None,
    }
}
