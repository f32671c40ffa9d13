//! What the body's software is asked.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ids::{EventId, Iud, Iupd, ServiceCode};
use kernel::money::Cents;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::TaxCode;
use serde::Serialize;

use crate::domain::position::{DebtPosition, Installment};
use crate::domain::webhook::{Message, VERSION};

/// `notice.amount`
#[derive(Clone, Debug, Serialize)]
pub struct AmountQuestion {
    operation: Asking,
    notice_number: NoticeNumber,
    iuv: Iuv,
    iupd: Iupd,
    /// The due's id in the body's own system.
    external_id: Option<Iud>,
    service: ServiceCode,
    debtor_tax_code: TaxCode,
    /// As it is stored.
    amount_cents: Cents,
    due_date: Option<Date>,
    description: String,
}

/// What the node is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asking {
    /// It shows the notice to somebody who may pay.
    Verify,
    /// It begins a payment: what is told now is what will be paid.
    Payment,
}

pub fn question(
    (id, at): (EventId, Timestamp),
    position: &DebtPosition,
    part: &Installment,
    operation: Asking,
) -> Message<AmountQuestion> {
    Message {
        id,
        kind: "notice.amount",
        version: VERSION,
        created_at: at,
        creditor: position.creditor.clone(),
        data: AmountQuestion {
            operation,
            notice_number: part.nav.clone(),
            iuv: part.iuv.clone(),
            iupd: position.iupd.clone(),
            external_id: position.iud.clone(),
            service: position.service.clone(),
            debtor_tax_code: position.debtor_of(&part.nav).tax_code.clone(),
            amount_cents: part.amount_cents,
            due_date: part.due_date,
            description: part.description.clone(),
        },
    }
}
