//! The export of payments: one line a paid due, to write back into a register of another system. Its
//! columns are documented in `docs/exports.md`.

use kernel::flow::FlowId;
use kernel::ids::{Iud, ServiceCode};
use kernel::money::Cents;
use kernel::time::{italian_date, rome_date};

use super::positions::amount;
use crate::domain::position::{DebtPosition, DueLine, Installment, Origin};
use crate::domain::receipt::Receipt;
use kernel::csv::line;

pub const PAYMENT_COLUMNS: [&str; 18] = [
    "IUD",
    "Codice avviso",
    "IUV",
    "Codice fiscale",
    "Debitore",
    "Servizio",
    "Causale",
    "Importo dovuto",
    "Importo pagato",
    "Data pagamento",
    "Ricevuta",
    "PSP",
    "Identificativo PSP",
    "Metodo",
    "Flusso",
    "Capitolo",
    "Anno",
    "Importazione",
];

/// A payment with the part that it settled.
#[derive(Clone, Copy, Debug)]
pub struct PaidDue<'a> {
    pub receipt: &'a Receipt,
    pub position: &'a DebtPosition,
    pub part: &'a Installment,
    /// In which the payment was reported, where it is known.
    pub flow: Option<&'a FlowId>,
}

/// The lines of one payment: one for each due that it paid. A part of a plan is one due, whatever
/// the plan was made of.
pub fn payment_lines(paid: PaidDue<'_>) -> String {
    let position = paid.position;
    let is_plan = position.installments().nth(1).is_some();
    if is_plan || position.lines.is_empty() {
        let whole = Due {
            iud: position.iud.as_ref(),
            service: &position.service,
            description: &paid.part.description,
            amount_cents: paid.part.amount_cents,
            chapter: None,
            year: None,
        };
        return payment_line(paid, whole);
    }
    let due = |line: &DueLine| {
        let due = Due {
            iud: line.iud.as_ref(),
            service: &line.service,
            description: &line.description,
            amount_cents: line.amount_cents,
            chapter: line.chapter.as_deref(),
            year: line.year,
        };
        payment_line(paid, due)
    };
    position.lines.iter().map(due).collect()
}

struct Due<'a> {
    iud: Option<&'a Iud>,
    service: &'a ServiceCode,
    description: &'a str,
    amount_cents: Cents,
    chapter: Option<&'a str>,
    year: Option<i16>,
}

fn payment_line(paid: PaidDue<'_>, due: Due<'_>) -> String {
    let PaidDue {
        receipt,
        position,
        part,
        flow,
    } = paid;
    let debtor = position.debtor_of(&part.nav);
    let import = match &position.origin {
        Origin::Import(id) => id.to_string(),
        Origin::Api | Origin::Spontaneous => String::new(),
    };
    line([
        due.iud.map(ToString::to_string).unwrap_or_default(),
        part.nav.to_string(),
        part.iuv.to_string(),
        debtor.tax_code.to_string(),
        debtor.full_name.clone(),
        due.service.to_string(),
        due.description.to_owned(),
        amount(due.amount_cents),
        amount(receipt.amount_cents),
        italian_date(rome_date(receipt.paid_at)),
        receipt.receipt_id.to_string(),
        receipt.psp_name.clone(),
        receipt.psp_id.clone(),
        receipt.payment_method.clone().unwrap_or_default(),
        flow.map(ToString::to_string).unwrap_or_default(),
        due.chapter.unwrap_or_default().to_owned(),
        due.year.map(|year| year.to_string()).unwrap_or_default(),
        import,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::position::samples;
    use crate::domain::receipt::samples::receipt;

    #[test]
    fn a_payment_of_two_dues_has_two_lines_and_each_tells_its_due() {
        let mut position = samples::position();
        let receipt = receipt("A");
        let paid = |position: &DebtPosition| {
            payment_lines(PaidDue {
                receipt: &receipt,
                position,
                part: position.first().unwrap(),
                flow: None,
            })
        };
        assert_eq!(paid(&position).matches("\r\n").count(), 1);
        let due = |iud: &str, cents| DueLine {
            row: 2,
            identity: "0".repeat(64),
            service: position.service.clone(),
            description: "Mensa".to_owned(),
            amount_cents: Cents::new(cents),
            iud: Iud::parse(iud).ok(),
            due_date: None,
            category: None,
            origin: None,
            chapter: Some("101".to_owned()),
            year: Some(2_026),
        };
        position.lines = vec![due("D1", 1_000), due("D2", 2_000)];
        let text = paid(&position);
        let rows: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(rows.len(), 2);
        assert!(rows[0].starts_with("D1;") && rows[0].contains(";10,00;"));
        assert!(rows[1].starts_with("D2;") && rows[1].contains(";20,00;"));
        assert_eq!(rows[0].split(';').count(), PAYMENT_COLUMNS.len());
    }

    #[test]
    fn a_payment_of_a_way_with_a_debtor_of_its_own_tells_that_debtor() {
        let mut position = samples::position();
        let mut other = position.debtor.clone();
        other.full_name = "Maria Bianchi".to_owned();
        position.options[0].debtor = Some(other);
        let text = payment_lines(PaidDue {
            receipt: &receipt("A"),
            position: &position,
            part: position.first().unwrap(),
            flow: None,
        });
        assert!(
            text.contains("Maria Bianchi") && !text.contains("Mario Rossi"),
            "{text}"
        );
    }
}
