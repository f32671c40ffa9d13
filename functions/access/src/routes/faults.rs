//! What a failing table means to the person who asked.

use platform::table::TableError;
use platform::web::Fault;

pub(super) fn table_fault(error: TableError) -> Fault {
    match error {
        TableError::Request(_) => Fault::unavailable(error),
        TableError::Cursor => {
            Fault::bad_request("cursor", "Il segnaposto della pagina non è valido.")
        }
        TableError::Corrupt(_) | TableError::Encode(_) => Fault::internal(error),
    }
}

/// Somebody else was faster, again and again.
pub(super) fn busy() -> Fault {
    Fault::conflict(
        "changed_meanwhile",
        "Qualcun altro ha cambiato questi dati nello stesso momento: riprova.",
    )
}
