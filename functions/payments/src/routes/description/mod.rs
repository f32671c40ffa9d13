//! The description of the machine API, for the programmers of management software: an OpenAPI document, and
//! the same as a page with examples.

mod document;
mod examples;
mod page;
mod titles;

use axum::response::{IntoResponse, Redirect, Response};
use http::header;
use platform::web::Routes;

pub use examples::EXAMPLES;

/// OpenAPI 3.0; a test compares its paths with the gate's table.
pub const OPENAPI: &str = include_str!("openapi.json");

pub fn routes() -> Routes {
    Routes::new()
        .get("/api", async || Redirect::permanent("/api/"))
        .get("/api/", page::show)
        .get("/api/openapi.json", document)
}

async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use access::gate::ROUTES;

    use super::*;

    #[test]
    fn it_describes_every_route_of_the_machine_api_and_no_other() {
        let document: serde_json::Value = serde_json::from_str(OPENAPI).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let described: BTreeSet<(String, String)> = paths
            .iter()
            .flat_map(|(path, item)| {
                let methods = item.as_object().unwrap().keys();
                methods.map(move |method| (method.to_uppercase(), path.clone()))
            })
            .collect();
        // The page is for people.
        let machine = ROUTES
            .iter()
            .filter(|rule| rule.path.starts_with("/api/") && rule.path != "/api/");
        let registered: BTreeSet<(String, String)> = machine
            .map(|rule| (rule.method.to_string(), rule.path.to_owned()))
            .collect();
        assert_eq!(described, registered);
    }
}
