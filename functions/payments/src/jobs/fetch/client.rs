//! The FdR API for creditors (OpenAPI `fdr_organization` 1.1): flows of an organisation, one flow, its
//! payments.

use std::time::Duration;

use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;
use platform::config::Secret;
use serde::de::DeserializeOwned;

use super::caller::{Asking, Caller, FetchError};
use crate::domain::flow::{FetchedFlow, FetchedPage, FetchedPayment, ListedFlow};
use crate::domain::journal::Operation;
use crate::store::journal::Journal;

/// A page of a thousand payments is some hundred KB.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The most that a page may hold.
const SIZE: u32 = 1_000;
/// An answer that is larger is none of this API.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

#[derive(Clone)]
pub(super) struct FdrClient {
    caller: Caller,
}

impl FdrClient {
    pub(super) fn new(access: (&str, Secret), journal: &Journal) -> Self {
        let caller = Caller::new(access, (TIMEOUT, ANSWER_BYTES_MAX), journal);
        Self { caller }
    }

    pub(super) async fn flows(
        &self,
        creditor: &OrgFiscalCode,
        since: Option<Timestamp>,
        page: u32,
    ) -> Result<FetchedPage<ListedFlow>, FetchError> {
        let mut query = vec![("page", page.to_string()), ("size", SIZE.to_string())];
        query.extend(since.map(|since| ("publishedGt", since.to_string())));
        let path = ["organizations", creditor.as_str(), "fdrs"];
        self.get((Operation::ListFlows, creditor), &path, &query)
            .await
    }

    pub(super) async fn flow(
        &self,
        creditor: &OrgFiscalCode,
        flow: &ListedFlow,
    ) -> Result<FetchedFlow, FetchError> {
        let revision = flow.revision.to_string();
        let path = path(creditor, flow, &revision);
        self.get((Operation::ReadFlow, creditor), &path, &[]).await
    }

    pub(super) async fn payments(
        &self,
        creditor: &OrgFiscalCode,
        flow: &ListedFlow,
        page: u32,
    ) -> Result<FetchedPage<FetchedPayment>, FetchError> {
        let revision = flow.revision.to_string();
        let mut path = path(creditor, flow, &revision).to_vec();
        path.push("payments");
        let query = [("page", page.to_string()), ("size", SIZE.to_string())];
        self.get((Operation::ReadFlowPayments, creditor), &path, &query)
            .await
    }

    async fn get<T: DeserializeOwned>(
        &self,
        asking: Asking<'_>,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<T, FetchError> {
        Ok(serde_json::from_slice(
            &self.caller.get(asking, path, query).await?,
        )?)
    }
}

fn path<'a>(creditor: &'a OrgFiscalCode, flow: &'a ListedFlow, revision: &'a str) -> [&'a str; 8] {
    [
        "organizations",
        creditor.as_str(),
        "fdrs",
        &flow.fdr,
        "revisions",
        revision,
        "psps",
        &flow.psp_id,
    ]
}
