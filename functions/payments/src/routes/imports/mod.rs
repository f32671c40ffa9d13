//! Imports of dues: upload, check, preview, confirmation, for people and for programs.

mod act;
mod api;
mod api_rows;
mod correction;
mod difference;
mod exclude;
mod faults;
mod list;
mod notices;
mod page;
mod preview;
mod refused;
mod register;
mod rows;
mod sought;
mod specimen;
mod submit;
mod template;
mod terms;
mod view;
mod widget;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::objects::Objects;
use platform::table::Table;
use platform::web::Routes;

use crate::store::settings::SettingsReader;

/// What these routes use.
#[derive(Clone)]
pub struct ImportsDeps {
    table: Table,
    objects: Objects,
    settings: SettingsReader,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    /// Where a browser finds us, without a final `/`.
    public_url: String,
}

impl ImportsDeps {
    pub fn new(
        table: Table,
        objects: Objects,
        (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>),
        public_url: String,
    ) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        ImportsDeps {
            table,
            objects,
            settings,
            clock,
            dice,
            public_url,
        }
    }
}

pub fn routes(deps: ImportsDeps) -> Routes {
    Routes::new()
        .get("/panel/payments/imports", list::page)
        .post("/panel/payments/imports", list::create)
        .get("/panel/payments/imports/widget", widget::show)
        .get("/panel/payments/imports/template", template::download)
        .get("/panel/payments/imports/{id}", page::show)
        .post("/panel/payments/imports/{id}/check", submit::check)
        .post("/panel/payments/imports/{id}/confirm", submit::confirm)
        .get(
            "/panel/payments/imports/{id}/difference",
            difference::page::show,
        )
        .post(
            "/panel/payments/imports/{id}/difference",
            difference::page::begin,
        )
        .get(
            "/api/creditors/{cf}/imports/{id}/difference",
            difference::api::show,
        )
        .post(
            "/api/creditors/{cf}/imports/{id}/difference",
            difference::api::begin,
        )
        .get("/panel/payments/imports/{id}/specimen", specimen::page)
        .get("/panel/payments/imports/{id}/refused", refused::page)
        .get("/panel/payments/imports/{id}/notices", notices::page::show)
        .post(
            "/panel/payments/imports/{id}/notices",
            notices::page::prepare,
        )
        .get(
            "/panel/payments/imports/{id}/notices/{part}",
            notices::page::download,
        )
        .get("/panel/payments/imports/{id}/rows", rows::page)
        .post("/panel/payments/imports/{id}/rows", rows::filtered)
        .post("/panel/payments/imports/{id}/exclude", rows::exclude)
        .post("/api/creditors/{cf}/imports", api::create)
        .post("/api/creditors/{cf}/register/dues", register::dues)
        .get("/api/creditors/{cf}/imports/{id}", api::show)
        .post("/api/creditors/{cf}/imports/{id}/check", api::check)
        .get("/api/creditors/{cf}/imports/{id}/refused", api::refused)
        .get("/api/creditors/{cf}/imports/{id}/rows", api_rows::rows)
        .get("/api/creditors/{cf}/imports/{id}/specimen", specimen::api)
        .post("/api/creditors/{cf}/imports/{id}/confirm", api::confirm)
        .get(
            "/api/creditors/{cf}/imports/{id}/notices",
            notices::api::show,
        )
        .post(
            "/api/creditors/{cf}/imports/{id}/notices",
            notices::api::prepare,
        )
        .with_state(deps)
}

#[cfg(test)]
mod samples;
