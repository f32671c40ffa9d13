//! What we ask pagoPA for, and what we wait for: flows, and receipts that flows tell and that never came.

use futures::future::try_join3;
use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;
use kernel::time::italian_datetime;
use platform::table::{Table, TableError};
use platform::web::ui::{Facts, Value};

use crate::domain::exceptions::Exception;
use crate::domain::fetch::{Fetching, ReceiptSource};
use crate::store::{exceptions, fetching};

/// Missing receipts that are counted.
const COUNTED: u32 = 100;

#[derive(Default)]
pub(super) struct Asked {
    pub flows: Option<Fetching>,
    pub source: Option<ReceiptSource>,
    /// The receipts that are asked for, the next first.
    pub missing: Vec<Exception>,
}

/// 2 gets, 1 query.
pub(super) async fn asked(table: &Table, creditor: &OrgFiscalCode) -> Result<Asked, TableError> {
    let found = try_join3(
        fetching::read(table, creditor),
        fetching::source(table, creditor),
        exceptions::due_searches(table, creditor, (Timestamp::MAX, COUNTED)),
    );
    let (flows, source, missing) = found.await?;
    Ok(Asked {
        flows,
        source,
        missing,
    })
}

impl Asked {
    pub(super) fn facts(&self) -> Facts {
        let missing = self.missing.first().map(|next| self.missing(next));
        let missing = missing.unwrap_or_else(|| "nessuna attesa".to_owned());
        let href = "/panel/payments/exceptions";
        let missing = match self.missing.is_empty() {
            true => Value::from(missing),
            false => Value::link(missing, href),
        };
        Facts::new()
            .fact("Flussi di rendicontazione", self.flows())
            .fact("Ricevute mancanti", missing)
            .maybe("Servizio delle ricevute", self.source())
    }

    fn flows(&self) -> String {
        let Some(flows) = &self.flows else {
            return "non ancora chiesti".to_owned();
        };
        let next = italian_datetime(flows.next_at);
        if let Some(since) = flows.failing_since {
            let (since, tries) = (italian_datetime(since), flows.failures);
            let why = flows.last_error.as_deref().unwrap_or_default();
            return format!(
                "non letti dal {since}: {why} (tentativi {tries}; prossimo dal {next})"
            );
        }
        match flows.last_ok.map(italian_datetime) {
            Some(last) => format!("letti il {last}; di nuovo dal {next}"),
            None => format!("chiesti; di nuovo dal {next}"),
        }
    }

    fn missing(&self, next: &Exception) -> String {
        let count = match self.missing.len() {
            1 => "1 attesa".to_owned(),
            many if many < COUNTED as usize => format!("{many} attese"),
            many => format!("almeno {many} attese"),
        };
        let since = self.missing.iter().map(|one| one.opened_at).min();
        let since = italian_datetime(since.unwrap_or(next.opened_at));
        let searches = self.missing.iter().filter_map(|one| one.search.as_ref());
        let tries = searches.map(|search| search.tries).max().unwrap_or(0);
        let when = next.searched_next().map(italian_datetime);
        let when = when.map_or_else(String::new, |at| format!("; prossima richiesta dal {at}"));
        format!("{count}, la prima dal {since}; chieste fino a {tries} volte{when}")
    }

    fn source(&self) -> Option<String> {
        trouble(self.source.as_ref()?)
    }
}

/// While the service of receipts is in trouble, in words.
pub(crate) fn trouble(source: &ReceiptSource) -> Option<String> {
    let since = italian_datetime(source.failing_since?);
    let why = source.last_error.as_deref().unwrap_or_default();
    let (tries, next) = (source.failures, italian_datetime(source.next_at));
    Some(format!(
        "non risponde bene dal {since}: {why} (tentativi {tries}; prossimo dal {next})"
    ))
}
