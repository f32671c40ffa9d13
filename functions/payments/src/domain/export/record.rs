//! An export as it is kept: what is asked, how far its file is.

use access::Reach;
use jiff::{SignedDuration, Timestamp};
use kernel::ids::ExportId;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use crate::domain::archive::{Filter, Order};

/// An export that has not come on for so long has failed, told or not: longer than the deliveries of
/// a message take together.
const STALLED: SignedDuration = SignedDuration::from_hours(5);
/// Times that an export begins from its first line, where its upload is lost.
const BEGINNINGS_MAX: u8 = 3;

/// Days for which the file can be downloaded.
pub const FILE_KEPT_DAYS: i64 = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportKind {
    /// A line a position, with the filters of the archive.
    Positions,
    /// A line a paid due, by day of payment.
    Payments,
    /// A line a receipt, whatever it is worth, by day of payment.
    Receipts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    /// Its parts are being written.
    Running,
    /// Every part is written; they are being joined.
    Joining,
    Ready,
    /// It will not come; it can be asked for again.
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    pub creditor: OrgFiscalCode,
    pub id: ExportId,
    pub kind: ExportKind,
    pub filter: Filter,
    /// Of positions: [`Order::Newest`] or [`Order::Oldest`], which is meant where none is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Who asked for it.
    pub by: String,
    pub state: ExportState,
    /// The bucket's name of the upload in parts, once it has begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<String>,
    /// The tags of the parts that are written, in their order.
    #[serde(default)]
    pub parts: Vec<String>,
    /// The version whose run left lines that are too few for a part; the next one begins with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest: Option<u64>,
    /// Where the walk goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How often it has begun anew.
    #[serde(default)]
    pub beginnings: u8,
    /// Lines so far, without the head.
    pub rows: u64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: u64,
}

/// What one run has written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advance {
    pub upload: String,
    /// Of the part; absent where the lines were too few for one and are kept aside.
    pub tag: Option<String>,
    pub rows: u64,
    /// Where to go on; absent when this was the last part.
    pub cursor: Option<String>,
}

impl ExportKind {
    pub const ALL: [Self; 3] = [Self::Positions, Self::Payments, Self::Receipts];

    /// Whether it is of a time alone: the first day has to be told.
    pub fn is_of_days(self) -> bool {
        match self {
            Self::Positions => false,
            Self::Payments | Self::Receipts => true,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Positions => "positions",
            Self::Payments => "payments",
            Self::Receipts => "receipts",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn italian(self) -> &'static str {
        match self {
            Self::Positions => "Posizioni",
            Self::Payments => "Pagamenti",
            Self::Receipts => "Ricevute",
        }
    }
}

impl ExportState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Joining => "joining",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }
}

impl Export {
    pub fn new(
        creditor: OrgFiscalCode,
        id: ExportId,
        (kind, filter): (ExportKind, Filter),
        by: String,
        at: Timestamp,
    ) -> Self {
        Self {
            creditor,
            id,
            kind,
            filter,
            by,
            state: ExportState::Running,
            upload: None,
            parts: Vec::new(),
            rest: None,
            cursor: None,
            order: None,
            beginnings: 0,
            rows: 0,
            created_at: at,
            updated_at: at,
            version: 1,
        }
    }

    /// The export after one more run.
    #[must_use]
    pub fn advanced(&self, advance: Advance, at: Timestamp) -> Self {
        let mut after = self.clone();
        after.state = match advance.cursor {
            Some(_) => ExportState::Running,
            None => ExportState::Joining,
        };
        after.upload = Some(advance.upload);
        after.rest = advance.tag.is_none().then_some(self.version);
        after.parts.extend(advance.tag);
        after.cursor = advance.cursor;
        after.rows += advance.rows;
        after.updated_at = at;
        after.version += 1;
        after
    }

    /// The export once its parts are one file.
    #[must_use]
    pub fn joined(&self, at: Timestamp) -> Self {
        Self {
            state: ExportState::Ready,
            updated_at: at,
            version: self.version + 1,
            ..self.clone()
        }
    }

    /// Whether `by`, who reaches these services, reaches the export. Who sees not everything sees what
    /// they asked for themselves, as long as they still reach what is in it.
    pub fn is_reached(&self, reach: &Reach, by: &str) -> bool {
        let own = self.by == by;
        reach.is_whole() || (own && reach.services(own).covers(&self.filter.within))
    }

    /// The export from its first line on, where what was written is lost; `None`: too often.
    pub fn begun_anew(&self, at: Timestamp) -> Option<Self> {
        let beginnings = self.beginnings + 1;
        (beginnings < BEGINNINGS_MAX).then(|| Self {
            state: ExportState::Running,
            upload: None,
            parts: Vec::new(),
            rest: None,
            cursor: None,
            rows: 0,
            beginnings,
            updated_at: at,
            version: self.version + 1,
            ..self.clone()
        })
    }

    /// The export that will not come.
    #[must_use]
    pub fn failed(&self, at: Timestamp) -> Self {
        Self {
            state: ExportState::Failed,
            updated_at: at,
            version: self.version + 1,
            ..self.clone()
        }
    }

    /// Whether people should stop waiting: it failed, or nothing has come of it for hours.
    pub fn has_failed(&self, now: Timestamp) -> bool {
        match self.state {
            ExportState::Failed => true,
            ExportState::Ready => false,
            ExportState::Running | ExportState::Joining => {
                now.duration_since(self.updated_at) > STALLED
            }
        }
    }

    /// Until when the file can be downloaded, and the export is listed.
    pub fn expires_at(&self) -> Option<Timestamp> {
        let kept = SignedDuration::from_hours(24 * FILE_KEPT_DAYS);
        self.created_at.checked_add(kept).ok()
    }

    /// Whether the file may be downloaded now.
    pub fn is_there(&self, now: Timestamp) -> bool {
        self.state == ExportState::Ready && self.expires_at().is_some_and(|end| now < end)
    }

    /// `posizioni-2026-11-21.csv`.
    pub fn file_name(&self) -> String {
        let day = kernel::time::rome_date(self.created_at);
        format!("{}-{day}.csv", self.kind.italian().to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_goes_part_by_part_and_is_joined_at_the_end() {
        let at: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let creditor = OrgFiscalCode::parse("80047110152").unwrap();
        let id = ExportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
        let what = (ExportKind::Positions, Filter::default());
        let export = Export::new(creditor, id, what, "user:x".into(), at);
        let part = |cursor: Option<&str>| Advance {
            upload: "u".to_owned(),
            tag: Some("t".to_owned()),
            rows: 10,
            cursor: cursor.map(str::to_owned),
        };
        let first = export.advanced(part(Some("c")), at);
        assert_eq!(
            (first.state, first.rows, first.version),
            (ExportState::Running, 10, 2)
        );
        let aside = first.advanced(
            Advance {
                tag: None,
                ..part(Some("c"))
            },
            at,
        );
        assert_eq!((aside.rest, aside.parts.len()), (Some(2), 1));
        assert_eq!(aside.advanced(part(None), at).rest, None);
        let last = first.advanced(part(None), at);
        assert_eq!((last.state, last.parts.len()), (ExportState::Joining, 2));
        assert!(!last.is_there(at));
        let ready = last.joined(at);
        assert!(ready.is_there(at) && !ready.is_there(ready.expires_at().unwrap()));
        assert_eq!(ready.file_name(), "posizioni-2026-11-21.csv");
    }

    #[test]
    fn an_export_begins_anew_a_few_times_and_fails_after_hours_of_silence() {
        let at: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        let creditor = OrgFiscalCode::parse("80047110152").unwrap();
        let id = ExportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
        let what = (ExportKind::Positions, Filter::default());
        let mut export = Export::new(creditor, id, what, "user:x".into(), at);
        (export.upload, export.rows) = (Some("u".into()), 10);
        let anew = export.begun_anew(at).unwrap();
        assert_eq!((anew.upload.clone(), anew.rows, anew.version), (None, 0, 2));
        assert!(anew.begun_anew(at).unwrap().begun_anew(at).is_none());
        let later = |hours| at + SignedDuration::from_hours(hours);
        assert!(!export.has_failed(later(4)) && export.has_failed(later(6)));
        assert!(export.failed(at).has_failed(at));
        assert!(!export.joined(at).has_failed(later(6)));
    }
}
