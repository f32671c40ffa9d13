//! The notice to pay.

use kernel::idempotency::Fingerprint;
use payments::domain::documents::Marks;
use payments::domain::documents::notice::{self, NoticeDoc, qr_text};
use platform::pdf::Picture;

use crate::chance::Chance;
use crate::file::{File, has};
use crate::layout::assert_tidy;
use crate::samples;

/// Edges of the gray bands: the modules between them keep to their own.
const EDGES: &[f32] = &[124.2, 147.6, 254.7, 278.1, 398.7, 422.1];
const SENTENCES: &[&str] = &[
    "AVVISO DI PAGAMENTO",
    "ENTE CREDITORE",
    "DESTINATARIO",
    "QUANTO E QUANDO PAGARE?",
    "entro il",
    "DOVE PAGARE?",
    "vai su pagopa.gov.it",
    "PAGA CON L'APP IO",
    "oppure sul sito dell'ente, dal tuo Home Banking, con la tua app di pagamento o con gli altri canali abilitati.",
    "PAGA SUL TERRITORIO",
    "presso Banche e Sportelli ATM, negli Uffici Postali e Punti Postali, nei Bar, Edicole, Ricevitorie, \
     Supermercati, Tabaccherie e altri Esercenti Convenzionati.",
    "In fase di pagamento, se previsto dall'ente, l'importo potrebbe essere aggiornato automaticamente e subire \
     variazioni in diminuzione (per sgravi, note di credito) o in aumento (per sanzioni, interessi, ecc.).",
    "DATI PER IL PAGAMENTO",
    "Inquadra il codice QR con la tua app di pagamento o usa i dati accanto.",
    "Rata unica entro il 31/12/2026",
    "1.500,00 Euro",
    "Niccolò D'Agostino",
    "3007 1570 0000 0000 32",
    "80047110152",
    "VALD1",
];

fn file(notice: &NoticeDoc) -> File {
    File::new(notice::render(notice))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn the_file_is_sound() {
    if !has(&["qpdf"]) {
        return;
    }
    let verdict = file(&samples::notice()).check();
    assert!(
        verdict.contains("No syntax or stream encoding errors found"),
        "{verdict}"
    );
}

#[test]
fn the_end_of_validity_is_printed_where_it_is_not_the_due_date() {
    if !has(&["pdftotext"]) {
        return;
    }
    let mut notice = samples::notice();
    let words = squeezed("L'avviso ha validità indicativa fino al 31/01/2027");
    notice.valid_until = Some(jiff::civil::date(2027, 1, 31));
    assert!(squeezed(&file(&notice).squeezed_text()).contains(&words));
    notice.valid_until = notice.due_date;
    assert!(!squeezed(&file(&notice).squeezed_text()).contains("indicativa"));
}

#[test]
fn every_fixed_sentence_and_every_datum_is_found_as_text() {
    if !has(&["pdftotext"]) {
        return;
    }
    let text = file(&samples::notice()).squeezed_text();
    for sentence in SENTENCES {
        assert!(text.contains(&squeezed(sentence)), "missing: {sentence}");
    }
}

#[test]
fn without_a_due_date_the_notice_asks_how_much_and_not_when() {
    if !has(&["pdftotext"]) {
        return;
    }
    let mut notice = samples::notice();
    notice.due_date = None;
    let text = file(&notice).squeezed_text();
    assert!(text.contains("QUANTOPAGARE?") && text.contains("Rataunica"));
    assert!(!text.contains("entroil") && !text.contains("QUANDO"));
}

#[test]
fn a_reader_program_knows_title_language_and_structure() {
    if !has(&["qpdf", "pdfinfo"]) {
        return;
    }
    let file = file(&samples::notice());
    let objects = file.objects();
    for entry in [
        "/Lang (it-IT)",
        "/DisplayDocTitle true",
        "/StructTreeRoot",
        "/ParentTree",
        "/Marked true",
        "<rdf:li xml:lang=\"x-default\">Avviso di pagamento 3007 1570 0000 0000 32</rdf:li>",
        "/Alt (pagoPA)",
        "/Alt (Codice QR per pagare l'avviso 3007 1570 0000 0000 32 di 1.500,00 euro)",
    ] {
        assert!(objects.contains(entry), "missing: {entry}");
    }
    let info = file.info();
    assert!(
        info.contains("Title:           Avviso di pagamento 3007 1570 0000 0000 32"),
        "{info}"
    );
    assert!(!info.contains("CreationDate"), "a clock has been looked at");
}

#[test]
fn it_is_read_aloud_in_the_order_of_the_page_and_word_by_word() {
    if !has(&["pdfinfo"]) {
        return;
    }
    let structure = file(&samples::notice()).structure();
    let mut rest = structure.as_str();
    for next in [
        "\"AVVISO DI PAGAMENTO\"",
        "H1",
        "\"Mensa scolastica, anno 2026/2027 \"",
        "H2",
        "\"ENTE CREDITORE \"",
        "\"DESTINATARIO \"",
        "\"Importo 1.500,00 Euro \"",
        "con la tua app di pagamento",
        "H3",
        "\"PAGA SUL TERRITORIO \"",
        "\"DATI PER IL PAGAMENTO \"",
        "Figure",
        "\"Cod. Avviso 3007 1570 0000 0000 32 \"",
    ] {
        let at = rest
            .find(next)
            .unwrap_or_else(|| panic!("{next} is not where it should be: {structure}"));
        rest = &rest[at + next.len()..];
    }
}

#[test]
fn a_camera_reads_exactly_the_payment() {
    if !has(&["pdftoppm", "zbarimg"]) {
        return;
    }
    let scanned = file(&samples::notice()).scanned();
    assert_eq!(
        scanned,
        ["PAGOPA|002|300715700000000032|80047110152|150000"]
    );
    for seed in 0..6 {
        let notice = Chance::new(seed).notice();
        assert_eq!(file(&notice).scanned(), [qr_text(&notice)], "seed {seed}");
    }
}

#[test]
fn a_hundred_notices_by_chance_stay_inside_their_modules() {
    if !has(&["pdftotext"]) {
        return;
    }
    for seed in 0..100 {
        let notice = Chance::new(seed).notice();
        let file = file(&notice);
        assert_tidy(&file.words(), EDGES, &format!("seed {seed}"));
        let text = file.squeezed_text();
        assert!(!text.contains('…'), "seed {seed}: something was left out");
        for told in [&notice.subject, &notice.creditor.name, &notice.debtor.name] {
            assert!(
                text.contains(&squeezed(told)),
                "seed {seed}: missing {told}"
            );
        }
        assert!(
            file.bytes.len() <= 40_000,
            "seed {seed}: {} bytes",
            file.bytes.len()
        );
    }
}

#[test]
fn a_text_longer_than_allowed_is_cut_and_leaves_its_neighbours_alone() {
    if !has(&["pdftotext"]) {
        return;
    }
    let mut notice = samples::notice();
    notice.subject = "oggetto senza fine ".repeat(60);
    notice.creditor.name = "W".repeat(400);
    notice.debtor.name = "Maria Rossi ".repeat(40);
    notice.debtor.address = vec!["Via lunga ".repeat(60); 3];
    let file = file(&notice);
    assert_tidy(&file.words(), EDGES, "longer than allowed");
    assert!(file.squeezed_text().contains('…'));
}

#[test]
fn letters_of_other_alphabets_do_not_stop_a_notice() {
    if !has(&["pdftotext"]) {
        return;
    }
    let mut notice = samples::notice();
    notice.debtor.name = "Жанна 李 ǎb \u{202e}\u{0}\u{1F600}".to_owned();
    let file = file(&notice);
    assert_tidy(&file.words(), EDGES, "other alphabets");
}

#[test]
fn the_creditors_logo_is_drawn_with_its_name_as_alternative() {
    if !has(&["qpdf", "pdftotext"]) {
        return;
    }
    let mut notice = samples::notice();
    notice.creditor.logo = Some(Picture::parse(&logo()).unwrap());
    notice.subject = "Un oggetto che con lo stemma accanto ha meno posto ".repeat(2);
    let file = file(&notice);
    assert_tidy(&file.words(), EDGES, "with a logo");
    let objects = file.objects();
    assert!(objects.contains("/Alt (Logo di Comune di Valdorra)"));
    assert!(objects.contains("/Subtype /Image"));
}

#[test]
fn a_body_may_name_pagopa_instead_of_showing_its_mark() {
    if !has(&["qpdf", "pdftotext"]) {
        return;
    }
    let mut notice = samples::notice();
    notice.creditor.marks = Marks::Named;
    let file = file(&notice);
    assert!(!file.objects().contains("/Alt (pagoPA)"));
    assert_tidy(&file.words(), EDGES, "without marks");
}

/// 60 × 80 pixels of one colour, the corners transparent.
fn logo() -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 60, 80);
    encoder.set_color(png::ColorType::Rgba);
    let opaque = |x: usize, y: usize| x.abs_diff(30) + y.abs_diff(40) < 35;
    let pixel = |(x, y)| [0, 90, 160, if opaque(x, y) { 255 } else { 0 }];
    let pixels: Vec<u8> = (0..80)
        .flat_map(|y| (0..60).map(move |x| (x, y)))
        .flat_map(pixel)
        .collect();
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&pixels)
        .unwrap();
    file
}

/// Run as a process of its own by the test below.
#[test]
fn digest_of_the_samples() {
    println!("digest={}", digest());
}

fn digest() -> String {
    let mut sum = String::new();
    for notice in [samples::notice(), samples::postal_notice()] {
        sum += Fingerprint::of(&[&notice::render(&notice)]).as_str();
    }
    sum
}

#[test]
fn another_process_draws_the_same_bytes() {
    let test = ["--exact", "notice::digest_of_the_samples", "--nocapture"];
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(test)
        .output()
        .unwrap();
    let said = String::from_utf8(child.stdout).unwrap();
    assert!(said.contains(&format!("digest={}", digest())), "{said}");
}
