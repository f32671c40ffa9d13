//! Notice numbers: unique for ever for a creditor and segregation code, and not guessable.
//!
//! A counter gives the order, a keyed permutation of it the number. The key is made once, with
//! the counter, and stands beside it: who can read the one can read the other.

use kernel::dice::{self, Dice};
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::number::NumberPermutation;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, PutNew, Stored, Table, TableError, from_item};
use serde::{Deserialize, Serialize};

use super::keys;

#[derive(Clone, Serialize, Deserialize)]
pub struct Numbers {
    pub creditor: OrgFiscalCode,
    pub segregation: SegregationCode,
    /// The next free value.
    pub next: u64,
    /// Hexadecimal, 32 bytes.
    pub key: String,
}

impl Stored for Numbers {
    const ENTITY: &'static str = "numbers";

    fn key(&self) -> Key {
        keys::numbers(&self.creditor, &self.segregation)
    }
}

impl Numbers {
    /// The notice number of a value of the counter.
    pub fn issue(&self, value: u64) -> Result<NoticeNumber, TableError> {
        let mut key = [0; 32];
        let corrupt = |what: String| TableError::Corrupt(format!("numbers: {what}"));
        hex::decode_to_slice(&self.key, &mut key).map_err(|error| corrupt(error.to_string()))?;
        let base = NumberPermutation::new(key).permute(value);
        NoticeNumber::issue(&self.segregation, base).map_err(|error| corrupt(error.to_string()))
    }
}

/// The counter, made on first use.
pub async fn open(
    table: &Table,
    creditor: &OrgFiscalCode,
    segregation: &SegregationCode,
    dice: &dyn Dice,
) -> Result<Numbers, TableError> {
    if let Some(numbers) = table.get(&keys::numbers(creditor, segregation)).await? {
        return Ok(numbers);
    }
    let fresh = Numbers {
        creditor: creditor.clone(),
        segregation: segregation.clone(),
        next: 0,
        key: hex::encode(dice::bytes::<32>(dice)),
    };
    Ok(match table.put_new(&fresh).await? {
        PutNew::Created => fresh,
        PutNew::Existed(other) => other,
    })
}

/// Reserves `count` values and gives the first: 1 request. A lost answer leaves a gap.
pub async fn reserve(table: &Table, numbers: &Numbers, count: u64) -> Result<u64, TableError> {
    let after: Numbers = from_item(table.reserve(&numbers.key(), count).await?)?;
    Ok(after.next - count)
}
