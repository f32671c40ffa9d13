//! A bulk that is killed after each of its requests in turn.

use std::cell::Cell;
use std::rc::Rc;

use futures::future::{Either, select};
use kernel::notice::NoticeNumber;
use payments::domain::receipt::{Answer, Receipt};
use payments::store::bulks::act::Act;
use payments::store::bulks::release::sweep;
use payments::store::bulks::run::BulkError;
use payments::store::positions::Teller;
use payments::store::{positions, receipts};
use serde_json::json;

use super::seen::{Sight, seen_of_all};
use super::town::{Town, changed, creditor, navs, position, removal};
use crate::run::all;

/// More positions than one transaction holds, whatever is done to them.
const COUNT: u64 = 50;
const OFFICE: &str = "Ufficio Tributi";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Create,
    Replace,
    Remove,
}

impl Kind {
    async fn acts(self, town: &Town) -> Vec<Act> {
        let at = town.now();
        if self == Self::Create {
            return (1..=COUNT).map(|n| Act::create(position(n, at))).collect();
        }
        let found = positions::by_navs(&town.table, &creditor(), navs(COUNT).iter()).await;
        let act = |before| match self {
            Self::Replace => Act::Replace {
                changed: changed(&before, (OFFICE, "bulk"), at),
                before,
            },
            Self::Create | Self::Remove => removal(&before, "bulk", at),
        };
        found.unwrap().into_iter().map(act).collect()
    }

    fn before(self) -> Sight {
        (self != Self::Create).then_some(None)
    }

    fn after(self) -> Sight {
        match self {
            Self::Create => Some(None),
            Self::Replace => Some(Some(OFFICE.to_owned())),
            Self::Remove => None,
        }
    }
}

/// What becomes of the rest after the death.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Sweep,
    /// Somebody pays one of the positions first.
    Receipt,
    /// The client sends the same bulk once more first.
    Again,
}

pub fn kill_after_each_request(kind: Kind) {
    let (mut committed, mut aborted) = (0, 0);
    for then in [Then::Sweep, Then::Receipt, Then::Again] {
        for requests in 1.. {
            let finished = Rc::new(Cell::new(false));
            let seen = Rc::new(Cell::new(false));
            let town = Town::found(requests);
            let (place, told, said) = (Rc::clone(&town), Rc::clone(&finished), Rc::clone(&seen));
            all(
                &town.time,
                [async move {
                    told.set(!killed(&place, kind, requests).await);
                    said.set(aftermath(&place, kind, then).await == kind.after());
                }],
            );
            if finished.get() {
                break;
            }
            match seen.get() {
                true => committed += 1,
                false => aborted += 1,
            }
        }
    }
    println!("{kind:?}: killed {committed} times after the decision, {aborted} times before");
    assert!(committed >= 3 && aborted >= 2, "{committed} {aborted}");
}

/// Whether it was killed before it had finished.
async fn killed(town: &Town, kind: Kind, requests: u64) -> bool {
    if kind != Kind::Create {
        let at = town.now();
        let there: Vec<_> = (1..=COUNT).map(|n| position(n, at)).collect();
        town.publish(&there).await;
    }
    let acts = kind.acts(town).await;
    town.wire.die_after(Some(requests));
    let work = Box::pin(town.write("bulk", acts));
    let death = Box::pin(async {
        while !town.wire.is_dead() {
            town.time.nap_ms(1).await;
        }
    });
    let dead = match select(work, death).await {
        Either::Left((done, _)) => {
            done.unwrap();
            false
        }
        Either::Right(_) => true,
    };
    town.wire.die_after(None);
    dead
}

/// What all readers see after the death, which stays so to the end.
async fn aftermath(town: &Town, kind: Kind, then: Then) -> Sight {
    let navs = navs(COUNT);
    let mut seen = seen_of_all(&town.table, &navs).await.unwrap();
    assert!(
        seen == kind.before() || seen == kind.after(),
        "{kind:?} {seen:?}"
    );
    match then {
        Then::Sweep => {}
        Then::Receipt => pay(town, &navs[5], &seen).await,
        Then::Again => {
            seen = again(town, kind, &seen).await;
        }
    }
    assert_eq!(seen_of_all(&town.table, &navs).await.unwrap(), seen);
    town.time.nap_ms(120_000).await;
    let swept = sweep(&town.table, town.now()).await.unwrap();
    assert!(swept <= 2);
    assert_eq!(seen_of_all(&town.table, &navs).await.unwrap(), seen);
    let kinds = town.kinds();
    assert!(!kinds.contains("held_position") && !kinds.contains("next_position"));
    assert_eq!(sweep(&town.table, town.now()).await.unwrap(), 0);
    if seen.is_none() && then != Then::Receipt {
        assert!(!kinds.contains("position_pointer") && !kinds.contains("iupd_pointer"));
        // The numbers are free again.
        let acts = Kind::Create.acts(town).await;
        town.write("other", acts).await.unwrap();
    }
    seen
}

/// The same bulk from the same client, who heard nothing.
async fn again(town: &Town, kind: Kind, seen: &Sight) -> Sight {
    match (kind, *seen == kind.after()) {
        (Kind::Create, true) => {
            let told = town.write("bulk", kind.acts(town).await).await;
            assert!(matches!(told, Err(BulkError::Taken(0))), "{told:?}");
        }
        (Kind::Remove, true) => assert!(kind.acts(town).await.is_empty()),
        (Kind::Replace, true) => {}
        (_, false) => {
            let told = town.write("bulk", kind.acts(town).await).await;
            let told = match told {
                // Its own earlier try stood in the way, and is gone now.
                Err(BulkError::Stale) => town.write("bulk", kind.acts(town).await).await,
                other => other,
            };
            told.unwrap();
        }
    }
    kind.after()
}

/// A receipt is taken at once, whatever holds the position, and is worth what everybody sees.
async fn pay(town: &Town, nav: &NoticeNumber, seen: &Sight) {
    let receipt: Receipt = serde_json::from_value(json!({
        "creditor": creditor(), "nav": nav, "iuv": nav.iuv(), "receipt_id": "R-1",
        "amount_cents": 3_000, "fee_cents": null, "description": "Mensa", "debtor_tax_code": "X",
        "debtor_name": "X", "payer_name": null, "psp_id": "PSP1", "psp_name": "PSP", "channel": "C",
        "payment_method": null, "payment_note": null, "paid_at": town.now(),
        "application_date": null, "transfer_date": null, "stand_in": false,
        "received_at": town.now(), "standing": "SETTLES", "warnings": [],
    }))
    .unwrap();
    let teller = Teller {
        settings: None,
        clock: &town.time,
        dice: &*town.dice,
    };
    let answer = receipts::record(&town.table, receipt, teller).await;
    let expected = match seen {
        Some(_) => Answer::Ok,
        None => Answer::Unknown,
    };
    assert_eq!(answer.unwrap(), expected);
    let paid = positions::by_nav(&town.table, &creditor(), nav).await;
    let paid = paid.unwrap();
    let payment = paid
        .as_ref()
        .map(|position| position.installment(nav).unwrap());
    assert_eq!(
        payment.map(|part| part.payment.is_some()),
        seen.as_ref().map(|_| true)
    );
}
