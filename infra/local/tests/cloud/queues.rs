use std::time::{Duration, Instant};

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{Message, QueueAttributeName, SendMessageBatchRequestEntry};
use local::cloud::{Cloud, RECEIVES_MAX};

use super::cloud;

async fn send(cloud: &Cloud, body: &str) {
    let call = Client::new(&cloud.sqs)
        .send_message()
        .queue_url(cloud.queue_url("mail"));
    call.message_body(body).send().await.unwrap();
}

async fn receive(cloud: &Cloud, queue: &str, wait_s: i32, visibility_s: i32) -> Vec<Message> {
    let call = Client::new(&cloud.sqs)
        .receive_message()
        .queue_url(cloud.queue_url(queue));
    let call = call
        .wait_time_seconds(wait_s)
        .visibility_timeout(visibility_s);
    call.max_number_of_messages(10)
        .send()
        .await
        .unwrap()
        .messages
        .unwrap_or_default()
}

#[tokio::test]
async fn a_received_message_is_hidden_until_its_timeout_and_then_comes_again() {
    let cloud = cloud().await;
    send(&cloud, "hello").await;
    assert_eq!(receive(&cloud, "mail", 0, 1).await.len(), 1);
    assert!(receive(&cloud, "mail", 0, 1).await.is_empty());
    let started = Instant::now();
    assert_eq!(receive(&cloud, "mail", 5, 1).await[0].body(), Some("hello"));
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "the long poll wakes at the timeout"
    );
    cloud.stop().await;
}

#[tokio::test]
async fn a_long_poll_ends_as_soon_as_a_message_arrives() {
    let cloud = cloud().await;
    let started = Instant::now();
    let (received, ()) = tokio::join!(receive(&cloud, "mail", 20, 30), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        send(&cloud, "x").await;
    });
    assert_eq!(received.len(), 1);
    assert!(started.elapsed() < Duration::from_secs(2));
    cloud.stop().await;
}

#[tokio::test]
async fn a_message_received_too_often_lands_in_the_dead_letter_queue() {
    let cloud = cloud().await;
    send(&cloud, "poison").await;
    for _ in 0..RECEIVES_MAX {
        assert_eq!(receive(&cloud, "mail", 0, 0).await.len(), 1);
    }
    assert!(receive(&cloud, "mail", 0, 0).await.is_empty());
    assert_eq!(
        receive(&cloud, "mail-dead", 0, 0).await[0].body(),
        Some("poison")
    );
    cloud.stop().await;
}

#[tokio::test]
async fn an_old_receipt_handle_deletes_nothing() {
    let cloud = cloud().await;
    let client = Client::new(&cloud.sqs);
    send(&cloud, "x").await;
    let first = receive(&cloud, "mail", 0, 0).await.remove(0);
    let second = receive(&cloud, "mail", 0, 0).await.remove(0);
    for (message, left) in [(first, 1), (second, 0)] {
        let call = client.delete_message().queue_url(cloud.queue_url("mail"));
        call.set_receipt_handle(message.receipt_handle)
            .send()
            .await
            .unwrap();
        let call = client
            .get_queue_attributes()
            .queue_url(cloud.queue_url("mail"));
        let answer = call
            .attribute_names(QueueAttributeName::All)
            .send()
            .await
            .unwrap();
        let name = QueueAttributeName::ApproximateNumberOfMessages;
        assert_eq!(answer.attributes.unwrap()[&name], left.to_string());
    }
    cloud.stop().await;
}

#[tokio::test]
async fn a_batch_is_sent_in_order_and_an_unknown_queue_is_refused() {
    let cloud = cloud().await;
    let client = Client::new(&cloud.sqs);
    let entry = |n: usize| {
        let entry = SendMessageBatchRequestEntry::builder().id(n.to_string());
        entry.message_body(format!("body {n}")).build().unwrap()
    };
    let entries: Vec<_> = (0..10).map(entry).collect();
    let send = |queue: &str| {
        let call = client
            .send_message_batch()
            .queue_url(cloud.queue_url(queue));
        call.set_entries(Some(entries.clone())).send()
    };
    assert_eq!(send("mail").await.unwrap().successful().len(), 10);
    let received = receive(&cloud, "mail", 0, 30).await;
    let bodies: Vec<_> = received
        .iter()
        .map(|message| message.body().unwrap())
        .collect();
    assert_eq!(bodies[0], "body 0");
    assert_eq!(bodies.len(), 10);
    let refused = send("nowhere").await.unwrap_err().into_service_error();
    assert!(refused.is_queue_does_not_exist(), "{refused:?}");
    cloud.stop().await;
}
