//! What people and programs see where something is not there, not allowed or not possible, in every
//! family of addresses, on the whole stack.

use local::stack::{Stack, StackOptions};
use platform::web::inspect;
use reqwest::{Client, Response, redirect};

struct House {
    stack: Stack,
    http: Client,
    cookie: String,
}

/// Addresses that no room knows, for people.
const OF_PEOPLE: [&str; 6] = [
    "/nowhere",
    "/nowhere/else.html",
    "/pay/nowhere",
    "/panel/nowhere",
    "/panel/payments/nowhere",
    "/assets/nowhere.css",
];

/// The same for programs.
const OF_PROGRAMS: [&str; 2] = ["/api/nowhere", "/api/creditors/80047110152/nowhere"];

/// The same for programs that speak to GPD, in its shape.
const OF_GPD: [&str; 4] = [
    "/gpd/api/v1/nowhere",
    "/gpd/debt-positions-service/v1/nowhere",
    "/aca/debt-positions-service/v1/nowhere",
    "/payment-options/nowhere",
];

impl House {
    async fn open() -> Self {
        let stack = Stack::start(StackOptions::ephemeral()).await.unwrap();
        let http = Client::builder().redirect(redirect::Policy::none());
        let http = http.build().unwrap();
        let secretary = stack.local_json.person("80047110152", "secretary").unwrap();
        let form = [
            ("email", secretary.email.as_str()),
            ("password", secretary.password.as_str()),
        ];
        let door = format!("{}/panel/sign-in", stack.url);
        let door = http.post(door).header("sec-fetch-site", "same-origin");
        let answer = door.form(&form).send().await.unwrap();
        let cookie = header(&answer, "set-cookie");
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self {
            stack,
            http,
            cookie,
        }
    }

    async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> (u16, String, String) {
        let mut request = self.http.get(format!("{}{path}", self.stack.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        let (status, kind) = (answer.status().as_u16(), header(&answer, "content-type"));
        (status, kind, answer.text().await.unwrap())
    }

    async fn signed_in(&self, path: &str) -> (u16, String, String) {
        self.ask(path, &[("cookie", &self.cookie)]).await
    }
}

fn header(answer: &Response, name: &str) -> String {
    let value = answer.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap()).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_is_a_page_for_people_and_a_problem_for_programs() {
    let house = House::open().await;
    for path in OF_PEOPLE {
        let (status, kind, html) = house.ask(path, &[("accept", "text/html")]).await;
        assert_eq!(
            (status, &*kind),
            (404, "text/html; charset=utf-8"),
            "{path}"
        );
        assert_eq!(inspect::faults(&html), [""; 0], "{path}");
        assert!(html.contains("<h1>Pagina non trovata</h1>"), "{path}");
        let back = match path.starts_with("/panel") {
            true => "href=\"/panel\">Torna al pannello",
            false => "href=\"/\">Torna alla pagina iniziale",
        };
        assert!(html.contains(back), "{path}: {html}");
        let (status, kind, json) = house.ask(path, &[("accept", "application/json")]).await;
        assert_eq!(
            (status, &*kind),
            (404, "application/problem+json"),
            "{path}"
        );
        assert!(json.contains("\"code\":\"not_found\""), "{path}: {json}");
    }
    for path in OF_PROGRAMS {
        for accept in ["application/json", "*/*", "text/html"] {
            let (status, kind, json) = house.ask(path, &[("accept", accept)]).await;
            assert_eq!(
                (status, &*kind),
                (404, "application/problem+json"),
                "{path}"
            );
            assert!(json.contains("\"code\":\"not_found\""), "{path}: {json}");
        }
    }
    for path in OF_GPD {
        for accept in ["application/json", "*/*", "text/html"] {
            let (status, kind, json) = house.ask(path, &[("accept", accept)]).await;
            assert_eq!((status, &*kind), (404, "application/json"), "{path}");
            assert!(json.contains("\"status\":404"), "{path}: {json}");
            assert!(json.contains("\"title\":"), "{path}: {json}");
        }
    }
    house.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_inside_the_panel_keeps_the_menu_and_says_who_is_signed_in() {
    let house = House::open().await;
    let unknown = "/panel/payments/positions/300000000000000000";
    for path in [
        unknown,
        "/panel/payments/imports/01KA9B6N0M5VJ8G2Q4T7XW3ZRE",
    ] {
        let (status, _, html) = house.signed_in(path).await;
        assert_eq!(status, 404, "{path}");
        assert_eq!(inspect::faults(&html), [""; 0], "{html}");
        assert!(html.contains("id=\"panel-menu\""), "{path}: {html}");
        assert!(html.contains("Torna al pannello"), "{path}");
        assert!(!html.contains("Come funziona"), "{path}");
    }
    house.stack.stop().await;
}
