//! Files in the bucket: read, written, and handed out by presigned address.

mod lines;
mod parts;
mod post;

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::DisplayErrorContext;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;

pub use lines::ObjectLines;
pub use parts::{PART_BYTES_MIN, PARTS_MAX};
pub use post::{PostPolicy, PresignedPost};

#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    #[error("object request failed: {0}")]
    Request(String),
    #[error("object larger than {0} bytes")]
    TooLarge(u64),
    /// The upload in parts ended or was dropped, or its parts are not those that were told.
    #[error("upload in parts lost: {0}")]
    PartsLost(String),
}

impl ObjectError {
    fn request<E: std::error::Error>(error: E) -> Self {
        Self::Request(DisplayErrorContext(&error).to_string())
    }
}

/// The pieces of an object, as they come.
pub struct Pieces(ByteStream);

impl Pieces {
    /// The next piece; `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, ObjectError> {
        self.0.try_next().await.map_err(ObjectError::request)
    }
}

#[derive(Clone)]
pub struct Objects {
    client: Client,
    config: SdkConfig,
    bucket: String,
}

impl Objects {
    pub fn new(config: &SdkConfig, bucket: &str) -> Self {
        // Path-style addresses work with every endpoint, the embedded one included.
        let path_style = aws_sdk_s3::config::Builder::from(config)
            .force_path_style(true)
            .build();
        let (config, bucket) = (config.clone(), bucket.to_owned());
        Self {
            client: Client::from_conf(path_style),
            config,
            bucket,
        }
    }

    /// The whole of an object of at most `size_bytes_max`; `None` when it is not there.
    pub async fn get(&self, key: &str, size_bytes_max: u64) -> Result<Option<Bytes>, ObjectError> {
        let request = self.client.get_object().bucket(&self.bucket).key(key);
        let object = match request.send().await {
            Ok(object) => object,
            Err(error) if error.as_service_error().is_some_and(|e| e.is_no_such_key()) => {
                return Ok(None);
            }
            Err(error) => return Err(ObjectError::request(error)),
        };
        let length = object.content_length.unwrap_or(0).unsigned_abs();
        if length > size_bytes_max {
            return Err(ObjectError::TooLarge(size_bytes_max));
        }
        let body = object.body.collect().await.map_err(ObjectError::request)?;
        Ok(Some(body.into_bytes()))
    }

    /// The lines of an object as they arrive, however large it is; `None` when it is not there.
    pub async fn lines(&self, key: &str) -> Result<Option<ObjectLines>, ObjectError> {
        let request = self.client.get_object().bucket(&self.bucket).key(key);
        match request.send().await {
            Ok(object) => Ok(Some(ObjectLines::new(object.body))),
            Err(error) if error.as_service_error().is_some_and(|e| e.is_no_such_key()) => Ok(None),
            Err(error) => Err(ObjectError::request(error)),
        }
    }

    /// An object to be read piece by piece, whatever its size; `None` when it is not there.
    pub async fn open(&self, key: &str) -> Result<Option<Pieces>, ObjectError> {
        let request = self.client.get_object().bucket(&self.bucket).key(key);
        match request.send().await {
            Ok(object) => Ok(Some(Pieces(object.body))),
            Err(error) if error.as_service_error().is_some_and(|e| e.is_no_such_key()) => Ok(None),
            Err(error) => Err(ObjectError::request(error)),
        }
    }

    /// The size in bytes of an object; `None` when it is not there.
    pub async fn size_bytes(&self, key: &str) -> Result<Option<u64>, ObjectError> {
        let request = self.client.head_object().bucket(&self.bucket).key(key);
        match request.send().await {
            Ok(head) => Ok(Some(head.content_length.unwrap_or(0).unsigned_abs())),
            Err(error) if error.as_service_error().is_some_and(|e| e.is_not_found()) => Ok(None),
            Err(error) => Err(ObjectError::request(error)),
        }
    }

    pub async fn put(
        &self,
        key: &str,
        content_type: &str,
        body: impl Into<Bytes>,
    ) -> Result<(), ObjectError> {
        let request = self.client.put_object().bucket(&self.bucket).key(key);
        let request = request.content_type(content_type);
        let body = ByteStream::from(body.into());
        request
            .body(body)
            .send()
            .await
            .map_err(ObjectError::request)?;
        Ok(())
    }

    /// Writes an object where there is none; `false`: there is one, and it stays.
    pub async fn put_new(
        &self,
        key: &str,
        content_type: &str,
        body: impl Into<Bytes>,
    ) -> Result<bool, ObjectError> {
        let request = self.client.put_object().bucket(&self.bucket).key(key);
        let request = request.content_type(content_type).if_none_match("*");
        let body = ByteStream::from(body.into());
        let Err(error) = request.body(body).send().await else {
            return Ok(true);
        };
        // 412: it is there; 409: another such request is writing it at this moment.
        let status = error.raw_response().map(|answer| answer.status().as_u16());
        match status {
            Some(409 | 412) => Ok(false),
            _ => Err(ObjectError::request(error)),
        }
    }

    /// An address from which a browser may download the object for `valid`, as file `name`.
    pub async fn presigned_get(
        &self,
        key: &str,
        name: &str,
        valid: Duration,
    ) -> Result<String, ObjectError> {
        let disposition = format!(
            "attachment; filename=\"{}\"",
            name.replace(['"', '\\'], "_")
        );
        let presigning = PresigningConfig::expires_in(valid).map_err(ObjectError::request)?;
        let request = self.client.get_object().bucket(&self.bucket).key(key);
        let request = request.response_content_disposition(disposition);
        let presigned = request
            .presigned(presigning)
            .await
            .map_err(ObjectError::request)?;
        Ok(presigned.uri().to_owned())
    }

    /// Where the forms of [`Objects::presigned_post`] are sent to, for the policy of our pages.
    pub fn upload_origin(&self) -> Option<String> {
        let region = self.config.region()?;
        Some(post::origin(&self.config, &self.bucket, region.as_ref()))
    }

    /// A form with which a browser, or any client, may upload one file straight to the bucket.
    pub async fn presigned_post(&self, policy: &PostPolicy) -> Result<PresignedPost, ObjectError> {
        post::sign(&self.config, &self.bucket, policy).await
    }
}
