//! One row of a statement, from cells to a movement.

use jiff::civil::Date;
use kernel::money::Cents;

use super::super::columns::Columns;
use super::super::movement::{MovementText, UnreadCode};
use super::super::provisional::ProvisionalEntry;
use super::rows::{Kept, RawRow};
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
    value_date: Kept,
    amount: Kept,
    cents: Kept,
    sign: Option<String>,
    credit: Kept,
    debit: Kept,
    texts: Vec<String>,
    provisional: Option<ProvisionalEntry>,
    currency: Option<String>,
    end_to_end: Option<String>,
    flow: Option<String>,
    iuv: Option<String>,
    /// A balance or a total, no movement.
    is_balance: bool,
}

impl Line {
    /// `None` for a row that is blank in every column that matters.
    pub fn of(row: &RawRow, columns: &Columns) -> Option<Self> {
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at));
        let kept = |at: Option<usize>| cell(at).cloned().unwrap_or(Kept::Empty);
        let text = |at: Option<usize>| cell(at).and_then(Kept::shown);
        let year = text(columns.year).and_then(|year| year.parse().ok());
        let number = text(columns.provisional);
        let line = Line {
            row: row.row,
            date: kept(columns.date),
            value_date: kept(columns.value_date),
            amount: kept(columns.amount),
            cents: kept(columns.cents),
            sign: text(columns.sign),
            credit: kept(columns.credit),
            debit: kept(columns.debit),
            texts: columns
                .texts
                .iter()
                .filter_map(|at| text(Some(*at)))
                .collect(),
            provisional: number.and_then(|number| ProvisionalEntry::parse(&number, year)),
            currency: text(columns.currency),
            end_to_end: text(columns.end_to_end),
            flow: text(columns.flow),
            iuv: text(columns.iuv),
            is_balance: row.cells.iter().filter_map(Kept::text).any(tells_a_balance),
        };
        let money = [&line.amount, &line.cents, &line.credit, &line.debit];
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
        let Some(accounting_date) = day(&self.date, styles) else {
            // Words in the first column and no amount: a note below the table.
            return match money {
                Ok(None) => Ok(None),
                Ok(Some(_)) | Err(_) => Err(UnreadCode::DateInvalid),
            };
        };
        let amount_cents = money?.ok_or(UnreadCode::AmountMissing)?;
        if !self.currency.as_deref().is_none_or(is_euro) {
            return Err(UnreadCode::CurrencyOther);
        }
        Ok(Some(MovementText {
            value_date: day(&self.value_date, styles),
            texts: self.texts,
            provisional: self.provisional,
            end_to_end: self.end_to_end,
            flow: self.flow,
            iuv: self.iuv,
            ..MovementText::new(self.row, accounting_date, amount_cents)
        }))
    }

    /// The signed amount: of one column, perhaps with a sign beside it, or of two.
    fn money(&self, styles: Styles) -> Result<Option<Cents>, UnreadCode> {
        let read = |cell: &Kept| cents(cell, styles.decimal);
        let single = match whole_cents(&self.cents)? {
            Some(amount) => Some(amount),
            None => read(&self.amount)?,
        };
        if let Some(amount) = single {
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

fn day(cell: &Kept, styles: Styles) -> Option<Date> {
    match cell {
        Kept::Text(text) => date::parse(text, styles.date),
        Kept::Number(number) => date::of_number(*number),
        Kept::Serial(days) => date::of_serial(*days),
        Kept::Empty | Kept::Unreadable => None,
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

/// `123456`, perhaps with a minus before it.
fn whole_cents(cell: &Kept) -> Result<Option<Cents>, UnreadCode> {
    let text = match cell {
        Kept::Empty => return Ok(None),
        Kept::Text(_) | Kept::Number(_) => cell.shown().unwrap_or_default(),
        Kept::Serial(_) | Kept::Unreadable => return Err(UnreadCode::AmountInvalid),
    };
    let digits = text.strip_prefix('-').unwrap_or(&text);
    let good = (1..=14).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let cents = text.parse().ok().filter(|_| good);
    cents
        .map(|cents| Some(Cents::new(cents)))
        .ok_or(UnreadCode::AmountInvalid)
}

/// Some banks write debits with their minus, some without.
fn negative(amount: Cents) -> Cents {
    Cents::new(-amount.get().abs())
}

fn is_debit(sign: &str) -> Option<bool> {
    match sign.trim().to_uppercase().as_str() {
        "-" | "\u{2212}" | "D" | "DARE" | "DEBITO" | "ADDEBITO" | "USCITA" => Some(true),
        "+" | "A" | "C" | "AVERE" | "CREDITO" | "ACCREDITO" | "ENTRATA" => Some(false),
        _ => None,
    }
}

/// `242` is the euro's number at the Italian exchange office.
fn is_euro(currency: &str) -> bool {
    ["EUR", "EURO", "€", "E", "242"].contains(&currency.trim().to_uppercase().as_str())
}

/// `Saldo iniziale`, `Saldo finale al 31/12`, `Totale movimenti`.
fn tells_a_balance(text: &str) -> bool {
    let folded = fold(text);
    let balances = [
        "saldoinizial",
        "saldofinal",
        "saldocontabil",
        "saldodisponibil",
    ];
    let dated = folded
        .strip_prefix("saldoal")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()));
    let whole = [
        "saldo",
        "totale",
        "totali",
        "totaleentrate",
        "totaleuscite",
        "totalemovimenti",
        "totaledare",
        "totaleavere",
    ];
    dated
        || balances.iter().any(|start| folded.starts_with(start))
        || whole.contains(&folded.as_str())
}
