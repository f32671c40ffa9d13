//! The requests to the table that matching may cost (`store/keys.rs`, the notes below the table).

use jiff::Timestamp;
use kernel::flow::FlowId;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use payments::domain::flow::{FlowRow, PaymentOutcome, RowOutcome};
use payments::store::flow_rows::match_row;
use payments::store::flows;

use super::flow_files::{FLOW, flow, row, statement};
use super::world::{CREDITOR, World, text};

/// A world with a flow of one paid notice, its credit in a statement, and a second paid notice.
async fn world() -> (World, String, String) {
    let world = World::start().await;
    let notices = world.publish(2).await.notices;
    for notice in &notices {
        world.pay(notice).await;
    }
    let receipt = world.receipt_of(&notices[0]).await;
    let xml = flow(
        FLOW,
        "10:30:00",
        &[row(&notices[0], &receipt, "30.00", "0")],
        "30.00",
    );
    world.send_flow(&xml, "f1").await;
    world.flow(FLOW).await;
    let read = world.statement(&statement(FLOW, "30,00"), "s1").await;
    (world, notices[1].clone(), text(&read, "id"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_a_flow_costs_a_get_and_a_transaction() {
    let (world, notice, _) = world().await;
    let table = &world.stack.parts.table;
    let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
    let flow = flows::read(table, &creditor, &FlowId::parse(FLOW).unwrap()).await;
    let flow = flow.unwrap().unwrap();
    let receipt = world.receipt_of(&notice).await;
    let row = FlowRow {
        row: 2,
        iuv: NoticeNumber::parse(&notice).unwrap().iuv(),
        receipt_id: ReceiptId::parse(&receipt).unwrap(),
        transfer: None,
        amount_cents: Cents::new(3_000),
        payment: PaymentOutcome::Executed,
        paid_on: jiff::civil::date(2026, 11, 19),
    };
    let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
    world.stack.counts.take();
    let matched = match_row(table, &flow, &row, now).await.unwrap();
    assert_eq!(
        (matched.outcome, world.stack.counts.take()),
        (RowOutcome::Matched, 1 + 1)
    );
    let again = match_row(table, &flow, &row, now).await.unwrap();
    assert_eq!(
        (again.outcome, world.stack.counts.take()),
        (RowOutcome::Matched, 1 + 1),
        "and no write"
    );
    let history = world.positions_history(&notice).await;
    assert_eq!(history, 1, "reported once");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_matching_keeps_to_its_budget() {
    let (world, _, statement) = world().await;
    let cookie = world.sign_in().await;
    for (path, cost) in [
        ("/panel/payments/matching".to_owned(), 1 + 4 + 1),
        ("/panel/payments/exceptions".to_owned(), 1 + 1),
        (format!("/panel/payments/matching/flows/{FLOW}"), 1 + 1 + 1),
        (
            format!("/panel/payments/matching/flows/{FLOW}/rows"),
            1 + 1 + 1 + 1,
        ),
        (
            format!("/panel/payments/matching/statements/{statement}"),
            1 + 1 + 1,
        ),
    ] {
        world.panel(&cookie, &path).await;
        world.stack.counts.take();
        let answer = world.panel(&cookie, &path).await;
        assert!(answer.status().is_success(), "{path}");
        assert_eq!(world.stack.counts.take(), cost, "{path}: the session first");
    }
    for (path, cost) in [
        ("/flows".to_owned(), 1 + 1),
        ("/exceptions".to_owned(), 1 + 1),
        (format!("/flows/{FLOW}"), 1 + 1),
        (format!("/statements/{statement}"), 1 + 1 + 1),
    ] {
        world.stack.counts.take();
        assert!(world.get(&path).await.status().is_success(), "{path}");
        assert_eq!(world.stack.counts.take(), cost, "{path}: the key first");
    }
    let unknown = row("300000000000000000", "X", "1.00", "0");
    let other = flow("2026-11-20PRATITM1XXX-8", "10:30:00", &[unknown], "1.00");
    world.stack.counts.take();
    world.send_flow(&other, "f2").await;
    assert_eq!(
        world.stack.counts.take(),
        2 + 1 + 1 + 1,
        "two keys, a get, a transaction and the event"
    );
    world.send_flow(&other, "f2").await;
    assert_eq!(
        world.stack.counts.take(),
        2 + 1,
        "the same again: the keys and the event"
    );
    world.stack.stop().await;
}

impl World {
    /// How often a flow reported something of this notice.
    async fn positions_history(&self, notice: &str) -> usize {
        let cookie = self.sign_in().await;
        let page = self
            .panel(&cookie, &format!("/panel/payments/positions/{notice}"))
            .await;
        page.text()
            .await
            .unwrap()
            .matches("Pagamento rendicontato nel flusso")
            .count()
    }
}
