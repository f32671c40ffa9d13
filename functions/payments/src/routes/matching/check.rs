//! Making a statement and having it read, whoever asks.

use std::time::Duration;

use access::Actor;
use kernel::flow::FlowId;
use kernel::ids::StatementId;
use platform::objects::{PostPolicy, PresignedPost};
use platform::outbox::OutboxItem;
use platform::table::Condition;

use super::faults::MatchingFault;
use super::{MatchingDeps, Outcome, TRIES_MAX};
use crate::domain::statement::{Command, Decision, FILE_BYTES_MAX, Statement, StatementChoice};
use crate::jobs::CheckStatementOrder;
use crate::store::idempotency::Done;
use crate::store::saved::Saved;
use crate::store::{files, statements};

/// How long a form for an upload is good.
const UPLOAD_VALID: Duration = Duration::from_secs(3_600);

impl MatchingDeps {
    /// The form for a file. People come back to `redirect` after the upload.
    pub async fn form(
        &self,
        key: String,
        size_bytes_max: usize,
        redirect: Option<String>,
    ) -> Result<PresignedPost, MatchingFault> {
        let policy = PostPolicy {
            key,
            size_bytes_max: size_bytes_max as u64,
            valid: UPLOAD_VALID,
            redirect,
        };
        Ok(self.objects.presigned_post(&policy).await?)
    }

    /// The form for the file of a statement.
    pub async fn statement_form(
        &self,
        actor: &Actor,
        id: &StatementId,
        redirect: Option<String>,
    ) -> Result<PresignedPost, MatchingFault> {
        let key = files::statement_upload(&actor.tenant, id);
        self.form(key, FILE_BYTES_MAX, redirect).await
    }

    /// A new statement, not yet stored.
    pub fn begin(&self, actor: &Actor, id: StatementId, file_name: String) -> Statement {
        let (creditor, by) = (actor.tenant.clone(), actor.id.to_string());
        Statement::new(creditor, id, file_name, by, self.clock.now())
    }

    /// Stores a new statement: 1 transaction.
    pub async fn create(
        &self,
        statement: Statement,
        done: Option<&Done>,
    ) -> Result<Outcome<Statement>, MatchingFault> {
        let rest = (None, done);
        match statements::save(&self.table, &statement, Condition::New, rest).await? {
            Saved::Done => Ok(Outcome::Done(Box::new(statement))),
            Saved::KeyUsed => Ok(Outcome::KeyUsed),
            Saved::Overtaken => Err(MatchingFault::Busy),
        }
    }

    /// Has the file read: the decision and the job that follows in 1 transaction. `is_new` of a
    /// statement that is not stored yet.
    pub async fn check(
        &self,
        actor: &Actor,
        (mut statement, mut is_new): (Statement, bool),
        choice: &StatementChoice,
        done: Option<&Done>,
    ) -> Result<Outcome<Statement>, MatchingFault> {
        let key = files::statement_upload(&actor.tenant, &statement.id);
        if self.objects.size_bytes(&key).await?.is_none() {
            return Err(MatchingFault::NotUploaded);
        }
        for _ in 0..TRIES_MAX {
            let command = Command::Check(choice.clone());
            let Decision::Changed(after) = statement.decide(command, self.clock.now()) else {
                if let Some(done) = done {
                    self.table.put_new(done).await?;
                }
                return Ok(Outcome::Done(Box::new(statement)));
            };
            let condition = if is_new {
                Condition::New
            } else {
                Condition::Version(statement.version)
            };
            let rest = (Some(&self.order(&after)), done);
            match statements::save(&self.table, &after, condition, rest).await? {
                Saved::Done => return Ok(Outcome::Done(after)),
                Saved::KeyUsed => return Ok(Outcome::KeyUsed),
                Saved::Overtaken => {}
            }
            statement = self.statement(actor, statement.id.as_str()).await?;
            is_new = false;
        }
        Err(MatchingFault::Busy)
    }

    /// Says which flow a row credits, and has the file read again: 1 request and 1 transaction.
    pub async fn name(
        &self,
        actor: &Actor,
        id: &str,
        (row, flow_id): (u32, Option<FlowId>),
        done: Option<&Done>,
    ) -> Result<Outcome<Statement>, MatchingFault> {
        for _ in 0..TRIES_MAX {
            let statement = self.statement(actor, id).await?;
            let flow_id = flow_id.clone();
            let command = Command::Name { row, flow_id };
            let Decision::Changed(after) = statement.decide(command, self.clock.now()) else {
                if let Some(done) = done {
                    self.table.put_new(done).await?;
                }
                return Ok(Outcome::Done(Box::new(statement)));
            };
            let condition = Condition::Version(statement.version);
            let rest = (Some(&self.order(&after)), done);
            match statements::save(&self.table, &after, condition, rest).await? {
                Saved::Done => return Ok(Outcome::Done(after)),
                Saved::KeyUsed => return Ok(Outcome::KeyUsed),
                Saved::Overtaken => {}
            }
        }
        Err(MatchingFault::Busy)
    }

    fn order(&self, statement: &Statement) -> OutboxItem {
        CheckStatementOrder::of(statement, &*self.clock, &*self.dice)
    }

    /// The actor's statement: 1 request.
    pub async fn statement(&self, actor: &Actor, id: &str) -> Result<Statement, MatchingFault> {
        let id = StatementId::parse(id).map_err(|_| MatchingFault::UnknownStatement)?;
        let found = statements::read(&self.table, &actor.tenant, &id).await?;
        found.ok_or(MatchingFault::UnknownStatement)
    }
}
