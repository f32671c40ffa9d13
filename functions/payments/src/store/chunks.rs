//! The rows of an import on their way to positions: the staged file as a stream, and the chunk files.

use std::collections::HashMap;
use std::ops::Range;

use platform::objects::{ObjectError, ObjectLines, Objects};
use serde::Deserialize;

use super::files::{self, NDJSON};
use crate::domain::dues::Due;
use crate::domain::import::{CHUNK_ROWS, Import};

/// Rows held at a time while chunk files are put together: about 8 MB.
const WINDOW_ROWS: u64 = 20_000;
/// Chunks of such a window.
const WINDOW_CHUNKS: usize = 222;
/// A chunk is some 30 KB; the longest words stay below.
const CHUNK_BYTES_MAX: u64 = 4 * 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum ChunkError {
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error("rows unreadable: {0}")]
    Json(#[from] serde_json::Error),
    #[error("{0} is missing")]
    Missing(String),
}

/// The accepted rows of an import, line by line.
pub struct Staged(ObjectLines);

impl Staged {
    pub async fn open(objects: &Objects, import: &Import) -> Result<Self, ChunkError> {
        let key = files::accepted(&import.creditor, &import.id, import.check);
        let lines = objects.lines(&key).await?;
        lines.map(Self).ok_or(ChunkError::Missing(key))
    }

    /// The next row, a `Due` as JSON.
    pub async fn next(&mut self) -> Result<Option<&[u8]>, ChunkError> {
        Ok(self.0.next().await?)
    }
}

/// What will be one position.
#[derive(Debug, Deserialize)]
pub struct StagedPosition {
    /// From 0: with the import's first number it gives the notice number.
    pub position: u32,
    pub dues: Vec<Due>,
}

/// A run of chunks that is put together at once.
pub struct Window {
    first_chunk: usize,
    /// Where each chunk begins, and where the last one ends.
    begins: Vec<u32>,
}

/// The chunks that begin at `begins`, in windows.
pub fn windows(begins: &[u32], positions: u32) -> impl Iterator<Item = Window> {
    const { assert!(WINDOW_CHUNKS as u64 * CHUNK_ROWS <= WINDOW_ROWS) };
    let ends = begins
        .iter()
        .copied()
        .skip(WINDOW_CHUNKS)
        .step_by(WINDOW_CHUNKS);
    let ends = ends.chain([positions]);
    begins
        .chunks(WINDOW_CHUNKS)
        .zip(ends)
        .enumerate()
        .map(|(n, (begins, end))| Window {
            first_chunk: n * WINDOW_CHUNKS,
            begins: begins.iter().copied().chain([end]).collect(),
        })
}

impl Window {
    fn positions(&self) -> Range<u32> {
        let first = self.begins.first().copied().unwrap_or(0);
        first..self.begins.last().copied().unwrap_or(0)
    }
}

/// Reads the staged rows and gives the body of each chunk file of the window, with its number.
pub async fn collect(
    mut staged: Staged,
    places: &[u32],
    window: &Window,
) -> Result<impl Iterator<Item = (u64, Vec<u8>)>, ChunkError> {
    let wanted = window.positions();
    let last = places.iter().rposition(|place| wanted.contains(place));
    let mut rows: HashMap<u32, Vec<u8>> = HashMap::new();
    for place in places.iter().take(last.map_or(0, |last| last + 1)) {
        let Some(line) = staged.next().await? else {
            return Err(ChunkError::Missing("a staged row".to_owned()));
        };
        if wanted.contains(place) {
            let dues = rows.entry(*place).or_default();
            if !dues.is_empty() {
                dues.push(b',');
            }
            dues.extend_from_slice(line);
        }
    }
    let (first, begins) = (window.first_chunk as u64, window.begins.clone());
    let spans = begins.into_iter();
    let spans = spans.clone().zip(spans.skip(1)).collect::<Vec<_>>();
    let files = (first..).zip(spans);
    Ok(files.map(move |(chunk, (from, to))| (chunk, body(&mut rows, from..to))))
}

fn body(rows: &mut HashMap<u32, Vec<u8>>, positions: Range<u32>) -> Vec<u8> {
    let mut body = Vec::new();
    for position in positions {
        let dues = rows.remove(&position).unwrap_or_default();
        body.extend_from_slice(format!("{{\"position\":{position},\"dues\":[").as_bytes());
        body.extend_from_slice(&dues);
        body.extend_from_slice(b"]}\n");
    }
    body
}

/// Writes the file of a chunk: 1 request.
pub async fn put(
    objects: &Objects,
    import: &Import,
    chunk: u64,
    body: Vec<u8>,
) -> Result<(), ChunkError> {
    let key = files::chunk(&import.creditor, &import.id, chunk);
    Ok(objects.put(&key, NDJSON, body).await?)
}

/// The positions of a chunk: 1 request.
pub async fn get(
    objects: &Objects,
    import: &Import,
    chunk: u64,
) -> Result<Vec<StagedPosition>, ChunkError> {
    let key = files::chunk(&import.creditor, &import.id, chunk);
    let body = objects.get(&key, CHUNK_BYTES_MAX).await?;
    Ok(files::from_lines(&body.ok_or(ChunkError::Missing(key))?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_cover_every_chunk_once() {
        for chunks in [0_u32, 1, 222, 223, 1_112] {
            let begins: Vec<u32> = (0..chunks).map(|chunk| chunk * 90).collect();
            let all: Vec<Window> = windows(&begins, chunks * 90).collect();
            let covered: Vec<u32> = all.iter().flat_map(Window::positions).collect();
            assert_eq!(covered, (0..chunks * 90).collect::<Vec<_>>());
            let count: usize = all.iter().map(|window| window.begins.len() - 1).sum();
            assert_eq!(count as u32, chunks);
        }
    }

    #[test]
    fn the_rows_of_a_position_are_put_together_wherever_they_stood() {
        let mut rows = HashMap::from([(7, b"1,3".to_vec()), (8, b"2".to_vec())]);
        let body = body(&mut rows, 7..9);
        let text = String::from_utf8(body).expect("text");
        assert_eq!(
            text,
            "{\"position\":7,\"dues\":[1,3]}\n{\"position\":8,\"dues\":[2]}\n"
        );
    }
}
