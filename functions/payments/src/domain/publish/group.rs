//! Which rows make one position.
//!
//! Without grouping each row is a position. With it, the rows of one person are collected in the order
//! of the file: equal services add up into one transfer, and a position that is full (transfers, dues or
//! amount) is closed; the next row of the person opens another. The same rows give the same positions.

use std::collections::HashMap;

use kernel::money::Cents;
use kernel::tax::TaxCode;

use crate::domain::dues::Due;
use crate::domain::import::{CHUNK_ROWS, Listed};
use crate::domain::position::{LINES_MAX, TRANSFERS_MAX};

/// Where a row that a person left out goes.
pub const LEFT_OUT: u32 = u32::MAX;

/// Places rows, one after the other.
pub struct Grouping {
    by_debtor: bool,
    /// The position of each person that still takes rows.
    open: HashMap<String, Open>,
    positions: u32,
}

struct Open {
    position: u32,
    dues: usize,
    amount: Cents,
    services: Vec<String>,
}

impl Grouping {
    pub fn new(by_debtor: bool) -> Self {
        let open = HashMap::new();
        Self {
            by_debtor,
            open,
            positions: 0,
        }
    }

    /// The number, from 0, of the position that takes this due. Positions are numbered in the order of
    /// their first rows.
    pub fn place(&mut self, due: &Due) -> u32 {
        if !self.by_debtor {
            return self.begin();
        }
        let debtor = &due.debtor;
        let person = person(debtor.tax_code.as_str(), &debtor.name);
        self.seat(person, (due.amount_cents, due.service.as_str()))
    }

    /// The same for a row in brief, where the dues themselves are not at hand.
    pub fn place_listed(&mut self, row: &Listed<'_>) -> u32 {
        if !self.by_debtor {
            return self.begin();
        }
        self.seat(person(row.tax_code, row.name), (row.amount, row.service))
    }

    fn seat(&mut self, person: String, due: (Cents, &str)) -> u32 {
        if let Some(open) = self.open.get_mut(&person)
            && open.takes(due)
        {
            return open.position;
        }
        let position = self.begin();
        self.open.insert(person, Open::with(position, due));
        position
    }

    /// How many positions there are so far.
    pub fn positions(&self) -> u32 {
        self.positions
    }

    fn begin(&mut self) -> u32 {
        let position = self.positions;
        self.positions += 1;
        position
    }
}

impl Open {
    fn with(position: u32, (amount, service): (Cents, &str)) -> Self {
        Self {
            position,
            dues: 1,
            amount,
            services: vec![service.to_owned()],
        }
    }

    /// Adds the due if the position can hold it.
    fn takes(&mut self, (amount, service): (Cents, &str)) -> bool {
        let sum = self.amount.checked_add(amount);
        let Some(sum) = sum.filter(|sum| sum.is_payable()) else {
            return false;
        };
        let new = !self.services.iter().any(|known| known == service);
        if self.dues >= LINES_MAX || (new && self.services.len() >= TRANSFERS_MAX) {
            return false;
        }
        if new {
            self.services.push(service.to_owned());
        }
        self.dues += 1;
        self.amount = sum;
        true
    }
}

/// Somebody anonymous is told apart by name, as in the identity of a due.
fn person(tax_code: &str, name: &str) -> String {
    match tax_code == TaxCode::Anonymous.as_str() {
        true => format!("?{}", kernel::text::normalise_spaces(name).to_lowercase()),
        false => tax_code.to_owned(),
    }
}

/// The positions where each chunk begins: a chunk is a run of whole positions that hold at most
/// [`CHUNK_ROWS`] rows, as every row of a transaction costs an action of it.
pub fn chunks(places: &[u32], positions: u32) -> Vec<u32> {
    let mut rows = vec![0_u64; usize::try_from(positions).unwrap_or(usize::MAX)];
    for place in places.iter().filter(|place| **place != LEFT_OUT) {
        if let Some(count) = usize::try_from(*place).ok().and_then(|at| rows.get_mut(at)) {
            *count += 1;
        }
    }
    let (mut begins, mut filled) = (Vec::new(), CHUNK_ROWS);
    for (position, rows) in (0..).zip(rows) {
        if filled + rows > CHUNK_ROWS {
            begins.push(position);
            filled = 0;
        }
        filled += rows;
    }
    begins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import::{ExcludedRows, RowFilter, matching, write_listed};
    use crate::domain::publish::samples::due;

    fn placed(by_debtor: bool, dues: &[Due]) -> Vec<u32> {
        let mut grouping = Grouping::new(by_debtor);
        dues.iter().map(|due| grouping.place(due)).collect()
    }

    const ROSSI: &str = "RSSMRA85T10A562S";
    const BIANCHI: &str = "MRTMTT91D08F205J";

    #[test]
    fn rows_in_brief_are_placed_as_the_dues_are() {
        let mut dues: Vec<Due> = (2..40)
            .map(|row| {
                let person = if row % 3 == 0 { ROSSI } else { BIANCHI };
                due(row, person, &format!("S{}", row % 7), 100)
            })
            .collect();
        for (due, name) in dues.iter_mut().zip(["Ugo  Bo", "UGO BO", "Ada Ro"]) {
            due.debtor.tax_code = TaxCode::Anonymous;
            due.debtor.name = name.to_owned();
        }
        let mut lines = Vec::new();
        dues.iter().for_each(|due| write_listed(&mut lines, due));
        let (all, none) = (RowFilter::default(), ExcludedRows::default());
        let mut grouping = Grouping::new(true);
        let brief: Vec<u32> = matching(&lines, &all, &none)
            .map(|row| grouping.place_listed(&row))
            .collect();
        assert_eq!(brief, placed(true, &dues));
        assert!(grouping.positions() > 4, "full positions are closed");
    }

    #[test]
    fn rows_stay_alone_unless_grouped() {
        let dues = [due(2, ROSSI, "MENSA", 100), due(3, ROSSI, "MENSA", 100)];
        assert_eq!(placed(false, &dues), [0, 1]);
        assert_eq!(placed(true, &dues), [0, 0]);
    }

    #[test]
    fn positions_are_numbered_by_their_first_row_however_far_the_others_stand() {
        let dues = [
            due(2, ROSSI, "MENSA", 1),
            due(3, BIANCHI, "MENSA", 1),
            due(4, ROSSI, "NIDO", 1),
            due(5, BIANCHI, "NIDO", 1),
        ];
        assert_eq!(placed(true, &dues), [0, 1, 0, 1]);
    }

    #[test]
    fn a_sixth_service_opens_another_position_and_a_known_one_does_not() {
        let services = ["A1", "A2", "A3", "A4", "A5", "A1", "A6", "A1"];
        let dues: Vec<Due> = (2..)
            .zip(services)
            .map(|(row, service)| due(row, ROSSI, service, 1))
            .collect();
        assert_eq!(placed(true, &dues), [0, 0, 0, 0, 0, 0, 1, 1]);
    }

    #[test]
    fn what_can_not_be_paid_at_once_is_not_grouped() {
        let most = Cents::MAX_PAYABLE.get();
        let dues = [due(2, ROSSI, "A1", most), due(3, ROSSI, "A1", 1)];
        assert_eq!(placed(true, &dues), [0, 1]);
    }

    #[test]
    fn a_position_holds_so_many_dues_and_no_more() {
        let dues: Vec<Due> = (2..)
            .take(120)
            .map(|row| due(row, ROSSI, "A1", 1))
            .collect();
        let places = placed(true, &dues);
        let count = |position| places.iter().filter(|place| **place == position).count();
        assert_eq!([count(0), count(1), count(2)], [LINES_MAX, LINES_MAX, 20]);
    }

    #[test]
    fn two_anonymous_debtors_are_two_persons() {
        let mut dues = [due(2, "ANONIMO", "A1", 1), due(3, "ANONIMO", "A1", 1)];
        assert_eq!(placed(true, &dues), [0, 0]);
        dues[1].debtor.name = "Anna Bianchi".to_owned();
        assert_eq!(placed(true, &dues), [0, 1]);
    }

    #[test]
    fn chunks_are_cut_between_positions_and_cover_each_once() {
        let alone: Vec<u32> = (0..181).collect();
        assert_eq!(chunks(&alone, 181), [0, 90, 180]);
        // Threes: thirty fill a chunk; fifties: one each.
        let threes: Vec<u32> = (0..186).map(|row| row / 3).collect();
        assert_eq!(chunks(&threes, 62), [0, 30, 60]);
        let fifties: Vec<u32> = (0..150).map(|row| row / 50).collect();
        assert_eq!(chunks(&fifties, 3), [0, 1, 2]);
        assert_eq!(chunks(&[LEFT_OUT], 0), [0_u32; 0]);
    }
}
