//! What is to be sent, given what was sent and now.

mod ways;

use jiff::{SignedDuration, Timestamp};
use kernel::iban::Iban;
use kernel::ids::ServiceCode;
use kernel::money::Cents;
use kernel::notice::{NoticeNumber, SegregationCode};

use super::*;
use crate::domain::position::samples::{payment, position};
use crate::domain::position::{DebtPosition, Destination, InstallmentState, PositionState, Stamp};

fn now() -> Timestamp {
    "2026-06-01T10:00:00Z".parse().unwrap()
}

fn nav(base: u64) -> NoticeNumber {
    NoticeNumber::issue(&SegregationCode::parse("07").unwrap(), base).unwrap()
}

/// What is to be told of a position; the other side takes it all.
fn tell(told: &mut Told, position: Option<&DebtPosition>) -> Vec<Call> {
    let creditor = super::super::position::samples::position().creditor;
    let plan = plan(&creditor, told, position, now());
    told.trying(&plan.calls);
    for call in &plan.calls {
        told.done(call, &Answer::Message(Some("M1".to_owned())), now());
    }
    plan.calls
}

fn aca(calls: &[Call]) -> Vec<(&str, i64)> {
    let of = |call: &'_ Call| match call {
        Call::Aca(one) => (one.nav.as_str().to_owned().leak() as &str, one.amount),
        other => panic!("{other:?}"),
    };
    calls.iter().map(of).collect()
}

fn io(calls: &[Call]) -> Vec<IoKind> {
    let of = |call: &Call| match call {
        Call::Io(one) => one.told.kind,
        other => panic!("{other:?}"),
    };
    calls.iter().map(of).collect()
}

/// The whole, or two instalments.
fn plan_of_two() -> DebtPosition {
    let mut position = position();
    let mut two = position.options[0].clone();
    let mut other = two.installments[0].clone();
    for (part, base) in [(&mut two.installments[0], 2), (&mut other, 3)] {
        (part.nav, part.iuv) = (nav(base), nav(base).iuv());
        part.amount_cents = Cents::new(1_500);
        part.transfers[0].amount_cents = Cents::new(1_500);
        part.due_date = Some(jiff::civil::date(2026, 6, i8::try_from(base).unwrap()));
    }
    two.installments.push(other);
    position.options.push(two);
    position
}

fn pay(position: &mut DebtPosition, option: usize, part: usize, state: PositionState) {
    position.state = state;
    let part = &mut position.options[option].installments[part];
    (part.payment, part.state) = (Some(payment("A")), InstallmentState::Paid);
}

#[test]
fn the_archive_is_told_once_again_when_changed_and_closed_at_the_end() {
    let (mut told, mut position) = (Told::nothing(Target::Aca), position());
    let number = position.nav.to_string();
    assert_eq!(
        aca(&tell(&mut told, Some(&position))),
        [(number.as_str(), 3_000)]
    );
    assert!(tell(&mut told, Some(&position)).is_empty(), "told already");
    position.options[0].installments[0].amount_cents = Cents::new(3_100);
    assert_eq!(
        aca(&tell(&mut told, Some(&position))),
        [(number.as_str(), 3_100)]
    );
    pay(&mut position, 0, 0, PositionState::Paid);
    assert_eq!(
        aca(&tell(&mut told, Some(&position))),
        [(number.as_str(), 0)]
    );
    assert!(tell(&mut told, Some(&position)).is_empty());
    assert!(tell(&mut told, None).is_empty(), "closed before");
}

#[test]
fn a_state_that_was_never_sent_is_not_sent_late() {
    for target in Target::ALL {
        let mut told = Told::nothing(target);
        let mut position = position();
        pay(&mut position, 0, 0, PositionState::Paid);
        assert!(tell(&mut told, Some(&position)).is_empty(), "{target:?}");
        for state in [
            PositionState::Draft,
            PositionState::Invalid,
            PositionState::Expired,
        ] {
            position.state = state;
            position.options[0].installments[0].payment = None;
            assert!(tell(&mut told, Some(&position)).is_empty(), "{state:?}");
        }
        assert!(tell(&mut told, None).is_empty());
    }
}

#[test]
fn a_call_without_answer_is_made_again_and_closed_even_so() {
    let (mut told, mut position) = (Told::nothing(Target::Aca), position());
    let first = plan(&position.creditor, &told, Some(&position), now());
    told.trying(&first.calls);
    assert_eq!(
        plan(&position.creditor, &told, Some(&position), now()).calls,
        first.calls
    );
    pay(&mut position, 0, 0, PositionState::Paid);
    let after = tell(&mut told, Some(&position));
    assert!(matches!(after.as_slice(), [Call::Aca(one)] if one.closes()));
}

#[test]
fn what_was_taken_away_is_closed_with_what_was_told_of_it() {
    let mut told = Told::nothing(Target::Aca);
    let opened = tell(&mut told, Some(&position()));
    let closed = tell(&mut told, None);
    let ([Call::Aca(opened)], [Call::Aca(closed)]) = (opened.as_slice(), closed.as_slice()) else {
        panic!("{opened:?} {closed:?}");
    };
    assert_eq!(
        *closed,
        AcaPosition {
            amount: 0,
            ..opened.clone()
        }
    );
}

#[test]
fn paying_an_instalment_closes_the_whole_in_the_archive() {
    let (mut told, mut position) = (Told::nothing(Target::Aca), plan_of_two());
    assert_eq!(tell(&mut told, Some(&position)).len(), 3);
    pay(&mut position, 1, 0, PositionState::PartiallyPaid);
    let after = tell(&mut told, Some(&position));
    let closed = [(position.nav.as_str(), 0), (nav(2).as_str(), 0)].map(|it| it.1);
    assert_eq!(
        aca(&after).iter().map(|it| it.1).collect::<Vec<_>>(),
        closed
    );
}

#[test]
fn what_the_archive_cannot_take_is_said() {
    let mut several = position();
    let part = &mut several.options[0].installments[0];
    let mut other = part.transfers[0].clone();
    other.id = 2;
    part.transfers.push(other);
    let mut stamp = position();
    let hash = Stamp::new("AAAA", "01", "RM").unwrap();
    stamp.options[0].installments[0].transfers[0].to = Destination::Stamp { stamp: hash };
    let mut foreign = position();
    let iban = Iban::parse("DE89370400440532013000").unwrap();
    foreign.options[0].installments[0].transfers[0].to = Destination::account(iban, None);
    for position in [several, stamp, foreign] {
        let told = Told::nothing(Target::Aca);
        let plan = plan(&position.creditor, &told, Some(&position), now());
        assert!(plan.calls.is_empty() && plan.unfit.is_some(), "{plan:?}");
    }
}

#[test]
fn gpd_has_one_document_and_hears_of_each_payment() {
    let (mut told, mut position) = (Told::nothing(Target::Gpd), plan_of_two());
    let first = tell(&mut told, Some(&position));
    let [Call::Gpd(GpdCall::Put(document))] = first.as_slice() else {
        panic!("{first:?}");
    };
    assert!(!document.known);
    let options = document.body["paymentOption"].as_array().unwrap();
    let partial: Vec<_> = options.iter().map(|it| &it["isPartialPayment"]).collect();
    assert_eq!(partial, [false, true, true]);
    assert!(tell(&mut told, Some(&position)).is_empty());
    position.debtor.full_name = "Maria Rossi".to_owned();
    let second = tell(&mut told, Some(&position));
    assert!(matches!(second.as_slice(), [Call::Gpd(GpdCall::Put(it))] if it.known));
    pay(&mut position, 1, 0, PositionState::PartiallyPaid);
    let paid = tell(&mut told, Some(&position));
    assert!(matches!(paid.as_slice(), [Call::Gpd(GpdCall::Paid { nav: it, .. })] if *it == nav(2)));
    assert!(tell(&mut told, Some(&position)).is_empty());
}

#[test]
fn gpd_hears_of_a_withdrawal_and_of_a_removal_once() {
    for (position, is_delete) in [(Some(position()), false), (None, true)] {
        let mut told = Told::nothing(Target::Gpd);
        tell(
            &mut told,
            Some(&super::super::position::samples::position()),
        );
        let position = position.map(|mut it| {
            it.state = PositionState::Invalid;
            it
        });
        let calls = tell(&mut told, position.as_ref());
        let [Call::Gpd(call)] = calls.as_slice() else {
            panic!("{calls:?}");
        };
        assert_eq!(matches!(call, GpdCall::Delete(_)), is_delete);
        assert_eq!(matches!(call, GpdCall::Invalidate(_)), !is_delete);
        assert!(tell(&mut told, position.as_ref()).is_empty());
    }
}

#[test]
fn a_debtor_reads_to_pay_then_paid() {
    let (mut told, mut position) = (Told::nothing(Target::Io), position());
    position.options[0].installments[0].due_date = Some(jiff::civil::date(2026, 7, 31));
    let first = tell(&mut told, Some(&position));
    let [Call::Io(message)] = first.as_slice() else {
        panic!("{first:?}");
    };
    let content = &message.body["content"];
    assert_eq!(content["due_date"], "2026-07-31T21:59:59.000Z");
    assert_eq!(content["payment_data"]["amount"], 3_000);
    assert_eq!(
        content["payment_data"]["payee"]["fiscal_code"],
        "80047110152"
    );
    assert!(tell(&mut told, Some(&position)).is_empty());
    position.options[0].installments[0].due_date = Some(jiff::civil::date(2026, 8, 31));
    assert_eq!(io(&tell(&mut told, Some(&position))), [IoKind::ToPay]);
    pay(&mut position, 0, 0, PositionState::Paid);
    let paid = tell(&mut told, Some(&position));
    assert_eq!(io(&paid), [IoKind::Paid]);
    assert!(matches!(&paid[0], Call::Io(it) if it.body["content"]["payment_data"].is_null()));
    assert!(tell(&mut told, Some(&position)).is_empty());
}

#[test]
fn a_debtor_reads_that_a_notice_was_revoked() {
    let mut withdrawn = position();
    withdrawn.state = PositionState::Invalid;
    for after in [Some(withdrawn), None] {
        let mut told = Told::nothing(Target::Io);
        tell(&mut told, Some(&position()));
        assert_eq!(io(&tell(&mut told, after.as_ref())), [IoKind::Revoked]);
        assert!(tell(&mut told, after.as_ref()).is_empty());
    }
}

#[test]
fn a_message_that_may_be_there_is_for_people_and_what_follows_it_is_sent() {
    let (mut told, mut position) = (Told::nothing(Target::Io), position());
    let creditor = position.creditor.clone();
    let calls = plan(&creditor, &told, Some(&position), now()).calls;
    told.trying(&calls);
    assert!(told.is_unsure_for_good());
    assert!(tell(&mut told, Some(&position)).is_empty());
    let silent = Trouble::of_status(504, None, None);
    let push = Push {
        told: told.clone(),
        ..push()
    }
    .failed(&silent, now());
    assert_eq!(
        (push.state, push.doubt().is_some()),
        (PushState::Refused, true)
    );
    let mut again = push.resend(now()).told;
    assert_eq!(
        io(&tell(&mut again, Some(&position))),
        [IoKind::ToPay],
        "as a person asks"
    );
    let mut none = told.clone();
    none.untried(&calls);
    assert_eq!(
        io(&tell(&mut none, Some(&position))),
        [IoKind::ToPay],
        "it did not go out"
    );
    pay(&mut position, 0, 0, PositionState::Paid);
    assert_eq!(io(&tell(&mut told, Some(&position))), [IoKind::Paid]);
    assert!(!told.is_unsure_for_good());
}

#[test]
fn of_a_plan_the_next_instalment_alone_is_told() {
    let (mut told, mut position) = (Told::nothing(Target::Io), plan_of_two());
    let calls = tell(&mut told, Some(&position));
    assert!(matches!(calls.as_slice(), [Call::Io(it)] if it.told.nav == position.nav));
    pay(&mut position, 1, 0, PositionState::PartiallyPaid);
    let calls = tell(&mut told, Some(&position));
    assert!(matches!(calls.as_slice(), [_, Call::Io(it)] if it.told.nav == nav(3)));
}

#[test]
fn companies_and_provisional_codes_are_not_on_app_io() {
    for code in ["15376371009", "ANONIMO"] {
        let mut position = position();
        position.debtor.tax_code = kernel::tax::TaxCode::parse(code).unwrap();
        let mut told = Told::nothing(Target::Io);
        assert!(tell(&mut told, Some(&position)).is_empty(), "{code}");
    }
}

#[test]
fn a_message_keeps_the_limits_and_nothing_in_it_is_markdown() {
    let mut position = position();
    position.company_name = "[x](https://evil.example) ".repeat(60);
    position.options[0].installments[0].description = "*m*\n# a".repeat(40);
    let mut told = Told::nothing(Target::Io);
    let calls = tell(&mut told, Some(&position));
    let [Call::Io(message)] = calls.as_slice() else {
        panic!("{calls:?}");
    };
    let content = &message.body["content"];
    let chars = |name: &str| content[name].as_str().unwrap().chars().count();
    assert!((10..=120).contains(&chars("subject")), "{content}");
    assert!((80..=10_000).contains(&chars("markdown")), "{content}");
    assert!(content["markdown"].as_str().unwrap().contains(r"\[x\]\("));
}

fn push() -> Push {
    let position = position();
    let about = (position.creditor, position.nav);
    let service = ServiceCode::parse("MENSA").unwrap();
    Push::new(about, Target::Aca, service, now())
}

fn failed() -> Trouble {
    Trouble::of_status(500, None, None)
}

#[test]
fn pauses_grow_for_days_and_then_a_person_decides() {
    let (mut push, mut at) = (push(), now());
    let mut tries = 0;
    while push.state == PushState::Waiting {
        at = push.next_at.unwrap();
        push = push.begun(&[], at).failed(&failed(), at);
        tries += 1;
        assert!(tries < 100);
    }
    assert_eq!(push.state, PushState::Refused);
    assert!(at.duration_since(now()) > GIVE_UP);
    let again = push.resend(at);
    assert_eq!((again.state, again.failures), (PushState::Waiting, 0));
}

#[test]
fn a_refusal_is_for_people_and_a_throttle_waits_as_asked() {
    let detail = Some("iuv già presente");
    let refused = push().failed(&Trouble::of_status(409, detail, None), now());
    assert_eq!(refused.state, PushState::Refused);
    assert!(refused.reason.unwrap().contains("iuv già presente"));
    let wait = Some(SignedDuration::from_mins(9));
    let throttled = push().failed(&Trouble::of_status(429, None, wait), now());
    let next = throttled.next_at.unwrap();
    assert_eq!(next.duration_since(now()).as_mins(), 9);
}

#[test]
fn one_poison_never_pauses_the_others_and_a_sick_service_pauses_all() {
    let creditor = position().creditor;
    let line = Line::new(creditor, Target::Aca, now());
    let mut alone = line.clone();
    for _ in 0..5 {
        alone = alone.failed(&nav(1), &failed(), now()).unwrap_or(alone);
        assert!(alone.is_ready(now()), "{alone:?}");
    }
    let sick = alone.failed(&nav(2), &failed(), now()).unwrap();
    assert_eq!(sick.next_at.duration_since(now()).as_mins(), 1);
    let well = sick.answered(sick.next_at).unwrap();
    assert!(well.answered(now()).is_none() && well.failures == 0);
    let closed = line.failed(&nav(1), &Trouble::of_status(429, None, None), now());
    assert!(!closed.unwrap().is_ready(now()));
    let refused = line.failed(&nav(1), &Trouble::of_status(409, None, None), now());
    assert_eq!(refused, None);
}

#[test]
fn who_comes_while_somebody_sends_leaves_word() {
    let sending = push().begun(&[], now());
    assert!(sending.is_busy(now()));
    let word = sending.asked_again(now());
    assert!(word.again && word.version == sending.version + 1);
    let dead = sending.next_at.unwrap();
    assert!(!sending.is_busy(dead), "who sends may die");
}

#[test]
fn the_choice_of_a_creditor_tells_whom() {
    let position = position();
    let service = position.service.clone();
    let mut settings = OutwardSettings::new(position.creditor, now());
    assert!(!settings.is_on());
    settings.archive = Archive::Gpd;
    settings.io.push(IoService {
        service: service.clone(),
        key: "sealed".to_owned(),
        is_on: true,
    });
    assert_eq!(settings.targets(&service), [Target::Gpd, Target::Io]);
    let other = ServiceCode::parse("TARI").unwrap();
    assert_eq!(settings.targets(&other), [Target::Gpd]);
    settings.io[0].is_on = false;
    assert_eq!(settings.targets(&service), [Target::Gpd]);
}
