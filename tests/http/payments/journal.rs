//! The journal of calls to and from pagoPA: what is noted, what is masked, how it is found.

use access::Role;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use payments::domain::journal::{Call, Entry, KeptDays, Operation, Outcome, entry};
use platform::table::Condition;

use crate::guests::Guest;

use super::messages::CREDITOR;
use super::node::verification;
use super::world::World;

const HERE: &str = "/panel/payments/journal";

impl World {
    async fn journal(&self, cookie: &str, query: &str) -> String {
        let answer = self.panel(cookie, &format!("{HERE}{query}")).await;
        assert_eq!(answer.status(), 200, "{query}");
        answer.text().await.unwrap()
    }

    /// As many calls as asked, a minute apart, the last one now.
    async fn noted(&self, count: u32, operation: Operation, status: u16) -> Vec<Entry> {
        let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
        let mut all = Vec::new();
        for n in 0..count {
            let at = self.stack.clock.now() - jiff::SignedDuration::from_mins((count - n).into());
            let clock = kernel::time::ManualClock::new(at);
            let id = kernel::ids::EventId::mint(&clock, &kernel::dice::OsDice);
            let call = Call {
                operation,
                creditor: Some(&creditor),
                notice: None,
                what: "GET /x",
                started: at,
                ended: at,
                status: Some(status),
                trouble: None,
                request: b"",
                answer: b"{\"count\": 0}",
            };
            let entry = entry(id, &call, KeptDays::default());
            self.stack
                .parts
                .table
                .put(&entry, Condition::New)
                .await
                .unwrap();
            all.push(entry);
        }
        all
    }
}

/// The address behind the link with this relation.
fn way(page: &str, rel: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("rel=\"{rel}\" href=\"{HERE}"))?;
    Some(
        rest.split('"')
            .next()
            .unwrap()
            .replace("&#38;", "&")
            .replace("&amp;", "&"),
    )
}

fn ids(page: &str) -> Vec<String> {
    let beginning = format!("href=\"{HERE}/");
    let links = page.split(&beginning).skip(1);
    let ids = links.map(|rest| rest.split('"').next().unwrap().to_owned());
    ids.filter(|id| id.len() == 26 && !id.contains('?'))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_node_asks_is_noted_with_its_answer_and_no_persons_data() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    let cookie = world.sign_in().await;
    let before = world.journal(&cookie, &format!("?notice={notice}")).await;
    assert!(before.contains("Nessuna chiamata corrisponde"), "{before}");
    world.pay(&notice).await;
    let (status, _) = world
        .soap("paVerifyPaymentNotice", &verification(&notice))
        .await;
    assert_eq!(status, 200);

    let list = world.journal(&cookie, &format!("?notice={notice}")).await;
    assert!(list.contains("Ricevuta dal nodo (V2)"), "{list}");
    assert!(list.contains("PAA_PAGAMENTO_DUPLICATO"), "{list}");
    let mut said = String::new();
    for id in ids(&list) {
        said += &world.journal(&cookie, &format!("/{id}")).await;
    }
    let grouped = NoticeNumber::parse(&notice).unwrap().grouped();
    assert!(
        said.contains(&grouped) && said.contains("paSendRTV2"),
        "{said}"
    );
    for personal in ["RSSMRA80A01H501U", "Mario Rossi", "Rossi Mario"] {
        assert!(!said.contains(personal), "{personal}: {said}");
    }
    assert!(
        said.contains("&#60;fullName&#62;***&#60;/fullName&#62;")
            || said.contains("&lt;fullName&gt;***"),
        "{said}"
    );

    let faults = world.journal(&cookie, "?outcome=refused").await;
    assert_eq!(ids(&faults).len(), 1, "{faults}");
    let none = world.journal(&cookie, "?operation=gpd").await;
    assert!(none.contains("Nessuna chiamata corrisponde"), "{none}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_noted_too_and_nothing_of_it_is_kept() {
    let world = World::start().await;
    let (status, _) = world.soap("paNothing", "<x>Mario Rossi</x>").await;
    assert_eq!(status, 500);
    let cookie = world.sign_in().await;
    let page = world.journal(&cookie, "?operation=soap").await;
    assert!(
        page.contains("Nessuna chiamata corrisponde"),
        "it names no body: nobody's page shows it"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_is_read_in_both_directions_without_losing_a_call() {
    let world = World::start().await;
    let noted = world.noted(120, Operation::PushAca, 200).await;
    let wanted: Vec<_> = noted
        .iter()
        .rev()
        .map(|entry| entry.id.to_string())
        .collect();
    let cookie = world.sign_in().await;
    let (mut query, mut seen, mut pages) = ("?operation=aca.push".to_owned(), Vec::new(), 0);
    let last = loop {
        let page = world.journal(&cookie, &query).await;
        seen.extend(ids(&page));
        pages += 1;
        match way(&page, "next") {
            Some(next) => query = next,
            None => break page,
        }
    };
    assert_eq!((pages, &seen), (3, &wanted));
    let (mut page, mut back) = (last, Vec::new());
    while let Some(newer) = way(&page, "prev") {
        page = world.journal(&cookie, &newer).await;
        back.push(ids(&page).len());
    }
    assert_eq!(back, [50, 50], "{page}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_has_a_line_a_call_and_the_log_of_activities_knows_who_took_it() {
    let world = World::start().await;
    world.noted(3, Operation::ListFlows, 503).await;
    world.noted(2, Operation::ReadReceipt, 200).await;
    let cookie = world.sign_in().await;
    let file = world.journal(&cookie, "/export?outcome=failed").await;
    assert_eq!(file.lines().count(), 1 + 3, "{file}");
    assert!(
        file.contains("fdr.flows") && !file.contains("biz-events.receipt"),
        "{file}"
    );
    let admin = Guest::new(&world.stack, CREDITOR, Role::Administrator, vec![]).await;
    let log = admin
        .get("/panel/access/audit?act=journal_downloaded")
        .await;
    let log = log.text().await.unwrap();
    assert!(log.contains("Giornale delle chiamate scaricato"), "{log}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_of_another_body_is_answered_like_an_unknown_one() {
    let world = World::start().await;
    let mut other = world.noted(1, Operation::ListFlows, 200).await.remove(0);
    other.id = kernel::ids::EventId::mint(&*world.stack.clock, &kernel::dice::OsDice);
    other.creditor = Some(OrgFiscalCode::parse("80051230409").unwrap());
    world
        .stack
        .parts
        .table
        .put(&other, Condition::New)
        .await
        .unwrap();
    let cookie = world.sign_in().await;
    let unknown = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    let status = async |id: &str| world.panel(&cookie, &format!("{HERE}/{id}")).await.status();
    assert_eq!(status(unknown).await, 404);
    assert_eq!(status("x").await, 404);
    assert_eq!(status(other.id.as_str()).await, 404);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_goes_by_itself_after_its_days_and_is_small() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    world.pay(&notice).await;
    let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
    let now = world.stack.clock.now();
    let listing = payments::store::journal::Listing {
        creditor,
        from: now - jiff::SignedDuration::from_hours(1),
        until: now + jiff::SignedDuration::from_hours(1),
        notice: None,
        faults: false,
        descending: true,
    };
    let found = listing
        .page(&world.stack.parts.table, (None, 50), |_| true)
        .await
        .unwrap();
    let receipt = found
        .entries
        .iter()
        .find(|entry| entry.operation == Operation::SendRtV2);
    let receipt = receipt.expect("the receipt");
    assert_eq!(receipt.outcome, Outcome::Done);
    assert_eq!(receipt.notice.as_ref().unwrap().as_str(), notice);
    let days = receipt.kept_until.duration_since(receipt.at).as_hours() / 24;
    assert_eq!(days, 396);
    let item = platform::table::to_item(receipt).unwrap();
    assert!(item.contains_key("ttl"));
    let size = platform::table::size_bytes(&item);
    assert!(size < 2 * 1_024, "{size} bytes: 2 units of writing");
    world.stack.stop().await;
}
