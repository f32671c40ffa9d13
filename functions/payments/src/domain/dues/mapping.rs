//! Which column holds which field: as chosen by a person, and as settled for a file.

use super::field::{Field, fold};
use super::limits::TITLE_CHARS_MAX;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A column, by its title or by its number from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ColumnRef {
    Number(u32),
    Header(String),
}

impl ColumnRef {
    /// The column with this number, by its title where that is enough.
    pub fn of(number: u32, titles: &[String]) -> Self {
        let at = usize::try_from(number)
            .unwrap_or(usize::MAX)
            .wrapping_sub(1);
        match titles.get(at) {
            Some(title)
                if !title.is_empty() && titles.iter().filter(|t| *t == title).count() == 1 =>
            {
                ColumnRef::Header(title.clone())
            }
            _ => ColumnRef::Number(number),
        }
    }

    /// The place of the column, from 0: by number, else by the exact title, else by the title
    /// without case and accents.
    pub fn find(&self, titles: &[String]) -> Option<usize> {
        match self {
            ColumnRef::Number(number) => {
                let at = usize::try_from(*number).ok()?.checked_sub(1)?;
                (at < titles.len()).then_some(at)
            }
            ColumnRef::Header(title) => {
                let title = title.trim();
                let folded = fold(title);
                titles.iter().position(|t| t == title).or_else(|| {
                    titles
                        .iter()
                        .position(|t| !folded.is_empty() && fold(t) == folded)
                })
            }
        }
    }
}

impl fmt::Display for ColumnRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ColumnRef::Number(number) => write!(f, "n. {number}"),
            ColumnRef::Header(title) => write!(f, "{title}"),
        }
    }
}

/// What is spoken of in a row: the cell of a field, or of a column that holds none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    Field(Field),
    Column(usize),
}

impl From<Field> for Spot {
    fn from(field: Field) -> Self {
        Spot::Field(field)
    }
}

/// What a person decided: a column for a field, or `null` to leave the field out. What is not
/// named is found by its title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MappingChoice(BTreeMap<Field, Option<ColumnRef>>);

impl MappingChoice {
    pub fn get(&self, field: Field) -> Option<Option<&ColumnRef>> {
        self.0.get(&field).map(Option::as_ref)
    }

    pub fn set(&mut self, field: Field, column: Option<ColumnRef>) {
        self.0.insert(field, column);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every title is one that a file could have.
    pub fn is_bounded(&self) -> bool {
        self.iter().all(|(_, column)| match column {
            Some(ColumnRef::Header(title)) => title.chars().count() <= TITLE_CHARS_MAX,
            Some(ColumnRef::Number(_)) | None => true,
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = (Field, Option<&ColumnRef>)> {
        self.0
            .iter()
            .map(|(field, column)| (*field, column.as_ref()))
    }
}

/// The settled columns of a file, from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns([Option<u16>; Field::ALL.len()]);

impl Columns {
    pub fn get(&self, field: Field) -> Option<usize> {
        self.0[field as usize].map(usize::from)
    }

    /// Columns stay under `COLUMNS_MAX`; one beyond `u16` would be no column at all.
    pub fn set(&mut self, field: Field, at: usize) {
        self.0[field as usize] = u16::try_from(at).ok();
    }

    pub fn fields(&self) -> Vec<Field> {
        Field::ALL
            .into_iter()
            .filter(|field| self.get(*field).is_some())
            .collect()
    }

    /// A column "Nome" without "Cognome" holds the whole name.
    pub fn promote_lone_first_name(&mut self) {
        let lone = self.get(Field::Name).is_none() && self.get(Field::LastName).is_none();
        if let (true, Some(at)) = (lone, self.get(Field::FirstName)) {
            self.set(Field::Name, at);
            self.0[Field::FirstName as usize] = None;
        }
    }

    /// As the machine API tells them: by title where that is enough, else by number.
    pub fn told(&self, titles: &[String]) -> BTreeMap<Field, ColumnRef> {
        let tell = |at: usize| {
            let number = u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1);
            ColumnRef::of(number, titles)
        };
        let told = |field: Field| Some((field, tell(self.get(field)?)));
        Field::ALL.into_iter().filter_map(told).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(titles: &[&str]) -> Vec<String> {
        titles.iter().map(|title| (*title).to_owned()).collect()
    }

    #[test]
    fn a_column_is_found_by_number_or_by_title() {
        let titles = titles(&["CF", "Città", "", "cf"]);
        let header = |title: &str| ColumnRef::Header(title.to_owned());
        assert_eq!(ColumnRef::Number(1).find(&titles), Some(0));
        assert_eq!(ColumnRef::Number(0).find(&titles), None);
        assert_eq!(ColumnRef::Number(5).find(&titles), None);
        assert_eq!(header("cf").find(&titles), Some(3), "exact before folded");
        assert_eq!(header("citta").find(&titles), Some(1));
        assert_eq!(header("").find(&titles), Some(2));
        assert_eq!(header("altro").find(&titles), None);
    }

    #[test]
    fn a_choice_is_a_title_a_number_or_null() {
        let json = r#"{"tax_code":"CF","amount":3,"email":null}"#;
        let choice: MappingChoice = serde_json::from_str(json).expect("a choice");
        assert_eq!(choice.get(Field::Amount), Some(Some(&ColumnRef::Number(3))));
        assert_eq!(choice.get(Field::Email), Some(None));
        assert_eq!(choice.get(Field::Name), None);
        assert_eq!(serde_json::to_string(&choice).expect("plain data"), json);
        assert!(serde_json::from_str::<MappingChoice>(r#"{"importo":3}"#).is_err());
    }

    #[test]
    fn a_repeated_title_is_told_by_its_number() {
        let mut columns = Columns::default();
        columns.set(Field::Amount, 1);
        columns.set(Field::TaxCode, 0);
        let told = columns.told(&titles(&["CF", "Euro", "Euro"]));
        assert_eq!(told[&Field::Amount], ColumnRef::Number(2));
        assert_eq!(told[&Field::TaxCode], ColumnRef::Header("CF".to_owned()));
    }
}
