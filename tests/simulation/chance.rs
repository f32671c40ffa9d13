//! Everything that happens by chance in a run comes from its seed.

use std::sync::Arc;

use kernel::dice::{SeededDice, bytes};

#[derive(Clone, Debug)]
pub struct Chance(Arc<SeededDice>);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(SeededDice::new(seed)))
    }

    /// From 0 to `end` − 1.
    pub fn below(&self, end: u64) -> u64 {
        u64::from_le_bytes(bytes::<8>(self.0.as_ref())) % end
    }

    /// So many times in a hundred.
    pub fn percent(&self, often: u64) -> bool {
        self.below(100) < often
    }

    pub fn of<T: Copy>(&self, choices: &[T]) -> T {
        choices[usize::try_from(self.below(choices.len() as u64)).unwrap()]
    }

    pub fn dice(&self) -> Arc<SeededDice> {
        Arc::clone(&self.0)
    }
}
