//! Documents for the unit tests.

use jiff::civil::date;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::{OrgFiscalCode, TaxCode};

use super::notice::{NoticeDoc, Slip, Ways};
use super::receipt::{Outcome, ReceiptDoc};
use super::{Creditor, Marks, Party};

pub fn notice() -> NoticeDoc {
    NoticeDoc {
        creditor: creditor(),
        cbill: Some("VALD1".to_owned()),
        debtor: debtor(),
        subject: "Mensa scolastica, anno 2026/2027, prima rata".to_owned(),
        amount: Cents::new(150_000),
        due_date: Some(date(2026, 12, 31)),
        valid_until: None,
        notice_number: NoticeNumber::parse("300715700000000032").expect("18 digits"),
        slip: None,
        second_language: None,
        ways: Ways::default(),
    }
}

pub fn slip() -> Slip {
    Slip::parse("001234567890", "AUT. DB/SISB/TEST 00000 DEL 01/01/2026").expect("12 digits")
}

/// Every text as long as pagoPA allows it, with letters outside ASCII.
pub fn longest_notice() -> NoticeDoc {
    let long = |chars: usize| -> String {
        "Università Forlì perché già Cefalù größe Đorđević "
            .chars()
            .cycle()
            .take(chars)
            .collect()
    };
    let mut notice = notice();
    notice.creditor.name = long(140);
    notice.creditor.office = Some(long(140));
    notice.creditor.info = vec![long(50), long(50)];
    notice.debtor.name = long(70);
    notice.debtor.address = vec![long(140), long(140)];
    notice.subject = long(140);
    notice.amount = Cents::MAX_PAYABLE;
    notice
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
        receipt_id: ReceiptId::parse("c110729d258c4ab1b765fe902aae41d6").expect("32 characters"),
        outcome: Outcome::Executed,
        share: None,
    }
}

fn creditor() -> Creditor {
    Creditor {
        name: "Comune di Valdorra".to_owned(),
        fiscal_code: OrgFiscalCode::parse("80047110152").expect("valid check digit"),
        office: Some("Ufficio Tributi".to_owned()),
        info: vec!["www.comune.valdorra.example".to_owned()],
        logo: None,
        marks: Marks::Shown,
    }
}

fn debtor() -> Party {
    Party {
        name: "Maria Rossi".to_owned(),
        tax_code: TaxCode::parse("RSSMRA80A41H501Y").expect("valid check letter"),
        address: vec!["Via Nazionale 1".to_owned(), "00184 Roma (RM)".to_owned()],
    }
}
