//! One JSON line a request, with stable dotted fields. Never names, tax codes, bodies, tokens.

use std::sync::Once;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::web::Reference;

static START: Once = Once::new();

/// Begins to write JSON lines to standard output; `LOG` sets the filter (default `info`).
pub fn start() {
    start_into(std::io::stdout);
}

/// As [`start`], to another place: tests read the lines.
pub fn start_into<W>(place: W)
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    START.call_once(|| {
        let filter = EnvFilter::try_from_env("LOG").unwrap_or_else(|_| EnvFilter::new("info"));
        let lines = tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_writer(place)
            .with_env_filter(filter);
        // A subscriber that is there already (a test's) stays.
        let _ = lines.try_init();
    });
}

/// An axum middleware: the one line of a request. The path is the route's pattern, so that no
/// number or code of a person gets into it.
pub async fn log_request(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    let reference = response.extensions().get::<Reference>();
    tracing::info!(
        http.method = %method,
        http.route = route.as_deref().unwrap_or("-"),
        http.status = response.status().as_u16(),
        request.reference = reference.map_or("-", Reference::as_str),
        dur_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        "request"
    );
    response
}
