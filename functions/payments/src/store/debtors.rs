//! The directory of debtors: who is called so, for the search by the beginning of a name.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use kernel::tax::{OrgFiscalCode, TaxCode};
use platform::table::{Key, Query, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::archive::name_keys;
use crate::domain::position::DebtPosition;

/// Somebody who owes or owed something, under one of the words of their name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebtorName {
    pub creditor: OrgFiscalCode,
    /// As the directory sorts it, see [`name_keys`].
    pub name_key: String,
    pub tax_code: TaxCode,
    /// As the position has it.
    pub name: String,
}

impl Stored for DebtorName {
    const ENTITY: &'static str = "debtor_name";

    fn key(&self) -> Key {
        keys::debtor_name(&self.creditor, &self.name_key, self.tax_code.as_str())
    }
}

/// Enters the debtors of these positions: 1 request for 25 entries. Whoever publishes positions
/// calls it, after the transaction and again when that is repeated.
pub async fn enter(table: &Table, positions: &[DebtPosition]) -> Result<(), TableError> {
    let mut entries = BTreeMap::new();
    for position in positions {
        for entry in entries_of(position) {
            let key = entry.key();
            entries.insert((key.pk, key.sk), entry);
        }
    }
    let entries: Vec<DebtorName> = entries.into_values().collect();
    table.put_unguarded(&entries).await
}

fn entries_of(position: &DebtPosition) -> impl Iterator<Item = DebtorName> {
    let debtor = &position.debtor;
    name_keys(&debtor.full_name)
        .into_iter()
        .map(|name_key| DebtorName {
            creditor: position.creditor.clone(),
            name_key,
            tax_code: debtor.tax_code.clone(),
            name: debtor.full_name.clone(),
        })
}

/// The people one of whose words begins the name so, by name, each once, up to `most` and one
/// more: 8 queries.
pub async fn named(
    table: &Table,
    creditor: &OrgFiscalCode,
    beginning: &str,
    most: usize,
) -> Result<Vec<DebtorName>, TableError> {
    // A person may stand there under several words that begin alike.
    let limit = u32::try_from((most + 1) * 2).unwrap_or(u32::MAX);
    let pages = (0..keys::SHARDS).map(|shard| {
        let query = Query::table(keys::debtor_names_pk(creditor, shard));
        let query = query.prefix(beginning).limit(limit);
        async move { table.query::<DebtorName>(&query).await }
    });
    let pages = try_join_all(pages).await?;
    let mut people: Vec<DebtorName> = pages.into_iter().flat_map(|page| page.items).collect();
    people.sort_by(|a, b| (&a.name_key, &a.tax_code).cmp(&(&b.name_key, &b.tax_code)));
    let mut seen = std::collections::HashSet::new();
    people.retain(|person| seen.insert(person.tax_code.clone()));
    people.truncate(most + 1);
    Ok(people)
}
