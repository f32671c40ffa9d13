//! A thin builder over [`axum::Router`] that remembers what was registered.
//!
//! axum can't list its routes. The permission gate and the tests must: a route that nobody wrote
//! a rule for is a hole, and only a list shows it.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{self, MethodRouter};
use http::Method;

/// One registered route: the method and the axum pattern, `(GET, "/panel/payments/imports/{id}")`.
pub type Route = (Method, &'static str);

/// Routes of a room, in the order in which they were registered.
///
/// `GET` answers `HEAD` too, as in axum; the list says `GET` alone.
#[must_use]
pub struct Routes<S = ()> {
    router: Router<S>,
    list: Vec<Route>,
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    pub fn new() -> Self {
        Self {
            router: Router::new(),
            list: Vec::new(),
        }
    }

    /// Registers `GET path`.
    pub fn get<H: Handler<T, S>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::GET, path, routing::get(handler))
    }

    /// Registers `POST path`.
    pub fn post<H: Handler<T, S>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::POST, path, routing::post(handler))
    }

    /// Registers `PUT path`.
    pub fn put<H: Handler<T, S>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::PUT, path, routing::put(handler))
    }

    /// Registers `PATCH path`.
    pub fn patch<H: Handler<T, S>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::PATCH, path, routing::patch(handler))
    }

    /// Registers `DELETE path`.
    pub fn delete<H: Handler<T, S>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::DELETE, path, routing::delete(handler))
    }

    /// Bodies up to so many bytes for the routes registered so far, instead of the house's own limit.
    pub fn up_to(mut self, bytes: usize) -> Self {
        self.router = self.router.layer(DefaultBodyLimit::max(bytes));
        self
    }

    /// Adds the routes of another room with the same state.
    pub fn merge(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.router = self.router.merge(other.router);
        self
    }

    /// Gives the handlers their state; rooms with other states can be merged afterwards.
    pub fn with_state<S2: Clone + Send + Sync + 'static>(self, state: S) -> Routes<S2> {
        Routes {
            router: self.router.with_state(state),
            list: self.list,
        }
    }

    /// Everything registered so far.
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// The axum router, for layers and for serving.
    pub fn into_router(self) -> Router<S> {
        self.router
    }

    fn add(mut self, method: Method, path: &'static str, handler: MethodRouter<S>) -> Self {
        self.list.push((method, path));
        self.router = self.router.route(path, handler);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http::{Request, StatusCode};
    use tower::ServiceExt;

    async fn word() -> &'static str {
        "word"
    }

    async fn number(axum::extract::State(n): axum::extract::State<u8>) -> String {
        n.to_string()
    }

    fn two_rooms() -> Routes {
        let with_state: Routes = Routes::new().get("/n", number).with_state(7_u8);
        Routes::new()
            .get("/w/{id}", word)
            .post("/w/{id}", word)
            .merge(with_state)
    }

    #[test]
    fn every_route_is_listed_with_its_method() {
        let routes = two_rooms();
        let expected = [
            (Method::GET, "/w/{id}"),
            (Method::POST, "/w/{id}"),
            (Method::GET, "/n"),
        ];
        assert_eq!(routes.list(), expected);
    }

    #[tokio::test]
    async fn one_path_answers_each_of_its_methods() {
        let router = two_rooms().into_router();
        let status = async |method: Method, path: &str| {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .body(Body::empty());
            let request = request.expect("a request");
            router
                .clone()
                .oneshot(request)
                .await
                .expect("infallible")
                .status()
        };
        assert_eq!(status(Method::GET, "/w/1").await, StatusCode::OK);
        assert_eq!(status(Method::POST, "/w/1").await, StatusCode::OK);
        assert_eq!(
            status(Method::DELETE, "/w/1").await,
            StatusCode::METHOD_NOT_ALLOWED
        );
        assert_eq!(status(Method::GET, "/n").await, StatusCode::OK);
    }
}
