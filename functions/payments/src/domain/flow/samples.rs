//! Flows for the tests of this crate.

use jiff::civil::date;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;

use super::*;

pub(crate) fn creditor() -> OrgFiscalCode {
    OrgFiscalCode::parse("80047110152").expect("a creditor")
}

pub(crate) fn row(nav: &NoticeNumber, receipt: &str, amount: i64) -> FlowRow {
    FlowRow {
        row: 1,
        iuv: nav.iuv(),
        receipt_id: ReceiptId::parse(receipt).expect("an id"),
        transfer: Some(1),
        amount_cents: Cents::new(amount),
        payment: PaymentOutcome::Executed,
        paid_on: date(2026, 11, 19),
    }
}

pub(crate) fn flow() -> ReportingFlow {
    read(xml().as_bytes(), &creditor()).expect("a sound flow")
}

/// A sound flow of two payments, 30,00 and 12,50 euro, as its sender writes it.
pub(crate) fn xml() -> String {
    let row = |iuv: &str, amount: &str| {
        format!(
            "<p:datiSingoliPagamenti>\n\
             <p:identificativoUnivocoVersamento>{iuv}</p:identificativoUnivocoVersamento>\n\
             <p:identificativoUnivocoRiscossione>R-{iuv}</p:identificativoUnivocoRiscossione>\n\
             <p:indiceDatiSingoloPagamento>1</p:indiceDatiSingoloPagamento>\n\
             <p:singoloImportoPagato>{amount}</p:singoloImportoPagato>\n\
             <p:codiceEsitoSingoloPagamento>0</p:codiceEsitoSingoloPagamento>\n\
             <p:dataEsitoSingoloPagamento>2026-11-19</p:dataEsitoSingoloPagamento>\n\
             </p:datiSingoliPagamenti>\n"
        )
    };
    let party = |of: &str, kind: &str, code: &str| {
        format!(
            "<p:identificativoUnivoco{of}>\
             <p:tipoIdentificativoUnivoco>{kind}</p:tipoIdentificativoUnivoco>\
             <p:codiceIdentificativoUnivoco>{code}</p:codiceIdentificativoUnivoco>\
             </p:identificativoUnivoco{of}>"
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <p:FlussoRiversamento xmlns:p=\"http://www.digitpa.gov.it/schemas/2011/Pagamenti/\">\n\
         <p:versioneOggetto>1.0</p:versioneOggetto>\n\
         <p:identificativoFlusso>2026-11-20PRATITM1XXX-000000001</p:identificativoFlusso>\n\
         <p:dataOraFlusso>2026-11-20T10:30:00</p:dataOraFlusso>\n\
         <p:identificativoUnivocoRegolamento>TRN0001</p:identificativoUnivocoRegolamento>\n\
         <p:dataRegolamento>2026-11-20</p:dataRegolamento>\n\
         <p:istitutoMittente>{}<p:denominazioneMittente>Banca</p:denominazioneMittente>\
         </p:istitutoMittente>\n\
         <p:codiceBicBancaDiRiversamento>PRATITM1XXX</p:codiceBicBancaDiRiversamento>\n\
         <p:istitutoRicevente>{}</p:istitutoRicevente>\n\
         <p:numeroTotalePagamenti>2</p:numeroTotalePagamenti>\n\
         <p:importoTotalePagamenti>42.50</p:importoTotalePagamenti>\n\
         {}{}</p:FlussoRiversamento>\n",
        party("Mittente", "B", "PRATITM1XXX"),
        party("Ricevente", "G", "80047110152"),
        row("07000000000000130", "30.00"),
        row("07000000000000231", "12.50"),
    )
}
