//! What we know of the payments, small enough to hold a million of them.

use std::hash::{DefaultHasher, Hasher};

use kernel::money::Cents;

/// A transfer to this body of a payment whose receipt we have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownTransfer {
    pub(super) receipt: [u64; 2],
    pub(super) iuv: u64,
    pub(super) cents: i64,
    /// The caller's own number for it.
    pub(super) place: u32,
    pub(super) transfer: u8,
}

impl KnownTransfer {
    /// `place` is the caller's own number, by which the transfer is named afterwards. Transfer 0 is one
    /// whose number nobody told: any row of the receipt may mean it.
    pub fn new(
        place: u32,
        (iuv, receipt_id): (&str, &str),
        transfer: u8,
        amount_cents: Cents,
    ) -> Self {
        Self {
            receipt: receipt_key(receipt_id),
            iuv: iuv_key(iuv),
            cents: amount_cents.get(),
            place,
            transfer,
        }
    }
}

/// Transfers to be compared with, found by their receipt.
#[derive(Debug)]
pub struct KnownTransfers {
    /// By receipt, then transfer.
    sorted: Vec<KnownTransfer>,
    /// Where the receipts with these first bits start in `sorted`; one more at the end.
    starts: Vec<u32>,
    bits: u32,
    /// Of the transfers and those told besides, sorted.
    iuvs: Vec<u64>,
}

/// Beginnings told apart at most: a table of 4 MB.
const BITS_MAX: u32 = 20;

impl KnownTransfers {
    /// `open` are IUVs of notices that were issued and not paid.
    pub fn of<'i>(
        transfers: impl IntoIterator<Item = KnownTransfer>,
        open: impl IntoIterator<Item = &'i str>,
    ) -> Self {
        let mut sorted: Vec<KnownTransfer> = transfers.into_iter().collect();
        sorted.sort_unstable_by_key(|known| (known.receipt, known.transfer));
        let own = sorted.iter().map(|known| known.iuv);
        let mut iuvs: Vec<u64> = own.chain(open.into_iter().map(iuv_key)).collect();
        iuvs.sort_unstable();
        iuvs.dedup();
        let bits = sorted.len().max(2).ilog2().min(BITS_MAX);
        let starts = starts(&sorted, bits);
        Self {
            sorted,
            starts,
            bits,
            iuvs,
        }
    }

    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    pub(super) fn all(&self) -> &[KnownTransfer] {
        &self.sorted
    }

    pub(super) fn has_iuv(&self, iuv: u64) -> bool {
        self.iuvs.binary_search(&iuv).is_ok()
    }

    /// The transfers of a receipt, and where they stand among all.
    pub(super) fn of_receipt(&self, receipt: [u64; 2]) -> (usize, &[KnownTransfer]) {
        let bucket = beginning(receipt, self.bits);
        let start = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        let (from, to) = (start(bucket), start(bucket + 1));
        let here = self.sorted.get(from..to).unwrap_or_default();
        let before = here.partition_point(|known| known.receipt < receipt);
        let rest = here.get(before..).unwrap_or_default();
        let count = rest.partition_point(|known| known.receipt == receipt);
        (from + before, rest.get(..count).unwrap_or_default())
    }
}

fn starts(sorted: &[KnownTransfer], bits: u32) -> Vec<u32> {
    let mut starts = vec![0_u32; (1 << bits) + 1];
    for known in sorted {
        if let Some(count) = starts.get_mut(beginning(known.receipt, bits) + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    starts
}

fn beginning(receipt: [u64; 2], bits: u32) -> usize {
    usize::try_from(receipt[0] >> (64 - bits)).unwrap_or(0)
}

/// 128 bits of a receipt id: of a million ids, two share them once in 10²⁶ times.
pub(super) fn receipt_key(receipt_id: &str) -> [u64; 2] {
    let hash = |first: u8| {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(first);
        hasher.write(receipt_id.as_bytes());
        hasher.finish()
    };
    [hash(1), hash(2)]
}

/// An IUV of up to 17 digits is its number with its length; any other one a hash, told apart by the
/// first bit.
pub(super) fn iuv_key(iuv: &str) -> u64 {
    const DIGITS_MAX: usize = 17;
    let digits = iuv.bytes().all(|byte| byte.is_ascii_digit());
    if digits && (1..=DIGITS_MAX).contains(&iuv.len()) {
        let number = iuv
            .bytes()
            .fold(0_u64, |sum, byte| sum * 10 + u64::from(byte - b'0'));
        return number * 32 + iuv.len() as u64;
    }
    let mut hasher = DefaultHasher::new();
    hasher.write(iuv.as_bytes());
    hasher.finish() | 1 << 63
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iuv_keeps_its_zeros_and_others_keep_apart() {
        let texts = [
            "7",
            "07",
            "00000000000000007",
            "RF45W9",
            "",
            "000000000000000007",
        ];
        for (at, one) in texts.iter().enumerate() {
            for other in texts.iter().skip(at + 1) {
                assert_ne!(iuv_key(one), iuv_key(other), "{one} {other}");
            }
        }
        assert!(iuv_key("99999999999999999") < 1 << 63);
    }

    #[test]
    fn each_receipt_is_found_among_many() {
        let id = |at: u32| format!("receipt-{at}");
        let known = |at: u32| {
            KnownTransfer::new(
                at,
                ("07000000000000114", &id(at / 2)),
                1 + (at % 2) as u8,
                Cents::new(1),
            )
        };
        let all = KnownTransfers::of((0..10_000).map(known), []);
        for at in 0..5_000 {
            let (_, found) = all.of_receipt(receipt_key(&id(at)));
            let places: Vec<u32> = found.iter().map(|known| known.place).collect();
            assert_eq!(places, [2 * at, 2 * at + 1]);
        }
        assert!(all.of_receipt(receipt_key("other")).1.is_empty());
        assert!(
            KnownTransfers::of([], [])
                .of_receipt(receipt_key("x"))
                .1
                .is_empty()
        );
    }
}
