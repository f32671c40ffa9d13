//! Starting and stopping a stack.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use kernel::dice::{Dice, OsDice};
use platform::table::RequestCount;
use setup::{Plan, Tenants};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::clock::LocalClock;
use super::keepsake::Keepsake;
use super::local_json::LocalJson;
use super::mount;
use super::options::{DataDir, StackOptions};
use super::parts::Parts;
use super::tenants::{self, Door};
use super::{door, pages, records, schedules, worker};
use crate::cloud::{Cloud, DataFolder, Durability, StopHandle, bind, serve, url_of};
use crate::practice;

/// A running Sportello.
pub struct Stack {
    /// `http://127.0.0.1:3000`
    pub url: String,
    pub local_json: LocalJson,
    /// One `.eml` file for each message that was sent.
    pub mail_dir: PathBuf,
    pub clock: Arc<LocalClock>,
    /// DynamoDB requests that the routes sent, retries included.
    pub counts: RequestCount,
    /// What the tenants file changed at the start.
    pub tenants_plan: Plan,
    /// The table, the bucket and the rest, as the routes have them.
    pub parts: Parts,
    cloud: Cloud,
    tasks: Vec<JoinHandle<()>>,
    stop_handle: StopHandle,
}

impl Stack {
    /// Starts everything. `local.json` is written and every route answers when this returns.
    ///
    /// Demo records are made for the demo tenants alone. Should they fail, the stack runs without.
    pub async fn start(options: StackOptions) -> anyhow::Result<Self> {
        let declared = tenants::check_file(&options.tenants)?;
        let stack = Self::assemble(&options, &declared).await?;
        if options.demo
            && options.has_demo_tenants()
            && let Err(error) = records::make(&stack, &declared).await
        {
            tracing::warn!(error = format!("{error:#}"), "no demo records");
        }
        stack.counts.take();
        Ok(stack)
    }

    async fn assemble(options: &StackOptions, declared: &Tenants) -> anyhow::Result<Self> {
        let listener = listen(options.port)?;
        let url = url_of(&listener)?;
        let cloud = start_cloud(&options.data).await?;
        let dice: Arc<dyn Dice> = Arc::new(OsDice);
        let clock = Arc::new(LocalClock::new(options.now));
        let mut keepsake = Keepsake::open(cloud.folder.root(), dice.as_ref())?;
        let counts = RequestCount::default();
        let times = (clock.clone(), dice.clone());
        let parts = Parts::new(&cloud, &url, times, (&keepsake, counts.clone()))?;
        let door = Door::of(declared, &mut keepsake, parts.dice.as_ref())?;
        keepsake.save(cloud.folder.root())?;
        let tenants_plan = door.apply(&parts).await?;
        let local_json = door.local_json(&parts, &cloud.mail_dir);
        let router = router(&cloud, &parts, &clock, (declared, options.strict))?;
        let (stop_handle, stop) = StopHandle::new();
        let mut tasks = vec![serve(listener, router, stop.clone())];
        let workers = mount::workers(&parts);
        let queues = worker::queues(&cloud, &workers)?;
        tasks.extend(worker::start(&cloud, &queues, workers, &stop)?);
        tasks.push(schedules::sweeper(&parts, queues, stop.clone()));
        tasks.push(schedules::fetching(&parts, stop.clone()));
        tasks.push(schedules::bulks(&parts, stop.clone()));
        tasks.push(schedules::pushing(&parts, stop.clone()));
        tasks.push(schedules::sealing(&parts, stop.clone()));
        tasks.push(schedules::ripening(&parts, stop.clone()));
        tasks.push(schedules::reminders(&parts, stop.clone()));
        tasks.push(schedules::expiry(&cloud, clock.clone(), stop));
        local_json.write(&cloud.folder.local_json())?;
        Ok(Self {
            url,
            local_json,
            mail_dir: cloud.mail_dir.clone(),
            clock,
            counts,
            tenants_plan,
            parts,
            cloud,
            tasks,
            stop_handle,
        })
    }

    /// The folder that holds everything.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.cloud.folder.root()
    }

    /// The services below, for tests that look behind the routes.
    #[must_use]
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// Waits until nothing is left to do: no pending outbox item.
    pub async fn quiet(&self) -> anyhow::Result<()> {
        while !platform::outbox::is_empty(&self.parts.job_table).await? {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Ends requests and jobs that run, then the cloud.
    pub async fn stop(self) {
        self.stop_handle.stop();
        let all = futures::future::join_all(self.tasks);
        if tokio::time::timeout(STOP_TIME_MAX, all).await.is_err() {
            tracing::warn!("some work was cut off; it comes again at the next start");
        }
        self.cloud.stop().await;
    }
}

const STOP_TIME_MAX: std::time::Duration = std::time::Duration::from_secs(3);

fn listen(port: u16) -> anyhow::Result<TcpListener> {
    bind(port).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            anyhow::anyhow!(
                "port {port} is in use; stop what uses it, or choose another with --port"
            )
        }
        _ => anyhow::Error::from(error).context(format!("port {port} cannot be opened")),
    })
}

async fn start_cloud(data: &DataDir) -> anyhow::Result<Cloud> {
    let (folder, durability) = match data {
        DataDir::Ephemeral => (DataFolder::temporary()?, Durability::Throwaway),
        DataDir::Path(path) => (DataFolder::open(path)?, Durability::Kept),
    };
    let started = Cloud::start(folder, durability, &[]).await;
    started.context("the embedded cloud did not start")
}

fn router(
    cloud: &Cloud,
    parts: &Parts,
    clock: &Arc<LocalClock>,
    (declared, strict): (&Tenants, bool),
) -> anyhow::Result<Router> {
    let folder = Some(cloud.folder.root().join("practice"));
    let practice = practice::router(mount::practice(parts, declared, folder))?;
    let own = pages::router(cloud.mail_dir.clone(), clock.clone()).merge(practice);
    Ok(mount::router(parts, door::site(), strict).merge(door::local(own)))
}
