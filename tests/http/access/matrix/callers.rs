//! Everybody who may come: one of each role, somebody limited to a service, somebody whose rights have
//! lapsed, a programme, and nobody.

use access::domain::role::OF_PEOPLE;
use access::gate::Rule;
use access::{Grant, Permission, Role, Scope};
use http::Method;
use jiff::Timestamp;
use kernel::ids::ServiceCode;
use local::stack::Stack;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use crate::guests::Guest;

pub struct Caller {
    pub name: &'static str,
    guest: Option<Guest>,
    key: Option<String>,
    url: String,
    http: Client,
}

/// Of one organisation.
pub async fn callers(stack: &Stack, tenant: &str) -> Vec<Caller> {
    let mut all = vec![
        Caller::new(stack, "nobody", None, None),
        Caller::new(stack, "key", None, stack.local_json.key_of(tenant)),
    ];
    let people = OF_PEOPLE.map(|role| (role.name(), role, Vec::new()));
    let given = [("limited", limited()), ("lapsed", lapsed())];
    let given = given.map(|(name, grants)| (name, Role::Custom, grants));
    for (name, role, grants) in people.into_iter().chain(given) {
        let guest = Guest::new(stack, tenant, role, grants).await;
        all.push(Caller::new(stack, name, Some(guest), None));
    }
    all
}

/// Every right that knows services, for one of them.
fn limited() -> Vec<Grant> {
    let scope = Scope::of_services([ServiceCode::parse("MENSA").unwrap()]);
    let grant = |one| Grant::new(one, scope.clone(), None).ok();
    Permission::ALL
        .into_iter()
        .filter_map(grant)
        .filter(|it| !it.scope.is_whole())
        .collect()
}

/// Every right, until long ago.
fn lapsed() -> Vec<Grant> {
    let grant = |one| Grant {
        until: Some(Timestamp::UNIX_EPOCH),
        ..Grant::whole(one)
    };
    Permission::ALL.map(grant).into()
}

impl Caller {
    fn new(stack: &Stack, name: &'static str, guest: Option<Guest>, key: Option<&str>) -> Self {
        Self {
            name,
            guest,
            key: key.map(str::to_owned),
            url: stack.url.clone(),
            http: Client::builder().redirect(Policy::none()).build().unwrap(),
        }
    }

    /// Asks as a page of ours or a programme of theirs would, with a few fields that forms have.
    pub async fn ask(&self, method: &Method, path: &str) -> Response {
        if let Some(guest) = &self.guest {
            return guest.ask(method, path, &FIELDS).await;
        }
        let request = self
            .http
            .request(method.clone(), format!("{}{path}", self.url));
        let request = request.header("sec-fetch-site", "same-origin");
        let Some(key) = &self.key else {
            return request.send().await.unwrap();
        };
        let request = request.header("x-api-key", key);
        let request = match *method == Method::GET {
            true => request,
            false => request
                .header("idempotency-key", path_key(path))
                .json(&body(path)),
        };
        request.send().await.unwrap()
    }

    /// Whether the gate, or the handler in its place, says no to who asks.
    pub async fn is_refused(
        &mut self,
        rule: &Rule,
        path: &str,
        wanted: bool,
    ) -> Result<bool, String> {
        let answer = self.ask(&rule.method, path).await;
        let signed_in = self.guest.is_some();
        let mut refused = refuses(rule, &answer, signed_in);
        // An act before this one may have ended the session.
        if refused
            && wanted
            && let Some(guest) = &mut self.guest
        {
            guest.sign_in().await;
            let again = self.ask(&rule.method, path).await;
            refused = refuses(rule, &again, true);
        }
        match answer.status().as_u16() {
            500.. => Err(format!(
                "{} {}: {}",
                rule.method,
                rule.path,
                answer.status()
            )),
            _ => Ok(refused),
        }
    }
}

const FIELDS: [(&str, &str); 7] = [
    ("row", "2"),
    ("description", "x"),
    ("act", "exclude"),
    ("service", "MENSA"),
    ("permission", "audit_read"),
    ("profile", "read"),
    ("run", "1"),
];

fn refuses(rule: &Rule, answer: &Response, signed_in: bool) -> bool {
    let to = answer
        .headers()
        .get("location")
        .map(|to| to.to_str().unwrap());
    let to_the_door =
        to.is_some_and(|to| to == "/panel/sign-in" || to.starts_with("/panel/sign-in?"));
    // Signing out leads there, too.
    let leaves = signed_in && rule.path == "/panel/sign-out" && to == Some("/panel/sign-in");
    matches!(answer.status().as_u16(), 401 | 403) || (to_the_door && !leaves)
}

fn path_key(path: &str) -> String {
    path.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
        .chars()
        .rev()
        .take(60)
        .collect()
}

/// What the machine API wants to hear, as far as it gets that far.
fn body(path: &str) -> serde_json::Value {
    match path.rsplit('/').next() {
        Some("confirm") => serde_json::json!({ "description": "x" }),
        Some("exports") => serde_json::json!({ "kind": "positions" }),
        Some("accounting") => serde_json::json!({ "accounting_date": "2026-01-01" }),
        Some("rows") => serde_json::json!({ "row": 2, "flow_id": "2026-01-01X-1" }),
        _ => serde_json::json!({}),
    }
}
