//! The ticks of the local stack.

use std::sync::Arc;
use std::time::Duration;

use access::jobs::key_reminders;
use access::jobs::seal;
use futures::FutureExt;
use jiff::SignedDuration;
use payments::jobs::{bulks, fetch, position_time, push};
use platform::outbox;
use platform::queues::Queues;
use tokio::task::JoinHandle;

use super::clock::LocalClock;
use super::parts::Parts;
use crate::cloud::{Cloud, Stop, schedule};

/// As in the template.
const SWEEP_EVERY: Duration = Duration::from_mins(2);
/// What is younger may still be on its way.
const SWEEP_AGE: SignedDuration = SignedDuration::from_mins(2);
const FETCH_EVERY: Duration = Duration::from_mins(30);
const BULKS_EVERY: Duration = Duration::from_mins(5);
const RIPEN_EVERY: Duration = Duration::from_mins(5);
const PUSH_EVERY: Duration = Duration::from_mins(1);
const REMIND_EVERY: Duration = Duration::from_hours(24);
const SEAL_EVERY: Duration = Duration::from_hours(1);
const EXPIRE_EVERY: Duration = Duration::from_mins(10);

/// Sends again what the stream or the queues lost.
pub(super) fn sweeper(parts: &Parts, queues: Queues, stop: Stop) -> JoinHandle<()> {
    let parts = parts.clone();
    let function = move || {
        let (parts, queues) = (parts.clone(), queues.clone());
        async move {
            let before = parts.clock.now() - SWEEP_AGE;
            outbox::sweep(&parts.job_table, &queues, before).await?;
            Ok(())
        }
        .boxed()
    };
    schedule::start("sweeper", SWEEP_EVERY, Arc::new(function), stop)
}

/// Orders the fetching of flows for every creditor that is due.
pub(super) fn fetching(parts: &Parts, stop: Stop) -> JoinHandle<()> {
    let parts = parts.clone();
    let function = move || {
        let parts = parts.clone();
        async move {
            fetch::tick(&parts.job_table, &*parts.clock, &*parts.dice).await?;
            Ok(())
        }
        .boxed()
    };
    schedule::start("fetching", FETCH_EVERY, Arc::new(function), stop)
}

/// Finishes bulks that died half-way.
pub(super) fn bulks(parts: &Parts, stop: Stop) -> JoinHandle<()> {
    let deps = parts.bulks();
    let function = move || {
        let deps = deps.clone();
        async move {
            bulks::tick(&deps).await?;
            Ok(())
        }
        .boxed()
    };
    schedule::start("bulks", BULKS_EVERY, Arc::new(function), stop)
}

/// Writes what time has changed of positions.
pub(super) fn ripening(parts: &Parts, stop: Stop) -> JoinHandle<()> {
    let times = (parts.clock.clone(), parts.dice.clone());
    let deps = position_time::TimeDeps::new(parts.job_table.clone(), times);
    let function = move || {
        let deps = deps.clone();
        async move {
            position_time::tick(&deps).await?;
            Ok(())
        }
        .boxed()
    };
    schedule::start("positions in time", RIPEN_EVERY, Arc::new(function), stop)
}

/// Orders the telling of what waited.
pub(super) fn pushing(parts: &Parts, stop: Stop) -> JoinHandle<()> {
    let parts = parts.clone();
    let function = move || {
        let parts = parts.clone();
        async move {
            push::tick(&parts.job_table, &*parts.clock, &*parts.dice).await?;
            Ok(())
        }
        .boxed()
    };
    schedule::start("pushing", PUSH_EVERY, Arc::new(function), stop)
}

/// Orders the mails about keys that will end.
pub(super) fn reminders(parts: &Parts, stop: Stop) -> JoinHandle<()> {
    let parts = parts.clone();
    let function = move || {
        let parts = parts.clone();
        async move {
            key_reminders::tick(&parts.job_table, &*parts.clock, &*parts.dice).await?;
            Ok(())
        }
        .boxed()
    };
    schedule::start("reminders", REMIND_EVERY, Arc::new(function), stop)
}

/// Seals the log of activities.
pub(super) fn sealing(parts: &Parts, stop: Stop) -> JoinHandle<()> {
    let deps = parts.seal();
    let function = move || {
        let deps = deps.clone();
        async move {
            seal::tick(&deps).await?;
            Ok(())
        }
        .boxed()
    };
    schedule::start("sealing", SEAL_EVERY, Arc::new(function), stop)
}

/// DynamoDB's own removal of expired items. It follows the machine's time, so it rests while the
/// product lives in the past: there, nothing has expired yet.
pub(super) fn expiry(cloud: &Cloud, clock: Arc<LocalClock>, stop: Stop) -> JoinHandle<()> {
    let database = cloud.database.clone();
    let function = move || {
        let (database, clock) = (database.clone(), clock.clone());
        async move {
            if !clock.is_behind() {
                tokio::task::spawn_blocking(move || database.sweep_ttl()).await??;
            }
            Ok(())
        }
        .boxed()
    };
    schedule::start("expiry", EXPIRE_EVERY, Arc::new(function), stop)
}
