//! What happens in a run, drawn from its seed.

use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;

use super::chance::Chance;
use super::samples;
use super::subject::Told;

/// What every notice of a run asks for.
pub const AMOUNT: Cents = Cents::new(3_000);
/// Everything begins within this time.
const BEGIN_MS: u64 = 200;

pub struct Plan {
    /// Of 100 requests to the table so many go wrong.
    pub mishaps_percent: u64,
    /// Of 100 times that a receipt is worked on, so many end in the middle.
    pub crashes_percent: u64,
    pub notices: Vec<Notice>,
    pub deliveries: Vec<Delivery>,
    /// A colleague who changes a position: which one, and when.
    pub edits: Vec<(NoticeNumber, u64)>,
}

pub struct Notice {
    pub nav: NoticeNumber,
    pub published: Published,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    Before,
    /// While receipts come in.
    At(u64),
    Never,
}

pub struct Delivery {
    pub told: Told,
    pub at_ms: u64,
}

impl Plan {
    pub fn of(seed: u64, chance: &Chance) -> Self {
        let mut plan = Self {
            mishaps_percent: chance.of(&[0, 5, 20, 40]),
            crashes_percent: chance.of(&[0, 10, 30]),
            notices: Vec::new(),
            deliveries: Vec::new(),
            edits: Vec::new(),
        };
        for number in 0..=chance.below(3) {
            plan.add(seed * 10 + number, Published::Before, chance);
        }
        plan.add(seed * 10 + 8, Published::Never, chance);
        if chance.percent(50) {
            let at = Published::At(chance.below(BEGIN_MS));
            plan.add(seed * 10 + 9, at, chance);
        }
        plan
    }

    /// One notice, one receipt, a hundred deliveries at the same moment.
    pub fn crowd(mishaps_percent: u64, crashes_percent: u64) -> Self {
        let (nav, id) = (samples::notice(1), ReceiptId::parse("A").unwrap());
        let told = Told {
            nav: nav.clone(),
            id,
            amount: AMOUNT,
        };
        let delivery = |_| Delivery {
            told: told.clone(),
            at_ms: 0,
        };
        Self {
            mishaps_percent,
            crashes_percent,
            deliveries: (0..100).map(delivery).collect(),
            notices: vec![Notice {
                nav,
                published: Published::Before,
            }],
            edits: Vec::new(),
        }
    }

    fn add(&mut self, base: u64, published: Published, chance: &Chance) {
        let nav = samples::notice(base);
        for number in 0..=chance.below(3) {
            let id = ReceiptId::parse(&format!("{base}-{number}")).unwrap();
            let amount = if chance.percent(20) {
                Cents::new(1)
            } else {
                AMOUNT
            };
            let told = Told {
                nav: nav.clone(),
                id,
                amount,
            };
            let copies = if chance.percent(1) {
                100
            } else {
                1 + chance.below(3)
            };
            for _ in 0..copies {
                let at_ms = chance.below(BEGIN_MS);
                self.deliveries.push(Delivery {
                    told: told.clone(),
                    at_ms,
                });
            }
        }
        if published == Published::Before && chance.percent(30) {
            self.edits.push((nav.clone(), chance.below(BEGIN_MS)));
        }
        self.notices.push(Notice { nav, published });
    }

    /// Every receipt once, in a fixed order.
    pub fn receipts(&self) -> Vec<&Told> {
        let mut all: Vec<&Told> = self.deliveries.iter().map(|d| &d.told).collect();
        all.sort();
        all.dedup();
        all
    }
}
