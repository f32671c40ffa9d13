//! What can be typed after `cargo run --`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;
use local::demo::DemoOptions;
use local::stack::{DataDir, StackOptions, demo_tenants};

#[derive(Debug, Parser)]
#[command(
    name = "sportello",
    version,
    about = "Sportello on this machine, without a cloud account"
)]
pub struct Arguments {
    #[command(flatten)]
    pub serve: Serve,
    #[command(subcommand)]
    pub task: Option<Task>,
}

#[derive(Debug, Args)]
pub struct Serve {
    /// Port on 127.0.0.1; 0 picks a free one
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Folder of the data, kept between runs
    #[arg(long, default_value = ".sportello")]
    data: PathBuf,
    /// Tenants file [default: infra/tenants/demo.toml]
    #[arg(long)]
    tenants: Option<PathBuf>,
    /// Where the product's clock starts, as in 2026-01-31T10:00:00Z
    #[arg(long, value_name = "RFC3339")]
    now: Option<Timestamp>,
    /// Make no demo records; tenants, users and keys of the file stay
    #[arg(long)]
    no_demo: bool,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// The whole main job in the terminal: dues in, notices out, payments in, money matched
    Demo(Demo),
    /// What tenants files need
    Tenants {
        #[command(subcommand)]
        task: TenantsTask,
    },
}

#[derive(Debug, Args)]
pub struct Demo {
    /// XLSX or CSV file of dues [default: a sample]
    file: Option<PathBuf>,
    /// Folder of the data, kept between runs [default: nothing is kept but the notices]
    #[arg(long)]
    data: Option<PathBuf>,
    /// Fiscal code of the creditor [default: the first of the demo tenants]
    #[arg(long, value_name = "CF", value_parser = OrgFiscalCode::parse)]
    creditor: Option<OrgFiscalCode>,
}

#[derive(Debug, Subcommand)]
pub enum TenantsTask {
    /// Check a tenants file and tell every fault in it
    Check { file: PathBuf },
    /// Tell what a tenants file would change in a data folder
    Plan(Planning),
    /// Change it
    Apply(Planning),
}

#[derive(Debug, Args)]
pub struct Planning {
    pub file: PathBuf,
    /// Folder of the data
    #[arg(long, default_value = ".sportello")]
    pub data: PathBuf,
    /// As JSON, for programs
    #[arg(long)]
    pub json: bool,
}

impl Demo {
    pub fn options(self) -> DemoOptions {
        DemoOptions {
            file: self.file,
            data: self.data,
            creditor: self.creditor,
        }
    }
}

impl Serve {
    pub fn options(self) -> StackOptions {
        StackOptions {
            port: self.port,
            data: DataDir::Path(self.data),
            tenants: self.tenants.unwrap_or_else(demo_tenants),
            now: self.now,
            demo: !self.no_demo,
            strict: false,
        }
    }
}
