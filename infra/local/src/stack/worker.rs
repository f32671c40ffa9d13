//! The dispatcher, the queues behind it, and the job functions behind those.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::FutureExt;
use platform::dispatcher::dispatch;
use platform::jobs::Jobs;
use platform::queues::Queues;
use tokio::task::JoinHandle;

use crate::cloud::{Cloud, QueueSpec, Stop, pollers, streams};

/// The queues of the local stack, as the template makes them.
const QUEUES: [&str; 3] = ["import", "mail", "matching"];
/// As in the template: six times the longest run of a job function.
const VISIBILITY_S: i64 = 1800;

/// The queues with their dead letters.
pub(super) fn queues() -> Vec<QueueSpec> {
    let specs = QUEUES.iter().map(|name| QueueSpec::job(name, VISIBILITY_S));
    specs.flatten().collect()
}

/// Which job goes to which queue.
pub(super) fn routing(cloud: &Cloud, workers: &[(&'static str, Jobs)]) -> Queues {
    let mut urls = BTreeMap::new();
    for (queue, jobs) in workers {
        let names = jobs
            .names()
            .map(|name| (name.to_owned(), cloud.queue_url(queue)));
        urls.extend(names);
    }
    Queues::new(&cloud.sqs, urls)
}

/// Starts what reads the stream and what polls the queues.
pub(super) fn start(
    cloud: &Cloud,
    queues: &Queues,
    workers: Vec<(&'static str, Jobs)>,
    stop: &Stop,
) -> anyhow::Result<Vec<JoinHandle<()>>> {
    let queues = queues.clone();
    let dispatcher = move |event| {
        let queues = queues.clone();
        async move { Ok(dispatch(&queues, event).await) }.boxed()
    };
    let mut tasks = vec![streams::start(cloud, Arc::new(dispatcher), stop.clone())?];
    for (queue, jobs) in workers {
        let function = move |event| {
            let jobs = jobs.clone();
            async move { Ok(jobs.handle(event).await) }.boxed()
        };
        tasks.push(pollers::start(
            cloud,
            queue,
            Arc::new(function),
            stop.clone(),
        ));
    }
    Ok(tasks)
}
