//! Writing to the table.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::config::AsyncSleep;
use aws_sdk_dynamodb::types::{
    AttributeValue, PutRequest, ReturnValue, ReturnValuesOnConditionCheckFailure, WriteRequest,
};

use super::error::{Cancelled, cancelled};
use super::tx::{ACTIONS_MAX, Condition};
use super::{Item, Key, Stored, Table, TableError, Tx, TxError, from_item, to_item};

/// A transaction that met another one is tried again this often, then reported.
const BUSY_TRIES_MAX: u32 = 8;
/// DynamoDB's own limit of records in one `BatchWriteItem`.
const BATCH_WRITES_MAX: usize = 25;
/// First pause after meeting another transaction; it doubles each time.
const BUSY_PAUSE: Duration = Duration::from_millis(10);

/// What became of a record that had to be new.
#[derive(Debug)]
pub enum PutNew<T> {
    Created,
    /// Something has the key already; here it is.
    Existed(T),
}

impl Table {
    /// Writes a record whose key must be free: 1 request.
    pub async fn put_new<T: Stored>(&self, record: &T) -> Result<PutNew<T>, TableError> {
        match self.put(record, Condition::New).await? {
            None => Ok(PutNew::Created),
            Some(item) => Ok(PutNew::Existed(from_item(item)?)),
        }
    }

    /// Writes a record over the one with version `expected`; `false` when that is not there.
    pub async fn put_versioned<T: Stored>(
        &self,
        record: &T,
        expected: u64,
    ) -> Result<bool, TableError> {
        Ok(self
            .put(record, Condition::Version(expected))
            .await?
            .is_none())
    }

    /// Writes a record where `condition` holds; else gives the item that stood in the way.
    pub async fn put<T: Stored>(
        &self,
        record: &T,
        condition: Condition,
    ) -> Result<Option<Item>, TableError> {
        let condition = condition.expression();
        let request = self
            .client
            .put_item()
            .table_name(&*self.name)
            .set_item(Some(to_item(record)?))
            .condition_expression(condition.text)
            .set_expression_attribute_names(condition.names)
            .set_expression_attribute_values(condition.values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(_) => Ok(None),
            Err(error) => match error.as_service_error() {
                Some(e) if e.is_conditional_check_failed_exception() => Ok(Some(found_item(error))),
                _ => Err(TableError::request(error)),
            },
        }
    }

    /// Writes records over whatever has their keys, no key twice among them: 1 request for 25. Only for
    /// records whose key is their whole content: anything else would lose what somebody wrote
    /// meanwhile.
    pub async fn put_unguarded<T: Stored>(&self, records: &[T]) -> Result<(), TableError> {
        for chunk in records.chunks(BATCH_WRITES_MAX) {
            let put = |record: &T| {
                let put = PutRequest::builder()
                    .set_item(Some(to_item(record)?))
                    .build();
                let put = put.map_err(TableError::request)?;
                Ok(WriteRequest::builder().put_request(put).build())
            };
            let writes: Result<Vec<_>, TableError> = chunk.iter().map(put).collect();
            let (mut waiting, mut pause) = (Some(writes?), BUSY_PAUSE);
            for _ in 0..BUSY_TRIES_MAX {
                let Some(writes) = waiting.take() else { break };
                let call = self
                    .client
                    .batch_write_item()
                    .request_items(&*self.name, writes);
                let answer = call.send().await.map_err(TableError::request)?;
                let left = answer.unprocessed_items.unwrap_or_default();
                waiting = left.into_values().find(|writes| !writes.is_empty());
                if waiting.is_some() {
                    self.pause(pause).await;
                    pause *= 2;
                }
            }
            if waiting.is_some() {
                return Err(TableError::Request("the table is too busy".to_owned()));
            }
        }
        Ok(())
    }

    /// Takes an item away, whether it is there or not: 1 request.
    pub async fn delete(&self, key: &Key) -> Result<(), TableError> {
        let request = self.client.delete_item().table_name(&*self.name);
        request
            .set_key(Some(key.item()))
            .send()
            .await
            .map_err(TableError::request)?;
        Ok(())
    }

    /// Reserves `count` numbers of a counter that exists and gives the item after the step:
    /// 1 request. A lost answer leaves a gap, never a double. This is the one `ADD` we allow.
    pub async fn reserve(&self, key: &Key, count: u64) -> Result<Item, TableError> {
        let request = self.client.update_item().table_name(&*self.name);
        let answer = request
            .set_key(Some(key.item()))
            .condition_expression("attribute_exists(pk)")
            .update_expression("ADD #n :n")
            .expression_attribute_names("#n", "next")
            .expression_attribute_values(":n", AttributeValue::N(count.to_string()))
            .return_values(ReturnValue::AllNew)
            .send()
            .await
            .map_err(TableError::request)?;
        Ok(answer.attributes.unwrap_or_default())
    }

    /// Counts an event that is not money (a missed look-up, a failed sign-in) and gives the new
    /// count: 1 request. A retry may count twice; the limit it serves can bear that.
    pub async fn tally(&self, key: &Key, expires_at: i64) -> Result<u64, TableError> {
        let request = self.client.update_item().table_name(&*self.name);
        let answer = request
            .set_key(Some(key.item()))
            .update_expression("SET #n = if_not_exists(#n, :zero) + :one, #t = :t, #e = :e")
            .expression_attribute_names("#n", "tally")
            .expression_attribute_names("#t", "ttl")
            .expression_attribute_names("#e", "entity")
            .expression_attribute_values(":zero", AttributeValue::N("0".to_owned()))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":t", AttributeValue::N(expires_at.to_string()))
            .expression_attribute_values(":e", AttributeValue::S("tally".to_owned()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await
            .map_err(TableError::request)?;
        let count = answer.attributes.as_ref().and_then(|a| a.get("tally"));
        let count = count
            .and_then(|v| v.as_n().ok())
            .and_then(|n| n.parse().ok());
        count.ok_or_else(|| TableError::Corrupt("tally".to_owned()))
    }

    /// Writes all of a transaction or nothing: 1 request, more only when it met another one; none for an
    /// empty one, which the table would refuse.
    pub async fn commit(&self, tx: Tx) -> Result<(), TxError> {
        if let Some(fault) = tx.fault {
            return Err(fault.into());
        }
        if tx.operations.is_empty() {
            return Ok(());
        }
        if tx.operations.len() > ACTIONS_MAX {
            return Err(TableError::Encode("more than 100 actions".to_owned()).into());
        }
        let actions = tx
            .operations
            .iter()
            .map(|operation| operation.action(&self.name))
            .collect::<Result<Vec<_>, _>>()?;
        let mut pause = BUSY_PAUSE;
        for _ in 1..BUSY_TRIES_MAX {
            match self.transact(actions.clone()).await {
                Err(Attempt::Busy) => self.pause(pause).await,
                Err(Attempt::Done(error)) => return Err(error),
                Ok(()) => return Ok(()),
            }
            pause *= 2;
        }
        self.transact(actions)
            .await
            .map_err(|attempt| match attempt {
                Attempt::Busy => {
                    TableError::Request("other transactions in the way".to_owned()).into()
                }
                Attempt::Done(error) => error,
            })
    }

    /// Waits as the SDK does between its own tries: on the clock that its configuration names.
    pub async fn pause(&self, pause: Duration) {
        match self.client.config().sleep_impl() {
            Some(clock) => clock.sleep(pause).await,
            None => tokio::time::sleep(pause).await,
        }
    }

    async fn transact(
        &self,
        actions: Vec<aws_sdk_dynamodb::types::TransactWriteItem>,
    ) -> Result<(), Attempt> {
        let request = self
            .client
            .transact_write_items()
            .set_transact_items(Some(actions));
        let Err(error) = request.send().await else {
            return Ok(());
        };
        match error.as_service_error().and_then(cancelled) {
            Some(Cancelled::Conditions(items)) => Err(Attempt::Done(TxError::Conflict(items))),
            Some(Cancelled::Busy) => Err(Attempt::Busy),
            None => Err(Attempt::Done(TableError::request(error).into())),
        }
    }
}

enum Attempt {
    Busy,
    Done(TxError),
}

fn found_item(
    error: aws_sdk_dynamodb::error::SdkError<aws_sdk_dynamodb::operation::put_item::PutItemError>,
) -> Item {
    use aws_sdk_dynamodb::operation::put_item::PutItemError::ConditionalCheckFailedException;
    match error.into_service_error() {
        ConditionalCheckFailedException(failed) => failed.item.unwrap_or_else(HashMap::new),
        _ => HashMap::new(),
    }
}
