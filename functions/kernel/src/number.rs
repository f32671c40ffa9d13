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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    impl NumberPermutation {
        /// The way back, which exists only if no two numbers meet.
        fn undo(&self, number: u64) -> u64 {
            let mut value = self.decrypt(number);
            while value >= END {
                value = self.decrypt(value);
            }
            value
        }

        fn decrypt(&self, value: u64) -> u64 {
            let (left, right) = (value >> HALF_BITS, value & HALF_MASK);
            let (left, right) = (0..ROUNDS)
                .rev()
                .fold((left, right), |(left, right), round| {
                    (right ^ self.round(round, left), left)
                });
            (left << HALF_BITS) | right
        }
    }

    const PINNED: [u64; 4] = [
        4_431_754_146_754,
        4_164_163_954_236,
        9_886_957_558_610,
        6_368_483_925_846,
    ];

    #[test]
    fn a_block_of_numbers_has_no_double_and_stays_in_range() {
        let order = NumberPermutation::new([7; 32]);
        let seen = (0..20_000)
            .map(|number| order.permute(number))
            .collect::<HashSet<_>>();
        assert_eq!(seen.len(), 20_000);
        assert!(seen.iter().all(|&number| number < END));
    }

    #[test]
    fn the_order_of_a_key_is_for_ever() {
        // Computed apart, in Python, from the description of the permutation.
        let key: Vec<u8> = (0..32).collect();
        let order = NumberPermutation::new(key.try_into().unwrap());
        let numbers = [0, 1, 2, 9_999_999_999_999].map(|number| order.permute(number));
        assert_eq!(numbers, PINNED);
    }

    #[test]
    fn neighbours_come_apart() {
        let order = NumberPermutation::new([1; 32]);
        let near = (0..1_000)
            .filter(|&number| {
                order.permute(number).abs_diff(order.permute(number + 1)) < 1_000_000_000
            })
            .count();
        // Of pairs drawn at random one in 5,000 is so near.
        assert!(near <= 5, "{near}");
    }

    #[test]
    fn a_number_out_of_range_comes_back_as_it_is() {
        let order = NumberPermutation::new([1; 32]);
        assert_eq!(order.permute(END), END);
        assert_eq!(order.permute(u64::MAX), u64::MAX);
    }

    #[test]
    fn the_key_does_not_print() {
        assert_eq!(
            format!("{:?}", NumberPermutation::new([7; 32])),
            "NumberPermutation(…)"
        );
    }

    proptest! {
        #[test]
        fn every_number_finds_its_way_back(key in any::<[u8; 32]>(), number in 0..END) {
            let order = NumberPermutation::new(key);
            let there = order.permute(number);
            prop_assert!(there < END);
            prop_assert_eq!(order.undo(there), number);
        }

        #[test]
        fn two_numbers_never_meet(key in any::<[u8; 32]>(), a in 0..END, b in 0..END) {
            let order = NumberPermutation::new(key);
            prop_assert_eq!(a == b, order.permute(a) == order.permute(b));
        }

        #[test]
        fn two_keys_give_two_orders(a in any::<[u8; 32]>(), b in any::<[u8; 32]>(), n in 0..END) {
            prop_assume!(a != b);
            let (one, other) = (NumberPermutation::new(a), NumberPermutation::new(b));
            prop_assert!((n..n + 4).any(|n| one.permute(n) != other.permute(n)));
        }
    }
}
