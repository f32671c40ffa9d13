//! The services of a creditor by name, as access knows them: what rights may be limited to. Whoever
//! writes a creditor's services writes them here, too.

use kernel::ids::ServiceCode;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Stored, Table, TableError, Tx, TxError};
use serde::{Deserialize, Serialize};

use super::keys;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    pub tenant: OrgFiscalCode,
    pub services: Vec<(ServiceCode, String)>,
}

impl Stored for Catalogue {
    const ENTITY: &'static str = "catalogue";

    fn key(&self) -> Key {
        keys::catalogue(&self.tenant)
    }
}

/// The services; none where the organisation is no creditor. 1 request.
pub async fn read(
    table: &Table,
    tenant: &OrgFiscalCode,
) -> Result<Vec<(ServiceCode, String)>, TableError> {
    let found: Option<Catalogue> = table.get(&keys::catalogue(tenant)).await?;
    Ok(found.map(|found| found.services).unwrap_or_default())
}

/// In the transaction of what it copies. The last word holds.
pub fn put(tx: Tx, catalogue: &Catalogue) -> Tx {
    let any = Condition::NewOrEquals("entity", Catalogue::ENTITY.to_owned());
    tx.put(catalogue, any)
}

/// 1 request. The last word holds.
pub async fn write(table: &Table, catalogue: &Catalogue) -> Result<(), TableError> {
    match table.commit(put(Tx::new(), catalogue)).await {
        Ok(()) | Err(TxError::Conflict(_)) => Ok(()),
        Err(TxError::Table(error)) => Err(error),
    }
}
