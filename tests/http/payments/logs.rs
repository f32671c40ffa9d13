//! What the logs hold: one JSON line each, and nothing that anybody typed, sent or is.

use std::io::Write;
use std::sync::Mutex;

use access::gate::{Need, ROUTES};
use http::Method;
use platform::telemetry;
use reqwest::{Client, Response};

use super::world::{CREDITOR, DEBTOR, World};

/// Typed into every field and header that takes it: a second line, and a colour for terminals.
const HOSTILE: &str = "x\r\n{\"level\":\"ERROR\",\"message\":\"forged\"}\u{1b}[31mred";
const PASSWORD: &str = "Canarino-di-miniera-7";
const KEY: &str = "tk_live_canary00_9f3bc2d1e0a8475690ffee11aa22bb33";
const NAME: &str = "Canarini";

/// What this process has logged.
static LINES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Line;

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn captured() -> String {
    String::from_utf8(LINES.lock().unwrap().clone()).unwrap()
}

/// A route with something in each of its places.
fn filled(path: &str, notice: &str) -> String {
    let part = |part: &str| match part {
        "{cf}" => CREDITOR.to_owned(),
        part if part.starts_with('{') => notice.to_owned(),
        part => part.to_owned(),
    };
    let parts: Vec<_> = path.split('/').map(part).collect();
    format!(
        "{}?q={DEBTOR}&cursor={DEBTOR}&tax_code={DEBTOR}",
        parts.join("/")
    )
}

struct Crawl {
    world: World,
    http: Client,
    notice: String,
    cookie: String,
}

impl Crawl {
    async fn ask(&self, method: &Method, path: &str, known: bool) -> Response {
        let path = filled(path, &self.notice);
        let request = self.http.request(method.clone(), self.world.url(&path));
        let request = request.header("Sec-Fetch-Site", "same-origin");
        let request = request.header("User-Agent", format!("canary {DEBTOR}"));
        let key = match known {
            true => self.world.key(CREDITOR),
            false => KEY.to_owned(),
        };
        let request = request
            .header("X-Api-Key", key)
            .header("Idempotency-Key", DEBTOR);
        let request = match known {
            true => request.header("Cookie", &self.cookie),
            false => request.header("Cookie", format!("__Host-session={DEBTOR}")),
        };
        let request = match method {
            &Method::GET => request,
            _ => request.form(&self.fields()),
        };
        request.send().await.unwrap()
    }

    fn fields(&self) -> Vec<(&'static str, &str)> {
        let (debtor, notice) = (DEBTOR, self.notice.as_str());
        vec![
            ("email", "canarini@valdorra.example"),
            ("password", PASSWORD),
            ("code", "314159"),
            ("tax_code", debtor),
            ("notice_number", notice),
            ("q", NAME),
            ("name", NAME),
            ("next", HOSTILE),
            ("description", HOSTILE),
            ("file_name", HOSTILE),
            ("token", HOSTILE),
            ("from", HOSTILE),
            ("person", debtor),
        ]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_log_line_holds_what_was_typed_or_who_asked_on_any_route() {
    telemetry::start_into(|| Line);
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    let cookie = world.sign_in().await;
    let redirect = reqwest::redirect::Policy::none();
    let http = Client::builder().redirect(redirect).build().unwrap();
    let crawl = Crawl {
        world,
        http,
        notice,
        cookie,
    };
    let mut asked = 0;
    // Whoever signs out is nobody afterwards, so that comes last.
    let (last, first): (Vec<_>, Vec<_>) = ROUTES.iter().partition(|r| r.path.ends_with("sign-out"));
    for rule in first.into_iter().chain(last) {
        for known in [false, true] {
            crawl.ask(&rule.method, rule.path, known).await;
            asked += 1;
        }
    }
    assert!(ROUTES.iter().any(|rule| rule.need == Need::Public) && asked >= 2 * ROUTES.len());
    let key = crawl.world.key(CREDITOR);
    let token = crawl.cookie.split_once('=').unwrap().1.to_owned();
    let secret = token.split_once('.').unwrap().1.to_owned();
    crawl.world.stack.stop().await;
    let text = captured();
    assert!(text.lines().count() >= asked, "a line a request");
    for (what, canary) in [
        ("tax code", DEBTOR),
        ("notice number", crawl.notice.as_str()),
        ("password", PASSWORD),
        ("name", NAME),
        ("address", "canarini@"),
        ("code", "314159"),
        ("unknown key", KEY),
        ("key", key.as_str()),
        ("session", secret.as_str()),
    ] {
        let found = text.lines().find(|line| line.contains(canary));
        assert_eq!(found, None, "{what}");
    }
    for line in text.lines() {
        let json: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_ne!(json["message"], "forged", "{line}");
        assert!(!line.chars().any(char::is_control), "{line}");
    }
    let referenced = text
        .lines()
        .filter(|line| line.contains("\"request.reference\":\""));
    assert!(referenced.count() >= asked);
}

/// What a log line quotes of a client is escaped by the format itself.
#[test]
fn a_line_break_in_a_value_makes_no_second_line() {
    telemetry::start_into(|| Line);
    tracing::error!(error.cause = HOSTILE, "request failed: {HOSTILE}");
    let text = captured();
    let mine: Vec<_> = text
        .lines()
        .filter(|line| line.contains("request failed: x"))
        .collect();
    assert_eq!(mine.len(), 1, "{text}");
    assert!(!mine[0].contains('\u{1b}') && mine[0].contains("\\r\\n"));
}
