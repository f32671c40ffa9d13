//! Reading many items: index queries, paged with opaque cursors.

use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Item, TableError};

/// Most items a page may hold: one answer of DynamoDB is at most 1 MB.
pub const PAGE_ITEMS_MAX: u32 = 500;

/// Where to look: the table itself or one of its four indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    Table,
    Gsi(u8),
}

impl Index {
    pub(super) fn is_table(self) -> bool {
        matches!(self, Self::Table)
    }

    pub(super) fn name(self) -> Option<String> {
        match self {
            Self::Table => None,
            Self::Gsi(n) => Some(format!("gsi{n}")),
        }
    }

    pub(super) fn attributes(self) -> (String, String) {
        match self {
            Self::Table => ("pk".to_owned(), "sk".to_owned()),
            Self::Gsi(n) => (format!("gsi{n}pk"), format!("gsi{n}sk")),
        }
    }
}

/// A range of one partition.
#[derive(Clone, Debug)]
pub struct Query {
    pub(super) index: Index,
    pub(super) pk: String,
    pub(super) range: Range,
    pub(super) descending: bool,
    pub(super) limit: u32,
    pub(super) after: Option<Cursor>,
}

#[derive(Clone, Debug)]
pub(super) enum Range {
    All,
    Prefix(String),
    Between(String, String),
    Below(String),
}

impl Query {
    /// All of a partition of the table, in order of `sk`.
    pub fn table(pk: impl Into<String>) -> Self {
        Self::of(Index::Table, pk)
    }

    /// All of a partition of index `gsi<n>`.
    pub fn gsi(n: u8, pk: impl Into<String>) -> Self {
        Self::of(Index::Gsi(n), pk)
    }

    fn of(index: Index, pk: impl Into<String>) -> Self {
        let (range, limit) = (Range::All, PAGE_ITEMS_MAX);
        Self {
            index,
            pk: pk.into(),
            range,
            descending: false,
            limit,
            after: None,
        }
    }

    pub fn prefix(mut self, sk: impl Into<String>) -> Self {
        self.range = Range::Prefix(sk.into());
        self
    }

    /// Both ends included.
    pub fn between(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.range = Range::Between(from.into(), to.into());
        self
    }

    /// Everything that sorts before `sk`.
    pub fn below(mut self, sk: impl Into<String>) -> Self {
        self.range = Range::Below(sk.into());
        self
    }

    /// Whether at most one item is wanted.
    pub fn is_single(&self) -> bool {
        self.limit == 1
    }

    pub fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    pub fn limit(mut self, items: u32) -> Self {
        self.limit = items.clamp(1, PAGE_ITEMS_MAX);
        self
    }

    /// From this place on; from one that looks back, what stands before it, still in the list's order.
    pub fn after(mut self, cursor: Option<Cursor>) -> Self {
        self.after = cursor;
        self
    }

    pub(super) fn goes_back(&self) -> bool {
        self.after.as_ref().is_some_and(Cursor::looks_back)
    }

    /// The place of an item that this query read.
    pub(super) fn place_of(&self, item: &Item) -> Cursor {
        let (pk, sk) = self.index.attributes();
        let is_key = |name: &str| name == pk || name == sk || name == "pk" || name == "sk";
        let keys = item.iter().filter(|(name, _)| is_key(name));
        Cursor::of(&keys.map(|(n, v)| (n.clone(), v.clone())).collect())
    }
}

/// One page, and the ways to those around it.
#[derive(Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<Cursor>,
    /// Absent on the first page.
    pub previous: Option<Cursor>,
    /// Whether the list begins here.
    pub is_first: bool,
}

impl<T> Page<T> {
    /// The same page of other things.
    pub(super) fn map<U, E>(self, of: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        Ok(Page {
            items: self.items.into_iter().map(of).collect::<Result<_, _>>()?,
            next: self.next,
            previous: self.previous,
            is_first: self.is_first,
        })
    }
}

/// An opaque place in a list: base64url of the last key read; with `~` before it, it looks back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

/// Before a place that looks back: no letter of base64url, and none that an address escapes.
const BACK: char = '~';

impl Cursor {
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let cursor = Self(text.to_owned());
        cursor.start_key()?;
        Ok(cursor)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same place, looking to the other side.
    #[must_use]
    pub fn turned(&self) -> Self {
        match self.0.strip_prefix(BACK) {
            Some(ahead) => Self(ahead.to_owned()),
            None => Self(format!("{BACK}{}", self.0)),
        }
    }

    pub fn looks_back(&self) -> bool {
        self.0.starts_with(BACK)
    }

    /// A place that is one sort key, for lists merged from several partitions.
    pub fn of_text(sk: &str) -> Self {
        Self::encode(vec![("sk".to_owned(), sk.to_owned())])
    }

    /// The sort key of a place made by [`Cursor::of_text`]; empty for any other.
    pub fn text(&self) -> String {
        let key = self.start_key().unwrap_or_default();
        key.get("sk")
            .and_then(|value| value.as_s().ok())
            .cloned()
            .unwrap_or_default()
    }

    pub(super) fn of(last: &Item) -> Self {
        let text = |v: &AttributeValue| v.as_s().cloned().unwrap_or_default();
        Self::encode(
            last.iter()
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
        )
    }

    fn encode(mut pairs: Vec<(String, String)>) -> Self {
        pairs.sort();
        Self(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&pairs).unwrap_or_default()))
    }

    pub(super) fn start_key(&self) -> Result<Item, TableError> {
        let bytes = URL_SAFE_NO_PAD
            .decode(self.0.strip_prefix(BACK).unwrap_or(&self.0))
            .map_err(|_| TableError::Cursor)?;
        let pairs: Vec<(String, String)> =
            serde_json::from_slice(&bytes).map_err(|_| TableError::Cursor)?;
        let known = |name: &str| name.ends_with("pk") || name.ends_with("sk");
        if pairs.is_empty() || pairs.len() > 4 || !pairs.iter().all(|(name, _)| known(name)) {
            return Err(TableError::Cursor);
        }
        Ok(pairs
            .into_iter()
            .map(|(name, value)| (name, AttributeValue::S(value)))
            .collect())
    }
}
