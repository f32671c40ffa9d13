//! The latest imports at a glance, for the first page.

use access::Actor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::time::italian_datetime;
use platform::web::ui::{Glance, Value};
use platform::web::{Htmx, Page, PageError};

use super::ImportsDeps;
use super::list::{HERE, badge};
use crate::domain::import::{Import, ImportFilter};

/// Lines of the glance.
const LINES: u32 = 5;

/// `GET /panel/payments/imports/widget`: 1 query. Who follows the address by hand gets the list.
pub(super) async fn show(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Htmx(fragment): Htmx,
) -> Result<Response, PageError> {
    if !fragment {
        return Ok(Redirect::to(HERE).into_response());
    }
    let found = deps
        .list(&actor, &ImportFilter::default(), (None, LINES))
        .await?;
    Ok(Page(glance(&found.items)).into_response())
}

fn glance(imports: &[Import]) -> Glance {
    let empty = "Ancora nessun file di dovuti.";
    let glance = Glance::new(empty, ("Tutte le importazioni", HERE));
    imports.iter().fold(glance, |glance, import| {
        let what = Value::link(import.file_name.as_str(), format!("{HERE}/{}", import.id));
        let made = italian_datetime(import.created_at);
        glance.line(what, made, Some(badge(import)))
    })
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use platform::web::inspect;

    use super::super::samples;
    use super::*;

    #[test]
    fn the_glance_is_sound_full_and_empty() {
        for imports in [samples::imports(), Vec::new()] {
            let html = glance(&imports).render().expect("a fragment");
            assert_eq!(inspect::faults(&html), [""; 0]);
        }
    }
}
