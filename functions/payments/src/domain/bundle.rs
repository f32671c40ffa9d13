//! The notices of an import as ZIP files (*estrazione massiva*), made in parts.
//!
//! An import has one bundle at a time. Making it again is a new run with files of its own, so that what is
//! being downloaded never changes.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_date;
use serde::{Deserialize, Serialize};

use super::import::{Import, ImportState};
use super::position::{DebtPosition, Debtor, Installment};

/// Chunks of an import in one file: with 90 positions each, at most 1,980 notices, and below 100 MB.
pub const PART_CHUNKS: u64 = 22;
/// Parts that are made at the same time.
pub const LANES: u64 = 4;
/// Files are kept this long; the bucket's rule for `notices/` deletes them a day later.
pub const KEPT_DAYS: i64 = 7;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    pub creditor: OrgFiscalCode,
    pub import: ImportId,
    /// Counts how often it was made, from 1.
    pub run: u32,
    pub state: BundleState,
    /// Files to make.
    pub parts: u64,
    pub created_by: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BundleState {
    Preparing,
    Ready,
}

/// What follows from somebody's wish for the files.
#[derive(Debug, PartialEq, Eq)]
pub enum Start {
    Begin(Box<Bundle>),
    /// The files are there, or on their way.
    AlreadyDone,
    Refused(NotPublished),
}

/// Only what is published has notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Gli avvisi si preparano quando l’importazione è pubblicata.")]
pub struct NotPublished;

impl Bundle {
    /// Decides about run number `run`; the run that is there, or an earlier one, is not begun again.
    pub fn start(
        there: Option<&Self>,
        run: u32,
        import: &Import,
        (by, now): (&str, Timestamp),
    ) -> Start {
        let (ImportState::Published, Some(publication)) = (import.state, import.publication) else {
            return Start::Refused(NotPublished);
        };
        let idle = there.is_none_or(|bundle| bundle.state == BundleState::Ready);
        if !idle || run != next_run(there) {
            return Start::AlreadyDone;
        }
        Start::Begin(Box::new(Self {
            creditor: import.creditor.clone(),
            import: import.id.clone(),
            run,
            state: BundleState::Preparing,
            parts: publication.chunks.div_ceil(PART_CHUNKS),
            created_by: by.to_owned(),
            created_at: now,
            updated_at: now,
            version: there.map_or(1, |bundle| bundle.version + 1),
        }))
    }

    /// The same bundle with all its files; `None` when it was ready already.
    pub fn finish(&self, now: Timestamp) -> Option<Self> {
        (self.state == BundleState::Preparing).then(|| Self {
            state: BundleState::Ready,
            updated_at: now,
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// Until when its files can be downloaded.
    pub fn expires_at(&self) -> Option<Timestamp> {
        let kept = SignedDuration::from_hours(24 * KEPT_DAYS);
        let ready = self.state == BundleState::Ready;
        ready
            .then(|| self.updated_at.checked_add(kept).ok())
            .flatten()
    }

    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at().is_some_and(|end| end <= now)
    }

    /// The chunks whose notices stand in part `n`.
    pub fn chunks(part: u64) -> std::ops::Range<u64> {
        part * PART_CHUNKS..(part + 1) * PART_CHUNKS
    }
}

/// The run that somebody can begin.
pub fn next_run(there: Option<&Bundle>) -> u32 {
    there.map_or(1, |bundle| bundle.run.saturating_add(1))
}

/// The notices of a position that somebody still has to pay, each told by its first part: one notice says all
/// that a debtor may pay, and a way to pay may have a debtor of its own.
pub fn open_notices(position: &DebtPosition) -> Vec<&Installment> {
    let mut owners: Vec<&Debtor> = Vec::new();
    let mut first = Vec::new();
    for way in position.open() {
        let owner = position.owner(way.option);
        if !owners.contains(&owner) {
            owners.push(owner);
            first.extend(way.parts.first().copied());
        }
    }
    first
}

/// `CodiceFiscale_Anno_IUV.pdf`: the year is that of the due date, else of the publication in Rome. Letters and
/// digits alone come from codes that were parsed; the IUV is the creditor's own for ever, so no two are alike.
pub fn entry_name(position: &DebtPosition, part: &Installment) -> String {
    let day = part
        .due_date
        .unwrap_or_else(|| rome_date(position.created_at));
    let plain =
        |text: &str| -> String { text.chars().filter(char::is_ascii_alphanumeric).collect() };
    let (code, iuv) = (
        plain(position.debtor_of(&part.nav).tax_code.as_str()),
        plain(part.iuv.as_str()),
    );
    format!("{code}_{:04}_{iuv}.pdf", day.year())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::tax::TaxCode;

    use super::*;
    use crate::domain::import::Publication;
    use crate::domain::position::PositionState;
    use crate::domain::position::samples;

    fn now() -> Timestamp {
        "2026-11-21T10:00:00Z".parse().expect("a time")
    }

    fn import(rows: u64) -> Import {
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        let id = ImportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id");
        let mut import = Import::new(creditor, id, "dovuti.csv".into(), "user:x".into(), now());
        import.state = ImportState::Published;
        import.publication = Some(Publication {
            first_number: 0,
            rows,
            positions: rows,
            chunks: rows.div_ceil(90),
            ..Publication::default()
        });
        import
    }

    fn begun(there: Option<&Bundle>, run: u32, rows: u64) -> Bundle {
        match Bundle::start(there, run, &import(rows), ("user:x", now())) {
            Start::Begin(bundle) => *bundle,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_run_is_begun_once() {
        let first = begun(None, 1, 10);
        assert_eq!((first.parts, first.version), (1, 1));
        let again =
            |there: &Bundle, run| Bundle::start(Some(there), run, &import(10), ("user:x", now()));
        assert_eq!(again(&first, 1), Start::AlreadyDone);
        assert_eq!(
            again(&first, 2),
            Start::AlreadyDone,
            "the first is not ready"
        );
        let ready = first.finish(now()).expect("it was being prepared");
        assert_eq!(ready.finish(now()), None);
        assert_eq!(again(&ready, 1), Start::AlreadyDone);
        let second = begun(Some(&ready), 2, 10);
        assert_eq!((second.run, second.version), (2, 3));
    }

    #[test]
    fn what_is_not_published_has_no_notices() {
        let mut import = import(10);
        import.state = ImportState::Publishing;
        let start = Bundle::start(None, 1, &import, ("user:x", now()));
        assert_eq!(start, Start::Refused(NotPublished));
    }

    #[test]
    fn parts_cover_every_chunk_once() {
        for rows in [1, 1_980, 1_981, 20_000, 200_000] {
            let chunks = import(rows).publication.expect("published").chunks;
            let parts = begun(None, 1, rows).parts;
            let covered: Vec<u64> = (0..parts).flat_map(Bundle::chunks).collect();
            assert!(covered.len() as u64 >= chunks);
            assert!((covered.len() as u64) < chunks + PART_CHUNKS);
            assert!(
                covered
                    .iter()
                    .enumerate()
                    .all(|(at, chunk)| at as u64 == *chunk)
            );
        }
    }

    #[test]
    fn files_expire_a_week_after_they_were_ready() {
        let bundle = begun(None, 1, 10);
        assert_eq!(bundle.expires_at(), None);
        let ready = bundle.finish(now()).expect("it was being prepared");
        let later = |hours| now() + SignedDuration::from_hours(hours);
        assert!(!ready.has_expired(later(7 * 24 - 1)) && ready.has_expired(later(7 * 24)));
    }

    #[test]
    fn a_name_tells_who_when_and_what() {
        let mut position = samples::position();
        let part = |position: &mut DebtPosition| {
            let part = &mut position.options[0].installments[0];
            part.due_date = Some(date(2027, 3, 31));
            part.clone()
        };
        let with_date = part(&mut position);
        let (code, iuv) = (position.debtor.tax_code.as_str(), with_date.iuv.as_str());
        let wanted = format!("{code}_2027_{iuv}.pdf");
        assert_eq!(entry_name(&position, &with_date), wanted);
        let mut without = with_date;
        without.due_date = None;
        position.debtor.tax_code = TaxCode::Anonymous;
        position.created_at = "2026-12-31T23:30:00Z".parse().expect("a time");
        let name = entry_name(&position, &without);
        assert!(
            name.starts_with("ANONIMO_2027_"),
            "it was new year in Rome: {name}"
        );
    }

    #[test]
    fn paid_and_withdrawn_positions_have_no_notice_to_send() {
        let mut position = samples::position();
        let open = open_notices(&position).len();
        assert_eq!(open, position.installments().count());
        position.state = PositionState::Invalid;
        assert_eq!(open_notices(&position).len(), 0);
    }
}
