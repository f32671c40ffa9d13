//! The static pages stand in the same layout as ours: `site/build` reads the template with a
//! reader of its own, and here we see that it read it well.

use askama::Template;

use crate::web::Public;
use crate::web::inspect::faults;

#[derive(Template)]
#[template(ext = "html", source = r#"{% extends "web/templates/public.html" %}"#)]
struct Bare {
    layout: Public,
}

const PAGES: [&str; 5] = [
    "index.html",
    "aiuto.html",
    "privacy.html",
    "accessibilita.html",
    "404.html",
];

fn page(name: &str) -> String {
    let path = format!("{}/../../site/dist/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).expect("site/dist is committed")
}

/// From the body to the content, and from the content's end.
fn around(html: &str) -> (&str, &str) {
    let body = html.split_once("<body").expect("a body").1;
    let (before, rest) = body
        .split_once("aria-live=\"polite\"></div>")
        .expect("the main place");
    let after = rest.split_once("</main>").expect("the end of main").1;
    (before, after.trim_end())
}

#[test]
fn static_pages_have_the_layout_of_the_citizen_pages() {
    let bare = Bare {
        layout: Public::new(),
    }
    .render()
    .expect("renders");
    for name in PAGES {
        let html = page(name);
        assert_eq!(around(&html), around(&bare), "{name}: run site/build/build");
    }
}

#[test]
fn static_pages_have_labels_headings_and_nothing_inline() {
    for name in PAGES {
        assert_eq!(faults(&page(name)), [""; 0], "{name}");
    }
}
