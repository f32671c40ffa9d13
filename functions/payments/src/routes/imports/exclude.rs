//! Leaving rows out of an import, and taking them back.

use access::{Actor, Permission};
use kernel::money::Cents;
use platform::table::Condition;

use super::ImportsDeps;
use super::faults::ImportFault;
use crate::domain::import::{
    Command, Decision, ExcludedRows, Exclusion, Import, RowFilter, matching,
};
use crate::domain::publish::Grouping;
use crate::store::imports::{self, Change, Saved};
use crate::store::staging;

/// Times that a decision is made anew because somebody else was faster.
const TRIES_MAX: u32 = 3;

/// What is asked of rows: of the chosen ones, or of all that a filter finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Exclude,
    ExcludeAll,
    Include,
    IncludeAll,
}

impl Act {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "exclude" => Some(Act::Exclude),
            "exclude_all" => Some(Act::ExcludeAll),
            "include" => Some(Act::Include),
            "include_all" => Some(Act::IncludeAll),
            _ => None,
        }
    }

    pub(super) fn leaves_out(self) -> bool {
        matches!(self, Act::Exclude | Act::ExcludeAll)
    }

    fn is_of_all(self) -> bool {
        matches!(self, Act::ExcludeAll | Act::IncludeAll)
    }
}

/// The import as it is now, and how many rows changed.
pub(super) struct Changed {
    pub import: Import,
    pub rows: u64,
}

impl ImportsDeps {
    /// 1 request, 1 to the bucket and 1 transaction; repeated, it changes nothing more.
    pub(super) async fn exclude(
        &self,
        actor: &Actor,
        id: &str,
        (act, filter, chosen): (Act, &RowFilter, &[u32]),
    ) -> Result<Changed, ImportFault> {
        for _ in 0..TRIES_MAX {
            let import = self.import(actor, id, Permission::ImportsWrite).await?;
            let exclusion = match import.findings {
                Some(_) => {
                    let listing = staging::listing(&self.objects, &import).await?;
                    exclusion(&import.excluded.rows, &listing, (act, filter, chosen))?
                }
                None => Exclusion::default(),
            };
            let before = import.excluded.rows.len();
            let rows = before.abs_diff(exclusion.rows.len()) as u64;
            let check = import.check;
            let command = Command::Exclude { check, exclusion };
            let changed = match import.decide(command, self.clock.now()) {
                Decision::Refused(refusal) => return Err(refusal.into()),
                Decision::AlreadyDone => return Ok(Changed { import, rows: 0 }),
                Decision::Changed(changed) => changed,
            };
            let change = Change {
                import: &changed,
                condition: Condition::Version(import.version),
                done: None,
                guard: None,
                order: None,
            };
            match imports::save(&self.table, change).await? {
                Saved::Done => {
                    let import = *changed;
                    return Ok(Changed { import, rows });
                }
                Saved::Overtaken | Saved::KeyUsed | Saved::PublishedBy(_) => (),
            }
        }
        Err(ImportFault::Busy)
    }
}

/// What is left out after an act. Only rows that could be published count.
fn exclusion(
    now: &ExcludedRows,
    listing: &[u8],
    (act, filter, chosen): (Act, &RowFilter, &[u32]),
) -> Result<Exclusion, ImportFault> {
    let all = RowFilter::default();
    let filter = if act.is_of_all() { filter } else { &all };
    let meant = matching(listing, filter, now)
        .map(|row| row.row)
        .filter(|row| act.is_of_all() || chosen.contains(row));
    let meant = ExcludedRows::new(meant.collect()).map_err(ImportFault::Excluded)?;
    let rows = if act.leaves_out() {
        now.with(&meant)
    } else {
        now.without(&meant)
    };
    let rows = rows.map_err(ImportFault::Excluded)?;
    let out = RowFilter {
        excluded: Some(true),
        ..RowFilter::default()
    };
    let amounts = matching(listing, &out, &rows).map(|row| row.amount);
    let amount_cents = Cents::sum(amounts).unwrap_or_default();
    let kept = RowFilter {
        excluded: Some(false),
        ..RowFilter::default()
    };
    let mut grouping = Grouping::new(true);
    for row in matching(listing, &kept, &rows) {
        grouping.place_listed(&row);
    }
    Ok(Exclusion {
        amount_cents,
        grouped: Some(u64::from(grouping.positions())),
        rows,
    })
}
