//! The pages of receipts, with hostile words wherever words may stand.

use askama::Template;
use platform::web::inspect::{self, HOSTILE};
use platform::web::{MenuItem, Panel, Typed};

use super::asked::Asked;
use super::detail::detail_page;
use super::list::list_page;
use super::{Found, HERE};
use crate::domain::position::samples::position;
use crate::domain::receipt::samples::{receipt, transfer};
use crate::domain::receipt::{Receipt, Standing};
use crate::store::archive::{Place, ReceiptPage};
use crate::store::flow_rows::ReportedTransfer;

const ALL: [Standing; 4] = [
    Standing::Settles,
    Standing::Extra,
    Standing::Orphan,
    Standing::Shared,
];

fn layout() -> Panel {
    let (label, icon) = ("Ricevute", "it-list");
    let item = MenuItem {
        label,
        href: HERE,
        icon,
    };
    Panel::new(HOSTILE, HOSTILE, &[item], HERE)
}

fn of(standing: Standing) -> Receipt {
    let mut one = receipt("A B/?#");
    one.standing = standing;
    one.stand_in = standing == Standing::Orphan;
    one.debtor_name = HOSTILE.to_owned();
    one.psp_name = HOSTILE.to_owned();
    one.warnings = vec![HOSTILE.to_owned()];
    if standing == Standing::Shared {
        let own = one.creditor.to_string();
        one.issuer = Some("15376371009".to_owned());
        one.told.transfers = vec![transfer(1, 2_500, "15376371009"), transfer(2, 500, &own)];
    }
    one
}

fn check(page: &impl Template) -> String {
    let html = page.render().expect("a page");
    assert_eq!(inspect::faults(&html), [""; 0], "{html}");
    html
}

#[test]
fn the_list_is_sound_full_empty_paused_and_refused() {
    let mut form = Typed::new()
        .with("kind", "shared")
        .with("paid_from", "2026-01-01");
    let asked = Asked::read(&mut form);
    let full = ReceiptPage {
        receipts: ALL.map(of).into(),
        next: Some(Place::default()),
        previous: Some(Place::default()),
        paused: true,
    };
    let html = check(&list_page(layout(), (&form, &asked), &full));
    for words in [
        "Salda l’avviso",
        "Da rimborsare",
        "Senza posizione",
        "Quota di un altro ente",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    assert!(
        html.contains("?of=15376371009") && html.contains("A%20B%2F%3F%23"),
        "{html}"
    );
    let none = ReceiptPage::default();
    let first = check(&list_page(
        layout(),
        (&Typed::new(), &Asked::default()),
        &none,
    ));
    assert!(first.contains("Ancora nessuna ricevuta"));
    let filtered = check(&list_page(layout(), (&form, &asked), &none));
    assert!(filtered.contains("Mostra tutte"));
    let mut wrong = Typed::new()
        .with("paid_from", HOSTILE)
        .with("notice", HOSTILE);
    let asked = Asked::read(&mut wrong);
    let html = check(&list_page(layout(), (&wrong, &asked), &none));
    assert!(html.contains("Scrivi le 18 cifre"), "{html}");
}

#[test]
fn the_page_of_a_receipt_says_what_it_is_to_the_body() {
    for standing in ALL {
        let receipt = of(standing);
        let has_position = matches!(standing, Standing::Settles | Standing::Extra);
        let reported = ReportedTransfer {
            creditor: receipt.creditor.clone(),
            issuer: receipt.issuer.clone(),
            position: receipt.nav.clone(),
            nav: receipt.nav.clone(),
            transfer: 2,
            receipt_id: receipt.receipt_id.clone(),
            flow_id: kernel::flow::FlowId::parse("2026-11-20PSP-1").expect("a flow"),
            revision: 1,
            row: 1,
            at: receipt.received_at,
        };
        let found = Found {
            receipt,
            position: has_position.then(position),
        };
        let html = check(&detail_page(layout(), &found, &[reported]));
        assert!(html.contains(standing.explained()), "{html}");
        assert_eq!(html.contains("Vai alla posizione"), has_position);
        let shared = standing == Standing::Shared;
        assert_eq!(html.contains("Quota di questo ente"), shared);
        let unread = check(&detail_page(layout(), &found, &[]));
        assert_eq!(unread.contains("Non ancora"), shared);
    }
}
