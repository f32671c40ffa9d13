//! What is looked for by words: it travels sealed, never in clear in an address.

use kernel::tax::{OrgFiscalCode, TaxCode};
use platform::table::{Table, TableError};
use serde::{Deserialize, Serialize};

use crate::domain::archive::{Words, words};
use crate::store::debtors::{self, DebtorName};
use kernel::notice::NoticeNumber;

/// People that are shown of those whose name begins so.
pub const PEOPLE_SHOWN: usize = 20;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sought {
    /// As typed.
    pub words: String,
    /// Somebody chosen among the people found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<TaxCode>,
}

/// What the words mean in the archive of a creditor.
pub enum Meaning {
    Everybody,
    Notice(NoticeNumber),
    Person(TaxCode),
    /// Whose name begins so; more than [`PEOPLE_SHOWN`] where there are more.
    People(Vec<DebtorName>),
    /// To be looked for in the positions themselves.
    Named(String),
    Unclear,
}

impl Sought {
    /// For the beginning of a name 8 queries, else none. The directory knows everybody who owes for
    /// anything: who sees not `all` of the archive looks for the name in what they see.
    pub async fn meaning(
        &self,
        table: &Table,
        creditor: &OrgFiscalCode,
        all: bool,
    ) -> Result<Meaning, TableError> {
        if let Some(person) = &self.person {
            return Ok(Meaning::Person(person.clone()));
        }
        Ok(match words(&self.words) {
            Words::Nothing => Meaning::Everybody,
            Words::Notice(nav) => Meaning::Notice(nav),
            Words::Debtor(code) => Meaning::Person(code),
            Words::Unclear => Meaning::Unclear,
            Words::Name(name) if !all => Meaning::Named(name),
            Words::Name(name) => {
                Meaning::People(debtors::named(table, creditor, &name, PEOPLE_SHOWN).await?)
            }
        })
    }
}
