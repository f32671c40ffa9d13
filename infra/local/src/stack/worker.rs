//! The dispatcher, the queues behind it, and the job functions behind those.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::FutureExt;
use platform::dispatcher::dispatch;
use platform::jobs::Jobs;
use platform::queues::Queues;
use tokio::task::JoinHandle;

use crate::cloud::{Cloud, QueueSpec, Stop, pollers, streams};

/// As in the template: six times the longest run of a job function.
const VISIBILITY_S: i64 = 1800;
/// The function that sends has 30 seconds; the pause between two attempts follows from it.
const WEBHOOKS_VISIBILITY_S: i64 = 180;

/// Makes the queues with their dead letters, and tells which job goes to which queue.
pub(super) fn queues(cloud: &Cloud, workers: &[(&'static str, Jobs)]) -> anyhow::Result<Queues> {
    let mut urls = BTreeMap::new();
    for (queue, jobs) in workers {
        let visibility_s = if *queue == "webhooks" {
            WEBHOOKS_VISIBILITY_S
        } else {
            VISIBILITY_S
        };
        cloud.create_queues(&QueueSpec::job(queue, visibility_s))?;
        let names = jobs
            .names()
            .map(|name| (name.to_owned(), cloud.queue_url(queue)));
        urls.extend(names);
    }
    Ok(Queues::new(&cloud.sqs, urls))
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
