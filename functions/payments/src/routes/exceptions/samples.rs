//! The page of exceptions, with hostile words wherever words may stand.

use askama::Template;
use kernel::flow::FlowId;
use kernel::notice::NoticeNumber;
use platform::web::inspect::{self, HOSTILE};
use platform::web::ui::Pager;
use platform::web::{MenuItem, Panel};

use super::likely::Likely;
use super::list::{HERE, ListPage, empty, item};
use crate::domain::exceptions::{Decision, Exception, ExceptionId, ExceptionKind, Remedy, samples};

fn layout() -> Panel {
    let (label, icon) = ("Da sistemare", "it-list");
    let item = MenuItem {
        label,
        href: HERE,
        icon,
    };
    Panel::new(HOSTILE, HOSTILE, &[item], HERE)
}

fn of(at: usize, kind: ExceptionKind) -> Exception {
    let mut one = Exception {
        kind,
        ..samples::orphan()
    };
    one.id = ExceptionId::parse(&format!("r-{at:032x}")).expect("an id");
    one.about.debtor_name = Some(HOSTILE.to_owned());
    one.about.tax_code = Some(HOSTILE.to_owned());
    one
}

fn check(page: &ListPage) {
    let html = page.render().expect("a page");
    assert_eq!(inspect::faults(&html), [""; 0], "{html}");
}

#[test]
fn the_inbox_is_sound() {
    let nav = NoticeNumber::parse("307000000000000075").expect("a number");
    let flow = FlowId::parse("2026-11-20PSP-1").expect("a flow");
    let found = [
        Some(Likely::Position(nav, HOSTILE.to_owned())),
        Some(Likely::Flow(flow.clone())),
        Some(Likely::Credit(flow, jiff::civil::date(2026, 11, 20))),
        None,
    ];
    let all = ExceptionKind::ALL.into_iter().enumerate();
    let items = all.zip(found.into_iter().cycle());
    let items = items.map(|((at, kind), likely)| item(&of(at, kind), likely, true));
    check(&ListPage {
        layout: layout().here("Da sistemare"),
        settled: false,
        trouble: None,
        items: items.collect(),
        empty: empty(false),
        pager: Pager::new(Some(HERE.to_owned()), Some(HERE.to_owned())),
    });
    let open = of(1, ExceptionKind::ExtraPayment);
    let who = ("user:x", open.opened_at);
    let Decision::Changed(done) = open.settle(Remedy::Refunded, HOSTILE, who) else {
        panic!("settled")
    };
    for items in [vec![item(&done, None, true)], Vec::new()] {
        check(&ListPage {
            layout: layout().here("Da sistemare"),
            settled: true,
            trouble: None,
            items,
            empty: empty(true),
            pager: Pager::default(),
        });
    }
}
