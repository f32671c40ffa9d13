//! Where the bytes of a flow come from: with the line that was reached, and from Latin-1.

use std::io::{BufRead, Read, Result};

/// Counts the lines that were read.
pub struct Lines<R> {
    inner: R,
    line: u64,
}

impl<R> Lines<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, line: 1 }
    }

    /// From 1.
    pub fn line(&self) -> u64 {
        self.line
    }
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let found = self.fill_buf()?;
        let count = found.len().min(into.len());
        for (to, from) in into.iter_mut().zip(found) {
            *to = *from;
        }
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Lines<R> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if let Ok(found) = self.inner.fill_buf() {
            let read = found.get(..count).unwrap_or(found);
            self.line += read.iter().filter(|byte| **byte == b'\n').count() as u64;
        }
        self.inner.consume(count);
    }
}

/// Windows-1252 (of which Latin-1 is what matters) as UTF-8.
pub struct Latin<R> {
    inner: R,
    decoded: String,
    /// Bytes of `decoded` that were read.
    at: usize,
}

impl<R> Latin<R> {
    pub fn new(inner: R) -> Self {
        let (decoded, at) = (String::new(), 0);
        Self { inner, decoded, at }
    }
}

impl<R: BufRead> Read for Latin<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let mut found = self.fill_buf()?;
        let count = found.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Latin<R> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if self.at >= self.decoded.len() {
            let found = self.inner.fill_buf()?;
            let text = encoding_rs::WINDOWS_1252.decode_without_bom_handling(found);
            let count = found.len();
            self.decoded = text.0.into_owned();
            self.at = 0;
            self.inner.consume(count);
        }
        Ok(self.decoded.as_bytes().get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}
