//! What a column can hold, and the titles by which we recognise it.

use super::titles::titles_of;
use serde::{Deserialize, Serialize};

/// A piece of a due that a column may carry. The names are those of the machine API's `mapping`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    TaxCode,
    /// A company's number in a column of its own, read where `TaxCode` is blank.
    VatNumber,
    /// `F` or `G`: tells a person's provisional code from a company's number.
    Subject,
    Name,
    FirstName,
    LastName,
    Amount,
    Description,
    DueDate,
    Email,
    Street,
    StreetNumber,
    PostalCode,
    City,
    Province,
    Country,
    Iud,
    Service,
    /// Professional, company, trainee or other.
    Category,
    /// Of this year's accounts, or of those of years gone by.
    Origin,
    /// The chapter of revenue.
    Chapter,
    /// The year that the due is for.
    Year,
    /// A notice number or IUV that another system gave: such a row is refused, not doubled.
    NoticeNumber,
    /// Insert, change or cancel, in the layouts of other systems: only insertions are taken.
    Action,
}

impl Field {
    pub const ALL: [Field; 24] = [
        Field::TaxCode,
        Field::VatNumber,
        Field::Subject,
        Field::Name,
        Field::FirstName,
        Field::LastName,
        Field::Amount,
        Field::Description,
        Field::DueDate,
        Field::Email,
        Field::Street,
        Field::StreetNumber,
        Field::PostalCode,
        Field::City,
        Field::Province,
        Field::Country,
        Field::Iud,
        Field::Service,
        Field::Category,
        Field::Origin,
        Field::Chapter,
        Field::Year,
        Field::NoticeNumber,
        Field::Action,
    ];

    /// As the person reads it, and as the template's column is titled.
    pub fn italian(self) -> &'static str {
        self.words().0
    }

    /// The name in the machine API: `tax_code`.
    pub fn name(self) -> &'static str {
        self.words().1
    }

    pub fn parse(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Titles of columns, best first, in the form that [`fold`] gives.
    pub fn titles(self) -> &'static [&'static str] {
        titles_of(self)
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Field::TaxCode => ("Codice fiscale", "tax_code"),
            Field::VatNumber => ("Partita IVA", "vat_number"),
            Field::Subject => ("Tipo soggetto", "subject"),
            Field::Name => ("Nominativo", "name"),
            Field::FirstName => ("Nome", "first_name"),
            Field::LastName => ("Cognome", "last_name"),
            Field::Amount => ("Importo", "amount"),
            Field::Description => ("Causale", "description"),
            Field::DueDate => ("Scadenza", "due_date"),
            Field::Email => ("E-mail", "email"),
            Field::Street => ("Indirizzo", "street"),
            Field::StreetNumber => ("Numero civico", "street_number"),
            Field::PostalCode => ("CAP", "postal_code"),
            Field::City => ("Comune", "city"),
            Field::Province => ("Provincia", "province"),
            Field::Country => ("Nazione", "country"),
            Field::Iud => ("IUD", "iud"),
            Field::Service => ("Servizio", "service"),
            Field::Category => ("Categoria", "category"),
            Field::Origin => ("Competenza o residui", "origin"),
            Field::Chapter => ("Capitolo di entrata", "chapter"),
            Field::Year => ("Anno di riferimento", "year"),
            Field::NoticeNumber => ("Numero avviso", "notice_number"),
            Field::Action => ("Azione", "action"),
        }
    }
}

/// A title as it is compared: lower-case letters and digits only, accents gone.
///
/// `"Codice Fiscale / P.IVA *"` → `"codicefiscalepiva"`.
pub fn fold(title: &str) -> String {
    kernel::text::fold_ascii(title)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn every_field_is_found_by_its_own_title_and_name() {
        for field in Field::ALL {
            assert!(
                field.titles().contains(&fold(field.italian()).as_str()),
                "{field:?}"
            );
            assert_eq!(Field::parse(field.name()), Some(field));
            let json = serde_json::to_value(field).expect("a string");
            assert_eq!(json, field.name());
        }
    }

    #[test]
    fn no_title_means_two_fields() {
        let mut seen = HashMap::new();
        for field in Field::ALL {
            for title in field.titles() {
                assert_eq!(fold(title), *title, "titles are written folded");
                assert_eq!(seen.insert(*title, field), None, "{title}");
            }
        }
    }

    #[test]
    fn case_accents_and_signs_do_not_matter_in_a_title() {
        assert_eq!(fold(" CITTÀ "), "citta");
        assert_eq!(fold("Codice Fiscale / P.IVA *"), "codicefiscalepiva");
    }
}
