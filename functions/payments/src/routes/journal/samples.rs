//! The pages of the journal, with hostile words wherever words may stand.

use askama::Template;
use jiff::Timestamp;
use kernel::ids::EventId;
use platform::web::inspect::{self, HOSTILE};
use platform::web::{MenuItem, Panel, Typed};

use super::asked::Asked;
use super::list::{Shown, list_page};
use super::{HERE, detail};
use crate::domain::journal::{Body, Call, Entry, KeptDays, Operation, Outcome, entry};

fn layout() -> Panel {
    let (label, icon) = ("Giornale pagoPA", "it-list");
    let item = MenuItem {
        label,
        href: HERE,
        icon,
    };
    Panel::new(HOSTILE, HOSTILE, &[item], HERE)
}

fn one(operation: Operation) -> Entry {
    let call = Call {
        operation,
        creditor: None,
        notice: None,
        what: HOSTILE,
        started: Timestamp::UNIX_EPOCH,
        ended: Timestamp::UNIX_EPOCH,
        status: Some(200),
        trouble: Some(HOSTILE),
        request: b"<a><noticeNumber>307000000000000075</noticeNumber></a>",
        answer: b"",
    };
    let id = EventId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").expect("an id");
    let mut one = entry(id, &call, KeptDays::default());
    (one.code, one.iuv) = (Some(HOSTILE.to_owned()), Some(HOSTILE.to_owned()));
    one.answer = Body {
        text: HOSTILE.to_owned(),
        size_bytes: 2_000,
        is_cut: true,
    };
    one
}

fn check(page: &impl Template) -> String {
    let html = page.render().expect("a page");
    assert_eq!(inspect::faults(&html), [""; 0], "{html}");
    html
}

#[test]
fn the_list_is_sound_full_empty_and_paused() {
    let mut entries: Vec<_> = Operation::ALL
        .iter()
        .map(|operation| one(*operation))
        .collect();
    let outcomes = Outcome::ALL.into_iter().cycle();
    for (entry, outcome) in entries.iter_mut().zip(outcomes) {
        entry.outcome = outcome;
    }
    let full = Shown {
        entries,
        newer: Some(HERE.to_owned()),
        older: Some(HERE.to_owned()),
        paused: true,
    };
    let mut form = Typed::new()
        .with("from", "2026-01-01")
        .with("operation", "gpd")
        .with("outcome", "failed")
        .with("notice", "307000000000000075");
    let asked = Asked::read(&mut form);
    let html = check(&list_page(layout(), (&form, &asked), full));
    assert!(
        html.contains("Operazione: Posizioni debitorie (GPD)"),
        "{html}"
    );
    let first = check(&list_page(
        layout(),
        (&Typed::new(), &Asked::default()),
        Shown::default(),
    ));
    assert!(first.contains("Ancora nessuna chiamata"));
    let none = check(&list_page(layout(), (&form, &asked), Shown::default()));
    assert!(none.contains("Togli i filtri"));
    let mut wrong = Typed::new().with("from", HOSTILE).with("notice", HOSTILE);
    let asked = Asked::read(&mut wrong);
    let html = check(&list_page(layout(), (&wrong, &asked), Shown::default()));
    assert!(html.contains("Scrivi le 18 cifre"), "{html}");
}

#[test]
fn the_page_of_a_call_is_sound() {
    for operation in [Operation::SendRtV2, Operation::OpenCart] {
        for reads in [true, false] {
            let html = check(&detail::view(layout(), &one(operation), reads));
            assert!(html.contains("solo la parte iniziale"), "{html}");
        }
    }
    let mut blank = one(Operation::UnknownSoap);
    blank.request = Body {
        size_bytes: 5,
        ..Body::default()
    };
    blank.answer = Body::default();
    let html = check(&detail::view(layout(), &blank, false));
    assert!(html.contains("Non è XML né JSON") && html.contains("Nessun contenuto"));
}
