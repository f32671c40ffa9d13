//! An object read line by line: what is held is one line and a buffer.

use std::pin::Pin;

use aws_sdk_s3::primitives::ByteStream;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

use super::ObjectError;

/// Longest line: our own files have some hundred bytes a row.
const LINE_BYTES_MAX: u64 = 1024 * 1024;

/// The lines that are not empty.
pub struct ObjectLines {
    body: Pin<Box<dyn AsyncBufRead + Send>>,
    line: Vec<u8>,
}

impl ObjectLines {
    pub(super) fn new(body: ByteStream) -> Self {
        Self {
            body: Box::pin(body.into_async_read()),
            line: Vec::new(),
        }
    }

    /// The next line without its end; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<&[u8]>, ObjectError> {
        loop {
            self.line.clear();
            let mut bounded = (&mut self.body).take(LINE_BYTES_MAX);
            let read = bounded.read_until(b'\n', &mut self.line).await;
            let read = read.map_err(ObjectError::request)?;
            if read as u64 == LINE_BYTES_MAX {
                return Err(ObjectError::TooLarge(LINE_BYTES_MAX));
            }
            if self.line.last() == Some(&b'\n') {
                self.line.pop();
            }
            if read == 0 {
                return Ok(None);
            }
            if !self.line.is_empty() {
                return Ok(Some(&self.line));
            }
        }
    }
}
