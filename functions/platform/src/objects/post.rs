//! Presigned POST: the policy document that the SDK does not make, signed with `aws-sigv4`.
//! Format: Amazon S3, "Creating a POST policy" (signature version 4).

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aws_config::SdkConfig;
use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::ObjectError;

/// What an upload may be.
#[derive(Clone, Debug)]
pub struct PostPolicy {
    pub key: String,
    pub size_bytes_max: u64,
    pub valid: Duration,
    /// Where a browser without script goes after the upload.
    pub redirect: Option<String>,
}

/// The form: send `fields` and then the file as field `file`, multipart, to `url`.
#[derive(Clone, Debug, Serialize)]
pub struct PresignedPost {
    pub url: String,
    pub fields: BTreeMap<String, String>,
}

pub(super) async fn sign(
    config: &SdkConfig,
    bucket: &str,
    policy: &PostPolicy,
) -> Result<PresignedPost, ObjectError> {
    let lacks = |what: &str| ObjectError::Request(format!("no {what} to sign an upload with"));
    let region = config.region().ok_or_else(|| lacks("region"))?.to_string();
    let provider = config
        .credentials_provider()
        .ok_or_else(|| lacks("credentials"))?;
    let credentials = provider
        .provide_credentials()
        .await
        .map_err(ObjectError::request)?;
    // Signatures keep real time, whatever the product's clock says.
    #[expect(
        clippy::disallowed_methods,
        reason = "a signature is dated by the real clock"
    )]
    let now = SystemTime::now();
    let stamp = Timestamp::try_from(now)
        .map_err(ObjectError::request)?
        .to_zoned(TimeZone::UTC);
    let date = stamp.strftime("%Y%m%d").to_string();
    let mut fields = BTreeMap::from([
        ("key".to_owned(), policy.key.clone()),
        ("x-amz-algorithm".to_owned(), "AWS4-HMAC-SHA256".to_owned()),
        (
            "x-amz-credential".to_owned(),
            format!(
                "{}/{date}/{region}/s3/aws4_request",
                credentials.access_key_id()
            ),
        ),
        (
            "x-amz-date".to_owned(),
            stamp.strftime("%Y%m%dT%H%M%SZ").to_string(),
        ),
    ]);
    if let Some(token) = credentials.session_token() {
        fields.insert("x-amz-security-token".to_owned(), token.to_owned());
    }
    if let Some(redirect) = &policy.redirect {
        fields.insert("success_action_redirect".to_owned(), redirect.clone());
    }
    let document = STANDARD.encode(document(&fields, bucket, policy, &stamp)?);
    let key = generate_signing_key(credentials.secret_access_key(), now, &region, "s3");
    let signature = calculate_signature(key, document.as_bytes());
    fields.insert("policy".to_owned(), document);
    fields.insert("x-amz-signature".to_owned(), signature);
    let url = match config.endpoint_url() {
        Some(_) => format!("{}/{bucket}", origin(config, bucket, &region)),
        None => format!("{}/", origin(config, bucket, &region)),
    };
    Ok(PresignedPost { url, fields })
}

/// Where forms are sent to, without a path: the endpoint where one is set, else the bucket's host.
pub(super) fn origin(config: &SdkConfig, bucket: &str, region: &str) -> String {
    match config.endpoint_url() {
        Some(endpoint) => endpoint.trim_end_matches('/').to_owned(),
        None => format!("https://{bucket}.s3.{region}.amazonaws.com"),
    }
}

fn document(
    fields: &BTreeMap<String, String>,
    bucket: &str,
    policy: &PostPolicy,
    now: &jiff::Zoned,
) -> Result<Vec<u8>, ObjectError> {
    let valid = i64::try_from(policy.valid.as_secs()).unwrap_or(i64::MAX);
    let until = now
        .checked_add(jiff::SignedDuration::from_secs(valid))
        .map_err(ObjectError::request)?;
    // An empty file is let in: who reads it tells the person so, where S3 would answer in XML.
    let mut conditions: Vec<serde_json::Value> = vec![
        serde_json::json!({ "bucket": bucket }),
        serde_json::json!(["content-length-range", 0, policy.size_bytes_max]),
    ];
    conditions.extend(
        fields
            .iter()
            .map(|(name, value)| serde_json::json!({ name: value })),
    );
    let document = serde_json::json!({
        "expiration": until.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string(),
        "conditions": conditions,
    });
    serde_json::to_vec(&document).map_err(ObjectError::request)
}
