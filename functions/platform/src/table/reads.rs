//! Reading the table.

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};

use super::query::Range;
use super::{Cursor, Item, Key, Page, Query, Stored, Table, TableError, from_item};

/// DynamoDB's own limit of keys in one `BatchGetItem`.
const BATCH_KEYS_MAX: usize = 100;

impl Table {
    /// The record at `key`, read consistently: 1 request.
    pub async fn get<T: Stored>(&self, key: &Key) -> Result<Option<T>, TableError> {
        self.get_item(key).await?.map(from_item).transpose()
    }

    /// The raw item at `key`, for keys where records of several kinds may stand: 1 request.
    pub async fn get_item(&self, key: &Key) -> Result<Option<Item>, TableError> {
        let request = self
            .client
            .get_item()
            .table_name(&*self.name)
            .set_key(Some(key.item()));
        let answer = request
            .consistent_read(true)
            .send()
            .await
            .map_err(TableError::request)?;
        Ok(answer.item)
    }

    /// The records at `keys` that are there, in no order: 1 request per 100 keys.
    pub async fn get_many<T: Stored>(&self, keys: &[Key]) -> Result<Vec<T>, TableError> {
        self.get_many_items(keys)
            .await?
            .into_iter()
            .map(from_item)
            .collect()
    }

    /// The raw items at `keys`, for keys where records of several kinds may stand.
    pub async fn get_many_items(&self, keys: &[Key]) -> Result<Vec<Item>, TableError> {
        let mut found = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(BATCH_KEYS_MAX) {
            let mut wanted = Some(self.batch(chunk)?);
            while let Some(request) = wanted {
                let call = self
                    .client
                    .batch_get_item()
                    .request_items(&*self.name, request);
                let answer = call.send().await.map_err(TableError::request)?;
                found.extend(answer.responses.unwrap_or_default().into_values().flatten());
                wanted = answer
                    .unprocessed_keys
                    .and_then(|keys| keys.into_values().next());
            }
        }
        Ok(found)
    }

    fn batch(&self, keys: &[Key]) -> Result<KeysAndAttributes, TableError> {
        KeysAndAttributes::builder()
            .set_keys(Some(keys.iter().map(Key::item).collect()))
            .consistent_read(true)
            .build()
            .map_err(TableError::request)
    }

    /// One page of a query: 1 request.
    pub async fn query<T: Stored>(&self, query: &Query) -> Result<Page<T>, TableError> {
        let page = self.query_items(query).await?;
        let items = page
            .items
            .into_iter()
            .map(from_item)
            .collect::<Result<_, _>>()?;
        Ok(Page {
            items,
            next: page.next,
        })
    }

    /// One page of raw items, for partitions that hold records of several kinds: 1 request. The
    /// table is read consistently (the last chunk of an import must be counted by whoever closes
    /// it); an index cannot be.
    pub async fn query_items(&self, query: &Query) -> Result<Page<Item>, TableError> {
        let (pk, sk) = query.index.attributes();
        let mut request = self
            .client
            .query()
            .table_name(&*self.name)
            .set_index_name(query.index.name())
            .expression_attribute_names("#p", pk)
            .expression_attribute_values(":p", AttributeValue::S(query.pk.clone()))
            .scan_index_forward(!query.descending)
            .limit(i32::try_from(query.limit).unwrap_or(i32::MAX))
            .set_consistent_read(query.index.is_table().then_some(true));
        let mut condition = "#p = :p".to_owned();
        if !matches!(query.range, Range::All) {
            request = request.expression_attribute_names("#s", sk);
        }
        match &query.range {
            Range::All => {}
            Range::Prefix(prefix) => {
                condition.push_str(" AND begins_with(#s, :a)");
                request =
                    request.expression_attribute_values(":a", AttributeValue::S(prefix.clone()));
            }
            Range::Below(end) => {
                condition.push_str(" AND #s < :a");
                request = request.expression_attribute_values(":a", AttributeValue::S(end.clone()));
            }
            Range::Between(from, to) => {
                condition.push_str(" AND #s BETWEEN :a AND :b");
                request = request
                    .expression_attribute_values(":a", AttributeValue::S(from.clone()))
                    .expression_attribute_values(":b", AttributeValue::S(to.clone()));
            }
        }
        if let Some(cursor) = &query.after {
            request = request.set_exclusive_start_key(Some(cursor.start_key()?));
        }
        let answer = request
            .key_condition_expression(condition)
            .send()
            .await
            .map_err(TableError::request)?;
        let next = answer.last_evaluated_key.as_ref().map(Cursor::of);
        Ok(Page {
            items: answer.items.unwrap_or_default(),
            next,
        })
    }

    /// Every record of a query, page after page, up to `most`.
    pub async fn query_all<T: Stored>(
        &self,
        query: Query,
        most: usize,
    ) -> Result<Vec<T>, TableError> {
        let (mut query, mut all) = (query, Vec::new());
        loop {
            let page = self.query(&query).await?;
            all.extend(page.items);
            if page.next.is_none() || all.len() >= most {
                all.truncate(most);
                return Ok(all);
            }
            query.after = page.next;
        }
    }
}
