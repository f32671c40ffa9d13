//! Writes a notice to standard output: `cargo run -p payments --example notice > notice.pdf`; with the argument
//! `receipt`, the receipt of its payment.

use std::io::Write;

use jiff::civil::date;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::{OrgFiscalCode, TaxCode};
use payments::domain::documents::notice::{self, NoticeDoc};
use payments::domain::documents::receipt::{self, Outcome, ReceiptDoc};
use payments::domain::documents::{Creditor, Marks, Party};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let notice = sample()?;
    let bytes = match std::env::args().nth(1).as_deref() {
        Some("receipt") => receipt::render(&paid(notice)?),
        _ => notice::render(&notice),
    };
    Ok(std::io::stdout().write_all(&bytes)?)
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
        notice_number: NoticeNumber::parse("300715700000000032")?,
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
