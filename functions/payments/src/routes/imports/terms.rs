//! The form of the confirmation.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::text::italian_count;
use kernel::time::{italian_date, rome_date};
use platform::web::Typed;
use platform::web::ui::{Choices, Field, Summary};

use super::list::HERE;
use crate::domain::dues::DESCRIPTION_CHARS_MAX;
use crate::domain::import::{ExcludedRows, Findings, Import, Terms, valid_until};

/// The form, ready to be shown.
pub(super) struct ConfirmForm {
    pub action: String,
    pub summary: Summary,
    /// What pressing the button will do.
    pub promise: String,
    pub description: Field,
    /// Asked only where rows have none of their own.
    pub due_date: Option<Field>,
    pub valid_until: Field,
    /// Offered only where it would make a difference.
    pub group: Option<Choices>,
    pub exclude_rows: Field,
    /// Of the specimen.
    pub row: Field,
    pub specimen: String,
}

/// A form nobody has touched: valid to the end of the year, as the office habit is.
pub(super) fn form(now: Timestamp) -> Typed {
    Typed::new().with("valid_until", valid_until(rome_date(now)).to_string())
}

pub(super) fn confirm_form(form: &Typed, import: &Import) -> ConfirmForm {
    let wants = Wants::of(import);
    ConfirmForm {
        action: format!("{HERE}/{}/confirm", import.id),
        summary: form.summary(),
        promise: promise(import, &wants),
        description: Field::text("description", "Causale")
            .help(description_help(&wants))
            .length_max(140)
            .required()
            .from(form),
        due_date: (wants.undated > 0).then(|| due_date(form, wants.undated)),
        valid_until: Field::date("valid_until", "Fine validità")
            .help("Indicativa: si può pagare anche dopo.")
            .from(form),
        group: wants
            .grouped
            .is_none_or(|grouped| grouped < import.kept().0)
            .then(|| group(form, wants.grouped)),
        exclude_rows: Field::text("exclude_rows", "Righe da escludere")
            .help("Numeri di riga del file, anche intervalli: 12, 15-20.")
            .from(form),
        row: Field::digits("row", "Riga da vedere in anteprima")
            .help("Vuota: la prima che verrà pubblicata.")
            .from(form),
        specimen: format!("{HERE}/{}/specimen", import.id),
    }
}

/// What the check left for the person to say.
struct Wants {
    undated: u64,
    undescribed: u64,
    /// Positions if persons are grouped, where it is known.
    grouped: Option<u64>,
}

impl Wants {
    fn of(import: &Import) -> Self {
        let rows = import.totals.accepted;
        let told = |count: fn(&Findings) -> u64| import.findings.as_ref().map_or(rows, count);
        Self {
            undated: told(|findings| findings.undated),
            undescribed: told(|findings| findings.undescribed),
            grouped: import.grouped(),
        }
    }
}

fn promise(import: &Import, wants: &Wants) -> String {
    let (rows, amount) = import.kept();
    let grouped = match wants.grouped {
        Some(grouped) if grouped < rows => {
            format!(" ({} raggruppando per persona)", italian_count(grouped))
        }
        _ => String::new(),
    };
    let positions = match rows {
        1 => "Verrà pubblicata 1 posizione".to_owned(),
        rows => format!("Verranno pubblicate {} posizioni", italian_count(rows)),
    };
    format!(
        "{positions}{grouped} per {}\u{a0}€. Dopo la conferma non si può tornare indietro.",
        amount.italian()
    )
}

fn description_help(wants: &Wants) -> String {
    let rows = match wants.undescribed {
        0 => "Tutte le righe hanno una causale: questa vale per gli avvisi che ne raggruppano più d’una"
            .to_owned(),
        1 => "Per la riga che non ne ha una, e per gli avvisi che ne raggruppano più d’una".to_owned(),
        rows => {
            format!("Per le {rows} righe che non ne hanno una, e per gli avvisi che ne raggruppano più d’una")
        }
    };
    format!("{rows}. Al più 140 caratteri.")
}

fn due_date(form: &Typed, undated: u64) -> Field {
    let help = match undated {
        1 => "Per la riga che non ne ha una.".to_owned(),
        rows => format!("Per le {rows} righe che non ne hanno una."),
    };
    Field::date("due_date", "Scadenza").help(help).from(form)
}

fn group(form: &Typed, positions: Option<u64>) -> Choices {
    let positions = match positions {
        None => String::new(),
        Some(1) => ": 1 posizione".to_owned(),
        Some(positions) => format!(": {} posizioni", italian_count(positions)),
    };
    let label = format!(
        "Un solo avviso per persona{positions}, con la causale scritta qui sopra e la prima delle \
         scadenze"
    );
    Choices::check("group_by_debtor", "Raggruppa per persona")
        .choice("yes", label)
        .help("I dovuti della stessa persona si sommano; nel dettaglio restano distinti.")
        .from(form)
}

/// What was confirmed, if every field is right.
pub(super) fn terms(form: &mut Typed, now: Timestamp) -> Option<Terms> {
    form.require("description", "Scrivi la causale.");
    let description = form.parse("description", description);
    let today = rome_date(now);
    let due_date = form.parse_optional("due_date", |text| not_past(day(text)?, today));
    let valid_until = form.parse_optional("valid_until", |text| not_over(day(text)?, today));
    let exclude_rows = form.parse_optional("exclude_rows", ExcludedRows::parse);
    Some(Terms {
        description: description?,
        due_date: due_date?,
        valid_until: valid_until?,
        group_by_debtor: form.is_chosen("group_by_debtor", "yes"),
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

/// The notices must not tell of an end that is already past.
pub(super) fn not_over(valid_until: Date, today: Date) -> Result<Date, String> {
    if valid_until < today {
        return Err(format!(
            "La fine validità {} è già passata.",
            italian_date(valid_until)
        ));
    }
    Ok(valid_until)
}

pub(super) fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "Scrivi una data, per esempio 31/12/2026.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use jiff::civil::date;
    use kernel::money::Cents;

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
        assert_eq!(terms.exclude_rows.to_string(), "4, 6-7");
    }

    #[test]
    fn the_form_asks_only_for_what_is_missing() {
        let mut import = samples::ready();
        let asked = confirm_form(&form(now()), &import);
        assert!(
            asked.due_date.is_some() && asked.group.is_none(),
            "two rows, two persons"
        );
        let findings = import.findings.as_mut().expect("checked");
        (findings.undated, findings.grouped) = (0, 1);
        let asked = confirm_form(&form(now()), &import);
        assert!(asked.due_date.is_none() && asked.group.is_some());
        assert!(
            asked
                .promise
                .contains("2 posizioni (1 raggruppando per persona)")
        );
    }

    #[test]
    fn what_grouping_would_make_is_told_once_rows_are_left_out_too() {
        let mut import = samples::ready();
        import.totals.accepted = 5;
        let excluded = &mut import.excluded;
        excluded.rows = ExcludedRows::parse("3").expect("rows");
        (excluded.grouped, excluded.amount_cents) = (Some(2), Cents::new(100));
        let asked = confirm_form(&form(now()), &import);
        assert!(asked.promise.contains("4 posizioni (2 raggruppando"));
        assert!(asked.group.is_some());
        import.excluded.grouped = Some(4);
        assert!(confirm_form(&form(now()), &import).group.is_none());
        import.excluded.grouped = None;
        let asked = confirm_form(&form(now()), &import);
        assert!(!asked.promise.contains("raggruppando") && asked.group.is_some());
    }

    #[test]
    fn the_end_of_validity_is_not_past() {
        let form = || form(now()).with("description", "Mensa");
        let with = |end: &str| {
            Typed::new()
                .with("description", "x")
                .with("valid_until", end)
        };
        assert!(terms(&mut form(), now()).is_some());
        assert!(
            terms(&mut with("2026-11-22"), now()).is_some(),
            "today, in Rome"
        );
        let mut past = with("2026-11-21");
        assert_eq!(terms(&mut past, now()), None);
        assert_eq!(
            past.error("valid_until"),
            Some("La fine validità 21/11/2026 è già passata.")
        );
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
