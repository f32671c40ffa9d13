//! Every page of accounting, rendered with hostile words wherever words may stand.

use askama::Template;
use jiff::civil::date;
use platform::web::Typed;
use platform::web::inspect::{self, HOSTILE};
use platform::web::ui::Pager;

use super::super::samples::{at, kept, layout, line, made};
use super::book::Booking;
use super::{defaults, flow, list, statement};
use crate::domain::accounting::{
    AccountingChange, AccountingDefaults, AccountingPerson, AccountingRecord, AccountingTerms,
    CollectionAccount, DefaultTerms,
};
use crate::domain::flow::{BankState, FlowState, LineMatch};
use crate::domain::statement::{ProvisionalEntry, StatementState};

fn terms() -> AccountingTerms {
    AccountingTerms {
        accounting_date: date(2026, 11, 23),
        person: AccountingPerson::parse(HOSTILE).expect("a person"),
        account: CollectionAccount::of_test(),
    }
}

impl CollectionAccount {
    fn of_test() -> Self {
        Self::parse("\"><b>CC1</b>").expect("an account")
    }
}

fn record() -> AccountingRecord {
    let flow = kept(FlowState::Ready);
    AccountingRecord {
        creditor: flow.creditor.clone(),
        flow_id: flow.id.clone(),
        terms: terms(),
        amount_cents: kernel::money::Cents::new(1),
        settled_on: flow.settled_on,
        provisional: ProvisionalEntry::parse("0033089", Some(2026)),
        statement: None,
        created_by: "user:x".into(),
        created_at: at(),
        updated_at: at(),
        version: 2,
    }
}

fn booking(bank: BankState, record: Option<AccountingRecord>) -> Booking {
    let mut flow = kept(FlowState::Ready);
    flow.bank = bank;
    let change = AccountingChange {
        creditor: flow.creditor.clone(),
        flow_id: flow.id.clone(),
        version: 2,
        at: at(),
        by: "user:x".into(),
        from: terms(),
        to: terms(),
    };
    let changes = record.iter().map(|_| change.clone()).collect();
    Booking {
        line: (bank == BankState::Matched).then(|| line(LineMatch::Matched)),
        flow,
        record,
        changes,
    }
}

fn check(page: &impl Template) -> String {
    let html = page.render().expect("a page");
    assert_eq!(inspect::faults(&html), [""; 0], "{html}");
    html
}

#[test]
fn the_page_that_books_a_flow_is_sound() {
    use BankState::{AmountDiffers, Duplicate, Matched, Waiting};
    for bank in [Matched, Waiting, AmountDiffers, Duplicate] {
        for record in [None, Some(record())] {
            let is_open = record.is_some() || matches!(bank, Matched | Waiting);
            let booking = booking(bank, record);
            let mut form = Typed::new().with("person", HOSTILE);
            form.reject("person", HOSTILE);
            let html = check(&flow::book_page(layout(), &booking, (&form, true)));
            assert_eq!(html.contains("name=\"person\""), is_open, "{bank:?}");
            let html = check(&flow::book_page(layout(), &booking, (&form, false)));
            assert!(!html.contains("<form class=\"sp-box\""));
        }
    }
}

#[test]
fn the_page_that_books_a_statement_is_sound() {
    let open = || booking(BankState::Matched, None);
    let booked = || booking(BankState::Matched, Some(record()));
    let statement = made(StatementState::Ready);
    let form = Typed::new().with("person", HOSTILE);
    for bookings in [
        vec![],
        vec![open()],
        vec![open(), booked(), open()],
        vec![booked()],
    ] {
        let page = |form| statement::book_all_page(layout(), &statement, &bookings, (form, 0));
        check(&page(Some(&form)));
        check(&page(None));
    }
}

#[test]
fn the_lists_and_the_presets_are_sound() {
    let days = (date(2026, 1, 1), date(2026, 12, 31));
    for records in [vec![], vec![record(), record()]] {
        let pager = Pager::new(None, Some("/x".into()));
        check(&list::records_page(layout(), &records, (days, true), pager));
    }
    let turned = (days.1, days.0);
    let page = list::records_page(layout(), &[], (turned, true), Pager::default());
    assert!(check(&page).contains("prima di quella iniziale"));
    let defaults = AccountingDefaults {
        creditor: record().creditor,
        terms: DefaultTerms::default(),
        updated_by: "user:x".into(),
        updated_at: at(),
        version: 1,
    };
    let form = Typed::new().with("person", HOSTILE).with("date", "bank");
    for found in [None, Some(&defaults)] {
        check(&defaults::defaults_page(layout(), found, &form));
    }
}
