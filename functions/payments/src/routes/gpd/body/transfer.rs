//! `TransferModel`: a share of a part.

use kernel::iban::Iban;
use kernel::tax::OrgFiscalCode;
use serde::Deserialize;

use super::Faults;
use super::option::{EntryBody, TEXT_MAX, entries, payable};
use crate::domain::position::{Destination, Stamp, Transfer, TransferState};

/// Characters of a taxonomy code (`transferCategory` of paForNode.xsd).
const CATEGORY_MAX: usize = 140;
const IBAN_OR_STAMP: &str = "The Iban may be present (optionally combined with the Postal Iban) or \
                             the Stamp. Not all at the same time";

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TransferBody {
    id_transfer: Option<String>,
    amount: Option<i64>,
    organization_fiscal_code: Option<String>,
    remittance_information: Option<String>,
    category: Option<String>,
    iban: Option<String>,
    postal_iban: Option<String>,
    stamp: Option<StampBody>,
    company_name: Option<String>,
    transfer_metadata: Option<Vec<EntryBody>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct StampBody {
    hash_document: Option<String>,
    stamp_type: Option<String>,
    provincial_residence: Option<String>,
}

impl TransferBody {
    pub fn read(
        mut self,
        creditor: &OrgFiscalCode,
        at: &str,
        faults: &mut Faults,
    ) -> Option<Transfer> {
        let field = |name: &str| format!("{at}.{name}");
        let id = faults.required(&field("idTransfer"), self.id_transfer.as_deref());
        let id = faults.parsed(&field("idTransfer"), id, id_transfer);
        let amount = faults.required(&field("amount"), self.amount);
        let amount_cents = amount.and_then(|cents| payable(faults, &field("amount"), cents));
        let name = field("remittanceInformation");
        let information = faults.text(&name, self.remittance_information.take(), TEXT_MAX);
        let category = faults.text(&field("category"), self.category.take(), CATEGORY_MAX);
        let org = self.organization_fiscal_code.as_deref();
        let org = org.filter(|code| !code.is_empty());
        let is_told = org.is_some();
        let org = faults.parsed(&field("organizationFiscalCode"), org, OrgFiscalCode::parse);
        let company_name = faults.maybe(&field("companyName"), self.company_name.take(), TEXT_MAX);
        let metadata = self.transfer_metadata.take();
        let metadata = entries(metadata, &field("transferMetadata"), faults);
        let to = self.destination(at, faults);
        Some(Transfer {
            id: id?,
            org: match is_told {
                true => org?,
                false => creditor.clone(),
            },
            amount_cents: amount_cents?,
            to: to?,
            category: category?,
            remittance_information: information?,
            company_name,
            metadata,
            state: TransferState::Unreported,
        })
    }

    fn destination(self, at: &str, faults: &mut Faults) -> Option<Destination> {
        let told = |text: Option<String>| text.filter(|text| !text.is_empty());
        let (iban, postal) = (told(self.iban), told(self.postal_iban));
        match (iban, self.stamp) {
            (Some(iban), None) => {
                let iban = faults.parsed(&format!("{at}.iban"), Some(&iban), Iban::parse);
                let has_postal = postal.is_some();
                let field = format!("{at}.postalIban");
                let postal = faults.parsed(&field, postal.as_deref(), Iban::parse);
                (postal.is_some() == has_postal).then_some(())?;
                Some(Destination::account(iban?, postal))
            }
            (None, Some(stamp)) if postal.is_none() => {
                let stamp = stamp.read();
                stamp
                    .map_err(|sentence| faults.add(&format!("{at}.stamp"), sentence))
                    .ok()
            }
            _ => {
                faults.add(at, IBAN_OR_STAMP);
                None
            }
        }
    }
}

impl StampBody {
    fn read(self) -> Result<Destination, String> {
        let text = |text: Option<String>| text.unwrap_or_default();
        let (hash, kind) = (text(self.hash_document), text(self.stamp_type));
        let stamp = Stamp::new(&hash, &kind, &text(self.provincial_residence));
        let stamp = stamp.map_err(|error| error.to_string())?;
        Ok(Destination::Stamp { stamp })
    }
}

fn id_transfer(text: &str) -> Result<u8, &'static str> {
    let id = text.parse().ok().filter(|id| (1..=5).contains(id));
    id.filter(|_| text.len() == 1)
        .ok_or("must be one of 1, 2, 3, 4, 5")
}
