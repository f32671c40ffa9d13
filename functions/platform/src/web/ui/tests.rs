//! Every piece and both layouts, from typed samples.

use askama::Template;
use kernel::money::Cents;

use super::*;
use crate::web::inspect::{HOSTILE, faults};
use crate::web::{MenuItem, Panel, Public, Typed};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "web/templates/public.html" %}
{% block title %}Prova{% endblock %}
{% block content %}<h1>Prova</h1>{% for piece in pieces %}{{ piece|safe }}{% endfor %}{% endblock %}"#
)]
struct PublicSample {
    layout: Public,
    pieces: Vec<String>,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "web/templates/panel.html" %}
{% block title %}Prova{% endblock %}
{% block content %}<h1>Prova</h1>
{{ form.summary() }}{{ Field::text("notice_number", "Codice").required().from(form) }}{% endblock %}"#
)]
struct PanelSample {
    layout: Panel,
    form: Typed,
}

fn refused() -> Typed {
    let mut form = Typed::new()
        .with("name", HOSTILE)
        .with("state", "PAID")
        .with("secret", HOSTILE);
    for field in ["name", "state", "kind", "notes"] {
        form.reject(field, HOSTILE);
    }
    form
}

fn fields() -> Vec<String> {
    let form = refused();
    let choices = [("PAID", HOSTILE), ("VALID", "Valida")];
    vec![
        form.summary().to_string(),
        Field::text("name", HOSTILE)
            .help(HOSTILE)
            .from(&form)
            .to_string(),
        Field::digits("notice", "Codice")
            .required()
            .length_max(22)
            .to_string(),
        Field::euro("amount", "Importo").value("12,50").to_string(),
        Field::date("due", "Scadenza").to_string(),
        Field::email("email", "E-mail").to_string(),
        Field::password("secret", "Password", "current-password")
            .from(&form)
            .to_string(),
        Field::search("q", "Cerca").to_string(),
        Field::area("notes", "Note").from(&form).to_string(),
        Field::file("file", "File", ".csv,.xlsx").to_string(),
        Choices::select("state", "Stato")
            .choices(choices)
            .from(&form)
            .to_string(),
        Choices::radio("kind", "Tipo")
            .choices(choices)
            .help(HOSTILE)
            .from(&form)
            .to_string(),
        Choices::check("again", "")
            .choice("yes", "Carica di nuovo")
            .to_string(),
    ]
}

fn shown() -> Vec<String> {
    let columns = [
        Column::text(HOSTILE).sorted_by("?sort=a", Order::Ascending),
        "Stato".into(),
    ];
    let row = [
        Value::link(HOSTILE, "/x?a=1&b=\""),
        Badge::new(HOSTILE, Tone::Success).into(),
    ];
    vec![
        Alert::danger(HOSTILE)
            .title(HOSTILE)
            .link(HOSTILE, HOSTILE)
            .to_string(),
        Table::new(HOSTILE, columns).row(row).to_string(),
        Table::new("t", [Column::number("Importo")])
            .row([Cents::new(150_000).into()])
            .to_string(),
        Facts::new()
            .fact(HOSTILE, HOSTILE)
            .fact("IBAN", Value::mono(HOSTILE))
            .to_string(),
        Empty::new(HOSTILE, HOSTILE)
            .action(HOSTILE, HOSTILE)
            .to_string(),
        Pager::new(Some("/x".to_owned()), Some("/x?cursor=a&b".to_owned())).to_string(),
        Progress::new(HOSTILE, "/x", 3, 10).to_string(),
    ]
}

#[test]
fn every_piece_is_escaped_and_labelled() {
    let layout = Public::of(HOSTILE).look_again_s(5);
    let pieces = fields().into_iter().chain(shown()).collect();
    let html = PublicSample { layout, pieces }.render().expect("renders");
    assert_eq!(faults(&html), [""; 0], "{html}");
}

#[test]
fn the_panel_shows_its_menu_and_where_we_are() {
    let menu = [
        MenuItem {
            label: "Posizioni",
            href: "/panel/payments/positions",
            icon: "it-list",
        },
        MenuItem {
            label: "Caricamenti",
            href: "/panel/payments/imports",
            icon: "it-upload",
        },
    ];
    let layout = Panel::new(HOSTILE, HOSTILE, &menu, "/panel/payments/imports/1")
        .crumb(HOSTILE, "/panel")
        .here(HOSTILE)
        .alert(Alert::success(HOSTILE));
    let html = PanelSample {
        layout,
        form: refused(),
    }
    .render()
    .expect("renders");
    assert!(
        html.contains(r#"title="Caricamenti" aria-current="page""#),
        "{html}"
    );
    assert_eq!(faults(&html), [""; 0], "{html}");
}

#[test]
fn a_password_is_never_given_back() {
    let field = Field::password("secret", "Password", "current-password").from(&refused());
    assert!(!field.to_string().contains("value="));
}

#[test]
fn a_refused_field_says_so_to_eye_and_ear() {
    let html = Field::text("name", "Nome")
        .help("Come sul documento")
        .from(&refused())
        .to_string();
    assert!(html.contains(r#"aria-invalid="true" aria-describedby="name-error name-help""#));
}

#[test]
fn progress_asks_again_until_it_is_over() {
    assert!(
        Progress::new("l", "/x", 1, 2)
            .to_string()
            .contains("hx-trigger=\"every 2s\"")
    );
    assert!(
        Progress::waiting("l", "/x")
            .to_string()
            .contains("hx-trigger")
    );
    let over = Progress::new("l", "/x", 2, 2).to_string();
    assert!(!over.contains("hx-") && over.contains("100%"), "{over}");
}

#[test]
fn amounts_are_written_as_people_write_them() {
    assert_eq!(
        Value::euro(Cents::new(150_000)).to_string(),
        "1.500,00\u{a0}€"
    );
}

#[test]
fn a_list_with_an_empty_choice_never_stops_its_form() {
    let list = Choices::select("state", "Stato")
        .choice("PAID", "Pagata")
        .required();
    assert!(list.to_string().contains(" required"));
    assert!(!list.choice("", "Tutti").to_string().contains(" required"));
}

#[test]
fn a_page_that_waits_looks_again_with_and_without_scripts() {
    let layout = Public::new().look_again_s(5);
    let html = PublicSample {
        layout,
        pieces: Vec::new(),
    }
    .render()
    .expect("renders");
    assert!(html.contains(r#"<noscript><meta http-equiv="refresh" content="5"></noscript>"#));
    assert!(
        html.contains(r##"hx-trigger="every 5s" hx-select="#main""##),
        "{html}"
    );
    let layout = Public::new();
    let html = PublicSample {
        layout,
        pieces: Vec::new(),
    }
    .render()
    .expect("renders");
    assert!(!html.contains("refresh") && !html.contains("hx-get") && !html.contains("htmx.js"));
}
