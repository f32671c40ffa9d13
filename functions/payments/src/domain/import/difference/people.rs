//! The people of a file, and what is other in them than in those of an earlier one.

use std::collections::HashMap;

use kernel::ids::ServiceCode;
use kernel::money::Cents;
use kernel::tax::TaxCode;

use super::{Change, Counts, Difference, Kind, What};
use crate::domain::dues::{Address, Due, PersonCategory};

/// The people of one file, in the order of their first rows.
#[derive(Default)]
pub struct People {
    places: HashMap<(String, ServiceCode, Option<PersonCategory>), usize>,
    entries: Vec<Entry>,
}

struct Entry {
    row: u32,
    tax_code: String,
    name: String,
    address: String,
    email: String,
    service: ServiceCode,
    category: Option<PersonCategory>,
    dues: u32,
    amount: Cents,
}

/// The amounts of a file do not fit.
#[derive(Debug, thiserror::Error)]
#[error("the amounts do not add up")]
pub struct SumError;

impl People {
    pub fn add(&mut self, due: &Due) -> Result<(), SumError> {
        let key = (person(due), due.service.clone(), due.category);
        let Some(entry) = self
            .places
            .get(&key)
            .and_then(|at| self.entries.get_mut(*at))
        else {
            self.places.insert(key, self.entries.len());
            self.entries.push(Entry::of(due));
            return Ok(());
        };
        entry.dues += 1;
        entry.amount = entry.amount.checked_add(due.amount_cents).ok_or(SumError)?;
        Ok(())
    }

    /// Every difference from `before`, told one by one.
    pub fn differences(&self, before: &Self, mut tell: impl FnMut(Kind, Difference)) -> Counts {
        let mut counts = Counts::default();
        for (key, at) in self.sorted() {
            let Some(entry) = self.entries.get(at) else {
                continue;
            };
            let earlier = before
                .places
                .get(key)
                .and_then(|at| before.entries.get(*at));
            let changes = earlier.map(|earlier| earlier.changes(entry));
            match changes {
                None => {
                    counts.new += 1;
                    tell(Kind::New, entry.difference(Vec::new()));
                }
                Some(changes) if changes.is_empty() => counts.same += 1,
                Some(changes) => {
                    counts.changed += 1;
                    tell(Kind::Changed, entry.difference(changes));
                }
            }
            if entry.dues > 1 {
                counts.twice += 1;
                tell(Kind::Twice, entry.difference(Vec::new()));
            }
        }
        for (key, at) in before.sorted() {
            if let (false, Some(entry)) = (self.places.contains_key(key), before.entries.get(at)) {
                counts.gone += 1;
                tell(Kind::Gone, entry.difference(Vec::new()));
            }
        }
        counts
    }

    fn sorted(
        &self,
    ) -> impl Iterator<Item = (&(String, ServiceCode, Option<PersonCategory>), usize)> {
        let mut all: Vec<_> = self.places.iter().map(|(key, at)| (key, *at)).collect();
        all.sort_unstable_by_key(|(_, at)| *at);
        all.into_iter()
    }
}

impl Entry {
    fn of(due: &Due) -> Self {
        Self {
            row: due.row,
            tax_code: due.debtor.tax_code.as_str().to_owned(),
            name: due.debtor.name.clone(),
            address: due.debtor.address.as_ref().map(address).unwrap_or_default(),
            email: due.debtor.email.clone().unwrap_or_default(),
            service: due.service.clone(),
            category: due.category,
            dues: 1,
            amount: due.amount_cents,
        }
    }

    /// What is other in `now`. Case and blanks of words do not count.
    fn changes(&self, now: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.amount != now.amount {
            let (before, now) = (self.amount.italian(), now.amount.italian());
            let what = What::Amount;
            changes.push(Change { what, before, now });
        }
        let words = [
            (What::Name, &self.name, &now.name),
            (What::Address, &self.address, &now.address),
            (What::Email, &self.email, &now.email),
        ];
        let fold = |text: &str| kernel::text::normalise_spaces(text).to_lowercase();
        let other = words
            .into_iter()
            .filter(|(_, before, now)| fold(before) != fold(now));
        changes.extend(other.map(|(what, before, now)| Change {
            what,
            before: before.clone(),
            now: now.clone(),
        }));
        changes
    }

    fn difference(&self, changes: Vec<Change>) -> Difference {
        Difference {
            row: self.row,
            tax_code: self.tax_code.clone(),
            name: self.name.clone(),
            service: self.service.clone(),
            category: self.category,
            dues: self.dues,
            amount_cents: self.amount,
            changes,
        }
    }
}

fn person(due: &Due) -> String {
    match due.debtor.tax_code {
        TaxCode::Anonymous => {
            let name = kernel::text::normalise_spaces(&due.debtor.name);
            format!("?{}", name.to_lowercase())
        }
        TaxCode::Person(_) | TaxCode::Legal(_) => due.debtor.tax_code.as_str().to_owned(),
    }
}

fn address(address: &Address) -> String {
    let parts = [
        &address.street,
        &address.number,
        &address.postal_code,
        &address.city,
        &address.province,
    ];
    let words: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    words.join(" ")
}
