//! What a receipt tells, for people: everything that the node said and nothing reckoned by us.

use kernel::time::italian_date;
use platform::web::ui::{Facts, Table, Value};

use super::stamp;
use crate::domain::receipt::{MapEntry, Receipt, Subject};

/// One receipt on the page of its position.
pub struct ToldReceipt {
    pub title: String,
    pub facts: Facts,
    pub transfers: Option<Table>,
}

/// `href` is where the signed stamp of a transfer is taken from.
pub fn told(receipt: &Receipt, href: impl Fn(u8) -> String) -> ToldReceipt {
    let transfers = &receipt.told.transfers;
    ToldReceipt {
        title: format!("Ricevuta {}", receipt.receipt_id),
        facts: facts(receipt),
        transfers: (!transfers.is_empty()).then(|| transfer_table(receipt, href)),
    }
}

fn facts(receipt: &Receipt) -> Facts {
    let told = &receipt.told;
    let psp = format!("{} ({})", receipt.psp_name, receipt.psp_id);
    let channel = match &told.channel_description {
        Some(words) => format!("{} ({words})", receipt.channel),
        None => receipt.channel.clone(),
    };
    let codes = [&told.psp_fiscal_code, &told.psp_vat_number];
    let codes: Vec<&str> = codes.into_iter().flatten().map(String::as_str).collect();
    let facts = Facts::new()
        .fact("Causale", receipt.description.as_str())
        .maybe(
            "Ente che ha emesso l’avviso",
            receipt.issuer.as_deref().map(Value::mono),
        )
        .fact("Prestatore di servizi di pagamento", psp)
        .maybe(
            "Codici del prestatore",
            (!codes.is_empty()).then(|| Value::mono(codes.join(", "))),
        )
        .fact("Canale", channel)
        .maybe("Metodo di pagamento", receipt.payment_method.as_deref())
        .maybe("Commissione del prestatore", receipt.fee_cents)
        .maybe("Commissione a carico dell’ente", told.creditor_fee_cents)
        .maybe("Pacchetto di commissioni", told.bundle_id.as_deref())
        .maybe("Pacchetto dell’ente", told.creditor_bundle_id.as_deref())
        .maybe("Carrello", receipt.payment_note.as_deref().map(Value::mono))
        .maybe("Versante", told.payer.as_ref().map(subject))
        .maybe("Debitore nella ricevuta", told.debtor.as_ref().map(subject))
        .maybe(
            "Importo",
            receipt
                .updated_amount
                .then_some("Aggiornato dal software dell’ente al momento del pagamento"),
        )
        .maybe("Data contabile", receipt.application_date.map(italian_date))
        .maybe(
            "Data del riversamento",
            receipt.transfer_date.map(italian_date),
        )
        .maybe("Dati aggiuntivi", entries(&told.metadata));
    let stand_in = receipt
        .stand_in
        .then_some("Pagata senza chiedere all’ente (stand-in)");
    let stamps = told.transfers.iter().filter_map(|transfer| {
        let name = format!("Marca da bollo, versamento {}", transfer.id);
        Some((name, stamp::said(transfer)?))
    });
    stamps.fold(facts.maybe("Modo", stand_in), |facts, (name, said)| {
        facts.fact(name, said)
    })
}

/// `Mario Rossi (RSSMRA80A01H501U), Via Roma 1, 00100 Roma RM, a@b.it`
fn subject(subject: &Subject) -> String {
    let join = |parts: &[&Option<String>]| {
        let words: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
        words.join(" ")
    };
    let parts = [
        format!("{} ({})", subject.full_name, subject.code),
        join(&[&subject.street, &subject.number]),
        join(&[
            &subject.postal_code,
            &subject.city,
            &subject.province,
            &subject.country,
        ]),
        join(&[&subject.email]),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn transfer_table(receipt: &Receipt, href: impl Fn(u8) -> String) -> Table {
    let rows = receipt.told.transfers.iter().map(|transfer| {
        let account = match (&transfer.iban, &transfer.stamp) {
            (Some(iban), _) => Value::mono(iban.as_str()),
            (None, Some(_)) => Value::link("Marca da bollo (XML)", href(transfer.id)),
            (None, None) => Value::from("Marca da bollo, allegato non conservato"),
        };
        vec![
            Value::from(transfer.id.to_string()),
            Value::mono(transfer.fiscal_code.as_str()),
            account,
            Value::from(transfer.remittance_information.as_str()),
            Value::from(transfer.category.as_str()),
            Value::from(entries(&transfer.metadata).unwrap_or_default()),
            Value::euro(transfer.amount_cents),
        ]
    });
    let columns = [
        "N.",
        "Ente",
        "Conto",
        "Causale",
        "Tassonomia",
        "Dati aggiuntivi",
        "Importo",
    ];
    Table::new("Versamenti della ricevuta", columns).rows(rows)
}

/// `chiave: valore; …`
fn entries(metadata: &[MapEntry]) -> Option<String> {
    let words = metadata.iter().map(|e| format!("{}: {}", e.key, e.value));
    let words: Vec<String> = words.collect();
    (!words.is_empty()).then(|| words.join("; "))
}
