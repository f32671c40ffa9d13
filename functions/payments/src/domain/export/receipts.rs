//! The export of receipts: one line each, whatever it is worth. Its columns are documented in
//! `docs/exports.md`.

use kernel::csv::line;
use kernel::flow::FlowId;
use kernel::time::{italian_date, italian_datetime, rome_date};

use super::positions::amount;
use crate::domain::receipt::Receipt;

pub const RECEIPT_COLUMNS: [&str; 20] = [
    "Ricevuta",
    "Esito",
    "Stand-in",
    "Codice avviso",
    "IUV",
    "Ente emittente",
    "Codice fiscale",
    "Debitore",
    "Causale",
    "Importo pagato",
    "Quota dell'ente",
    "Commissione",
    "Data pagamento",
    "Arrivata il",
    "PSP",
    "Identificativo PSP",
    "Metodo",
    "Carrello",
    "Flusso",
    "Avvertenze",
];

/// `flow`: in which the body's part was reported, where it is known.
pub fn receipt_line(receipt: &Receipt, flow: Option<&FlowId>) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let issuer = receipt.issuer.as_deref();
    line([
        receipt.receipt_id.to_string(),
        receipt.standing.italian().to_owned(),
        if receipt.stand_in { "sì" } else { "no" }.to_owned(),
        receipt.nav.to_string(),
        receipt.iuv.to_string(),
        issuer.unwrap_or(receipt.creditor.as_str()).to_owned(),
        receipt.debtor_tax_code.clone(),
        receipt.debtor_name.clone(),
        receipt.description.clone(),
        amount(receipt.amount_cents),
        receipt.share_cents().map(amount).unwrap_or_default(),
        receipt.fee_cents.map(amount).unwrap_or_default(),
        italian_date(rome_date(receipt.paid_at)),
        italian_datetime(receipt.received_at),
        receipt.psp_name.clone(),
        receipt.psp_id.clone(),
        text(&receipt.payment_method),
        text(&receipt.payment_note),
        flow.map(ToString::to_string).unwrap_or_default(),
        receipt.warnings.join(" "),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::receipt::samples::{receipt, transfer};

    #[test]
    fn a_line_has_a_cell_for_each_column_and_tells_the_share() {
        let mut one = receipt("A");
        one.issuer = Some("15376371009".to_owned());
        let own = one.creditor.to_string();
        one.told.transfers = vec![transfer(1, 2_500, "15376371009"), transfer(2, 500, &own)];
        let text = receipt_line(&one, None);
        let cells: Vec<&str> = text.trim_end().split(';').collect();
        assert_eq!(cells.len(), RECEIPT_COLUMNS.len());
        let cell = |name: &str| {
            let at = RECEIPT_COLUMNS.iter().position(|column| *column == name);
            cells[at.unwrap()]
        };
        assert_eq!(cell("Ente emittente"), "15376371009");
        assert_eq!(
            (cell("Importo pagato"), cell("Quota dell'ente")),
            ("30,00", "5,00")
        );
        assert_eq!(cell("Stand-in"), "no");
    }
}
