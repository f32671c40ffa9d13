//! What a flow says, and every fault of one that says it wrong.

use kernel::money::Cents;
use proptest::prelude::*;

use super::super::samples::{creditor, flow, xml};
use super::super::{FAULTS_MAX, PaymentOutcome};
use super::*;

/// Place and code of each fault.
fn faults(document: &str) -> Vec<(String, &'static str)> {
    let found = read(document.as_bytes(), &creditor()).expect_err("faults");
    found
        .into_iter()
        .map(|fault| (fault.place, fault.code.as_str()))
        .collect()
}

fn fault(place: &str, code: &'static str) -> (String, &'static str) {
    (place.to_owned(), code)
}

#[test]
fn a_sound_flow_is_read() {
    let flow = flow();
    assert_eq!(flow.head.id.as_str(), "2026-11-20PRATITM1XXX-000000001");
    assert_eq!(
        flow.head.made_at.to_string(),
        "2026-11-20T09:30:00Z",
        "Rome's wall"
    );
    assert_eq!(flow.head.amount_cents, Cents::new(4_250));
    assert_eq!(flow.head.sender.name.as_deref(), Some("Banca"));
    let [first, second] = flow.rows.as_slice() else {
        panic!("two rows")
    };
    assert_eq!((first.row, first.iuv.as_str()), (1, "07000000000000130"));
    assert_eq!(
        (second.transfer, second.payment),
        (Some(1), PaymentOutcome::Executed)
    );
    let prefixed_otherwise = xml()
        .replace("<p:", "<")
        .replace("</p:", "</")
        .replace("xmlns:p", "xmlns");
    assert_eq!(read(prefixed_otherwise.as_bytes(), &creditor()), Ok(flow));
}

#[test]
fn every_fault_is_told_at_once_with_its_place() {
    let document = xml()
        .replace(">1.0<", ">2.0<")
        .replace("<p:dataRegolamento>2026-11-20</p:dataRegolamento>", "")
        .replace(">2</p:numero", ">3</p:numero")
        .replace(">42.50<", ">42.51<")
        .replacen(">1</p:indice", ">9</p:indice", 1)
        .replace(">12.50<", "><p:x/>12.50<")
        .replace("80047110152", "80051230409");
    let row = "datiSingoliPagamenti";
    let receiver = "istitutoRicevente/identificativoUnivocoRicevente/codiceIdentificativoUnivoco";
    assert_eq!(
        faults(&document),
        [
            fault("versioneOggetto", "value"),
            fault("dataRegolamento", "missing"),
            fault(&format!("{row}[1]/indiceDatiSingoloPagamento"), "value"),
            fault(&format!("{row}[2]/singoloImportoPagato"), "unexpected"),
            fault(receiver, "other_creditor"),
            fault("numeroTotalePagamenti", "count_differs"),
            fault("importoTotalePagamenti", "sum_differs"),
        ]
    );
}

#[test]
fn what_is_out_of_place_is_told_where_it_stands() {
    let moved = xml().replace(
        "<p:identificativoUnivocoRegolamento>TRN0001</p:identificativoUnivocoRegolamento>",
        "",
    );
    let moved = moved.replace(
        "<p:numeroTotalePagamenti>",
        "<p:identificativoUnivocoRegolamento>TRN0001</p:identificativoUnivocoRegolamento>\
         <p:numeroTotalePagamenti>",
    );
    let found = faults(&moved);
    assert_eq!(
        found,
        [
            fault("identificativoUnivocoRegolamento", "missing"),
            fault("", "unexpected")
        ]
    );
    let undated = xml().replace(">2026-11-20PRA", ">FLUSSO-PRA");
    assert_eq!(
        faults(&undated),
        [fault("identificativoFlusso", "flow_id_date")]
    );
}

#[test]
fn a_revoked_payment_may_be_written_negative_or_positive() {
    let revoked = xml().replacen(">0</p:codice", ">3</p:codice", 1);
    assert!(read(revoked.as_bytes(), &creditor()).is_ok());
    let taken_away = revoked.replace(">42.50<", ">-17.50<");
    assert!(read(taken_away.as_bytes(), &creditor()).is_ok());
    let negative = taken_away.replace(">30.00<", ">-30.00<");
    assert!(read(negative.as_bytes(), &creditor()).is_ok());
    let executed = xml()
        .replace(">30.00<", ">-30.00<")
        .replace(">42.50<", ">-17.50<");
    let place = "datiSingoliPagamenti[1]/singoloImportoPagato";
    assert_eq!(faults(&executed), [fault(place, "negative_amount")]);
}

#[test]
fn what_is_no_flow_is_refused_at_once() {
    for (document, code) in [
        ("", "malformed"),
        ("ciao", "malformed"),
        ("<a><b></a>", "not_a_flow"),
        ("<FlussoRiversamento/>", "not_a_flow"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "doctype"),
    ] {
        assert_eq!(faults(document), [fault("", code)], "{document}");
    }
    let with_doctype = xml().replacen("<p:Flusso", "<!DOCTYPE p:x>\n<p:Flusso", 1);
    assert_eq!(faults(&with_doctype), [fault("", "doctype")]);
    let entity = xml().replace(">Banca<", ">&xxe;<");
    let place = "istitutoMittente/denominazioneMittente";
    assert_eq!(faults(&entity), [fault(place, "malformed")]);
    let cut = xml();
    assert_eq!(
        faults(&cut[..cut.len() / 2]).last().map(|f| f.1),
        Some("malformed")
    );
    let found = read(b"<a>\xff</a>", &creditor()).expect_err("not UTF-8");
    assert_eq!(found[0].code, FlowFaultCode::Encoding);
}

#[test]
fn a_flow_in_latin_1_that_says_so_is_read() {
    let latin = xml()
        .replace("UTF-8", "ISO-8859-1")
        .replace(">Banca<", ">Cassa à<");
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(&latin);
    let flow = read(&bytes, &creditor()).expect("a flow");
    assert_eq!(flow.head.sender.name.as_deref(), Some("Cassa à"));
}

#[test]
fn faults_without_end_are_told_up_to_a_bound() {
    let many = "<p:altro/>".repeat(FAULTS_MAX + 50);
    let document = xml().replace(
        "</p:istitutoRicevente>",
        &format!("{many}</p:istitutoRicevente>"),
    );
    let found = faults(&document);
    assert_eq!(found.len(), FAULTS_MAX + 1);
    assert_eq!(found.last(), Some(&fault("", "too_many_faults")));
    let deep = format!("{}{}", "<p:a>".repeat(100), "</p:a>".repeat(100));
    let deep = xml().replace(
        "</p:istitutoRicevente>",
        &format!("{deep}</p:istitutoRicevente>"),
    );
    assert_eq!(faults(&deep).last().map(|f| f.1), Some("malformed"));
}

proptest! {
    #[test]
    fn no_document_makes_the_reader_panic(at in 0usize..3_000, junk in "[<>&;/a-z\"'= ]{0,8}") {
        let mut text = xml();
        let at = at.min(text.len());
        text.insert_str(at, &junk);
        let _ = read(text.as_bytes(), &creditor());
        let _ = read(junk.as_bytes(), &creditor());
    }
}
