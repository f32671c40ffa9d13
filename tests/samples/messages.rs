//! What the node sends.

use kernel::money::Cents;

/// The first creditor of the demo tenants.
pub const CREDITOR: &str = "80047110152";
pub const BROKER: &str = "11477110156";
pub const STATION: &str = "11477110156_01";

/// The SOAP message around a body.
pub fn envelope(body: &str) -> String {
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><e:Envelope xmlns:e=\"{soap}\"><e:Header/>\
         <e:Body>{body}</e:Body></e:Envelope>"
    )
}

/// The body of `paSendRTV2`: a receipt with all that must be in one.
pub fn send_rt(nav: &str, id: &str, amount: Cents) -> String {
    let iuv = &nav[1..];
    format!(
        "<p:paSendRTV2Request xmlns:p=\"http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd\">\
         <idPA>{CREDITOR}</idPA><idBrokerPA>{BROKER}</idBrokerPA><idStation>{STATION}</idStation>\
         <receipt><receiptId>{id}</receiptId><noticeNumber>{nav}</noticeNumber>\
         <fiscalCode>{CREDITOR}</fiscalCode><outcome>OK</outcome>\
         <creditorReferenceId>{iuv}</creditorReferenceId><paymentAmount>{amount}</paymentAmount>\
         <description>Mensa scolastica</description><companyName>Comune di Valdorra</companyName>\
         <debtor><uniqueIdentifier><entityUniqueIdentifierType>F</entityUniqueIdentifierType>\
         <entityUniqueIdentifierValue>RSSMRA80A01H501U</entityUniqueIdentifierValue>\
         </uniqueIdentifier><fullName>Mario Rossi</fullName></debtor>\
         <transferList><transfer><idTransfer>1</idTransfer><transferAmount>{amount}</transferAmount>\
         <fiscalCodePA>{CREDITOR}</fiscalCodePA><IBAN>IT60X0542811101000000123456</IBAN>\
         <remittanceInformation>Mensa scolastica</remittanceInformation>\
         <transferCategory>9/0101108TS/</transferCategory></transfer></transferList>\
         <idPSP>PSP1</idPSP><PSPCompanyName>Banca di prova</PSPCompanyName>\
         <idChannel>PSP1_01</idChannel><channelDescription>app</channelDescription>\
         <paymentDateTime>2026-06-01T10:00:00</paymentDateTime></receipt></p:paSendRTV2Request>"
    )
}
