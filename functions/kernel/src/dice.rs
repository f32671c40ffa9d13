//! Chance, as a parameter.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::sync::{Mutex, PoisonError};

/// A source of random bytes. Secrets need [`OsDice`].
pub trait Dice: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's randomness: fit for keys and tokens.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsDice;

impl Dice for OsDice {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("an operating system without randomness can keep no secret");
    }
}

/// The same bytes for the same seed, for tests and simulations.
#[derive(Debug)]
pub struct SeededDice(Mutex<StdRng>);

impl SeededDice {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Dice for SeededDice {
    fn fill(&self, bytes: &mut [u8]) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(bytes);
    }
}

impl<T: Dice + ?Sized> Dice for &T {
    fn fill(&self, bytes: &mut [u8]) {
        (**self).fill(bytes);
    }
}

impl<T: Dice + ?Sized> Dice for std::sync::Arc<T> {
    fn fill(&self, bytes: &mut [u8]) {
        (**self).fill(bytes);
    }
}

/// An array of random bytes.
pub fn bytes<const N: usize>(dice: &dyn Dice) -> [u8; N] {
    let mut bytes = [0; N];
    dice.fill(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let draw = |seed| bytes::<32>(&SeededDice::new(seed));
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn dice_go_on_and_do_not_start_again() {
        let dice = SeededDice::new(7);
        assert_ne!(bytes::<16>(&dice), bytes::<16>(&dice));
        assert_ne!(bytes::<16>(&OsDice), bytes::<16>(&OsDice));
    }
}
