//! Organisations that are no creditors: resellers, providers, customers. (A creditor's record is
//! its settings.)

use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;
use platform::table::{Indexes, Key, Stored, Table, TableError, Tx, held};
use serde::{Deserialize, Serialize};

use super::keys;

/// Organisations of one installation.
const ORGANISATIONS_MAX: usize = 10_000;

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
    /// Since when no tenants file names it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
    pub version: u64,
}

impl Stored for Organisation {
    const ENTITY: &'static str = "organisation";

    fn key(&self) -> Key {
        keys::organisation(&self.fiscal_code, self.kind.name())
    }

    fn indexes(&self) -> Indexes {
        let place = keys::organisation_in_list(&self.fiscal_code, self.kind.name());
        Indexes([Some(place), None, None, None])
    }
}

/// One change: who, when, from what, to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationChange {
    pub at: Timestamp,
    pub by: String,
    pub from: Organisation,
    pub to: Organisation,
}

impl Stored for OrganisationChange {
    const ENTITY: &'static str = "organisation_change";

    fn key(&self) -> Key {
        let Organisation {
            fiscal_code,
            kind,
            version,
            ..
        } = &self.to;
        keys::organisation_history(fiscal_code, kind.name(), *version)
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

/// All of them, the retired ones too: 1 query per 500.
pub async fn list(table: &Table) -> Result<Vec<Organisation>, TableError> {
    table
        .query_all(keys::organisations(), ORGANISATIONS_MAX)
        .await
}

/// Writes a new one, together with `with`; `false`: it is there already. 1 transaction.
pub async fn create(table: &Table, to: &Organisation, with: Tx) -> Result<bool, TableError> {
    held(table.commit(with.put_new(to)).await)
}

/// Writes a change with its history, together with `with`; `false`: somebody was faster.
/// 1 transaction.
pub async fn change(
    table: &Table,
    change: &OrganisationChange,
    with: Tx,
) -> Result<bool, TableError> {
    let expected = change.from.version;
    let tx = with.put_versioned(&change.to, expected).put_new(change);
    held(table.commit(tx).await)
}
