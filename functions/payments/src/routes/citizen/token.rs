//! What a citizen has shown to know, carried from page to page sealed.

use jiff::SignedDuration;
use kernel::notice::NoticeNumber;
use kernel::tax::{OrgFiscalCode, TaxCode};
use platform::seal::SealError;
use platform::web::Fault;
use serde::{Deserialize, Serialize};

use super::CitizenDeps;

/// A page may lie open this long before its buttons ask to begin again.
const VALID: SignedDuration = SignedDuration::from_hours(2);

/// A notice, and the tax code with which it was found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Found {
    pub creditor: OrgFiscalCode,
    pub nav: NoticeNumber,
    pub tax_code: TaxCode,
}

impl CitizenDeps {
    pub(super) fn seal(&self, found: &Found) -> String {
        self.sealer.seal(found, self.clock.now() + VALID)
    }

    pub(super) fn open(&self, token: &str) -> Result<Found, Fault> {
        self.sealer.open(token).map_err(|error| match error {
            SealError::Expired => Fault::unprocessable(
                "expired",
                "È passato troppo tempo: cerca di nuovo l’avviso dalla pagina iniziale.",
            ),
            SealError::NotValid => {
                Fault::not_found("Questo collegamento non è valido: cerca di nuovo l’avviso.")
            }
        })
    }
}
