//! DynamoDB: the embedded engine behind its HTTP protocol, and the one table of the product.

use std::path::Path;

use anyhow::Context;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, StreamSpecification, StreamViewType,
    TimeToLiveSpecification,
};
use dynoxide::Database;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::start::Durability;
use super::stop::Stop;

/// The one table of the local stack.
pub const TABLE: &str = "sportello";
/// `gsi1` … `gsi4`, sparse, general.
const INDEXES: usize = 4;

/// Opens the engine on a file.
///
/// A write that was answered is in the file (WAL), so it survives the death of the process. Only
/// the loss of power may take the last ones back: `synchronous` is NORMAL for a kept folder, and OFF
/// for a throwaway one.
pub(crate) fn open(path: &Path, durability: Durability) -> anyhow::Result<Database> {
    let path = path
        .to_str()
        .context("the data folder's name is not UTF-8")?;
    let database = Database::new(path).context("the table's file cannot be opened")?;
    match durability {
        Durability::Kept => database.disable_bulk_loading()?,
        Durability::Throwaway => database.enable_bulk_loading()?,
    }
    Ok(database)
}

pub(crate) fn serve(listener: TcpListener, database: Database, stop: Stop) -> JoinHandle<()> {
    tokio::spawn(async move {
        let served = dynoxide::server::serve_with_shutdown(listener, database, stop.wait()).await;
        if let Err(error) = served {
            tracing::error!(%error, "the table engine ended");
        }
    })
}

/// Makes the table where it is missing: `pk`/`sk`, the indexes, a stream of both images, `ttl`.
pub async fn create_table(config: &SdkConfig) -> anyhow::Result<()> {
    let client = aws_sdk_dynamodb::Client::new(config);
    if client
        .describe_table()
        .table_name(TABLE)
        .send()
        .await
        .is_ok()
    {
        return Ok(());
    }
    let stream = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewAndOldImages)
        .build()?;
    let mut request = client
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest)
        .set_key_schema(Some(key("pk", "sk")?))
        .stream_specification(stream)
        .attribute_definitions(string("pk")?)
        .attribute_definitions(string("sk")?);
    for number in 1..=INDEXES {
        let (pk, sk) = (format!("gsi{number}pk"), format!("gsi{number}sk"));
        request = request
            .attribute_definitions(string(&pk)?)
            .attribute_definitions(string(&sk)?)
            .global_secondary_indexes(index(&format!("gsi{number}"), &pk, &sk)?);
    }
    request.send().await.context("the table cannot be made")?;
    let ttl = TimeToLiveSpecification::builder()
        .enabled(true)
        .attribute_name("ttl")
        .build()?;
    client
        .update_time_to_live()
        .table_name(TABLE)
        .time_to_live_specification(ttl)
        .send()
        .await?;
    Ok(())
}

/// The last index answers "is it there?" alone: it holds keys, so that whole buckets stay small.
const KEYS_ONLY: &str = "gsi4";

fn index(name: &str, pk: &str, sk: &str) -> anyhow::Result<GlobalSecondaryIndex> {
    let kind = match name {
        KEYS_ONLY => ProjectionType::KeysOnly,
        _ => ProjectionType::All,
    };
    let index = GlobalSecondaryIndex::builder()
        .index_name(name)
        .projection(Projection::builder().projection_type(kind).build());
    Ok(index.set_key_schema(Some(key(pk, sk)?)).build()?)
}

fn key(pk: &str, sk: &str) -> anyhow::Result<Vec<KeySchemaElement>> {
    let part = |name: &str, kind| {
        KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(kind)
            .build()
    };
    Ok(vec![part(pk, KeyType::Hash)?, part(sk, KeyType::Range)?])
}

fn string(name: &str) -> anyhow::Result<AttributeDefinition> {
    let definition = AttributeDefinition::builder().attribute_name(name);
    Ok(definition.attribute_type(ScalarAttributeType::S).build()?)
}
