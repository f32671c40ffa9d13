//! A town with one secretary and a neighbour, the gate and the door before a few plain routes.

use std::sync::Arc;

use access::domain::declared_key::{DeclaredKey, DeclaredSecret};
use access::domain::email::Email;
use access::domain::password::{Password, PasswordHash};
use access::domain::second_factor::SecondFactor;
use access::domain::user::{Membership, User};
use access::gate::Gate;
use access::jobs::seal::{SealDeps, tick};
use access::routes::{audit, dashboard, keys, recover, security, session};
use access::store::{declared_keys, users};
use access::{Actor, Role};
use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use kernel::dice::SeededDice;
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use kernel::time::ManualClock;
use local::cloud::{BUCKET, Cloud, TABLE};
use platform::config::Secret;
use platform::derive::Deriver;
use platform::objects::Objects;
use platform::table::{RequestCount, Table, Tx};
use platform::web::{ApiError, EdgeKeys, Fault, House, Origins, Routes};
use tower::ServiceExt;

pub const TOWN: &str = "80047110152";
pub const NEIGHBOUR: &str = "11477110156";
pub const EMAIL: &str = "segreteria@valdorra.example";
pub const PASSWORD: &str = " Corretto cavallo 1";
/// What the edge shows with each request.
const EDGE_KEY: &str = "edge";
pub const SEAL_KEY: [u8; 32] = [7; 32];
pub const KEY: &str = "test-key-valdorra";

pub const AUDIT_KEY: [u8; 32] = [9; 32];

pub struct World {
    pub clock: Arc<ManualClock>,
    pub count: RequestCount,
    pub table: Table,
    router: Router,
    pub cloud: Cloud,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// `name=value` of the cookie that was set.
    pub fn cookie(&self) -> &str {
        self.header(header::SET_COOKIE).split(';').next().unwrap()
    }
}

impl World {
    pub async fn new() -> Self {
        let cloud = Cloud::temporary(&[]).await.unwrap();
        let count = RequestCount::default();
        let table = Table::counted(&cloud.dynamodb, TABLE, count.clone());
        let clock = Arc::new(ManualClock::new("2026-03-02T08:00:00Z".parse().unwrap()));
        let dice = Arc::new(SeededDice::new(1));
        people(&table, &clock, &dice).await;
        let deps = session::Deps {
            table: table.clone(),
            clock: clock.clone(),
            dice: dice.clone(),
            deriver: Deriver::new(&SEAL_KEY),
        };
        let keys = keys::KeysDeps {
            table: table.clone(),
            clock: clock.clone(),
            dice: dice.clone(),
            public_url: "https://sportello.example".to_owned(),
        };
        let routes = session::routes(deps.clone())
            .merge(recover::routes(deps.clone()))
            .merge(security::routes(deps))
            .merge(keys::routes(keys));
        let log = audit::Deps::new(table.clone(), clock.clone(), AUDIT_KEY);
        let routes = routes.merge(audit::routes(log));
        let first = dashboard::DashboardDeps {
            table: table.clone(),
        };
        let routes = routes.merge(dashboard::routes(first));
        let routes = routes.merge(plain_routes(&cloud));
        let routes = routes.merge(super::people::routes(&cloud, &table, (&clock, &dice)));
        let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), AUDIT_KEY);
        let gate = gate.honouring_declared_keys();
        let house = House {
            origins: Origins {
                edge: EdgeKeys::new(Secret::new(EDGE_KEY)),
                ..Origins::default()
            },
            dice,
        };
        let router = house.around(gate.around(routes.into_router()));
        count.take();
        Self {
            clock,
            count,
            table,
            router,
            cloud,
        }
    }

    /// The job that seals the log.
    pub async fn seal(&self) {
        let deps = SealDeps {
            table: Table::new(&self.cloud.dynamodb, TABLE),
            objects: Objects::new(&self.cloud.s3, BUCKET),
            clock: self.clock.clone(),
        };
        tick(&deps).await.unwrap();
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send_body(method, path, headers, String::new()).await
    }

    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(Method::GET, path, headers).await
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Answer {
        self.sign_in_with(email, password, "", &[]).await
    }

    pub async fn sign_in_with(
        &self,
        email: &str,
        password: &str,
        next: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut all = vec![
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
        ];
        all.extend(headers);
        let encode = |text: &str| text.replace(' ', "+").replace('@', "%40");
        let (email, password) = (encode(email), encode(password));
        let body = format!("email={email}&password={password}&next={next}");
        self.send_body(Method::POST, "/panel/sign-in", &all, body)
            .await
    }

    /// A form of a page of ours, as a browser with this cookie sends it.
    pub async fn form(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("sec-fetch-site", "same-origin"),
            ("cookie", cookie),
        ];
        let pairs: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let body = pairs.join("&");
        self.send_body(Method::POST, path, &headers, body).await
    }

    /// `name=value` of the cookie of a fresh session of the secretary.
    pub async fn session(&self) -> String {
        let answer = self.sign_in(EMAIL, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.cookie().to_owned()
    }

    pub async fn send_body(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-edge-key", EDGE_KEY);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&body).into_owned();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }
}

/// Every byte as `%41`: all that a form can hold.
fn encoded(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Routes behind rules of other rooms, as plain as can be, and one without a rule.
fn plain_routes(cloud: &Cloud) -> Routes {
    let client = aws_sdk_dynamodb::Client::new(&cloud.dynamodb);
    Routes::new()
        .get("/panel/payments/imports", whose)
        .post("/panel/payments/imports", whose)
        .get("/api/creditors/{cf}/imports/{id}", unknown)
        .get("/api/creditors/{cf}/flows", whose)
        .post("/api/creditors/{cf}/imports/{id}/check", unknown)
        .post(
            "/api/creditors/{cf}/imports/{id}/confirm",
            async move |_: Actor| silenced(&client).await,
        )
        .get("/api/creditors/{cf}/notices/{nav}", file)
        .get("/api/creditors/{cf}/accounting", file)
        .get("/api/openapi.json", open)
        .get("/panel/forgotten", open)
}

async fn whose(actor: Actor) -> String {
    format!("{} for {}", actor.id, actor.tenant)
}

async fn unknown(_: Actor) -> ApiError {
    Fault::not_found("Questa importazione non esiste.").into()
}

async fn file(actor: Actor) -> ([(header::HeaderName, &'static str); 1], String) {
    let headers = [(
        header::CONTENT_DISPOSITION,
        "attachment; filename=\"f.csv\"",
    )];
    (headers, whose(actor).await)
}

/// Does its work, and takes the table away before anybody can tell of it.
async fn silenced(client: &aws_sdk_dynamodb::Client) -> &'static str {
    let gone = client.delete_table().table_name(TABLE).send().await;
    gone.map(|_| "done").unwrap()
}

async fn open() -> &'static str {
    "open"
}

async fn people(table: &Table, clock: &ManualClock, dice: &SeededDice) {
    let id = UserId::mint(clock, dice);
    let of_town = membership(TOWN, "Comune di Valdorra", Role::Secretary);
    let user = User::new(id, Email::parse(EMAIL).unwrap(), "Ada Bianchi")
        .with_password(hash(PASSWORD))
        .with_second_factor(SecondFactor::None)
        .with_memberships(vec![of_town]);
    assert!(users::create(table, user).await.unwrap());
    let key = DeclaredKey {
        tenant: OrgFiscalCode::parse(TOWN).unwrap(),
        tenant_name: "Comune di Valdorra".to_owned(),
        label: "Gestionale".to_owned(),
        role: Role::Machine,
    };
    let digest = DeclaredSecret::parse(KEY).unwrap().digest();
    assert!(
        declared_keys::write(table, &digest, (key, 0), Tx::new())
            .await
            .unwrap()
    );
}

pub fn membership(tenant: &str, name: &str, role: Role) -> Membership {
    Membership::new(OrgFiscalCode::parse(tenant).unwrap(), name, role)
}

pub fn hash(password: &str) -> PasswordHash {
    PasswordHash::make(&Password::parse(password).unwrap(), [3; 16]).unwrap()
}
