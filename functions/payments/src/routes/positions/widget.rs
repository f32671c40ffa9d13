//! The latest payments, for the first page.

use access::{Actor, Permission};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::ToSpan;
use kernel::time::{italian_datetime, rome_date};
use platform::web::ui::{Glance, Value};
use platform::web::{Htmx, Page, PageError};

use super::PositionsDeps;
use super::list::HERE;
use crate::domain::archive::{Days, Filter, Walk};
use crate::domain::position::{DebtPosition, Payment};
use crate::routes::words::table_fault;
use crate::store::archive::{self, Search};

/// Lines of the glance.
const LINES: usize = 5;
/// Days that are looked back.
const DAYS: i32 = 30;

/// `GET /panel/payments/positions/widget`: 8 queries and 1 or 2 batches. Who follows the address by
/// hand gets the list.
pub(super) async fn show(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Htmx(fragment): Htmx,
) -> Result<Response, PageError> {
    if !fragment {
        return Ok(Redirect::to(HERE).into_response());
    }
    let today = rome_date(deps.clock.now());
    let filter = Filter {
        paid: Days {
            from: Some(today.saturating_sub(DAYS.days())),
            to: None,
        },
        within: actor.scope(Permission::PositionsRead).services(false),
        ..Filter::default()
    };
    let search = Search {
        creditor: &actor.tenant,
        filter: &filter,
        walk: &Walk::Paid { descending: true },
        size: LINES,
    };
    let found = archive::page(&deps.table, &search, None).await;
    Ok(Page(glance(&found.map_err(table_fault)?.positions)).into_response())
}

fn glance(paid: &[DebtPosition]) -> Glance {
    let empty = format!("Nessun pagamento negli ultimi {DAYS} giorni.");
    let glance = Glance::new(empty, ("Tutte le posizioni", HERE));
    let paid = paid.iter().filter_map(|one| Some((one, last(one)?)));
    paid.fold(glance, |glance, (position, payment)| {
        let what = Value::link(
            position.debtor.full_name.as_str(),
            format!("{HERE}/{}", position.nav),
        );
        let amount = payment.amount_cents.italian();
        let note = format!("{} · {amount}\u{a0}€", italian_datetime(payment.paid_at));
        glance.line(what, note, None)
    })
}

/// The latest payment of a position.
fn last(position: &DebtPosition) -> Option<&Payment> {
    let parts = position
        .options
        .iter()
        .flat_map(|option| &option.installments);
    let payments = parts.filter_map(|part| part.payment.as_ref());
    payments.max_by_key(|payment| payment.paid_at)
}
