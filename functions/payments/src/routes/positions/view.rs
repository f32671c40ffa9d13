//! A position as programs see it.

use jiff::civil::Date;
use kernel::ids::{ImportId, Iud, ServiceCode};
use kernel::money::Cents;
use serde::Serialize;

use super::lines::LineView;
use crate::domain::position::{DebtPosition, Installment, Origin, PositionState};

/// A position in a list; amounts in cents, instants in UTC.
#[derive(Debug, Serialize)]
pub struct PositionView {
    notice_number: String,
    iuv: String,
    debtor_tax_code: String,
    debtor_name: String,
    description: String,
    service: ServiceCode,
    /// Of the whole position, whatever its parts.
    amount_cents: Cents,
    due_date: Option<Date>,
    state: PositionState,
    iud: Option<Iud>,
    import: Option<ImportId>,
    created_at: String,
    /// The dues that make up the amount.
    lines: Vec<LineView>,
}

/// A payable part.
#[derive(Debug, Serialize)]
pub(super) struct PartView {
    notice_number: String,
    iuv: String,
    amount_cents: Cents,
    description: String,
    due_date: Option<Date>,
    paid_at: Option<String>,
    paid_cents: Option<Cents>,
    receipt_id: Option<String>,
    psp_name: Option<String>,
}

pub(super) fn view(position: &DebtPosition) -> Option<PositionView> {
    let part = position.first()?;
    let import = match &position.origin {
        Origin::Import(id) => Some(id.clone()),
        Origin::Api | Origin::Spontaneous => None,
    };
    Some(PositionView {
        notice_number: part.nav.to_string(),
        iuv: part.iuv.to_string(),
        debtor_tax_code: position.debtor.tax_code.to_string(),
        debtor_name: position.debtor.full_name.clone(),
        description: part.description.clone(),
        service: position.service.clone(),
        amount_cents: position.amount_cents(),
        due_date: position.due_date(),
        state: position.state,
        iud: position.iud.clone(),
        import,
        created_at: position.created_at.to_string(),
        lines: position.lines.iter().map(LineView::from).collect(),
    })
}

pub(super) fn part_view(part: &Installment) -> PartView {
    let payment = part.payment.as_ref();
    PartView {
        notice_number: part.nav.to_string(),
        iuv: part.iuv.to_string(),
        amount_cents: part.amount_cents,
        description: part.description.clone(),
        due_date: part.due_date,
        paid_at: payment.map(|payment| payment.paid_at.to_string()),
        paid_cents: payment.map(|payment| payment.amount_cents),
        receipt_id: payment.and_then(|payment| payment.receipt_id.as_ref()?.to_string().into()),
        psp_name: payment.map(|payment| payment.psp_name.clone()),
    }
}
