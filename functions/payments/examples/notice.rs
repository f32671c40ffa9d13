//! Writes a notice to standard output: `cargo run -p payments --example notice > notice.pdf`. Arguments, in any
//! order: `two`, `three`, `seven` or `ten` for instalments beside the whole amount, `plan` for them alone, `fine` for two
//! amounts, `receipt` for the receipt of its payment, `slip` for the postal slip, `longest` for the longest texts, and
//! `de`, `sl` or `fr` for a second language.

use std::io::Write;

use jiff::civil::date;
use kernel::money::Cents;
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::tax::{OrgFiscalCode, TaxCode};
use payments::domain::documents::notice::{self, NoticeDoc, Part, Plan, Slip, Ways, Whole};
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
    let counts = [("two", 2), ("three", 3), ("seven", 7), ("ten", 10)];
    if asks("slip") {
        notice.slip = Slip::parse("001234567890", "AUT. DB/SISB/TEST 00000 DEL 01/01/2026");
    }
    if let Some(count) = counts
        .into_iter()
        .find_map(|(word, count)| asks(word).then_some(count))
    {
        notice.ways.plans = vec![plan(&notice, count)?];
    }
    if asks("plan") {
        notice.ways.whole = Whole::Nothing;
        notice.slip = None;
    }
    if asks("fine") {
        notice.ways.whole = Whole::Either(fine(&notice)?);
    }
    notice.second_language = asked.iter().find_map(|tag| SecondLanguage::parse(tag));
    let bytes = if asks("receipt") {
        receipt::render(&paid(notice)?)
    } else {
        notice::render(&notice)
    };
    Ok(std::io::stdout().write_all(&bytes)?)
}

fn plan(notice: &NoticeDoc, count: usize) -> Result<Plan, Box<dyn std::error::Error>> {
    let parts: Result<Vec<Part>, _> = (1..=count).map(|place| part(notice, place, "")).collect();
    Ok(Plan {
        of: count,
        parts: parts?,
    })
}

fn fine(notice: &NoticeDoc) -> Result<Vec<Part>, Box<dyn std::error::Error>> {
    let titles = [
        "Entro 5 giorni dalla notifica",
        "Dal 6° al 60° giorno dalla notifica",
    ];
    let mut parts = Vec::new();
    for (index, title) in titles.into_iter().enumerate() {
        let mut part = part(notice, index + 1, title)?;
        part.due_date = None;
        parts.push(part);
    }
    Ok(parts)
}

fn part(notice: &NoticeDoc, place: usize, title: &str) -> Result<Part, Box<dyn std::error::Error>> {
    let segregation = SegregationCode::parse("07")?;
    Ok(Part {
        place,
        title: title.to_owned(),
        notice_number: NoticeNumber::issue(&segregation, 1_234_567 + place as u64)?,
        subject: notice.subject.clone(),
        amount: Cents::new(50_000 * place as i64),
        due_date: Some(date(2027, place as i8, 28)),
        slip: notice.slip.clone(),
    })
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
        ways: Ways::default(),
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
        share: None,
        creditor: notice.creditor,
        debtor: notice.debtor,
        subject: notice.subject,
        notice_number: notice.notice_number,
    })
}
