//! What is told of positions that changed, as JSON.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::event::{Envelope, PositionChange, PositionChanged, PositionVersion};
use kernel::money::Cents;
use serde::Serialize;

use super::message::{Message, message};
use super::wanted::Wanted;
use crate::domain::position::{DebtPosition, Installment, InstallmentState, PositionState};

/// `positions.changed`, `positions.reported`: positions of one change, as they stand when it is told.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// `published`, `updated`, …
    change: &'static str,
    positions: Vec<Position>,
}

#[derive(Clone, Debug, Serialize)]
struct Position {
    /// The number that names the position: that of its first part.
    notice_number: String,
    /// Grows by one with each change.
    version: u64,
    /// Nothing of the rest where the position is no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    iupd: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<String>,
    state: Option<PositionState>,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, Serialize)]
struct Part {
    notice_number: String,
    iuv: String,
    amount_cents: Cents,
    due_date: Option<Date>,
    state: InstallmentState,
    #[serde(skip_serializing_if = "Option::is_none")]
    paid_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reported_at: Option<Timestamp>,
}

/// The message of a change, as `found` stands now; `None` where nobody wants this kind.
pub fn changed(
    event: &Envelope<PositionChanged>,
    found: &[DebtPosition],
    wanted: &[Wanted],
) -> Option<Message<Told>> {
    let (kind, want) = match event.data.what {
        PositionChange::Reported => ("positions.reported", Wanted::Reported),
        _ => ("positions.changed", Wanted::Changed),
    };
    if !wanted.contains(&want) {
        return None;
    }
    let is_there = |told: &PositionVersion| {
        let mut all = found.iter();
        // The number under which it stands names it, even where an update took that number from its parts.
        let is_it = |position: &DebtPosition| {
            position.nav == told.notice || position.installment(&told.notice).is_some()
        };
        all.any(is_it)
    };
    let gone = event
        .data
        .positions
        .iter()
        .filter(|told| !is_there(told))
        .map(gone);
    let data = Told {
        change: name(event.data.what),
        positions: found.iter().map(of).chain(gone).collect(),
    };
    let creditor = event.data.creditor.clone();
    Some(message((event.id.clone(), event.at), kind, creditor, data))
}

fn of(position: &DebtPosition) -> Position {
    let parts = position
        .options
        .iter()
        .flat_map(|option| &option.installments);
    Position {
        notice_number: position.nav.to_string(),
        version: position.version,
        iupd: Some(position.iupd.to_string()),
        external_id: position.iud.as_ref().map(ToString::to_string),
        service: Some(position.service.to_string()),
        state: Some(position.state),
        parts: parts.map(part).collect(),
    }
}

fn part(part: &Installment) -> Part {
    Part {
        notice_number: part.nav.to_string(),
        iuv: part.iuv.to_string(),
        amount_cents: part.amount_cents,
        due_date: part.due_date,
        state: part.state,
        paid_at: part.payment.as_ref().map(|payment| payment.paid_at),
        reported_at: part.reported_at,
    }
}

fn gone(told: &PositionVersion) -> Position {
    Position {
        notice_number: told.notice.to_string(),
        version: told.version,
        iupd: None,
        external_id: None,
        service: None,
        state: None,
        parts: Vec::new(),
    }
}

/// The closed list of the document; a new one is a new version.
fn name(change: PositionChange) -> &'static str {
    match change {
        PositionChange::Created => "created",
        PositionChange::Updated => "updated",
        PositionChange::Published => "published",
        PositionChange::BecameValid => "became_valid",
        PositionChange::Expired => "expired",
        PositionChange::Invalidated => "invalidated",
        PositionChange::Deleted => "deleted",
        PositionChange::Paid => "paid",
        PositionChange::FeeAdded => "fee_added",
        PositionChange::AccountChanged => "account_changed",
        PositionChange::Reported => "reported",
    }
}

#[cfg(test)]
mod tests {
    use kernel::ids::EventId;

    use super::*;
    use crate::domain::position::samples::position;

    fn event(what: PositionChange) -> Envelope<PositionChanged> {
        let position = position();
        let version = |notice| PositionVersion { notice, version: 4 };
        let gone = kernel::notice::NoticeNumber::parse("307000000000000075").unwrap();
        Envelope {
            v: 1,
            id: EventId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").unwrap(),
            kind: "payments.position-changed".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            data: PositionChanged {
                creditor: position.creditor,
                what,
                positions: vec![version(position.nav), version(gone)],
            },
        }
    }

    #[test]
    fn a_change_is_told_once_for_all_its_positions_to_those_who_want_it() {
        let event = event(PositionChange::Published);
        let told = changed(&event, &[position()], &[Wanted::Changed]).unwrap();
        let told = serde_json::to_value(told).unwrap();
        assert_eq!(
            (&told["type"], &told["version"]),
            (&"positions.changed".into(), &1.into())
        );
        assert_eq!(told["data"]["change"], "published");
        let positions = told["data"]["positions"].as_array().unwrap();
        assert_eq!(positions[0]["state"], "VALID");
        assert_eq!(positions[0]["parts"][0]["amount_cents"], 3_000);
        assert_eq!(
            positions[1]["state"],
            serde_json::Value::Null,
            "it is no more"
        );
        let text = told.to_string();
        assert!(
            !text.contains("full_name") && !text.contains("tax_code"),
            "no person: {text}"
        );
        for others in [&[][..], &[Wanted::Paid, Wanted::Reported][..]] {
            assert!(changed(&event, &[position()], others).is_none());
        }
    }

    #[test]
    fn what_flows_confirm_is_a_kind_of_its_own() {
        let event = event(PositionChange::Reported);
        let told = changed(&event, &[], &[Wanted::Reported]).unwrap();
        assert_eq!(told.kind, "positions.reported");
        assert!(changed(&event, &[], &[Wanted::Changed]).is_none());
    }

    #[test]
    fn a_position_whose_first_number_was_replaced_is_not_told_as_gone() {
        let mut event = event(PositionChange::Updated);
        event.data.positions.truncate(1);
        let mut position = position();
        let other = kernel::notice::NoticeNumber::parse("307000000000000075").unwrap();
        position.options[0].installments[0].nav = other;
        let told = changed(&event, &[position], &[Wanted::Changed]).unwrap();
        let told = serde_json::to_value(told).unwrap();
        let positions = told["data"]["positions"].as_array().unwrap();
        assert_eq!(
            (positions.len(), &positions[0]["state"]),
            (1, &"VALID".into())
        );
    }
}
