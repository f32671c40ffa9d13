//! Several ways to pay, each with dates of its own, and drafts that come back.

use super::*;

fn put(calls: &[Call]) -> &GpdPosition {
    match calls {
        [Call::Gpd(GpdCall::Put(document))] => document,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_validity_date_that_has_come_is_not_told_to_gpd_and_is_no_change() {
    let (mut told, mut position) = (Told::nothing(Target::Gpd), position());
    position.state = PositionState::Published;
    position.options[0].validity_date = Some("2026-06-02T10:00:00Z".parse().unwrap());
    let calls = tell(&mut told, Some(&position));
    assert_eq!(put(&calls).body["validityDate"], "2026-06-02T10:00:00Z");
    position.state = PositionState::Valid;
    let later = "2026-06-02T10:00:00Z".parse().unwrap();
    let again = |told: &Told| plan(&position.creditor, told, Some(&position), later).calls;
    assert_eq!(again(&told), [], "GPD has seen it, too");
    let fresh = again(&Told::nothing(Target::Gpd));
    assert!(put(&fresh).body["validityDate"].is_null(), "{fresh:?}");
}

#[test]
fn a_draft_again_is_taken_away_at_gpd_and_made_anew_there() {
    let (mut told, mut position) = (Told::nothing(Target::Gpd), position());
    assert!(!put(&tell(&mut told, Some(&position))).known);
    position.state = PositionState::Draft;
    let calls = tell(&mut told, Some(&position));
    assert!(
        matches!(calls.as_slice(), [Call::Gpd(GpdCall::Delete(_))]),
        "{calls:?}"
    );
    assert_eq!(tell(&mut told, Some(&position)), []);
    position.state = PositionState::Valid;
    assert!(!put(&tell(&mut told, Some(&position))).known, "made anew");
}

/// Two single payments: the first until the end of June, the second from July on.
fn one_after_the_other() -> DebtPosition {
    let mut position = position();
    let mut second = position.options[0].clone();
    let part = &mut second.installments[0];
    (part.nav, part.iuv) = (nav(2), nav(2).iuv());
    second.validity_date = Some("2026-07-01T00:00:00Z".parse().unwrap());
    position.options[0].switch_to_expired = true;
    position.options[0].installments[0].due_at = Some("2026-06-30T00:00:00Z".parse().unwrap());
    position.options.push(second);
    position
}

#[test]
fn the_archive_hears_of_a_way_while_it_is_open() {
    let (mut told, position) = (Told::nothing(Target::Aca), one_after_the_other());
    let first = position.nav.to_string();
    assert_eq!(
        aca(&tell(&mut told, Some(&position))),
        [(first.as_str(), 3_000)]
    );
    let july = "2026-07-01T00:00:00Z".parse().unwrap();
    let after = plan(&position.creditor, &told, Some(&position), july).calls;
    let second = nav(2).to_string();
    assert_eq!(
        aca(&after),
        [(second.as_str(), 3_000)],
        "the first expires there by its date"
    );
}

#[test]
fn ways_that_gpd_cannot_tell_apart_are_not_told_as_if_they_were_one() {
    let mut debtors = plan_of_two();
    let mut other = debtors.debtor.clone();
    other.tax_code = kernel::tax::TaxCode::parse("15376371009").unwrap();
    debtors.options[1].debtor = Some(other);
    let mut expiring = plan_of_two();
    expiring.options[0].switch_to_expired = true;
    let mut from = plan_of_two();
    from.options[1].validity_date = Some("2026-07-01T00:00:00Z".parse().unwrap());
    for position in [one_after_the_other(), debtors, expiring, from] {
        let plan = plan(
            &position.creditor,
            &Told::nothing(Target::Gpd),
            Some(&position),
            now(),
        );
        assert!(plan.calls.is_empty() && plan.unfit.is_some(), "{plan:?}");
    }
}

#[test]
fn a_debtor_who_begins_a_plan_reads_that_the_whole_is_closed() {
    let (mut told, mut position) = (Told::nothing(Target::Io), plan_of_two());
    assert_eq!(io(&tell(&mut told, Some(&position))), [IoKind::ToPay]);
    pay(&mut position, 1, 0, PositionState::PartiallyPaid);
    let calls = tell(&mut told, Some(&position));
    assert_eq!(io(&calls), [IoKind::OtherWay, IoKind::ToPay]);
    let Call::Io(closed) = &calls[0] else {
        panic!()
    };
    assert_eq!(closed.told.nav, position.nav);
    let text = closed.body["content"]["markdown"].as_str().unwrap();
    assert!(
        text.contains("un altro avviso") && !text.contains("annullato"),
        "{text}"
    );
    assert_eq!(tell(&mut told, Some(&position)), []);
}
