//! What changed since an earlier import of the same service: who is new, who is gone, whose data or
//! amount are others, and who is there twice.
//!
//! People are compared by tax code (by name where they are anonymous), service and category; what one of
//! them owes several times is added up. Only accepted rows count. Both sides are held as one entry
//! a person: about 200 bytes each, 200,000 at most.

use std::collections::HashMap;

use jiff::Timestamp;
use kernel::ids::{ImportId, ServiceCode};
use kernel::money::Cents;
use kernel::tax::{OrgFiscalCode, TaxCode};
use serde::{Deserialize, Serialize};

use crate::domain::dues::{Address, Due, PersonCategory, quoted};

/// A comparison of an import with an earlier one. A later one replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub creditor: OrgFiscalCode,
    pub import: ImportId,
    /// The check of the import whose rows are compared.
    pub check: u32,
    pub with: ImportId,
    /// As people know it.
    pub with_name: String,
    pub state: ComparisonState,
    #[serde(default)]
    pub counts: Counts,
    pub at: Timestamp,
    /// Also the number of the run: its files stand under it.
    pub version: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ComparisonState {
    Comparing,
    Done,
}

/// People of each kind; `twice` are counted among the others, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub new: u64,
    pub gone: u64,
    pub changed: u64,
    pub same: u64,
    pub twice: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    New,
    Gone,
    Changed,
    Twice,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::New, Self::Gone, Self::Changed, Self::Twice];

    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Changed => "changed",
            Self::Twice => "twice",
        }
    }

    pub fn italian(self) -> &'static str {
        match self {
            Self::New => "Nuovi",
            Self::Gone => "Non più presenti",
            Self::Changed => "Cambiati",
            Self::Twice => "Più volte nel file",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl Counts {
    pub fn of(&self, kind: Kind) -> u64 {
        match kind {
            Kind::New => self.new,
            Kind::Gone => self.gone,
            Kind::Changed => self.changed,
            Kind::Twice => self.twice,
        }
    }
}

/// One line of the comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// First physical row: of this file, or of the earlier one for who is gone.
    pub row: u32,
    pub tax_code: String,
    pub name: String,
    pub service: ServiceCode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<PersonCategory>,
    /// Dues of this person in the file.
    pub dues: u32,
    pub amount_cents: Cents,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// What is not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub what: What,
    pub before: String,
    pub now: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    Amount,
    Name,
    Address,
    Email,
}

impl What {
    pub fn italian(self) -> &'static str {
        match self {
            Self::Amount => "Importo",
            Self::Name => "Nominativo",
            Self::Address => "Indirizzo",
            Self::Email => "E-mail",
        }
    }
}

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

/// The head of the file for a spreadsheet: UTF-8 with mark, semicolons.
pub const CSV_HEAD: &str = "\u{feff}Esito;Riga;Codice fiscale;Nominativo;Servizio;Categoria;Dovuti;\
    Importo;Che cosa è cambiato\r\n";

/// A line of it, in which no cell would run.
pub fn csv_line(kind: Kind, difference: &Difference) -> String {
    let cells = [
        quoted(kind.italian()),
        difference.row.to_string(),
        quoted(&difference.tax_code),
        quoted(&difference.name),
        quoted(difference.service.as_str()),
        quoted(difference.category.map_or("", PersonCategory::italian)),
        difference.dues.to_string(),
        quoted(&difference.amount_cents.italian()),
        quoted(&told(&difference.changes)),
    ];
    cells.join(";") + "\r\n"
}

/// `Importo: 10,00 → 12,00; E-mail: a@b.it → c@d.it`
pub fn told(changes: &[Change]) -> String {
    let told = |change: &Change| {
        let word = |text: &str| {
            if text.is_empty() {
                "—".to_owned()
            } else {
                text.to_owned()
            }
        };
        let (before, now) = (word(&change.before), word(&change.now));
        format!("{}: {before} → {now}", change.what.italian())
    };
    changes.iter().map(told).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::publish::samples::due;

    const ROSSI: &str = "RSSMRA85T10A562S";
    const TEMPO: &str = "MRTMTT91D08F205J";

    fn people(dues: &[Due]) -> People {
        let mut people = People::default();
        dues.iter().for_each(|due| people.add(due).expect("small"));
        people
    }

    fn differences(now: &[Due], before: &[Due]) -> (Counts, Vec<(Kind, Difference)>) {
        let mut told = Vec::new();
        let counts = people(now).differences(&people(before), |kind, line| told.push((kind, line)));
        (counts, told)
    }

    #[test]
    fn new_gone_and_unchanged_people_are_told_apart() {
        let before = [due(2, ROSSI, "QUOTA", 100), due(3, TEMPO, "QUOTA", 100)];
        let now = [due(2, TEMPO, "QUOTA", 100), due(3, TEMPO, "MORA", 5)];
        let (counts, told) = differences(&now, &before);
        assert_eq!(
            (counts.new, counts.gone, counts.changed, counts.same),
            (1, 1, 0, 1)
        );
        let kinds: Vec<_> = told.iter().map(|(kind, line)| (*kind, line.row)).collect();
        assert_eq!(kinds, [(Kind::New, 3), (Kind::Gone, 2)]);
    }

    #[test]
    fn another_amount_or_word_is_a_change_and_another_spelling_is_none() {
        let before = [due(2, ROSSI, "QUOTA", 1_000)];
        let mut now = before.clone();
        now[0].debtor.name = "MARIO  ROSSI".to_owned();
        assert_eq!(differences(&now, &before).0.same, 1);
        now[0].amount_cents = Cents::new(1_250);
        now[0].debtor.email = Some("a@b.it".to_owned());
        let (counts, lines) = differences(&now, &before);
        assert_eq!(counts.changed, 1);
        assert_eq!(
            told(&lines[0].1.changes),
            "Importo: 10,00 → 12,50; E-mail: — → a@b.it"
        );
    }

    #[test]
    fn somebody_twice_is_added_up_and_told() {
        let before = [due(2, ROSSI, "QUOTA", 200)];
        let now = [due(2, ROSSI, "QUOTA", 100), due(9, ROSSI, "QUOTA", 100)];
        let (counts, lines) = differences(&now, &before);
        assert_eq!((counts.same, counts.twice), (1, 1));
        assert_eq!((lines[0].0, lines[0].1.dues), (Kind::Twice, 2));
    }

    #[test]
    fn another_category_is_another_person_to_the_office() {
        let before = [due(2, ROSSI, "QUOTA", 100)];
        let mut now = before.clone();
        now[0].category = Some(PersonCategory::Trainee);
        let (counts, _) = differences(&now, &before);
        assert_eq!((counts.new, counts.gone), (1, 1));
    }

    #[test]
    fn no_cell_of_the_file_would_run_in_a_spreadsheet() {
        let mut hostile = due(2, ROSSI, "QUOTA", 100);
        hostile.debtor.name = "=cmd|' /C calc'!A0".to_owned();
        let (_, lines) = differences(&[hostile], &[]);
        let line = csv_line(lines[0].0, &lines[0].1);
        assert!(line.contains(";\"'=cmd|' /C calc'!A0\";"), "{line}");
    }

    #[test]
    fn a_hundred_thousand_people_are_compared_at_once() {
        let many: Vec<Due> = (0..100_000)
            .map(|row| {
                let mut due = due(row, "ANONIMO", "QUOTA", 100);
                due.debtor.name = format!("persona {row}");
                due
            })
            .collect();
        let (before, now) = (&many[..90_000], &many[10_000..]);
        let (counts, _) = differences(now, before);
        assert_eq!(
            (counts.new, counts.gone, counts.same),
            (10_000, 10_000, 80_000)
        );
    }
}
