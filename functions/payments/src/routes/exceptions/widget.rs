//! How much waits, and the oldest of it, for the first page.

use access::Actor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::time::italian_date;
use platform::web::ui::Glance;
use platform::web::{Htmx, Page, PageError};

use super::ExceptionsDeps;
use super::faults::ExceptionFault;
use super::list::HERE;
use crate::domain::exceptions::Exception;
use crate::store::exceptions;

/// Exceptions that are counted.
const COUNTED: u32 = 100;
/// Lines of the glance.
const LINES: usize = 5;

/// `GET /panel/payments/exceptions/widget`: 1 query. Who follows the address by hand gets the list.
pub(super) async fn show(
    State(deps): State<ExceptionsDeps>,
    actor: Actor,
    Htmx(fragment): Htmx,
) -> Result<Response, PageError> {
    if !fragment {
        return Ok(Redirect::to(HERE).into_response());
    }
    let found = exceptions::list(&deps.table, &actor.tenant, true, (None, COUNTED)).await;
    let found = found.map_err(ExceptionFault::from)?;
    Ok(Page(glance(&found.items, found.next.is_some())).into_response())
}

fn glance(open: &[Exception], more: bool) -> Glance {
    let empty = "Niente da sistemare: pagamenti, flussi e banca tornano.";
    let glance =
        Glance::new(empty, ("Vai a «Da sistemare»", HERE)).said(match (open.len(), more) {
            (1, false) => "Una cosa da sistemare.".to_owned(),
            (count, false) => format!("{count} cose da sistemare, dalla meno recente."),
            (count, true) => format!("Più di {count} cose da sistemare, dalla meno recente."),
        });
    open.iter().take(LINES).fold(glance, |glance, one| {
        let amount = one.amount_cents.italian();
        let note = format!("{} · {amount}\u{a0}€", italian_date(one.on));
        glance.line(one.kind.italian(), note, None)
    })
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use platform::web::inspect;

    use super::*;
    use crate::domain::exceptions::samples;

    #[test]
    fn the_glance_is_sound_full_and_empty() {
        for open in [vec![samples::orphan(); 7], Vec::new()] {
            let html = glance(&open, false).render().expect("a fragment");
            assert_eq!(inspect::faults(&html), [""; 0]);
        }
    }
}
