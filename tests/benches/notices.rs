//! Notices on one core, beside Chromium printing the same notice from HTML.

use jiff::civil::date;
use kernel::money::Cents;
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::tax::OrgFiscalCode;
use payments::domain::documents::notice::{NoticeDoc, Part, Plan, Slip, Ways, render};
use payments::domain::documents::{Creditor, Marks, Party};

use crate::figure::{Aim, Figure};
use crate::people::person;
use crate::{gauge, rivals};

const NOTICES: usize = 5_000;
const PLANS: usize = 1_000;

pub fn measure() {
    render(&notice(0)); // fonts are read once
    let (sizes, spent) =
        gauge::spent(|| -> Vec<usize> { (0..NOTICES).map(|n| render(&notice(n)).len()).collect() });
    let per_second = NOTICES as f64 / spent.cpu_s;
    let largest = sizes.iter().max().copied().unwrap_or(0) as f64;
    Figure::new("notices, one core", per_second, "/s")
        .aim(Aim::AtLeast(1_000.0))
        .beside(
            "Chromium printing HTML, warm",
            rivals::chromium_prints_per_s(),
        )
        .print();
    Figure::new("notice, largest of 5,000", largest / 1_000.0, "KB")
        .aim(Aim::AtMost(40.0))
        .print();
    measure_plans();
}

/// The whole amount or three instalments, each with its postal slip: three pages.
fn measure_plans() {
    let (sizes, spent) =
        gauge::spent(|| -> Vec<usize> { (0..PLANS).map(|n| render(&plan(n)).len()).collect() });
    let largest = sizes.iter().max().copied().unwrap_or(0) as f64;
    Figure::new(
        "notices of 3 instalments with slips, one core",
        PLANS as f64 / spent.cpu_s,
        "/s",
    )
    .print();
    Figure::new("… the largest", largest / 1_000.0, "KB")
        .aim(Aim::AtMost(80.0))
        .print();
}

fn plan(n: usize) -> NoticeDoc {
    let mut notice = notice(n);
    notice.slip = Slip::parse("001234567890", "AUT. DB/SISB/TEST 00000 DEL 01/01/2026");
    let segregation = SegregationCode::parse("07").unwrap();
    let part = |place: usize| Part {
        place,
        title: String::new(),
        notice_number: NoticeNumber::issue(&segregation, (n * 10 + place) as u64).unwrap(),
        subject: notice.subject.clone(),
        amount: Cents::new(1_000),
        due_date: Some(date(2027, 1, 31)),
        slip: notice.slip.clone(),
    };
    let parts = (1..=3).map(part).collect();
    notice.ways.plans = vec![Plan { of: 3, parts }];
    notice
}

fn notice(n: usize) -> NoticeDoc {
    let person = person(n);
    let segregation = SegregationCode::parse("07").unwrap();
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
            name: person.name,
            tax_code: person.tax_code,
            address: vec![
                format!("{} {}", person.street, person.number),
                "00184 Roma (RM)".to_owned(),
            ],
        },
        subject: format!("Mensa scolastica, anno 2026/2027, quota {n}"),
        amount: Cents::new(3_000 + i64::try_from(n).unwrap()),
        due_date: Some(date(2026, 12, 31)),
        valid_until: None,
        notice_number: NoticeNumber::issue(&segregation, 1_000_000 + n as u64 * 7_919).unwrap(),
        slip: None,
        second_language: None,
        ways: Ways::default(),
    }
}
