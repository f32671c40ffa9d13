//! Writes a notice to standard output: `cargo run -p payments --example notice > notice.pdf`. Arguments, in any
//! order: `receipt` for the receipt of its payment, `slip` for the postal slip, `longest` for the longest texts, and
//! `de`, `sl` or `fr` for a second language.

use std::io::Write;

use jiff::civil::date;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::{OrgFiscalCode, TaxCode};
use payments::domain::documents::notice::{self, NoticeDoc, Slip};
use payments::domain::documents::receipt::{self, Outcome, ReceiptDoc};
use payments::domain::documents::{Creditor, Marks, Party};
use payments::domain::settings::SecondLanguage;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let asks = |what: &str| asked.iter().any(|asked| asked == what);
    let mut notice = sample()?;
    if asks("longest") {
        lengthen(&mut notice);
    }
    if asks("slip") {
        notice.slip = Slip::parse("001234567890", "AUT. DB/SISB/TEST 00000 DEL 01/01/2026");
    }
    notice.second_language = asked.iter().find_map(|tag| SecondLanguage::parse(tag));
    let bytes = if asks("receipt") {
        receipt::render(&paid(notice)?)
    } else {
        notice::render(&notice)
    };
    Ok(std::io::stdout().write_all(&bytes)?)
}

fn lengthen(notice: &mut NoticeDoc) {
    let words = "Università Forlì perché già Cefalù größe Đorđević ";
    let long = |chars: usize| -> String { words.chars().cycle().take(chars).collect() };
    notice.creditor.name = long(140);
    notice.creditor.office = Some(long(140));
    notice.debtor.name = long(70);
    notice.debtor.address = vec![long(140), long(140)];
    notice.subject = long(140);
    notice.amount = Cents::new(9_999_999_999);
}

fn sample() -> Result<NoticeDoc, Box<dyn std::error::Error>> {
    Ok(NoticeDoc {
        creditor: Creditor {
            name: "Comune di Valdorra".to_owned(),
            fiscal_code: OrgFiscalCode::parse("80047110152")?,
            office: Some("Ufficio Tributi".to_owned()),
            info: vec!["www.comune.valdorra.example · tel. 0123 456789".to_owned()],
            logo: None,
            marks: Marks::Shown,
        },
        cbill: Some("VALD1".to_owned()),
        debtor: Party {
            name: "Maria Rossi".to_owned(),
            tax_code: TaxCode::parse("RSSMRA80A41H501Y")?,
            address: vec!["Via Nazionale 1".to_owned(), "00184 Roma (RM)".to_owned()],
        },
        subject: "Mensa scolastica, anno 2026/2027, prima rata".to_owned(),
        amount: Cents::new(150_000),
        due_date: Some(date(2026, 12, 31)),
        valid_until: None,
        notice_number: NoticeNumber::parse("300715700000000032")?,
        slip: None,
        second_language: None,
    })
}

fn paid(notice: NoticeDoc) -> Result<ReceiptDoc, Box<dyn std::error::Error>> {
    Ok(ReceiptDoc {
        payer: None,
        amount: notice.amount,
        fee: Some(Cents::new(150)),
        paid_at: date(2026, 12, 18).at(14, 5, 0, 0),
        psp_name: "Banca di Prova S.p.A.".to_owned(),
        iuv: notice.notice_number.iuv(),
        receipt_id: kernel::ids::ReceiptId::parse("c110729d258c4ab1b765fe902aae41d6")?,
        outcome: Outcome::Executed,
        creditor: notice.creditor,
        debtor: notice.debtor,
        subject: notice.subject,
        notice_number: notice.notice_number,
    })
}
