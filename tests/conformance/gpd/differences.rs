//! The two tables of `docs/gpd.md` that say where our statuses and the documents' differ, read as they stand.

use std::sync::LazyLock;

use tests::openapi::{OpenApi, Operation};

use super::book::Api;

const DOC: &str = include_str!("../../../functions/payments/docs/gpd.md");
/// What `…` stands for in an operation of the tables.
const ORGANISATION: &str = "/organizations/{organizationfiscalcode}";

pub static NEVER_SAID: LazyLock<Table> =
    LazyLock::new(|| Table::under("### Documented and never said"));
pub static SAID_BEYOND: LazyLock<Table> =
    LazyLock::new(|| Table::under("### Said and not documented"));

pub struct Table(Vec<Row>);

struct Row {
    /// None: all that there are.
    status: Option<u16>,
    operations: Vec<Operation>,
    apis: Vec<Api>,
}

impl Table {
    fn under(heading: &str) -> Self {
        let (_, rest) = DOC.split_once(heading).unwrap();
        let section = rest.split("\n#").next().unwrap();
        let lines = section.lines().filter(|line| line.starts_with("| "));
        let rows = lines.filter(|line| !line.starts_with("| status |"));
        Self(rows.map(Row::of).collect())
    }

    pub fn has(&self, api: Api, operation: &Operation, status: u16) -> bool {
        self.0.iter().any(|row| {
            row.status.is_none_or(|one| one == status)
                && row.apis.contains(&api)
                && row.operations.contains(operation)
        })
    }
}

impl Row {
    fn of(line: &str) -> Self {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [status, operations, apis, why] = cells[..] else {
            panic!("not four cells: {line}");
        };
        assert!(why.len() >= 20, "no reason: {line}");
        let operation = |text: &str| {
            let (method, path) = text.trim_matches('`').split_once(' ').unwrap();
            let (method, path) = (method.to_lowercase(), path.replace('…', ORGANISATION));
            Operation { method, path }
        };
        let api = |name| Api::named(name).unwrap_or_else(|| panic!("no document {name}"));
        Self {
            status: (status != "all").then(|| status.parse().unwrap()),
            operations: operations.split(", ").map(operation).collect(),
            apis: apis.split(", ").map(api).collect(),
        }
    }
}

#[test]
fn the_tables_speak_of_operations_and_statuses_of_the_documents() {
    for (table, is_documented) in [(&NEVER_SAID, true), (&SAID_BEYOND, false)] {
        for row in &table.0 {
            for api in &row.apis {
                let Some(document) = OpenApi::official(api.file()) else {
                    return;
                };
                for operation in &row.operations {
                    assert!(
                        document.operations().contains(operation),
                        "{operation:?} is not of {api:?}"
                    );
                    let known = document.statuses(operation);
                    let fits = row.status.is_none_or(|status| known.contains(&status));
                    assert_eq!(
                        fits, is_documented,
                        "{api:?} {operation:?} {:?}",
                        row.status
                    );
                }
            }
        }
    }
}
