use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use local::cloud::TABLE;

use super::cloud;

pub fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

pub fn put(pk: &str, sk: &str) -> Put {
    Put::builder()
        .table_name(TABLE)
        .item("pk", text(pk))
        .item("sk", text(sk))
        .item("gsi4pk", text("G"))
        .item("gsi4sk", text(sk))
        .condition_expression("attribute_not_exists(pk)")
        .build()
        .unwrap()
}

pub async fn transact(client: &Client, puts: &[Put]) -> Result<(), TransactWriteItemsError> {
    let items = puts
        .iter()
        .map(|put| TransactWriteItem::builder().put(put.clone()).build());
    let call = client
        .transact_write_items()
        .set_transact_items(Some(items.collect()));
    call.send()
        .await
        .map(|_| ())
        .map_err(aws_sdk_dynamodb::error::SdkError::into_service_error)
}

#[tokio::test]
async fn a_cancelled_transaction_tells_the_reason_of_each_action() {
    let cloud = cloud().await;
    let client = Client::new(&cloud.dynamodb);
    transact(&client, &[put("A", "1")]).await.unwrap();
    let refused = transact(&client, &[put("A", "2"), put("A", "1")])
        .await
        .unwrap_err();
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = refused else {
        panic!("{refused:?}");
    };
    let codes: Vec<_> = cancelled
        .cancellation_reasons()
        .iter()
        .map(|reason| reason.code().unwrap())
        .collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed"]);
    let key = |call: aws_sdk_dynamodb::operation::get_item::builders::GetItemFluentBuilder, sk| {
        call.table_name(TABLE)
            .key("pk", text("A"))
            .key("sk", text(sk))
    };
    assert!(
        key(client.get_item(), "1")
            .send()
            .await
            .unwrap()
            .item
            .is_some()
    );
    assert!(
        key(client.get_item(), "2")
            .send()
            .await
            .unwrap()
            .item
            .is_none()
    );
    cloud.stop().await;
}

#[tokio::test]
async fn the_general_indexes_are_sparse_and_sorted() {
    let cloud = cloud().await;
    let client = Client::new(&cloud.dynamodb);
    transact(&client, &[put("A", "2"), put("B", "1"), put("C", "3")])
        .await
        .unwrap();
    let call = client
        .put_item()
        .table_name(TABLE)
        .item("pk", text("D"))
        .item("sk", text("0"));
    call.send().await.unwrap();
    let found = client
        .query()
        .table_name(TABLE)
        .index_name("gsi4")
        .key_condition_expression("gsi4pk = :g")
        .expression_attribute_values(":g", text("G"))
        .send()
        .await
        .unwrap();
    let order: Vec<_> = found
        .items()
        .iter()
        .map(|item| item["sk"].as_s().unwrap().as_str())
        .collect();
    assert_eq!(order, ["1", "2", "3"]);
    cloud.stop().await;
}
