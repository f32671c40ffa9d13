//! One transaction: all of it or nothing.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure,
    TransactWriteItem,
};

use super::{Key, Stored, TableError, to_item};

/// DynamoDB's own limit of actions in one transaction.
pub const ACTIONS_MAX: usize = 100;

/// What must hold of the item that is there now.
#[derive(Clone, Debug)]
pub enum Condition {
    /// No item has this key.
    New,
    /// The item is there with this `version`.
    Version(u64),
    /// The item is there.
    Exists,
    /// Attribute `name` of the item is this text.
    Equals(&'static str, String),
    /// No item, or one whose attribute `name` is this text.
    NewOrEquals(&'static str, String),
    /// No item, or one without attribute `name`.
    Lacks(&'static str),
}

/// A condition as a request carries it. Names and values are absent, never empty: DynamoDB refuses
/// empty maps.
pub(super) struct Expression {
    pub text: &'static str,
    pub names: Option<HashMap<String, String>>,
    pub values: Option<HashMap<String, AttributeValue>>,
}

impl Condition {
    pub(super) fn expression(&self) -> Expression {
        let plain = |text| Expression {
            text,
            names: None,
            values: None,
        };
        let compared = |name: &str, value: AttributeValue, text| Expression {
            text,
            names: Some(HashMap::from([("#c".to_owned(), name.to_owned())])),
            values: Some(HashMap::from([(":c".to_owned(), value)])),
        };
        match self {
            Self::New => plain("attribute_not_exists(pk)"),
            Self::Exists => plain("attribute_exists(pk)"),
            Self::Lacks(name) => Expression {
                text: "attribute_not_exists(#c)",
                names: Some(HashMap::from([("#c".to_owned(), (*name).to_owned())])),
                values: None,
            },
            Self::Version(v) => compared("version", AttributeValue::N(v.to_string()), "#c = :c"),
            Self::Equals(name, text) => compared(name, AttributeValue::S(text.clone()), "#c = :c"),
            Self::NewOrEquals(name, text) => compared(
                name,
                AttributeValue::S(text.clone()),
                "attribute_not_exists(pk) OR #c = :c",
            ),
        }
    }
}

/// A transaction being put together. Operations are told apart by the order they are added in.
#[derive(Clone, Default)]
pub struct Tx {
    pub(super) operations: Vec<Operation>,
    pub(super) fault: Option<TableError>,
}

#[derive(Clone)]
pub(super) enum Operation {
    Put(super::Item, Condition),
    Delete(Key, Condition),
    Check(Key, Condition),
}

impl Tx {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn len(&self) -> usize {
        self.operations.len()
    }

    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// Writes a record that must not be there yet.
    pub fn put_new<T: Stored>(self, record: &T) -> Self {
        self.put(record, Condition::New)
    }

    /// Writes a record over the one that has version `expected`.
    pub fn put_versioned<T: Stored>(self, record: &T, expected: u64) -> Self {
        self.put(record, Condition::Version(expected))
    }

    pub fn put<T: Stored>(mut self, record: &T, condition: Condition) -> Self {
        match to_item(record) {
            Ok(item) => self.operations.push(Operation::Put(item, condition)),
            Err(error) => self.fault = Some(error),
        }
        self
    }

    pub fn delete(mut self, key: Key, condition: Condition) -> Self {
        self.operations.push(Operation::Delete(key, condition));
        self
    }

    /// Writes nothing, but refuses the whole when the condition does not hold.
    pub fn check(mut self, key: Key, condition: Condition) -> Self {
        self.operations.push(Operation::Check(key, condition));
        self
    }
}

impl Operation {
    pub(super) fn action(&self, table: &str) -> Result<TransactWriteItem, TableError> {
        let all_old = ReturnValuesOnConditionCheckFailure::AllOld;
        let action = TransactWriteItem::builder();
        let (Self::Put(_, condition) | Self::Delete(_, condition) | Self::Check(_, condition)) =
            self;
        let Expression {
            text,
            names,
            values,
        } = condition.expression();
        Ok(match self {
            Self::Put(item, _) => {
                let put = Put::builder()
                    .table_name(table)
                    .set_item(Some(item.clone()))
                    .condition_expression(text)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(all_old);
                action.put(put.build().map_err(TableError::request)?)
            }
            Self::Delete(key, _) => {
                let delete = Delete::builder()
                    .table_name(table)
                    .set_key(Some(key.item()))
                    .condition_expression(text)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(all_old);
                action.delete(delete.build().map_err(TableError::request)?)
            }
            Self::Check(key, _) => {
                let check = ConditionCheck::builder()
                    .table_name(table)
                    .set_key(Some(key.item()))
                    .condition_expression(text)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(all_old);
                action.condition_check(check.build().map_err(TableError::request)?)
            }
        }
        .build())
    }
}
