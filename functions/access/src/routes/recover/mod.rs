//! A forgotten password.
//!
//! | step | requests |
//! |---|---|
//! | ask for a link, known or not | 1 get, 1 transaction |
//! | the link | 1 batch get |
//! | a new password | 1 batch get, 1 query of devices, 1 transaction, 2 queries of sessions |
//! | another link | 1 batch get, 1 get, 1 transaction |

mod ask;
mod choose;

use platform::web::Routes;

use super::session::Deps;

pub fn routes(deps: Deps) -> Routes {
    Routes::new()
        .get("/panel/recover", ask::show)
        .post("/panel/recover", ask::submit)
        .get("/panel/recover/{token}", choose::show)
        .post("/panel/recover/{token}", choose::submit)
        .post("/panel/recover/{token}/again", ask::again)
        .with_state(deps)
}
