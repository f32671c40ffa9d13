//! One row of a statement, from cells to a movement.

use jiff::civil::Date;
use kernel::money::Cents;

use super::super::columns::Columns;
use super::super::movement::{MovementText, UnreadCode};
use crate::domain::dues::cell::{Cell, number_text};
use crate::domain::dues::{DateOrder, Decimal, amount, date, fold};

/// How the file writes.
#[derive(Clone, Copy, Debug)]
pub struct Styles {
    pub decimal: Decimal,
    pub date: DateOrder,
}

/// The cells of a row that matter.
pub struct Line {
    pub row: u32,
    date: Kept,
    amount: Kept,
    sign: Option<String>,
    credit: Kept,
    debit: Kept,
    texts: Vec<String>,
    /// A balance or a total, no movement.
    is_balance: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Kept {
    Empty,
    Text(String),
    Number(f64),
    Serial(f64),
    /// A formula or an error: its value is not to be trusted.
    Unreadable,
}

impl Kept {
    fn of(cell: Option<&Cell<'_>>) -> Self {
        match cell.copied().unwrap_or(Cell::Empty) {
            Cell::Empty => Self::Empty,
            Cell::Text(text) => Self::Text(text.to_owned()),
            Cell::Number(number) => Self::Number(number),
            Cell::Serial(days) => Self::Serial(days),
            Cell::Bool(_) | Cell::Error | Cell::Formula => Self::Unreadable,
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Empty | Self::Number(_) | Self::Serial(_) | Self::Unreadable => None,
        }
    }
}

impl Line {
    /// `None` for a row that is blank in every column that matters.
    pub fn of(row: u32, cells: &[Cell<'_>], columns: &Columns) -> Option<Self> {
        let kept = |at: Option<usize>| Kept::of(at.and_then(|at| cells.get(at)));
        let text = |at: usize| match cells.get(at)? {
            Cell::Text(text) => Some((*text).to_owned()),
            Cell::Number(number) => number_text(*number),
            _ => None,
        };
        let line = Line {
            row,
            date: kept(columns.date),
            amount: kept(columns.amount),
            sign: columns.sign.and_then(text),
            credit: kept(columns.credit),
            debit: kept(columns.debit),
            texts: columns.texts.iter().filter_map(|at| text(*at)).collect(),
            is_balance: cells.iter().any(tells_a_balance),
        };
        let money = [&line.amount, &line.credit, &line.debit];
        let nothing = line.date == Kept::Empty && money.iter().all(|cell| **cell == Kept::Empty);
        (!nothing).then_some(line)
    }

    /// The amounts that are written as text.
    pub fn amounts(&self) -> impl Iterator<Item = &str> {
        [&self.amount, &self.credit, &self.debit]
            .into_iter()
            .filter_map(Kept::text)
    }

    pub fn date_text(&self) -> Option<&str> {
        self.date.text()
    }

    /// The movement; `None` for balances, totals and notes.
    pub fn movement(self, styles: Styles) -> Result<Option<MovementText>, UnreadCode> {
        if self.is_balance {
            return Ok(None);
        }
        let money = self.money(styles);
        if self.date == Kept::Empty {
            return match money {
                Ok(None) => Ok(None),
                Ok(Some(_)) | Err(_) => Err(UnreadCode::DateMissing),
            };
        }
        let Some(accounting_date) = self.date(styles) else {
            // Words in the first column and no amount: a note below the table.
            return match money {
                Ok(None) => Ok(None),
                Ok(Some(_)) | Err(_) => Err(UnreadCode::DateInvalid),
            };
        };
        let amount_cents = money?.ok_or(UnreadCode::AmountMissing)?;
        Ok(Some(MovementText {
            row: self.row,
            accounting_date,
            amount_cents,
            texts: self.texts,
        }))
    }

    fn date(&self, styles: Styles) -> Option<Date> {
        match &self.date {
            Kept::Text(text) => date::parse(text, styles.date),
            Kept::Number(number) => date::of_number(*number),
            Kept::Serial(days) => date::of_serial(*days),
            Kept::Empty | Kept::Unreadable => None,
        }
    }

    /// The signed amount: of one column, perhaps with a sign beside it, or of two.
    fn money(&self, styles: Styles) -> Result<Option<Cents>, UnreadCode> {
        let read = |cell: &Kept| cents(cell, styles.decimal);
        if let Some(amount) = read(&self.amount)? {
            return match self.sign.as_deref().map(is_debit) {
                None => Ok(Some(amount)),
                Some(Some(false)) => Ok(Some(amount)),
                Some(Some(true)) => Ok(Some(negative(amount))),
                Some(None) => Err(UnreadCode::SignUnknown),
            };
        }
        // A zero fills the column that does not apply.
        let not_zero = |cents: &Cents| *cents != Cents::ZERO;
        let credit = read(&self.credit)?.filter(not_zero);
        let debit = read(&self.debit)?.filter(not_zero);
        match (credit, debit) {
            (Some(_), Some(_)) => Err(UnreadCode::BothColumns),
            (Some(credit), None) => Ok(Some(credit)),
            (None, Some(debit)) => Ok(Some(negative(debit))),
            (None, None) => Ok(None),
        }
    }
}

fn cents(cell: &Kept, decimal: Decimal) -> Result<Option<Cents>, UnreadCode> {
    let read = match cell {
        Kept::Empty => return Ok(None),
        Kept::Text(text) => amount::signed(text, decimal),
        Kept::Number(number) => amount::signed_number(*number),
        Kept::Serial(_) | Kept::Unreadable => return Err(UnreadCode::AmountInvalid),
    };
    read.map(Some).map_err(|_| UnreadCode::AmountInvalid)
}

/// Some banks write debits with their minus, some without.
fn negative(amount: Cents) -> Cents {
    Cents::new(-amount.get().abs())
}

fn is_debit(sign: &str) -> Option<bool> {
    match sign.trim().to_uppercase().as_str() {
        "-" | "D" | "DARE" | "DEBITO" | "ADDEBITO" | "USCITA" => Some(true),
        "+" | "A" | "C" | "AVERE" | "CREDITO" | "ACCREDITO" | "ENTRATA" => Some(false),
        _ => None,
    }
}

/// `Saldo iniziale`, `Saldo finale al 31/12`, `Totale movimenti`.
fn tells_a_balance(cell: &Cell<'_>) -> bool {
    let Cell::Text(text) = cell else { return false };
    let folded = fold(text);
    let balances = [
        "saldoinizial",
        "saldofinal",
        "saldocontabil",
        "saldodisponibil",
        "saldoal",
    ];
    balances.iter().any(|start| folded.starts_with(start))
        || ["saldo", "totale", "totali"].contains(&folded.as_str())
        || [
            "totaleentrate",
            "totaleuscite",
            "totalemovimenti",
            "totaledare",
            "totaleavere",
        ]
        .contains(&folded.as_str())
}
