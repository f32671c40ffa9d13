//! The whole machine: every state with every command, and any sequence of what may happen to a position.

use jiff::{SignedDuration, Timestamp};
use kernel::iban::Iban;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use proptest::prelude::*;

use super::samples::{draft, receipt_id};
use super::*;

fn start() -> Timestamp {
    "2026-06-01T10:00:00Z".parse().unwrap()
}

/// What each state answers to each command, in the order of `Command::ALL`: the letter of the state it
/// leads to, `=` already done, `x` refused, `-` gone.
const TABLE: [(PositionState, &str); 8] = [
    (PositionState::Draft, "VUxxxpPxxD-xxDD"),
    (PositionState::Published, "==VIxpPxxD-xxUU"),
    (PositionState::Valid, "=x=IEpPxxD-pPVV"),
    (PositionState::Invalid, "xxx=xpPxxx-xxIx"),
    (PositionState::Expired, "xxxx=pPxxD-xxEx"),
    (PositionState::PartiallyPaid, "xxxxxpPx=xxpPpp"),
    (PositionState::Paid, "xxxxx==R=xxxxxx"),
    (PositionState::Reported, "xxxxx===Pxxxxxx"),
];

fn letter(step: Step) -> char {
    match step {
        Step::AlreadyDone => '=',
        Step::Gone => '-',
        Step::Refused(_) => 'x',
        Step::To(PositionState::Draft) => 'D',
        Step::To(PositionState::Published) => 'U',
        Step::To(PositionState::Valid) => 'V',
        Step::To(PositionState::Invalid) => 'I',
        Step::To(PositionState::Expired) => 'E',
        Step::To(PositionState::PartiallyPaid) => 'p',
        Step::To(PositionState::Paid) => 'P',
        Step::To(PositionState::Reported) => 'R',
    }
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    for (state, expected) in TABLE {
        let row: String = Command::ALL
            .iter()
            .map(|c| letter(step(state, *c)))
            .collect();
        assert_eq!(row, expected, "{state:?}");
    }
}

#[derive(Clone, Debug)]
enum Happens {
    Publish,
    Update { publish: bool, days: i64 },
    Invalidate,
    Delete,
    Receipt { part: usize, id: u8 },
    PayOutside { part: usize },
    Report { part: usize, transfer: u8, id: u8 },
    ReportOutside { part: usize, transfer: u8 },
    Withdraw { part: usize, transfer: u8 },
    Fee { part: usize, cents: i64 },
    Account,
    Days(i64),
}

fn happens() -> impl Strategy<Value = Happens> {
    let part = 0..4usize;
    prop_oneof![
        Just(Happens::Publish),
        (any::<bool>(), 1..60i64).prop_map(|(publish, days)| Happens::Update { publish, days }),
        Just(Happens::Invalidate),
        Just(Happens::Delete),
        (part.clone(), 0..5u8).prop_map(|(part, id)| Happens::Receipt { part, id }),
        part.clone().prop_map(|part| Happens::PayOutside { part }),
        (part.clone(), 1..3u8, 0..5u8).prop_map(|(part, transfer, id)| Happens::Report {
            part,
            transfer,
            id
        }),
        (part.clone(), 1..3u8)
            .prop_map(|(part, transfer)| Happens::ReportOutside { part, transfer }),
        (part.clone(), 1..3u8).prop_map(|(part, transfer)| Happens::Withdraw { part, transfer }),
        (part, 0..900i64).prop_map(|(part, cents)| Happens::Fee { part, cents }),
        Just(Happens::Account),
        (1..40i64).prop_map(Happens::Days),
    ]
}

fn nav(n: usize) -> NoticeNumber {
    NoticeNumber::parse(&format!("30000000000000000{n}")).unwrap()
}

/// The whole in one part of two transfers, or a plan of three parts.
fn two_ways(due: Timestamp, expires: bool) -> Draft {
    let mut draft = draft();
    let mut whole = draft.options[0].clone();
    whole.switch_to_expired = expires;
    let part = &mut whole.installments[0];
    (part.nav, part.due_at) = (nav(0), Some(due));
    let mut second = part.transfers[0].clone();
    second.id = 2;
    part.transfers.push(second);
    part.amount_cents = Cents::new(6_000);
    let mut plan = draft.options[0].clone();
    plan.switch_to_expired = expires;
    plan.installments = (1..4)
        .map(|n| Installment {
            nav: nav(n),
            due_at: Some(due),
            ..plan.installments[0].clone()
        })
        .collect();
    draft.options = vec![whole, plan];
    draft
}

/// A receipt's id tells its part, as pagoPA's tokens are each of one payment.
fn receipt_of(part: usize, id: u8) -> ReceiptId {
    receipt_id(&format!("{part}-{id}"))
}

struct World {
    position: DebtPosition,
    now: Timestamp,
}

impl World {
    fn by(&self) -> By<'static> {
        By {
            actor: "key",
            at: self.now,
        }
    }

    fn later(&self, days: i64) -> Timestamp {
        self.now + SignedDuration::from_hours(24 * days)
    }

    fn take(&mut self, changed: Option<Changed>) {
        let Some(changed) = changed else { return };
        assert_eq!(changed.after.version, self.position.version + 1);
        assert_eq!(changed.history.version, changed.after.version);
        let seen = self.position.state_at(self.now);
        assert_eq!(changed.history.from, seen.as_str());
        self.position = changed.after;
    }

    fn receipt(&mut self, part: usize, id: u8) {
        let payment = Payment {
            receipt_id: Some(receipt_of(part, id)),
            ..super::samples::payment("x")
        };
        match pay(&self.position, &nav(part), payment, self.now) {
            Ok(paid) => self.position = paid.position,
            Err(PayRefusal::PaidBefore | PayRefusal::OtherWay | PayRefusal::SamePayment) => {}
            Err(PayRefusal::NoSuchPart) => panic!("a receipt is always booked"),
        }
    }

    fn report(&mut self, part: usize, transfer: u8, receipt: &ReceiptId) {
        let outcome = report(&self.position, &nav(part), receipt, transfer, self.now);
        if let ReportOutcome::Reported(after) = outcome {
            self.position = *after;
        }
    }

    fn go(&mut self, happens: &Happens) {
        let by = self.by();
        let before = self.position.clone();
        match happens {
            Happens::Publish => self.take(publish(&before, by).ok()),
            Happens::Update { publish, days } => {
                let draft = two_ways(self.later(*days), days % 2 == 0);
                self.take(update(&before, draft, *publish, by).ok());
            }
            Happens::Invalidate => self.take(invalidate(&before, by).ok()),
            Happens::Delete => {
                let paid = before.installments().any(|part| part.payment.is_some());
                assert_eq!(delete(&before, by).is_ok(), !paid);
            }
            Happens::Receipt { part, id } => self.receipt(*part, *id),
            Happens::PayOutside { part } => {
                let told = Outside {
                    paid_at: self.now,
                    psp_name: "Tesoreria".to_owned(),
                    method: None,
                    fee_cents: None,
                    receipt_id: None,
                };
                let open = before.open_part(&nav(*part), self.now).is_ok();
                let paid = pay_outside(&before, &nav(*part), told, by);
                assert_eq!(paid.is_ok(), open);
                self.take(paid.ok());
            }
            Happens::Report { part, transfer, id } => {
                self.report(*part, *transfer, &receipt_of(*part, *id));
            }
            Happens::ReportOutside { part, transfer } => {
                self.take(report_outside(&before, &nav(*part), *transfer, by).ok());
            }
            Happens::Withdraw { part, transfer } => {
                let back = withdraw(&before, &nav(*part), *transfer, self.now);
                self.position = back.unwrap_or(before);
            }
            Happens::Fee { part, cents } => {
                let fee = Cents::new(*cents);
                self.take(add_notification_fee(&before, &nav(*part), fee, by).ok());
            }
            Happens::Account => {
                let old = before.options[0].installments[0].transfers[0]
                    .iban()
                    .cloned();
                let new = Iban::parse("IT44H0306933840100000009001").unwrap();
                self.take(
                    old.and_then(|old| change_ibans(&before, &old, (&new, 1), by))
                        .map(|c| c.0),
                );
            }
            Happens::Days(days) => self.now = self.later(*days),
        }
    }
}

proptest! {
    #[test]
    fn any_sequence_leaves_amounts_that_add_up_and_levels_that_agree(
        steps in prop::collection::vec(happens(), 1..40),
        publish in any::<bool>(),
        tick in any::<bool>(),
    ) {
        let due = start() + SignedDuration::from_hours(24 * 30);
        let position = create(two_ways(due, true), publish, start()).unwrap();
        let mut world = World { position, now: start() };
        let mut taken = 0;
        for happens in steps {
            world.go(&happens);
            // Whether the job has run or not changes nothing that a reader sees.
            let seen = world.position.at(world.now).into_owned();
            if tick {
                if let Some(changed) = mature(&world.position, world.now) {
                    prop_assert_eq!(changed.history.from.as_str(), world.position.state.as_str());
                    world.position = changed.after;
                }
                prop_assert_eq!(world.position.state, seen.state);
                prop_assert_eq!(mature(&world.position, world.now), None);
            }
            prop_assert_eq!(seen.check(), Ok(()), "{:?}", happens);
            prop_assert_eq!(seen.levels(), Ok(()), "{:?}", happens);
            let paid = seen.installments().filter(|part| part.payment.is_some()).count();
            prop_assert!(paid >= taken, "money is never lost: {:?}", happens);
            taken = paid;
        }
    }

    #[test]
    fn a_change_by_time_comes_exactly_when_it_is_announced(
        publish in any::<bool>(), expires in any::<bool>(), validity in 0..10i64, due in 10..20i64,
    ) {
        let hours = |n: i64| start() + SignedDuration::from_hours(n);
        let mut draft = two_ways(hours(due), expires);
        for option in &mut draft.options {
            option.validity_date = Some(hours(validity));
        }
        let position = create(draft, publish, start()).unwrap();
        if let Some((when, _)) = position.next_change() {
            let before = when - SignedDuration::from_nanos(1);
            prop_assert_eq!(position.state_at(before), position.state);
            prop_assert_ne!(position.state_at(when), position.state);
        } else {
            prop_assert_eq!(position.state_at(hours(10_000)), position.state);
        }
    }
}
