//! The bank statement as CSV: one signed column, decimal comma, semicolons.

use jiff::civil::Date;
use kernel::dice::{self, Dice};
use kernel::money::Cents;
use kernel::time::italian_date;
use serde::{Deserialize, Serialize};

use super::Flow;

const HEADER: [&str; 6] = [
    "Data contabile",
    "Data valuta",
    "Importo",
    "Divisa",
    "Causale",
    "Descrizione",
];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Names the file: `2026-11-21-1`.
    pub id: String,
    pub movements: Vec<Movement>,
}

/// One movement of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    pub date: Date,
    /// Negative for what leaves the account.
    pub amount_cents: Cents,
    pub reason: String,
    pub description: String,
}

impl Statement {
    /// The credits of the flows among movements that have nothing to do with pagoPA.
    pub fn of(flows: &[Flow], id: String, date: Date, dice: &dyn Dice) -> Self {
        let [rent, fee, bill, cents] = dice::bytes::<4>(dice).map(i64::from);
        let other = |amount: i64, reason: &str, description: &str| Movement {
            date,
            amount_cents: Cents::new(amount),
            reason: reason.to_owned(),
            description: description.to_owned(),
        };
        let rent = other(
            40_000 + rent * 100,
            "BONIFICO A VOSTRO FAVORE",
            "ORD. Bianchi Srl CONCESSIONE SALA CIVICA NOVEMBRE",
        );
        let fee = other(
            -(200 + fee),
            "COMMISSIONI",
            "COMMISSIONI E SPESE TENUTA CONTO",
        );
        let bill = other(
            -(12_000 + bill * 37 + cents),
            "ADDEBITO DIRETTO SDD",
            "FORNITURA ENERGIA ELETTRICA; POD IT001E00000000",
        );
        let credits = flows.iter().map(|flow| credit(flow, date));
        let movements = [rent]
            .into_iter()
            .chain(credits)
            .chain([fee, bill])
            .collect();
        Self { id, movements }
    }

    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut format = csv::WriterBuilder::new();
        let format = format.delimiter(b';').terminator(csv::Terminator::CRLF);
        let mut writer = format.from_writer(Vec::new());
        writer.write_record(HEADER)?;
        for movement in &self.movements {
            let date = italian_date(movement.date);
            let amount = comma(movement.amount_cents);
            let row = [
                &date,
                &date,
                &amount,
                "EUR",
                &movement.reason,
                &movement.description,
            ];
            writer.write_record(row)?;
        }
        writer
            .into_inner()
            .map_err(|cause| csv::Error::from(cause.into_error()))
    }
}

fn credit(flow: &Flow, date: Date) -> Movement {
    let description = format!(
        "ORD. {} Servizio pagoPA TRN {} /PUR/LGPE-RIVERSAMENTO/URI/{}",
        flow.psp.name, flow.regulation, flow.id
    );
    let reason = "BONIFICO SEPA A VOSTRO FAVORE".to_owned();
    Movement {
        date,
        amount_cents: flow.total(),
        reason,
        description,
    }
}

/// `-1234,56`: a comma, no separator of thousands.
fn comma(amount: Cents) -> String {
    amount.decimal().replace('.', ",")
}
