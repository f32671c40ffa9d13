//! The layer before every route: holds the request against the table and finds who asks.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, Method, Uri};
use kernel::dice::Dice;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::{Fault, PageError, speaks_pagopa, wants_fragment};

use super::auditor::Auditor;
use super::cookie;
use super::framing::Framing;
use super::key::{self, FirstUse};
use super::refusal::{NOTICE, Refusal};
use super::rule::{Finding, Need, Rule, find};
use super::table::ROUTES;
use crate::domain::actor::Actor;
use crate::domain::audit::AuditKey;
use crate::domain::local_path::LocalPath;
use crate::domain::permission::Permission;
use crate::store::sessions;

/// What the gate needs: reads of sessions and API keys, the time, and the log of activities.
#[derive(Clone)]
pub struct Gate {
    pub(super) table: Table,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) auditor: Auditor,
    rules: &'static [Rule],
    pub(super) honours_declared: bool,
}

/// Who passed, and what is still to be written of it.
#[derive(Default)]
struct Admitted {
    actor: Option<Actor>,
    first_use: Option<FirstUse>,
}

impl Gate {
    /// `audit_key` hides what events are about (`AUDIT_KEY` of the environment).
    pub fn new(
        table: Table,
        (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>),
        audit_key: [u8; 32],
    ) -> Self {
        let auditor = Auditor {
            table: table.clone(),
            clock: clock.clone(),
            dice,
            key: AuditKey::new(audit_key),
        };
        Self {
            table,
            clock,
            auditor,
            rules: ROUTES,
            honours_declared: false,
        }
    }

    /// A gate that knows the keys of the tenants file as well: of the local stack alone.
    #[must_use]
    pub fn honouring_declared_keys(mut self) -> Self {
        self.honours_declared = true;
        self
    }

    /// A gate with other rules, for tests of the gate itself.
    #[must_use]
    pub fn with_rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// Puts the gate before every route of `router`.
    pub fn around(&self, router: Router) -> Router {
        router.route_layer(from_fn_with_state(self.clone(), guard))
    }

    async fn admit(&self, asked: &Parts) -> Result<Admitted, Refusal> {
        let route = asked
            .extensions
            .get::<MatchedPath>()
            .map_or("", MatchedPath::as_str);
        let method = &asked.method;
        let rule = match find(self.rules, method, route) {
            Finding::Rule(rule) if matches!(rule.need, Need::Public | Need::Node) => {
                return Ok(Admitted::default());
            }
            Finding::Rule(rule) => rule,
            Finding::OtherMethod(methods) => return Err(Refusal::OtherMethod(methods)),
            Finding::Unlisted => {
                return Err(Refusal::Unlisted {
                    method: method.clone(),
                    route: route.to_owned(),
                });
            }
        };
        let (actor, first_use, permission) = self.identify(rule.need, asked).await?;
        if !is_own(route, asked.uri.path(), &actor) {
            // pagoPA's APIs refuse another organisation, whether there is one or not.
            return Err(match speaks_pagopa(asked.uri.path()) {
                true => Refusal::Forbidden(Some(Box::new(actor))),
                false => Refusal::Unknown(Box::new(actor)),
            });
        }
        let may = |permission| match rule.scoped {
            true => actor.may(permission),
            false => actor.scope(permission).is_whole(),
        };
        if !permission.is_none_or(may) {
            return Err(Refusal::Forbidden(Some(Box::new(actor))));
        }
        let actor = Some(actor);
        Ok(Admitted { actor, first_use })
    }

    async fn identify(
        &self,
        need: Need,
        asked: &Parts,
    ) -> Result<(Actor, Option<FirstUse>, Option<Permission>), Refusal> {
        let headers = &asked.headers;
        let by_session = || self.session(headers, &asked.method, &asked.uri);
        let by_key = async |permission| {
            let (actor, first_use) = self.api_key(asked).await?;
            Ok((actor, first_use, permission))
        };
        match need {
            Need::AnyApiKey => by_key(None).await,
            Need::ApiKey(permission) => by_key(Some(permission)).await,
            Need::SessionOrApiKey(permission) if key::sent(headers).is_some() => {
                by_key(Some(permission)).await
            }
            Need::Session(permission) | Need::SessionOrApiKey(permission) => {
                Ok((by_session().await?, None, Some(permission)))
            }
            // `admit` has let these through already; were it not so, nobody passes.
            Need::Public | Need::Node => Err(Refusal::Forbidden(None)),
        }
    }

    /// 1 request, 0 when the cookie is none of ours.
    async fn session(
        &self,
        headers: &HeaderMap,
        method: &Method,
        uri: &Uri,
    ) -> Result<Actor, Refusal> {
        if let Some(token) = cookie::read(headers) {
            let found = sessions::find(&self.table, &token, self.clock.now()).await;
            if let Some(session) = found.map_err(Refusal::Table)? {
                if session.notice_due && !is_open_before_the_notice(uri.path()) {
                    return Err(Refusal::Notice(wants_fragment(headers)));
                }
                return Ok(session.actor(self.clock.now()));
            }
        }
        if is_machine_path(uri.path()) {
            return Err(Refusal::NoKey);
        }
        let fragment = wants_fragment(headers);
        Err(Refusal::SignIn {
            next: way_back(headers, method, uri, fragment),
            fragment,
        })
    }
}

/// The middleware; [`Gate::around`] puts it in its place.
pub async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let (mut asked, body) = request.into_parts();
    match gate.admit(&asked).await {
        Ok(Admitted { actor, first_use }) => {
            let Some(actor) = actor else {
                return next.run(Request::from_parts(asked, body)).await;
            };
            let note = gate.auditor.note(gate.rules, &asked, &actor);
            let frame = Framing::of(&asked, &actor);
            let caller = Caller(Some(actor.tenant.clone()));
            asked.extensions.insert(actor);
            let answer = next.run(Request::from_parts(asked, body));
            let (response, ()) = tokio::join!(answer, key::note(&gate.table, first_use));
            caller.of(frame.around(gate.auditor.after(note, response).await))
        }
        Err(refusal) => {
            let caller = Caller(refusal.tenant().cloned());
            let Some(actor) = refusal.denied() else {
                return caller.of(refusal.into_response());
            };
            let note = gate.auditor.note(gate.rules, &asked, actor);
            let frame = Framing::of(&asked, actor);
            let response = gate.auditor.denied(note, refusal.into_response()).await;
            caller.of(frame.around(response))
        }
    }
}

/// In the extensions of an answer, for layers outside: whose user or key asked, as far as the gate knows
/// it. Who comes with nothing, or with a key that nobody made, is nobody's.
#[derive(Clone, Debug)]
pub struct Caller(pub Option<OrgFiscalCode>);

impl Caller {
    fn of(self, mut response: Response) -> Response {
        response.extensions_mut().insert(self);
        response
    }
}

/// A handler behind the gate takes the actor as an argument.
impl<S: Send + Sync> FromRequestParts<S> for Actor {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, PageError> {
        let actor = parts.extensions.get::<Self>().cloned();
        actor.ok_or_else(|| {
            Fault::internal("a route asks for an actor and its rule for none").into()
        })
    }
}

/// Where somebody may go who has not accepted the present privacy notice.
fn is_open_before_the_notice(path: &str) -> bool {
    path == NOTICE || path == "/panel/sign-out"
}

fn is_machine_path(path: &str) -> bool {
    path.starts_with("/api/") || speaks_pagopa(path)
}

/// Whether `{cf}` in the route, if it is there, is the actor's own organisation.
fn is_own(route: &str, path: &str, actor: &Actor) -> bool {
    let mut pairs = route.split('/').zip(path.split('/'));
    pairs.all(|(pattern, segment)| pattern != "{cf}" || segment == actor.tenant.as_str())
}

/// Where signing in should lead: the page that was asked, or the one a form or fragment is on.
fn way_back(headers: &HeaderMap, method: &Method, uri: &Uri, fragment: bool) -> LocalPath {
    if method == Method::GET && !fragment {
        return LocalPath::parse_or_home(uri.path());
    }
    let page = headers
        .get("hx-current-url")
        .or_else(|| headers.get(http::header::REFERER));
    let page = page
        .and_then(|page| page.to_str().ok())
        .and_then(|page| page.parse::<Uri>().ok());
    page.map_or_else(LocalPath::home, |page| {
        LocalPath::parse_or_home(page.path())
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::actor::ActorId;
    use crate::domain::declared_key::DeclaredSecret;
    use crate::domain::grant::Rights;
    use crate::domain::role::Role;

    fn actor() -> Actor {
        Actor {
            id: ActorId::DeclaredKey(DeclaredSecret::parse("test-key").unwrap().digest()),
            label: "test".to_owned(),
            tenant: OrgFiscalCode::parse("80047110152").unwrap(),
            tenant_name: "Comune di Valdorra".to_owned(),
            rights: Rights::new(Role::Machine.permissions(), &[], Timestamp::UNIX_EPOCH),
        }
    }

    #[test]
    fn only_the_own_fiscal_code_passes_in_a_path() {
        let route = "/api/creditors/{cf}/imports/{id}";
        let own = |path| is_own(route, path, &actor());
        assert!(own("/api/creditors/80047110152/imports/1"));
        assert!(!own("/api/creditors/80006480281/imports/1"));
        assert!(
            !own("/api/creditors/8%30047110152/imports/1"),
            "only as it is written"
        );
        assert!(is_own("/panel", "/panel", &actor()));
    }

    #[test]
    fn the_way_back_is_the_page_that_was_asked_or_that_a_form_was_on() {
        let uri = Uri::from_static("/panel/payments/imports?state=x");
        let none = HeaderMap::new();
        let back = |headers: &HeaderMap, method, fragment| {
            way_back(headers, &method, &uri, fragment).to_string()
        };
        assert_eq!(back(&none, Method::GET, false), "/panel/payments/imports");
        assert_eq!(back(&none, Method::POST, false), "/panel");
        let mut headers = HeaderMap::new();
        let page = "http://127.0.0.1:3000/panel/payments/positions?q=1";
        headers.insert("hx-current-url", page.parse().unwrap());
        assert_eq!(
            back(&headers, Method::GET, true),
            "/panel/payments/positions"
        );
        headers.insert("hx-current-url", "https://evil.example/x".parse().unwrap());
        assert_eq!(back(&headers, Method::GET, true), "/panel");
    }
}
