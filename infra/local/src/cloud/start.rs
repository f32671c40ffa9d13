//! Starting and stopping the embedded cloud.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use aws_config::SdkConfig;
use axum::Router;
use dynoxide::Database;
use tokio::task::JoinHandle;

use super::folder::DataFolder;
use super::sdk::ACCOUNT;
use super::serve::{bind, serve, url_of};
use super::sqs::{QueueSpec, QueueStore};
use super::stop::{Stop, StopHandle};
use super::stream_store::StreamStore;
use super::{dynamodb, s3, sdk_config, ses, sqs};

/// A client that keeps half a request open must not hold the stop.
const STOP_TIME_MAX: Duration = Duration::from_secs(2);

/// How hard the files are held on to. Both survive the death of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// A folder that people keep: also sound after a loss of power.
    Kept,
    /// A temporary folder: as fast as it gets.
    Throwaway,
}

/// The running services, and the SDK configuration that reaches each.
pub struct Cloud {
    pub dynamodb: SdkConfig,
    pub s3: SdkConfig,
    pub ses: SdkConfig,
    pub sqs: SdkConfig,
    /// Where browsers reach the object store: `http://127.0.0.1:PORT`.
    pub s3_url: String,
    /// One `.eml` file for each message that was sent.
    pub mail_dir: PathBuf,
    pub folder: DataFolder,
    pub(crate) database: Database,
    pub(crate) stream_store: StreamStore,
    queues: Arc<QueueStore>,
    services: Services,
    stop_handle: StopHandle,
}

impl Cloud {
    /// Starts everything in the folder; the table, the bucket and the queues are made where missing.
    pub async fn start(
        folder: DataFolder,
        durability: Durability,
        queues: &[QueueSpec],
    ) -> anyhow::Result<Self> {
        let (stop_handle, stop) = StopHandle::new();
        let mut services = Services {
            tasks: Vec::new(),
            stop,
        };
        let database = dynamodb::open(&folder.table(), durability)?;
        let stream_store = StreamStore::prepare(&folder.table())?;
        let dynamodb = services.table(&database)?;
        let s3 = s3::router(&folder.objects())?;
        let (s3, s3_url) = services.start(|_| s3)?;
        let (ses, _) = services.start(|_| ses::router(folder.mail()))?;
        let store = Arc::new(QueueStore::open(&folder.queues()).context("the queues' file")?);
        let served = store.clone();
        let stop = services.stop.clone();
        let (sqs, _) = services.start(|url| sqs::router(served, url, stop))?;
        dynamodb::create_table(&dynamodb).await?;
        s3::create_bucket(&s3).await?;
        let cloud = Self {
            dynamodb,
            s3,
            ses,
            sqs,
            s3_url,
            mail_dir: folder.mail(),
            folder,
            database,
            stream_store,
            queues: store,
            services,
            stop_handle,
        };
        cloud.create_queues(queues)?;
        Ok(cloud)
    }

    /// Makes the queues, or gives them these settings.
    pub fn create_queues(&self, queues: &[QueueSpec]) -> anyhow::Result<()> {
        for queue in queues {
            self.queues.create(queue)?;
        }
        Ok(())
    }

    /// A cloud in a temporary folder that goes away with it.
    pub async fn temporary(queues: &[QueueSpec]) -> anyhow::Result<Self> {
        Self::start(DataFolder::temporary()?, Durability::Throwaway, queues).await
    }

    /// The signal that ends with this cloud; tasks around it watch it.
    #[must_use]
    pub fn stop_signal(&self) -> Stop {
        self.services.stop.clone()
    }

    /// Ends the services and closes the files.
    pub async fn stop(self) {
        self.stop_handle.stop();
        for mut task in self.services.tasks {
            let ended = tokio::time::timeout(STOP_TIME_MAX, &mut task).await;
            if ended.is_err() {
                task.abort();
            }
        }
    }

    /// The URL of a queue of this cloud.
    #[must_use]
    pub fn queue_url(&self, queue: &str) -> String {
        let endpoint = self.sqs.endpoint_url().unwrap_or_default();
        format!("{endpoint}/{ACCOUNT}/{queue}")
    }
}

struct Services {
    tasks: Vec<JoinHandle<()>>,
    stop: Stop,
}

impl Services {
    /// Serves a router, made with its own URL, on a free port.
    fn start(
        &mut self,
        router: impl FnOnce(&str) -> Router,
    ) -> anyhow::Result<(SdkConfig, String)> {
        let listener = bind(0)?;
        let url = url_of(&listener)?;
        let task = serve(listener, router(&url), self.stop.clone());
        self.tasks.push(task);
        Ok((sdk_config(&url), url))
    }

    fn table(&mut self, database: &Database) -> anyhow::Result<SdkConfig> {
        let listener = bind(0)?;
        let config = sdk_config(&url_of(&listener)?);
        let task = dynamodb::serve(listener, database.clone(), self.stop.clone());
        self.tasks.push(task);
        Ok(config)
    }
}
