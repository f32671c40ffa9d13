//! What can be done to an import, whoever asks.

use std::time::Duration;

use access::{Actor, Extent, Permission};
use kernel::ids::{ImportId, ServiceCode};
use platform::objects::{PostPolicy, PresignedPost};
use platform::outbox::OutboxItem;
use platform::table::{Condition, Cursor, Page};

use super::ImportsDeps;
use super::faults::ImportFault;
use super::view::Progress;
use crate::domain::dues::limits::FILE_BYTES_MAX;
use crate::domain::import::{
    Command, Decision, Import, ImportChoices, ImportEpoch, ImportFilter, ImportState, Terms,
    TooManyOpen,
};
use crate::jobs::check_import::{CHECK_JOB, CheckOrder};
use crate::jobs::publish::{PLAN_JOB, PublishOrder};
use crate::store::idempotency::Done;
use crate::store::imports::{self, Begun, Change, Guard, ImportFingerprint, Saved};
use crate::store::{epochs, files, import_lists};

/// How long a form for an upload is good.
const UPLOAD_VALID: Duration = Duration::from_secs(3_600);
/// Times that a decision is made anew because somebody else was faster.
const TRIES_MAX: u32 = 3;

/// What became of a request.
#[derive(Debug)]
pub enum Outcome {
    Done(Box<Import>),
    /// The client's key was used by the same request running beside this one.
    KeyUsed,
}

impl ImportsDeps {
    /// The import, for an actor who reaches it with `need`: 1 request.
    pub async fn import(
        &self,
        actor: &Actor,
        id: &str,
        need: Permission,
    ) -> Result<Import, ImportFault> {
        let id = ImportId::parse(id).map_err(|_| ImportFault::Unknown)?;
        let found = imports::read(&self.table, &actor.tenant, &id).await?;
        let import = found.ok_or(ImportFault::Unknown)?;
        if reaches(actor, &import, need) {
            Ok(import)
        } else if reaches(actor, &import, Permission::ImportsRead) {
            Err(ImportFault::Forbidden)
        } else {
            Err(ImportFault::Unknown)
        }
    }

    /// The imports that the actor sees, newest first: 1 query, at most 4 where something is looked for; for
    /// who sees not all one for each service and 2 more.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &ImportFilter,
        (after, limit): (Option<Cursor>, u32),
    ) -> Result<Page<Import>, ImportFault> {
        let reach = actor.scope(Permission::ImportsRead);
        let part = (filter, after, limit);
        if reach.is_whole() {
            return Ok(import_lists::all(&self.table, &actor.tenant, part).await?);
        }
        let who = (&actor.tenant, &*actor.id.to_string());
        Ok(import_lists::reached(&self.table, who, &reach, part).await?)
    }

    /// A new import, not yet stored.
    pub fn begin(&self, actor: &Actor, file_name: String) -> Import {
        let id = ImportId::mint(&*self.clock, &*self.dice);
        let (creditor, by) = (actor.tenant.clone(), actor.id.to_string());
        Import {
            created_by_name: actor.label.clone(),
            ..Import::new(creditor, id, file_name, by, self.clock.now())
        }
    }

    /// The form for the file. People come back to `redirect` after the upload.
    pub async fn upload_form(
        &self,
        import: &Import,
        redirect: Option<String>,
    ) -> Result<PresignedPost, ImportFault> {
        let policy = PostPolicy {
            key: files::upload(&import.creditor, &import.id),
            size_bytes_max: FILE_BYTES_MAX as u64,
            valid: UPLOAD_VALID,
            redirect,
        };
        Ok(self.objects.presigned_post(&policy).await?)
    }

    /// Whether the file is there: 1 request to the bucket.
    pub async fn is_uploaded(&self, import: &Import) -> Result<bool, ImportFault> {
        let key = files::upload(&import.creditor, &import.id);
        Ok(self.objects.size_bytes(&key).await?.is_some())
    }

    /// Stores a new import: 1 transaction.
    pub async fn create(
        &self,
        import: Import,
        done: Option<&Done>,
    ) -> Result<Outcome, ImportFault> {
        let condition = Condition::New;
        let change = Change {
            import: &import,
            condition,
            done,
            guard: None,
            order: None,
        };
        match imports::begin(&self.table, change).await? {
            Begun::Saved(Saved::Done) => Ok(Outcome::Done(Box::new(import))),
            Begun::Saved(Saved::KeyUsed) => Ok(Outcome::KeyUsed),
            Begun::Saved(Saved::Overtaken | Saved::PublishedBy(_)) => Err(ImportFault::Busy),
            Begun::Retired => Err(ImportFault::Retired),
        }
    }

    /// Has the file checked, against the services for which the actor may publish: the decision, and
    /// the job that follows, in 1 transaction.
    pub async fn check(
        &self,
        actor: &Actor,
        import: Import,
        choices: ImportChoices,
        done: Option<&Done>,
    ) -> Result<Outcome, ImportFault> {
        if !self.is_uploaded(&import).await? {
            return Err(ImportFault::NotUploaded);
        }
        let choices = ImportChoices {
            within: publishes(actor, &import),
            ..choices
        };
        self.settle(import, || Command::Check(choices.clone()), done)
            .await
    }

    /// Has the accepted rows published: the decision, and the job that follows, in 1 transaction.
    pub async fn confirm(
        &self,
        import: Import,
        terms: &Terms,
        done: Option<&Done>,
    ) -> Result<Outcome, ImportFault> {
        self.settle(import, || Command::Confirm(terms.clone()), done)
            .await
    }

    async fn settle(
        &self,
        mut import: Import,
        command: impl Fn() -> Command,
        done: Option<&Done>,
    ) -> Result<Outcome, ImportFault> {
        for _ in 0..TRIES_MAX {
            let now = self.clock.now();
            let (changed, condition) = match import.decide(command(), now) {
                Decision::Refused(refusal) => return Err(refusal.into()),
                Decision::Changed(changed) => (changed, Condition::Version(import.version)),
                // The key is kept all the same, so that it always gets this answer.
                Decision::AlreadyDone => {
                    (Box::new(import.clone()), Condition::Version(import.version))
                }
            };
            let moved = changed.version != import.version;
            if !moved && done.is_none() {
                return Ok(Outcome::Done(changed));
            }
            let order = moved.then(|| self.order(&changed)).flatten();
            let guard = match moved {
                true => self.guard(&changed).await?,
                false => None,
            };
            let change = Change {
                import: &changed,
                condition,
                done,
                guard: guard.as_ref(),
                order: order.as_ref(),
            };
            match imports::save(&self.table, change).await? {
                Saved::Done => return Ok(Outcome::Done(changed)),
                Saved::KeyUsed => return Ok(Outcome::KeyUsed),
                Saved::PublishedBy(other) => return Err(ImportFault::PublishedBy(other)),
                Saved::Overtaken => import = self.again(&import).await?,
            }
        }
        Err(ImportFault::Busy)
    }

    /// Guards what is being confirmed: 1 request, 2 while other imports are open.
    async fn guard(&self, import: &Import) -> Result<Option<Guard>, ImportFault> {
        if import.state != ImportState::Publishing {
            return Ok(None);
        }
        let Some(fingerprint) = fingerprint(import) else {
            return Ok(None);
        };
        let epoch = epochs::read(&self.table, &import.creditor).await?;
        let checked = import
            .findings
            .as_ref()
            .map_or(0, |findings| findings.epoch);
        let stale = epoch.as_ref().map_or(0, |epoch| epoch.version) != checked;
        if stale && !import.choices.load_again {
            let other = imports::published_by(&self.table, &fingerprint).await?;
            return Err(other.map_or(ImportFault::CheckAgain, ImportFault::PublishedBy));
        }
        let open = epochs::open(&self.table, epoch.as_ref()).await?;
        let epoch = ImportEpoch::after(epoch.as_ref(), import, &open, self.clock.now())
            .map_err(|TooManyOpen| ImportFault::TooManyOpen)?;
        Ok(Some(Guard { fingerprint, epoch }))
    }

    async fn again(&self, import: &Import) -> Result<Import, ImportFault> {
        let found = imports::read(&self.table, &import.creditor, &import.id).await?;
        found.ok_or(ImportFault::Unknown)
    }

    /// The job that follows from the state reached.
    pub(super) fn order(&self, import: &Import) -> Option<OutboxItem> {
        let (creditor, id) = (import.creditor.clone(), import.id.clone());
        match import.state {
            ImportState::Checking => {
                let order = CheckOrder {
                    creditor,
                    import: id,
                    check: import.check,
                };
                Some(OutboxItem::new(
                    CHECK_JOB,
                    &order,
                    &*self.clock,
                    &*self.dice,
                ))
            }
            ImportState::Publishing => {
                let order = PublishOrder {
                    creditor,
                    import: id,
                    chunk: 0,
                };
                Some(OutboxItem::new(PLAN_JOB, &order, &*self.clock, &*self.dice))
            }
            ImportState::Uploaded
            | ImportState::Ready
            | ImportState::Published
            | ImportState::Failed => None,
        }
    }

    /// How far publishing has come: 1 query while it goes on, else nothing.
    pub async fn progress(&self, import: &Import) -> Result<Progress, ImportFault> {
        let of = import
            .publication
            .map_or(import.totals.accepted, |publication| publication.rows);
        let done = match (import.state, import.publication) {
            (ImportState::Published, _) => of,
            (ImportState::Publishing, Some(_)) => {
                let chunks =
                    imports::chunks_done(&self.table, &import.creditor, &import.id).await?;
                chunks.iter().map(|chunk| chunk.rows).sum()
            }
            _ => 0,
        };
        Ok(Progress { done, of })
    }
}

/// Whether the actor holds the permission on this import.
pub(super) fn reaches(actor: &Actor, import: &Import, need: Permission) -> bool {
    import.is_reached(&actor.scope(need), &actor.id.to_string())
}

/// The services for which the actor may publish what is in this import.
pub(super) fn publishes(actor: &Actor, import: &Import) -> Extent<ServiceCode> {
    let own = import.is_made_by(&actor.id.to_string());
    actor.scope(Permission::ImportsWrite).services(own)
}

fn fingerprint(import: &Import) -> Option<ImportFingerprint> {
    Some(ImportFingerprint {
        creditor: import.creditor.clone(),
        fingerprint: import.fingerprint()?,
        import: import.id.clone(),
        at: import.updated_at,
    })
}
