//! Matching: reporting flows, bank statements and receipts brought together, for people and for
//! programs.

mod accounting;
mod api;
mod check;
mod columns;
mod debtors;
mod detail;
mod faults;
mod fetched;
mod flow;
mod flow_csv;
mod list;
mod load;
mod search;
mod statement;
mod statements;
mod submit;
mod unresolved;
mod upload;
mod view;
mod widget;

#[cfg(test)]
mod samples;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::objects::Objects;
use platform::table::Table;
use platform::web::Routes;

/// What these routes use.
#[derive(Clone)]
pub struct MatchingDeps {
    pub table: Table,
    pub objects: Objects,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    /// Where a browser finds us, without a final `/`.
    pub public_url: String,
}

/// What became of a request.
#[derive(Debug)]
pub enum Outcome<T> {
    Done(Box<T>),
    /// The client's key was used by the same request running beside this one.
    KeyUsed,
}

/// Times that a decision is made anew because somebody else was faster.
const TRIES_MAX: u32 = 3;

pub fn routes(deps: MatchingDeps) -> Routes {
    accounting::add(Routes::new())
        .get("/panel/payments/matching", list::page)
        .get("/panel/payments/matching/widget", widget::show)
        .get("/panel/payments/matching/uploads/{id}", upload::page)
        .post("/panel/payments/matching/flows", submit::flow)
        .get("/panel/payments/matching/flows/{flow_id}", flow::page)
        .get(
            "/panel/payments/matching/flows/{flow_id}/rows",
            flow_csv::download,
        )
        .get("/panel/payments/matching/search", search::page)
        .post("/panel/payments/matching/search", search::find)
        .get("/panel/payments/matching/statements", statements::page)
        .post("/panel/payments/matching/statements", submit::statement)
        .get("/panel/payments/matching/statements/{id}", statement::page)
        .post(
            "/panel/payments/matching/statements/{id}/check",
            columns::check,
        )
        .get(
            "/panel/payments/matching/statements/{id}/rows",
            unresolved::page,
        )
        .post(
            "/panel/payments/matching/statements/{id}/rows",
            unresolved::name,
        )
        .post("/api/creditors/{cf}/statements/{id}/rows", api::name_row)
        .post("/api/creditors/{cf}/statements", api::create_statement)
        .post(
            "/api/creditors/{cf}/statements/{id}/check",
            api::check_statement,
        )
        .get("/api/creditors/{cf}/statements/{id}", api::show_statement)
        .post("/api/creditors/{cf}/flows", api::load_flow)
        .get("/api/creditors/{cf}/flows", api::flows)
        .get("/api/creditors/{cf}/flows/{id}", api::show_flow)
        .with_state(deps)
}
