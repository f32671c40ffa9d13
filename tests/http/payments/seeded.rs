//! Thousands of positions of one creditor, as publishing and receipts leave them.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use kernel::ids::{Iupd, ReceiptId, ServiceCode};
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::tax::{OrgFiscalCode, TaxCode};
use payments::domain::archive::{Days, Filter};
use payments::domain::position::{DebtPosition, Payment, PositionState, pay};
use payments::domain::receipt::Receipt;
use payments::store::{debtors, positions};
use platform::table::Tx;
use serde_json::json;

use super::world::{CREDITOR, World};

pub const PEOPLE: [(&str, &str); 4] = [
    ("Zoë D’Alò", "RSSMRA80A01H501U"),
    ("Bianchi Anna", "MRTMTT91D08F205J"),
    ("De Luca Zoe", "RSSMRA85T10A562S"),
    ("Officine Zoe S.r.l.", "01114601006"),
];

pub fn nav(n: usize) -> NoticeNumber {
    let segregation = SegregationCode::parse("07").unwrap();
    NoticeNumber::issue(&segregation, n as u64 * 7_919).unwrap()
}

pub fn creditor() -> OrgFiscalCode {
    OrgFiscalCode::parse(CREDITOR).unwrap()
}

/// Position `n`: three of five to be paid, one paid, one expired; dates and people go round.
pub fn position(model: &DebtPosition, n: usize) -> (DebtPosition, Option<Receipt>) {
    let start: Timestamp = "2025-01-01T00:00:00Z".parse().unwrap();
    let mut position = model.clone();
    position.nav = nav(n);
    position.iupd = Iupd::parse(&format!("{CREDITOR}-{}", position.nav)).unwrap();
    position.created_at = start + SignedDuration::from_hours(n as i64);
    position.identity = format!("{n:064x}");
    let (name, code) = PEOPLE[n % PEOPLE.len()];
    position.debtor.full_name = name.to_owned();
    position.debtor.tax_code = TaxCode::parse(code).unwrap();
    if n.is_multiple_of(7) {
        position.service = ServiceCode::parse("TARI").unwrap();
    }
    let part = &mut position.options[0].installments[0];
    part.nav = position.nav.clone();
    part.iuv = part.nav.iuv();
    let days = jiff::Span::new().days((n % 300) as i64);
    part.due_date = (!n.is_multiple_of(11)).then(|| jiff::civil::date(2026, 1, 1) + days);
    match n % 5 {
        3 => {
            let paid_at = start + SignedDuration::from_hours(24 * 400 + n as i64);
            let payment = Payment {
                receipt_id: ReceiptId::parse(&format!("RECEIPT-{n}")).ok(),
                amount_cents: part.amount_cents,
                paid_at,
                psp_name: "Banca =cmd".to_owned(),
                method: None,
                fee_cents: None,
                notice: None,
            };
            let receipt = receipt(&position, &payment);
            let paid = pay(&position, &position.nav, payment, paid_at).unwrap();
            (paid.position, Some(receipt))
        }
        4 => {
            position.state = PositionState::Expired;
            (position, None)
        }
        _ => (position, None),
    }
}

pub fn receipt(position: &DebtPosition, payment: &Payment) -> Receipt {
    serde_json::from_value(json!({
        "creditor": position.creditor, "nav": position.nav, "iuv": position.nav.iuv(),
        "receipt_id": payment.receipt_id, "amount_cents": payment.amount_cents,
        "fee_cents": null, "description": "Mensa", "debtor_tax_code": "X", "debtor_name": "X",
        "payer_name": null, "psp_id": "PSP1", "psp_name": payment.psp_name, "channel": "C",
        "payment_method": null, "payment_note": null, "paid_at": payment.paid_at,
        "application_date": null, "transfer_date": null, "stand_in": false,
        "received_at": payment.paid_at, "standing": "SETTLES", "warnings": [],
    }))
    .unwrap()
}

/// Positions in the table, as publishing and receipts leave them.
pub async fn seed(world: &World, count: usize) -> Vec<DebtPosition> {
    seed_as(world, count, |_| ()).await
}

/// The same, each changed before it is stored.
pub async fn seed_as(
    world: &World,
    count: usize,
    change: impl Fn(&mut DebtPosition),
) -> Vec<DebtPosition> {
    let first = world.publish(1).await.notices.remove(0);
    let table = &world.stack.parts.job_table;
    let first = NoticeNumber::parse(&first).unwrap();
    let model = positions::by_nav(table, &creditor(), &first).await.unwrap();
    let model = model.unwrap();
    let mut all = vec![model.clone()];
    let mut seeded: Vec<_> = (1..=count).map(|n| position(&model, n)).collect();
    seeded.iter_mut().for_each(|(position, _)| change(position));
    for chunk in seeded.chunks(45) {
        let mut tx = Tx::new();
        for (position, receipt) in chunk {
            tx = tx.put_new(position);
            if let Some(receipt) = receipt {
                tx = tx.put_new(receipt);
            }
        }
        table.commit(tx).await.unwrap();
    }
    all.extend(seeded.into_iter().map(|(position, _)| position));
    debtors::enter(table, &all).await.unwrap();
    all
}

pub fn navs(positions: &[DebtPosition]) -> BTreeSet<NoticeNumber> {
    positions
        .iter()
        .map(|position| position.nav.clone())
        .collect()
}

pub fn filters() -> Vec<Filter> {
    let days = |from: (i16, i8, i8), to: (i16, i8, i8)| Days {
        from: Some(jiff::civil::date(from.0, from.1, from.2)),
        to: Some(jiff::civil::date(to.0, to.1, to.2)),
    };
    let whole = Filter::default;
    let state = |state| Filter {
        state: Some(state),
        ..whole()
    };
    vec![
        whole(),
        state(PositionState::Valid),
        state(PositionState::Paid),
        state(PositionState::Draft),
        Filter {
            service: ServiceCode::parse("TARI").ok(),
            ..whole()
        },
        Filter {
            due: days((2026, 3, 1), (2026, 3, 31)),
            ..whole()
        },
        Filter {
            due: days((2026, 3, 1), (2026, 3, 31)),
            ..state(PositionState::Expired)
        },
        Filter {
            created: days((2025, 2, 1), (2025, 2, 28)),
            ..state(PositionState::Valid)
        },
        Filter {
            paid: days((2026, 2, 1), (2026, 4, 30)),
            ..whole()
        },
        Filter {
            paid: days((2026, 2, 1), (2026, 4, 30)),
            service: ServiceCode::parse("TARI").ok(),
            ..whole()
        },
        Filter {
            debtors: vec![
                TaxCode::parse(PEOPLE[0].1).unwrap(),
                TaxCode::parse(PEOPLE[1].1).unwrap(),
            ],
            ..state(PositionState::Expired)
        },
    ]
}
