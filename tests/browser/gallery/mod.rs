//! Sample pages with every piece of `platform::web::ui`, for eye, axe and policy.

use askama::Template;
use axum::Router;
use axum::routing::get;
use kernel::money::Cents;
use platform::web::ui::{
    Alert, Badge, Choices, Column, Empty, Facts, Field, Order, Pager, Progress, Table, Tone, Value,
};
use platform::web::{Fault, MenuItem, Page, PageError, Panel, Public, Typed};

const MENU: [MenuItem; 4] = [
    MenuItem {
        label: "Inizio",
        href: "/panel",
        icon: "it-pa",
    },
    MenuItem {
        label: "Caricamenti",
        href: "/panel/imports",
        icon: "it-upload",
    },
    MenuItem {
        label: "Posizioni",
        href: "/panel/positions",
        icon: "it-list",
    },
    MenuItem {
        label: "Riconciliazione",
        href: "/panel/matching",
        icon: "it-check-circle",
    },
];

#[derive(Template)]
#[template(path = "gallery/list.html")]
struct List {
    layout: Panel,
    filters: Typed,
    table: Table,
}

#[derive(Template)]
#[template(path = "gallery/form.html")]
struct Form {
    layout: Panel,
    form: Typed,
}

#[derive(Template)]
#[template(path = "gallery/notice.html")]
struct Notice {
    layout: Public,
    facts: Facts,
}

/// A page with what our probes must see: a field without label, a script and a style inline.
const BAD: &str = "<!doctype html><html lang=it><title>x</title><main><h1>x</h1><input name=a>\
    <p style='color:red'>x</p><script>document.title = 'ran'</script></main>";

/// `/panel/positions`, `/panel/imports`, `/pay/notice`, `/pay/broken`, `/bad`.
pub fn pages() -> Router {
    Router::new()
        .route("/panel/positions", get(async || Page(list())))
        .route("/panel/imports", get(async || Page(form())))
        .route(
            "/panel/progress",
            get(async || Page(Progress::new("Pubblicazione", "/x", 10, 10))),
        )
        .route("/pay/notice", get(async || Page(notice())))
        .route("/pay/broken", get(broken))
        .route("/bad", get(async || axum::response::Html(BAD)))
}

async fn broken() -> Result<(), PageError> {
    Err(Fault::unavailable("a sample").into())
}

fn panel(here: &str) -> Panel {
    Panel::new("Anna Bianchi", "Comune di Valdorra", &MENU, here).crumb("Inizio", "/panel")
}

fn list() -> List {
    let columns = [
        Column::text("Codice avviso").sorted_by("?sort=nav", Order::Ascending),
        Column::text("Debitore"),
        Column::text("Scadenza").sorted_by("?sort=due", Order::None),
        Column::text("Stato"),
        Column::number("Importo"),
    ];
    let states = [
        ("Pagata", Tone::Success),
        ("Da pagare", Tone::Info),
        ("In scadenza", Tone::Warning),
        ("Scaduta", Tone::Danger),
        ("Bozza", Tone::Neutral),
    ];
    let row = |(place, (word, tone)): (i64, (&str, Tone))| {
        let number = format!("3007 1570 0000 0000 {:02}", 32 + place);
        vec![
            Value::link(number, "/panel/positions"),
            "Rossi Maria".into(),
            "31/12/2026".into(),
            Badge::new(word, tone).into(),
            Cents::new(150_000 + place * 1_250).into(),
        ]
    };
    let table = Table::new("Posizioni debitorie", columns).rows((0..).zip(states).map(row));
    let layout = panel("/panel/positions").here("Posizioni");
    List {
        layout,
        filters: Typed::new().with("q", "Rossi").with("state", "PAID"),
        table,
    }
}

fn form() -> Form {
    let mut form = Typed::new()
        .with("description", "Mensa 2026")
        .with("amount", "12,5x");
    form.reject("amount", "Scrivi l'importo in euro, ad esempio 12,50.");
    form.reject("group", "Scegli come raggruppare i dovuti.");
    let alert =
        Alert::success("Il file è stato ricevuto: 500 righe.").title("Caricamento riuscito");
    Form {
        layout: panel("/panel/imports")
            .here("Nuovo caricamento")
            .alert(alert),
        form,
    }
}

fn notice() -> Notice {
    let facts = Facts::new()
        .fact("Ente creditore", "Comune di Valdorra")
        .fact("Causale", "Mensa scolastica, anno 2026/2027")
        .fact("Codice avviso", Value::mono("3007 1570 0000 0000 32"))
        .fact("Scadenza", "31/12/2026")
        .fact("Stato", Badge::new("Da pagare", Tone::Info));
    Notice {
        layout: Public::of("Comune di Valdorra"),
        facts,
    }
}
