//! camt.053 and camt.054: entries, and the transactions that a bank puts together in one of them.
//!
//! Versions .02 to .14 differ in two places that matter: `Sts` is a word or holds one in `Cd`, and
//! the amount of a transaction stands in `Amt` or in `AmtDtls/TxAmt/Amt`.

use jiff::civil::Date;
use kernel::money::Cents;

use super::super::movement::{MovementText, UnreadCode};
use super::{Found, cents, date};

/// Transactions of one entry: more than any batch of a bank.
const TRANSACTIONS_MAX: usize = 5_000;

#[derive(Default)]
pub struct Camt {
    pub found: Found,
    entry: Entry,
    transaction: Transaction,
}

#[derive(Default)]
struct Entry {
    amount: Money,
    is_debit: Option<bool>,
    is_reversal: bool,
    /// Absent means booked: some banks leave it out where the schema lets them.
    status: Option<String>,
    booked_on: Option<Date>,
    value_date: Option<Date>,
    text: String,
    transactions: Vec<Transaction>,
    /// More than [`TRANSACTIONS_MAX`].
    too_many: bool,
}

#[derive(Default)]
struct Transaction {
    own: Money,
    detailed: Money,
    is_debit: Option<bool>,
    end_to_end: Option<String>,
    /// `Ustrd` may repeat: it is one text, cut every 140 characters.
    remittance: String,
    reference: Option<String>,
    text: String,
}

#[derive(Clone, Default)]
struct Money {
    text: Option<String>,
    currency: String,
}

impl Money {
    fn cents(&self) -> Result<Cents, UnreadCode> {
        let text = self.text.as_deref().ok_or(UnreadCode::AmountMissing)?;
        if self.currency != "EUR" {
            return Err(UnreadCode::CurrencyOther);
        }
        cents(text).ok_or(UnreadCode::AmountInvalid)
    }
}

impl Camt {
    pub fn attribute(&mut self, path: &str, name: &str, value: &str) {
        if name != "Ccy" {
            return;
        }
        let money = match inside(path) {
            Some("Amt") => &mut self.entry.amount,
            Some("NtryDtls/TxDtls/Amt") => &mut self.transaction.own,
            Some("NtryDtls/TxDtls/AmtDtls/TxAmt/Amt") => &mut self.transaction.detailed,
            _ => return,
        };
        value.clone_into(&mut money.currency);
    }

    pub fn leaf(&mut self, path: &str, text: &str) {
        let Some(place) = inside(path) else { return };
        if let Some(place) = place.strip_prefix("NtryDtls/TxDtls/") {
            return self.transaction.leaf(place, text);
        }
        let entry = &mut self.entry;
        match place {
            "Amt" => entry.amount.text = Some(text.to_owned()),
            "CdtDbtInd" => entry.is_debit = is_debit(text),
            "RvslInd" => entry.is_reversal = matches!(text, "true" | "1"),
            "Sts" | "Sts/Cd" | "Sts/Prtry" => entry.status = Some(text.to_owned()),
            "BookgDt/Dt" | "BookgDt/DtTm" => entry.booked_on = date(text),
            "ValDt/Dt" | "ValDt/DtTm" => entry.value_date = date(text),
            "AddtlNtryInf" => text.clone_into(&mut entry.text),
            _ => {}
        }
    }

    pub fn close(&mut self, path: &str) {
        match inside(path) {
            Some("NtryDtls/TxDtls") => {
                let transaction = std::mem::take(&mut self.transaction);
                if self.entry.transactions.len() < TRANSACTIONS_MAX {
                    self.entry.transactions.push(transaction);
                } else {
                    self.entry.too_many = true;
                }
            }
            Some("") => {
                let entry = std::mem::take(&mut self.entry);
                for movement in entry.movements() {
                    self.found.add(movement);
                }
            }
            _ => {}
        }
    }
}

/// The path inside an entry: `Document/BkToCstmrStmt/Stmt/Ntry/Amt` → `Amt`, the entry itself → ``.
fn inside(path: &str) -> Option<&str> {
    let mut parts = path.splitn(4, '/');
    let message = parts.nth(1)?;
    let known = matches!(message, "BkToCstmrStmt" | "BkToCstmrDbtCdtNtfctn");
    let report = parts
        .next()
        .filter(|report| known && matches!(*report, "Stmt" | "Ntfctn"));
    let rest = report.and(parts.next())?.strip_prefix("Ntry")?;
    match rest.strip_prefix('/') {
        Some(place) => Some(place),
        None => rest.is_empty().then_some(""),
    }
}

fn is_debit(text: &str) -> Option<bool> {
    match text {
        "DBIT" => Some(true),
        "CRDT" => Some(false),
        _ => None,
    }
}

fn signed(amount: Cents, is_debit: bool) -> Cents {
    Cents::new(if is_debit {
        -amount.get()
    } else {
        amount.get()
    })
}

impl Entry {
    /// One movement, or one for each transaction where they tell their amounts and these add up to
    /// the entry's; else nobody can say which credit is which.
    fn movements(self) -> Vec<Result<MovementText, UnreadCode>> {
        let head = match self.head() {
            Ok(head) => head,
            Err(code) => return vec![Err(code)],
        };
        let entry_text = (!self.text.is_empty()).then_some(self.text);
        let mut transactions = self.transactions;
        if transactions.len() <= 1 {
            let transaction = transactions.pop().unwrap_or_default();
            return vec![Ok(transaction.movement(head, entry_text))];
        }
        let is_debit = head.amount_cents < Cents::ZERO;
        let amounts: Option<Vec<Cents>> = transactions
            .iter()
            .map(|transaction| transaction.amount(is_debit))
            .collect();
        let sum = |amounts: &Vec<Cents>| amounts.iter().map(|amount| amount.get()).sum::<i64>();
        let amounts = amounts.filter(|amounts| sum(amounts) == head.amount_cents.get());
        let Some(amounts) = amounts.filter(|_| !self.too_many) else {
            return vec![Err(UnreadCode::BatchUnclear)];
        };
        let each = transactions.into_iter().zip(amounts);
        each.map(|(transaction, amount_cents)| {
            let head = MovementText {
                amount_cents,
                ..head.clone()
            };
            Ok(transaction.movement(head, None))
        })
        .collect()
    }

    fn head(&self) -> Result<MovementText, UnreadCode> {
        if self
            .status
            .as_deref()
            .is_some_and(|status| status != "BOOK")
        {
            return Err(UnreadCode::NotBooked);
        }
        let accounting_date = self.booked_on.ok_or(UnreadCode::DateMissing)?;
        let is_debit = self.is_debit.ok_or(UnreadCode::SignUnknown)?;
        let amount = signed(self.amount.cents()?, is_debit);
        Ok(MovementText {
            value_date: self.value_date,
            is_reversal: self.is_reversal,
            ..MovementText::new(0, accounting_date, amount)
        })
    }
}

impl Transaction {
    fn leaf(&mut self, place: &str, text: &str) {
        match place {
            "Amt" => self.own.text = Some(text.to_owned()),
            "AmtDtls/TxAmt/Amt" => self.detailed.text = Some(text.to_owned()),
            "CdtDbtInd" => self.is_debit = is_debit(text),
            "Refs/EndToEndId" => {
                self.end_to_end = (text != "NOTPROVIDED").then(|| text.to_owned());
            }
            "RmtInf/Ustrd" => self.remittance.push_str(text),
            "RmtInf/Strd/CdtrRefInf/Ref" => self.reference = Some(text.to_owned()),
            "AddtlTxInf" => text.clone_into(&mut self.text),
            _ => {}
        }
    }

    fn amount(&self, is_debit: bool) -> Option<Cents> {
        let money = [&self.own, &self.detailed]
            .into_iter()
            .find(|money| money.text.is_some())?;
        let amount = money.cents().ok()?;
        Some(signed(amount, self.is_debit.unwrap_or(is_debit)))
    }

    fn movement(self, head: MovementText, entry_text: Option<String>) -> MovementText {
        let own = [self.remittance, self.text].into_iter().chain(entry_text);
        MovementText {
            texts: own.filter(|text| !text.is_empty()).collect(),
            end_to_end: self.end_to_end,
            iuv: self.reference,
            ..head
        }
    }
}
