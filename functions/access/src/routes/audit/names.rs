//! Who somebody is, looked up when it is shown: the log itself holds no names.

use std::collections::{BTreeMap, BTreeSet};

use kernel::ids::UserId;
use platform::table::TableError;
use platform::web::ui::Choices;

use super::Deps;
use crate::domain::actor::Actor;
use crate::domain::audit::{AuditEvent, Who};
use crate::store::members;

/// People who are offered in the filter, by surname.
const OFFERED: u32 = 200;

/// Of a key's public id, its last characters tell it from its owner's others.
const KEY_CHARS: usize = 6;

pub(super) struct Names(BTreeMap<UserId, String>);

impl Names {
    /// The words for somebody.
    pub fn of(&self, who: &Who) -> String {
        if let Some(user) = who.user() {
            let gone = || format!("Persona non più nell’ente ({user})");
            return self.0.get(&user).cloned().unwrap_or_else(gone);
        }
        match who.as_str().split_once(':') {
            Some(("key", code)) => {
                let end = code.len().saturating_sub(KEY_CHARS);
                format!("Chiave …{}", code.get(end..).unwrap_or(code))
            }
            Some(("service", code)) => format!("Applicazione {code}"),
            Some(("job", _)) => "Operazione automatica".to_owned(),
            _ => "Nessun utente riconosciuto".to_owned(),
        }
    }

    /// The filter by person.
    pub fn choices(&self, chosen: Option<&Who>) -> Choices {
        let mut people: Vec<_> = self.0.iter().collect();
        people.sort_by(|a, b| a.1.cmp(b.1));
        let select = Choices::select("who", "Chi").choice("", "Tutti");
        let select = people.into_iter().fold(select, |select, (user, name)| {
            select.choice(format!("user:{user}"), name.as_str())
        });
        match chosen {
            Some(who) if who.user().is_none_or(|user| !self.0.contains_key(&user)) => {
                select.choice(who.as_str(), self.of(who))
            }
            _ => select,
        }
    }
}

impl Deps {
    /// The members, and whoever else of the organisation these events name: 1 query, and 1 request
    /// where somebody is not among the first.
    pub(super) async fn names(
        &self,
        actor: &Actor,
        events: &[AuditEvent],
    ) -> Result<Names, TableError> {
        let members = members::list(&self.table, &actor.tenant, None, OFFERED)
            .await?
            .items;
        let name = |member: members::Member| (member.user, member.name);
        let mut names: BTreeMap<_, _> = members.into_iter().map(name).collect();
        let unknown: BTreeSet<UserId> = events
            .iter()
            .filter_map(|event| event.who.user())
            .filter(|user| !names.contains_key(user))
            .collect();
        let more = members::find_many(&self.table, &actor.tenant, &unknown).await?;
        names.extend(more.into_iter().map(name));
        Ok(Names(names))
    }
}
