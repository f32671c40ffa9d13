//! The table of errors of exceptions.

use platform::table::TableError;
use platform::web::{Fault, PageError};

use crate::domain::exceptions::SettleRefusal;
use crate::domain::position::PayRefusal;
use crate::routes::words::table_fault;

/// Why an exception was not settled.
#[derive(Debug, thiserror::Error)]
pub enum ExceptionFault {
    /// Not there, or of another creditor: not told apart.
    #[error("no such exception")]
    Unknown,
    #[error(transparent)]
    Refused(#[from] SettleRefusal),
    #[error("no position has this number")]
    NoPosition,
    #[error("the position cannot take the payment: {0}")]
    NotLinked(PayRefusal),
    #[error("the credit and the flow do not wait for each other any more")]
    NotAttached,
    #[error("the receipt is not there")]
    NoReceipt,
    /// Others changed it again and again while we tried.
    #[error("it keeps changing")]
    Busy,
    #[error(transparent)]
    Table(#[from] TableError),
}

impl From<ExceptionFault> for Fault {
    fn from(fault: ExceptionFault) -> Self {
        match fault {
            ExceptionFault::Unknown => Fault::not_found("Questa segnalazione non c’è."),
            ExceptionFault::Refused(refusal) => Fault::conflict("not_settled", refusal.to_string()),
            ExceptionFault::NoPosition => Fault::conflict(
                "no_position",
                "Nessuna posizione ha questo codice avviso: controllalo e riprova.",
            ),
            ExceptionFault::NotLinked(_) => Fault::conflict(
                "position_paid",
                "Quella posizione risulta già pagata: il pagamento non si può collegare.",
            ),
            ExceptionFault::NotAttached => Fault::conflict(
                "not_attached",
                "L'accredito e il flusso non si aspettano più: ricarica la pagina e controlla.",
            ),
            ExceptionFault::NoReceipt => Fault::internal(ExceptionFault::NoReceipt),
            ExceptionFault::Busy => Fault::unavailable(ExceptionFault::Busy),
            ExceptionFault::Table(error) => table_fault(error),
        }
    }
}

impl From<ExceptionFault> for PageError {
    fn from(fault: ExceptionFault) -> Self {
        Fault::from(fault).into()
    }
}
