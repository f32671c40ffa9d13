//! The keys of the lists in which positions are found, of the directory of debtors and of exports;
//! the table above them says who reads what.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ids::ExportId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::{rome_midnight, sortable};
use platform::table::Key;

use super::SHARDS;
use crate::domain::archive::Days;

/// Sorts before and behind every sort key of a list.
const LOWEST: &str = "!";
const HIGHEST: &str = "~";
/// Sorts behind every day, before what has none.
const BEHIND_DAYS: &str = ":";
/// In the place of a due date; behind every day.
const NO_DAY: &str = "none";

pub fn list_pk(creditor: &OrgFiscalCode, shard: u8) -> String {
    format!("PL#{creditor}#{shard}")
}

pub fn state_pk(creditor: &OrgFiscalCode, state: &str, shard: u8) -> String {
    format!("PS#{creditor}#{state}#{shard}")
}

pub fn debtor_pk(creditor: &OrgFiscalCode, tax_code: &str) -> String {
    format!("PD#{creditor}#{tax_code}")
}

/// Lists sort by the time of creation, then by number.
pub fn list_sk(created_at: Timestamp, nav: &NoticeNumber) -> String {
    format!("{}#{nav}", sortable(created_at))
}

/// Positions of a state sort by due date, those without one last, then by number.
pub fn due_sk(due: Option<Date>, nav: &NoticeNumber) -> String {
    match due {
        Some(day) => format!("{day}#{nav}"),
        None => format!("{NO_DAY}#{nav}"),
    }
}

pub fn bookmark(creditor: &OrgFiscalCode, question: &str, page: u32) -> Key {
    Key::new(bookmarks_pk(creditor, question), format!("{page:08}"))
}

pub fn bookmarks_pk(creditor: &OrgFiscalCode, question: &str) -> String {
    format!("LB#{creditor}#{question}")
}

/// The first and the last sort key of the bookmarks up to a page.
pub fn bookmarks_to(page: u32) -> (String, String) {
    (format!("{:08}", 0), format!("{page:08}"))
}

/// The sort keys of everything in a list.
pub fn whole() -> (String, String) {
    (LOWEST.to_owned(), HIGHEST.to_owned())
}

/// The sort keys of instants within these days, on the wall in Rome.
pub fn instants(days: Days) -> (String, String) {
    let begins = |day: Date| rome_midnight(day).map(sortable);
    let after = |day: Date| begins(day.tomorrow().ok()?);
    (
        days.from.and_then(begins).unwrap_or(LOWEST.to_owned()),
        days.to.and_then(after).unwrap_or(HIGHEST.to_owned()),
    )
}

/// The sort keys of [`due_sk`] within these days.
pub fn due_dates(days: Days) -> (String, String) {
    if days.is_any() {
        return whole();
    }
    (
        days.from.map_or(LOWEST.to_owned(), |day| day.to_string()),
        days.to
            .map_or(BEHIND_DAYS.to_owned(), |day| format!("{day}#{HIGHEST}")),
    )
}

pub fn paid_pk(creditor: &OrgFiscalCode, shard: u8) -> String {
    format!("RP#{creditor}#{shard}")
}

pub fn debtor_name(creditor: &OrgFiscalCode, name: &str, tax_code: &str) -> Key {
    let sum: u32 = tax_code.bytes().map(u32::from).sum();
    let shard = u8::try_from(sum % u32::from(SHARDS)).unwrap_or(0);
    Key::new(
        debtor_names_pk(creditor, shard),
        format!("{name}#{tax_code}"),
    )
}

pub fn debtor_names_pk(creditor: &OrgFiscalCode, shard: u8) -> String {
    format!("DN#{creditor}#{shard}")
}

/// The chunks of an import from this one on: first and last sort key.
pub fn chunks_from(chunk: u64) -> (String, String) {
    let prefix = super::chunk_prefix();
    (format!("{prefix}{chunk:06}"), format!("{prefix}{HIGHEST}"))
}

/// The chunks of an import up to this one, or all: first and last sort key.
pub fn chunks_to(chunk: Option<u64>) -> (String, String) {
    let prefix = super::chunk_prefix();
    let last = chunk.map_or(HIGHEST.to_owned(), |chunk| format!("{chunk:06}"));
    (format!("{prefix}{LOWEST}"), format!("{prefix}{last}"))
}

pub fn export(creditor: &OrgFiscalCode, id: &ExportId) -> Key {
    Key::new(format!("EX#{creditor}#{id}"), "E")
}

pub fn export_list(creditor: &OrgFiscalCode, created_at: Timestamp, id: &ExportId) -> Key {
    Key::new(
        export_list_pk(creditor),
        format!("{}#{id}", sortable(created_at)),
    )
}

/// The exports that somebody asked for.
pub fn export_maker_pk(creditor: &OrgFiscalCode, by: &str) -> String {
    format!("EXB#{creditor}#{by}")
}

pub fn export_list_pk(creditor: &OrgFiscalCode) -> String {
    format!("EXL#{creditor}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn nav() -> NoticeNumber {
        NoticeNumber::parse("300715700000000032").unwrap()
    }

    fn within(sk: &str, (low, high): &(String, String)) -> bool {
        (low.as_str()..=high.as_str()).contains(&sk)
    }

    #[test]
    fn a_range_of_due_dates_holds_its_ends_and_nothing_without_a_date() {
        let days = |from, to| due_dates(Days { from, to });
        let (first, last) = (date(2026, 1, 1), date(2026, 1, 31));
        let range = days(Some(first), Some(last));
        let sk = |day| due_sk(day, &nav());
        assert!(within(&sk(Some(first)), &range) && within(&sk(Some(last)), &range));
        assert!(!within(&sk(Some(date(2026, 2, 1))), &range));
        assert!(!within(&sk(None), &range));
        assert!(!within(&sk(None), &days(Some(first), None)));
        assert!(within(
            &sk(Some(date(2099, 1, 1))),
            &days(Some(first), None)
        ));
        assert!(within(&sk(None), &days(None, None)));
    }

    #[test]
    fn a_day_of_creation_is_one_of_rome() {
        let day = Some(date(2026, 6, 1));
        let range = instants(Days { from: day, to: day });
        let sk = |at: &str| list_sk(at.parse().unwrap(), &nav());
        assert!(within(&sk("2026-05-31T22:00:00Z"), &range));
        assert!(within(&sk("2026-06-01T21:59:59.999Z"), &range));
        assert!(!within(&sk("2026-05-31T21:59:59.999Z"), &range));
        assert!(!within(&sk("2026-06-01T22:00:00Z"), &range));
    }
}
