use jiff::SignedDuration;

use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-03-02T08:00:00Z")
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

fn secret(serial: &str) -> ApiKeySecret {
    let id = KeyId::parse(&format!("m01ka9b6n0m5vj8g2q4t7xw3zre{serial}")).unwrap();
    ApiKeySecret::new(id, [7; 32])
}

fn key() -> ApiKey {
    let making = Making {
        tenant: OrgFiscalCode::parse("80047110152").unwrap(),
        tenant_name: "Comune di Valdorra".to_owned(),
        by: "user:x".to_owned(),
        at: now(),
    };
    let label = KeyLabel::parse("Mensa").unwrap();
    ApiKey::new(&secret("4f7k2q"), label, Vec::new(), making)
}

fn rotation(until: Timestamp) -> Asked {
    let new = secret("zzzzzz");
    Asked::Rotate { new, until }
}

fn rotated() -> (ApiKey, ApiKey) {
    let decision = key().decide(rotation(now() + days(7)), "user:y", now());
    let Ok(Decision::Replace { old, new }) = decision else {
        panic!("{decision:?}");
    };
    (*old, *new)
}

#[test]
fn a_key_lives_two_years_and_not_a_second_longer() {
    let key = key();
    let end = at("2028-03-02T08:00:00Z");
    assert_eq!(key.ends_at, end);
    assert!(key.admits(&key.digest, end - SignedDuration::from_secs(1)));
    assert!(!key.admits(&key.digest, end));
    assert_eq!(key.state(end), KeyState::Expired);
    assert_eq!(
        end_of_life(at("2028-02-29T10:00:00Z")),
        at("2030-02-28T10:00:00Z")
    );
}

#[test]
fn another_secret_is_not_let_in() {
    let other = ApiKeySecret::new(key().id, [8; 32]);
    assert!(!key().admits(&other.digest(), now()));
}

#[test]
fn rotation_makes_a_key_of_two_years_beside_one_that_ends_at_the_chosen_day() {
    let (old, new) = rotated();
    assert_eq!(old.state(now()), KeyState::Ending);
    assert_eq!(old.replaced_by.as_ref(), Some(&new.id));
    assert_eq!((&new.label, &new.grants), (&old.label, &old.grants));
    assert_eq!(new.ends_at, at("2028-03-02T08:00:00Z"));
    assert!(old.is_working(now() + days(6)) && !old.is_working(now() + days(7)));
}

#[test]
fn a_rotation_never_makes_the_old_key_live_longer() {
    let near_end = key().ends_at - days(2);
    let decision = key().decide(rotation(near_end + days(30)), "user:y", near_end);
    let Ok(Decision::Replace { old, .. }) = decision else {
        panic!("{decision:?}");
    };
    assert_eq!(old.ends_at, key().ends_at);
}

#[test]
fn two_keys_at_a_time_are_enough() {
    let (old, new) = rotated();
    let again = rotation(now() + days(3));
    assert_eq!(
        old.decide(again.clone(), "user:y", now()),
        Ok(Decision::AlreadyDone)
    );
    assert_eq!(new.decide(again, "user:y", now()), Err(NotNow::TwoActive));
    let later = now() + days(8);
    let next = new.decide(rotation(later + days(3)), "user:y", later);
    assert!(matches!(next, Ok(Decision::Replace { .. })));
}

#[test]
fn a_revoked_key_stays_revoked_and_revoking_again_is_already_done() {
    let Ok(Decision::Change(revoked)) = key().decide(Asked::Revoke, "user:y", now()) else {
        panic!("revoked");
    };
    assert!(!revoked.admits(&revoked.digest, now()));
    assert_eq!(revoked.state(now()), KeyState::Revoked);
    let again = revoked.decide(Asked::Revoke, "user:z", now());
    assert_eq!(again, Ok(Decision::AlreadyDone));
    let rename = Asked::Rename(KeyLabel::parse("x").unwrap());
    assert_eq!(revoked.decide(rename, "user:z", now()), Err(NotNow::Over));
    let rotate = revoked.decide(rotation(now() + days(1)), "user:z", now());
    assert_eq!(rotate, Err(NotNow::Over));
}

#[test]
fn a_new_name_changes_nothing_else() {
    let label = KeyLabel::parse("Tributi").unwrap();
    let renamed = key().decide(Asked::Rename(label.clone()), "user:y", now());
    assert_eq!(
        renamed,
        Ok(Decision::Change(Box::new(ApiKey { label, ..key() })))
    );
    let same = key().decide(Asked::Rename(key().label), "user:y", now());
    assert_eq!(same, Ok(Decision::AlreadyDone));
}

#[test]
fn the_old_key_ends_with_a_day_within_thirty() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let end = |text| overlap_end(day(text), now());
    assert_eq!(end("2026-03-02"), Some(at("2026-03-02T23:00:00Z")));
    assert_eq!(end("2026-04-01"), Some(at("2026-04-01T22:00:00Z")));
    assert_eq!((end("2026-03-01"), end("2026-04-02")), (None, None));
}
