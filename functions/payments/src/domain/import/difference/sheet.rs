//! Differences as a file for a spreadsheet.

use super::{Change, Difference, Kind};
use crate::domain::dues::{PersonCategory, quoted};

/// The head of the file for a spreadsheet: UTF-8 with mark, semicolons.
pub const CSV_HEAD: &str = "\u{feff}Esito;Riga;Codice fiscale;Nominativo;Servizio;Categoria;Dovuti;\
    Importo;Che cosa è cambiato\r\n";

/// A line of it, in which no cell would run.
pub fn csv_line(kind: Kind, difference: &Difference) -> String {
    let cells = [
        quoted(kind.italian()),
        difference.row.to_string(),
        quoted(&difference.tax_code),
        quoted(&difference.name),
        quoted(difference.service.as_str()),
        quoted(difference.category.map_or("", PersonCategory::italian)),
        difference.dues.to_string(),
        quoted(&difference.amount_cents.italian()),
        quoted(&told(&difference.changes)),
    ];
    cells.join(";") + "\r\n"
}

/// `Importo: 10,00 → 12,00; E-mail: a@b.it → c@d.it`
pub fn told(changes: &[Change]) -> String {
    let told = |change: &Change| {
        let word = |text: &str| {
            if text.is_empty() {
                "—".to_owned()
            } else {
                text.to_owned()
            }
        };
        let (before, now) = (word(&change.before), word(&change.now));
        format!("{}: {before} → {now}", change.what.italian())
    };
    changes.iter().map(told).collect::<Vec<_>>().join("; ")
}
