//! A flow too large for one request is read from the bucket piece by piece: its rows go back there in
//! chunks while they are read, so that memory stays flat whatever the size.

use std::io::{self, BufRead, Read};

use bytes::{Buf, Bytes};
use kernel::ids::StatementId;
use kernel::tax::OrgFiscalCode;
use platform::jobs::{JobError, JobMessage};
use platform::objects::Pieces;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::load_flow::{FlowLoader, LoadError, Loaded};
use super::matching::MatchingJobDeps;
use crate::domain::flow::{
    CHUNK_ROWS, FlowFault, FlowFile, FlowHead, FlowPrint, FlowRead, FlowRow, read_stream,
};
use crate::store::{files, flow_files};

pub const READ_FLOW_JOB: &str = "read-flow";

/// Pieces and chunks that wait between those who read, parse and write.
const WAITING_MAX: usize = 4;

/// What the job is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadFlowOrder {
    pub creditor: OrgFiscalCode,
    pub upload: StatementId,
}

pub(super) async fn run(deps: MatchingJobDeps, message: JobMessage) -> Result<(), JobError> {
    let order: ReadFlowOrder = message.data()?;
    let found = flow_files::read(&deps.table, &order.creditor, &order.upload).await;
    let Some(file) = found.map_err(JobError::of)?.filter(FlowFile::is_reading) else {
        return Ok(());
    };
    let after = match deps.read_flow(&file).await? {
        Ok(read) => {
            let loader = FlowLoader {
                table: deps.table.clone(),
                objects: deps.objects.clone(),
                clock: deps.clock.clone(),
                dice: deps.dice.clone(),
            };
            match loader
                .store(&file.creditor, &file.by, &read, |_| None)
                .await
            {
                Ok(Loaded::Flow(flow)) => file.loaded(flow.id),
                Ok(Loaded::KeyUsed) => return Ok(()),
                Err(LoadError::Refused(refusal)) => file.refused(vec![refusal.to_string()]),
                Err(error) => return Err(JobError::of(error)),
            }
        }
        Err(faults) => file.refused(faults.iter().map(told).collect()),
    };
    let put = deps.table.put_versioned(&after, file.version).await;
    put.map(|_| ()).map_err(JobError::of)
}

fn told(fault: &FlowFault) -> String {
    match fault.place.as_str() {
        "" => fault.message.clone(),
        place => format!("{place}: {}", fault.message),
    }
}

impl MatchingJobDeps {
    /// Reads, parses and writes side by side.
    async fn read_flow(
        &self,
        file: &FlowFile,
    ) -> Result<Result<FlowRead, Vec<FlowFault>>, JobError> {
        let key = files::flow_upload(&file.creditor, &file.id);
        let pieces = self.objects.open(&key).await.map_err(JobError::of)?;
        let pieces = pieces.ok_or_else(|| JobError::of("the file of the flow is missing"))?;
        let folder = files::flow_staging(&file.creditor, file.id.as_str());
        let (to_parser, from_reader) = mpsc::channel(WAITING_MAX);
        let (to_writer, from_parser) = mpsc::channel(WAITING_MAX);
        let creditor = file.creditor.clone();
        let parsing =
            tokio::task::spawn_blocking(move || parse(from_reader, &creditor, &to_writer));
        let reading = feed(pieces, to_parser);
        let writing = self.write(&folder, from_parser);
        let (read, print, parsed) = tokio::join!(reading, writing, parsing);
        read?;
        let print = print?;
        Ok(parsed.map_err(JobError::of)?.map(|head| FlowRead {
            fingerprint: print.finish(&head),
            head,
            folder,
        }))
    }

    async fn write(
        &self,
        folder: &str,
        mut chunks: mpsc::Receiver<Vec<FlowRow>>,
    ) -> Result<FlowPrint, JobError> {
        let (mut print, mut chunk) = (FlowPrint::default(), 0);
        while let Some(rows) = chunks.recv().await {
            print.chunk(&rows);
            let key = files::flow_rows(folder, chunk);
            files::put_lines(&self.objects, &key, &rows)
                .await
                .map_err(JobError::of)?;
            chunk += 1;
        }
        Ok(print)
    }
}

/// Hands the file to the parser. One that stopped at a fault takes no more.
async fn feed(mut pieces: Pieces, to: mpsc::Sender<Bytes>) -> Result<(), JobError> {
    while let Some(piece) = pieces.next().await.map_err(JobError::of)? {
        if to.send(piece).await.is_err() {
            break;
        }
    }
    Ok(())
}

fn parse(
    pieces: mpsc::Receiver<Bytes>,
    creditor: &OrgFiscalCode,
    to: &mpsc::Sender<Vec<FlowRow>>,
) -> Result<FlowHead, Vec<FlowFault>> {
    let size = usize::try_from(CHUNK_ROWS).unwrap_or(usize::MAX);
    let source = FromPieces {
        pieces,
        piece: Bytes::new(),
    };
    let mut rows = Vec::with_capacity(size);
    let head = read_stream(source, creditor, |row| {
        rows.extend(row.to_row());
        if rows.len() >= size {
            // Where nobody writes any more the head is of no use, and is thrown away too.
            let _ = to.blocking_send(std::mem::take(&mut rows));
        }
    })?;
    if !rows.is_empty() {
        let _ = to.blocking_send(rows);
    }
    Ok(head)
}

/// The pieces that come through a channel, as one text.
struct FromPieces {
    pieces: mpsc::Receiver<Bytes>,
    piece: Bytes,
}

impl Read for FromPieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut found = self.fill_buf()?;
        let count = found.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for FromPieces {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.piece.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.piece = piece,
                None => break,
            }
        }
        Ok(&self.piece)
    }

    fn consume(&mut self, count: usize) {
        self.piece.advance(count.min(self.piece.len()));
    }
}
