//! What a creditor's people taught about the columns of its files.

use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Indexes, Key, Query, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::dues::Learnt;

/// Most layouts of one creditor that are looked at. A body has some five programs that export dues.
const LAYOUTS_MAX: u32 = 200;

/// One lesson. A newer one about the same titles takes its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearntMapping {
    pub creditor: OrgFiscalCode,
    #[serde(flatten)]
    pub learnt: Learnt,
    /// When it was taught, and by whom.
    pub at: Timestamp,
    pub by: String,
}

impl Stored for LearntMapping {
    const ENTITY: &'static str = "mapping";

    fn key(&self) -> Key {
        keys::mapping(&self.creditor, self.learnt.titles.as_str())
    }

    fn indexes(&self) -> Indexes {
        Indexes::default()
    }
}

/// All that the creditor's people taught: 1 query.
pub async fn read(table: &Table, creditor: &OrgFiscalCode) -> Result<Vec<Learnt>, TableError> {
    let query = Query::table(keys::mappings_pk(creditor)).limit(LAYOUTS_MAX);
    let found = table.query::<LearntMapping>(&query).await?;
    Ok(found.items.into_iter().map(|item| item.learnt).collect())
}

/// Remembers a lesson, over an earlier one about the same titles: 1 request.
pub async fn save(table: &Table, lesson: &LearntMapping) -> Result<(), TableError> {
    let same = lesson.learnt.titles.as_str().to_owned();
    table
        .put(lesson, Condition::NewOrEquals("titles", same))
        .await
        .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dues::{ColumnRef, Field, MappingChoice};
    use kernel::idempotency::Fingerprint;
    use platform::table::{from_item, to_item};

    #[test]
    fn a_lesson_is_read_back() {
        let mut mapping = MappingChoice::default();
        mapping.set(Field::Amount, Some(ColumnRef::Header("Quanto".to_owned())));
        mapping.set(Field::TaxCode, Some(ColumnRef::Number(3)));
        mapping.set(Field::Email, None);
        let lesson = LearntMapping {
            creditor: OrgFiscalCode::parse("80047110152").expect("a creditor"),
            learnt: Learnt {
                titles: Fingerprint::of(&[b"x"]),
                mapping,
            },
            at: "2026-11-21T10:00:00Z".parse().expect("a time"),
            by: "user:x".to_owned(),
        };
        let item = to_item(&lesson).expect("an item");
        assert_eq!(from_item::<LearntMapping>(item).expect("a lesson"), lesson);
    }
}
