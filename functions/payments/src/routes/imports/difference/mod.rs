//! What changed since an earlier import of the same service.

pub mod api;
pub mod page;
mod shown;

use access::{Actor, Permission};
use kernel::ids::ImportId;
use kernel::time::rome_date;
use platform::outbox::OutboxItem;
use platform::table::Tx;

use super::ImportsDeps;
use super::faults::ImportFault;
use crate::domain::import::{
    Comparison, ComparisonState, Counts, Import, ImportFilter, ImportState,
};
use crate::jobs::compare_imports::{COMPARE_JOB, CompareOrder};
use crate::store::idempotency::Done;
use crate::store::saved::{self, Saved};
use crate::store::{comparisons, epochs};

/// Earlier imports that are offered, of the latest [`LOOKED_AT`].
const OFFERED_MAX: usize = 50;
const LOOKED_AT: u32 = 500;

impl ImportsDeps {
    /// Published imports of the same service, the latest first: 1 query. The first of `(0, …)` is the
    /// one meant where nobody chooses: the latest of a year before, else the latest at all.
    async fn earlier(&self, actor: &Actor, import: &Import) -> Result<Vec<Import>, ImportFault> {
        let page = self
            .list(actor, &ImportFilter::default(), (None, LOOKED_AT))
            .await?;
        let fits = |other: &Import| {
            other.id != import.id
                && other.state == ImportState::Published
                && service(other) == service(import)
        };
        Ok(page
            .items
            .into_iter()
            .filter(fits)
            .take(OFFERED_MAX)
            .collect())
    }

    /// Begins a comparison with import `with`, or with the one that is meant where nobody chooses:
    /// 1 request, 1 query and 1 transaction.
    async fn compare(
        &self,
        (actor, import): (&Actor, &Import),
        with: Option<&str>,
        done: Option<&Done>,
    ) -> Result<Saved, ImportFault> {
        if !is_checked(import) {
            return Err(ImportFault::NotChecked);
        }
        let earlier = self.earlier(actor, import).await?;
        let chosen = match with {
            Some(id) => earlier.iter().find(|other| other.id.as_str() == id),
            None => meant(import, &earlier),
        };
        let chosen = chosen.ok_or(ImportFault::NothingEarlier)?;
        let before = comparisons::read(&self.table, &actor.tenant, &import.id).await?;
        let version = before.map_or(0, |before| before.version);
        let comparison = Comparison {
            creditor: import.creditor.clone(),
            import: import.id.clone(),
            check: import.check,
            with: chosen.id.clone(),
            with_name: chosen.file_name.clone(),
            state: ComparisonState::Comparing,
            counts: Counts::default(),
            at: self.clock.now(),
            version: version + 1,
        };
        let order = CompareOrder {
            creditor: import.creditor.clone(),
            import: import.id.clone(),
            run: comparison.version,
        };
        let order = OutboxItem::new(COMPARE_JOB, &order, &*self.clock, &*self.dice);
        let tx = Tx::new().put(&comparison, epochs::still(version));
        Ok(saved::commit(&self.table, tx.outbox(&order), done).await?)
    }

    /// The comparison of the import's last check, if there is one, and the actor reaches both: 1
    /// request, 2 for who sees not all.
    async fn comparison(
        &self,
        actor: &Actor,
        import: &Import,
    ) -> Result<Option<Comparison>, ImportFault> {
        let found = comparisons::read(&self.table, &import.creditor, &import.id).await?;
        let found = found.filter(|comparison| comparison.check == import.check);
        let Some(comparison) = found else {
            return Ok(None);
        };
        if actor.scope(Permission::ImportsRead).is_whole() {
            return Ok(Some(comparison));
        }
        let other = comparison.with.as_str();
        match self.import(actor, other, Permission::ImportsRead).await {
            Ok(_) => Ok(Some(comparison)),
            Err(ImportFault::Unknown) => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}

fn service(import: &Import) -> Option<&str> {
    let findings = import.findings.as_ref();
    findings.map(|findings| findings.service.as_str())
}

fn is_checked(import: &Import) -> bool {
    matches!(
        import.state,
        ImportState::Ready | ImportState::Publishing | ImportState::Published
    )
}

/// The latest of a year before, else the latest.
fn meant<'a>(import: &Import, earlier: &'a [Import]) -> Option<&'a Import> {
    let year = |import: &Import| rome_date(import.created_at).year();
    let before = |other: &&Import| year(other) < year(import);
    earlier.iter().find(before).or(earlier.first())
}

/// Whether `id` is one of an import.
fn is_id(id: &str) -> bool {
    ImportId::parse(id).is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn made(at: &str) -> Import {
        let mut import = samples::published();
        import.created_at = at.parse().expect("a time");
        import
    }

    #[test]
    fn the_latest_import_of_a_year_before_is_meant() {
        let now = made("2027-03-01T10:00:00Z");
        let all = [
            made("2027-02-01T10:00:00Z"),
            made("2026-12-01T10:00:00Z"),
            made("2025-12-01T10:00:00Z"),
        ];
        let created = |import: Option<&Import>| import.map(|import| import.created_at);
        assert_eq!(created(meant(&now, &all)), created(all.get(1)));
        assert_eq!(created(meant(&now, &all[..1])), created(all.first()));
        assert!(meant(&now, &[]).is_none());
    }
}
