//! What `cargo run` does.

use std::path::Path;

use local::demo::Progress;
use local::stack::{Stack, StackOptions, apply_tenants, plan_tenants};
use setup::Tenants;
use setup::cli::summary;
use tracing_subscriber::EnvFilter;

use crate::arguments::{Arguments, Planning, Task, TenantsTask};

/// The engines below warn about every refused condition, which is their daily work here.
const LOG: &str = "warn,dynoxide=error,s3s=error,s3s_fs=error";

/// Logs go to standard error; `LOG` sets the filter.
pub fn start_log() {
    let filter = EnvFilter::try_from_env("LOG").unwrap_or_else(|_| EnvFilter::new(LOG));
    let lines = tracing_subscriber::fmt().with_writer(std::io::stderr);
    lines.with_env_filter(filter).init();
}

pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.task {
        None => serve(arguments.serve.options()).await,
        Some(Task::Demo(demo)) => {
            let summary = local::demo::run(&demo.options(), &Progress::shown()).await?;
            println!("{summary}");
            Ok(())
        }
        Some(Task::Tenants { task }) => tenants(task).await,
    }
}

async fn tenants(task: TenantsTask) -> anyhow::Result<()> {
    match task {
        TenantsTask::Check { file } => {
            println!("{}: {}", file.display(), summary(&checked(&file)?));
        }
        TenantsTask::Plan(Planning { file, data, json }) => {
            let plan = plan_tenants(&checked(&file)?, &data).await?;
            match json {
                true => println!("{:#}", plan.to_json()),
                false => print!("{plan}"),
            }
        }
        TenantsTask::Apply(Planning { file, data, json }) => {
            let plan = apply_tenants(&checked(&file)?, &data).await?;
            match json {
                true => println!("{:#}", plan.to_json()),
                false => println!("{plan}applied: {}", plan.outcome()),
            }
        }
    }
    Ok(())
}

/// With colours on a terminal.
fn checked(file: &Path) -> anyhow::Result<Tenants> {
    setup::cli::check_file(file).map_err(|error| anyhow::anyhow!(setup::command::shown(&error)))
}

async fn serve(options: StackOptions) -> anyhow::Result<()> {
    let mut end = std::pin::pin!(told_to_end()?);
    let stack = tokio::select! {
        started = Stack::start(options) => started?,
        () = &mut end => return Ok(()),
    };
    let plan = &stack.tenants_plan;
    if !plan.is_empty() || !plan.drift.is_empty() {
        eprintln!("tenants: {}", plan.outcome());
    }
    println!("ready {}", stack.url);
    end.await;
    stack.stop().await;
    Ok(())
}

/// Ctrl-C or SIGTERM. Listening begins at once.
fn told_to_end() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
