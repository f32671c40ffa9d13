//! The print of a flow: of its name, its moment, its total and of what its rows say of money, so that
//! the same flow is the same one as XML and as JSON.

use kernel::idempotency::Fingerprint;

use super::{FlowHead, FlowRow};

/// The print of a flow whose rows come in chunks.
#[derive(Debug, Default)]
pub struct FlowPrint {
    chunks: Vec<Fingerprint>,
}

impl FlowPrint {
    /// The next [`super::CHUNK_ROWS`] rows, or what is left of them.
    pub fn chunk(&mut self, rows: &[FlowRow]) {
        let mut text = String::new();
        for row in rows {
            let transfer = row.transfer.unwrap_or(0);
            let (iuv, receipt) = (row.iuv.as_str(), row.receipt_id.as_str());
            let (amount, code) = (row.amount_cents.get(), row.payment.code());
            let line = format!("{iuv}\u{1f}{receipt}\u{1f}{transfer}\u{1f}{amount}\u{1f}{code}\n");
            text.push_str(&line);
        }
        self.chunks.push(Fingerprint::of(&[text.as_bytes()]));
    }

    pub fn finish(self, head: &FlowHead) -> Fingerprint {
        let made_at = head.made_at.as_second().to_string();
        let amount = head.amount_cents.get().to_string();
        let own = [head.id.as_str(), &made_at, &amount].map(str::as_bytes);
        let chunks = self.chunks.iter().map(|chunk| chunk.as_str().as_bytes());
        let parts: Vec<&[u8]> = own.into_iter().chain(chunks).collect();
        Fingerprint::of(&parts)
    }
}
