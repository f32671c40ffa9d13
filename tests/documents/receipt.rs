//! The receipt of a payment.

use kernel::tax::TaxCode;
use payments::domain::documents::Party;
use payments::domain::documents::receipt::{self, Outcome, ReceiptDoc};

use crate::file::{File, has};
use crate::layout::assert_tidy;
use crate::samples;

/// Edges of the gray bands.
const EDGES: &[f32] = &[124.2, 147.6, 254.7, 278.1, 342.0, 365.4];

fn file(receipt: &ReceiptDoc) -> File {
    File::new(receipt::render(receipt))
}

#[test]
fn the_file_is_sound_and_tagged() {
    if !has(&["qpdf", "pdfinfo"]) {
        return;
    }
    let file = file(&samples::receipt());
    assert!(
        file.check()
            .contains("No syntax or stream encoding errors found")
    );
    let objects = file.objects();
    for entry in [
        "/Lang (it-IT)",
        "/DisplayDocTitle true",
        "/StructTreeRoot",
        "/Marked true",
    ] {
        assert!(objects.contains(entry), "missing: {entry}");
    }
    assert!(
        file.info()
            .contains("Ricevuta di pagamento 3007 1570 0000 0000 32")
    );
    assert!(file.structure().contains("\"IUV 00715700000000032 \""));
}

#[test]
fn it_tells_who_paid_what_to_whom_when_and_through_whom() {
    if !has(&["pdftotext"]) {
        return;
    }
    let text = file(&samples::receipt()).squeezed_text();
    for told in [
        "RICEVUTADIPAGAMENTO",
        "Pagamentoeseguito",
        "ComunediValdorra",
        "NiccolòD'Agostino",
        "RSSMRA80A01H501U",
        "Mensascolastica,anno2026/2027",
        "1.500,00Euro",
        "1,50Euro",
        "1.501,50Euro",
        "18/12/202614:05",
        "BancadiProvaS.p.A.",
        "300715700000000032",
        "00715700000000032",
        "c110729d258c4ab1b765fe902aae41d6",
    ] {
        assert!(text.contains(told), "missing: {told}");
    }
}

#[test]
fn a_second_payment_of_the_same_notice_is_told() {
    if !has(&["pdftotext"]) {
        return;
    }
    let mut receipt = samples::receipt();
    receipt.outcome = Outcome::ExecutedAgain;
    assert!(
        file(&receipt)
            .squeezed_text()
            .contains("avvisogiàpagatoinprecedenza")
    );
}

#[test]
fn long_texts_stay_inside_their_modules() {
    if !has(&["pdftotext"]) {
        return;
    }
    let mut receipt = samples::receipt();
    let long =
        |words: &str, chars: usize| -> String { words.chars().cycle().take(chars).collect() };
    receipt.subject = long("Contributo straordinario UNIVERSITÀ ", 140);
    receipt.creditor.name = long("Ordine degli Ingegneri ", 140);
    receipt.creditor.office = Some(long("Segreteria ", 140));
    receipt.debtor.name = long("Maria Antonietta ", 70);
    receipt.psp_name = long("Banca Popolare ", 140);
    receipt.payer = Some(Party {
        name: long("Studio Associato ", 70),
        tax_code: TaxCode::parse("ANONIMO").unwrap(),
        address: Vec::new(),
    });
    let file = file(&receipt);
    assert_tidy(&file.words(), EDGES, "long texts");
    assert!(!file.squeezed_text().contains('…'));
}
