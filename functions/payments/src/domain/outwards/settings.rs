//! Where a creditor's positions are told.

use jiff::Timestamp;
use kernel::ids::ServiceCode;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use crate::domain::settings::Listener;

/// Who is told of positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// The central archive of notices (*Archivio Centralizzato Avvisi*).
    Aca,
    Gpd,
    /// The debtor, on App IO.
    Io,
}

impl Target {
    pub const ALL: [Self; 3] = [Self::Aca, Self::Gpd, Self::Io];

    /// As it stands in keys and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Aca => "aca",
            Self::Gpd => "gpd",
            Self::Io => "io",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// What people call it.
    pub const fn italian(self) -> &'static str {
        match self {
            Self::Aca => "Archivio avvisi (ACA)",
            Self::Gpd => "Archivio pagoPA (GPD)",
            Self::Io => "App IO",
        }
    }
}

/// The archive of a creditor: one at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Archive {
    #[default]
    None,
    Aca,
    Gpd,
}

impl Archive {
    pub const fn target(self) -> Option<Target> {
        match self {
            Self::None => None,
            Self::Aca => Some(Target::Aca),
            Self::Gpd => Some(Target::Gpd),
        }
    }
}

/// A creditor's choice: one versioned record. Keys are sealed, and never shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutwardSettings {
    pub creditor: OrgFiscalCode,
    pub archive: Archive,
    /// The subscription key of the archive.
    pub archive_key: Option<String>,
    /// The services whose debtors are written to on App IO.
    pub io: Vec<IoService>,
    pub updated_by: String,
    pub updated_at: Timestamp,
    pub version: u64,
}

/// A service of the catalogue that is also one of App IO.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IoService {
    pub service: ServiceCode,
    /// Its primary or secondary key on App IO, sealed.
    pub key: String,
    pub is_on: bool,
}

impl OutwardSettings {
    pub fn new(creditor: OrgFiscalCode, now: Timestamp) -> Self {
        Self {
            creditor,
            archive: Archive::None,
            archive_key: None,
            io: Vec::new(),
            updated_by: String::new(),
            updated_at: now,
            version: 0,
        }
    }

    /// Who is told of positions of this service.
    pub fn targets(&self, service: &ServiceCode) -> Vec<Target> {
        let io = self.io_key(service).map(|_| Target::Io);
        self.archive.target().into_iter().chain(io).collect()
    }

    /// Everybody who is told of something.
    pub fn all_targets(&self) -> Vec<Target> {
        let io = self.io.iter().any(|one| one.is_on).then_some(Target::Io);
        self.archive.target().into_iter().chain(io).collect()
    }

    /// The sealed key of a service that is told on App IO.
    pub fn io_key(&self, service: &ServiceCode) -> Option<&str> {
        let mut on = self.io.iter().filter(|one| one.is_on);
        let found = on.find(|one| one.service == *service);
        found.map(|one| one.key.as_str())
    }

    /// Who listens to changes of positions, as the creditor's settings say it.
    pub fn listeners(&self) -> impl Iterator<Item = Listener> {
        self.all_targets().into_iter().map(|target| match target {
            Target::Aca => Listener::Aca,
            Target::Gpd => Listener::Gpd,
            Target::Io => Listener::AppIo,
        })
    }

    pub fn is_on(&self) -> bool {
        !self.all_targets().is_empty()
    }
}
