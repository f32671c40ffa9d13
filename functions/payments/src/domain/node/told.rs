//! A receipt as the node tells it.

mod parts;

use jiff::Timestamp;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::OrgFiscalCode;

use super::fault::{Fault, FaultCode};
use super::request::text;
use super::schema::{Moment, amount, boolean};
use super::xml::Element;
use crate::domain::receipt::{Receipt, Standing};

/// `ctReceipt` or `ctReceiptV2`, valid with the schema: what the first does not know is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldReceipt {
    receipt: Element,
}

impl ToldReceipt {
    pub(super) fn of(mut request: Element) -> Self {
        let place = request
            .children
            .iter()
            .position(|child| child.name.local == "receipt");
        let receipt = place.map(|place| request.children.swap_remove(place));
        Self {
            receipt: receipt.unwrap_or(request),
        }
    }

    /// One that is valid with the schema of `ctReceiptV2`.
    pub(super) fn of_receipt(receipt: Element) -> Self {
        Self { receipt }
    }

    /// Whether money has moved: outcome OK.
    pub fn is_paid(&self) -> bool {
        self.receipt.text_at(&["outcome"]) == Some("OK")
    }

    /// The receipt to be kept for `creditor`, to whom it was addressed. What it is worth is decided
    /// afterwards.
    pub fn receipt(&self, creditor: &OrgFiscalCode, now: Timestamp) -> Result<Receipt, Fault> {
        let invalid = |what: &str| Fault::new(FaultCode::SintassiExtraXsd, what);
        let id = ReceiptId::parse(&self.text("receiptId"))
            .map_err(|_| invalid("receipt/receiptId: not 1 to 255 characters"))?;
        let nav = NoticeNumber::parse(&self.text("noticeNumber"))
            .map_err(|_| invalid("receipt/noticeNumber: no layout begins with this digit"))?;
        let issuer = self.text("fiscalCode");
        let issuer = (issuer != creditor.as_str()).then_some(issuer);
        let (told, mut warnings) = parts::told(&self.receipt);
        if issuer.is_some()
            && !told
                .transfers
                .iter()
                .any(|t| t.fiscal_code == creditor.as_str())
        {
            return Err(Fault::new(FaultCode::Semantica, NOTHING_OF_OURS));
        }
        let iuv = Iuv::parse(&self.text("creditorReferenceId")).ok();
        if iuv.as_ref() != Some(&nav.iuv()) {
            warnings.push(OTHER_IUV.to_owned());
        }
        let amount_cents = self.amount("paymentAmount").unwrap_or(Cents::ZERO);
        if Cents::sum(told.transfers.iter().map(|t| t.amount_cents)) != Some(amount_cents) {
            warnings.push(SUM_DIFFERS.to_owned());
        }
        Ok(Receipt {
            creditor: creditor.clone(),
            issuer,
            iuv: iuv.unwrap_or_else(|| nav.iuv()),
            nav,
            receipt_id: id,
            amount_cents,
            fee_cents: self.amount("fee"),
            description: self.text("description"),
            debtor_tax_code: text(&self.receipt, DEBTOR_CODE),
            debtor_name: text(&self.receipt, &["debtor", "fullName"]),
            payer_name: told.payer.as_ref().map(|payer| payer.full_name.clone()),
            psp_id: self.text("idPSP"),
            psp_name: self.text("PSPCompanyName"),
            channel: self.text("idChannel"),
            payment_method: self.maybe("paymentMethod"),
            payment_note: self.maybe("paymentNote"),
            paid_at: self.paid_at().unwrap_or(now),
            application_date: self.date("applicationDate"),
            transfer_date: self.date("transferDate"),
            stand_in: self
                .maybe("standIn")
                .and_then(|it| boolean(&it))
                .unwrap_or(false),
            updated_amount: false,
            received_at: now,
            standing: Standing::Orphan,
            linked_to: None,
            warnings,
            told,
        })
    }

    fn paid_at(&self) -> Option<Timestamp> {
        Moment::parse_date_time(&self.maybe("paymentDateTime")?)?.instant()
    }

    fn date(&self, name: &str) -> Option<jiff::civil::Date> {
        Moment::parse_date(&self.maybe(name)?)?.date()
    }

    fn amount(&self, name: &str) -> Option<Cents> {
        amount(&self.maybe(name)?)
    }

    fn maybe(&self, name: &str) -> Option<String> {
        self.receipt.text_at(&[name]).map(str::to_owned)
    }

    fn text(&self, name: &str) -> String {
        text(&self.receipt, &[name])
    }
}

const DEBTOR_CODE: &[&str] = &["debtor", "uniqueIdentifier", "entityUniqueIdentifierValue"];
const NOTHING_OF_OURS: &str = "neither the notice nor a transfer is the addressee's";
const OTHER_IUV: &str = "Lo IUV della ricevuta non è quello dell’avviso.";
const SUM_DIFFERS: &str = "I versamenti della ricevuta non danno la somma pagata.";
