//! Records: what a context stores, and how it becomes an item.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use super::{TableError, packed};

/// A raw item of the table.
pub type Item = HashMap<String, AttributeValue>;

/// The primary key of an item. Only a context's `store/keys.rs` makes one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub pk: String,
    pub sk: String,
}

impl Key {
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self {
            pk: pk.into(),
            sk: sk.into(),
        }
    }

    pub(super) fn item(&self) -> Item {
        HashMap::from([
            ("pk".to_owned(), AttributeValue::S(self.pk.clone())),
            ("sk".to_owned(), AttributeValue::S(self.sk.clone())),
        ])
    }
}

/// The sparse index keys of an item: `gsi1` is the first, and so on. `None` keeps the item out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Indexes(pub [Option<Key>; 4]);

/// A thing kept in the table.
pub trait Stored: Serialize + DeserializeOwned {
    /// The kind of the item, in its attribute `entity`; a read of another kind is an error.
    const ENTITY: &'static str;

    /// With a dictionary, the fields are kept as one binary attribute (see `packed`). What is stored can be
    /// read with the same dictionary alone: it never changes.
    const DICTIONARY: Option<&'static [u8]> = None;

    /// The field that stands beside the packed ones, for conditions.
    const BESIDE: &'static str = "version";

    fn key(&self) -> Key;

    fn indexes(&self) -> Indexes {
        Indexes::default()
    }

    /// When DynamoDB may drop the item.
    fn expires_at(&self) -> Option<Timestamp> {
        None
    }
}

/// The item of a record: its fields, keys, index keys, `entity` and `ttl`.
pub fn to_item<T: Stored>(record: &T) -> Result<Item, TableError> {
    let mut item: Item = serde_dynamo::to_item(record).map_err(TableError::encode)?;
    if let Some(dictionary) = T::DICTIONARY {
        item.retain(|name, _| name == T::BESIDE);
        item.insert(packed::PACKED.to_owned(), packed::pack(record, dictionary)?);
    }
    item.extend(record.key().item());
    item.insert("entity".to_owned(), AttributeValue::S(T::ENTITY.to_owned()));
    for (n, index) in record.indexes().0.into_iter().enumerate() {
        if let Some(key) = index {
            item.insert(format!("gsi{}pk", n + 1), AttributeValue::S(key.pk));
            item.insert(format!("gsi{}sk", n + 1), AttributeValue::S(key.sk));
        }
    }
    if let Some(at) = record.expires_at() {
        item.insert(
            "ttl".to_owned(),
            AttributeValue::N(at.as_second().to_string()),
        );
    }
    Ok(item)
}

/// The record of an item, refused when the item is of another kind.
pub fn from_item<T: Stored>(item: Item) -> Result<T, TableError> {
    let entity = entity_of(&item).unwrap_or_default();
    if entity != T::ENTITY {
        return Err(TableError::Corrupt(format!(
            "expected {}, found {entity:?}",
            T::ENTITY
        )));
    }
    if let Some(record) = T::DICTIONARY.and_then(|words| packed::unpack(&item, words)) {
        return record;
    }
    serde_dynamo::from_item(item)
        .map_err(|error| TableError::Corrupt(format!("{}: {error}", T::ENTITY)))
}

/// DynamoDB's own measure of an item, from which the units of a write follow: the bytes of its names and values.
pub fn size_bytes(item: &Item) -> usize {
    item.iter()
        .map(|(name, value)| name.len() + value_bytes(value))
        .sum()
}

fn value_bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        // A byte for two digits, and one more.
        AttributeValue::N(digits) => digits.len().div_ceil(2) + 1,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(list) => 3 + list.iter().map(|held| 1 + value_bytes(held)).sum::<usize>(),
        AttributeValue::M(map) => 3 + map.len() + size_bytes(map),
        _ => 1,
    }
}

/// Whether an item is of this kind, where records of several kinds may stand.
pub fn is_record<T: Stored>(item: &Item) -> bool {
    entity_of(item).as_deref() == Some(T::ENTITY)
}

fn entity_of(item: &Item) -> Option<String> {
    item.get("entity")?.as_s().ok().cloned()
}
