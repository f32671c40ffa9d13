//! Flows and statements as payment service providers and banks write them.

use super::world::CREDITOR;

pub const FLOW: &str = "2026-11-20PRATITM1XXX-000000007";

/// A row for a notice: receipt id, amount and outcome as written.
pub fn row(notice: &str, receipt: &str, amount: &str, outcome: &str) -> String {
    format!(
        "<datiSingoliPagamenti>\
         <identificativoUnivocoVersamento>{}</identificativoUnivocoVersamento>\
         <identificativoUnivocoRiscossione>{receipt}</identificativoUnivocoRiscossione>\
         <indiceDatiSingoloPagamento>1</indiceDatiSingoloPagamento>\
         <singoloImportoPagato>{amount}</singoloImportoPagato>\
         <codiceEsitoSingoloPagamento>{outcome}</codiceEsitoSingoloPagamento>\
         <dataEsitoSingoloPagamento>2026-11-19</dataEsitoSingoloPagamento>\
         </datiSingoliPagamenti>",
        &notice[1..]
    )
}

pub fn flow(id: &str, time: &str, rows: &[String], total: &str) -> String {
    let party = |of: &str, kind: &str, code: &str| {
        format!(
            "<identificativoUnivoco{of}>\
             <tipoIdentificativoUnivoco>{kind}</tipoIdentificativoUnivoco>\
             <codiceIdentificativoUnivoco>{code}</codiceIdentificativoUnivoco>\
             </identificativoUnivoco{of}>"
        )
    };
    format!(
        "<FlussoRiversamento xmlns=\"http://www.digitpa.gov.it/schemas/2011/Pagamenti/\">\
         <versioneOggetto>1.0</versioneOggetto>\
         <identificativoFlusso>{id}</identificativoFlusso>\
         <dataOraFlusso>2026-11-20T{time}</dataOraFlusso>\
         <identificativoUnivocoRegolamento>TRN7</identificativoUnivocoRegolamento>\
         <dataRegolamento>2026-11-20</dataRegolamento>\
         <istitutoMittente>{}<denominazioneMittente>Banca</denominazioneMittente>\
         </istitutoMittente>\
         <istitutoRicevente>{}</istitutoRicevente>\
         <numeroTotalePagamenti>{}</numeroTotalePagamenti>\
         <importoTotalePagamenti>{total}</importoTotalePagamenti>{}</FlussoRiversamento>",
        party("Mittente", "B", "PRATITM1XXX"),
        party("Ricevente", "G", CREDITOR),
        rows.len(),
        rows.concat(),
    )
}

/// A rent in row 2, the credit of the flow in row 3.
pub fn statement(flow: &str, amount: &str) -> String {
    format!(
        "Data contabile;Data valuta;Importo;Divisa;Causale;Descrizione\r\n\
         20/11/2026;20/11/2026;400,00;EUR;BONIFICO;ORD. Bianchi Srl CONCESSIONE SALA\r\n\
         20/11/2026;20/11/2026;{amount};EUR;BONIFICO;ORD. Banca /PUR/LGPE-RIVERSAMENTO/URI/{flow}\r\n"
    )
}
