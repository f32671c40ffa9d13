//! Italian, as pagoPA prescribes it.

use super::Words;

pub static WORDS: Words = Words {
    kind: "AVVISO DI PAGAMENTO",
    creditor: "ENTE CREDITORE",
    recipient: "DESTINATARIO",
    how_much_and_when: "QUANTO E QUANDO PAGARE?",
    how_much: "QUANTO PAGARE?",
    amount: "Importo",
    by: "entro il",
    may_change: "In fase di pagamento, se previsto dall'ente, l'importo potrebbe essere aggiornato \
        automaticamente e subire variazioni in diminuzione (per sgravi, note di credito) o in aumento (per \
        sanzioni, interessi, ecc.).",
    valid_until: "L'avviso ha validità indicativa fino al",
    where_to_pay: "DOVE PAGARE?",
    go_to: "vai su ",
    with_app: "PAGA CON L'APP IO",
    with_app_ways: "oppure sul sito dell'ente, dal tuo Home Banking, con la tua app di pagamento o con gli \
        altri canali abilitati.",
    around: "PAGA SUL TERRITORIO",
    around_places: "presso Banche e Sportelli ATM, negli Uffici Postali e Punti Postali, nei Bar, Edicole, \
        Ricevitorie, Supermercati, Tabaccherie e altri Esercenti Convenzionati.",
    data: "DATI PER IL PAGAMENTO",
    single: "Rata unica",
    single_by: "Rata unica entro il",
    to: "Destinatario",
    creditor_name: "Ente creditore",
    subject: "Oggetto del pagamento",
    scan: [
        "Inquadra il ",
        "codice QR",
        " con la tua app di pagamento o usa i dati accanto.",
    ],
    instalment: "Rata",
    instalment_by: "Entro il",
    whole_or_plan: "Puoi pagare per intero oppure in",
    plan: "Puoi pagare in",
    instalments: "rate",
    or: "o",
    either: "Puoi pagare uno solo di questi importi, secondo i tempi indicati.",
    scan_above: [
        "Inquadra il ",
        "codice QR",
        " con la tua app di pagamento o usa i dati sopra",
    ],
    cbill: "Cod. CBILL",
    notice_code: "Cod. Avviso",
    creditor_code: "Cod. Fiscale Ente",
};
