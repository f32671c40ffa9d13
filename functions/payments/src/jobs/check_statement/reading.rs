//! Reading the file of a statement, with the columns that were learnt of its bank.

use kernel::tax::OrgFiscalCode;
use platform::jobs::JobError;
use platform::objects::ObjectError;

use super::MatchingJobDeps;
use crate::domain::dues::FileFailure;
use crate::domain::statement::{
    FILE_BYTES_MAX, File, LayoutPrint, Read, Sample, Statement, StatementChoice, StatementFault,
};
use crate::store::files;
use crate::store::layouts::{self, StatementLayout};

/// What became of a file.
pub struct Outcome {
    pub read: Result<Read, StatementFault>,
    /// With the columns of an earlier statement.
    pub is_learnt: bool,
    /// For people who correct the columns.
    pub sample: Option<Sample>,
}

impl MatchingJobDeps {
    /// Reads the file: 1 request where columns may have been learnt, 1 where they are learnt now.
    pub(super) async fn reading(
        &self,
        statement: &Statement,
    ) -> Result<Result<Outcome, StatementFault>, JobError> {
        let key = files::statement_upload(&statement.creditor, &statement.id);
        let bytes = match self.objects.get(&key, FILE_BYTES_MAX as u64).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Ok(Err(FileFailure::Empty.into())),
            Err(ObjectError::TooLarge(_)) => return Ok(Err(StatementFault::TooBig)),
            Err(error) => return Err(JobError::of(error)),
        };
        let dialect = statement.choice.dialect;
        let file = match aside(move || File::open(&bytes, &dialect)).await {
            Ok(file) => file,
            Err(fault) => return Ok(Err(fault)),
        };
        let print = file.print();
        let (own, learnt) = (
            statement.choice.clone(),
            self.learnt(statement, print.as_ref()).await?,
        );
        let outcome = aside(move || Ok(read(&file, &own, learnt))).await;
        if let (Ok(outcome), Some(print)) = (&outcome, print) {
            self.learn(statement, print, outcome).await?;
        }
        Ok(outcome)
    }

    /// What earlier statements taught, where the person says nothing of columns.
    async fn learnt(
        &self,
        statement: &Statement,
        print: Option<&LayoutPrint>,
    ) -> Result<Option<StatementChoice>, JobError> {
        let Some(print) = print.filter(|_| statement.choice.mapping.is_empty()) else {
            return Ok(None);
        };
        let creditor: &OrgFiscalCode = &statement.creditor;
        let found = layouts::read(&self.table, creditor, print).await;
        Ok(found.map_err(JobError::of)?.map(|layout| layout.choice))
    }

    /// Keeps what the person named, once it has proved to read the file.
    async fn learn(
        &self,
        statement: &Statement,
        print: LayoutPrint,
        outcome: &Outcome,
    ) -> Result<(), JobError> {
        let works = matches!(outcome.read, Ok(Read::Movements(_)));
        if statement.choice.mapping.is_empty() || !works {
            return Ok(());
        }
        let layout = StatementLayout {
            creditor: statement.creditor.clone(),
            print,
            choice: statement.choice.clone(),
            learnt_by: statement.created_by.clone(),
            learnt_at: self.clock.now(),
        };
        layouts::learn(&self.table, &layout)
            .await
            .map_err(JobError::of)
    }
}

/// What was learnt is tried first; a file that it does not fit is read as if it were the first.
fn read(file: &File, own: &StatementChoice, learnt: Option<StatementChoice>) -> Outcome {
    let sample = file.sample();
    if let Some(learnt) = learnt {
        let mut choice = own.clone();
        choice.mapping = learnt.mapping;
        choice.dialect.decimal = own.dialect.decimal.or(learnt.dialect.decimal);
        choice.dialect.date = own.dialect.date.or(learnt.dialect.date);
        if let Ok(Read::Movements(reading)) = file.read(&choice) {
            return Outcome {
                read: Ok(Read::Movements(reading)),
                is_learnt: true,
                sample,
            };
        }
    }
    Outcome {
        read: file.read(own),
        is_learnt: false,
        sample,
    }
}

/// Away from the threads that answer. A file that makes a reader panic will do so again: that is an
/// answer.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StatementFault> + Send + 'static,
) -> Result<T, StatementFault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|panic| {
        tracing::error!(error = %panic, "reader of statements panicked");
        Err(FileFailure::Corrupt.into())
    })
}
