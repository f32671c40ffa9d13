//! The practice node: a false pagoPA that plays node, Checkout, PSP, flow and bank over real HTTP
//! and real SOAP. It shares no SOAP and no flow code with the product, reads answers strictly and
//! keeps every deviation, so that it can catch our mistakes.

pub mod checkout;
mod fdr;
pub mod ledger;
pub mod options;
mod problem;
pub mod psp;
mod pushed;
mod receipts;
mod routes;
mod service;
pub mod settlement;
pub mod soap;
mod trouble;
pub mod xml;

pub use options::{PracticeCreditor, PracticeOptions};
pub use service::Practice;

/// `/_local/practice` and `/_local/checkout`, with a journal of their own. Must be called inside a
/// tokio runtime: receipts that were never answered are told again in the background.
pub fn router(options: PracticeOptions) -> std::io::Result<axum::Router> {
    let practice = Practice::open(options)?;
    Ok(routes::router()
        .merge(checkout::router())
        .merge(fdr::router())
        .merge(receipts::router())
        .merge(pushed::router())
        .with_state(practice))
}

#[cfg(test)]
mod official;
#[cfg(test)]
mod openapi_in_tests;
#[cfg(test)]
mod station_in_tests;
#[cfg(test)]
mod tests;
