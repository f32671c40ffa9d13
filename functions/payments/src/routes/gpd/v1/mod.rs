//! The operations of v1, the same under every mount.

pub mod create;
pub mod ibans;
pub mod life;
pub mod list;
pub mod pay;
pub mod show;
pub mod update;

use std::borrow::Cow;

use jiff::Timestamp;
use kernel::event::PositionChange;
use platform::table::Tx;

use super::GpdDeps;
use super::problem::{GpdError, MULTI_INSTALLMENT, Problem};
use crate::domain::position::{Changed, DebtPosition};
use crate::domain::settings::CreditorSettings;
use crate::store::positions::{WriteError, tell, write};

/// Times that a change is decided anew because others changed the same position meanwhile.
pub(super) const TRIES_MAX: usize = 10;

/// v1 has no words for a position with several plans.
pub(in crate::routes::gpd) fn one_plan_at_most(position: &DebtPosition) -> Result<(), Problem> {
    let options = position.options.iter();
    let plans = options.filter(|option| option.installments.len() > 1);
    match plans.count() {
        0 | 1 => Ok(()),
        _ => Err(MULTI_INSTALLMENT.of(&position.creditor, &position.iupd)),
    }
}

impl GpdDeps {
    /// Stores a change and tells who listens: 1 transaction. `None`: somebody else was faster.
    pub(super) async fn write_change(
        &self,
        settings: &CreditorSettings,
        before: &DebtPosition,
        changed: &Changed,
        what: PositionChange,
    ) -> Result<Option<()>, WriteError> {
        let by = (&*self.clock, &*self.dice);
        let told = tell(Tx::new(), settings, &changed.after, what, by);
        match write::replace(&self.table, before, changed, told).await {
            Ok(()) => Ok(Some(())),
            Err(WriteError::VersionLost) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(in crate::routes::gpd) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// The position as anybody sees it at this moment.
pub(super) fn seen(position: &DebtPosition, now: Timestamp) -> Cow<'_, DebtPosition> {
    position.at(now)
}

/// What went wrong in writing, where it is nobody's doing.
pub(super) fn unwritten(error: WriteError) -> GpdError {
    match error {
        WriteError::Table(error) => error.into(),
        WriteError::VersionLost => Problem::busy().into(),
        other => platform::web::Fault::internal(other).into(),
    }
}
