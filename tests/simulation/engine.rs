//! DynamoDB in this process: requests of its HTTP protocol, answered by the embedded engine.

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

#[derive(Clone)]
pub struct Engine(Database);

impl Engine {
    pub fn new() -> Self {
        Self(Database::memory().unwrap())
    }

    /// Status and body for a request with this `X-Amz-Target`.
    pub fn answer(&self, target: &str, body: &[u8]) -> (u16, String) {
        let db = &self.0;
        let operation = target.rsplit('.').next().unwrap_or_default();
        match operation {
            "BatchGetItem" => run(body, |request| db.batch_get_item(request)),
            "CreateTable" => run(body, |request| db.create_table(request)),
            "DescribeTable" => run(body, |request| db.describe_table(request)),
            "GetItem" => run(body, |request| db.get_item(request)),
            "PutItem" => run(body, |request| db.put_item(request)),
            "Query" => run(body, |request| db.query(request)),
            "Scan" => run(body, |request| db.scan(request)),
            "TransactWriteItems" => run(body, |request| db.transact_write_items(request)),
            "UpdateTimeToLive" => run(body, |request| db.update_time_to_live(request)),
            other => panic!("the simulation does not know {other}"),
        }
    }
}

fn run<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    operation: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> (u16, String) {
    match operation(serde_json::from_slice(body).unwrap()) {
        Ok(answer) => (200, serde_json::to_string(&answer).unwrap()),
        Err(error) => (error.status_code(), error.to_json()),
    }
}
