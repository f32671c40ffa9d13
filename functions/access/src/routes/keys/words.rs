//! The words of keys.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::time::{italian_date, rome_date};
use platform::web::ui::{Badge, Tone};

use crate::domain::api_key::{ApiKey, KeyOwner, KeyState, grantable};
use crate::domain::grant::{Grant, Rights};
use crate::domain::permission::Permission;
use crate::domain::sentence::Names;

/// The state of a key at a glance. A key whose owner may not come in does not open, whatever it is
/// itself.
pub fn state(key: &ApiKey, owner: Option<&Rights>, now: Timestamp) -> Badge {
    match key.state(now) {
        KeyState::Active | KeyState::Ending if owner.is_none() => {
            Badge::new("Sospesa", Tone::Warning)
        }
        KeyState::Active => Badge::new("Attiva", Tone::Success),
        KeyState::Ending => Badge::new("Sostituita", Tone::Info),
        KeyState::Expired => Badge::new("Scaduta", Tone::Neutral),
        KeyState::Revoked => Badge::new("Revocata", Tone::Danger),
    }
}

/// `Consultare le posizioni debitorie, scaricare gli avvisi (solo alcuni servizi)`.
pub fn scopes(grants: &[Grant]) -> String {
    let all = grantable();
    let of_key: Vec<_> = all
        .iter()
        .filter(|one| grants.iter().any(|grant| grant.permission == **one))
        .collect();
    if of_key.len() == all.len() && grants.iter().all(|grant| grant.scope.is_whole()) {
        return "Tutto ciò che può un’applicazione".to_owned();
    }
    let words: Vec<_> = of_key.into_iter().map(|one| one.italian()).collect();
    let some = match grants.iter().all(|grant| grant.scope.services.is_all()) {
        true => "",
        false => " (solo alcuni servizi)",
    };
    capital(&format!("{}{some}", words.join(", ")))
}

/// Each right with the services that limit it.
pub fn sentences(grants: &[Grant], names: &Names) -> String {
    let all: Vec<_> = grants.iter().map(|grant| grant.sentence(names)).collect();
    all.join("; ")
}

/// `Consultare le posizioni debitorie`: a right, as a choice.
pub fn right(permission: Permission) -> String {
    capital(permission.italian())
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

pub fn owner_name(owner: Option<&KeyOwner>) -> String {
    match owner {
        Some(KeyOwner::Person(user)) => user.name.clone(),
        Some(KeyOwner::Programme(account)) => {
            format!("{} (applicazione)", account.name.as_str())
        }
        None => "Non è più in Sportello".to_owned(),
    }
}

/// The last day on which a key opens: one that ends at midnight opened the day before.
pub fn last_day(key: &ApiKey) -> String {
    day_before(key.ends_at)
}

/// The day of the last second before an instant.
pub fn day_before(end: Timestamp) -> String {
    italian_date(rome_date(end - SignedDuration::from_secs(1)))
}

pub fn last_use(day: Option<Date>) -> String {
    day.map_or_else(|| "Mai".to_owned(), italian_date)
}
