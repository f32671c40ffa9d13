//! Every page of the archive, rendered with hostile words wherever words may stand.

use askama::Template;
use kernel::tax::TaxCode;
use platform::web::inspect::{self, HOSTILE};
use platform::web::{MenuItem, Panel, Typed};

use super::acts::{Allowed, Sent, offered};
use super::asked::Asked;
use super::detail::detail_page;
use super::dossier::Whole;
use super::filters::form;
use super::found::Listed;
use super::list::HERE;
use super::shown::{list_page, people};
use crate::domain::archive::{Filter, Order, Walk};
use crate::domain::history::HistoryEntry;
use crate::domain::outwards::{Push, PushState, Target, Trouble};
use crate::domain::position::{DebtPosition, PositionState, pay, samples};
use crate::domain::receipt::Standing;
use crate::domain::receipt::samples::receipt;
use crate::store::archive::{Found, Place};
use crate::store::debtors::DebtorName;
use crate::store::dossier::Dossier;

fn layout() -> Panel {
    let (label, icon) = ("Posizioni debitorie", "it-list");
    let item = MenuItem {
        label,
        href: HERE,
        icon,
    };
    Panel::new(HOSTILE, HOSTILE, &[item], HERE)
}

fn position() -> DebtPosition {
    let mut position = samples::position();
    position.debtor.full_name = HOSTILE.to_owned();
    position.options[0].installments[0].description = HOSTILE.to_owned();
    position
}

/// One for each state of what is told outwards.
fn pushes() -> Vec<Push> {
    let position = samples::position();
    let (at, about) = (position.updated_at, (position.creditor, position.nav));
    let new = Push::new(about, Target::Aca, position.service, at);
    let refused = Trouble::of_status(409, Some(HOSTILE), None);
    let failed = Trouble::of_status(500, Some(HOSTILE), None);
    vec![
        new.settled(None, at),
        new.failed(&failed, at),
        new.failed(&refused, at),
        new.settled(Some((PushState::NotWanted, HOSTILE)), at),
        new,
    ]
}

fn sound(page: &impl Template) -> String {
    let html = page.render().expect("a page");
    assert_eq!(inspect::faults(&html), [""; 0], "{html}");
    html
}

fn listed(positions: Vec<DebtPosition>, next: bool, paused: bool) -> Listed {
    let person = DebtorName {
        creditor: samples::position().creditor,
        name_key: "X".to_owned(),
        tax_code: TaxCode::Anonymous,
        name: HOSTILE.to_owned(),
    };
    Listed {
        people: vec![person.clone(), person],
        found: Some(Found {
            positions,
            next: next.then(Place::default),
            previous: paused.then(Place::default),
            paused,
        }),
        walk: Walk::of(&Filter::default(), None),
    }
}

#[test]
fn the_list_is_a_sound_page_full_empty_paused_and_refused() {
    let asked = Asked {
        filter: Filter {
            state: Some(PositionState::Paid),
            ..Filter::default()
        },
        order: Some(Order::DueFirst),
        remembered: true,
        ..Asked::default()
    };
    let mut typed = Typed::new().with("q", HOSTILE).with("state", "PAID");
    typed.reject("due_to", HOSTILE);
    for listed in [
        listed(vec![position(); 25], true, false),
        listed(vec![position()], true, true),
        listed(Vec::new(), true, true),
        listed(Vec::new(), false, false),
    ] {
        let form = form(&typed, &asked, None);
        let html = sound(&list_page(layout(), form, &asked, &listed));
        let found = listed.found.as_ref().unwrap();
        assert_eq!(html.contains("Continua la ricerca"), found.paused);
        let table = people(&listed.people, |_| HERE.to_owned()).unwrap();
        assert!(!table.to_string().contains("<script>"));
    }
}

#[test]
fn the_position_is_a_sound_page_before_and_after_its_payments() {
    let mut open = position();
    let mut second = open.options[0].installments[0].clone();
    second.nav = kernel::notice::NoticeNumber::parse("307000000000000075").unwrap();
    second.iuv = second.nav.iuv();
    open.options[0].installments.push(second);
    let paid = pay(&open, &open.nav, samples::payment("A"), open.updated_at);
    let mut paid = paid.unwrap().position;
    paid.extra_payments = 2;
    let mut extra = receipt("B");
    extra.standing = Standing::Extra;
    extra.psp_name = HOSTILE.to_owned();
    let settings = crate::domain::settings::samples::settings();
    for (position, receipts) in [(open, vec![]), (paid, vec![receipt("A"), extra])] {
        let history = HistoryEntry {
            creditor: position.creditor.clone(),
            nav: position.nav.clone(),
            version: 2,
            at: position.updated_at,
            actor: HOSTILE.to_owned(),
            from: HOSTILE.to_owned(),
            to: HOSTILE.to_owned(),
            note: HOSTILE.to_owned(),
        };
        let whole = Whole {
            dossier: Dossier {
                position,
                receipts,
                history: vec![history],
                reported: Vec::new(),
                pushes: pushes(),
            },
            lines: Vec::new(),
            today: jiff::civil::date(2026, 11, 21),
        };
        let mut page = detail_page(layout(), (&whole, &settings), true).unwrap();
        let position = &whole.dossier.position;
        let mut typed = Typed::new().with("by", HOSTILE);
        typed.reject("by", HOSTILE);
        let may = Allowed {
            writes: true,
            records: true,
        };
        let (now, sent) = (position.updated_at, Some(Sent::Payment));
        page.acts = offered(may, position, HERE, now, (&typed, sent));
        let html = sound(&page);
        assert_eq!(html.matches("/resend\"").count(), 5, "{html}");
        let open = position.first().unwrap().payment.is_none();
        assert_eq!(html.contains("Annulla la posizione"), open);
        assert!(
            html.contains("Registra un pagamento"),
            "a part is still open"
        );
        assert!(html.contains("Rata 2") && html.contains("Dov’è il mio denaro?"));
    }
}
