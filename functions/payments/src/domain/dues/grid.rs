//! The cells of a file that matter, kept close together: 200,000 rows of ten columns are 60 MB.

use super::cell::Cell;
use super::failure::FileFailure;
use super::field::Field;
use super::guard::Guard;
use super::limits::{CELL_CHARS_MAX, GRID_TEXT_BYTES_MAX};
use super::mapping::Columns;

#[derive(Clone, Copy, Debug)]
enum Slot {
    Empty,
    Text { start: u32, bytes: u32 },
    Number(f64),
    Serial(f64),
    Bool(bool),
    Error,
    Formula,
}

/// The mapped columns of every row that is not blank.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Which slot of a row holds a field.
    places: [Option<u8>; Field::ALL.len()],
    /// The file's columns, in the order of the slots.
    columns: Vec<usize>,
    /// Guarded columns, whose slots stand behind those of the fields.
    guards: Vec<Guard>,
    text: String,
    slots: Vec<Slot>,
    rows: Vec<RowMark>,
}

#[derive(Clone, Copy, Debug)]
struct RowMark {
    number: u32,
    /// Cells beyond the last title: the row of a CSV has slipped.
    overflows: bool,
}

impl Grid {
    pub fn new(columns: &Columns, guards: &[Guard]) -> Self {
        let mut grid = Grid {
            places: [None; Field::ALL.len()],
            columns: Vec::new(),
            guards: guards.to_vec(),
            text: String::new(),
            slots: Vec::new(),
            rows: Vec::new(),
        };
        for field in columns.fields() {
            grid.places[field as usize] = u8::try_from(grid.columns.len()).ok();
            grid.columns.extend(columns.get(field));
        }
        grid.columns.extend(guards.iter().map(|guard| guard.column));
        grid
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn push(
        &mut self,
        number: u32,
        cells: &[Cell<'_>],
        overflows: bool,
    ) -> Result<(), FileFailure> {
        for at in 0..self.columns.len() {
            let cell = self.columns.get(at).and_then(|column| cells.get(*column));
            let slot = self.slot(cell.copied().unwrap_or(Cell::Empty))?;
            self.slots.push(slot);
        }
        self.rows.push(RowMark { number, overflows });
        Ok(())
    }

    fn slot(&mut self, cell: Cell<'_>) -> Result<Slot, FileFailure> {
        Ok(match cell {
            Cell::Empty => Slot::Empty,
            Cell::Number(number) => Slot::Number(number),
            Cell::Serial(days) => Slot::Serial(days),
            Cell::Bool(value) => Slot::Bool(value),
            Cell::Error => Slot::Error,
            Cell::Formula => Slot::Formula,
            Cell::Text(text) => {
                let text = kernel::text::truncate_chars(text, CELL_CHARS_MAX);
                let too_much = |_| FileFailure::InflatesTooMuch;
                let start = u32::try_from(self.text.len()).map_err(too_much)?;
                let bytes = u32::try_from(text.len()).map_err(too_much)?;
                if self.text.len() + text.len() > GRID_TEXT_BYTES_MAX {
                    return Err(FileFailure::InflatesTooMuch);
                }
                self.text.push_str(text);
                Slot::Text { start, bytes }
            }
        })
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.rows.len()).filter_map(|at| self.row(at))
    }

    fn row(&self, at: usize) -> Option<Row<'_>> {
        let width = self.columns.len();
        let mark = self.rows.get(at)?;
        let slots = self.slots.get(at * width..(at + 1) * width)?;
        Some(Row {
            grid: self,
            slots,
            number: mark.number,
            overflows: mark.overflows,
        })
    }
}

/// One row of the file.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    grid: &'a Grid,
    slots: &'a [Slot],
    pub number: u32,
    pub overflows: bool,
}

impl<'a> Row<'a> {
    /// The cell of a field; empty when no column holds it.
    pub fn cell(&self, field: Field) -> Cell<'a> {
        let place = self.grid.places[field as usize].map(usize::from);
        self.slot(place)
    }

    /// The guarded cells.
    pub fn guarded(&self) -> impl Iterator<Item = (Guard, Cell<'a>)> {
        let fields = self.slots.len().saturating_sub(self.grid.guards.len());
        let row = *self;
        let guards = self.grid.guards.iter().enumerate();
        guards.map(move |(at, guard)| (*guard, row.slot(Some(fields + at))))
    }

    fn slot(&self, place: Option<usize>) -> Cell<'a> {
        match place.and_then(|place| self.slots.get(place)) {
            None | Some(Slot::Empty) => Cell::Empty,
            Some(Slot::Number(number)) => Cell::Number(*number),
            Some(Slot::Serial(days)) => Cell::Serial(*days),
            Some(Slot::Bool(value)) => Cell::Bool(*value),
            Some(Slot::Error) => Cell::Error,
            Some(Slot::Formula) => Cell::Formula,
            Some(Slot::Text { start, bytes }) => {
                let (start, bytes) = (*start as usize, *bytes as usize);
                match self.grid.text.get(start..start + bytes) {
                    // It was trimmed when it was kept.
                    Some(text) if !text.is_empty() => Cell::Text(text),
                    _ => Cell::Empty,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_mapped_columns_are_kept() {
        let mut columns = Columns::default();
        columns.set(Field::Amount, 2);
        columns.set(Field::TaxCode, 0);
        let mut grid = Grid::new(&columns, &[]);
        let cells = [Cell::Text("CF"), Cell::Text("nota"), Cell::Number(30.0)];
        grid.push(2, &cells, false).expect("small");
        grid.push(4, &cells[..1], true).expect("small");
        let rows: Vec<_> = grid.rows().collect();
        assert_eq!(rows[0].cell(Field::TaxCode), Cell::Text("CF"));
        assert_eq!(rows[0].cell(Field::Amount), Cell::Number(30.0));
        assert_eq!(rows[1].cell(Field::Amount), Cell::Empty);
        assert_eq!(rows[1].cell(Field::Email), Cell::Empty);
        assert_eq!((rows[1].number, rows[1].overflows), (4, true));
        assert_eq!(grid.text, "CFCF");
    }
}
