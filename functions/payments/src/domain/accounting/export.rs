//! The records as a file for the accounting programme (`docs/accounting-export.md`).

use kernel::time::italian_date;

use super::AccountingRecord;

const TITLES: &str = "Data contabile;Identificativo flusso;Importo;Persona;Conto di incasso;\
    Numero provvisorio;Esercizio;Data regolamento";

/// UTF-8 with mark, semicolons, CRLF; in the order of the accounting date. No cell that a spreadsheet
/// would run.
pub fn csv(records: &[AccountingRecord]) -> Vec<u8> {
    let mut csv = format!("\u{feff}{TITLES}\r\n");
    for record in records {
        let entry = record.provisional.as_ref();
        let number = entry
            .map(|entry| entry.number().to_owned())
            .unwrap_or_default();
        let year = entry.and_then(super::ProvisionalEntry::year);
        let cells = [
            italian_date(record.terms.accounting_date),
            quoted(record.flow_id.as_str()),
            record.amount_cents.italian(),
            quoted(record.terms.person.as_str()),
            quoted(record.terms.account.as_str()),
            quoted(&number),
            year.map(|year| year.to_string()).unwrap_or_default(),
            italian_date(record.settled_on),
        ];
        csv.push_str(&cells.join(";"));
        csv.push_str("\r\n");
    }
    csv.into_bytes()
}

fn quoted(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}']);
    let guard = if runs { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::super::{AccountingPerson, AccountingTerms, CollectionAccount};
    use super::*;
    use crate::domain::statement::ProvisionalEntry;
    use kernel::flow::FlowId;
    use kernel::money::Cents;
    use kernel::tax::OrgFiscalCode;

    #[test]
    fn a_record_is_a_line_and_no_cell_runs() {
        let at = jiff::Timestamp::UNIX_EPOCH;
        let record = AccountingRecord {
            creditor: OrgFiscalCode::parse("80047110152").expect("a creditor"),
            flow_id: FlowId::parse("-1").expect("a flow"),
            terms: AccountingTerms {
                accounting_date: jiff::civil::date(2026, 11, 23),
                person: AccountingPerson::parse("=1+1 \"X\"").expect("a person"),
                account: CollectionAccount::parse("IT44").expect("an account"),
            },
            amount_cents: Cents::new(123_456),
            settled_on: jiff::civil::date(2026, 11, 20),
            provisional: ProvisionalEntry::parse("0033089", Some(2026)),
            statement: None,
            created_by: "user:x".into(),
            created_at: at,
            updated_at: at,
            version: 1,
        };
        let text = String::from_utf8(csv(&[record])).expect("UTF-8");
        let line = text.lines().nth(1).expect("a line");
        let expected =
            "23/11/2026;\"'-1\";1.234,56;\"'=1+1 \"\"X\"\"\";\"IT44\";\"0033089\";2026;20/11/2026";
        assert_eq!(line, expected);
        assert_eq!(
            text.lines().next().map(|head| head.split(';').count()),
            Some(8)
        );
    }
}
