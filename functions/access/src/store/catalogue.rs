//! The services of a creditor by name, as access knows them: what rights may be limited to. Whoever
//! writes a creditor's services writes them here, too.

use kernel::ids::ServiceCode;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Stored, Table, TableError};
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

/// 1 request. The last word holds: it is a copy.
pub async fn write(table: &Table, catalogue: &Catalogue) -> Result<(), TableError> {
    let any = Condition::NewOrEquals("entity", Catalogue::ENTITY.to_owned());
    table.put(catalogue, any).await.map(|_| ())
}
