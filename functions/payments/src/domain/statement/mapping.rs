//! Which column holds what, as a person said.

use std::collections::BTreeMap;

use kernel::idempotency::Fingerprint;
use serde::{Deserialize, Serialize};

use crate::domain::dues::limits::TITLE_CHARS_MAX;
use crate::domain::dues::{ColumnRef, DialectChoice};

/// What a column of a statement may hold. Either `amount` (signed, or with a `sign` beside it), or
/// `credit` and `debit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementField {
    Date,
    Amount,
    Credit,
    Debit,
    Description,
    Sign,
    ProvisionalNumber,
    ValueDate,
    Year,
}

impl StatementField {
    /// In the order in which they are asked.
    pub const ALL: [Self; 9] = [
        Self::Date,
        Self::Amount,
        Self::Credit,
        Self::Debit,
        Self::Description,
        Self::Sign,
        Self::ProvisionalNumber,
        Self::ValueDate,
        Self::Year,
    ];

    /// As the machine API and the forms call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Amount => "amount",
            Self::Credit => "credit",
            Self::Debit => "debit",
            Self::Description => "description",
            Self::Sign => "sign",
            Self::ProvisionalNumber => "provisional_number",
            Self::ValueDate => "value_date",
            Self::Year => "year",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    pub fn italian(self) -> &'static str {
        match self {
            Self::Date => "Data contabile",
            Self::Amount => "Importo",
            Self::Credit => "Avere (entrate)",
            Self::Debit => "Dare (uscite)",
            Self::Description => "Descrizione",
            Self::Sign => "Segno dell'importo",
            Self::ProvisionalNumber => "Numero provvisorio",
            Self::ValueDate => "Data valuta",
            Self::Year => "Esercizio",
        }
    }
}

/// A column for a field, or `null` to leave the field out. What is not named is found by its title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StatementMapping(BTreeMap<StatementField, Option<ColumnRef>>);

impl StatementMapping {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, field: StatementField) -> Option<Option<&ColumnRef>> {
        self.0.get(&field).map(Option::as_ref)
    }

    pub fn set(&mut self, field: StatementField, column: Option<ColumnRef>) {
        self.0.insert(field, column);
    }

    pub fn iter(&self) -> impl Iterator<Item = (StatementField, Option<&ColumnRef>)> {
        self.0
            .iter()
            .map(|(field, column)| (*field, column.as_ref()))
    }

    /// Whether it says where amounts stand: then titles have no say in it.
    pub fn names_money(&self) -> bool {
        let money = [
            StatementField::Amount,
            StatementField::Credit,
            StatementField::Debit,
        ];
        money
            .iter()
            .any(|field| matches!(self.get(*field), Some(Some(_))))
    }

    /// Whether every title is one that a file could have.
    pub fn is_bounded(&self) -> bool {
        self.iter().all(|(_, column)| match column {
            Some(ColumnRef::Header(title)) => title.chars().count() <= TITLE_CHARS_MAX,
            Some(ColumnRef::Number(_)) | None => true,
        })
    }
}

/// What a person decided about a statement; the rest is found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatementChoice {
    pub dialect: DialectChoice,
    pub mapping: StatementMapping,
}

impl StatementChoice {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What tells the files of one bank from those of others: of the titles, or of the number of columns
/// where there are none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LayoutPrint(Fingerprint);

impl LayoutPrint {
    pub fn of_titles(titles: &[String]) -> Self {
        let folded: Vec<String> = titles
            .iter()
            .map(|t| crate::domain::dues::fold(t))
            .collect();
        let parts: Vec<&[u8]> = folded.iter().map(String::as_bytes).collect();
        Self(Fingerprint::of(&parts))
    }

    pub fn of_width(columns: usize) -> Self {
        Self(Fingerprint::of(&[
            b"columns",
            columns.to_string().as_bytes(),
        ]))
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}
