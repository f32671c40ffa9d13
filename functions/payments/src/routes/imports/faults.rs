//! The table of errors of imports.

use kernel::ids::ImportId;
use platform::objects::ObjectError;
use platform::table::TableError;
use platform::web::Fault;

use crate::domain::bundle::NotPublished;
use crate::domain::import::{ExcludedRowsError, ImportRefusal};
use crate::routes::words::table_fault;
use crate::store::chunks::ChunkError;
use crate::store::staging::StagingError;

/// What a person hears when the check of a file is out of date.
pub(super) const CHECK_AGAIN: &str = "Dopo il controllo di questo file è stata confermata un'altra \
    importazione, che potrebbe avere le stesse righe: ripeti il controllo, poi conferma.";

/// Why something asked of an import was not done.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// Not there, of another creditor, or out of the actor's reach: not told apart.
    #[error("no such import")]
    Unknown,
    /// Seen, but not to be changed.
    #[error("the actor may not do this to the import")]
    Forbidden,
    #[error("no file was uploaded")]
    NotUploaded,
    #[error(transparent)]
    Refused(#[from] ImportRefusal),
    #[error("the same rows were published by import {0}")]
    PublishedBy(ImportId),
    /// Another import of the creditor was confirmed after this one was checked.
    #[error("another import was confirmed since the check")]
    CheckAgain,
    #[error("too many imports are being published")]
    TooManyOpen,
    #[error(transparent)]
    Excluded(ExcludedRowsError),
    #[error("the import was not checked")]
    NotChecked,
    #[error("no earlier import of the same service")]
    NothingEarlier,
    #[error(transparent)]
    Lines(ChunkError),
    /// Others changed it again and again while we tried.
    #[error("the import keeps changing")]
    Busy,
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error(transparent)]
    Staging(#[from] StagingError),
    #[error("the creditor has no settings")]
    NoSettings,
    #[error(transparent)]
    NotPublished(#[from] NotPublished),
    #[error("the creditor is retired")]
    Retired,
    #[error("no such file of notices")]
    NoFile,
}

impl From<ImportFault> for Fault {
    fn from(fault: ImportFault) -> Self {
        match fault {
            ImportFault::Unknown => {
                Fault::not_found("Non c’è nessuna importazione con questo codice.")
            }
            ImportFault::Forbidden => Fault::forbidden(),
            ImportFault::NotUploaded => Fault::conflict(
                "not_uploaded",
                "Il file non è ancora stato caricato: caricalo e riprova.",
            ),
            ImportFault::Refused(refusal) => Fault::conflict(refusal.code(), refusal.to_string())
                .field("state", refusal.code(), refusal.to_string()),
            ImportFault::PublishedBy(id) => {
                let detail = format!(
                    "Le stesse righe sono già state pubblicate dall'importazione {id}. Per \
                     pubblicarle di nuovo, ripeti il controllo scegliendo «carica di nuovo»."
                );
                Fault::conflict("already_published", detail)
            }
            ImportFault::CheckAgain => Fault::conflict("check_again", CHECK_AGAIN),
            ImportFault::TooManyOpen => Fault::conflict(
                "too_many_open",
                "Troppe importazioni sono in pubblicazione: conferma questa fra qualche minuto.",
            ),
            ImportFault::Excluded(error) => {
                Fault::unprocessable("too_many_excluded", error.to_string())
            }
            ImportFault::NotChecked => Fault::conflict(
                "not_ready",
                "Prima di confrontarlo, il file va caricato e controllato.",
            ),
            ImportFault::NothingEarlier => Fault::conflict(
                "nothing_earlier",
                "Non c'è un'altra importazione pubblicata dello stesso servizio con cui confrontare.",
            ),
            ImportFault::Lines(error) => Fault::internal(error),
            ImportFault::Busy => Fault::unavailable(ImportFault::Busy),
            ImportFault::Table(error) => table_fault(error),
            ImportFault::Object(error) => Fault::unavailable(error),
            ImportFault::Staging(error) => Fault::internal(error),
            ImportFault::NoSettings => Fault::internal(ImportFault::NoSettings),
            ImportFault::NotPublished(refusal) => {
                Fault::conflict("not_published", refusal.to_string())
            }
            ImportFault::Retired => Fault::conflict(
                "creditor_retired",
                "L’ente non è più attivo su questo sportello: non si possono caricare altri dovuti. \
                 I pagamenti e i dati già presenti restano disponibili.",
            ),
            ImportFault::NoFile => Fault::not_found(
                "Gli avvisi non sono stati preparati, o i file sono scaduti: preparali di nuovo.",
            ),
        }
    }
}

impl From<ImportFault> for platform::web::ApiError {
    fn from(fault: ImportFault) -> Self {
        Fault::from(fault).into()
    }
}

impl From<ImportFault> for platform::web::PageError {
    fn from(fault: ImportFault) -> Self {
        Fault::from(fault).into()
    }
}
