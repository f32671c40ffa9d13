//! The notice to pay (*avviso di pagamento*), A4, one amount.
//!
//! Modules, their order and their fixed sentences are those of pagoPA's "Avviso di pagamento" 3.x and of the PDFs
//! of its print service. The grid leaves the lower third of the page to the postal slip or to instalments.

mod how;
mod single;

use jiff::civil::Date;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use platform::pdf::{A4, Document, Info};

use super::parties::{Creditor, PARTY_HEIGHT, Party, creditor_module, header, party_module};

/// What a notice says. Lengths as pagoPA allows them (subject 140, names 140 and 70 characters) stay readable;
/// longer texts are cut with `…`.
#[derive(Debug, Clone)]
pub struct NoticeDoc {
    pub creditor: Creditor,
    /// The creditor's code at the CBILL consortium; without it the notice has no such field.
    pub cbill: Option<String>,
    pub debtor: Party,
    /// What the money is for (*oggetto del pagamento*).
    pub subject: String,
    pub amount: Cents,
    pub due_date: Option<Date>,
    pub notice_number: NoticeNumber,
}

/// Upper edges of the modules, from the top of the page.
const PARTIES_TOP: f32 = 124.2;
const HOW_TOP: f32 = PARTIES_TOP + PARTY_HEIGHT;
const SINGLE_TOP: f32 = 398.7;

/// The notice as PDF.
pub fn render(notice: &NoticeDoc) -> Vec<u8> {
    let mut doc = Document::new(Info {
        title: &format!("Avviso di pagamento {}", notice.notice_number.grouped()),
        author: &notice.creditor.name,
        subject: &notice.subject,
    });
    doc.add_page(A4);
    header(
        &mut doc,
        "AVVISO DI PAGAMENTO",
        &notice.subject,
        &notice.creditor,
    );
    creditor_module(&mut doc, PARTIES_TOP, &notice.creditor);
    party_module(&mut doc, PARTIES_TOP, "DESTINATARIO", &notice.debtor);
    how::when_module(&mut doc, HOW_TOP, notice);
    how::where_module(&mut doc, HOW_TOP);
    single::module(&mut doc, SINGLE_TOP, notice);
    doc.finish()
}

/// What the QR code says: `PAGOPA|002|<notice number>|<creditor>|<cents>`.
pub fn qr_text(notice: &NoticeDoc) -> String {
    format!(
        "PAGOPA|002|{}|{}|{}",
        notice.notice_number.as_str(),
        notice.creditor.fiscal_code.as_str(),
        notice.amount.get()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::documents::{Marks, samples};

    /// Whoever prints a hundred thousand pays by the byte.
    const BYTES_MAX: usize = 40_000;

    #[test]
    fn the_code_says_notice_creditor_and_cents() {
        let wanted = "PAGOPA|002|300715700000000032|80047110152|150000";
        assert_eq!(qr_text(&samples::notice()), wanted);
    }

    #[test]
    fn the_same_notice_is_the_same_file() {
        assert_eq!(render(&samples::notice()), render(&samples::notice()));
        let mut other = samples::notice();
        other.amount = Cents::new(150_001);
        assert_ne!(render(&samples::notice()), render(&other));
    }

    #[test]
    fn a_notice_is_small() {
        for notice in [samples::notice(), samples::longest_notice()] {
            let bytes = render(&notice);
            assert!(bytes.len() <= BYTES_MAX, "{} bytes", bytes.len());
        }
    }

    #[test]
    fn a_notice_without_what_may_be_absent_is_drawn() {
        let mut notice = samples::notice();
        notice.cbill = None;
        notice.due_date = None;
        notice.creditor.office = None;
        notice.creditor.info.clear();
        notice.creditor.marks = Marks::Named;
        notice.debtor.address.clear();
        assert!(render(&notice).len() < render(&samples::notice()).len());
    }
}
