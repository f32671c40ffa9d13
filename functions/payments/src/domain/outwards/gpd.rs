//! GPD, pagoPA's archive of positions: the external API, version 1. One document a position.

use jiff::Timestamp;
use kernel::iban::Iban;
use kernel::idempotency::Fingerprint;
use kernel::ids::Iupd;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::call::Call;
use super::told::{Plan, due};
use crate::domain::position::{
    DebtPosition, Destination, Installment, MapEntry, PaymentOption, PositionState, Transfer,
};

/// What GPD was told of one position.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GpdTold {
    /// Under which id.
    pub iupd: Option<Iupd>,
    /// SHA-256 of the document it was last given.
    pub print: Option<String>,
    /// False while no answer has come.
    pub sure: bool,
    /// Withdrawn or taken away there.
    pub ended: bool,
    /// The notices it was told as paid.
    pub paid: Vec<NoticeNumber>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GpdCall {
    /// Creates or updates, whichever is due.
    Put(Box<GpdPosition>),
    Invalidate(Iupd),
    Delete(Iupd),
    /// `…/paymentoptions/paids/{nav}`
    Paid {
        nav: NoticeNumber,
        at: Timestamp,
    },
}

/// A document, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GpdPosition {
    pub creditor: OrgFiscalCode,
    pub iupd: Iupd,
    /// Whether GPD has it already.
    pub known: bool,
    /// `PaymentPositionModel`
    pub body: Value,
    pub print: String,
}

impl GpdTold {
    pub(super) fn doubt(&mut self) {
        self.sure = false;
        self.paid.clear();
    }
}

pub(super) fn plan(told: &GpdTold, position: Option<&DebtPosition>, now: Timestamp) -> Plan {
    use PositionState as S;
    let mut plan = Plan::default();
    let known = told.print.is_some() && !told.ended;
    // Where it was taken away, and where it is a draft again: nobody is to pay it.
    let Some(position) = position.filter(|it| it.state != S::Draft) else {
        let gone = told.iupd.clone().filter(|_| known);
        plan.calls
            .extend(gone.map(|iupd| Call::Gpd(GpdCall::Delete(iupd))));
        return plan;
    };
    match position.state {
        S::Draft | S::Expired => {}
        S::Published | S::Valid => match document(told, position, now) {
            Ok(document) if told.sure && told.print.as_ref() == Some(&document.print) => {}
            Ok(document) => plan.calls.push(Call::Gpd(GpdCall::Put(Box::new(document)))),
            Err(why) => plan.unfit = Some(why),
        },
        S::Invalid if known => {
            let iupd = position.iupd.clone();
            plan.calls.push(Call::Gpd(GpdCall::Invalidate(iupd)));
        }
        S::PartiallyPaid | S::Paid | S::Reported if known => {
            plan.calls.extend(paid(told, position).map(Call::Gpd));
        }
        S::Invalid | S::PartiallyPaid | S::Paid | S::Reported => {}
    }
    plan
}

fn paid<'p>(told: &'p GpdTold, position: &'p DebtPosition) -> impl Iterator<Item = GpdCall> + 'p {
    let parts = position.installments();
    let new = parts.filter(|part| !told.paid.contains(&part.nav));
    new.filter_map(|part| {
        let at = part.payment.as_ref()?.paid_at;
        let nav = part.nav.clone();
        Some(GpdCall::Paid { nav, at })
    })
}

fn document(
    told: &GpdTold,
    position: &DebtPosition,
    now: Timestamp,
) -> Result<GpdPosition, &'static str> {
    if let Some(why) = misfit(position, now) {
        return Err(why);
    }
    let mut body = body(position);
    // Of all that it says, so that a validity date that comes is no change.
    let print = Fingerprint::of(&[body.to_string().as_bytes()]).to_string();
    let from = position.options.first().and_then(|it| it.validity_date);
    if from.is_some_and(|from| from <= now)
        && let Some(fields) = body.as_object_mut()
    {
        // GPD refuses one that has passed, and takes the moment of publishing where there is none.
        fields.remove("validityDate");
    }
    Ok(GpdPosition {
        creditor: position.creditor.clone(),
        iupd: position.iupd.clone(),
        known: told.print.is_some(),
        body,
        print,
    })
}

/// What GPD v1 has no words for: it knows one plan, one debtor, one validity date and one expiry, of the
/// position as a whole.
fn misfit(position: &DebtPosition, now: Timestamp) -> Option<&'static str> {
    let ways = &position.options;
    if ways.iter().filter(|it| it.is_plan()).count() > 1 {
        return Some("ha più di un piano di rate: GPD v1 ne prende uno solo");
    }
    if differ(ways, |it| it.validity_date.filter(|from| *from > now)) {
        return Some("ha opzioni pagabili da date diverse: GPD v1 ne prende una sola");
    }
    if differ(ways, |it| (it.switch_to_expired, it.expires_at())) {
        return Some("ha opzioni che scadono in momenti diversi: GPD v1 ne prende uno solo");
    }
    if differ(ways, |it| &position.owner(it).tax_code) {
        return Some("ha più debitori: GPD v1 ne prende uno solo");
    }
    None
}

fn differ<'w, T: PartialEq>(
    ways: &'w [PaymentOption],
    of: impl Fn(&'w PaymentOption) -> T,
) -> bool {
    ways.windows(2)
        .any(|pair| matches!(pair, [one, other] if of(one) != of(other)))
}

/// `PaymentPositionModel`, without what is read only.
fn body(position: &DebtPosition) -> Value {
    let debtor = position.options.first().and_then(|it| it.debtor.as_ref());
    let debtor = debtor.unwrap_or(&position.debtor);
    let address = debtor.address.clone().unwrap_or_default();
    let first = position.options.first();
    let expires = position.options.iter().all(|it| it.switch_to_expired);
    let options = position.options.iter().flat_map(|option| {
        let parts = option.installments.iter();
        parts.map(move |part| payment_option(option, part))
    });
    without_nulls(json!({
        "iupd": position.iupd,
        "type": debtor.kind,
        "fiscalCode": debtor.tax_code.as_str(),
        "fullName": debtor.full_name,
        "streetName": address.street,
        "civicNumber": address.number,
        "postalCode": address.postal_code,
        "city": address.city,
        "province": address.province,
        "region": address.region,
        "country": address.country,
        "email": debtor.email,
        "phone": debtor.phone,
        "companyName": position.company_name,
        "officeName": position.office_name,
        "switchToExpired": expires,
        "payStandIn": position.pay_stand_in,
        "validityDate": first.and_then(|it| it.validity_date),
        "paymentOption": options.collect::<Vec<_>>(),
    }))
}

fn payment_option(option: &PaymentOption, part: &Installment) -> Value {
    without_nulls(json!({
        "nav": part.nav,
        "iuv": part.iuv,
        "amount": part.amount_cents.get(),
        "description": part.description,
        "isPartialPayment": option.installments.len() > 1,
        "dueDate": due(part),
        "retentionDate": part.retention_date,
        "transfer": part.transfers.iter().map(transfer).collect::<Vec<_>>(),
        "paymentOptionMetadata": metadata(&part.metadata),
    }))
}

fn transfer(transfer: &Transfer) -> Value {
    let mut told = json!({
        "idTransfer": transfer.id.to_string(),
        "amount": transfer.amount_cents.get(),
        "organizationFiscalCode": transfer.org,
        "remittanceInformation": transfer.remittance_information,
        "category": transfer.category,
        "companyName": transfer.company_name,
        "transferMetadata": metadata(&transfer.metadata),
    });
    match &transfer.to {
        Destination::Account { iban, postal_iban } => {
            told["iban"] = json!(iban.as_str());
            told["postalIban"] = json!(postal_iban.as_ref().map(Iban::as_str));
        }
        Destination::Stamp { stamp } => {
            told["stamp"] = json!({
                "hashDocument": stamp.hash,
                "stampType": stamp.kind,
                "provincialResidence": stamp.province,
            });
        }
    }
    without_nulls(told)
}

fn metadata(entries: &[MapEntry]) -> Option<Vec<Value>> {
    let entry = |it: &MapEntry| json!({ "key": it.key, "value": it.value });
    (!entries.is_empty()).then(|| entries.iter().map(entry).collect())
}

fn without_nulls(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    value
}

pub(super) fn trying(told: &mut GpdTold, call: &GpdCall) {
    if let GpdCall::Put(document) = call {
        (told.iupd, told.print) = (Some(document.iupd.clone()), Some(document.print.clone()));
        told.sure = false;
    }
}

pub(super) fn done(told: &mut GpdTold, call: &GpdCall) {
    match call {
        GpdCall::Put(_) => {
            trying(told, call);
            (told.sure, told.ended) = (true, false);
        }
        GpdCall::Invalidate(_) => told.ended = true,
        // It knows nothing of it any more: what is published again is new there.
        GpdCall::Delete(_) => {
            *told = GpdTold {
                ended: true,
                ..GpdTold::default()
            };
        }
        GpdCall::Paid { nav, .. } => told.paid.push(nav.clone()),
    }
}
