//! The list of receipts, the latest payment first.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::notice::NoticeNumber;
use kernel::time::italian_datetime;
use platform::table::TableError;
use platform::web::ui::{
    Alert, Badge, Choices, Column, Empty, Field, Pager, Summary, Table, Tone, Value,
};
use platform::web::{Page, PageError, Panel, Typed};

use super::asked::Asked;
use super::{HERE, of};
use crate::domain::receipt::{Receipt, ReceiptKind, Standing};
use crate::routes::positions::PositionsDeps;
use crate::routes::words::table_fault;
use crate::store::archive::{Place, ReceiptPage, ReceiptSearch, receipt_page};
use crate::store::receipts;
use crate::store::receipts::shares;

/// Receipts of a page.
const PAGE_ROWS: usize = 25;

#[derive(Template)]
#[template(path = "routes/receipts/list.html")]
pub(super) struct ListPage {
    layout: Panel,
    summary: Summary,
    notice: Field,
    kind: Choices,
    days: [Field; 2],
    /// Whether the fold stands open: something in it is wrong.
    open: bool,
    active: Vec<String>,
    said: Option<Alert>,
    table: Option<Table>,
    empty: Option<Empty>,
    pager: Pager,
}

/// `GET /panel/payments/receipts`: see [`receipt_page`], 1 more for what is remembered; 2 queries for the
/// receipts of one notice.
pub(super) async fn page(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    query: Typed,
) -> Result<Response, PageError> {
    let asked = deps.receipts_asked(&actor, query).await;
    let (asked, form) = asked.map_err(table_fault)?;
    deps.show_receipts(&actor, form, &asked).await
}

/// `POST /panel/payments/receipts`: keeps the filters and leads to the list.
pub(super) async fn search(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    if form.is_chosen("clear", "yes") {
        form = Typed::new();
    }
    let asked = Asked::read(&mut form);
    if !form.is_clean() {
        return deps.show_receipts(&actor, form, &asked).await;
    }
    let kept = deps.keep_receipts_asked(&actor, &asked).await;
    kept.map_err(table_fault)?;
    Ok(Redirect::to(&asked.href(None)).into_response())
}

impl PositionsDeps {
    async fn show_receipts(
        &self,
        actor: &Actor,
        form: Typed,
        asked: &Asked,
    ) -> Result<Response, PageError> {
        let (status, found) = match form.is_clean() {
            true => (StatusCode::OK, self.receipts(actor, asked).await),
            false => (StatusCode::UNPROCESSABLE_ENTITY, Ok(ReceiptPage::default())),
        };
        let found = found.map_err(table_fault)?;
        let layout = panel(actor, HERE);
        Ok((status, Page(list_page(layout, (&form, asked), &found))).into_response())
    }

    async fn receipts(&self, actor: &Actor, asked: &Asked) -> Result<ReceiptPage, TableError> {
        let within = actor.scope(Permission::ReceiptsRead).services(false);
        if let Some(nav) = &asked.notice {
            let whole = within.is_all();
            return self.of_notice(actor, nav, whole).await;
        }
        let search = ReceiptSearch {
            creditor: &actor.tenant,
            kind: asked.kind,
            paid: asked.paid,
            within,
            size: PAGE_ROWS,
        };
        receipt_page(&self.table, &search, asked.place.clone()).await
    }

    /// Every receipt of a number, whose ever the notice is: 2 queries. Who does not reach all services
    /// finds them on the page of the position.
    async fn of_notice(
        &self,
        actor: &Actor,
        nav: &NoticeNumber,
        whole: bool,
    ) -> Result<ReceiptPage, TableError> {
        let mut found = Vec::new();
        if whole {
            found = receipts::by_nav(&self.table, &actor.tenant, nav).await?;
            found.extend(shares::by_nav(&self.table, &actor.tenant, nav).await?);
        }
        found.sort_by_key(|receipt| std::cmp::Reverse(receipt.paid_at));
        Ok(ReceiptPage {
            receipts: found,
            ..ReceiptPage::default()
        })
    }
}

pub(super) fn list_page(
    layout: Panel,
    (form, asked): (&Typed, &Asked),
    found: &ReceiptPage,
) -> ListPage {
    let back = asked.place.as_ref().is_some_and(Place::looks_back);
    let is_start = asked.place.is_none() || (back && found.previous.is_none());
    let href = |place: &Option<Place>| place.as_ref().map(|place| asked.href(Some(place)));
    let is_empty = found.receipts.is_empty() && !found.paused && form.is_clean();
    let in_fold = ["kind", "paid_from", "paid_to"];
    ListPage {
        layout: layout.here("Ricevute"),
        summary: form.summary(),
        notice: Field::search("notice", "Codice avviso")
            .help("Tutte le sue ricevute, anche se l’avviso è di un altro ente.")
            .length_max(30)
            .with("autocomplete", "off")
            .with("inputmode", "numeric")
            .from(form),
        kind: ReceiptKind::ALL
            .into_iter()
            .fold(
                Choices::select("kind", "Quali").choice("", "Tutte"),
                |select, kind| select.choice(kind.as_str(), kind.italian()),
            )
            .required()
            .from(form),
        days: [
            Field::date("paid_from", "Dal").from(form),
            Field::date("paid_to", "Al").from(form),
        ],
        open: in_fold.into_iter().any(|field| form.error(field).is_some()),
        active: asked.active(),
        said: said(asked, found),
        table: (!found.receipts.is_empty()).then(|| table(&found.receipts)),
        empty: is_empty.then(|| empty(asked)),
        pager: Pager::new((!is_start).then(|| asked.href(None)), href(&found.next))
            .back(href(&found.previous)),
    }
}

fn said(asked: &Asked, found: &ReceiptPage) -> Option<Alert> {
    if found.paused {
        let text = "La ricerca ha guardato molte ricevute: prosegui per vedere quelle restanti.";
        return Some(Alert::info(text));
    }
    let remembered = "Sono ancora attivi i filtri dell’ultima volta.";
    asked.remembered.then(|| Alert::info(remembered))
}

fn empty(asked: &Asked) -> Empty {
    if asked.active().is_empty() && asked.place.is_none() {
        let text = "Qui compare ogni ricevuta che pagoPA manda per i pagamenti fatti.";
        return Empty::new("Ancora nessuna ricevuta", text);
    }
    let text = "Nessuna ricevuta corrisponde a quello che cerchi.";
    Empty::new("Nessuna ricevuta", text).action("Mostra tutte", Asked::default().href(None))
}

fn table(receipts: &[Receipt]) -> Table {
    let columns = [
        Column::text("Pagata il"),
        Column::text("Codice avviso"),
        Column::text("Debitore"),
        Column::number("Importo"),
        Column::number("Di cui all’ente"),
        Column::text("Presso"),
        Column::text("Esito"),
        Column::text("Stand-in"),
    ];
    let row = |receipt: &Receipt| {
        vec![
            Value::link(italian_datetime(receipt.paid_at), of(receipt, "")),
            Value::mono(receipt.nav.grouped()),
            Value::from(receipt.debtor_name.as_str()),
            Value::euro(receipt.amount_cents),
            receipt
                .share_cents()
                .map_or_else(|| Value::from(""), Value::euro),
            Value::from(receipt.psp_name.as_str()),
            Value::from(badge(receipt.standing)),
            Value::from(if receipt.stand_in { "Sì" } else { "No" }),
        ]
    };
    Table::new("Ricevute, dal pagamento più recente", columns).rows(receipts.iter().map(row))
}

pub(super) fn badge(standing: Standing) -> Badge {
    let tone = match standing {
        Standing::Settles => Tone::Success,
        Standing::Extra | Standing::Orphan => Tone::Warning,
        Standing::Shared => Tone::Info,
    };
    Badge::new(standing.italian(), tone)
}
