use std::time::{Duration, SystemTime};

use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use local::cloud::{ACCESS_KEY, BUCKET, Cloud, REGION, SECRET_KEY};
use reqwest::multipart::{Form, Part};

use super::cloud;

const SIZE_BYTES_MAX: usize = 1_000;

/// A browser's upload: a signed policy that bounds the size, posted as a form.
async fn post(cloud: &Cloud, content: Vec<u8>) -> reqwest::StatusCode {
    #[expect(
        clippy::disallowed_methods,
        reason = "signatures follow the wall clock"
    )]
    let now = SystemTime::now();
    let stamp = jiff::Timestamp::try_from(now).unwrap();
    let (date, instant) = (
        stamp.strftime("%Y%m%d"),
        stamp.strftime("%Y%m%dT%H%M%SZ").to_string(),
    );
    let credential = format!("{ACCESS_KEY}/{date}/{REGION}/s3/aws4_request");
    let expires = stamp + Duration::from_secs(600);
    let policy = serde_json::json!({
        "expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "conditions": [
            {"bucket": BUCKET}, {"key": "up/dues.csv"},
            ["content-length-range", 1, SIZE_BYTES_MAX],
            {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
            {"x-amz-credential": credential}, {"x-amz-date": instant},
        ],
    });
    let policy = STANDARD.encode(policy.to_string());
    let key = aws_sigv4::sign::v4::generate_signing_key(SECRET_KEY, now, REGION, "s3");
    let signature = aws_sigv4::sign::v4::calculate_signature(key, policy.as_bytes());
    let form = Form::new()
        .text("key", "up/dues.csv")
        .text("x-amz-algorithm", "AWS4-HMAC-SHA256")
        .text("x-amz-credential", credential)
        .text("x-amz-date", instant)
        .text("policy", policy)
        .text("x-amz-signature", signature)
        .part("file", Part::bytes(content).file_name("dues.csv"));
    let url = format!("{}/{BUCKET}", cloud.s3_url);
    reqwest::Client::new()
        .post(url)
        .multipart(form)
        .send()
        .await
        .unwrap()
        .status()
}

#[tokio::test]
async fn a_presigned_post_takes_a_file_within_its_size() {
    let cloud = cloud().await;
    assert!(post(&cloud, vec![b'x'; SIZE_BYTES_MAX]).await.is_success());
    let client = Client::new(&cloud.s3);
    let found = client
        .get_object()
        .bucket(BUCKET)
        .key("up/dues.csv")
        .send()
        .await
        .unwrap();
    assert_eq!(found.content_length(), Some(1_000));
    cloud.stop().await;
}

#[tokio::test]
async fn a_presigned_post_refuses_a_file_above_its_size() {
    let cloud = cloud().await;
    assert!(
        post(&cloud, vec![b'x'; SIZE_BYTES_MAX + 1])
            .await
            .is_client_error()
    );
    let client = Client::new(&cloud.s3);
    assert!(
        client
            .head_object()
            .bucket(BUCKET)
            .key("up/dues.csv")
            .send()
            .await
            .is_err()
    );
    cloud.stop().await;
}

#[tokio::test]
async fn an_object_is_put_once_and_read_by_a_presigned_link() {
    let cloud = cloud().await;
    let client = Client::new(&cloud.s3);
    let put = || {
        let body = ByteStream::from_static(b"first");
        client
            .put_object()
            .bucket(BUCKET)
            .key("a/b.txt")
            .body(body)
            .if_none_match("*")
            .send()
    };
    put().await.unwrap();
    put().await.unwrap_err();
    let expires = PresigningConfig::expires_in(Duration::from_secs(60)).unwrap();
    let link = client
        .get_object()
        .bucket(BUCKET)
        .key("a/b.txt")
        .presigned(expires)
        .await
        .unwrap();
    let text = reqwest::get(link.uri())
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(text, "first");
    let bare = link.uri().split('?').next().unwrap();
    assert_eq!(reqwest::get(bare).await.unwrap().status(), 403);
    cloud.stop().await;
}

#[tokio::test]
async fn a_browser_on_another_origin_may_post() {
    let cloud = cloud().await;
    let preflight = reqwest::Client::new()
        .request(
            reqwest::Method::OPTIONS,
            format!("{}/{BUCKET}", cloud.s3_url),
        )
        .header("origin", "http://127.0.0.1:3000")
        .header("access-control-request-method", "POST")
        .send()
        .await
        .unwrap();
    assert_eq!(preflight.headers()["access-control-allow-origin"], "*");
    cloud.stop().await;
}
