use jiff::Timestamp;
use kernel::iban::Iban;
use kernel::money::Cents;

use super::*;
use crate::domain::position::samples::{draft, payment};
use crate::domain::position::{Closed, Draft, Payment, create, pay};

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    time("2026-06-01T10:00:00Z")
}

fn by(at: &str) -> By<'static> {
    By {
        actor: "key-1",
        at: time(at),
    }
}

fn june() -> By<'static> {
    by("2026-06-02T10:00:00Z")
}

fn outside() -> Outside {
    Outside {
        paid_at: now(),
        psp_name: "Tesoreria".to_owned(),
        method: None,
        fee_cents: None,
        receipt_id: None,
    }
}

fn valid() -> DebtPosition {
    create(draft(), true, now()).unwrap()
}

#[test]
fn a_draft_is_published_once() {
    let made = create(draft(), false, now()).unwrap();
    let published = publish(&made, june()).unwrap();
    assert_eq!(published.after.state, PositionState::Valid);
    assert_eq!(published.after.published_at, Some(june().at));
    let history = &published.history;
    assert_eq!(
        (history.from.as_str(), history.to.as_str()),
        ("DRAFT", "VALID")
    );
    assert_eq!((history.version, history.actor.as_str()), (2, "key-1"));
    let again = publish(&published.after, june()).unwrap_err();
    assert_eq!(again, PublishRefusal::AlreadyDone);
}

#[test]
fn a_draft_whose_dates_have_passed_is_not_published() {
    let made = create(draft(), false, now()).unwrap();
    let late = publish(&made, by("2026-07-02T10:00:00Z")).unwrap_err();
    assert_eq!(late, PublishRefusal::DueDate);
    let mut begun = draft();
    begun.options[0].validity_date = Some(now());
    let begun = create(begun, false, now()).unwrap();
    assert_eq!(
        publish(&begun, june()).unwrap_err(),
        PublishRefusal::Validity
    );
}

#[test]
fn what_has_expired_is_told_so_before_the_tick_writes_it() {
    let valid = valid();
    let late = by("2026-07-02T10:00:00Z");
    let refused = invalidate(&valid, late).unwrap_err();
    assert_eq!(refused, InvalidateRefusal::State(PositionState::Expired));
    let matured = mature(&valid, late.at).unwrap();
    assert_eq!(matured.after.state, PositionState::Expired);
    assert_eq!(matured.history.from, "VALID");
    assert_eq!(mature(&matured.after, late.at), None);
    let anew = update(&matured.after, later_draft(), true, late).unwrap();
    assert_eq!(anew.after.state, PositionState::Valid);
}

fn later_draft() -> Draft {
    let mut draft = draft();
    draft.options[0].installments[0].due_at = Some(time("2026-09-01T10:00:00Z"));
    draft
}

#[test]
fn an_update_is_a_draft_again_and_keeps_what_was_added() {
    let before = add_notification_fee(&valid(), &valid().nav, Cents::new(500), june()).unwrap();
    assert_eq!(before.after.amount_cents(), Cents::new(3_500));
    let updated = update(&before.after, later_draft(), false, june())
        .unwrap()
        .after;
    assert_eq!(updated.state, PositionState::Draft);
    assert_eq!(updated.published_at, None);
    assert_eq!(updated.amount_cents(), Cents::new(3_500));
    assert_eq!(updated.created_at, before.after.created_at);
    assert_eq!((updated.check(), updated.levels()), (Ok(()), Ok(())));
    let published = update(&before.after, later_draft(), true, june())
        .unwrap()
        .after;
    assert_eq!(published.state, PositionState::Valid);
    assert_eq!(published.options[0].validity_date, Some(now()), "kept");
}

#[test]
fn a_fee_is_replaced_not_added_up() {
    let first = add_notification_fee(&valid(), &valid().nav, Cents::new(500), june()).unwrap();
    let second = add_notification_fee(&first.after, &valid().nav, Cents::new(200), june());
    let part = second.unwrap().after.first().unwrap().clone();
    assert_eq!(part.amount_cents, Cents::new(3_200));
    assert_eq!(part.notification_fee_cents, Some(Cents::new(200)));
    assert_eq!(part.transfers[0].amount_cents, Cents::new(3_200));
}

#[test]
fn what_is_paid_is_not_changed_withdrawn_or_deleted() {
    let valid = valid();
    let paid = pay_outside(&valid, &valid.nav, outside(), june())
        .unwrap()
        .after;
    assert_eq!(paid.state, PositionState::Paid);
    assert_eq!((paid.check(), paid.levels()), (Ok(()), Ok(())));
    let refused = pay_outside(&paid, &paid.nav, outside(), june()).unwrap_err();
    assert_eq!(refused, SettleRefusal::Paid);
    assert!(matches!(
        update(&paid, later_draft(), false, june()),
        Err(UpdateRefusal::State(PositionState::Paid))
    ));
    assert!(invalidate(&paid, june()).is_err());
    assert_eq!(
        delete(&paid, june()).unwrap_err(),
        DeleteRefusal::HasPayments
    );
    let fee = add_notification_fee(&paid, &paid.nav, Cents::new(1), june());
    assert_eq!(fee.unwrap_err(), FeeRefusal::NotUnpaid);
    let reported = report_outside(&paid, &paid.nav, 1, june()).unwrap().after;
    assert_eq!(reported.state, PositionState::Reported);
    assert_eq!(reported.levels(), Ok(()));
}

#[test]
fn an_import_s_position_is_withdrawn_never_deleted() {
    let import = kernel::ids::ImportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
    let imported = DebtPosition {
        origin: Origin::Import(import),
        ..valid()
    };
    assert_eq!(
        delete(&imported, june()).unwrap_err(),
        DeleteRefusal::OfAnImport
    );
    let withdrawn = invalidate(&imported, june()).unwrap().after;
    assert_eq!(withdrawn.state, PositionState::Invalid);
    let again = invalidate(&withdrawn, june()).unwrap_err();
    assert_eq!(again, InvalidateRefusal::AlreadyDone);
}

#[test]
fn a_deleted_position_is_kept_as_it_was() {
    let valid = valid();
    let deleted = delete(&valid, june()).unwrap();
    assert_eq!(deleted.version, valid.version + 1);
    assert_eq!(deleted.position, valid);
}

#[test]
fn accounts_change_in_what_is_still_to_be_paid() {
    let valid = valid();
    let old = valid.first().unwrap().transfers[0].iban().unwrap().clone();
    let new = Iban::parse("IT44H0306933840100000009001").unwrap();
    let (changed, count) = change_ibans(&valid, &old, (&new, 9), june()).unwrap();
    assert_eq!(count, 1);
    assert_eq!(changed.after.state, PositionState::Valid);
    assert_eq!(change_ibans(&changed.after, &old, (&new, 9), june()), None);
    assert_eq!(change_ibans(&valid, &old, (&new, 0), june()), None);
}

#[test]
fn money_for_another_way_to_pay_is_never_booked_on_it() {
    let mut two = draft();
    let mut other = two.options[0].clone();
    let nav = kernel::notice::NoticeNumber::parse("300000000000000000").unwrap();
    other.installments[0].nav = nav.clone();
    two.options.push(other);
    let two = create(two, true, now()).unwrap();
    let paid = pay(&two, &two.nav, payment("A"), now()).unwrap().position;
    let second: Payment = payment("B");
    let refused = pay(&paid, &nav, second, now()).unwrap_err();
    assert_eq!(refused, crate::domain::position::PayRefusal::OtherWay);
    assert_eq!(paid.open_part(&nav, now()), Err(Closed::Paid));
    assert_eq!(paid.levels(), Ok(()));
}

#[test]
fn a_notification_fee_never_lands_on_a_stamp() {
    let stamp = crate::domain::position::Stamp::new("AAAA", "01", "RM").unwrap();
    let mut before = valid();
    let part = &mut before.options[0].installments[0];
    let mut account = part.transfers[0].clone();
    account.id = 2;
    part.transfers[0].to = crate::domain::position::Destination::Stamp { stamp };
    part.transfers.push(account);
    part.amount_cents = Cents::new(6_000);
    let nav = before.nav.clone();
    let fee = |before: &DebtPosition| add_notification_fee(before, &nav, Cents::new(500), june());
    let after = fee(&before).unwrap().after;
    let amounts = after.options[0].installments[0].transfers.iter();
    let amounts: Vec<_> = amounts.map(|t| t.amount_cents.get()).collect();
    assert_eq!((amounts, after.check()), (vec![3_000, 3_500], Ok(())));
    let part = &mut before.options[0].installments[0];
    part.transfers.pop();
    part.amount_cents = Cents::new(3_000);
    assert_eq!(fee(&before).unwrap_err(), FeeRefusal::NoTransfer);
}
