//! The description as a page: how to get a key, how to call, every operation, examples.

use std::sync::LazyLock;

use askama::Template;
use platform::web::{Page, Public};

use super::document::{Group, Line, groups};
use super::examples::{EXAMPLES, Example};

/// Read once in the life of a function.
static READ: LazyLock<Vec<Group>> = LazyLock::new(groups);

#[derive(Template)]
#[template(path = "routes/description/page.html")]
struct ApiPage {
    layout: Public,
    groups: &'static [Group],
    examples: &'static [Example],
    faces: &'static [Face],
}

/// The same paths, bodies and codes as pagoPA's own services.
struct Face {
    name: &'static str,
    path: &'static str,
    about: &'static str,
}

const FACES: &[Face] = &[
    Face {
        name: "GPD v1",
        path: "/gpd/debt-positions-service/v1",
        about: "Posizioni debitorie: creare, leggere, aggiornare, pubblicare, invalidare, cancellare.",
    },
    Face {
        name: "GPD v2",
        path: "/gpd/debt-positions-service/v2",
        about: "Le stesse operazioni su molte posizioni insieme: tutte o nessuna.",
    },
    Face {
        name: "GPD v3",
        path: "/gpd/debt-positions-service/v3",
        about: "Posizioni con più opzioni di pagamento e piani rateali.",
    },
    Face {
        name: "ACA v1",
        path: "/aca/debt-positions-service/v1",
        about: "L’archivio centralizzato degli avvisi.",
    },
];

/// `GET /api/`: no request to the table.
pub(super) async fn show() -> Page<impl Template> {
    Page(view())
}

fn view() -> ApiPage {
    ApiPage {
        layout: Public::new(),
        groups: &READ,
        examples: EXAMPLES,
        faces: FACES,
    }
}

/// Two or three tables of an operation: what they are called, and their lines.
fn tables(operation: &super::document::Operation) -> Vec<(&'static str, &[Line])> {
    let all: [(&'static str, &[Line]); 3] = [
        ("Parametri", &operation.parameters),
        ("Corpo della richiesta", &operation.body),
        ("Corpo della risposta", &operation.result),
    ];
    all.into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use platform::web::inspect::faults;

    use super::*;

    #[test]
    fn the_page_is_sound_and_has_every_operation_and_example() {
        let html = view().render().unwrap();
        assert_eq!(faults(&html), Vec::<String>::new());
        for operation in READ.iter().flat_map(|group| &group.operations) {
            assert!(
                html.contains(&format!("id=\"{}\"", operation.id)),
                "{}",
                operation.id
            );
        }
        for example in EXAMPLES {
            assert!(
                html.contains(&format!("data-example=\"{}\"", example.id)),
                "{}",
                example.id
            );
        }
        assert!(
            !html.contains("http://") && !html.contains("src=\"https"),
            "nothing from elsewhere"
        );
    }
}
