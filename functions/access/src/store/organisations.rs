//! Organisations that are no creditors: resellers, providers, customers. (A creditor's record is
//! its settings.)

use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::keys;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Reseller,
    Provider,
    Customer,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reseller => "reseller",
            Self::Provider => "provider",
            Self::Customer => "customer",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    pub fiscal_code: OrgFiscalCode,
    pub kind: Kind,
    pub name: String,
    /// The installation's own code for it.
    pub code: Option<String>,
    pub version: u64,
}

impl Stored for Organisation {
    const ENTITY: &'static str = "organisation";

    fn key(&self) -> Key {
        keys::organisation(&self.fiscal_code, self.kind.name())
    }
}

/// 1 request.
pub async fn find(
    table: &Table,
    code: &OrgFiscalCode,
    kind: Kind,
) -> Result<Option<Organisation>, TableError> {
    table.get(&keys::organisation(code, kind.name())).await
}

/// Writes it over version `expected`, or as the first (0); `false`: somebody was faster.
/// 1 request.
pub async fn write(
    table: &Table,
    organisation: Organisation,
    expected: u64,
) -> Result<bool, TableError> {
    let record = Organisation {
        version: expected + 1,
        ..organisation
    };
    let condition = if expected == 0 {
        Condition::New
    } else {
        Condition::Version(expected)
    };
    Ok(table.put(&record, condition).await?.is_none())
}
