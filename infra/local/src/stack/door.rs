//! What stands at `/` and `/_local`: the static site and the pages of the local stack alone.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, any, get};
use tower_http::services::ServeDir;

use super::options;

/// The site as it is built; where it is not, `/` leads to the citizen's page.
pub(super) fn site() -> Router {
    let folder = options::site();
    match folder.join("index.html").is_file() {
        true => Router::new().fallback_service(files(&folder)),
        false => Router::new().route("/", get(async || Redirect::to("/pay"))),
    }
}

/// An unknown address is unknown whatever the method.
fn files(folder: &Path) -> ServeDir<MethodRouter> {
    ServeDir::new(folder)
        .call_fallback_on_method_not_allowed(true)
        .fallback(any(async || StatusCode::NOT_FOUND))
}

/// The pages under `/_local`. Programs call them without keys, pages of other sites may not.
pub(super) fn local(router: Router) -> Router {
    router.layer(from_fn(guard))
}

async fn guard(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site");
    let foreign = site.is_some_and(|site| site == "cross-site");
    if foreign && request.method() != Method::GET {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    let policy = HeaderValue::from_static(
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'",
    );
    response
        .headers_mut()
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(policy);
    response
}
