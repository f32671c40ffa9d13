//! The digital revenue stamps that come with receipts: we and the official schema take the same for one.

use payments::domain::node::revenue_stamp;

use super::xsd;

pub const HASH: &str = "wHpFSLCGZjIvNSXxqtGbxg7275t446DRTk5ZrsdUQ6E=";

/// One that is valid.
pub fn stamp() -> String {
    format!(
        "<m:marcaDaBollo xmlns:m=\"http://www.agenziaentrate.gov.it/2014/MarcaDaBollo\" \
         xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\">\
         <m:PSP><m:CodiceFiscale>00799960158</m:CodiceFiscale>\
         <m:Denominazione>Banca di prova</m:Denominazione></m:PSP>\
         <m:IUBD>01150000000012</m:IUBD><m:OraAcquisto>2026-06-01T10:00:00+02:00</m:OraAcquisto>\
         <m:Importo>16.00</m:Importo><m:TipoBollo>01</m:TipoBollo>\
         <m:ImprontaDocumento><m:DigestMethod \
         Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\
         <d:DigestValue>{HASH}</d:DigestValue></m:ImprontaDocumento>\
         <d:Signature><d:SignedInfo><d:CanonicalizationMethod Algorithm=\"urn:c\"/>\
         <d:SignatureMethod Algorithm=\"urn:s\"/><d:Reference><d:DigestMethod Algorithm=\"urn:d\"/>\
         <d:DigestValue>QUJD</d:DigestValue></d:Reference></d:SignedInfo>\
         <d:SignatureValue>QUJD</d:SignatureValue></d:Signature></m:marcaDaBollo>"
    )
}

/// Where a stamp is spoilt, or written otherwise.
const CHANGES: [(&str, &str); 34] = [
    ("", ""),
    ("16.00", "16"),
    ("16.00", " 16.0 "),
    ("16.00", "16.000"),
    ("16.00", "16.001"),
    ("16.00", "16,00"),
    ("16.00", "-16.00"),
    ("16.00", ""),
    ("16.00", "<!-- sedici -->16.00"),
    ("<m:TipoBollo>01", "<m:TipoBollo>02"),
    ("<m:TipoBollo>01", "<m:TipoBollo> 01"),
    ("2026-06-01T10:00:00+02:00", "2026-06-01T10:00:00"),
    ("2026-06-01T10:00:00+02:00", "2026-06-01T10:00:00.5Z"),
    ("2026-06-01T10:00:00+02:00", "2026-06-31T10:00:00"),
    ("2026-06-01T10:00:00+02:00", "2026-06-01"),
    ("2026-06-01T10:00:00+02:00", "ieri"),
    ("01150000000012", ""),
    ("01150000000012", "\u{e8}"),
    ("01150000000012", "<m:x/>"),
    ("Banca di prova", ""),
    ("00799960158", " "),
    ("xmlenc#sha256", "xmlenc#sha512"),
    (
        " Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>",
        "/>",
    ),
    ("xmlenc#sha256\"/>", "xmlenc#sha256\"> </m:DigestMethod>"),
    ("xmlenc#sha256\"/>", "xmlenc#sha256\" m:Altro=\"x\"/>"),
    (HASH, "\u{20ac}"),
    (HASH, ""),
    ("<m:IUBD>", "<m:IUBD>x</m:IUBD><m:IUBD>"),
    ("m:PSP>", "m:Psp>"),
    ("<m:PSP>", "testo<m:PSP>"),
    ("<m:PSP>", " \n<m:PSP a=\"1\">"),
    ("2014/MarcaDaBollo", "2015/MarcaDaBollo"),
    ("d:Signature>", "m:Signature>"),
    ("<m:Importo>", "<m:Importo xmlns=\"urn:x\">"),
];

#[test]
fn the_schema_and_we_take_the_same_stamps() {
    let documents = CHANGES.map(|(from, to)| stamp().replace(from, to));
    // An empty word stands between all letters: the first one is the stamp as it is.
    let documents: Vec<String> = [stamp()]
        .into_iter()
        .chain(documents.into_iter().skip(1))
        .collect();
    let ours: Vec<_> = documents
        .iter()
        .map(|one| revenue_stamp(one.as_bytes()))
        .collect();
    assert!(ours[0].is_ok(), "{:?}", ours[0]);
    assert!(ours.iter().filter(|one| one.is_err()).count() >= 18);
    if !xsd::is_here() {
        return;
    }
    for ((document, ours), (valid, said)) in documents
        .iter()
        .zip(&ours)
        .zip(xsd::REVENUE_STAMP.judge(&documents))
    {
        assert_eq!(ours.is_ok(), valid, "{ours:?} / {said}\n{document}");
    }
}

#[test]
fn what_a_stamp_says_is_read() {
    let read = revenue_stamp(stamp().as_bytes()).unwrap();
    assert_eq!((&*read.number, &*read.amount), ("01150000000012", "16.00"));
    assert_eq!(
        (&*read.document_hash, &*read.seller),
        (HASH, "Banca di prova")
    );
    assert_eq!(read.bought_at, "2026-06-01T10:00:00+02:00");
}
