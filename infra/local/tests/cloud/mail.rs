use aws_sdk_ses::Client;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::RawMessage;

use super::cloud;

const MESSAGE: &[u8] = b"From: a@valdorra.example\r\nTo: b@valdorra.example\r\nSubject: Ciao\r\n\r\nPerch\xc3\xa9 + & = %\r\n";

#[tokio::test]
async fn a_sent_message_is_one_eml_file_byte_for_byte() {
    let cloud = cloud().await;
    let raw = RawMessage::builder()
        .data(Blob::new(MESSAGE))
        .build()
        .unwrap();
    let sent = Client::new(&cloud.ses)
        .send_raw_email()
        .raw_message(raw)
        .send()
        .await
        .unwrap();
    let files: Vec<_> = std::fs::read_dir(&cloud.mail_dir)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(files.len(), 1);
    assert_eq!(
        files[0].file_name().to_str().unwrap(),
        format!("{}.eml", sent.message_id())
    );
    assert_eq!(std::fs::read(files[0].path()).unwrap(), MESSAGE);
    cloud.stop().await;
}

#[tokio::test]
async fn a_message_without_sender_is_refused() {
    let cloud = cloud().await;
    let raw = RawMessage::builder()
        .data(Blob::new(b"Subject: x\r\n\r\nFrom: body"))
        .build()
        .unwrap();
    let refused = Client::new(&cloud.ses)
        .send_raw_email()
        .raw_message(raw)
        .send()
        .await
        .unwrap_err();
    let message = refused
        .into_service_error()
        .meta()
        .message()
        .unwrap()
        .to_owned();
    assert!(message.contains("From"), "{message}");
    cloud.stop().await;
}
