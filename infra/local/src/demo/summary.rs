//! The table at the end.

use std::fmt;
use std::path::PathBuf;

use super::matching::Matched;
use super::payments::Payments;
use super::publish::Published;

pub struct Summary {
    pub file: String,
    pub creditor: String,
    pub published: Published,
    pub notices: usize,
    pub payments: Payments,
    pub matched: Matched,
    /// Answers against the specification that the practice node found.
    pub irregularities: usize,
    /// Where the notices are.
    pub folder: PathBuf,
}

impl Summary {
    fn rows(&self) -> Vec<(&'static str, String)> {
        let (published, payments, matched) = (&self.published, &self.payments, &self.matched);
        vec![
            ("File", self.file.clone()),
            ("Ente creditore", self.creditor.clone()),
            ("Righe lette", published.rows.to_string()),
            ("Righe scartate", published.refused.to_string()),
            ("Già caricate prima", published.already.to_string()),
            (
                "Posizioni nuove",
                format!(
                    "{} ({} €)",
                    published.new_positions,
                    published.amount.italian()
                ),
            ),
            ("Posizioni in tutto", published.positions.len().to_string()),
            ("Avvisi in PDF", self.notices.to_string()),
            (
                "Pagamenti",
                format!("{} ({} €)", payments.paid, payments.amount.italian()),
            ),
            ("Pagati prima", payments.paid_before.to_string()),
            ("Ricevute", payments.receipts.to_string()),
            (
                "Flussi",
                format!("{} ({} €)", matched.flows, matched.amount.italian()),
            ),
            (
                "Righe di estratto conto",
                format!(
                    "{}, di cui abbinate {}",
                    matched.statement_rows, matched.matched_rows
                ),
            ),
            ("Posizioni rendicontate", matched.reported.to_string()),
            ("Risposte irregolari", self.irregularities.to_string()),
        ]
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows();
        let width = rows
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or(0);
        let line = "─".repeat(width + 40);
        writeln!(f, "{line}")?;
        for (name, value) in rows {
            writeln!(f, "{name:<width$}  {value}")?;
        }
        writeln!(f, "{line}")?;
        write!(f, "Avvisi: {}", self.folder.display())
    }
}
