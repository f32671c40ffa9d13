//! Looking for payments in the flows: by period, tax code, IUV or name of the flow. What was looked
//! for travels in the body alone: tax codes stand in no address.

use access::store::remembered;
use access::{Actor, panel};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use futures::future::try_join_all;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::TaxCode;
use kernel::time::{italian_date, rome_date};
use platform::web::ui::{Choices, Column, Field, Summary, Table, Value};
use platform::web::{Page, PageError, Panel, Typed};

use super::MatchingDeps;
use super::faults::MatchingFault;
use super::list::{HERE, flow_table};
use crate::domain::archive::DAYS_TURNED;
use crate::domain::flow::Flow;
use crate::domain::position::DebtPosition;
use crate::routes::words::table_fault;
use crate::store::flow_rows::{ReportedTransfer, reported_of};
use crate::store::{archive, flows, positions};

/// Flows or payments that are shown; who finds more looks closer.
const SHOWN_MAX: usize = 200;
/// Positions of one person that are looked through.
const POSITIONS_MAX: u32 = 50;
/// What was paid in a period is settled by then.
const SETTLED_WITHIN_DAYS: i64 = 10;

#[derive(Template)]
#[template(path = "routes/matching/search.html")]
pub(super) struct SearchPage {
    pub layout: Panel,
    pub summary: Summary,
    pub fields: Vec<Field>,
    pub period: Choices,
    /// Whether there are days to forget.
    pub filtered: bool,
    /// What was found; none before anything was looked for.
    pub found: Option<Found>,
}

pub(super) struct Found {
    pub table: Option<Table>,
    pub more: bool,
}

/// The name under which a person's days are remembered; of people and payments nothing is.
const LIST: &str = "reported";

/// `GET /panel/payments/matching/search`: 1 request.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
) -> Result<Page<SearchPage>, PageError> {
    let recalled = remembered::recall(&deps.table, &actor, LIST, Typed::new()).await;
    let (form, _) = recalled.map_err(table_fault)?;
    Ok(Page(search_page(here(&actor), &form, None)))
}

/// `POST /panel/payments/matching/search`: 1 or 2 queries; for a person 1 more for each position that
/// is in a flow. 1 request to remember the days, 2 where they are others than before.
pub(super) async fn find(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    if form.is_chosen("clear", "yes") {
        let forgotten = remembered::write(&deps.table, &actor, LIST, "").await;
        forgotten.map_err(table_fault)?;
        return Ok(Redirect::to(&format!("{HERE}/search")).into_response());
    }
    let found = match asked(&mut form) {
        Some(asked) => {
            let kept = remembered::write(&deps.table, &actor, LIST, &asked.days()).await;
            kept.map_err(table_fault)?;
            Some(deps.search(&actor, &asked).await?)
        }
        None => None,
    };
    Ok(Page(search_page(here(&actor), &form, found)).into_response())
}

fn here(actor: &Actor) -> Panel {
    panel(actor, HERE)
        .crumb("Riconciliazione", HERE)
        .here("Cerca nelle rendicontazioni")
}

pub(super) fn search_page(layout: Panel, form: &Typed, found: Option<Found>) -> SearchPage {
    let fields = vec![
        Field::date("from", "Dal").from(form),
        Field::date("to", "Al").from(form),
        Field::text("tax_code", "Codice fiscale o partita IVA")
            .mono()
            .from(form),
        Field::text("iuv", "IUV").mono().from(form),
        Field::text("flow_id", "Identificativo del flusso")
            .mono()
            .from(form),
    ];
    let period = Choices::radio("period", "Periodo")
        .choice("settled", "di riversamento")
        .choice("paid", "di pagamento");
    let period = match form.value("period") {
        "" => period.chosen("settled"),
        _ => period.from(form),
    };
    SearchPage {
        layout,
        summary: form.summary(),
        fields,
        period,
        filtered: ["from", "to"]
            .iter()
            .any(|name| !form.value(name).is_empty()),
        found,
    }
}

/// What is looked for.
struct Asked {
    from: Option<Date>,
    to: Option<Date>,
    by_payment: bool,
    who: Option<TaxCode>,
    iuv: Option<Iuv>,
    flow: Option<FlowId>,
}

fn asked(form: &mut Typed) -> Option<Asked> {
    let day = |text: &str| text.parse::<Date>().map_err(|_| "Scrivi una data.");
    let from = form.parse_optional("from", day);
    let to = form.parse_optional("to", day);
    let who = form.parse_optional("tax_code", |text| {
        TaxCode::parse(&text.to_uppercase()).map_err(|_| "Il codice fiscale non è valido.")
    });
    let iuv = form.parse_optional("iuv", |text| Iuv::parse(text).map_err(|e| e.italian()));
    let flow = form.parse_optional("flow_id", |text| {
        FlowId::parse(text).map_err(|e| e.italian())
    });
    let asked = Asked {
        from: from?,
        to: to?,
        by_payment: form.value("period") == "paid",
        who: who?,
        iuv: iuv?,
        flow: flow?,
    };
    let nothing = asked.from.is_none()
        && asked.to.is_none()
        && asked.who.is_none()
        && asked.iuv.is_none()
        && asked.flow.is_none();
    if asked.from.zip(asked.to).is_some_and(|(from, to)| from > to) {
        form.reject("to", DAYS_TURNED);
        return None;
    }
    if nothing {
        form.reject("from", "Scrivi almeno un dato da cercare.");
        return None;
    }
    Some(asked)
}

/// A payment that a flow tells, with its position.
struct Told {
    position: DebtPosition,
    reported: ReportedTransfer,
}

impl MatchingDeps {
    async fn search(&self, actor: &Actor, asked: &Asked) -> Result<Found, MatchingFault> {
        let creditor = &actor.tenant;
        let positions = match (&asked.iuv, &asked.who) {
            (Some(iuv), _) => match NoticeNumber::from_iuv(iuv) {
                Some(nav) => positions::by_nav(&self.table, creditor, &nav)
                    .await?
                    .into_iter()
                    .collect(),
                None => Vec::new(),
            },
            (None, Some(who)) => {
                archive::of_debtor(&self.table, creditor, who, POSITIONS_MAX).await?
            }
            (None, None) => return self.search_flows(actor, asked).await,
        };
        let own = |position: &DebtPosition| {
            asked
                .who
                .as_ref()
                .is_none_or(|who| position.debtor.tax_code == *who)
        };
        let reported = positions.into_iter().filter(own).map(|position| async {
            let reported = reported_of(&self.table, &position).await?;
            Ok::<_, MatchingFault>((position, reported))
        });
        let told = try_join_all(reported).await?;
        let told = told.into_iter().flat_map(|(position, reported)| {
            let told = move |reported| Told {
                position: position.clone(),
                reported,
            };
            reported.into_iter().map(told)
        });
        let told: Vec<Told> = told.filter(|told| asked.wants(told)).collect();
        let more = told.len() > SHOWN_MAX;
        let shown = told.get(..SHOWN_MAX).unwrap_or(&told);
        Ok(Found {
            table: (!shown.is_empty()).then(|| rows(shown)),
            more,
        })
    }

    async fn search_flows(&self, actor: &Actor, asked: &Asked) -> Result<Found, MatchingFault> {
        let flows: Vec<Flow> = match &asked.flow {
            Some(id) => flows::read(&self.table, &actor.tenant, id)
                .await?
                .into_iter()
                .collect(),
            None => {
                let from = asked.from.unwrap_or(Date::MIN);
                let to = asked.to.unwrap_or(Date::MAX);
                let days = if asked.by_payment {
                    SETTLED_WITHIN_DAYS
                } else {
                    0
                };
                let to = to.saturating_add(days.days());
                flows::settled_between(&self.table, &actor.tenant, (from, to)).await?
            }
        };
        let more = flows.len() > SHOWN_MAX;
        let shown = flows.get(..SHOWN_MAX).unwrap_or(&flows);
        Ok(Found {
            table: (!shown.is_empty()).then(|| flow_table(shown)),
            more,
        })
    }
}

impl Asked {
    /// The days and what they are of: nothing personal.
    fn days(&self) -> String {
        let day = |name: &str, day: Option<Date>| day.map(|day| format!("{name}={day}"));
        let days = [day("from", self.from), day("to", self.to)];
        let mut days: Vec<String> = days.into_iter().flatten().collect();
        if !days.is_empty() {
            let period = if self.by_payment { "paid" } else { "settled" };
            days.push(format!("period={period}"));
        }
        days.join("&")
    }

    fn wants(&self, told: &Told) -> bool {
        let day = match self.by_payment {
            true => told.paid_on(),
            false => told.reported.flow_id.date(),
        };
        let inside = |day: Date| {
            self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
        };
        let flow = &told.reported.flow_id;
        self.flow.as_ref().is_none_or(|wanted| wanted == flow) && day.is_none_or(inside)
    }
}

impl Told {
    fn paid_on(&self) -> Option<Date> {
        let part = self.position.installment(&self.reported.nav)?;
        part.payment
            .as_ref()
            .map(|payment| rome_date(payment.paid_at))
    }

    fn row(&self) -> Option<Vec<Value>> {
        let (position, reported) = (&self.position, &self.reported);
        let part = position.installment(&reported.nav)?;
        let payment = part.payment.as_ref()?;
        let transfer = part.transfers.iter().find(|t| t.id == reported.transfer)?;
        let flow = reported.flow_id.as_str();
        let debtor = position.debtor_of(&reported.nav);
        Some(vec![
            Value::link(flow, format!("{HERE}/flows/{flow}")),
            Value::from(debtor.full_name.as_str()),
            Value::mono(debtor.tax_code.as_str()),
            Value::from(italian_date(rome_date(payment.paid_at))),
            Value::euro(transfer.amount_cents),
            Value::from(payment.psp_name.as_str()),
            Value::mono(part.iuv.as_str()),
            Value::mono(reported.receipt_id.as_str()),
        ])
    }
}

fn rows(told: &[Told]) -> Table {
    let columns = [
        Column::text("Flusso"),
        Column::text("Debitore"),
        Column::text("Codice fiscale"),
        Column::text("Pagato il"),
        Column::number("Importo"),
        Column::text("Canale"),
        Column::text("IUV"),
        Column::text("Ricevuta (IUR)"),
    ];
    Table::new("Pagamenti rendicontati", columns).rows(told.iter().filter_map(Told::row))
}
