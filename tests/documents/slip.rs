//! The postal slip of a notice.

use kernel::money::Cents;
use payments::domain::documents::notice::{self, NoticeDoc, qr_text, slip_text};

use crate::chance::Chance;
use crate::file::{File, has};
use crate::layout::assert_tidy;
use crate::samples;

const SENTENCES: &[&str] = &[
    "BOLLETTINO POSTALE PA",
    "BancoPosta",
    "Rata unica entro 31/12/2026",
    "sul C/C n. 001234567890",
    "Euro 1.500,00",
    "Intestato a Comune di Valdorra",
    "Destinatario Niccolò D'Agostino",
    "Oggetto pagamento Mensa scolastica, anno 2026/2027",
    "Cod. Avviso 3007 1570 0000 0000 32",
    "Tipo P1",
    "Cod. Fiscale Ente Creditore 80047110152",
    "Bollettino Postale pagabile in tutti gli Uffici Postali e sui canali fisici o digitali abilitati di \
     Poste Italiane e dell’Ente Creditore",
    "AUT. DB/SISB/TEST 00000 DEL 01/01/2026",
];

fn file(notice: &NoticeDoc) -> File {
    File::new(notice::render(notice))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The code's text of a notice that has a slip.
fn wanted(notice: &NoticeDoc) -> String {
    slip_text(notice, notice.slip.as_ref().unwrap()).unwrap()
}

#[test]
fn every_word_of_the_slip_is_found_as_text() {
    if !has(&["qpdf", "pdftotext"]) {
        return;
    }
    let file = file(&samples::postal_notice());
    let verdict = file.check();
    assert!(verdict.contains("No syntax or stream encoding errors found"));
    let text = file.squeezed_text();
    for sentence in SENTENCES {
        assert!(text.contains(&squeezed(sentence)), "missing: {sentence}");
    }
    let alternative = "/Alt (Codice Data Matrix del bollettino postale";
    assert!(file.objects().contains(alternative));
    assert_tidy(&file.words(), &[571.9, 595.4], "the slip");
}

#[test]
fn a_post_office_reads_exactly_256_characters() {
    if !has(&["pdftoppm", "dmtxread"]) {
        return;
    }
    let notice = samples::postal_notice();
    let scanned = file(&notice).scanned_matrix();
    assert_eq!(scanned.len(), 256);
    assert!(scanned.starts_with(
        "codfase=NBPA;18300715700000000032120012345678901000001500003896\
         1P180047110152RSSMRA80A01H501UNICCOLO D'AGOSTINO"
    ));
    assert_eq!(scanned, wanted(&notice));
}

#[test]
fn some_slips_by_chance_are_tidy_and_both_codes_are_read() {
    codes_are_read(0..12);
}

#[test]
fn long_a_thousand_slips_by_chance_are_tidy_and_both_codes_are_read() {
    // The reading programs take a third of a second a page.
    std::thread::scope(|scope| {
        for from in (1_000..2_000).step_by(250) {
            scope.spawn(move || codes_are_read(from..from + 250));
        }
    });
}

fn codes_are_read(seeds: std::ops::Range<u64>) {
    if !has(&["pdftoppm", "pdftotext", "dmtxread", "zbarimg"]) {
        return;
    }
    for seed in seeds {
        let notice = Chance::new(seed).postal_notice();
        let file = file(&notice);
        assert_eq!(file.scanned_matrix(), wanted(&notice), "seed {seed}");
        assert_eq!(file.scanned(), [qr_text(&notice)], "seed {seed}");
        assert_whole(&notice, &file, seed);
    }
}

/// Nothing overlaps, nothing is left out, and the file stays small.
fn assert_whole(notice: &NoticeDoc, file: &File, seed: u64) {
    assert_tidy(&file.words(), &[], &format!("seed {seed}"));
    let text = file.squeezed_text();
    assert!(!text.contains('…'), "seed {seed}: left out in {text}");
    let told = [&notice.subject, &notice.creditor.name, &notice.debtor.name];
    for told in told {
        let times = text.matches(&squeezed(told)).count();
        assert!(times >= 2, "seed {seed}: {told} stands {times} times");
    }
    let size = file.bytes.len();
    assert!(size <= 40 * 1024, "seed {seed}: {size} bytes");
}

#[test]
fn two_hundred_slips_by_chance_leave_nothing_out() {
    if !has(&["pdftotext"]) {
        return;
    }
    for seed in 100..300 {
        let notice = Chance::new(seed).postal_notice();
        assert_whole(&notice, &file(&notice), seed);
    }
}

#[test]
fn an_amount_too_large_for_a_slip_has_none_and_says_so() {
    if !has(&["pdftotext"]) {
        return;
    }
    let mut notice = samples::postal_notice();
    notice.amount = Cents::new(10_000_000_000);
    let file = file(&notice);
    let text = file.squeezed_text();
    assert!(text.contains("ilbollettinopostalenonèprevisto"), "{text}");
    assert!(!text.contains("BOLLETTINOPOSTALEPA"));
    assert_tidy(&file.words(), &[], "no slip");
}

#[test]
fn without_a_due_date_the_slip_names_none() {
    if !has(&["pdftotext"]) {
        return;
    }
    let mut notice = samples::postal_notice();
    notice.due_date = None;
    let text = file(&notice).squeezed_text();
    assert!(text.contains("BancoPosta") && !text.contains("entro"));
}
