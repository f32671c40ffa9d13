//! `/_local/practice`: a page for people, and machine endpoints for tests and the demo.
//!
//! | request | answer |
//! |---|---|
//! | `POST pay` `{"creditor","notice_number","mode"?,"seed"?,"times"?,"delay_ms"?,"amount_cents"?,"psp"?}` | `{"receipt_id","iuv","amount_cents","receipt_ids","answers":[{"outcome","fault_code"?}]}` |
//! | `POST demand` `{"creditor","service","subject","data"}`, `data` the XML of the service | `{"notice_number","amount_cents","description"}` |
//! | `POST amounts?add_cents=&delay_ms=&not_payable=&status=&broken=` | the software of a body that tells amounts |
//! | `POST settle` `{"creditor"}` | `{"flow_id","flow_url","statement_url","flows":[{"id","url","rows","amount_cents"}]}`, 409 when nothing is to settle |
//! | `GET payments` | `{"payments":[{"receipt_id","creditor","notice_number","amount_cents","delivered","fault_code"}]}` |
//! | `GET irregularities` | `{"irregularities":[{"at","about","found":[{"at","rule","detail"}]}]}` |
//! | `GET flows/{id}.xml`, `GET statements/{id}.csv` | the files |
//!
//! A payment that the station refuses is 409 with `fault_code`, one that it answers against the
//! specification 502 with `deviations`, one that it does not answer 504.

mod files;
mod page;
mod pay;
mod settle;
mod software;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use super::service::Practice;

pub fn router() -> Router<Arc<Practice>> {
    Router::new()
        .route("/_local/practice", get(page::show))
        .route("/_local/practice/", get(page::show))
        .route("/_local/practice/try", post(page::pay))
        .route("/_local/practice/close", post(page::close))
        .route("/_local/practice/pay", post(pay::pay))
        .route("/_local/practice/demand", post(pay::demand))
        .route("/_local/practice/amounts", post(software::amounts))
        .route("/_local/practice/settle", post(settle::settle))
        .route("/_local/practice/payments", get(pay::list))
        .route("/_local/practice/irregularities", get(pay::irregularities))
        .route("/_local/practice/flows/{name}", get(files::flow))
        .route("/_local/practice/statements/{name}", get(files::statement))
}
