use jiff::Timestamp;
use kernel::money::Cents;

use super::super::samples::draft;
use super::*;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    time("2026-06-01T10:00:00Z")
}

fn refused(change: impl FnOnce(&mut Draft)) -> Invalid {
    let mut draft = draft();
    change(&mut draft);
    match create(draft, false, now()).unwrap_err() {
        CreateRefusal::Invalid(invalid) => invalid,
        CreateRefusal::Publish(refusal) => panic!("{refusal}"),
    }
}

#[test]
fn a_new_position_is_a_draft_and_published_where_asked() {
    let made = create(draft(), false, now()).unwrap();
    assert_eq!((made.state, made.version), (PositionState::Draft, 1));
    assert_eq!(made.published_at, None);
    let made = create(draft(), true, now()).unwrap();
    assert_eq!(made.state, PositionState::Valid);
    assert_eq!(made.options[0].validity_date, Some(now()));
    let mut later = draft();
    later.options[0].validity_date = Some(time("2026-06-15T10:00:00Z"));
    let made = create(later, true, now()).unwrap();
    assert_eq!(made.state, PositionState::Published);
    assert_eq!(made.levels(), Ok(()));
}

#[test]
fn dates_that_do_not_fit_are_refused_in_gpd_s_words() {
    let past = time("2026-05-31T10:00:00Z");
    let error = refused(|d| d.options[0].validity_date = Some(past));
    assert_eq!(
        error.to_string(),
        "Dates congruence error: validity_date must be >= current_date \
         [validity_date=2026-05-31 10:00:00; current_date=2026-06-01 10:00:00] "
    );
    let error = refused(|d| d.options[0].installments[0].due_at = Some(past));
    assert!(matches!(error, Invalid::DueDate { validity: None, .. }));
    let error = refused(|d| d.options[0].validity_date = Some(time("2026-07-02T10:00:00Z")));
    assert!(matches!(
        error,
        Invalid::DueDate {
            validity: Some(_),
            ..
        }
    ));
    let error = refused(|d| d.options[0].installments[0].retention_date = Some(now()));
    assert!(matches!(error, Invalid::Retention { .. }));
}

#[test]
fn amounts_transfers_numbers_and_metadata_must_fit() {
    let part = |d: &mut Draft| d.options[0].installments[0].clone();
    let error = refused(|d| d.options[0].installments[0].amount_cents = Cents::new(1));
    let amounts = Invalid::Amounts {
        amount: 1,
        transfers: 3_000,
    };
    assert_eq!(error, amounts);
    let error = refused(|d| d.options[0].installments[0].transfers[0].id = 6);
    assert_eq!(error, Invalid::TransferId(6));
    let error = refused(|d| {
        let transfers = &mut d.options[0].installments[0].transfers;
        transfers.push(transfers[0].clone());
    });
    assert_eq!(error, Invalid::TransferTwice(1));
    let error = refused(|d| d.options[0].installments[0].transfers.clear());
    assert_eq!(error, Invalid::Transfers(0));
    let error = refused(|d| {
        let part = part(d);
        d.options[0].installments.push(part);
    });
    assert_eq!(error, Invalid::Numbers);
    let error = refused(|d| {
        let entry = super::super::MapEntry {
            key: RESERVED_METADATA.to_owned(),
            value: "1".to_owned(),
        };
        d.options[0].installments[0].metadata.push(entry);
    });
    assert_eq!(error, Invalid::ReservedMetadata);
    assert_eq!(refused(|d| d.options.clear()), Invalid::Parts(0));
}
