//! Sending again, as a person asks.

use access::Actor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::notice::NoticeNumber;
use platform::table::Tx;
use platform::web::{Fault, PageError, Typed};

use super::act::busy;
use super::{IO, OutwardsDeps, PAGOPA};
use crate::domain::outwards::Target;
use crate::routes::words::table_fault;
use crate::store::outwards::{self, AgainOrder};

/// `POST …/pagopa/resend`: `nav`, or all that was refused; `from=position` comes back to its page.
pub(super) async fn of_archive(
    State(deps): State<OutwardsDeps>,
    actor: Actor,
    form: Typed,
) -> Result<Response, PageError> {
    let choice = deps.choice(&actor).await?;
    let target = choice.archive.target().unwrap_or(Target::Aca);
    deps.resend(&actor, target, &form).await?;
    Ok(back(PAGOPA, &form))
}

/// `POST …/io/resend`: the same.
pub(super) async fn of_io(
    State(deps): State<OutwardsDeps>,
    actor: Actor,
    form: Typed,
) -> Result<Response, PageError> {
    deps.resend(&actor, Target::Io, &form).await?;
    Ok(back(IO, &form))
}

fn back(here: &str, form: &Typed) -> Response {
    let nav = NoticeNumber::parse(form.value("nav")).ok();
    match nav.filter(|_| form.value("from") == "position") {
        Some(nav) => Redirect::to(&format!("/panel/payments/positions/{nav}")).into_response(),
        None => Redirect::to(here).into_response(),
    }
}

impl OutwardsDeps {
    async fn resend(&self, actor: &Actor, target: Target, form: &Typed) -> Result<(), Fault> {
        let times = (self.clock.as_ref(), self.dice.as_ref());
        if form.value("nav").is_empty() {
            let order = AgainOrder {
                creditor: actor.tenant.clone(),
                target,
                before: self.clock.now(),
            };
            let ordered = outwards::order_again(&self.table, &order, times).await;
            return ordered.map_err(table_fault);
        }
        let unknown = || Fault::not_found("Non c’è nessuna posizione con questo codice avviso.");
        let nav = NoticeNumber::parse(form.value("nav")).map_err(|_| unknown())?;
        let found = outwards::push(&self.table, (&actor.tenant, &nav), target).await;
        let push = found.map_err(table_fault)?.ok_or_else(unknown)?;
        let again = push.resend(self.clock.now());
        let ordered = outwards::resend(&self.table, &again, Tx::new(), times).await;
        match ordered.map_err(table_fault)? {
            true => Ok(()),
            false => Err(busy()),
        }
    }
}
