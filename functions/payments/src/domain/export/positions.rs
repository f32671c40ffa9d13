//! The export of positions: one line a position. Its columns are documented in
//! `docs/exports.md`.

use kernel::time::{italian_date, italian_datetime};

use crate::domain::position::{DebtPosition, Origin, Payment};
use kernel::csv::line;

pub const POSITION_COLUMNS: [&str; 18] = [
    "Codice avviso",
    "IUV",
    "IUD",
    "Codice fiscale",
    "Debitore",
    "E-mail",
    "Servizio",
    "Causale",
    "Importo",
    "Scadenza",
    "Stato",
    "Rate",
    "Rate pagate",
    "Pagato",
    "Ultimo pagamento",
    "PSP",
    "Importazione",
    "Creata il",
];

/// Dates `gg/mm/aaaa` in Rome, amounts with a decimal comma and no other sign.
pub fn position_line(position: &DebtPosition) -> String {
    let Some(part) = position.first() else {
        return String::new();
    };
    let payments: Vec<&Payment> = payments(position).collect();
    let last = payments.iter().max_by_key(|payment| payment.paid_at);
    let paid = kernel::money::Cents::sum(payments.iter().map(|payment| payment.amount_cents));
    let paid = paid.filter(|_| !payments.is_empty());
    let import = match &position.origin {
        Origin::Import(id) => id.to_string(),
        Origin::Api | Origin::Spontaneous => String::new(),
    };
    let due = position.due_date();
    line([
        part.nav.to_string(),
        part.iuv.to_string(),
        position
            .iud
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        position.debtor.tax_code.to_string(),
        position.debtor.full_name.clone(),
        position.debtor.email.clone().unwrap_or_default(),
        position.service.to_string(),
        part.description.clone(),
        amount(position.amount_cents()),
        due.map(italian_date).unwrap_or_default(),
        position.state.italian().to_owned(),
        position.installments().count().to_string(),
        payments.len().to_string(),
        paid.map(amount).unwrap_or_default(),
        last.map(|payment| italian_datetime(payment.paid_at))
            .unwrap_or_default(),
        last.map(|payment| payment.psp_name.clone())
            .unwrap_or_default(),
        import,
        italian_datetime(position.created_at),
    ])
}

fn payments(position: &DebtPosition) -> impl Iterator<Item = &Payment> {
    position
        .installments()
        .filter_map(|part| part.payment.as_ref())
}

/// `1500,00`: spreadsheets read it as a number.
pub(super) fn amount(cents: kernel::money::Cents) -> String {
    cents.decimal().replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::position::samples;

    #[test]
    fn a_line_has_a_cell_for_each_column() {
        let mut position = samples::position();
        position.options[0].installments[0].payment = Some(samples::payment("A"));
        let text = position_line(&position);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .has_headers(false)
            .from_reader(text.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(row.len(), POSITION_COLUMNS.len());
        let cell = |name: &str| {
            let at = POSITION_COLUMNS.iter().position(|column| *column == name);
            row[at.unwrap()].to_owned()
        };
        assert_eq!(cell("Importo"), "30,00");
        assert_eq!(cell("Pagato"), "30,00");
        assert_eq!(cell("Ultimo pagamento"), "01/06/2026 12:00");
        assert_eq!(cell("Stato"), "Da pagare");
    }
}
