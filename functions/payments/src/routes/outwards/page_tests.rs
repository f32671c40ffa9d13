//! The pages in every state.

use jiff::Timestamp;
use kernel::notice::NoticeNumber;
use platform::web::MenuItem;
use platform::web::inspect::{HOSTILE, faults};

use super::*;
use crate::domain::fetch::{Fetching, ReceiptSource};
use crate::domain::outwards::{IoService, Trouble};
use crate::domain::settings::samples::settings;
use crate::domain::settings::{Service, ServiceKind};

fn sound(page: &impl Template) -> String {
    let html = page.render().unwrap();
    assert_eq!(faults(&html), Vec::<String>::new());
    html
}

fn layout() -> Panel {
    let item = MenuItem {
        label: "Collegamenti",
        href: "/panel/payments/connections",
        icon: "it-list",
    };
    Panel::new(HOSTILE, HOSTILE, &[item], PAGOPA).here("Archivio di pagoPA")
}

fn push() -> Push {
    let nav = NoticeNumber::parse("300715700000000032").unwrap();
    let service = ServiceCode::parse("MENSA").unwrap();
    let about = (settings().fiscal_code, nav);
    Push::new(about, Target::Aca, service, Timestamp::UNIX_EPOCH)
}

fn standing() -> Standing {
    let now = Timestamp::UNIX_EPOCH;
    let failed = Trouble::of_status(500, Some(HOSTILE), None);
    let refused = Trouble::of_status(409, Some(HOSTILE), None);
    let line = Line::new(push().creditor, Target::Aca, now);
    let closed = Trouble::of_status(429, None, None);
    Standing {
        line: line.failed(&push().nav, &closed, now),
        waiting: vec![push(), push().failed(&failed, now), push().begun(&[], now)],
        more_wait: true,
        refused: vec![push().failed(&refused, now)],
        more_refused: true,
        pass: Pass::begin(None, (&push().creditor, Target::Aca), ("user:x", now)),
        asked: Some(troubled(now)),
        now,
    }
}

/// Flows and receipts that pagoPA does not give, and one that is waited for.
fn troubled(now: Timestamp) -> Asked {
    let creditor = push().creditor;
    let mut missing = crate::domain::exceptions::samples::orphan();
    let iuv = push().nav.iuv();
    missing.search = Some(crate::domain::exceptions::Search::new(iuv, now));
    Asked {
        flows: Some(Fetching::new(creditor.clone(), now).failed(HOSTILE, None, now)),
        source: Some(ReceiptSource::new(creditor, now).failed(HOSTILE, None, now)),
        missing: vec![missing],
    }
}

#[test]
fn every_state_of_the_archive_page_is_sound_and_shows_no_key() {
    let mut choice = OutwardSettings::new(push().creditor, Timestamp::UNIX_EPOCH);
    let nothing = archive_view(
        layout(),
        &choice,
        (&Standing::default(), &archive_form(&choice)),
    );
    assert!(sound(&nothing).contains("Niente in sospeso"));
    (choice.archive, choice.archive_key) = (Archive::Aca, Some("sealed-secret".to_owned()));
    let page = archive_view(layout(), &choice, (&standing(), &archive_form(&choice)));
    let html = sound(&page);
    assert!(!html.contains("sealed-secret"), "{html}");
    assert!(html.contains("C’è già una chiave"), "{html}");
    assert!(html.contains("Il collegamento non funziona"), "{html}");
    assert_eq!(html.matches("Prova ora").count(), 3);
    assert!(html.contains("1 attesa, la prima dal"), "{html}");
    assert_eq!(html.matches("tentativi 1; prossimo dal").count(), 2);
    assert!(html.contains("esaminate finora 0"), "{html}");
    assert!(!html.contains("Comunica anche"), "one pass at a time");
    let well = Standing {
        asked: Some(Asked::default()),
        ..Standing::default()
    };
    let html = sound(&archive_view(
        layout(),
        &choice,
        (&well, &archive_form(&choice)),
    ));
    assert!(
        html.contains("nessuna attesa") && html.contains("Comunica anche"),
        "{html}"
    );
}

#[test]
fn every_service_has_a_key_of_its_own() {
    let mut choice = OutwardSettings::new(push().creditor, Timestamp::UNIX_EPOCH);
    choice.io.push(IoService {
        service: ServiceCode::parse("MENSA").unwrap(),
        key: "sealed-secret".to_owned(),
        is_on: true,
    });
    let service = |code: &str| Service {
        code: ServiceCode::parse(code).unwrap(),
        name: HOSTILE.to_owned(),
        taxonomy: "9/0101108TS/".to_owned(),
        kind: ServiceKind::Due,
        amount_cents: None,
    };
    let services = [service("MENSA"), service("TARI")];
    let mut form = io_form(&choice);
    form.reject("key.TARI", "Scrivi la chiave del servizio.");
    let html = sound(&io_view(
        layout(),
        (&choice, &services),
        (&standing(), &form),
    ));
    assert!(!html.contains("sealed-secret"), "{html}");
    assert_eq!(html.matches("C’è già una chiave").count(), 1);
    assert!(html.contains("Scrivi la chiave"), "{html}");
    let well = Standing::default();
    let html = sound(&io_view(layout(), (&choice, &services), (&well, &form)));
    assert!(html.contains("Sì, scrivi a tutti i debitori"), "{html}");
}
