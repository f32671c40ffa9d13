//! The check of an uploaded file: rows are read and judged, compared with the archive, and staged.
//!
//! A repeated run writes the same files again and finds the import decided. A run that another
//! check has overtaken stages under a number of its own and changes nothing else.

use std::collections::HashSet;
use std::sync::Arc;

use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use kernel::time::{Clock, rome_date};
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::objects::{ObjectError, Objects};
use platform::table::{Condition, Table};
use serde::{Deserialize, Serialize};

use crate::domain::dues::limits::FILE_BYTES_MAX;
use crate::domain::dues::{FileFailure, Service, Services, Terms};
use crate::domain::import::{
    Command, Decision, Examination, ExaminationError, Import, ImportEpoch, ImportFailure,
    ImportState, Report,
};
use crate::domain::settings::{CreditorSettings, ServiceKind};
use crate::store::epochs;
use crate::store::imports::{self, Change, Saved};
use crate::store::mappings::{self, LearntMapping};
use crate::store::positions::known_identities;
use crate::store::settings::SettingsReader;
use crate::store::staging;

pub const CHECK_JOB: &str = "check-import";

#[derive(Clone)]
pub struct CheckDeps {
    table: Table,
    objects: Objects,
    settings: SettingsReader,
    clock: Arc<dyn Clock>,
}

impl CheckDeps {
    pub fn new(table: Table, objects: Objects, clock: Arc<dyn Clock>) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        CheckDeps {
            table,
            objects,
            settings,
            clock,
        }
    }
}

/// What the job is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckOrder {
    pub creditor: OrgFiscalCode,
    pub import: ImportId,
    /// The number of the check: a later one makes this one void.
    pub check: u32,
}

/// Adds the job.
pub fn register(jobs: Jobs, deps: CheckDeps) -> Jobs {
    jobs.on(CHECK_JOB, move |message| check(deps.clone(), message))
}

async fn check(deps: CheckDeps, message: JobMessage) -> Result<(), JobError> {
    let order: CheckOrder = message.data()?;
    let Some(import) = deps.checking(&order).await? else {
        return Ok(());
    };
    let command = match deps.examine(&import).await? {
        Ok(report) => deps.stage(&import, report).await?,
        Err(failure) => Command::Fail {
            check: import.check,
            failure,
        },
    };
    deps.close(&import, command).await
}

impl CheckDeps {
    /// The import, while this check of it is wanted.
    async fn checking(&self, order: &CheckOrder) -> Result<Option<Import>, JobError> {
        let import = imports::read(&self.table, &order.creditor, &order.import).await;
        let wanted =
            |import: &Import| import.state == ImportState::Checking && import.check == order.check;
        Ok(import.map_err(JobError::of)?.filter(wanted))
    }

    async fn examine(&self, import: &Import) -> Result<Result<Report, ImportFailure>, JobError> {
        let bytes = match self.file(import).await? {
            Ok(bytes) => bytes,
            Err(failure) => return Ok(Err(told(&failure))),
        };
        let settings = self
            .settings
            .get(&import.creditor)
            .await
            .map_err(JobError::of)?;
        let settings = settings.ok_or_else(|| JobError::of("creditor without settings"))?;
        let Some(services) = services(&settings, import) else {
            return Ok(Err(no_service()));
        };
        let learnt = mappings::read(&self.table, &import.creditor);
        let learnt = learnt.await.map_err(JobError::of)?;
        let accounts = settings.accounts();
        let (job, today) = (import.clone(), rome_date(self.clock.now()));
        let file = bytes.clone();
        let examined = tokio::task::spawn_blocking(move || {
            let terms = Terms {
                creditor: &job.creditor,
                services: &services,
                accounts: &accounts,
                today,
            };
            Examination::of(&bytes, &job.choices, learnt, terms)
        });
        let examination = match examined.await {
            Ok(Ok(examination)) => examination,
            Ok(Err(ExaminationError::File(failure))) => return Ok(Err(told(&failure))),
            Ok(Err(error)) => return Err(JobError::of(error)),
            Err(panic) => {
                // A file that makes a reader panic will do so again: that is an answer.
                tracing::error!(import.id = %import.id, error = %panic, "reader panicked");
                return Ok(Err(told(&FileFailure::Corrupt)));
            }
        };
        // Before the index is asked: whoever confirms from now on makes this check void.
        let epoch = epochs::read(&self.table, &import.creditor).await;
        let epoch = epoch.map_err(JobError::of)?;
        let known = self.known(import, &examination, epoch.as_ref()).await?;
        let reported = tokio::task::spawn_blocking(move || examination.report(&file, &known));
        let mut report = reported
            .await
            .map_err(JobError::of)?
            .map_err(JobError::of)?;
        report.findings.epoch = epoch.map_or(0, |epoch| epoch.version);
        Ok(Ok(report))
    }

    async fn file(&self, import: &Import) -> Result<Result<bytes::Bytes, FileFailure>, JobError> {
        let key = crate::store::files::upload(&import.creditor, &import.id);
        match self.objects.get(&key, FILE_BYTES_MAX as u64).await {
            Ok(Some(bytes)) => Ok(Ok(bytes)),
            Ok(None) => Ok(Err(FileFailure::Empty)),
            Err(ObjectError::TooLarge(_)) => Ok(Err(FileFailure::TooBig)),
            Err(error) => Err(JobError::of(error)),
        }
    }

    async fn known(
        &self,
        import: &Import,
        examination: &Examination,
        epoch: Option<&ImportEpoch>,
    ) -> Result<HashSet<String>, JobError> {
        if import.choices.load_again {
            return Ok(HashSet::new());
        }
        let open = epochs::open(&self.table, epoch).await;
        let open = open.map_err(JobError::of)?;
        let identities = examination.identities();
        let known = known_identities(&self.table, &import.creditor, &identities).await;
        let mut known = known.map_err(JobError::of)?;
        let wanted = identities.into_iter().collect();
        let recent = epochs::identities(&self.objects, &open, &wanted, self.clock.now()).await;
        known.extend(recent.map_err(JobError::of)?);
        Ok(known)
    }

    async fn stage(&self, import: &Import, report: Report) -> Result<Command, JobError> {
        if let Some(learnt) = report.lesson.clone() {
            let lesson = LearntMapping {
                creditor: import.creditor.clone(),
                learnt,
                at: self.clock.now(),
                by: import.created_by.clone(),
            };
            let saved = mappings::save(&self.table, &lesson).await;
            saved.map_err(JobError::of)?;
        }
        let (findings, totals) = (Box::new(report.findings.clone()), report.totals);
        staging::write(&self.objects, import, report)
            .await
            .map_err(JobError::of)?;
        Ok(Command::Found {
            check: import.check,
            findings,
            totals,
        })
    }

    async fn close(&self, import: &Import, command: Command) -> Result<(), JobError> {
        let Decision::Changed(closed) = import.decide(command, self.clock.now()) else {
            return Ok(());
        };
        let condition = Condition::Version(import.version);
        let change = Change {
            import: &closed,
            condition,
            done: None,
            guard: None,
            order: None,
        };
        match imports::save(&self.table, change)
            .await
            .map_err(JobError::of)?
        {
            Saved::Done => Ok(()),
            // A later check, or another delivery of this one: it decides.
            Saved::Overtaken | Saved::KeyUsed | Saved::PublishedBy(_) => Ok(()),
        }
    }
}

/// The catalogue, dues first: the first of them is meant where nobody names one.
pub(crate) fn services(settings: &CreditorSettings, import: &Import) -> Option<Services> {
    let within = &import.choices.within;
    let of_kind = |kind| {
        settings
            .services
            .iter()
            .filter(move |service| service.kind == kind && within.has(&service.code))
    };
    let all = of_kind(ServiceKind::Due).chain(of_kind(ServiceKind::Spontaneous));
    let all = all.map(|service| Service {
        code: service.code.clone(),
        name: service.name.clone(),
        tariff: service.amount_cents,
    });
    Services::new(all.collect(), import.choices.service.as_ref())
}

fn told(failure: &FileFailure) -> ImportFailure {
    ImportFailure {
        code: failure.code().to_owned(),
        reason: failure.to_string(),
        titles: failure.titles().to_vec(),
    }
}

fn no_service() -> ImportFailure {
    ImportFailure {
        code: "service_unknown".to_owned(),
        reason: "Il servizio scelto non è nel catalogo dell'ente.".to_owned(),
        titles: Vec::new(),
    }
}
