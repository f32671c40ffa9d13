//! The cells of one row after the other.

use std::ops::ControlFlow;

use super::records::Record;
use super::strings;
use crate::domain::dues::FileFailure;
use crate::domain::dues::cell::Cell;
use crate::domain::dues::limits::COLUMNS_MAX;

const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00d6;
const BOOL_OR_ERROR: u16 = 0x0205;
const RK: u16 = 0x027e;
const MANY_RK: u16 = 0x00bd;
const SHARED_LABEL: u16 = 0x00fd;
const FORMULA: u16 = 0x0006;

#[derive(Clone)]
enum Value {
    Empty,
    Number(f64),
    Shared(usize),
    Own(String),
    Unreadable,
    Formula,
}

/// The row being gathered.
pub struct Cells<'a> {
    strings: &'a [String],
    /// From 0.
    row: u32,
    values: Vec<Value>,
}

impl<'a> Cells<'a> {
    pub fn new(strings: &'a [String]) -> Self {
        Self {
            strings,
            row: 0,
            values: Vec::new(),
        }
    }

    /// Takes the cells of a record; a row that is over goes to `sink`.
    pub fn take(
        &mut self,
        record: &Record<'_>,
        sink: &mut impl FnMut(u32, &[Cell<'_>]) -> Result<ControlFlow<()>, FileFailure>,
    ) -> Result<ControlFlow<()>, FileFailure> {
        let known = [
            NUMBER,
            LABEL,
            RICH_LABEL,
            BOOL_OR_ERROR,
            RK,
            MANY_RK,
            SHARED_LABEL,
            FORMULA,
        ];
        if !known.contains(&record.kind) {
            return Ok(ControlFlow::Continue(()));
        }
        let broken = || FileFailure::Corrupt;
        let row = u32::from(record.u16(0).ok_or_else(broken)?);
        if row != self.row {
            if row < self.row {
                return Err(broken());
            }
            if self.flush(sink)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            self.row = row;
        }
        let column = usize::from(record.u16(2).ok_or_else(broken)?);
        for (step, value) in values(record).ok_or_else(broken)?.into_iter().enumerate() {
            self.put(column + step, value)?;
        }
        Ok(ControlFlow::Continue(()))
    }

    fn put(&mut self, at: usize, value: Value) -> Result<(), FileFailure> {
        if at >= COLUMNS_MAX {
            return Err(FileFailure::TooManyColumns);
        }
        if self.values.len() <= at {
            self.values.resize(at + 1, Value::Empty);
        }
        if let Some(slot) = self.values.get_mut(at) {
            *slot = value;
        }
        Ok(())
    }

    pub fn flush(
        &mut self,
        sink: &mut impl FnMut(u32, &[Cell<'_>]) -> Result<ControlFlow<()>, FileFailure>,
    ) -> Result<ControlFlow<()>, FileFailure> {
        let values = std::mem::take(&mut self.values);
        if values.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        let cells: Vec<Cell<'_>> = values.iter().map(|value| self.cell(value)).collect();
        sink(self.row + 1, &cells)
    }

    fn cell<'b>(&'b self, value: &'b Value) -> Cell<'b> {
        match value {
            Value::Empty => Cell::Empty,
            // Dates are numbers too: read as dates where one is wanted.
            Value::Number(number) => Cell::Number(*number),
            Value::Shared(at) => self.strings.get(*at).map_or(Cell::Error, |s| Cell::text(s)),
            Value::Own(text) => Cell::text(text),
            Value::Unreadable => Cell::Error,
            Value::Formula => Cell::Formula,
        }
    }
}

fn values(record: &Record<'_>) -> Option<Vec<Value>> {
    let value = match record.kind {
        NUMBER => Value::Number(record.f64(6)?),
        RK => Value::Number(rk(record.u32(6)?)),
        SHARED_LABEL => Value::Shared(usize::try_from(record.u32(6)?).ok()?),
        LABEL | RICH_LABEL => Value::Own(strings::label(record.data.get(6..)?)?),
        FORMULA => Value::Formula,
        MANY_RK => {
            let end = record.data.len().checked_sub(2)?;
            let pairs = record.data.get(4..end)?.chunks_exact(6);
            let number = |pair: &[u8]| {
                let bits = u32::from_le_bytes(pair.get(2..6)?.try_into().ok()?);
                Some(Value::Number(rk(bits)))
            };
            return pairs.map(number).collect();
        }
        _ => Value::Unreadable,
    };
    Some(vec![value])
}

/// A number of 30 bits (MS-XLS 2.5.217): whole or the upper half of a float, perhaps in hundredths.
fn rk(bits: u32) -> f64 {
    let number = if bits & 2 != 0 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & 0xffff_fffc) << 32)
    };
    if bits & 1 != 0 {
        number / 100.0
    } else {
        number
    }
}
