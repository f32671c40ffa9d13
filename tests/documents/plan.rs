//! Notices of plans: every code of every instalment is read, nothing lies on anything.

use std::collections::BTreeSet;

use jiff::civil::date;
use kernel::money::Cents;
use kernel::notice::{NoticeNumber, SegregationCode};
use payments::domain::documents::notice::{
    self, NoticeDoc, Part, Plan, Ways, Whole, qr_text, slip_text,
};
use payments::domain::settings::SecondLanguage;

use crate::chance::Chance;
use crate::file::{File, has};
use crate::layout::assert_tidy;
use crate::samples;

const READERS: &[&str] = &["qpdf", "pdftoppm", "pdftotext", "dmtxread", "zbarimg"];

fn part(notice: &NoticeDoc, place: usize, title: &str) -> Part {
    let segregation = SegregationCode::parse("07").unwrap();
    let day = i8::try_from(1 + place % 28).unwrap();
    Part {
        place,
        title: title.to_owned(),
        notice_number: NoticeNumber::issue(&segregation, 9_000_000 + place as u64).unwrap(),
        subject: format!("{}, rata {place}", notice.subject),
        amount: Cents::new(10_000 + place as i64),
        due_date: title.is_empty().then(|| date(2027, 1, day)),
        slip: notice.slip.clone(),
    }
}

fn with_plan(mut notice: NoticeDoc, whole: bool, count: usize) -> NoticeDoc {
    let parts = (1..=count).map(|place| part(&notice, place, "")).collect();
    notice.ways.plans = vec![Plan { of: count, parts }];
    if !whole {
        notice.ways.whole = Whole::Nothing;
        notice.slip = None;
    }
    notice
}

fn fine(mut notice: NoticeDoc) -> NoticeDoc {
    let parts = vec![
        part(&notice, 1, "Entro 5 giorni dalla notifica"),
        part(&notice, 2, "Dal 6° al 60° giorno dalla notifica"),
    ];
    notice.ways = Ways {
        whole: Whole::Either(parts),
        plans: Vec::new(),
    };
    (notice.slip, notice.due_date) = (None, None);
    notice
}

/// Everything that can be paid, each as a notice of its own.
fn all(notice: &NoticeDoc) -> Vec<NoticeDoc> {
    let whole = matches!(notice.ways.whole, Whole::One).then(|| NoticeDoc {
        ways: Ways::default(),
        ..notice.clone()
    });
    let parts = notice.ways.parts().map(|part| notice.of_part(part));
    whole.into_iter().chain(parts).collect()
}

/// Every QR code and Data Matrix of the file is read, and no other; nothing overlaps, nothing is cut.
fn assert_read(notice: &NoticeDoc, about: &str) -> File {
    let file = File::new(notice::render(notice));
    let all = all(notice);
    let wanted: BTreeSet<String> = all.iter().map(qr_text).collect();
    assert_eq!(wanted.len(), all.len(), "{about}: numbers are unique");
    assert_eq!(file.scanned_everywhere(), wanted, "{about}");
    let slips = all
        .iter()
        .filter_map(|one| slip_text(one, one.slip.as_ref()?));
    assert_eq!(
        file.scanned_matrices(),
        slips.collect::<Vec<_>>(),
        "{about}"
    );
    assert_tidy(&file.words(), &[], about);
    let text = file.squeezed_text();
    assert!(!text.contains('…'), "{about}: cut");
    for one in &all {
        let number: String = one.notice_number.grouped().split(' ').collect();
        assert!(text.contains(&number), "{about}: {number} is not written");
    }
    file
}

#[test]
fn a_whole_or_two_instalments_share_one_page_as_in_the_official_sample() {
    if !has(READERS) {
        return;
    }
    let file = assert_read(&with_plan(samples::notice(), true, 2), "two");
    assert!(file.info().contains("Pages:           1"));
    let text = file.squeezed_text();
    for told in [
        "Puoipagareperinterooppurein2rate",
        "Rataunicaentroil31/12/2026",
        "Rata1",
        "Rata2",
        "Entroil",
        "InquadrailcodiceQRconlatuaappdipagamentoousaidatisopra",
    ] {
        assert!(text.contains(told), "missing: {told}");
    }
    let verdict = file.check();
    assert!(verdict.contains("No syntax or stream encoding errors found"));
    assert!(file.structure().contains("\"Rata 2"), "tagged");
}

#[test]
fn two_three_seven_and_ten_instalments_are_read_with_and_without_whole_and_slips() {
    if !has(READERS) {
        return;
    }
    for (count, plain_pages, slip_pages) in [(2, 1, 2), (3, 2, 3), (7, 3, 6), (10, 4, 8)] {
        for whole in [true, false] {
            let about = format!("{count} instalments, whole {whole}");
            let plain = assert_read(&with_plan(samples::notice(), whole, count), &about);
            let pages = plain.info();
            let line = |pages: usize| format!("Pages:           {pages}\n");
            assert!(
                (1..=plain_pages).any(|most| pages.contains(&line(most))),
                "{about}: {pages}"
            );
            let slips = assert_read(&with_plan(samples::postal_notice(), whole, count), &about);
            let pages = slips.info();
            assert!(
                (1..=slip_pages).any(|most| pages.contains(&line(most))),
                "{about}: {pages}"
            );
        }
    }
}

#[test]
fn the_head_stands_on_every_page() {
    if !has(&["pdftotext"]) {
        return;
    }
    let file = File::new(notice::render(&with_plan(
        samples::postal_notice(),
        true,
        10,
    )));
    let pages = file.words().iter().map(|word| word.page).max().unwrap() + 1;
    let heads = file.squeezed_text().matches("AVVISODIPAGAMENTO").count();
    assert_eq!(heads, pages);
}

#[test]
fn a_plan_without_a_whole_does_not_offer_one() {
    if !has(READERS) {
        return;
    }
    let text = assert_read(&with_plan(samples::notice(), false, 3), "plan").squeezed_text();
    assert!(text.contains("Puoipagarein3rate"));
    assert!(!text.contains("Rataunica") && !text.contains("perintero"));
}

#[test]
fn a_fine_has_two_amounts_each_with_its_days() {
    if !has(READERS) {
        return;
    }
    for sample in [samples::notice(), samples::postal_notice()] {
        let file = assert_read(&fine(sample), "fine");
        let text = file.squeezed_text();
        assert!(text.contains("Puoipagareunosolodiquestiimporti"), "{text}");
        assert!(text.matches("Entro5giornidallanotifica").count() >= 2);
        assert!(text.contains("100,01Euro") && text.contains("100,02Euro"));
    }
}

#[test]
fn the_sentences_of_plans_stand_in_both_languages() {
    if !has(READERS) {
        return;
    }
    for language in SecondLanguage::ALL {
        let sample = NoticeDoc {
            second_language: Some(language),
            ..samples::postal_notice()
        };
        assert_read(&with_plan(sample.clone(), true, 3), language.tag());
        assert_read(&fine(sample), language.tag());
    }
}

#[test]
fn a_plan_of_ten_with_slips_stays_below_a_hundred_and_fifty_kilobytes() {
    let bytes = notice::render(&with_plan(samples::postal_notice(), true, 10));
    assert!(bytes.len() <= 150_000, "{} bytes", bytes.len());
    let plain = notice::render(&with_plan(samples::notice(), true, 3));
    assert!(plain.len() <= 45_000, "{} bytes", plain.len());
}

#[test]
fn some_plans_by_chance_are_tidy_and_all_their_codes_are_read() {
    by_chance(0..3);
}

#[test]
fn long_two_hundred_plans_by_chance_are_tidy_and_all_their_codes_are_read() {
    std::thread::scope(|scope| {
        for from in (1_000..1_200).step_by(50) {
            scope.spawn(move || by_chance(from..from + 50));
        }
    });
}

fn by_chance(seeds: std::ops::Range<u64>) {
    if !has(READERS) {
        return;
    }
    for seed in seeds {
        let mut notice = Chance::new(seed).postal_notice();
        // Two numbers stand in it, one for each part: the subject leaves room for them.
        notice.subject = notice.subject.chars().take(120).collect();
        notice.slip = notice.slip.filter(|_| seed % 2 == 0);
        let count = usize::try_from(2 + seed % 9).unwrap();
        let notice = match seed % 3 {
            0 => with_plan(notice, true, count),
            1 => with_plan(notice, false, count),
            _ => fine(notice),
        };
        assert_read(&notice, &format!("seed {seed}"));
    }
}
