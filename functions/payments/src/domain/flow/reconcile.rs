//! The rows of a flow against the payments that we know, a million at a time.
//!
//! The known transfers stand sorted by the hash of their receipt id, with a table of where each
//! beginning starts: a join in one step a row, 44 bytes a transfer, and no text is kept of a row that
//! agrees. The flow is read as a stream, so its size does not count.

mod known;

use std::collections::HashSet;
use std::io::BufRead;

use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;

pub use known::{KnownTransfer, KnownTransfers};

use known::{iuv_key, receipt_key};

use super::{FlowFault, FlowHead, PaymentOutcome, RowText, read_stream};

/// What a row is beside the known transfers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the known transfer with this place, to the cent.
    Agrees(u32),
    Differs(MismatchKind),
}

/// The closed list of differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MismatchKind {
    /// The receipt is known with another amount for this transfer.
    AmountDiffers {
        known_cents: Cents,
    },
    /// A row before has told the same transfer of the same receipt.
    Repeated,
    /// The IUV is known, the receipt is not.
    ReceiptMissing,
    /// Neither IUV nor receipt are known.
    IuvUnknown,
    /// The receipt is known under another IUV.
    IuvDiffers,
    /// The receipt has no such transfer to us.
    TransferUnknown,
    Revoked,
    /// A known transfer that no row has told.
    NotReported,
}

/// One difference. A known transfer that no row has told has neither row nor texts, but its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pub kind: MismatchKind,
    /// From 1; 0 for a known transfer that no row has told.
    pub row: u32,
    pub iuv: String,
    pub receipt_id: String,
    /// Of the known transfer, where there is one.
    pub place: Option<u32>,
}

/// What came of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    pub head: FlowHead,
    pub agreeing: u32,
    /// In the order of the rows; what no row has told comes last.
    pub mismatches: Vec<Mismatch>,
}

/// Reads a flow of any size and names each difference from the known transfers, and nothing else.
/// The flow should tell all of them.
pub fn reconcile(
    source: impl BufRead,
    creditor: &OrgFiscalCode,
    known: &KnownTransfers,
) -> Result<Reconciliation, Vec<FlowFault>> {
    let mut reconciler = Reconciler::new(known);
    let (mut agreeing, mut mismatches) = (0_u32, Vec::new());
    let head = read_stream(source, creditor, |row| match reconciler.row(&row) {
        Verdict::Agrees(_) => agreeing = agreeing.saturating_add(1),
        Verdict::Differs(kind) => mismatches.push(Mismatch {
            kind,
            row: row.row,
            iuv: row.iuv.to_owned(),
            receipt_id: row.receipt_id.to_owned(),
            place: None,
        }),
    })?;
    mismatches.extend(reconciler.untold().map(|place| Mismatch {
        kind: MismatchKind::NotReported,
        row: 0,
        iuv: String::new(),
        receipt_id: String::new(),
        place: Some(place),
    }));
    Ok(Reconciliation {
        head,
        agreeing,
        mismatches,
    })
}

/// A comparison that is going on: remembers which transfers were told.
pub struct Reconciler<'a> {
    known: &'a KnownTransfers,
    /// A bit for each known transfer, in their order.
    told: Vec<u64>,
    /// Receipt and transfer of the rows that named no known receipt.
    strangers: HashSet<([u64; 2], u8)>,
}

impl<'a> Reconciler<'a> {
    pub fn new(known: &'a KnownTransfers) -> Self {
        let told = vec![0; known.len().div_ceil(64)];
        let strangers = HashSet::new();
        Self {
            known,
            told,
            strangers,
        }
    }

    pub fn row(&mut self, row: &RowText<'_>) -> Verdict {
        match self.compare(row) {
            Ok(place) => Verdict::Agrees(place),
            Err(kind) => Verdict::Differs(kind),
        }
    }

    fn compare(&mut self, row: &RowText<'_>) -> Result<u32, MismatchKind> {
        if row.payment == PaymentOutcome::Revoked {
            return Err(MismatchKind::Revoked);
        }
        let receipt = receipt_key(row.receipt_id);
        let (first, found) = self.known.of_receipt(receipt);
        if found.is_empty() {
            let is_new = self.strangers.insert((receipt, row.transfer.unwrap_or(0)));
            return Err(match is_new {
                false => MismatchKind::Repeated,
                true if self.known.has_iuv(iuv_key(row.iuv)) => MismatchKind::ReceiptMissing,
                true => MismatchKind::IuvUnknown,
            });
        }
        let at = self.named(row, first, found)?;
        let transfer = found.get(at).ok_or(MismatchKind::TransferUnknown)?;
        if transfer.iuv != iuv_key(row.iuv) {
            return Err(MismatchKind::IuvDiffers);
        }
        if !self.tell(first + at) {
            return Err(MismatchKind::Repeated);
        }
        if transfer.cents != row.amount_cents.get() {
            let known_cents = Cents::new(transfer.cents);
            return Err(MismatchKind::AmountDiffers { known_cents });
        }
        Ok(transfer.place)
    }

    /// The transfer that a row names; without a name the only one, else the only one of its amount
    /// that was not told.
    fn named(
        &self,
        row: &RowText<'_>,
        first: usize,
        found: &[KnownTransfer],
    ) -> Result<usize, MismatchKind> {
        let position = match (row.transfer, found) {
            (Some(id), _) => found
                .iter()
                .position(|known| known.transfer == id || known.transfer == 0),
            (None, [_]) => Some(0),
            (None, _) => {
                let open = |at: &usize| !self.was_told(first + at);
                let same = |at: &usize| {
                    let cents = found.get(*at).map(|known| known.cents);
                    cents == Some(row.amount_cents.get())
                };
                (0..found.len()).find(|at| same(at) && open(at))
            }
        };
        position.ok_or(MismatchKind::TransferUnknown)
    }

    /// Places of the known transfers that no row has told.
    pub fn untold(&self) -> impl Iterator<Item = u32> {
        let all = self.known.all().iter().enumerate();
        all.filter(|(at, _)| !self.was_told(*at))
            .map(|(_, known)| known.place)
    }

    fn was_told(&self, at: usize) -> bool {
        let word = self.told.get(at / 64).copied().unwrap_or(0);
        word & (1 << (at % 64)) != 0
    }

    /// Whether it was not told before.
    fn tell(&mut self, at: usize) -> bool {
        let Some(word) = self.told.get_mut(at / 64) else {
            return true;
        };
        let bit = 1 << (at % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

#[cfg(test)]
mod tests;
