//! The columns that a body has named for the statements of a bank: applied to the next one of the same
//! form, and changed by whoever names other columns.

use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::statement::{LayoutPrint, StatementChoice};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLayout {
    pub creditor: OrgFiscalCode,
    pub print: LayoutPrint,
    pub choice: StatementChoice,
    pub learnt_by: String,
    pub learnt_at: Timestamp,
}

impl Stored for StatementLayout {
    const ENTITY: &'static str = "statement_layout";

    fn key(&self) -> Key {
        keys::statement_layout(&self.creditor, &self.print)
    }
}

/// What was learnt of files of this form: 1 request.
pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    print: &LayoutPrint,
) -> Result<Option<StatementLayout>, TableError> {
    table.get(&keys::statement_layout(creditor, print)).await
}

/// The last word counts: 1 request.
pub async fn learn(table: &Table, layout: &StatementLayout) -> Result<(), TableError> {
    let entity = StatementLayout::ENTITY.to_owned();
    let condition = Condition::NewOrEquals("entity", entity);
    table.put(layout, condition).await.map(|_| ())
}
