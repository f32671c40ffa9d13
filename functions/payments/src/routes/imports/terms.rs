//! The form of the confirmation.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use kernel::time::{italian_date, rome_date};
use platform::web::Typed;
use platform::web::ui::{Field, Summary};

use super::list::HERE;
use crate::domain::dues::DESCRIPTION_CHARS_MAX;
use crate::domain::import::{ExcludedRows, Import, Terms};

/// The form, ready to be shown.
pub(super) struct ConfirmForm {
    pub action: String,
    pub summary: Summary,
    /// What pressing the button will do.
    pub promise: String,
    pub description: Field,
    pub due_date: Field,
    pub valid_until: Field,
    pub exclude_rows: Field,
}

/// A form nobody has touched: valid to the end of the year, as the office habit is.
pub(super) fn form(now: Timestamp) -> Typed {
    let year = rome_date(now).year();
    Typed::new().with("valid_until", date(year, 12, 31).to_string())
}

pub(super) fn confirm_form(form: &Typed, import: &Import) -> ConfirmForm {
    let totals = &import.totals;
    ConfirmForm {
        action: format!("{HERE}/{}/confirm", import.id),
        summary: form.summary(),
        promise: format!(
            "Verranno pubblicate {} posizioni per {} €. Dopo la conferma non si può tornare \
             indietro.",
            totals.accepted,
            totals.amount_cents.italian()
        ),
        description: Field::text("description", "Causale")
            .help("Per le righe che non ne hanno una: al più 140 caratteri.")
            .length_max(140)
            .required()
            .from(form),
        due_date: Field::date("due_date", "Scadenza")
            .help("Per le righe che non ne hanno una.")
            .from(form),
        valid_until: Field::date("valid_until", "Fine validità")
            .help("Indicativa: si può pagare anche dopo.")
            .from(form),
        exclude_rows: Field::text("exclude_rows", "Righe da escludere")
            .help("Numeri di riga del file, anche intervalli: 12, 15-20.")
            .from(form),
    }
}

/// What was confirmed, if every field is right.
pub(super) fn terms(form: &mut Typed, now: Timestamp) -> Option<Terms> {
    let description = form.parse("description", description);
    let today = rome_date(now);
    let due_date = form.parse_optional("due_date", |text| not_past(day(text)?, today));
    let valid_until = form.parse_optional("valid_until", day);
    let exclude_rows = form.parse_optional("exclude_rows", ExcludedRows::parse);
    Some(Terms {
        description: description?,
        due_date: due_date?,
        valid_until: valid_until?,
        group_by_debtor: false,
        exclude_rows: exclude_rows?.unwrap_or_default(),
    })
}

pub(super) fn description(text: &str) -> Result<String, String> {
    let text = kernel::text::normalise_spaces(text);
    match text.chars().count() {
        1..=DESCRIPTION_CHARS_MAX => Ok(text),
        _ => Err(format!(
            "La causale deve avere da 1 a {DESCRIPTION_CHARS_MAX} caratteri."
        )),
    }
}

/// A due date is today or later.
pub(super) fn not_past(due_date: Date, today: Date) -> Result<Date, String> {
    if due_date < today {
        return Err(format!(
            "La scadenza {} è già passata.",
            italian_date(due_date)
        ));
    }
    Ok(due_date)
}

fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "Scrivi una data, per esempio 31/12/2026.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T23:30:00Z".parse().expect("a time")
    }

    #[test]
    fn a_right_form_gives_its_terms() {
        let mut typed = form(now())
            .with("description", " Mensa  di marzo ")
            .with("due_date", "2026-11-22")
            .with("exclude_rows", "4, 6-7");
        let terms = terms(&mut typed, now()).expect("right");
        assert_eq!(terms.description, "Mensa di marzo");
        assert_eq!(terms.due_date, Some(date(2026, 11, 22)), "the day in Rome");
        assert_eq!(terms.valid_until, Some(date(2026, 12, 31)));
        assert_eq!(terms.exclude_rows.to_string(), "4, 6, 7");
    }

    #[test]
    fn each_wrong_field_says_what_is_wrong() {
        let mut typed = Typed::new()
            .with("due_date", "2026-11-21")
            .with("valid_until", "presto")
            .with("exclude_rows", "x");
        assert_eq!(terms(&mut typed, now()), None);
        for field in ["description", "due_date", "valid_until", "exclude_rows"] {
            assert!(typed.error(field).is_some(), "{field}");
        }
    }
}
