//! One row being read: from cells to the parts of a due.

use super::amount::{self, AmountFault};
use super::booking::{self, Origin, PersonCategory};
use super::cell::{Cell, shown};
use super::date;
use super::due::{Address, Debtor, Due, Terms};
use super::field::Field;
use super::grid::Row;
use super::guard::{Objection, Own};
use super::limits::CELL_CHARS_MAX;
use super::mapping::Spot;
use super::person::{self, Fault, plain};
use super::row_code::{RowCode, WarningCode};
use super::service::Service;
use super::sheet::Sheet;
use jiff::civil::Date;
use kernel::ids::Iud;
use kernel::money::Cents;
use kernel::tax::{SubjectKind, TaxCode};

/// pagoPA's `stText140`, for the description of a payment.
pub const DESCRIPTION_CHARS_MAX: usize = 140;

/// A chapter of revenue is a code, with its levels.
const CHAPTER_CHARS_MAX: usize = 35;

/// A due and what is worth a look in it.
pub type Read = (Due, Vec<(Spot, WarningCode)>);

/// The due of a row, or every fault at once, so that the person mends them all together.
pub fn read(row: Row<'_>, sheet: &Sheet, terms: Terms<'_>) -> Result<Read, Vec<(Spot, Fault)>> {
    let mut reading = Reading {
        row,
        sheet,
        terms,
        faults: Vec::new(),
        warnings: Vec::new(),
    };
    match reading.due() {
        Some(due) if reading.faults.is_empty() => Ok((due, reading.warnings)),
        _ => Err(reading.faults),
    }
}

struct Reading<'a> {
    row: Row<'a>,
    sheet: &'a Sheet,
    terms: Terms<'a>,
    faults: Vec<(Spot, Fault)>,
    warnings: Vec<(Spot, WarningCode)>,
}

impl Reading<'_> {
    fn due(&mut self) -> Option<Due> {
        if self.row.overflows {
            self.faults
                .push((Field::TaxCode.into(), plain(RowCode::TooManyCells)));
            return None;
        }
        self.other_systems();
        let debtor = self.debtor();
        let service = self.service();
        let amount_cents = self.amount(service.as_ref());
        let description = self.text(Field::Description, DESCRIPTION_CHARS_MAX);
        let due_date = self.due_date();
        let iud = self.iud();
        let category = self.category();
        let origin = self.origin();
        let chapter = self.text(Field::Chapter, CHAPTER_CHARS_MAX);
        let year = self.year();
        Some(Due {
            row: self.row.number,
            debtor: debtor?,
            amount_cents: amount_cents?,
            service: service?.code,
            description: description?,
            due_date: due_date?,
            iud: iud?,
            category: category?,
            origin: origin?,
            chapter: chapter?,
            year: year?,
        })
    }

    fn keep<T>(&mut self, field: Field, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.faults.push((field.into(), fault)))
            .ok()
    }

    fn text(&mut self, field: Field, chars_max: usize) -> Option<Option<String>> {
        let read = person::text(self.row.cell(field), chars_max);
        self.keep(field, read)
    }

    /// Columns that only the layouts of other systems have.
    fn other_systems(&mut self) {
        let number = self.text(Field::NoticeNumber, CELL_CHARS_MAX);
        if number.flatten().is_some() {
            self.faults
                .push((Field::NoticeNumber.into(), plain(RowCode::NumberPresent)));
        }
        let action = self.text(Field::Action, CELL_CHARS_MAX).flatten();
        let insertion = |action: &str| {
            matches!(
                super::field::fold(action).as_str(),
                "i" | "inserimento" | "insert"
            )
        };
        if action.is_some_and(|action| !insertion(&action)) {
            self.faults
                .push((Field::Action.into(), plain(RowCode::ActionUnsupported)));
        }
        self.guards();
    }

    fn guards(&mut self) {
        let own = Own {
            creditor: self.terms.creditor.as_str(),
            accounts: self.terms.accounts,
        };
        for (guard, cell) in self.row.guarded() {
            let spot = Spot::Column(guard.column);
            match guard.rule.judge(cell, own) {
                // Several columns tell of one and the same second beneficiary.
                Some(Objection::Refuse(code)) if self.faults.iter().any(|f| f.1.0 == code) => (),
                Some(Objection::Refuse(code)) => self.faults.push((spot, plain(code))),
                Some(Objection::Warn(code)) => self.warnings.push((spot, code)),
                None => (),
            }
        }
    }

    fn debtor(&mut self) -> Option<Debtor> {
        let tax_code = self.tax_code();
        let name = self.name();
        let email = self.keep(Field::Email, person::email(self.row.cell(Field::Email)));
        let address = self.address();
        let (tax_code, kind) = tax_code?;
        Some(Debtor {
            tax_code,
            kind,
            name: name?,
            email: email?,
            address: address?,
        })
    }

    fn tax_code(&mut self) -> Option<(TaxCode, SubjectKind)> {
        let kind = self.keep(
            Field::Subject,
            person::subject(self.row.cell(Field::Subject)),
        )?;
        let (field, cell) = match self.row.cell(Field::TaxCode) {
            Cell::Empty if !self.row.cell(Field::VatNumber).is_empty() => {
                (Field::VatNumber, self.row.cell(Field::VatNumber))
            }
            cell => (Field::TaxCode, cell),
        };
        let (code, warnings) = self.keep(field, person::tax_code(cell, kind))?;
        self.warnings
            .extend(warnings.into_iter().map(|warning| (field.into(), warning)));
        let kind = kind.unwrap_or_else(|| code.kind());
        Some((code, kind))
    }

    /// The whole name, else first and last name together.
    fn name(&mut self) -> Option<String> {
        let whole = self.text(Field::Name, person::NAME_CHARS_MAX)?;
        let first = self.text(Field::FirstName, person::NAME_CHARS_MAX)?;
        let last = self.text(Field::LastName, person::NAME_CHARS_MAX)?;
        let parts: Vec<String> = [first, last].into_iter().flatten().collect();
        let name = whole.unwrap_or_else(|| parts.join(" "));
        let field = match self.row.cell(Field::LastName) {
            Cell::Empty => Field::Name,
            _ => Field::LastName,
        };
        let told = match name.chars().count() {
            0 => Err(plain(RowCode::NameMissing)),
            1..=person::NAME_CHARS_MAX => Ok(name),
            _ => Err((
                RowCode::TooLong,
                "Nome e cognome insieme superano i 70 caratteri.".into(),
            )),
        };
        self.keep(field, told)
    }

    fn address(&mut self) -> Option<Option<Address>> {
        let street = self.text(Field::Street, person::STREET_CHARS_MAX);
        let number = self.text(Field::StreetNumber, person::STREET_NUMBER_CHARS_MAX);
        let city = self.text(Field::City, person::CITY_CHARS_MAX);
        let province = self.text(Field::Province, person::CITY_CHARS_MAX);
        let country = self.keep(
            Field::Country,
            person::country(self.row.cell(Field::Country)),
        )?;
        let italian = country.as_deref().is_none_or(|country| country == "IT");
        let read = person::postal_code(self.row.cell(Field::PostalCode), italian);
        let (postal_code, warnings) = self.keep(Field::PostalCode, read)?;
        let warnings = warnings.into_iter();
        self.warnings
            .extend(warnings.map(|warning| (Field::PostalCode.into(), warning)));
        let address = Address {
            street: street?,
            number: number?,
            postal_code,
            city: city?,
            province: province?.map(|province| province.to_uppercase()),
            country,
        };
        Some((address != Address::default()).then_some(address))
    }

    fn service(&mut self) -> Option<Service> {
        let services = self.terms.services;
        match self.text(Field::Service, CELL_CHARS_MAX)? {
            None => services.default_service().cloned(),
            Some(named) => {
                let unknown = || {
                    let sentence = format!(
                        "Il servizio «{}» non è nel catalogo dell'ente.",
                        shown(&named)
                    );
                    (RowCode::ServiceUnknown, sentence.into())
                };
                let found = services.named(&named).cloned().ok_or_else(unknown);
                self.keep(Field::Service, found)
            }
        }
    }

    /// The amount of the row, else the tariff of its service.
    fn amount(&mut self, service: Option<&Service>) -> Option<Cents> {
        let tariff = service.and_then(|service| service.tariff);
        let read = match self.row.cell(Field::Amount) {
            // Without a service, the missing service is fault enough.
            Cell::Empty if service.is_none() => return None,
            Cell::Empty => tariff.ok_or_else(|| plain(RowCode::AmountMissing)),
            Cell::Text(text) => {
                let decimal = self.sheet.dialect.decimal;
                amount::parse(text, decimal).map_err(|fault| amount_fault(fault, text))
            }
            Cell::Number(number) => {
                amount::of_number(number).map_err(|fault| amount_fault(fault, ""))
            }
            Cell::Serial(_) | Cell::Bool(_) => Err(plain(RowCode::WrongCellKind)),
            Cell::Error => Err(plain(RowCode::SpreadsheetError)),
            Cell::Formula => Err(plain(RowCode::Formula)),
        };
        let amount = self.keep(Field::Amount, read)?;
        if tariff.is_some_and(|tariff| tariff != amount) {
            self.warnings
                .push((Field::Amount.into(), WarningCode::AmountNotTariff));
        }
        Some(amount)
    }

    fn due_date(&mut self) -> Option<Option<Date>> {
        let invalid = |text: &str| {
            let sentence = format!("La scadenza «{}» non è una data valida.", shown(text));
            (RowCode::DueDateInvalid, sentence.into())
        };
        let read = match self.row.cell(Field::DueDate) {
            Cell::Empty => Ok(None),
            Cell::Text(text) => {
                let order = self.sheet.dialect.date;
                date::parse(text, order)
                    .map(Some)
                    .ok_or_else(|| invalid(text))
            }
            Cell::Number(number) => date::of_number(number)
                .map(Some)
                .ok_or_else(|| plain(RowCode::DueDateInvalid)),
            Cell::Serial(days) => date::of_serial(days)
                .map(Some)
                .ok_or_else(|| plain(RowCode::DueDateInvalid)),
            Cell::Bool(_) => Err(plain(RowCode::WrongCellKind)),
            Cell::Error => Err(plain(RowCode::SpreadsheetError)),
            Cell::Formula => Err(plain(RowCode::Formula)),
        };
        let today = self.terms.today;
        let read = read.and_then(|due_date| match due_date {
            Some(day) if day < today => {
                let told = kernel::time::italian_date(day);
                Err((
                    RowCode::DueDatePast,
                    format!("La scadenza {told} è già passata.").into(),
                ))
            }
            due_date => Ok(due_date),
        });
        self.keep(Field::DueDate, read)
    }

    fn iud(&mut self) -> Option<Option<Iud>> {
        let Some(found) = self.text(Field::Iud, CELL_CHARS_MAX)? else {
            return Some(None);
        };
        let read = Iud::parse(&found).map(Some);
        let read = read.map_err(|error| (RowCode::IudInvalid, error.italian().into()));
        self.keep(Field::Iud, read)
    }

    /// A word of the body's own means something else, and is worth a look.
    fn category(&mut self) -> Option<Option<PersonCategory>> {
        let Some(found) = self.text(Field::Category, CELL_CHARS_MAX)? else {
            return Some(None);
        };
        let category = PersonCategory::of_words(&found);
        if category.is_none() {
            self.warnings
                .push((Field::Category.into(), WarningCode::CategoryUnknown));
        }
        Some(Some(category.unwrap_or(PersonCategory::Other)))
    }

    fn origin(&mut self) -> Option<Option<Origin>> {
        let Some(found) = self.text(Field::Origin, CELL_CHARS_MAX)? else {
            return Some(None);
        };
        let read = Origin::of_words(&found).map(Some);
        self.keep(
            Field::Origin,
            read.ok_or_else(|| plain(RowCode::OriginInvalid)),
        )
    }

    fn year(&mut self) -> Option<Option<i16>> {
        let Some(found) = self.text(Field::Year, CELL_CHARS_MAX)? else {
            return Some(None);
        };
        let read = booking::year(&found).map(Some);
        self.keep(Field::Year, read.ok_or_else(|| plain(RowCode::YearInvalid)))
    }
}

fn amount_fault(fault: AmountFault, text: &str) -> Fault {
    match fault {
        AmountFault::Form => {
            let text = shown(text);
            let sentence =
                format!("L'importo «{text}» non si legge come numero nello stile del file.");
            (RowCode::AmountInvalid, sentence.into())
        }
        AmountFault::Decimals => plain(RowCode::AmountDecimals),
        AmountFault::Negative => plain(RowCode::AmountNegative),
        AmountFault::Zero => plain(RowCode::AmountZero),
        AmountFault::TooBig => plain(RowCode::AmountTooBig),
    }
}
