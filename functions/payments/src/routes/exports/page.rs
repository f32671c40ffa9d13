//! The page "Esportazioni": begin one, see how far it is, download it.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use jiff::Timestamp;
use kernel::dice;
use kernel::idempotency::{Fingerprint, IdempotencyKey};
use kernel::time::{italian_date, italian_datetime, rome_date};
use platform::table::Cursor;
use platform::web::ui::{Badge, Choices, Column, Empty, Field, Pager, Summary, Table, Tone, Value};
use platform::web::{Fault, Page, PageError, Panel, Typed};

use super::ExportsDeps;
use crate::domain::archive::{Filter, Order, PEOPLE_MAX};
use crate::domain::export::{Export, ExportKind, ExportState, FILE_KEPT_DAYS};
use crate::routes::sought::{Meaning, Sought};
use crate::routes::words::table_fault;
use crate::store::idempotency::{self, Done};

const HERE: &str = "/panel/payments/exports";
/// Exports of a page.
const PAGE_EXPORTS: u32 = 25;
/// Seconds between two looks while a file is being written.
const REFRESH_S: u32 = 3;

#[derive(Template)]
#[template(path = "routes/exports/list.html")]
struct ListPage {
    layout: Panel,
    summary: Summary,
    kind: Choices,
    from: Field,
    to: Field,
    once: String,
    kept_days: i64,
    /// Those that will not come.
    failed: Vec<Failed>,
    table: Option<Table>,
    empty: Empty,
    pager: Pager,
}

/// An export that can be asked for again.
struct Failed {
    id: String,
    told: String,
    once: String,
}

/// `GET /panel/payments/exports`: 1 query.
pub(super) async fn list(
    State(deps): State<ExportsDeps>,
    actor: Actor,
    query: Typed,
) -> Result<Response, PageError> {
    let once = hex::encode(dice::bytes::<16>(&*deps.dice));
    let page = deps.page(&actor, &query.with("once", once)).await?;
    Ok(Page(page).into_response())
}

impl ExportsDeps {
    async fn page(&self, actor: &Actor, form: &Typed) -> Result<ListPage, PageError> {
        let after = Some(form.value("after")).filter(|after| !after.is_empty());
        let after = after.map(Cursor::parse).transpose().map_err(table_fault)?;
        let found = self.exports(actor, after, PAGE_EXPORTS).await?;
        let pager = Pager::around(&found, HERE);
        let now = self.clock.now();
        Ok(list_page(
            panel(actor, HERE),
            form,
            (&found.items, now),
            pager,
        ))
    }
}

fn list_page(
    layout: Panel,
    form: &Typed,
    (exports, now): (&[Export], Timestamp),
    pager: Pager,
) -> ListPage {
    let mut layout = layout.here("Esportazioni");
    if exports
        .iter()
        .any(|export| export.state != ExportState::Ready && !export.has_failed(now))
    {
        layout = layout.look_again_s(REFRESH_S);
    }
    ListPage {
        layout,
        summary: form.summary(),
        kind: Choices::radio("kind", "Che cosa")
            .choice("payments", "Pagamenti: una riga per ogni dovuto pagato")
            .choice(
                "receipts",
                "Ricevute: tutte, anche da rimborsare, senza posizione e quote di avvisi di altri enti",
            )
            .chosen(match form.value("kind") {
                "receipts" => "receipts",
                _ => "payments",
            }),
        from: Field::date("paid_from", "Pagati dal").required().from(form),
        to: Field::date("paid_to", "Fino al").from(form),
        once: form.value("once").to_owned(),
        kept_days: FILE_KEPT_DAYS,
        failed: exports
            .iter()
            .filter(|export| export.has_failed(now))
            .map(failed)
            .collect(),
        table: (!exports.is_empty()).then(|| table(exports, now)),
        empty: Empty::new(
            "Ancora nessuna esportazione",
            "Cerca nelle posizioni e premi «Esporta in CSV», oppure esporta i pagamenti o le ricevute di un periodo.",
        ),
        pager,
    }
}

fn table(exports: &[Export], now: Timestamp) -> Table {
    let columns = [
        Column::text("Esportazione"),
        Column::text("Chiesta il"),
        Column::text("Filtri"),
        Column::number("Righe"),
        Column::text("Stato"),
        Column::text("Disponibile fino al"),
    ];
    let row = |export: &Export| {
        let name = match export.is_there(now) {
            true => Value::link(export.file_name(), format!("{HERE}/{}/file", export.id)),
            false => Value::from(export.kind.italian()),
        };
        let until = export.expires_at().map(|end| italian_date(rome_date(end)));
        vec![
            name,
            Value::from(italian_datetime(export.created_at)),
            Value::from(filters(export)),
            Value::from(export.rows.to_string()),
            Value::from(badge(export, now)),
            Value::from(until.unwrap_or_default()),
        ]
    };
    Table::new("Esportazioni", columns).rows(exports.iter().map(row))
}

fn failed(export: &Export) -> Failed {
    let kind = export.kind.italian();
    let asked = italian_datetime(export.created_at);
    Failed {
        id: export.id.to_string(),
        told: format!("{kind}, chiesta il {asked}: non è riuscita."),
        // One press, one export: the page may be read again before it is pressed.
        once: format!("again-{}", export.id),
    }
}

fn badge(export: &Export, now: Timestamp) -> Badge {
    if export.has_failed(now) {
        return Badge::new("Non riuscita", Tone::Danger);
    }
    match export.state {
        ExportState::Running | ExportState::Joining => Badge::new("In preparazione", Tone::Info),
        ExportState::Ready if export.is_there(now) => Badge::new("Pronta", Tone::Success),
        ExportState::Ready => Badge::new("Scaduta", Tone::Neutral),
        ExportState::Failed => Badge::new("Non riuscita", Tone::Danger),
    }
}

/// In words, without the people: `Stato: Da pagare; Scadenza: fino al 31/12/2026`.
fn filters(export: &Export) -> String {
    let mut said = crate::routes::positions::active(&export.filter, None);
    if !export.filter.debtors.is_empty() || export.filter.named.is_some() {
        said.push("Alcune persone".to_owned());
    }
    if said.is_empty() {
        said.push("Tutte".to_owned());
    }
    said.extend(export.order.map(|order| order.italian().to_lowercase()));
    said.join("; ")
}

/// `POST /panel/payments/exports`: 1 request and 1 transaction; 8 queries more for a name.
pub(super) async fn create(
    State(deps): State<ExportsDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    let (filter, wrong) = Filter::read(|name| form.value(name));
    for (field, sentence) in wrong {
        form.reject(field, sentence);
    }
    if !form.value("again").is_empty() {
        return deps.again(&actor, &form).await;
    }
    let kind = ExportKind::parse(form.value("kind")).unwrap_or(ExportKind::Positions);
    if kind.is_of_days() && filter.paid.is_any() {
        form.reject("paid_from", "Scrivi almeno il primo giorno.");
    }
    if !form.is_clean() {
        let page = deps.page(&actor, &form).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    let filter = deps.sought(&actor, filter, form.value("s")).await?;
    let order = Order::parse(form.value("order"));
    let order = order.filter(|order| matches!(order, Order::Newest | Order::Oldest));
    let export = deps.begin(&actor, (kind, filter), order);
    deps.store(&actor, &export, form.value("once")).await
}

impl ExportsDeps {
    /// The same as an export that failed.
    async fn again(&self, actor: &Actor, form: &Typed) -> Result<Response, PageError> {
        let before = self.export(actor, form.value("again")).await?;
        let what = (before.kind, before.filter);
        let export = self.begin(actor, what, before.order);
        self.store(actor, &export, form.value("once")).await
    }

    async fn store(
        &self,
        actor: &Actor,
        export: &Export,
        once: &str,
    ) -> Result<Response, PageError> {
        let done = self.once(actor, export, once)?;
        let before = idempotency::find(&self.table, &actor.tenant, &done.key).await;
        if before.map_err(table_fault)?.is_none() {
            // Used meanwhile: then the export is there.
            self.create(export, Some(&done)).await?;
        }
        Ok(Redirect::to(HERE).into_response())
    }

    /// The filter with the people whom the archive sealed.
    async fn sought(
        &self,
        actor: &Actor,
        mut filter: Filter,
        seal: &str,
    ) -> Result<Filter, PageError> {
        if seal.is_empty() {
            return Ok(filter);
        }
        let detail = "La ricerca è scaduta: ripetila e premi di nuovo «Esporta in CSV».";
        let expired = || Fault::unprocessable("expired", detail);
        let sought: Sought = self.sealer.open(seal).map_err(|_| expired())?;
        let all = actor.scope(Permission::ExportsRun).is_whole();
        let meaning = sought.meaning(&self.table, &actor.tenant, all).await;
        match meaning.map_err(table_fault)? {
            Meaning::Person(code) => filter.debtors = vec![code],
            Meaning::Named(name) => filter.named = Some(name),
            Meaning::People(people) if (1..=PEOPLE_MAX).contains(&people.len()) => {
                filter.debtors = people.into_iter().map(|person| person.tax_code).collect();
            }
            Meaning::People(_) | Meaning::Everybody | Meaning::Notice(_) | Meaning::Unclear => {
                return Err(expired().into());
            }
        }
        Ok(filter)
    }

    /// What keeps a form that is sent twice from beginning two exports.
    fn once(&self, actor: &Actor, export: &Export, once: &str) -> Result<Done, PageError> {
        let wrong = |_| Fault::bad_request("once", "Il modulo non è più valido: riapri la pagina.");
        let key = IdempotencyKey::parse(&format!("panel-{once}")).map_err(wrong)?;
        let fields = [("filter".to_owned(), Fingerprint::of(&[once.as_bytes()]))];
        Ok(Done {
            creditor: actor.tenant.clone(),
            key,
            route: format!("POST {HERE}"),
            fields: fields.into(),
            status: StatusCode::SEE_OTHER.as_u16(),
            body: export.id.to_string(),
            at: self.clock.now(),
        })
    }
}

/// `GET …/{id}/file`: 1 request; leads to the bucket.
pub(super) async fn file(
    State(deps): State<ExportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let export = deps.export(&actor, &id).await?;
    Ok(match deps.address(&export).await? {
        Some(address) => Redirect::to(&address).into_response(),
        None => Redirect::to(HERE).into_response(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ids::ExportId;
    use kernel::tax::{OrgFiscalCode, TaxCode};
    use platform::web::inspect::{self, HOSTILE};

    #[test]
    fn the_list_is_a_sound_page_empty_waiting_and_ready() {
        let at: Timestamp = "2026-11-21T10:00:00Z".parse().expect("a time");
        let creditor = OrgFiscalCode::parse("80047110152").expect("a code");
        let id = ExportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id");
        let filter = Filter {
            debtors: vec![TaxCode::Anonymous],
            ..Filter::default()
        };
        let what = (ExportKind::Positions, filter);
        let running = Export::new(creditor, id, what, HOSTILE.to_owned(), at);
        let (ready, failed) = (running.joined(at), running.failed(at));
        let mut form = Typed::new().with("once", HOSTILE);
        form.reject("paid_from", HOSTILE);
        for exports in [vec![], vec![running], vec![ready, failed]] {
            let layout = Panel::new(HOSTILE, HOSTILE, &[], HERE);
            let page = list_page(layout, &form, (&exports, at), Pager::default());
            assert_eq!(inspect::faults(&page.render().expect("a page")), [""; 0]);
        }
    }
}
