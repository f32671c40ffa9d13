//! A notice that was found: its page, its PDF, the way to the payment and back, the receipt.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::money::Cents;
use kernel::time::{italian_date, italian_datetime};
use platform::web::ui::{Alert, Badge, Facts, Value};
use platform::web::{Fault, Page, PageError, Public, Typed};

use super::CitizenDeps;
use super::checkout::{Cart, CartNotice, ReturnUrls};
use super::token::Found;
use super::ways::{Way, first_open, ways};
use crate::domain::documents;
use crate::domain::position::{DebtPosition, Installment, PositionState};
use crate::domain::printing;
use crate::routes::pdf::pdf;
use crate::routes::words::{state_badge, table_fault};
use crate::store::{positions, receipts};

/// The page looks again after so many seconds while the receipt is on its way.
const WAIT_S: u32 = 5;

#[derive(Template)]
#[template(path = "routes/citizen/show.html")]
pub(super) struct NoticePage {
    layout: Public,
    subject: String,
    state: Badge,
    facts: Facts,
    alert: Option<Alert>,
    token: String,
    /// Every way to pay, where there is more than this part.
    ways: Vec<Way>,
    /// The token of the notice, where there is something to pay.
    notice: Option<String>,
    payable: bool,
    paid: bool,
}

/// The page of a notice, with a fresh token for its buttons.
pub(super) fn notice_page(
    deps: &CitizenDeps,
    found: &Found,
    position: &DebtPosition,
) -> Result<Page<NoticePage>, Fault> {
    let now = deps.clock.now();
    let part = position.installment(&found.nav).ok_or_else(unknown)?;
    let payable = position.open_part(&found.nav, now).is_ok();
    let paid = part.payment.is_some();
    Ok(Page(NoticePage {
        layout: Public::of(position.company_name.as_str()),
        subject: part.description.clone(),
        state: state_badge(told_state(position.state_at(now))),
        facts: facts(position, part),
        alert: (!payable && !paid).then(|| Alert::warning(why_not(position, part))),
        ways: ways(deps, found, position),
        notice: notice_token(deps, found, position),
        token: deps.seal(found),
        payable,
        paid,
    }))
}

fn notice_token(deps: &CitizenDeps, found: &Found, position: &DebtPosition) -> Option<String> {
    let payable = matches!(
        position.state,
        PositionState::Valid | PositionState::PartiallyPaid
    );
    let nav = first_open(found, position).filter(|_| payable)?.clone();
    Some(deps.seal(&Found {
        nav,
        ..found.clone()
    }))
}

/// Why a part that is not paid can not be paid.
fn why_not(position: &DebtPosition, part: &Installment) -> String {
    let from = position
        .option_of(&part.nav)
        .and_then(|option| option.validity_date);
    match (position.state, from) {
        (PositionState::PartiallyPaid | PositionState::Paid | PositionState::Reported, _) => {
            "Questo avviso non si paga più: il pagamento è stato fatto, o è iniziato, in un altro modo."
                .to_owned()
        }
        (PositionState::Published, Some(from)) => {
            format!("Questo avviso si potrà pagare dal {}.", italian_datetime(from))
        }
        (
            PositionState::Draft
            | PositionState::Published
            | PositionState::Valid
            | PositionState::Invalid
            | PositionState::Expired,
            _,
        ) => "Questo avviso non si può pagare adesso. Chiedi all’ente.".to_owned(),
    }
}

/// `16,00 €` for the revenue stamps that are paid with a part.
fn stamps(part: &Installment) -> Option<Value> {
    let stamps = part
        .transfers
        .iter()
        .filter(|transfer| transfer.stamp().is_some());
    let sum = Cents::sum(stamps.map(|transfer| transfer.amount_cents))?;
    (sum > Cents::ZERO).then(|| Value::euro(sum))
}

/// Who has paid need not know whether the money was reported to the body.
fn told_state(state: PositionState) -> PositionState {
    match state {
        PositionState::Reported => PositionState::Paid,
        PositionState::Draft
        | PositionState::Published
        | PositionState::Valid
        | PositionState::Invalid
        | PositionState::Expired
        | PositionState::PartiallyPaid
        | PositionState::Paid => state,
    }
}

fn facts(position: &DebtPosition, part: &Installment) -> Facts {
    Facts::new()
        .fact("Ente creditore", position.company_name.as_str())
        .fact(
            "Intestatario",
            printing::masked(&position.debtor_of(&part.nav).full_name),
        )
        .fact("Importo", part.amount_cents)
        .fact(
            "Scadenza",
            part.due_date
                .map_or_else(|| "Senza scadenza".to_owned(), italian_date),
        )
        .maybe("Di cui marca da bollo digitale", stamps(part))
        .maybe("Di cui spese di notifica", part.notification_fee_cents)
        .fact("Codice avviso", Value::mono(part.nav.grouped()))
        .maybe(
            "Pagato il",
            part.payment.as_ref().map(|p| italian_datetime(p.paid_at)),
        )
}

fn unknown() -> Fault {
    Fault::not_found("Non troviamo questo avviso: cerca di nuovo dalla pagina iniziale.")
}

/// What the token of a form or link leads to: 1 get.
async fn opened(deps: &CitizenDeps, token: &str) -> Result<(Found, DebtPosition), Fault> {
    let found = deps.open(token)?;
    let position = positions::by_nav(&deps.table, &found.creditor, &found.nav).await;
    let stored = position.map_err(table_fault)?.ok_or_else(unknown)?;
    let position = stored.at(deps.clock.now()).into_owned();
    if !printing::is_debtor(&position, &found.nav, &found.tax_code) {
        return Err(unknown());
    }
    Ok((found, position))
}

pub(super) async fn notice_pdf(
    State(deps): State<CitizenDeps>,
    form: Typed,
) -> Result<Response, PageError> {
    let (found, position) = opened(&deps, form.value("token")).await?;
    let part = position.installment(&found.nav).ok_or_else(unknown)?;
    let settings = deps
        .settings
        .get(&found.creditor)
        .await
        .map_err(table_fault)?;
    let settings = settings.ok_or_else(unknown)?;
    let bytes = printing::notice_pdf(&position, part, &settings);
    Ok(pdf(&format!("avviso-{}.pdf", found.nav), bytes))
}

pub(super) async fn to_checkout(
    State(deps): State<CitizenDeps>,
    form: Typed,
) -> Result<Response, PageError> {
    let (found, position) = opened(&deps, form.value("token")).await?;
    let Ok(part) = position.open_part(&found.nav, deps.clock.now()) else {
        return Ok(notice_page(&deps, &found, &position)?.into_response());
    };
    let back = format!("{}/pay/return/{}", deps.public_url, deps.seal(&found));
    let cart = Cart {
        payment_notices: vec![CartNotice {
            notice_number: part.nav.clone(),
            fiscal_code: found.creditor.clone(),
            amount: part.amount_cents,
            company_name: position.company_name.clone(),
            description: part.description.clone(),
        }],
        return_urls: ReturnUrls {
            return_ok_url: format!("{back}?outcome=ok"),
            return_cancel_url: format!("{back}?outcome=cancel"),
            return_error_url: format!("{back}?outcome=error"),
            return_waiting_url: format!("{back}?outcome=waiting"),
        },
    };
    match deps.checkout.open(&cart).await {
        Ok(address) => Ok(Redirect::to(&address).into_response()),
        Err(error) => Err(Fault::unavailable(error).into()),
    }
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct Returned {
    #[serde(default)]
    outcome: String,
}

/// Back from Checkout. The address proves nothing: the position alone says whether it is paid.
pub(super) async fn back(
    State(deps): State<CitizenDeps>,
    Path(token): Path<String>,
    axum::extract::Query(returned): axum::extract::Query<Returned>,
) -> Result<Response, PageError> {
    let (found, position) = opened(&deps, &token).await?;
    let mut page = notice_page(&deps, &found, &position)?;
    if page.0.paid {
        page.0.alert = Some(Alert::success("Il pagamento è andato a buon fine."));
        return Ok(page.into_response());
    }
    let (alert, waits) = match returned.outcome.as_str() {
        "ok" | "waiting" => (
            Alert::info(
                "Stiamo aspettando la conferma del pagamento: la pagina si aggiorna da sola.",
            ),
            true,
        ),
        "cancel" => (
            Alert::warning("Hai annullato il pagamento: l’avviso è ancora da pagare."),
            false,
        ),
        _ => (
            Alert::danger("Il pagamento non è riuscito: puoi riprovare."),
            false,
        ),
    };
    page.0.alert = Some(alert);
    if waits {
        page.0.layout = page.0.layout.look_again_s(WAIT_S);
        page.0.payable = false;
    }
    Ok(page.into_response())
}

pub(super) async fn receipt_pdf(
    State(deps): State<CitizenDeps>,
    form: Typed,
) -> Result<Response, PageError> {
    let (found, position) = opened(&deps, form.value("token")).await?;
    let part = position.installment(&found.nav).ok_or_else(unknown)?;
    let payment = part.payment.as_ref().ok_or_else(unknown)?;
    let id = payment.receipt_id.as_ref().ok_or_else(unknown)?;
    let under = payment.receipt_under(&found.nav);
    let receipt = receipts::by_id(&deps.table, &found.creditor, under, id).await;
    let receipt = receipt.map_err(table_fault)?.ok_or_else(unknown)?;
    let settings = deps
        .settings
        .get(&found.creditor)
        .await
        .map_err(table_fault)?;
    let settings = settings.ok_or_else(unknown)?;
    let document = printing::receipt(&receipt, Some(&position), &settings);
    Ok(pdf(
        &format!("ricevuta-{}.pdf", found.nav),
        documents::receipt::render(&document),
    ))
}
