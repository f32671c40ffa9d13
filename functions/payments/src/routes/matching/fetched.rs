//! What a person is told while flows cannot be fetched, and of how much waits for them.

use jiff::Timestamp;
use kernel::time::italian_datetime;
use platform::web::ui::Alert;

use crate::domain::fetch::{Fetching, SeenFlow};

/// Flows that are named one by one.
pub(super) const FAILING_SHOWN: u32 = 5;
/// Exceptions that are counted.
pub(super) const COUNTED: u32 = 100;

/// One for the asking that fails, one for each flow that is not taken.
pub(super) fn alerts(state: Option<&Fetching>, open: &[SeenFlow], now: Timestamp) -> Vec<Alert> {
    let asking = state.and_then(|state| {
        let since = italian_datetime(state.failing_since?);
        let again = again(state.next_at, now);
        let why = state.last_error.as_deref().unwrap_or_default();
        Some(Alert::warning(format!(
            "Non riusciamo a leggere i flussi da pagoPA dal {since}: {why}; {again}. Intanto puoi \
             caricarli da file."
        )))
    });
    let failing = open.iter().filter_map(|flow| {
        let why = flow.reason.as_deref()?;
        let (name, again) = (&flow.fdr, again(flow.next_at, now));
        Some(Alert::warning(format!(
            "Il flusso {name} non è stato preso da pagoPA: {why} ({again})."
        )))
    });
    asking.into_iter().chain(failing).collect()
}

fn again(at: Timestamp, now: Timestamp) -> String {
    match at <= now {
        true => "stiamo riprovando adesso".to_owned(),
        false => match italian_datetime(at).split_once(' ') {
            Some((day, time)) if italian_datetime(now).starts_with(day) => {
                format!("riproviamo alle {time}")
            }
            Some((day, time)) => format!("riproviamo il {day} alle {time}"),
            None => String::new(),
        },
    }
}

/// The link to the inbox, with how much is in it.
pub(super) fn inbox(open: usize, more: bool) -> String {
    match (open, more) {
        (0, _) => "Da sistemare: niente".to_owned(),
        (_, true) => format!("Da sistemare: più di {open}"),
        (_, false) => format!("Da sistemare: {open}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_try_is_told_with_its_day_where_that_is_another_one() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().expect("a time");
        let later = |hours| now + jiff::SignedDuration::from_hours(hours);
        assert_eq!(again(now, now), "stiamo riprovando adesso");
        assert_eq!(again(later(1), now), "riproviamo alle 12:00");
        assert_eq!(again(later(24), now), "riproviamo il 22/11/2026 alle 11:00");
        assert_eq!(inbox(100, true), "Da sistemare: più di 100");
    }
}
