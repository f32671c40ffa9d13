//! Dues for the tests of publishing.

use kernel::ids::ServiceCode;
use kernel::money::Cents;
use kernel::tax::{SubjectKind, TaxCode};

use crate::domain::dues::{Debtor, Due};

pub(crate) fn due(row: u32, tax_code: &str, service: &str, cents: i64) -> Due {
    Due {
        row,
        debtor: Debtor {
            tax_code: TaxCode::parse(tax_code).expect("a tax code"),
            kind: SubjectKind::F,
            name: "Mario Rossi".to_owned(),
            email: None,
            address: None,
        },
        amount_cents: Cents::new(cents),
        service: ServiceCode::parse(service).expect("a code"),
        description: None,
        due_date: None,
        iud: None,
        category: None,
        origin: None,
        chapter: None,
        year: None,
    }
}
