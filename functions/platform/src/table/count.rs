//! Counts the requests really sent, retries included: tests hold routes to their budgets with it.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;

/// A shared counter of requests.
#[derive(Clone, Debug, Default)]
pub struct RequestCount(Arc<AtomicU64>);

impl RequestCount {
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Reads the count and starts again from zero.
    pub fn take(&self) -> u64 {
        self.0.swap(0, Ordering::SeqCst)
    }
}

/// What a piece of work asked of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    pub requests: u64,
    /// Those answered with an error: a condition that did not hold, a transaction that met another.
    pub refused: u64,
}

tokio::task_local! {
    static SPENT: Cell<Spent>;
}

/// Does the work and tells what it spent, whichever tables it asked; what it hands to other tasks is not counted.
pub async fn metered<Work: Future>(work: Work) -> (Work::Output, Spent) {
    let both = async {
        let done = work.await;
        (done, SPENT.with(Cell::get))
    };
    SPENT.scope(Cell::default(), both).await
}

fn spend(change: impl FnOnce(&mut Spent)) {
    // Nobody need be metering.
    let _ = SPENT.try_with(|spent| {
        let mut now = spent.get();
        change(&mut now);
        spent.set(now);
    });
}

impl Intercept for RequestCount {
    fn name(&self) -> &'static str {
        "RequestCount"
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        spend(|spent| spent.requests += 1);
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if matches!(context.output_or_error(), Some(Err(_))) {
            spend(|spent| spent.refused += 1);
        }
        Ok(())
    }
}
