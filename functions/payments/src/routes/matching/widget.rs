//! The flows that still want something, for the first page.

use access::Actor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::time::italian_date;
use platform::web::ui::{Glance, Value};
use platform::web::{Htmx, Page, PageError};

use super::MatchingDeps;
use super::list::{HERE, bank_badge, matched};
use crate::domain::flow::{BankState, Flow, FlowState};
use crate::routes::words::table_fault;
use crate::store::flows;

/// The latest flows, which are looked through.
const LOOKED: u32 = 50;
/// Lines of the glance.
const LINES: usize = 5;

/// `GET /panel/payments/matching/widget`: 1 query. Who follows the address by hand gets the list.
pub(super) async fn show(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Htmx(fragment): Htmx,
) -> Result<Response, PageError> {
    if !fragment {
        return Ok(Redirect::to(HERE).into_response());
    }
    let found = flows::list(&deps.table, &actor.tenant, None, LOOKED).await;
    Ok(Page(glance(&found.map_err(table_fault)?.items)).into_response())
}

fn glance(flows: &[Flow]) -> Glance {
    let empty = match flows.is_empty() {
        true => "Ancora nessun flusso di rendicontazione.",
        false => "Gli ultimi flussi sono tutti abbinati e accreditati.",
    };
    let open = flows.iter().filter(|flow| is_open(flow)).take(LINES);
    let glance = Glance::new(empty, ("Vai alla riconciliazione", HERE));
    open.fold(glance, |glance, flow| {
        let what = Value::link(flow.id.as_str(), format!("{HERE}/flows/{}", flow.id));
        let amount = flow.amount_cents.italian();
        let note = format!("{} · {amount}\u{a0}€", italian_date(flow.settled_on));
        let badge = match is_matched(flow) {
            true => bank_badge(flow.bank),
            false => matched(flow),
        };
        glance.line(what, note, Some(badge))
    })
}

/// Not replaced by a later one, and some payment without receipt or the money not there.
fn is_open(flow: &Flow) -> bool {
    let done = is_matched(flow) && flow.bank == BankState::Matched;
    flow.state != FlowState::Superseded && !done
}

fn is_matched(flow: &Flow) -> bool {
    flow.state == FlowState::Ready && flow.matched() == flow.row_count
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use platform::web::inspect;

    use super::super::samples;
    use super::*;

    #[test]
    fn the_glance_is_sound_full_and_empty() {
        let states = [FlowState::Matching, FlowState::Ready, FlowState::Superseded];
        let flows: Vec<_> = states.into_iter().map(samples::kept).collect();
        for flows in [flows, Vec::new()] {
            let html = glance(&flows).render().expect("a fragment");
            assert_eq!(inspect::faults(&html), [""; 0]);
        }
    }

    #[test]
    fn a_replaced_flow_wants_nothing_any_more() {
        assert!(is_open(&samples::kept(FlowState::Matching)));
        assert!(!is_open(&samples::kept(FlowState::Superseded)));
    }
}
