//! The list as a page: what was found, how much of it is known, and the ways on.

use askama::Template;
use kernel::time::italian_date;
use platform::web::Panel;
use platform::web::ui::{self, Alert, Column, Empty, Pager, Table, Value};

use super::asked::Asked;
use super::filters::FilterForm;
use super::found::Listed;
use super::list::HERE;
use super::ways::in_words;
use crate::domain::archive::{Order, Walk};
use crate::domain::position::DebtPosition;
use crate::routes::sought::PEOPLE_SHOWN;
use crate::routes::words::state_badge;
use crate::store::archive::{Found, Place};
use crate::store::debtors::DebtorName;

#[derive(Template)]
#[template(path = "routes/positions/list.html")]
pub(super) struct ListPage {
    pub layout: Panel,
    pub form: FilterForm,
    pub notice: Option<Alert>,
    pub people: Option<Table>,
    /// How many positions there are, as far as is known.
    pub count: String,
    pub table: Option<Table>,
    pub paused: Option<Alert>,
    pub empty: Option<Empty>,
    pub pager: Pager,
    /// The same search, for the export.
    pub export: Option<Vec<(&'static str, String)>>,
}

/// The page before anything is found.
pub(super) fn bare(layout: Panel, form: FilterForm) -> ListPage {
    ListPage {
        layout: layout.here("Posizioni debitorie"),
        form,
        notice: None,
        people: None,
        count: String::new(),
        table: None,
        paused: None,
        empty: None,
        pager: Pager::default(),
        export: None,
    }
}

pub(super) fn list_page(
    layout: Panel,
    form: FilterForm,
    asked: &Asked,
    listed: &Listed,
) -> ListPage {
    let page = ListPage {
        notice: notice(asked, listed),
        ..bare(layout, form)
    };
    let Some(found) = &listed.found else {
        let empty = listed.people.is_empty().then(|| empty(asked));
        return ListPage { empty, ..page };
    };
    let rows = &found.positions;
    let back = asked.place.as_ref().is_some_and(Place::looks_back);
    let is_start = asked.place.is_none() || (back && found.previous.is_none());
    let first = (!is_start).then(|| asked.href(None));
    let next = found.next.as_ref().map(|next| asked.href(Some(next)));
    let previous = found.previous.as_ref().map(|place| asked.href(Some(place)));
    let over = rows.is_empty() && found.next.is_none() && found.previous.is_none();
    let paused = found.paused.then(|| match back {
        true => paused(found.previous.as_ref(), previous.as_deref()),
        false => paused(found.next.as_ref(), next.as_deref()),
    });
    ListPage {
        count: count(found, is_start, &listed.walk),
        table: (!rows.is_empty()).then(|| table(rows, asked, &listed.walk)),
        empty: over.then(|| empty(asked)),
        pager: Pager::new(first, next.filter(|_| back || !found.paused))
            .back(previous.filter(|_| !back || !found.paused)),
        paused,
        ..page
    }
}

fn notice(asked: &Asked, listed: &Listed) -> Option<Alert> {
    if asked.expired {
        return Some(Alert::info(
            "La ricerca è scaduta: scrivi di nuovo che cosa cerchi.",
        ));
    }
    if listed.people.len() > PEOPLE_SHOWN {
        let said = format!("Più di {PEOPLE_SHOWN} persone: scrivi qualche lettera in più.");
        return Some(Alert::info(said));
    }
    let remembered = "Sono ancora attivi i filtri dell’ultima volta.";
    asked.remembered.then(|| Alert::info(remembered))
}

/// `Più di 25 posizioni, dalla più recente`: never more than is known.
fn count(found: &Found, is_start: bool, walk: &Walk) -> String {
    let rows = found.positions.len();
    let order = walk.italian();
    let positions = if rows == 1 { "posizione" } else { "posizioni" };
    match (!is_start, found.next.is_some()) {
        _ if rows == 0 => String::new(),
        (false, false) => format!("{rows} {positions}, {order}"),
        (false, true) if !found.paused => format!("Più di {rows} {positions}, {order}"),
        (false, true) => format!("Finora {rows} {positions}, {order}"),
        (true, true) => format!("Altre {rows} {positions} e non sono le ultime, {order}"),
        (true, false) => format!("Le ultime {rows} {positions}, {order}"),
    }
}

fn paused(place: Option<&Place>, next: Option<&str>) -> Alert {
    let until = place.and_then(Place::day);
    let until = until.map_or_else(String::new, |day| {
        format!(" È arrivata alle posizioni con data {}.", italian_date(day))
    });
    let text = format!("La ricerca continua dove questa pagina finisce.{until}");
    let alert = Alert::info(text).title("Ricerca non ancora finita");
    match next {
        Some(next) => alert.link("Continua la ricerca", next),
        None => alert,
    }
}

fn empty(asked: &Asked) -> Empty {
    let filtered = asked.sought.is_some() || !asked.filter.fields().is_empty();
    if asked.place.is_some() {
        return Empty::new(
            "Non ce ne sono altre",
            "Questa era l’ultima pagina dell’elenco.",
        )
        .action("Torna all’inizio", asked.href(None));
    }
    if !filtered {
        return Empty::new(
            "Ancora nessuna posizione",
            "Carica un file di dovuti e pubblicalo.",
        )
        .action("Carica un file", "/panel/payments/imports");
    }
    Empty::new(
        "Nessuna posizione trovata",
        "Controlla quello che hai cercato, o allarga il filtro.",
    )
    .action("Mostra tutte", Asked::default().href(None))
}

pub(super) fn people(people: &[DebtorName], href: impl Fn(&DebtorName) -> String) -> Option<Table> {
    let row = |person: &DebtorName| {
        vec![
            Value::link(person.name.as_str(), href(person)),
            Value::mono(person.tax_code.as_str()),
        ]
    };
    let columns = ["Persona", "Codice fiscale o partita IVA"];
    let table = Table::new("Persone trovate", columns);
    let shown = people.iter().take(PEOPLE_SHOWN).map(row);
    (people.len() > 1).then(|| table.rows(shown))
}

fn table(positions: &[DebtPosition], asked: &Asked, walk: &Walk) -> Table {
    let due = match walk {
        Walk::Due { descending, .. } => {
            let (order, other) = match descending {
                false => (ui::Order::Ascending, Order::DueLast),
                true => (ui::Order::Descending, Order::DueFirst),
            };
            Column::text("Scadenza").sorted_by(asked.ordered(other), order)
        }
        Walk::Created { .. } => {
            Column::text("Scadenza").sorted_by(asked.ordered(Order::DueFirst), ui::Order::None)
        }
        Walk::Debtors { .. } | Walk::Paid { .. } | Walk::Import => Column::text("Scadenza"),
    };
    let columns = [
        Column::text("Codice avviso"),
        Column::text("Debitore"),
        Column::text("Causale"),
        due,
        Column::number("Importo"),
        Column::text("Stato"),
    ];
    Table::new("Posizioni debitorie", columns).rows(positions.iter().filter_map(row))
}

fn row(position: &DebtPosition) -> Option<Vec<Value>> {
    let part = position.first()?;
    let due = position.due_date();
    Some(vec![
        Value::link(part.nav.grouped(), format!("{HERE}/{}", position.nav)),
        Value::from(position.debtor.full_name.as_str()),
        Value::from(match in_words(position) {
            Some(ways) => format!("{} ({ways})", part.description),
            None => part.description.clone(),
        }),
        Value::from(due.map_or_else(|| "—".to_owned(), italian_date)),
        Value::euro(position.amount_cents()),
        Value::from(state_badge(position.state)),
    ])
}
