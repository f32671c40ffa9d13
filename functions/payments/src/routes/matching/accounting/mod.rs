//! Booking what was credited: from a statement in the order of its dates, or one flow at a time
//! (rows A32 to A34).

mod api;
mod book;
mod defaults;
mod flow;
mod list;
mod statement;

#[cfg(test)]
mod samples;

use platform::web::Routes;

use super::MatchingDeps;

pub(super) const HERE: &str = "/panel/payments/matching/accounting";

pub(super) fn add(routes: Routes<MatchingDeps>) -> Routes<MatchingDeps> {
    routes
        .get("/panel/payments/matching/accounting", list::page)
        .post("/panel/payments/matching/accounting", list::filter)
        .get("/panel/payments/matching/accounting/export", list::export)
        .get(
            "/panel/payments/matching/accounting/defaults",
            defaults::page,
        )
        .post(
            "/panel/payments/matching/accounting/defaults",
            defaults::save,
        )
        .get(
            "/panel/payments/matching/accounting/flows/{flow_id}",
            flow::page,
        )
        .post(
            "/panel/payments/matching/accounting/flows/{flow_id}",
            flow::save,
        )
        .get(
            "/panel/payments/matching/accounting/statements/{id}",
            statement::page,
        )
        .post(
            "/panel/payments/matching/accounting/statements/{id}",
            statement::save,
        )
        .get("/api/creditors/{cf}/accounting", api::list)
        .post("/api/creditors/{cf}/flows/{id}/accounting", api::book)
}
