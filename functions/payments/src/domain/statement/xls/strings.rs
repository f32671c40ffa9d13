//! The shared strings of a workbook (MS-XLS 2.4.265), which may go on in `CONTINUE` records.

use super::records::Record;

/// Flags of a string (MS-XLS 2.5.293).
const WIDE: u8 = 0x01;
const EXTENDED: u8 = 0x04;
const RICH: u8 = 0x08;

/// Every string of the table; `None` where the table breaks off.
pub fn read(record: &Record<'_>) -> Option<Vec<String>> {
    let count = usize::try_from(record.u32(4)?).ok()?;
    let mut bytes = Pieces {
        now: record.data.get(8..)?,
        later: record.more.iter(),
    };
    // The count is the file's word: the list grows with what is really there.
    let mut strings = Vec::new();
    for _ in 0..count {
        strings.push(bytes.string()?);
    }
    Some(strings)
}

/// A string of `count` characters, without table: a label.
pub fn label(data: &[u8]) -> Option<String> {
    let count = usize::from(u16::from_le_bytes(data.get(..2)?.try_into().ok()?));
    let mut bytes = Pieces {
        now: data.get(3..)?,
        later: [].iter(),
    };
    bytes.chars(count, data.get(2)? & WIDE != 0)
}

struct Pieces<'a, 'b> {
    now: &'a [u8],
    later: std::slice::Iter<'b, &'a [u8]>,
}

impl Pieces<'_, '_> {
    fn string(&mut self) -> Option<String> {
        let count = usize::from(u16::from_le_bytes([self.byte()?, self.byte()?]));
        let flags = self.byte()?;
        let runs = match flags & RICH {
            0 => 0,
            _ => 4 * usize::from(u16::from_le_bytes([self.byte()?, self.byte()?])),
        };
        let extra = match flags & EXTENDED {
            0 => 0,
            _ => {
                let four = [self.byte()?, self.byte()?, self.byte()?, self.byte()?];
                usize::try_from(u32::from_le_bytes(four)).ok()?
            }
        };
        let text = self.chars(count, flags & WIDE != 0)?;
        self.skip(runs.checked_add(extra)?)?;
        Some(text)
    }

    /// Where the characters go on in another piece, its first byte says anew how wide they are.
    fn chars(&mut self, count: usize, wide: bool) -> Option<String> {
        let (mut units, mut wide) = (Vec::new(), wide);
        for _ in 0..count {
            if self.now.is_empty() {
                self.now = self.later.next()?;
                wide = self.byte()? & WIDE != 0;
            }
            let low = self.byte()?;
            let high = if wide { self.byte()? } else { 0 };
            units.push(u16::from_le_bytes([low, high]));
        }
        Some(String::from_utf16_lossy(&units))
    }

    fn byte(&mut self) -> Option<u8> {
        while self.now.is_empty() {
            self.now = self.later.next()?;
        }
        let (first, rest) = self.now.split_first()?;
        self.now = rest;
        Some(*first)
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        let mut left = count;
        while left > 0 {
            if self.now.is_empty() {
                self.now = self.later.next()?;
            }
            let step = left.min(self.now.len());
            self.now = self.now.get(step..)?;
            left -= step;
        }
        Some(())
    }
}
