//! Notices made on the spot: each demand once.

use jiff::{SignedDuration, Timestamp};
use kernel::dice::Dice;
use kernel::event::PositionChange;
use kernel::idempotency::Fingerprint;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::table::{Condition, Key, Stored, Table, TableError, Tx};
use serde::{Deserialize, Serialize};

use super::positions::{WriteError, write};
use super::{keys, numbers, positions, settings as store};
use crate::domain::node::Demanded;
use crate::domain::position::DebtPosition;
use crate::domain::settings::CreditorSettings;

/// So long the same demand is answered with the same notice, while that is not paid: the node asks again
/// where an answer was lost, and a customer goes back and forth.
const SAME: SignedDuration = SignedDuration::from_mins(30);
/// Where nobody is named, two customers may demand the same at the same counter: only the node's own
/// repetition is known.
const SAME_ANONYMOUS: SignedDuration = SignedDuration::from_mins(1);
/// Another process may be as fast as we are.
const TRIES_MAX: usize = 3;

/// The notice that a demand led to.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Answered {
    creditor: OrgFiscalCode,
    fingerprint: Fingerprint,
    nav: NoticeNumber,
    at: Timestamp,
    version: u64,
}

impl Stored for Answered {
    const ENTITY: &'static str = "demand";

    fn key(&self) -> Key {
        keys::demand(&self.creditor, &self.fingerprint)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.at.checked_add(SAME).ok()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum DemandError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("the parts of the demand make no sound position")]
    Unsound,
    #[error("the demand kept being answered elsewhere")]
    Busy,
}

/// The position of a demand, made now or a moment ago: 1 get, and 1 get more for one that was made; a new
/// one costs 1 get and 1 update for its number, and 1 transaction.
pub async fn answer(
    table: &Table,
    settings: &CreditorSettings,
    demanded: &Demanded,
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Result<DebtPosition, DemandError> {
    let now = clock.now();
    let creditor = &settings.fiscal_code;
    let fingerprint = demanded.fingerprint(settings);
    let same = match demanded.is_anonymous() {
        true => SAME_ANONYMOUS,
        false => SAME,
    };
    for _ in 0..TRIES_MAX {
        let before: Option<Answered> = table.get(&keys::demand(creditor, &fingerprint)).await?;
        if let Some(known) = before.as_ref().filter(|known| is_fresh(known, same, now)) {
            let position = positions::by_nav(table, creditor, &known.nav).await?;
            let open = |position: &DebtPosition| position.open_part(&known.nav, now).is_ok();
            if let Some(position) = position.filter(open) {
                return Ok(position);
            }
        }
        let numbers = numbers::open(table, creditor, &settings.segregation_code, dice).await?;
        let value = numbers::reserve(table, &numbers, 1).await?;
        let nav = numbers.issue(value)?;
        let position = demanded.clone().position(settings, &nav, now);
        let position = position.ok_or(DemandError::Unsound)?;
        let version = before.as_ref().map_or(0, |before| before.version);
        let answered = Answered {
            creditor: creditor.clone(),
            fingerprint: fingerprint.clone(),
            nav,
            at: now,
            version: version + 1,
        };
        let condition = before.map_or(Condition::New, |before| Condition::Version(before.version));
        let with = store::not_retired(Tx::new().put(&answered, condition), creditor);
        let (by, what) = ((clock, dice), PositionChange::Created);
        let with = positions::tell(with, settings, &position, what, by);
        match write::create(table, &position, with).await {
            Ok(stored) => return Ok(stored),
            Err(WriteError::Table(error)) => return Err(error.into()),
            Err(WriteError::TooLarge) => return Err(DemandError::Unsound),
            // Somebody was as fast, or the number is taken: again, with another one.
            Err(_) => {}
        }
    }
    Err(DemandError::Busy)
}

fn is_fresh(known: &Answered, same: SignedDuration, now: Timestamp) -> bool {
    now.duration_since(known.at).abs() < same
}
