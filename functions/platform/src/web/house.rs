//! The layers of every function that serves HTTP, in their order.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use kernel::dice::Dice;
use tower_http::catch_panic::CatchPanicLayer;

use crate::telemetry::log_request;

use super::edge::{self, EdgeKeys};
use super::{csrf, dress, limits, security};

/// Addresses (`https://host[:port]`) that the headers and the CSRF check must know, and who stands
/// before us.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// Where browsers see us; behind the edge the `Host` we get is not it.
    pub public: Option<String>,
    /// Where presigned uploads go.
    pub upload: Vec<String>,
    /// Where a payment goes on.
    pub checkout: Vec<String>,
    /// Without them nobody is let in.
    pub edge: EdgeKeys,
}

impl Origins {
    /// A function whose pages neither upload nor pay.
    pub fn of(public: &str) -> Self {
        Self {
            public: Some(public.to_owned()),
            ..Self::default()
        }
    }

    /// Pages that send the citizen on to this payment page.
    #[must_use]
    pub fn checkout(mut self, page: &str) -> Self {
        self.checkout.push(page.to_owned());
        self
    }
}

/// What the layers need: `House { origins, dice }.around(routes.into_router())`.
#[derive(Clone)]
pub struct House {
    /// See [`Origins`].
    pub origins: Origins,
    /// For reference codes.
    pub dice: Arc<dyn Dice>,
}

impl House {
    /// Wraps the router; from outside to inside: log line, security headers, error dressing, edge, CSRF,
    /// body limit, panic to 500. A route that takes more sets its own `DefaultBodyLimit`.
    pub fn around(&self, router: Router) -> Router {
        let headers = security::Headers::new(&self.origins);
        router
            .layer(CatchPanicLayer::custom(dress::from_panic))
            .layer(DefaultBodyLimit::max(limits::JSON_BYTES_MAX))
            .layer(from_fn_with_state(self.origins.clone(), csrf::check))
            .layer(from_fn_with_state(self.origins.edge.clone(), edge::check))
            .layer(from_fn_with_state(Arc::clone(&self.dice), dress::dress))
            .layer(from_fn_with_state(headers, security::set))
            .layer(from_fn(log_request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{ApiError, Fault, PageError, Routes, inspect};
    use axum::body::Body;
    use axum::response::Response;
    use http::{Method, Request, StatusCode};
    use http_body_util::BodyExt;
    use kernel::dice::SeededDice;
    use tower::ServiceExt;

    async fn broken_page() -> Result<&'static str, PageError> {
        Err(Fault::unavailable("the table is away").into())
    }

    async fn wrong_body() -> Result<&'static str, ApiError> {
        let fault = Fault::unprocessable("invalid_body", "Il contenuto non è valido.");
        Err(fault.field("/due_date", "invalid", inspect::HOSTILE).into())
    }

    async fn panics() -> &'static str {
        panic!("secret detail")
    }

    async fn done() -> &'static str {
        "done"
    }

    async fn typed(_: axum::Json<u8>) {}

    fn app() -> Router {
        let routes = Routes::<()>::new()
            .get("/pay/broken", broken_page)
            .post("/api/wrong", wrong_body)
            .get("/pay/panics", panics)
            .get("/api/panics", panics)
            .post("/api/typed", typed)
            .post("/pay/done", done)
            .post("/node", done);
        let origins = Origins {
            upload: vec!["https://files.example.it".to_owned()],
            checkout: vec!["https://checkout.example.it".to_owned()],
            ..Origins::default()
        };
        House {
            origins,
            dice: Arc::new(SeededDice::new(7)),
        }
        .around(routes.into_router())
    }

    async fn ask(method: Method, path: &str, headers: &[(&str, &str)]) -> (Response, String) {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let (parts, body) = app()
            .oneshot(request)
            .await
            .expect("infallible")
            .into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        let text = String::from_utf8(body.to_vec()).expect("text");
        (Response::from_parts(parts, Body::empty()), text)
    }

    fn header<'a>(response: &'a Response, name: &str) -> &'a str {
        response
            .headers()
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    const KEY: [(&str, &str); 1] = [("x-api-key", "k")];

    #[tokio::test]
    async fn every_answer_carries_the_security_headers() {
        let answers = [
            ask(
                Method::POST,
                "/pay/done",
                &[("sec-fetch-site", "same-origin")],
            )
            .await
            .0,
            ask(Method::POST, "/pay/done", &[]).await.0,
            ask(Method::GET, "/nowhere", &[]).await.0,
            ask(Method::GET, "/pay/panics", &[]).await.0,
            ask(Method::POST, "/node", &[]).await.0,
        ];
        for answer in answers {
            let policy = header(&answer, "content-security-policy");
            assert!(
                policy.starts_with("default-src 'none'; script-src 'self'; "),
                "{policy}"
            );
            assert!(!policy.contains("unsafe"), "{policy}");
            let forms = "form-action 'self' https://files.example.it https://checkout.example.it;";
            assert!(policy.contains(forms), "{policy}");
            assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
            assert_eq!(header(&answer, "cache-control"), "no-store");
            assert!(header(&answer, "strict-transport-security").starts_with("max-age=31536000;"));
        }
    }

    #[tokio::test]
    async fn an_unknown_page_is_told_in_house_style() {
        let (answer, html) = ask(Method::GET, "/nowhere/%3Cb%3E", &[]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
        assert!(html.contains("<h1>Pagina non trovata</h1>"));
        assert_eq!(inspect::faults(&html), [""; 0]);
    }

    #[tokio::test]
    async fn a_wrong_method_still_says_which_are_right() {
        let (answer, html) = ask(Method::GET, "/pay/done", &[]).await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(header(&answer, "allow"), "POST");
        assert_eq!(inspect::faults(&html), [""; 0]);
    }

    #[tokio::test]
    async fn a_machine_reads_a_problem_document() {
        let (answer, json) = ask(Method::POST, "/api/wrong", &KEY).await;
        assert_eq!(header(&answer, "content-type"), "application/problem+json");
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(json["status"], 422);
        assert_eq!(json["code"], "invalid_body");
        assert_eq!(json["retryable"], false);
        assert_eq!(json["errors"][0]["field"], "/due_date");
        let (answer, json) = ask(Method::GET, "/api/nowhere", &[]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert!(json.contains(r#""code":"not_found""#), "{json}");
        let (answer, _) = ask(Method::POST, "/api/typed", &KEY).await;
        assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(header(&answer, "content-type"), "application/problem+json");
    }

    #[tokio::test]
    async fn a_panic_is_a_500_with_a_reference_and_without_its_words() {
        for path in ["/pay/panics", "/api/panics"] {
            let (answer, text) = ask(Method::GET, path, &[]).await;
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert!(!text.contains("secret"), "{text}");
        }
        let (_, html) = ask(Method::GET, "/pay/panics", &[]).await;
        let code = html
            .split("font-monospace\">")
            .nth(1)
            .expect("a reference code");
        assert_eq!(code.find('-'), Some(4), "{code}");
    }

    #[tokio::test]
    async fn what_may_pass_later_says_when() {
        let (answer, html) = ask(Method::GET, "/pay/broken", &[]).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(header(&answer, "retry-after"), "5");
        assert!(!html.contains("table"));
        assert_eq!(inspect::faults(&html), [""; 0]);
    }

    #[tokio::test]
    async fn htmx_gets_an_alert_for_the_page_in_use() {
        let (answer, html) = ask(Method::GET, "/pay/broken", &[("hx-request", "true")]).await;
        assert_eq!(header(&answer, "hx-retarget"), "#page-alerts");
        assert!(html.starts_with("<div class=\"alert"), "{html}");
    }

    #[tokio::test]
    async fn who_comes_past_the_edge_gets_nothing_but_the_house_style() {
        let origins = Origins {
            edge: EdgeKeys::new(crate::config::Secret::new("k")),
            ..Origins::default()
        };
        let dice = Arc::new(SeededDice::new(7));
        let routes = Routes::<()>::new().get("/pay/done", done);
        let app = House { origins, dice }.around(routes.into_router());
        for (key, status) in [("k", StatusCode::OK), ("j", StatusCode::FORBIDDEN)] {
            let request = Request::get("/pay/done").header("x-edge-key", key);
            let request = request.body(Body::empty()).expect("a request");
            let answer = app.clone().oneshot(request).await.expect("infallible");
            assert_eq!(answer.status(), status);
            assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        }
    }

    #[tokio::test]
    async fn a_form_of_another_site_is_refused_and_the_node_is_not_asked() {
        let foreign = [("sec-fetch-site", "cross-site")];
        let (answer, _) = ask(Method::POST, "/pay/done", &foreign).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        let (answer, _) = ask(Method::POST, "/node", &[]).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
}
