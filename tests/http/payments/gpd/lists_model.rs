//! Lists against a model: whatever is asked, the pages together are what the test itself filters and sorts.

use http::Method;
use jiff::{SignedDuration, Timestamp};
use kernel::time::Clock;
use serde_json::{Value, json};

use super::desk::{ACA, Desk, EXTERNAL, INTERNAL, INTERNAL_2, V3, iuv, nav, written};

const MOUNTS: [&str; 5] = [EXTERNAL, INTERNAL, INTERNAL_2, ACA, V3];
const LIST: &str = "{org}/debtpositions";

/// What the test knows of a position.
#[derive(Clone, Debug)]
struct Known {
    iupd: String,
    company: String,
    state: &'static str,
    /// Days from the beginning of the test.
    due: Vec<i64>,
    /// When the whole was paid, in days from the beginning.
    paid: Option<i64>,
}

impl Known {
    /// As v3 says the state.
    fn state_in_v3(&self) -> &'static str {
        match self.state {
            "INVALID" | "EXPIRED" => "UNPAYABLE",
            "PAID" | "REPORTED" => "PAID",
            other => other,
        }
    }
}

/// Whether a position is of the list, in v3's states or in v1's.
type Fits = Box<dyn Fn(&Known, bool) -> bool>;

/// What is asked for: a query, and which positions fit it.
struct Filter {
    query: String,
    fits: Fits,
}

struct World {
    desk: Desk,
    /// In the order in which they were made.
    all: Vec<Known>,
    /// Days at the beginning, as clients write them, by their distance.
    days: Vec<String>,
    start: Timestamp,
}

const STATES: [&str; 8] = [
    "DRAFT",
    "PUBLISHED",
    "VALID",
    "INVALID",
    "EXPIRED",
    "PARTIALLY_PAID",
    "PAID",
    "REPORTED",
];
const COMPANIES: [&str; 3] = ["Comune di Valdorra", "Azienda Idrica", "Scuola"];

impl World {
    /// Three positions of each state, made one after the other.
    async fn open() -> Self {
        let desk = Desk::open().await;
        let start = desk.world.stack.clock.now();
        let days: Vec<String> = (0..130).map(|day| desk.in_days(day - 5)).collect();
        let mut all = Vec::new();
        for n in 0..24_u8 {
            all.push(make(&desk, n).await);
        }
        desk.world
            .stack
            .clock
            .advance(SignedDuration::from_hours(24 * 2));
        Self {
            desk,
            all,
            days,
            start,
        }
    }

    /// The day so far from the beginning.
    fn day(&self, distance: i64) -> &str {
        &self.days[usize::try_from(distance + 5).unwrap()][..10]
    }

    /// So many hours from the beginning.
    fn moment(&self, hours: i64) -> String {
        written(self.start + SignedDuration::from_hours(hours))
    }

    fn filters(&self) -> Vec<Filter> {
        let due = |from: i64, to: i64| {
            move |known: &Known, _: bool| known.due.iter().any(|day| (from..=to).contains(day))
        };
        let paid = |from: i64, to: i64| {
            move |known: &Known, _: bool| known.paid.is_some_and(|day| (from..=to).contains(&day))
        };
        let mut all = vec![Filter::new("", |_, _| true)];
        for state in STATES.iter().chain(&["UNPAYABLE"]).copied() {
            all.push(Filter::new(&format!("status={state}"), move |known, v3| {
                let told = if v3 { known.state_in_v3() } else { known.state };
                told == state
            }));
        }
        let (near, far) = (self.day(20), self.day(50));
        let query = format!("due_date_from={near}&due_date_to={far}");
        all.push(Filter::new(&query, due(20, 50)));
        all.push(Filter::new(&format!("due_date_from={near}"), due(20, 50)));
        all.push(Filter::new(&format!("due_date_to={far}"), due(20, 50)));
        let query = format!(
            "status=VALID&due_date_from={}&due_date_to={near}",
            self.day(10)
        );
        let is_near = due(10, 20);
        all.push(Filter::new(&query, move |known, v3| {
            known.state == "VALID" && is_near(known, v3)
        }));
        let (first, last) = (self.day(-3), self.day(-2));
        let query = format!("payment_date_from={first}&payment_date_to={last}");
        all.push(Filter::new(&query, paid(-3, -2)));
        all.push(Filter::new(
            &format!("payment_date_from={last}"),
            paid(-2, 28),
        ));
        all.push(Filter::new(
            &format!("payment_date_to={first}"),
            paid(-33, -3),
        ));
        let (first, last) = (self.moment(-84), self.moment(-60));
        let query = format!("payment_date_time_from={first}&payment_date_time_to={last}");
        all.push(Filter::new(&query, paid(-3, -3)));
        all
    }

    /// What must come, all pages together.
    fn model(
        &self,
        mount: &str,
        filter: &Filter,
        (order, descending): (&str, bool),
    ) -> Vec<String> {
        let is_v3 = mount == V3;
        let all = self.all.iter().filter(|known| (filter.fits)(known, is_v3));
        let mut all: Vec<&Known> = all.collect();
        match order {
            "IUPD" => all.sort_by(|a, b| a.iupd.cmp(&b.iupd)),
            "STATUS" => all.sort_by_key(|known| known.state),
            "COMPANY_NAME" => all.sort_by(|a, b| a.company.cmp(&b.company)),
            _ => {}
        }
        if descending {
            all.reverse();
        }
        all.into_iter().map(|known| known.iupd.clone()).collect()
    }

    /// Turns all pages, and holds what each says of itself.
    async fn pages(&self, mount: &str, query: &str, limit: usize) -> Vec<String> {
        let mut all = Vec::new();
        for page in 0.. {
            let path = format!("{LIST}?{query}&limit={limit}&page={page}");
            let path = path.replace("?&", "?");
            let answer = self.desk.ask(mount, Method::GET, &path, None).await;
            assert_eq!(answer.status, 200, "{path} {answer:?}");
            let found = iupds(&answer.body);
            let info = &answer.body["page_info"];
            let told = ["page", "limit", "items_found"].map(|name| info[name].as_u64().unwrap());
            let told = told.map(|number| usize::try_from(number).unwrap());
            assert_eq!(told, [page, limit, found.len()], "{path}");
            let pages = usize::try_from(info["total_pages"].as_u64().unwrap()).unwrap();
            all.extend(found);
            if page + 1 >= pages {
                assert_eq!(pages, all.len().div_ceil(limit), "{path}");
                return all;
            }
        }
        all
    }
}

impl Filter {
    fn new(query: &str, fits: impl Fn(&Known, bool) -> bool + 'static) -> Self {
        Self {
            query: query.to_owned(),
            fits: Box::new(fits),
        }
    }
}

fn iupds(page: &Value) -> Vec<String> {
    let list = page["payment_position_list"].as_array().unwrap();
    let iupd = |one: &Value| one["iupd"].as_str().unwrap().to_owned();
    list.iter().map(iupd).collect()
}

/// The nth position, brought to its state.
async fn make(desk: &Desk, n: u8) -> Known {
    let (base, state) = (900 + 10 * u64::from(n), STATES[usize::from(n) % 8]);
    let company = COMPANIES[usize::from(n / 2) % 3];
    // So that the order of ids is none of the others.
    let iupd = format!("M-{:02}", (u32::from(n) * 7) % 24);
    let is_plan = matches!(state, "PARTIALLY_PAID" | "REPORTED");
    let near = if state == "EXPIRED" {
        1
    } else {
        10 + i64::from(n)
    };
    let mut due = vec![near];
    let mut body = match is_plan {
        false => desk.one(&iupd, base),
        true => desk.plan(&iupd, base),
    };
    body["companyName"] = json!(company);
    let parts = body["paymentOption"].as_array_mut().unwrap();
    for (nth, part) in (0_i64..).zip(parts) {
        let days = near + 20 * nth;
        part["dueDate"] = json!(desk.in_days(days));
        part["retentionDate"] = json!(desk.in_days(120));
        if nth > 0 {
            due.push(days);
        }
    }
    if state == "PUBLISHED" {
        body["validityDate"] = json!(desk.in_days(5));
    }
    match state {
        "DRAFT" => drop(desk.create(&body).await),
        _ => drop(desk.publish(&body).await),
    }
    let paid_on = -i64::from(n % 4);
    let pay = async |base: u64| {
        let path = format!("{{org}}/paymentoptions/paids/{}", nav(base));
        let body = json!({ "paymentDate": desk.in_days(paid_on) });
        let paid = desk.ask(EXTERNAL, Method::POST, &path, Some(&body)).await;
        assert_eq!(paid.status, 200, "{paid:?}");
    };
    match state {
        "INVALID" => {
            let path = format!("{{org}}/debtpositions/{iupd}/invalidate");
            desk.ask(EXTERNAL, Method::POST, &path, None).await;
        }
        "PARTIALLY_PAID" => pay(base + 1).await,
        "PAID" => pay(base).await,
        "REPORTED" => {
            for base in [base + 1, base + 2] {
                pay(base).await;
                let path = format!("{{org}}/paymentoptions/{}/transfers/1/report", iuv(base));
                desk.ask(INTERNAL, Method::POST, &path, None).await;
            }
        }
        _ => {}
    }
    Known {
        iupd,
        company: company.to_owned(),
        state,
        due,
        paid: matches!(state, "PAID" | "REPORTED").then_some(paid_on),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_order_filter_and_page_is_what_a_model_says() {
    let world = World::open().await;
    let orders = ["INSERTED_DATE", "IUPD", "STATUS", "COMPANY_NAME"];
    let mut compared = 0;
    for mount in MOUNTS {
        // The others share their code with v1: one order of an index, and one that is sorted.
        let tried = if [EXTERNAL, V3].contains(&mount) {
            4
        } else {
            2
        };
        for filter in world.filters() {
            let told = filter.query.strip_prefix("status=").unwrap_or_default();
            let states_of_v3 = [
                "DRAFT",
                "PUBLISHED",
                "VALID",
                "UNPAYABLE",
                "PARTIALLY_PAID",
                "PAID",
            ];
            let is_word = match mount {
                V3 => states_of_v3.contains(&told),
                _ => told != "UNPAYABLE",
            };
            if STATES
                .iter()
                .chain(&["UNPAYABLE"])
                .any(|state| *state == told)
                && !is_word
            {
                let path = format!("{LIST}?{}", filter.query);
                let answer = world.desk.ask(mount, Method::GET, &path, None).await;
                assert_eq!(answer.status, 400, "{mount} {path}");
                continue;
            }
            for order in orders.iter().take(tried) {
                for (ordering, descending) in [("ASC", false), ("DESC", true)] {
                    let query = format!("{}&orderby={order}&ordering={ordering}", filter.query);
                    let limit = if *order == "INSERTED_DATE" { 5 } else { 7 };
                    let pages = world.pages(mount, &query, limit).await;
                    let model = world.model(mount, &filter, (order, descending));
                    assert_eq!(pages, model, "{mount} {query}");
                    compared += 1;
                }
            }
        }
        // By insertion, the newest first, ten a page, where nobody says otherwise.
        let answer = world.desk.ask(mount, Method::GET, LIST, None).await;
        let everything = Filter::new("", |_, _| true);
        let model = world.model(mount, &everything, ("INSERTED_DATE", true));
        assert_eq!(iupds(&answer.body), model[..10], "{mount}");
        assert_eq!(answer.body["page_info"]["total_pages"], 3);
    }
    println!("{compared} lists compared");
    world.desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_by_due_date_shows_the_parts_that_are_due_then() {
    let desk = Desk::open().await;
    let mut plan = desk.plan("PIANO", 1_200);
    for (nth, days) in [(0, 10), (1, 12), (2, 40)] {
        plan["paymentOption"][nth]["dueDate"] = json!(desk.in_days(days));
    }
    desk.publish(&plan).await;
    let day = |days| desk.in_days(days)[..10].to_owned();
    let query = format!("{LIST}?due_date_from={}&due_date_to={}", day(11), day(13));
    let flat = desk.ask(EXTERNAL, Method::GET, &query, None).await.body;
    let parts = &flat["payment_position_list"][0]["paymentOption"];
    assert_eq!(parts.as_array().map(Vec::len), Some(1), "{flat}");
    assert_eq!(parts[0]["iuv"], iuv(1_201));
    let ways = desk.ask_freely(V3, Method::GET, &query, None).await.body;
    let ways = &ways["payment_position_list"][0]["paymentOption"];
    assert_eq!(ways.as_array().map(Vec::len), Some(1), "{ways}");
    assert_eq!(ways[0]["installments"].as_array().map(Vec::len), Some(1));
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_can_not_be_asked_is_refused_by_every_mount() {
    let desk = Desk::open().await;
    let interval = "The debt positions cannot be recovered";
    let (exclusive, form) = ("Exclusive Parameters", "BAD REQUEST");
    let cases = [
        ("due_date_from=2026-01-02&due_date_to=2026-01-01", interval),
        ("due_date_from=2026-01-01&due_date_to=2026-02-01", interval),
        (
            "payment_date_from=2026-01-02&payment_date_to=2026-01-01",
            interval,
        ),
        (
            "payment_date_from=2026-01-01&payment_date_to=2026-02-01",
            interval,
        ),
        (
            "payment_date_time_from=2026-01-01T10:00:01&payment_date_time_to=2026-01-01T10:00:00",
            interval,
        ),
        (
            "payment_date_time_from=2026-01-01T00:00:00&payment_date_time_to=2026-02-01T00:00:00",
            interval,
        ),
        (
            "due_date_to=2026-01-01&payment_date_to=2026-01-01",
            exclusive,
        ),
        (
            "due_date_to=2026-01-01&payment_date_time_to=2026-01-01T00:00:00",
            exclusive,
        ),
        (
            "payment_date_from=2026-01-01&payment_date_time_to=2026-01-01T00:00:00",
            exclusive,
        ),
        ("due_date_from=2026-1-1", form),
        ("due_date_to=2026-02-30", form),
        ("payment_date_to=01/01/2026", form),
        ("payment_date_time_from=2026-01-01", form),
        ("limit=0", form),
        ("limit=51", form),
        ("limit=x", form),
        ("page=-1", form),
        ("page=x", form),
        ("orderby=AMOUNT", form),
        ("orderby=iupd", form),
        ("ordering=UP", form),
        ("status=GONE", form),
    ];
    for mount in MOUNTS {
        for (query, title) in cases {
            let path = format!("{LIST}?{query}");
            let answer = desk.ask(mount, Method::GET, &path, None).await;
            let told = (answer.status, &answer.body["title"], &answer.body["status"]);
            assert_eq!(told, (400, &json!(title), &json!(400)), "{mount} {query}");
            let fields = answer.body.as_object().map(serde_json::Map::len);
            assert_eq!(fields, Some(3), "{answer:?}");
        }
    }
    desk.world.stack.stop().await;
}
