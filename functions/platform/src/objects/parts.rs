//! Large objects, uploaded part by part and joined by the bucket (S3 multipart upload).

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use bytes::Bytes;

use super::{ObjectError, Objects};

/// S3's own lower limit of every part but the last.
pub const PART_BYTES_MIN: usize = 5 * 1024 * 1024;
/// S3's own limit of parts in one object.
pub const PARTS_MAX: usize = 10_000;

impl Objects {
    /// Begins an upload in parts and gives its id. One that is never joined is dropped by the bucket's
    /// rules after a day.
    pub async fn begin_parts(&self, key: &str, content_type: &str) -> Result<String, ObjectError> {
        let request = self.client.create_multipart_upload().bucket(&self.bucket);
        let request = request.key(key).content_type(content_type);
        let answer = request.send().await.map_err(ObjectError::request)?;
        let none = || ObjectError::Request("an upload without an id".to_owned());
        answer.upload_id.ok_or_else(none)
    }

    /// Writes part `number`, from 1, over an earlier try, and gives its tag.
    pub async fn put_part(
        &self,
        (key, upload): (&str, &str),
        number: usize,
        body: impl Into<Bytes>,
    ) -> Result<String, ObjectError> {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        let request = self.client.upload_part().bucket(&self.bucket).key(key);
        let request = request.upload_id(upload).part_number(number);
        let body = ByteStream::from(body.into());
        let answer = request.body(body).send().await;
        let tag = answer.map_err(of_parts)?.e_tag;
        tag.ok_or_else(|| ObjectError::Request("a part without a tag".to_owned()))
    }

    /// Makes one object of the parts with these tags, in their order. Doing it again does nothing.
    pub async fn join_parts(
        &self,
        (key, upload): (&str, &str),
        tags: &[String],
    ) -> Result<(), ObjectError> {
        let part = |(number, tag): (i32, &String)| {
            let part = CompletedPart::builder().part_number(number);
            part.e_tag(tag).build()
        };
        let parts = (1..).zip(tags).map(part).collect();
        let parts = CompletedMultipartUpload::builder().set_parts(Some(parts));
        let request = self.client.complete_multipart_upload();
        let request = request.bucket(&self.bucket).key(key).upload_id(upload);
        let joined = request.multipart_upload(parts.build()).send().await;
        match joined {
            Ok(_) => Ok(()),
            // Joined by an earlier try whose answer was lost.
            Err(_) if self.size_bytes(key).await?.is_some() => Ok(()),
            Err(error) => Err(of_parts(error)),
        }
    }

    /// Drops an upload and its parts, if they are still there.
    pub async fn drop_parts(&self, (key, upload): (&str, &str)) -> Result<(), ObjectError> {
        let request = self.client.abort_multipart_upload().bucket(&self.bucket);
        let dropped = request.key(key).upload_id(upload).send().await;
        match dropped.map_err(of_parts) {
            Ok(_) | Err(ObjectError::PartsLost(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// S3's words for an upload with which nothing can be done any more; `AccessDenied` is the embedded
/// store's.
const LOST: [&str; 4] = [
    "NoSuchUpload",
    "InvalidPart",
    "InvalidPartOrder",
    "AccessDenied",
];

fn of_parts<E>(error: SdkError<E>) -> ObjectError
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
{
    let code = error.code().filter(|code| LOST.contains(code));
    match code.map(str::to_owned) {
        Some(code) => ObjectError::PartsLost(code),
        None => ObjectError::request(error),
    }
}
