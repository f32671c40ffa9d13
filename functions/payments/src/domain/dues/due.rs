//! What one good row says: somebody owes an amount.

use super::booking::{Origin, PersonCategory};
use super::service::Services;
use jiff::civil::Date;
use kernel::idempotency::Fingerprint;
use kernel::ids::{Iud, ServiceCode};
use kernel::money::Cents;
use kernel::tax::{OrgFiscalCode, SubjectKind, TaxCode};
use serde::{Deserialize, Serialize};

/// One due, checked. Staged as a line of JSON until it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Physical row of the file, the header being counted.
    pub row: u32,
    pub debtor: Debtor,
    pub amount_cents: Cents,
    pub service: ServiceCode,
    /// At most 140 characters; absent where the file has none and the confirmation gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iud: Option<Iud>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<PersonCategory>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The chapter of revenue (*capitolo di entrata*), at most 35 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chapter: Option<String>,
    /// The year that the due is for; it need not be the year in which it is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
}

/// Who owes. Lengths as in pagoPA's `ctSubject`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debtor {
    pub tax_code: TaxCode,
    /// Told apart from the code, as 11 digits may be a person's provisional code.
    pub kind: SubjectKind,
    /// At most 70 characters.
    pub name: String,
    /// At most 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// Where the debtor lives: at least one part is present.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// ISO 3166-1, two letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

impl Due {
    /// What makes two rows the same due, in this file or another: the IUD where there is one, else
    /// service, tax code, description, due date and amount, and the year where the row has one. Case
    /// and blanks of the description do not count. Somebody anonymous is told apart by name.
    pub fn identity(&self, creditor: &OrgFiscalCode) -> Fingerprint {
        let creditor = creditor.as_str().as_bytes();
        if let Some(iud) = &self.iud {
            return Fingerprint::of(&[b"iud", creditor, iud.as_str().as_bytes()]);
        }
        let words = |text: &str| kernel::text::normalise_spaces(text).to_lowercase();
        let description = self.description.as_deref().map(words).unwrap_or_default();
        let due_date = self
            .due_date
            .map(|date| date.to_string())
            .unwrap_or_default();
        let name = match self.debtor.tax_code {
            TaxCode::Anonymous => words(&self.debtor.name),
            TaxCode::Person(_) | TaxCode::Legal(_) => String::new(),
        };
        let amount = self.amount_cents.get().to_be_bytes();
        let year = self.year.map(|year| year.to_string());
        let mut parts = vec![
            &b"due"[..],
            creditor,
            self.service.as_str().as_bytes(),
            self.debtor.tax_code.as_str().as_bytes(),
            name.as_bytes(),
            description.as_bytes(),
            due_date.as_bytes(),
            &amount,
        ];
        parts.extend(year.as_ref().map(String::as_bytes));
        Fingerprint::of(&parts)
    }
}

/// What is needed to check a file, besides the file.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    pub creditor: &'a OrgFiscalCode,
    pub services: &'a Services,
    /// The IBANs of the creditor: a file that wants its money elsewhere is not taken.
    pub accounts: &'a [String],
    /// The day in Italy: a due date before it is refused.
    pub today: Date,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn due() -> Due {
        Due {
            row: 2,
            debtor: Debtor {
                tax_code: TaxCode::parse("RSSMRA85T10A562S").expect("a tax code"),
                kind: SubjectKind::F,
                name: "Mario Rossi".to_owned(),
                email: None,
                address: None,
            },
            amount_cents: Cents::new(3000),
            service: ServiceCode::parse("MENSA").expect("a code"),
            description: Some("Mensa di marzo".to_owned()),
            due_date: Some(date(2026, 12, 31)),
            iud: None,
            category: Some(PersonCategory::Trainee),
            origin: Some(Origin::Arrears),
            chapter: Some("3.01.02".to_owned()),
            year: None,
        }
    }

    fn creditor(code: &str) -> OrgFiscalCode {
        OrgFiscalCode::parse(code).expect("a creditor")
    }

    #[test]
    fn a_due_is_the_same_whatever_its_row_and_spelling() {
        let creditor = creditor("80047110152");
        let mut again = due();
        again.row = 9;
        again.debtor.name = "ROSSI MARIO".to_owned();
        again.description = Some("  MENSA di  marzo ".to_owned());
        assert_eq!(due().identity(&creditor), again.identity(&creditor));
    }

    #[test]
    fn another_word_date_amount_service_year_or_creditor_is_another_due() {
        let valdorra = creditor("80047110152");
        let mut others = vec![due(); 5];
        others[0].description = None;
        others[1].due_date = None;
        others[2].amount_cents = Cents::new(3001);
        others[3].service = ServiceCode::parse("NIDO").expect("a code");
        others[4].year = Some(2025);
        for other in others {
            assert_ne!(due().identity(&valdorra), other.identity(&valdorra));
        }
        let other = creditor("11477110156");
        assert_ne!(due().identity(&valdorra), due().identity(&other));
    }

    #[test]
    fn the_iud_alone_decides_where_there_is_one() {
        let creditor = creditor("80047110152");
        let mut first = due();
        first.iud = Some(Iud::parse("A-1").expect("an IUD"));
        let mut second = first.clone();
        second.amount_cents = Cents::new(1);
        assert_eq!(first.identity(&creditor), second.identity(&creditor));
        assert_ne!(first.identity(&creditor), due().identity(&creditor));
    }

    #[test]
    fn two_anonymous_debtors_are_told_apart_by_name() {
        let creditor = creditor("80047110152");
        let mut first = due();
        first.debtor.tax_code = TaxCode::Anonymous;
        let mut second = first.clone();
        second.debtor.name = "Anna Bianchi".to_owned();
        assert_ne!(first.identity(&creditor), second.identity(&creditor));
    }

    #[test]
    fn a_staged_due_is_read_back() {
        let line = serde_json::to_string(&due()).expect("plain data");
        assert_eq!(serde_json::from_str::<Due>(&line).expect("a due"), due());
        assert!(serde_json::from_str::<Due>(&line.replace("85T10", "85T11")).is_err());
    }
}
