//! Where a page of a numbered list begins, kept for a while by who has read the page before: clients turn
//! pages one after the other, and an index knows no numbers.

use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Query, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::keys;

/// Longer than anybody takes to turn a page.
const KEPT_HOURS: i64 = 1;

/// A page of the list that `question` asks for begins behind `place`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bookmark {
    pub creditor: OrgFiscalCode,
    /// Hex of a SHA-256: of the filter, the order and the size of pages.
    pub question: String,
    pub page: u32,
    /// The sort key of the last thing before the page.
    pub place: String,
    pub at: Timestamp,
}

impl Stored for Bookmark {
    const ENTITY: &'static str = "bookmark";

    fn key(&self) -> Key {
        keys::bookmark(&self.creditor, &self.question, self.page)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        let kept = SignedDuration::from_hours(KEPT_HOURS);
        self.at.checked_add(kept).ok()
    }
}

/// The nearest one at or before a page, unless it is too old: the table forgets late. 1 query.
pub async fn nearest(
    table: &Table,
    creditor: &OrgFiscalCode,
    question: &str,
    (page, now): (u32, Timestamp),
) -> Result<Option<Bookmark>, TableError> {
    let (first, last) = keys::bookmarks_to(page);
    let query = Query::table(keys::bookmarks_pk(creditor, question)).between(first, last);
    let query = query.descending().limit(1);
    let found = table.query::<Bookmark>(&query).await?;
    let found = found.items.into_iter().next();
    Ok(found.filter(|mark| mark.expires_at().is_none_or(|end| now < end)))
}

/// 1 put. What one lays after another is as good.
pub async fn lay(table: &Table, bookmark: &Bookmark) -> Result<(), TableError> {
    let any = Condition::NewOrEquals("entity", Bookmark::ENTITY.to_owned());
    table.put(bookmark, any).await.map(|_| ())
}
