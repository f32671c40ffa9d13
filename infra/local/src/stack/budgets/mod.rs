//! Holds each request to the budget of its route: a request that spends more is answered with 500, so that
//! whichever test made it fails and says which.

mod table;

use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use platform::table::{Spent, metered};

pub use table::BUDGETS;

pub(super) async fn hold(path: MatchedPath, request: Request, next: Next) -> Response {
    let method = match request.method() {
        &Method::HEAD => Method::GET,
        method => method.clone(),
    };
    let (answer, spent) = metered(next.run(request)).await;
    match over(&format!("{method} {}", path.as_str()), spent) {
        Some(sentence) => (StatusCode::INTERNAL_SERVER_ERROR, sentence).into_response(),
        None => answer,
    }
}

/// A request that met another one decides anew, and is not judged; an unlisted route has nothing to spend.
fn over(route: &str, spent: Spent) -> Option<String> {
    let listed = BUDGETS.iter().find(|(listed, _)| *listed == route);
    let budget = listed.map_or(0, |(_, budget)| *budget);
    let requests = spent.requests;
    (spent.refused == 0 && requests > budget)
        .then(|| format!("{route}: {requests} requests to the table, the budget is {budget}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_budget_is_told_unless_somebody_was_in_the_way() {
        let (route, budget) = BUDGETS[0];
        let spent = |requests, refused| over(route, Spent { requests, refused });
        assert_eq!(spent(budget, 0), None);
        assert!(spent(budget + 1, 0).unwrap().contains(route));
        assert_eq!(spent(budget + 1, 1), None);
    }

    #[test]
    fn a_route_without_a_budget_has_nothing_to_spend() {
        let spent = Spent {
            requests: 1,
            refused: 0,
        };
        assert!(over("GET /nowhere", spent).is_some());
    }
}
