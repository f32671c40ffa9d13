//! Tax codes: of persons, of companies and bodies, and of "somebody who pays".

mod check;
mod debtor;
mod error;
mod numeric;
mod person;

pub use debtor::{SubjectKind, TaxCode};
pub use error::TaxCodeError;
pub use numeric::{OrgFiscalCode, PartitaIva};
pub use person::CodiceFiscale;

pub(crate) use check::letter_sum;
