//! The page of the log: searched, read in both directions, taken away.

use access::Role;
use access::domain::audit::{Act, AuditEvent, Who};
use access::store::audit as store;
use http::{Method, StatusCode, header};
use jiff::SignedDuration;
use kernel::dice::SeededDice;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::web::inspect;

use super::gate::change_role;
use super::world::{Answer, KEY, NEIGHBOUR, TOWN, World};

const HERE: &str = "/panel/access/audit";
const NOTICE: &str = "300715700000000032";

/// A world with its administrator's cookie.
async fn administrator() -> (World, String) {
    let world = World::new().await;
    change_role(&world, Role::Administrator).await;
    let cookie = world.session().await;
    (world, cookie)
}

impl World {
    async fn log(&self, cookie: &str, query: &str) -> Answer {
        self.get(&format!("{HERE}{query}"), &[("cookie", cookie)])
            .await
    }

    async fn search(&self, cookie: &str, form: &str) -> Answer {
        let headers = [
            ("cookie", cookie),
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
        ];
        self.send_body(Method::POST, HERE, &headers, form.to_owned())
            .await
    }

    /// Writes `count` events, a minute apart.
    async fn write(&self, tenant: &str, act: Act, count: u64) {
        let tenant = OrgFiscalCode::parse(tenant).unwrap();
        let dice = SeededDice::new(count);
        for _ in 0..count {
            self.clock.advance(SignedDuration::from_mins(1));
            let minted = (EventId::mint(&*self.clock, &dice), self.clock.now());
            let event = AuditEvent::new(minted, Who::job("test"), act).of(&tenant);
            store::write(&self.table, &event).await.unwrap();
        }
    }

    async fn download_notice(&self) {
        self.clock.advance(SignedDuration::from_secs(1));
        let path = format!("/api/creditors/{TOWN}/notices/{NOTICE}");
        let answer = self.get(&path, &[("x-api-key", KEY)]).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
}

fn rows(page: &Answer) -> usize {
    page.body.matches("<tr>").count().saturating_sub(1)
}

#[tokio::test]
async fn the_log_is_for_those_who_may_and_tells_of_who_may_not() {
    let world = World::new().await;
    let cookie = world.session().await;
    assert_eq!(world.log(&cookie, "").await.status, StatusCode::FORBIDDEN);
    change_role(&world, Role::Administrator).await;
    let cookie = world.session().await;
    let page = world.log(&cookie, "").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(inspect::faults(&page.body), [""; 0], "{}", page.body);
    assert!(page.body.contains("Accesso negato") && page.body.contains("Ada Bianchi"));
}

#[tokio::test]
async fn an_organisation_sees_its_own_events_alone() {
    let (world, cookie) = administrator().await;
    world.write(NEIGHBOUR, Act::ExportAsked, 3).await;
    world.write(TOWN, Act::ImportConfirmed, 2).await;
    let page = world.log(&cookie, "?who=").await;
    assert!(page.body.contains("Importazione pubblicata"));
    assert!(
        !page.body.contains("<td>Esportazione richiesta"),
        "the word stands in the filter alone"
    );
    let by_act = world.log(&cookie, "?act=export_asked").await;
    assert!(by_act.body.contains("Nessuna attività"));
}

#[tokio::test]
async fn a_notice_is_found_by_its_number_which_no_address_and_no_page_shows() {
    let (world, cookie) = administrator().await;
    world.download_notice().await;
    world.write(TOWN, Act::ImportConfirmed, 5).await;
    let found = world.search(&cookie, "q=3007+1570+0000+0000+32").await;
    assert_eq!(found.status, StatusCode::SEE_OTHER);
    let place = found.header(header::LOCATION).to_owned();
    assert!(
        place.contains("object=h:") && !place.contains("3007"),
        "{place}"
    );
    let page = world.get(&place, &[("cookie", &cookie)]).await;
    assert!(page.body.contains("Avviso scaricato") && !page.body.contains(NOTICE));
    assert_eq!(
        page.body.matches("Importazione pubblicata").count(),
        1,
        "in the filter alone"
    );
    let none = world.search(&cookie, "q=300715700000000099").await;
    let none = none.header(header::LOCATION).to_owned();
    let none = world.get(&none, &[("cookie", &cookie)]).await;
    assert!(none.body.contains("Nessuna attività"));
}

#[tokio::test]
async fn filters_are_remembered_and_taken_off() {
    let (world, cookie) = administrator().await;
    world.write(TOWN, Act::ImportConfirmed, 2).await;
    world.write(TOWN, Act::ExportAsked, 2).await;
    let filtered = world
        .search(&cookie, "act=export_asked&outcome=done&from=2026-03-01")
        .await;
    let place = filtered.header(header::LOCATION).to_owned();
    assert!(
        place.contains("act=export_asked") && place.contains("from=2026-03-01"),
        "{place}"
    );
    let again = world.log(&cookie, "").await;
    assert!(
        again.body.contains("Attività: Esportazione richiesta"),
        "{}",
        again.body
    );
    let cleared = world.search(&cookie, "clear=yes&act=export_asked").await;
    assert_eq!(cleared.header(header::LOCATION), format!("{HERE}?who="));
    let all = world.log(&cookie, "").await;
    assert!(!all.body.contains("Filtri attivi"));
}

#[tokio::test]
async fn a_wrong_period_is_told_and_what_was_typed_stays() {
    let (world, cookie) = administrator().await;
    let page = world.search(&cookie, "from=2026-03-05&to=2026-03-01").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("value=\"2026-03-05\""));
    assert_eq!(inspect::faults(&page.body), [""; 0], "{}", page.body);
}

/// The way on with this `rel`.
fn way(page: &Answer, rel: &str) -> Option<String> {
    let (_, rest) = page.body.split_once(&format!("rel=\"{rel}\" href=\""))?;
    Some(
        rest.split('"')
            .next()?
            .replace("&#38;", "&")
            .replace("&amp;", "&"),
    )
}

#[tokio::test]
async fn the_list_is_read_forth_and_back() {
    let (world, cookie) = administrator().await;
    world.write(TOWN, Act::ImportConfirmed, 120).await;
    let query = "?act=import_confirmed";
    let first = world.log(&cookie, query).await;
    assert_eq!((rows(&first), way(&first, "prev")), (50, None));
    let follow = async |page: &Answer, rel: &str| {
        let place = way(page, rel).unwrap();
        world.get(&place, &[("cookie", &cookie)]).await
    };
    let second = follow(&first, "next").await;
    let third = follow(&second, "next").await;
    assert_eq!(
        (rows(&second), rows(&third), way(&third, "next")),
        (50, 20, None)
    );
    let back = follow(&third, "prev").await;
    assert_eq!(rows(&back), 50);
    let cells = |page: &Answer| {
        page.body
            .split("<tbody>")
            .nth(1)
            .unwrap()
            .split("</tbody>")
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(cells(&back), cells(&second));
    assert_eq!(cells(&follow(&back, "prev").await), cells(&first));
}

#[tokio::test]
async fn the_file_has_every_event_and_no_cell_that_runs() {
    let (world, cookie) = administrator().await;
    world.write(TOWN, Act::ImportConfirmed, 120).await;
    world.download_notice().await;
    let file = world
        .get(&format!("{HERE}/export?who="), &[("cookie", &cookie)])
        .await;
    assert_eq!(file.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(
        file.header(header::CONTENT_DISPOSITION)
            .starts_with("attachment")
    );
    let lines: Vec<_> = file.body.trim_end().split("\r\n").collect();
    assert!(lines[0].starts_with("\u{feff}Registrazione;Quando (UTC);"));
    assert!(lines.len() > 1 + 120, "{}", lines.len());
    assert!(lines[1].contains("Avviso scaricato") && lines[1].contains(";Riuscita;h:"));
    let runs = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t']);
    assert!(!lines.iter().flat_map(|line| line.split(';')).any(runs));
    let after = world.log(&cookie, "?act=audit_downloaded").await;
    assert_eq!(rows(&after), 1, "who takes the log away is in the log");
}

#[tokio::test]
async fn the_page_keeps_to_its_budget() {
    let (world, cookie) = administrator().await;
    world.write(TOWN, Act::ImportConfirmed, 30).await;
    world.count.take();
    world.log(&cookie, "?from=2026-03-01").await;
    // The first of March begins in Rome when it is still February in UTC.
    let days = 3;
    assert_eq!(
        world.count.take(),
        1 + 1 + 4 * days + 1,
        "the session, the chain, four queries a day, the members"
    );
    world
        .log(&cookie, "?object=01KA9B6N0M5VJ8G2Q4T7XW3ZRE")
        .await;
    assert_eq!(world.count.take(), 1 + 1 + 1 + 1, "by object: one query");
    world.log(&cookie, "").await;
    assert!(world.count.take() <= 1 + 1 + 1 + 8 * 16 + 1);
}

#[tokio::test]
async fn a_sealed_log_says_until_when_and_reads_only_days_with_events() {
    let (world, cookie) = administrator().await;
    world.write(TOWN, Act::ImportConfirmed, 3).await;
    let before = world.log(&cookie, "?who=").await;
    assert!(before.body.contains("non è ancora stato sigillato"));
    world.clock.advance(SignedDuration::from_hours(1));
    world.seal().await;
    world.count.take();
    let after = world.log(&cookie, "?who=").await;
    assert!(after.body.contains("Sigillato fino al") && after.body.contains("Verificato il"));
    assert_eq!(inspect::faults(&after.body), [""; 0], "{}", after.body);
    assert!(
        world.count.take() <= 1 + 1 + 4 * 2 + 1,
        "two days at most: the sealed one and today"
    );
}
