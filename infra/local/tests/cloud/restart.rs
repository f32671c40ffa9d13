use aws_sdk_dynamodb::Client;
use local::cloud::{Cloud, DataFolder, Durability, QueueSpec, TABLE};

use super::dynamodb::{put, text, transact};

async fn open(path: &std::path::Path) -> Cloud {
    let folder = DataFolder::open(path).unwrap();
    let queues: Vec<QueueSpec> = QueueSpec::job("mail", 30).into();
    Cloud::start(folder, Durability::Kept, &queues)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_was_answered_is_there_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let cloud = open(data.path()).await;
    transact(&Client::new(&cloud.dynamodb), &[put("A", "1")])
        .await
        .unwrap();
    let sqs = aws_sdk_sqs::Client::new(&cloud.sqs);
    let send = sqs
        .send_message()
        .queue_url(cloud.queue_url("mail"))
        .message_body("m");
    send.send().await.unwrap();
    let receive = sqs
        .receive_message()
        .queue_url(cloud.queue_url("mail"))
        .send()
        .await
        .unwrap();
    assert_eq!(receive.messages().len(), 1);
    cloud.stop().await;

    let cloud = open(data.path()).await;
    let call = Client::new(&cloud.dynamodb).get_item().table_name(TABLE);
    let found = call
        .key("pk", text("A"))
        .key("sk", text("1"))
        .send()
        .await
        .unwrap();
    assert!(found.item.is_some());
    let sqs = aws_sdk_sqs::Client::new(&cloud.sqs);
    let receive = sqs
        .receive_message()
        .queue_url(cloud.queue_url("mail"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        receive.messages().len(),
        1,
        "what was in flight is free again"
    );
    cloud.stop().await;
}
