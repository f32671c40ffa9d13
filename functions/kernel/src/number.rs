//! Numbers that cannot be guessed from their neighbours.

use sha2::{Digest, Sha256};

/// A secret order of the numbers from 0 to 10^13 − 1.
///
/// A creditor's counter goes through it before it becomes a notice number: numbers stay unique, and
/// who knows one does not know the next. It is a Feistel network over 44 bits (two halves of 22, a
/// keyed SHA-256 as round function), walked until the value falls below 10^13: as every Feistel
/// network is a bijection, so is the walk. **The rounds and the key are for ever**: another order
/// would give numbers that are already taken.
#[derive(Clone)]
pub struct NumberPermutation {
    key: [u8; 32],
}

/// 10^13, as [`crate::notice::BASE_END`].
pub const END: u64 = crate::notice::BASE_END;
/// 2^44 is the least even power of two above 10^13: 1.76 steps on average.
const HALF_BITS: u32 = 22;
const HALF_MASK: u64 = (1 << HALF_BITS) - 1;
/// NIST SP 800-38G asks 8 rounds of FF3 and 10 of FF1 for such small halves.
const ROUNDS: u8 = 10;

impl NumberPermutation {
    pub const fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// A bijection of 0..10^13. A number outside comes back as it is (and no notice number can be
    /// made of it).
    pub fn permute(&self, number: u64) -> u64 {
        if number >= END {
            return number;
        }
        // Ends: the walk follows a cycle of a permutation that holds `number`, which is in range.
        let mut value = self.encrypt(number);
        while value >= END {
            value = self.encrypt(value);
        }
        value
    }

    fn encrypt(&self, value: u64) -> u64 {
        let (left, right) = (value >> HALF_BITS, value & HALF_MASK);
        let (left, right) = (0..ROUNDS).fold((left, right), |(left, right), round| {
            (right, left ^ self.round(round, right))
        });
        (left << HALF_BITS) | right
    }

    fn round(&self, round: u8, half: u64) -> u64 {
        let digest = Sha256::new()
            .chain_update(b"sportello/number/1")
            .chain_update(self.key)
            .chain_update([round])
            .chain_update(half.to_be_bytes())
            .finalize();
        let head = digest
            .iter()
            .take(8)
            .fold(0_u64, |word, &byte| (word << 8) | u64::from(byte));
        head & HALF_MASK
    }
}

/// The key does not print.
impl std::fmt::Debug for NumberPermutation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NumberPermutation(…)")
    }
}
