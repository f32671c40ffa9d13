//! What a stack is asked to be.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// Where the data lives.
#[derive(Debug, Clone)]
pub enum DataDir {
    /// A temporary folder, gone with the stack.
    Ephemeral,
    /// Kept between runs.
    Path(PathBuf),
}

#[derive(Debug, Clone)]
pub struct StackOptions {
    /// 0 picks a free one.
    pub port: u16,
    pub data: DataDir,
    pub tenants: PathBuf,
    /// Where the product's clock starts; signatures and presigned links keep real time.
    pub now: Option<Timestamp>,
    /// Whether the demo records are made.
    pub demo: bool,
    /// Whether a request that spends more than its route's budget is answered with 500.
    pub strict: bool,
}

impl StackOptions {
    /// What a test wants: a free port, nothing kept, the demo tenants and none of their records, budgets that hold.
    #[must_use]
    pub fn ephemeral() -> Self {
        Self {
            port: 0,
            data: DataDir::Ephemeral,
            tenants: demo_tenants(),
            now: None,
            demo: false,
            strict: true,
        }
    }

    pub(super) fn has_demo_tenants(&self) -> bool {
        let place = |path: &Path| path.canonicalize().ok();
        place(&self.tenants) == place(&demo_tenants())
    }
}

/// The tenants file of the repository.
#[must_use]
pub fn demo_tenants() -> PathBuf {
    infra().join("tenants/demo.toml")
}

/// The static site as it is built.
pub(super) fn site() -> PathBuf {
    infra().join("../site/dist")
}

fn infra() -> &'static Path {
    let local = Path::new(env!("CARGO_MANIFEST_DIR"));
    local.parent().unwrap_or(local)
}
