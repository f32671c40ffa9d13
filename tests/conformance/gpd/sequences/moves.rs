//! The calls of a sequence, drawn by seed.

use jiff::{SignedDuration, Timestamp};
use kernel::notice::{NoticeNumber, SegregationCode};
use serde_json::{Value, json};

use crate::gpd::bodies::{IBAN, written};
use crate::samples::CREDITOR;

/// Parts that a position may have: numbers 0 to 3.
pub const PARTS: u64 = 4;

/// What is done to the one position of a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Create {
        publish: bool,
    },
    Update {
        publish: bool,
    },
    Publish,
    Invalidate,
    Delete,
    /// The body says that it was paid elsewhere.
    Settle(u64),
    /// GPD's `pay`.
    Pay(u64),
    /// A receipt of the node.
    Receipt(u64),
    Fee(u64, u32),
    Report(u64, u8),
    Wait {
        hours: i64,
    },
}

pub struct Chance(fastrand::Rng);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    pub fn step(&mut self) -> Step {
        let part = self.0.u64(..PARTS);
        let publish = self.0.bool();
        match self.0.u8(..24) {
            0..=4 => Step::Create { publish },
            5..=6 => Step::Update { publish },
            7..=8 => Step::Publish,
            9 => Step::Invalidate,
            10 => Step::Delete,
            11..=12 => Step::Settle(part),
            13..=14 => Step::Pay(part),
            15 => Step::Receipt(part),
            16 => Step::Fee(part, self.0.u32(..5) * 50),
            17..=20 => Step::Report(part, self.0.u8(1..=2)),
            _ => Step::Wait {
                hours: self.0.i64(1..40),
            },
        }
    }

    /// A position of one whole and perhaps a plan, with dates around now.
    pub fn body(&mut self, iupd: &str, now: Timestamp) -> Value {
        let mut numbers = 0..PARTS;
        let terms = (now, self.0.u8(..3) > 0);
        let mut options = vec![self.option(numbers.by_ref().take(1).collect(), terms)];
        for plan in [2, 1] {
            if self.0.bool() {
                options.push(self.option(numbers.by_ref().take(plan).collect(), terms));
            }
        }
        self.0.shuffle(&mut options);
        json!({ "iupd": iupd, "companyName": "Comune di Valdorra", "paymentOption": options })
    }

    fn option(&mut self, numbers: Vec<u64>, (now, expires): (Timestamp, bool)) -> Value {
        let validity = self
            .0
            .bool()
            .then(|| now + SignedDuration::from_hours(self.0.i64(-2..48)));
        let parts: Vec<Value> = numbers.into_iter().map(|nth| self.part(nth, now)).collect();
        let mut option = json!({
            "switchToExpired": expires, "installments": parts,
            "debtor": { "type": "F", "fiscalCode": "RSSMRA85T10A562S", "fullName": "Mario Rossi" },
        });
        if let Some(validity) = validity {
            option["validityDate"] = json!(written(validity));
        }
        option
    }

    fn part(&mut self, nth: u64, now: Timestamp) -> Value {
        let (first, second) = (self.0.u32(1..5_000), self.0.u32(..3) / 2 * 100);
        let due = now + SignedDuration::from_hours(self.0.i64(-1..80));
        let transfer = |id: &str, amount: u32| {
            json!({ "idTransfer": id, "amount": amount, "organizationFiscalCode": CREDITOR,
                "remittanceInformation": "Mensa", "category": "9/0101108TS/", "iban": IBAN })
        };
        let mut transfers = vec![transfer("1", first)];
        if second > 0 {
            transfers.push(transfer("2", second));
        }
        // Now and then the sum is wrong, and must be refused.
        let wrong = u32::from(self.0.u8(..20) == 0);
        let nav = nav(nth).to_string();
        json!({ "nav": nav, "iuv": nav[1..], "amount": first + second + wrong,
            "description": "Mensa", "dueDate": written(due), "transfer": transfers })
    }
}

/// The notice number of the nth part.
pub fn nav(nth: u64) -> NoticeNumber {
    NoticeNumber::issue(&SegregationCode::parse("07").unwrap(), 500 + nth).unwrap()
}
