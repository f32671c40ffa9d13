use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_lambda_events::event::dynamodb::Event;
use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use aws_lambda_events::event::streams::DynamoDbEventResponse;
use aws_sdk_dynamodb::Client;
use futures::FutureExt;
use local::cloud::{Cloud, DataFolder, Durability, pollers, streams};
use tokio::sync::mpsc;

use super::cloud;
use super::dynamodb::{put, transact};

/// Starts the reader; every event goes to the channel.
fn read(cloud: &Cloud) -> mpsc::UnboundedReceiver<Event> {
    let (sender, receiver) = mpsc::unbounded_channel();
    let function = move |event| {
        let _ = sender.send(event);
        async { Ok(DynamoDbEventResponse::default()) }.boxed()
    };
    streams::start(cloud, Arc::new(function), cloud.stop_signal()).unwrap();
    receiver
}

async fn next(events: &mut mpsc::UnboundedReceiver<Event>) -> Event {
    tokio::time::timeout(Duration::from_secs(5), events.recv())
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test]
async fn a_write_reaches_the_dispatcher_within_a_blink() {
    let cloud = cloud().await;
    let mut events = read(&cloud);
    let started = Instant::now();
    transact(&Client::new(&cloud.dynamodb), &[put("A", "1")])
        .await
        .unwrap();
    let event = next(&mut events).await;
    assert!(
        started.elapsed() < Duration::from_millis(500),
        "{:?}",
        started.elapsed()
    );
    let record = &event.records[0];
    assert_eq!(record.event_name, "INSERT");
    let image = serde_json::to_value(&record.change.new_image).unwrap();
    assert_eq!(image["pk"]["S"], "A");
    cloud.stop().await;
}

#[tokio::test]
async fn a_refused_batch_comes_again_and_none_is_skipped() {
    let cloud = cloud().await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let calls = Arc::new(AtomicUsize::new(0));
    let (log, count) = (seen.clone(), calls.clone());
    let function = move |event: Event| {
        let (log, first) = (log.clone(), count.fetch_add(1, Ordering::SeqCst) == 0);
        async move {
            anyhow::ensure!(!first, "not this time");
            let keys = event
                .records
                .iter()
                .map(|r| serde_json::to_string(&r.change.keys).unwrap());
            log.lock().unwrap().extend(keys);
            Ok(DynamoDbEventResponse::default())
        }
        .boxed()
    };
    streams::start(&cloud, Arc::new(function), cloud.stop_signal()).unwrap();
    let client = Client::new(&cloud.dynamodb);
    for number in 0..250 {
        transact(&client, &[put("A", &format!("{number:03}"))])
            .await
            .unwrap();
    }
    let deadline = Instant::now() + Duration::from_secs(10);
    while seen.lock().unwrap().len() < 250 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let seen = seen.lock().unwrap().clone();
    assert_eq!(seen.len(), 250);
    assert!(seen[249].contains("249"), "{}", seen[249]);
    cloud.stop().await;
}

#[tokio::test]
async fn the_reader_goes_on_where_it_was_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let open = async || {
        let folder = DataFolder::open(data.path()).unwrap();
        Cloud::start(folder, Durability::Kept, &[]).await.unwrap()
    };
    let first = open().await;
    let mut events = read(&first);
    transact(&Client::new(&first.dynamodb), &[put("A", "before")])
        .await
        .unwrap();
    next(&mut events).await;
    // The position is written after the function returns.
    tokio::time::sleep(Duration::from_millis(100)).await;
    first.stop().await;

    let second = open().await;
    transact(&Client::new(&second.dynamodb), &[put("A", "after")])
        .await
        .unwrap();
    let event = next(&mut read(&second)).await;
    assert_eq!(event.records.len(), 1);
    let keys = serde_json::to_string(&event.records[0].change.keys).unwrap();
    assert!(keys.contains("after"), "{keys}");
    second.stop().await;
}

#[tokio::test]
async fn a_failed_message_comes_again_and_the_others_of_its_batch_do_not() {
    let cloud = cloud().await;
    let (sender, mut calls) = mpsc::unbounded_channel();
    let function = move |event: SqsEvent| {
        let mut response = SqsBatchResponse::default();
        for record in &event.records {
            let receives = record.attributes["ApproximateReceiveCount"].clone();
            let body = record.body.clone().unwrap();
            if body == "bad" && receives == "1" {
                response.add_failure(record.message_id.clone().unwrap());
            }
            sender.send(format!("{body} {receives}")).unwrap();
        }
        async { Ok(response) }.boxed()
    };
    let sqs = aws_sdk_sqs::Client::new(&cloud.sqs);
    for body in ["good", "bad"] {
        let call = sqs.send_message().queue_url(cloud.queue_url("mail"));
        call.message_body(body).send().await.unwrap();
    }
    let _poller = pollers::start(&cloud, "mail", Arc::new(function), cloud.stop_signal());
    let mut seen = Vec::new();
    while let Ok(Some(call)) = tokio::time::timeout(Duration::from_secs(3), calls.recv()).await {
        seen.push(call);
    }
    assert_eq!(seen, ["good 1", "bad 1", "bad 2"]);
    cloud.stop().await;
}
