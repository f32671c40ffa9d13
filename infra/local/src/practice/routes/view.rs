//! What the practice node's page shows.

use askama::Template;
use kernel::money::Cents;
use platform::web::ui::{Alert, Badge, Choices, Column, Field, Table, Tone, Value};

use super::super::ledger::{PaymentRecord, State};
use super::super::options::{PracticeCreditor, PracticeOptions};
use super::super::psp::WORDS;
use super::super::pushed::ORDERS;
use super::super::settlement::Settlement;
use super::super::xml::list;
use super::settle::{flow_url, statement_url};

/// Most rows of each list on the page.
const ROWS_MAX: usize = 50;

#[derive(Template)]
#[template(path = "practice/routes/page.html")]
pub struct PracticePage {
    alert: Option<Alert>,
    form: PayFields,
    creditors: Vec<CreditorView>,
    payments: Option<Table>,
    irregularities: Vec<String>,
    trouble: TroubleFields,
}

/// Bad answers of the services that are told of positions.
struct TroubleFields {
    service: Choices,
    kind: Choices,
    times: Field,
}

struct PayFields {
    creditor: Choices,
    notice_number: Field,
    mode: Choices,
    amount: Field,
}

struct CreditorView {
    fiscal_code: String,
    name: String,
    waiting: usize,
    waiting_total: String,
    days: Vec<DayView>,
}

struct DayView {
    statement_id: String,
    statement_url: String,
    /// Id, address, total.
    flows: Vec<(String, String, String)>,
}

impl PracticePage {
    pub fn of(options: &PracticeOptions, state: &State, alert: Option<Alert>) -> Self {
        let creditors = options.creditors.iter();
        Self {
            alert,
            form: fields(options),
            creditors: creditors
                .map(|one| creditor(&options.url, state, one))
                .collect(),
            payments: payments(state),
            irregularities: irregularities(state),
            trouble: trouble(),
        }
    }
}

fn fields(options: &PracticeOptions) -> PayFields {
    let creditors = options.creditors.iter().map(|creditor| {
        let code = creditor.fiscal_code.as_str();
        (code.to_owned(), format!("{} ({code})", creditor.name))
    });
    let amount = Field::euro("amount", "Importo").length_max(12);
    PayFields {
        creditor: Choices::select("creditor", "Ente creditore")
            .choices(creditors)
            .required(),
        notice_number: Field::digits("notice_number", "Numero avviso")
            .length_max(24)
            .required(),
        mode: Choices::select("mode", "Come va il pagamento")
            .choices(WORDS)
            .required(),
        amount: amount.help("Per le ricevute senza chiamate e gli avvisi sconosciuti."),
    }
}

fn trouble() -> TroubleFields {
    let services = [
        ("aca", "Archivio avvisi (ACA)"),
        ("gpd", "GPD"),
        ("io", "App IO"),
    ];
    TroubleFields {
        service: Choices::select("service", "Servizio")
            .choices(services)
            .required(),
        kind: Choices::select("kind", "Come risponde")
            .choices(ORDERS)
            .required(),
        times: Field::digits("times", "Quante volte").value("1").required(),
    }
}

fn creditor(origin: &str, state: &State, creditor: &PracticeCreditor) -> CreditorView {
    let fiscal_code = creditor.fiscal_code.as_str().to_owned();
    let waiting = state.unsettled(&fiscal_code);
    let total = Cents::sum(waiting.iter().map(|(_, transfer)| transfer.amount_cents));
    let own = state
        .settlements()
        .iter()
        .rev()
        .filter(|one| one.creditor == fiscal_code);
    CreditorView {
        waiting: waiting.len(),
        waiting_total: total.unwrap_or(Cents::ZERO).italian(),
        days: own.take(ROWS_MAX).map(|one| day(origin, one)).collect(),
        name: creditor.name.clone(),
        fiscal_code,
    }
}

fn day(origin: &str, settlement: &Settlement) -> DayView {
    let flows = settlement.flows.iter();
    DayView {
        statement_id: settlement.statement.id.clone(),
        statement_url: statement_url(origin, settlement),
        flows: flows
            .map(|flow| {
                (
                    flow.id.clone(),
                    flow_url(origin, flow),
                    flow.total().italian(),
                )
            })
            .collect(),
    }
}

fn payments(state: &State) -> Option<Table> {
    let columns = [
        Column::text("Avviso"),
        Column::text("Quando"),
        Column::text("PSP"),
        Column::text("Ricevuta"),
        Column::number("Importo"),
    ];
    let recent = state.payments().iter().rev().take(ROWS_MAX);
    let table = Table::new("Pagamenti, dal più recente", columns).rows(recent.map(payment));
    (!state.payments().is_empty()).then_some(table)
}

fn payment(record: &PaymentRecord) -> Vec<Value> {
    let receipt = &record.receipt;
    let told = match (&record.fault_code, record.delivered) {
        (Some(code), _) => Badge::new(format!("Rifiutata: {code}"), Tone::Danger),
        (None, true) => Badge::new("Consegnata", Tone::Success),
        (None, false) => Badge::new("Da consegnare", Tone::Warning),
    };
    vec![
        Value::mono(&receipt.notice_number),
        Value::from(receipt.paid_at.strftime("%d/%m/%Y %H:%M").to_string()),
        Value::from(receipt.psp.name.as_str()),
        Value::from(told),
        Value::euro(receipt.amount_cents),
    ]
}

fn irregularities(state: &State) -> Vec<String> {
    let recent = state.irregularities().iter().rev().take(ROWS_MAX);
    recent
        .map(|one| format!("{}: {}", one.about, list(&one.found)))
        .collect()
}
