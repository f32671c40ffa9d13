//! The central archive of notices: `paCreatePosition` (OpenAPI `paCreatePosition` 0.0.1), an upsert by
//! IUV, whose amount 0 closes.

use jiff::Timestamp;
use kernel::iban::Iban;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::{OrgFiscalCode, SubjectKind};
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::told::Plan;
use crate::domain::position::{Closed, DebtPosition, Installment, PaymentOption, Transfer};

/// `iban` and `postalIban` have this length, no other.
const IBAN_CHARS: usize = 27;
const AMOUNT_MAX: i64 = 99_999_999_999;

/// `NewDebtPositionRequest`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AcaPosition {
    pub pa_fiscal_code: OrgFiscalCode,
    pub entity_type: SubjectKind,
    pub entity_fiscal_code: String,
    pub entity_full_name: String,
    pub iuv: Iuv,
    pub nav: NoticeNumber,
    /// 0 closes.
    pub amount: i64,
    pub description: String,
    pub expiration_date: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iban: Option<Iban>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_iban: Option<Iban>,
    pub switch_to_expired: bool,
    pub pay_stand_in: bool,
}

/// What the archive was told of one notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcaTold {
    pub position: AcaPosition,
    /// False while no answer has come: it may know this or what it knew before.
    pub sure: bool,
}

impl AcaPosition {
    fn closed(&self) -> Self {
        Self {
            amount: 0,
            ..self.clone()
        }
    }

    pub fn closes(&self) -> bool {
        self.amount == 0
    }
}

/// What has to be told so that the archive knows the position as it is.
pub(super) fn plan(told: &[AcaTold], position: Option<&DebtPosition>, now: Timestamp) -> Plan {
    let mut plan = Plan::default();
    let mut open = Vec::new();
    for (option, part) in position.into_iter().flat_map(|it| payable(it, now)) {
        let Some(position) = position else { continue };
        match wanted(position, option, part) {
            Ok(wanted) => open.push(wanted),
            Err(why) => plan.unfit = Some(why),
        }
    }
    for known in told {
        let nav = &known.position.nav;
        let is_open = open.iter().any(|one| one.nav == *nav);
        // The archive lets it expire by the same date.
        let expired = position.is_some_and(|it| it.open_part(nav, now) == Err(Closed::Expired));
        if !(is_open || expired || known.sure && known.position.closes()) {
            plan.calls.push(Call::Aca(known.position.closed()));
        }
    }
    let is_new = |one: &AcaPosition| {
        let same = |known: &AcaTold| known.sure && known.position == *one;
        !told.iter().any(same)
    };
    plan.calls
        .extend(open.into_iter().filter(is_new).map(Call::Aca));
    plan
}

/// The parts that the node would let somebody pay now.
fn payable(position: &DebtPosition, now: Timestamp) -> Vec<(&PaymentOption, &Installment)> {
    let options = position.options.iter();
    let parts = options.flat_map(|option| option.installments.iter().map(move |it| (option, it)));
    let open = |(_, part): &(_, &Installment)| position.open_part(&part.nav, now).is_ok();
    parts.filter(open).collect()
}

fn wanted(
    position: &DebtPosition,
    option: &PaymentOption,
    part: &Installment,
) -> Result<AcaPosition, &'static str> {
    let [transfer] = part.transfers.as_slice() else {
        return Err("ha più beneficiari: l’archivio ne prende uno solo");
    };
    let iban = account(transfer.iban()).ok_or("paga una marca da bollo o un conto estero")?;
    if transfer.org != position.creditor {
        return Err("il denaro va a un altro ente: l’archivio non lo prende");
    }
    let debtor = position.debtor_of(&part.nav);
    let amount = part.amount_cents.get();
    if amount > AMOUNT_MAX {
        return Err("l’importo è troppo grande per l’archivio");
    }
    Ok(AcaPosition {
        pa_fiscal_code: position.creditor.clone(),
        entity_type: debtor.kind,
        entity_fiscal_code: debtor.tax_code.as_str().to_owned(),
        entity_full_name: debtor.full_name.clone(),
        iuv: part.iuv.clone(),
        nav: part.nav.clone(),
        amount,
        description: part.description.clone(),
        expiration_date: super::told::due(part),
        iban: Some(iban),
        postal_iban: postal(transfer),
        switch_to_expired: option.switch_to_expired,
        pay_stand_in: position.pay_stand_in,
    })
}

fn account(iban: Option<&Iban>) -> Option<Iban> {
    iban.filter(|iban| iban.as_str().len() == IBAN_CHARS)
        .cloned()
}

fn postal(transfer: &Transfer) -> Option<Iban> {
    account(transfer.postal_iban())
}

/// After an answer, or while one is waited for.
pub(super) fn note(told: &mut Vec<AcaTold>, position: &AcaPosition, sure: bool) {
    let known = told.iter_mut().find(|it| it.position.nav == position.nav);
    let after = AcaTold {
        position: position.clone(),
        sure,
    };
    match known {
        Some(known) => *known = after,
        None => told.push(after),
    }
}
