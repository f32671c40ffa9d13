//! Reading the table.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};

use super::query::{PAGE_ITEMS_MAX, Range};
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
        page.map(from_item)
    }

    /// One page of raw items, for partitions that hold records of several kinds: 1 request. The
    /// table is read consistently (the last chunk of an import must be counted by whoever closes
    /// it); an index cannot be.
    pub async fn query_items(&self, query: &Query) -> Result<Page<Item>, TableError> {
        let back = query.goes_back();
        // One more than the page tells whether anything stands before it.
        let limit = query.limit.saturating_add(u32::from(back));
        let request = self.request(query, limit, query.descending ^ back)?;
        let answer = request.send().await.map_err(TableError::request)?;
        let (items, last) = (answer.items.unwrap_or_default(), answer.last_evaluated_key);
        Ok(if back {
            page_before(query, items, last.is_some())
        } else {
            page_behind(query, items, last.as_ref())
        })
    }

    fn request(
        &self,
        query: &Query,
        limit: u32,
        descending: bool,
    ) -> Result<QueryFluentBuilder, TableError> {
        let (pk, sk) = query.index.attributes();
        let mut request = self
            .client
            .query()
            .table_name(&*self.name)
            .set_index_name(query.index.name())
            .expression_attribute_names("#p", pk)
            .expression_attribute_values(":p", AttributeValue::S(query.pk.clone()))
            .scan_index_forward(!descending)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
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
        Ok(request.key_condition_expression(condition))
    }

    /// One page of the records that fit, looked for in at most `rounds` requests. A page that is not
    /// full and has a place to go on was left there: behind it there may be more.
    pub async fn query_fitting<T: Stored>(
        &self,
        query: &Query,
        rounds: usize,
        fits: impl Fn(&T) -> bool,
    ) -> Result<Page<T>, TableError> {
        let size = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let back = query.goes_back();
        let mut look = query.clone().limit(PAGE_ITEMS_MAX);
        let (mut kept, mut on) = (Vec::new(), None);
        for _ in 0..rounds {
            let page = self.query_items(&look).await?;
            on = if back { page.previous } else { page.next };
            let mut items = page.items;
            if back {
                items.reverse();
            }
            for item in items {
                let place = look.place_of(&item);
                let record: T = from_item(item)?;
                if fits(&record) {
                    kept.push((place, record));
                }
            }
            if kept.len() > size || on.is_none() {
                break;
            }
            look.after.clone_from(&on);
        }
        if kept.len() > size {
            kept.truncate(size);
            on = kept.last().map(|(place, _)| place.clone());
            on = on.map(|place| if back { place.turned() } else { place });
        }
        Ok(fitting(kept, on, query))
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

fn page_behind(query: &Query, items: Vec<Item>, last: Option<&Item>) -> Page<Item> {
    let ahead = query.after.is_some();
    let first = items.first().filter(|_| ahead);
    Page {
        previous: first.map(|item| query.place_of(item).turned()),
        next: last.map(Cursor::of),
        is_first: !ahead,
        items,
    }
}

/// The page that ends before the query's place, of items read against its order.
fn page_before(query: &Query, mut items: Vec<Item>, has_last: bool) -> Page<Item> {
    let size = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = items.len() > size || has_last;
    items.truncate(size);
    items.reverse();
    let first = items.first().filter(|_| more);
    Page {
        previous: first.map(|item| query.place_of(item).turned()),
        next: items.last().map(|item| query.place_of(item)),
        is_first: !more,
        items,
    }
}

/// The page of what was kept on the way, and where the way goes on.
fn fitting<T>(mut kept: Vec<(Cursor, T)>, on: Option<Cursor>, query: &Query) -> Page<T> {
    let nearest = kept.first().map(|(place, _)| place.clone());
    let back = query.goes_back();
    if back {
        kept.reverse();
    }
    let items = kept.into_iter().map(|(_, record)| record).collect();
    let (is_first, previous, next) = match (back, &query.after) {
        (true, _) => (on.is_none(), on, nearest),
        (false, None) => (true, None, on),
        (false, Some(_)) => (false, nearest.map(|place| place.turned()), on),
    };
    Page {
        items,
        next,
        previous,
        is_first,
    }
}
