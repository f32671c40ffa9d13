//! What is said of one part: that it was paid, what notifying it cost, that a share of it was reported.

use access::{Actor, Permission};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use kernel::event::PositionChange;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;

use super::{TRIES_MAX, unwritten};
use crate::domain::journal::{Entry, Operation, Outcome};
use crate::domain::position::{
    By, Changed, DebtPosition, FeeRefusal, Outside, ReportRefusal, SettleRefusal,
    add_notification_fee, pay_outside, report_outside,
};
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::body::{self, Faults, FeeBody, PaidBody, PayBody, moment};
use crate::routes::gpd::caller::has_form_of_iuv;
use crate::routes::gpd::problem::{
    FEE_NO_TRANSFER, FEE_NOT_UPDATABLE, GpdError, OPTION_ALREADY_PAID, OPTION_NOT_FOUND,
    OPTION_NOT_PAYABLE, Problem, TRANSFER_NOT_ACCOUNTABLE, TRANSFER_NOT_FOUND,
};
use crate::routes::gpd::view::{PaidOption, TransferResponse};
use crate::store::journal::Listing;

/// Characters of the words that a payment is told with.
const TEXT_MAX: usize = 140;
/// Characters of a PSP's code, and of its tax code (`PayPaymentOptionModel`).
const PSP_CODE_MAX: usize = 35;
const PSP_TAX_CODE_MAX: usize = 70;
/// GPD's own code: updated, with a payment in progress.
const IN_PROGRESS: u16 = 209;
/// How long the node holds a payment that it has begun (`expirationTime` of its tokens).
const PAYMENT_LASTS: SignedDuration = SignedDuration::from_mins(30);

/// `POST …/paymentoptions/paids/{nav}`: paid beside pagoPA. 1 request (2 for a part of a plan) and 1
/// transaction.
pub async fn beside(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, number)): Path<(String, String)>,
    bytes: Bytes,
) -> Result<Json<PaidOption>, GpdError> {
    let told: PaidBody = body::read(&bytes)?;
    let mut faults = Faults::default();
    let paid_at = faults.parsed("paymentDate", told.payment_date.as_deref(), moment);
    faults.finish(Some(()))?;
    let outside = |position: &DebtPosition, now: Timestamp| Outside {
        paid_at: paid_at.unwrap_or(now),
        psp_name: position.company_name.clone(),
        method: None,
        fee_cents: None,
        receipt_id: None,
    };
    pay(&deps, &actor, &number, outside).await
}

/// `POST …/paymentoptions/{nav}/pay`: paid, with what a receipt tells of it. The same requests.
pub async fn told(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, number)): Path<(String, String)>,
    bytes: Bytes,
) -> Result<Json<PaidOption>, GpdError> {
    let told = payment(body::read(&bytes)?)?;
    let outside = |_: &DebtPosition, now: Timestamp| {
        let paid_at = told.0.unwrap_or(now);
        Outside {
            paid_at,
            ..told.1.clone()
        }
    };
    pay(&deps, &actor, &number, outside).await
}

/// What a body says of a payment; its moment apart, which may be untold.
fn payment(body: PayBody) -> Result<(Option<Timestamp>, Outside), Problem> {
    let mut faults = Faults::default();
    let paid_at = faults.parsed("paymentDate", body.payment_date.as_deref(), moment);
    faults.maybe("pspCode", body.psp_code, PSP_CODE_MAX);
    faults.maybe("pspTaxCode", body.psp_tax_code, PSP_TAX_CODE_MAX);
    let psp_name = faults.text("pspCompany", body.psp_company, TEXT_MAX);
    let receipt = faults.text("idReceipt", body.id_receipt, ReceiptId::LENGTH_MAX);
    let receipt_id = faults.parsed("idReceipt", receipt.as_deref(), ReceiptId::parse);
    let method = faults.maybe("paymentMethod", body.payment_method, TEXT_MAX);
    let fee = body.fee.filter(|fee| !fee.is_empty());
    let fee_cents = faults.parsed("fee", fee.as_deref(), |text| {
        let cents = text.parse().ok().filter(|cents| *cents >= 0);
        cents.map(Cents::new).ok_or("must be an amount in cents")
    });
    let outside = psp_name
        .zip(receipt_id)
        .map(|(psp_name, receipt_id)| Outside {
            paid_at: Timestamp::UNIX_EPOCH,
            psp_name,
            method,
            fee_cents,
            receipt_id: Some(receipt_id),
        });
    Ok((paid_at, faults.finish(outside)?))
}

async fn pay(
    deps: &GpdDeps,
    actor: &Actor,
    number: &str,
    outside: impl Fn(&DebtPosition, Timestamp) -> Outside,
) -> Result<Json<PaidOption>, GpdError> {
    let decide = |before: &DebtPosition, nav: &NoticeNumber, by: By<'_>| {
        let changed = pay_outside(before, nav, outside(before, by.at), by);
        changed.map_err(|refusal| {
            let entry = match refusal {
                SettleRefusal::NoSuchPart => OPTION_NOT_FOUND,
                SettleRefusal::NotPayable => OPTION_NOT_PAYABLE,
                SettleRefusal::Paid => OPTION_ALREADY_PAID,
            };
            entry.of(&actor.tenant, number)
        })
    };
    let need = Permission::PaymentsRecord;
    let (after, nav) = change(deps, actor, (number, need), PositionChange::Paid, decide).await?;
    paid_option(&after, &nav, number)
}

/// `PUT …/paymentoptions/{nav}/notificationfee`: 209 where the node has begun a payment of the part a short while
/// ago. The same requests, and 1 query of the journal (a batch more where the notice was spoken of).
pub async fn notification_fee(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, number)): Path<(String, String)>,
    bytes: Bytes,
) -> Result<(StatusCode, Json<PaidOption>), GpdError> {
    let mut faults = Faults::default();
    let body: FeeBody = body::read(&bytes)?;
    let fee = faults.required("notificationFee", body.notification_fee);
    if fee.is_some_and(|cents| cents < 0) {
        faults.add("notificationFee", "must be greater than or equal to 0");
    }
    let fee = Cents::new(faults.finish(fee)?);
    let (cf, iuv) = (&actor.tenant, number.as_str());
    let decide = |before: &DebtPosition, nav: &NoticeNumber, by: By<'_>| {
        let changed = add_notification_fee(before, nav, fee, by);
        changed.map_err(|refusal| match refusal {
            FeeRefusal::NoSuchPart => OPTION_NOT_FOUND.of(cf, iuv),
            FeeRefusal::NotUnpaid => FEE_NOT_UPDATABLE.of(cf, iuv),
            FeeRefusal::NoTransfer => FEE_NO_TRANSFER.of(cf, iuv),
            FeeRefusal::Amount => Problem::malformed("notificationFee: the amount is not payable"),
        })
    };
    let need = Permission::PositionsWrite;
    let what = PositionChange::FeeAdded;
    let (after, nav) = change(&deps, &actor, (&number, need), what, decide).await?;
    let status = match is_under_way(&deps, &after, &nav).await {
        true => StatusCode::from_u16(IN_PROGRESS).unwrap_or(StatusCode::OK),
        false => StatusCode::OK,
    };
    Ok((status, paid_option(&after, &nav, &number)?))
}

/// Whether the node has begun to pay a part and has not told its receipt; as in GPD, where that can not be found
/// out, it may have.
async fn is_under_way(deps: &GpdDeps, position: &DebtPosition, nav: &NoticeNumber) -> bool {
    let now = deps.now();
    let listing = Listing {
        creditor: position.creditor.clone(),
        from: now - PAYMENT_LASTS,
        until: now + SignedDuration::from_secs(1),
        notice: Some(nav.clone()),
        faults: false,
        descending: true,
    };
    let begins = |entry: &Entry| {
        matches!(
            entry.operation,
            Operation::GetPayment | Operation::GetPaymentV2
        ) && entry.outcome == Outcome::Done
    };
    let found = listing.page(&deps.table, (None, 1), begins).await;
    found.map_or(true, |found| !found.entries.is_empty())
}

/// `POST …/paymentoptions/{iuv}/transfers/{transferid}/report`. The same requests.
pub async fn report(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, iuv, transfer)): Path<(String, String, String)>,
) -> Result<Json<TransferResponse>, GpdError> {
    has_form_of_iuv(&iuv)?;
    let thing = format!("IUV {iuv} and TxID {transfer}");
    let unknown = || TRANSFER_NOT_FOUND.of(&actor.tenant, &thing);
    let id = transfer.parse::<u8>().map_err(|_| unknown())?;
    let decide = |before: &DebtPosition, nav: &NoticeNumber, by: By<'_>| {
        let changed = report_outside(before, nav, id, by);
        changed.map_err(|refusal| match refusal {
            ReportRefusal::NoSuchTransfer => unknown(),
            ReportRefusal::NotAccountable => TRANSFER_NOT_ACCOUNTABLE.of(&actor.tenant, &thing),
        })
    };
    let need = Permission::PaymentsRecord;
    let what = PositionChange::Reported;
    let changed = change(&deps, &actor, (&iuv, need), what, decide).await;
    // GPD speaks of the transfer even where it does not know the IUV.
    let changed = changed.map_err(|error| match error {
        GpdError::Problem(problem) if problem.status == 404 => unknown().into(),
        other => other,
    });
    let (after, nav) = changed?;
    let part = after.installment(&nav).ok_or_else(unknown)?;
    let transfer = part.transfers.iter().find(|one| one.id == id);
    let transfer = transfer.ok_or_else(unknown)?;
    Ok(Json(TransferResponse::of(&after, transfer)))
}

fn paid_option(
    after: &DebtPosition,
    nav: &NoticeNumber,
    number: &str,
) -> Result<Json<PaidOption>, GpdError> {
    let part = after.installment(nav);
    let part = part.ok_or_else(|| OPTION_NOT_FOUND.of(&after.creditor, number))?;
    Ok(Json(PaidOption::of(after, part)))
}

async fn change(
    deps: &GpdDeps,
    actor: &Actor,
    (number, need): (&str, Permission),
    what: PositionChange,
    decide: impl Fn(&DebtPosition, &NoticeNumber, By<'_>) -> Result<Changed, Problem>,
) -> Result<(DebtPosition, NoticeNumber), GpdError> {
    let settings = deps.creditor(actor).await?;
    let name = actor.id.to_string();
    for _ in 0..TRIES_MAX {
        let (before, nav) = deps.by_number(actor, number, need).await?;
        let by = By {
            actor: &name,
            at: deps.now(),
        };
        let changed = decide(&before, &nav, by)?;
        let stored = deps.write_change(&settings, &before, &changed, what);
        if stored.await.map_err(unwritten)?.is_some() {
            return Ok((changed.after, nav));
        }
    }
    Err(Problem::busy().into())
}
