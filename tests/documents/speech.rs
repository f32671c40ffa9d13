//! Notices of bilingual bodies.

use payments::domain::documents::notice::{self, NoticeDoc};
use payments::domain::settings::SecondLanguage;

use crate::chance::Chance;
use crate::file::{File, has};
use crate::layout::assert_tidy;
use crate::samples;

fn notice(language: SecondLanguage) -> NoticeDoc {
    let second_language = Some(language);
    NoticeDoc {
        second_language,
        ..samples::postal_notice()
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_fixed_word_stands_in_both_languages_italian_first() {
    if !has(&["pdftotext"]) {
        return;
    }
    for (language, pairs) in [
        (
            SecondLanguage::German,
            [
                "AVVISO DI PAGAMENTO / ZAHLUNGSMITTEILUNG",
                "Importo / Betrag",
                "Cod. Avviso / Kodex der Mitteilung",
            ],
        ),
        (
            SecondLanguage::Slovene,
            [
                "AVVISO DI PAGAMENTO / OBVESTILO O PLAČILU",
                "Importo / Znesek",
                "Cod. Avviso / Koda obvestila",
            ],
        ),
        (
            SecondLanguage::French,
            [
                "AVVISO DI PAGAMENTO / AVIS DE PAIEMENT",
                "Importo / Montant",
                "Cod. Avviso / Code de l’avis",
            ],
        ),
    ] {
        let file = File::new(notice::render(&notice(language)));
        let text = file.squeezed_text();
        for pair in pairs {
            assert!(text.contains(&squeezed(pair)), "missing: {pair}");
        }
        assert!(!text.contains('…'), "{language:?}: a word was cut");
        assert_tidy(&file.words(), &[], language.tag());
    }
}

#[test]
fn a_reader_program_is_told_which_words_are_german() {
    if !has(&["qpdf"]) {
        return;
    }
    let objects = File::new(notice::render(&notice(SecondLanguage::German))).objects();
    assert!(objects.contains("/Lang (it-IT)"), "the document's own");
    let spans = objects.matches("/Lang(de)").count();
    assert!(spans >= 20, "{spans} spans");
}

#[test]
fn two_languages_and_the_slip_share_a_page_where_the_texts_are_short() {
    if !has(&["pdfinfo"]) {
        return;
    }
    for language in SecondLanguage::ALL {
        let info = File::new(notice::render(&notice(language))).info();
        assert!(info.contains("Pages:           1"), "{language:?}: {info}");
    }
}

#[test]
fn sixty_bilingual_notices_by_chance_stay_tidy() {
    if !has(&["pdftotext"]) {
        return;
    }
    for seed in 0..60 {
        let mut notice = Chance::new(seed).notice();
        notice.second_language = Some(SecondLanguage::ALL[seed as usize % 3]);
        let file = File::new(notice::render(&notice));
        assert_tidy(&file.words(), &[], &format!("seed {seed}"));
        assert!(!file.squeezed_text().contains('…'), "seed {seed}: cut");
    }
}
