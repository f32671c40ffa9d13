//! What a search finds: people, positions, both or neither.

use access::{Actor, Permission};
use kernel::notice::NoticeNumber;
use platform::table::TableError;

use super::PositionsDeps;
use super::asked::Asked;
use crate::domain::archive::{Filter, PEOPLE_MAX, Walk};
use crate::domain::position::at_once;
use crate::routes::sought::Meaning;
use crate::store::archive::{self, Found, Search};
use crate::store::debtors::DebtorName;

/// Rows of a page.
const PAGE_ROWS: usize = 25;

/// The answer to a search.
pub(super) enum Answer {
    /// One notice is asked for, which its own page shows.
    Notice(NoticeNumber),
    List(Box<Listed>),
    /// What was typed is none of what can be looked for.
    Unclear,
}

pub(super) struct Listed {
    /// People whose name begins so; more than [`PEOPLE_SHOWN`] where there are more.
    pub people: Vec<DebtorName>,
    /// Absent where there are too many people to show what each owes.
    pub found: Option<Found>,
    pub walk: Walk,
}

impl PositionsDeps {
    /// 8 queries; for a name 8 more, for a tax code 1 in place of them.
    pub(super) async fn search(&self, actor: &Actor, asked: &Asked) -> Result<Answer, TableError> {
        let (mut filter, mut people) = (asked.filter.clone(), Vec::new());
        let reach = actor.scope(Permission::PositionsRead);
        filter.within = reach.services(false);
        let sought = asked.sought.clone().unwrap_or_default();
        match sought
            .meaning(&self.table, &actor.tenant, reach.is_whole())
            .await?
        {
            Meaning::Everybody => {}
            Meaning::Notice(nav) => return Ok(Answer::Notice(nav)),
            Meaning::Unclear => return Ok(Answer::Unclear),
            Meaning::Person(code) => filter.debtors = vec![code],
            Meaning::Named(name) => filter.named = Some(name),
            Meaning::People(named) if named.is_empty() || named.len() > PEOPLE_MAX => {
                let walk = Walk::of(&filter, asked.order);
                return Ok(Answer::List(Box::new(Listed {
                    people: named,
                    found: None,
                    walk,
                })));
            }
            Meaning::People(named) => {
                filter.debtors = named.iter().map(|person| person.tax_code.clone()).collect();
                people = named;
            }
        }
        let walk = Walk::of(&filter, asked.order);
        let found = self.walk(actor, &filter, &walk, asked).await?;
        Ok(Answer::List(Box::new(Listed {
            people,
            found: Some(found),
            walk,
        })))
    }

    async fn walk(
        &self,
        actor: &Actor,
        filter: &Filter,
        walk: &Walk,
        asked: &Asked,
    ) -> Result<Found, TableError> {
        let search = Search {
            creditor: &actor.tenant,
            filter,
            walk,
            size: PAGE_ROWS,
        };
        let mut found = archive::page(&self.table, &search, asked.place.clone()).await?;
        at_once(&mut found.positions, self.clock.now());
        Ok(found)
    }
}
