//! The table of errors of matching.

use platform::objects::ObjectError;
use platform::table::TableError;
use platform::web::{ApiError, Fault, PageError};

use crate::domain::accounting::AccountingRefusal;
use crate::domain::flow::{FlowFault, FlowRefusal};
use crate::jobs::load_flow::LoadError;
use crate::routes::words::table_fault;
use crate::store::files::LinesError;

/// Why something asked of matching was not done.
#[derive(Debug, thiserror::Error)]
pub enum MatchingFault {
    /// Not there, or of another creditor: not told apart.
    #[error("no such flow")]
    UnknownFlow,
    #[error("no such statement")]
    UnknownStatement,
    #[error("no file was uploaded")]
    NotUploaded,
    #[error("the flow has {} faults", .0.len())]
    Faults(Vec<FlowFault>),
    #[error(transparent)]
    Refused(#[from] FlowRefusal),
    #[error(transparent)]
    NotBooked(AccountingRefusal),
    /// Somebody else changed what the person saw.
    #[error("booked otherwise meanwhile")]
    BookedMeanwhile,
    #[error("no account to book on")]
    NoAccount,
    /// Others changed it again and again while we tried.
    #[error("it keeps changing")]
    Busy,
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Object(#[from] ObjectError),
    #[error(transparent)]
    Lines(#[from] LinesError),
}

impl From<LoadError> for MatchingFault {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Refused(refusal) => Self::Refused(refusal),
            LoadError::Busy => Self::Busy,
            LoadError::Table(error) => Self::Table(error),
            LoadError::Lines(error) => Self::Lines(error),
        }
    }
}

impl From<MatchingFault> for Fault {
    fn from(fault: MatchingFault) -> Self {
        match fault {
            MatchingFault::UnknownFlow => {
                Fault::not_found("Non c’è nessun flusso con questo identificativo.")
            }
            MatchingFault::UnknownStatement => {
                Fault::not_found("Non c’è nessun estratto conto con questo codice.")
            }
            MatchingFault::NotUploaded => Fault::conflict(
                "not_uploaded",
                "Il file non è ancora stato caricato: caricalo e riprova.",
            ),
            MatchingFault::Faults(faults) => invalid(faults),
            MatchingFault::Refused(refusal) => {
                let (code, said) = (refusal.code(), refusal.to_string());
                Fault::conflict(code, said.clone()).field("dataOraFlusso", code, said)
            }
            MatchingFault::NotBooked(refusal) => {
                Fault::conflict(refusal.code(), refusal.to_string())
            }
            MatchingFault::BookedMeanwhile => Fault::conflict(
                "changed_meanwhile",
                "Qualcun altro ha salvato nel frattempo: riapri la pagina e ripeti la modifica.",
            ),
            MatchingFault::NoAccount => Fault::conflict(
                "no_account",
                "L'ente non ha un conto predefinito: indica il conto di incasso.",
            ),
            MatchingFault::Busy => Fault::unavailable(MatchingFault::Busy),
            MatchingFault::Table(error) => table_fault(error),
            MatchingFault::Object(error) => Fault::unavailable(error),
            MatchingFault::Lines(LinesError::Object(error)) => Fault::unavailable(error),
            MatchingFault::Lines(error) => Fault::internal(error),
        }
    }
}

/// Every fault that was found, with its place.
fn invalid(faults: Vec<FlowFault>) -> Fault {
    let detail = match faults.len() {
        1 => "Il flusso non si può caricare: c'è un errore.".to_owned(),
        count => format!("Il flusso non si può caricare: ci sono {count} errori."),
    };
    let told = |fault: Fault, found: FlowFault| {
        fault.field(found.place, found.code.as_str(), found.message)
    };
    let fault = Fault::unprocessable("invalid_flow", detail);
    faults.into_iter().fold(fault, told)
}

impl From<MatchingFault> for ApiError {
    fn from(fault: MatchingFault) -> Self {
        Fault::from(fault).into()
    }
}

impl From<MatchingFault> for PageError {
    fn from(fault: MatchingFault) -> Self {
        Fault::from(fault).into()
    }
}
