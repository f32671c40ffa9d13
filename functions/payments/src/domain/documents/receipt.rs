//! The receipt of a payment (*ricevuta di pagamento*), A4, in the look of the notice.

use jiff::civil::DateTime;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::time::italian_date;
use platform::pdf::{A4, Area, Color, Document, Face, Info, Style, Tag, Text};

use super::frame::{
    AMOUNT, BAND_HEIGHT, CODE_BOLD, Column, HEADING, SMALL, SMALL_BOLD, SMALL_PT_MIN, band, large,
    paragraph,
};
use super::marks;
use super::parties::{Creditor, PARTY_HEIGHT, Party, creditor_module, header, party_module};

/// What a receipt says.
#[derive(Debug, Clone)]
pub struct ReceiptDoc {
    pub creditor: Creditor,
    pub debtor: Party,
    /// Who paid, where that is somebody else and known.
    pub payer: Option<Party>,
    pub subject: String,
    /// What the creditor receives.
    pub amount: Cents,
    /// What the payment service took on top, where it said so.
    pub fee: Option<Cents>,
    /// On the wall in Rome.
    pub paid_at: DateTime,
    /// The payment service provider (*prestatore di servizi di pagamento*).
    pub psp_name: String,
    pub notice_number: NoticeNumber,
    pub iuv: Iuv,
    /// pagoPA's id of this payment, printed as IUR.
    pub receipt_id: ReceiptId,
    pub outcome: Outcome,
    /// Where the notice is another body's.
    pub share: Option<Share>,
}

/// What goes to the body that prints the receipt, of another one's notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Name and tax code.
    pub issuer: String,
    pub amount: Cents,
}

/// How the payment ended. One that failed has no receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Executed,
    /// The notice had been paid before: this money came in on top.
    ExecutedAgain,
}

impl Outcome {
    const fn italian(self) -> &'static str {
        match self {
            Self::Executed => "Pagamento eseguito",
            Self::ExecutedAgain => "Pagamento eseguito (avviso già pagato in precedenza)",
        }
    }
}

const PARTIES_TOP: f32 = 124.2;
const PAYMENT_TOP: f32 = PARTIES_TOP + PARTY_HEIGHT;
const DETAILS_TOP: f32 = 342.0;
const CHECK_SIDE: f32 = 30.0;
const LABEL_WIDTH: f32 = 170.0;
const ROW_PADDING: f32 = 5.5;
const RULE_GRAY: Color = Color::gray(0xd0);
const VALUE: Style = Style::new(Face::Bold, 10.0);
const MADE_FROM: &str = "Documento prodotto dall'ente creditore con i dati della ricevuta telematica \
    trasmessa da pagoPA. Conservalo insieme all'avviso di pagamento.";

/// The receipt as PDF.
pub fn render(receipt: &ReceiptDoc) -> Vec<u8> {
    let mut doc = Document::new(Info {
        title: &format!("Ricevuta di pagamento {}", receipt.notice_number.grouped()),
        author: &receipt.creditor.name,
        subject: &receipt.subject,
    });
    doc.add_page(A4);
    header(
        &mut doc,
        &heading("RICEVUTA DI PAGAMENTO"),
        &receipt.subject,
        &receipt.creditor,
    );
    let (creditor, debtor) = (heading("ENTE CREDITORE"), heading("DEBITORE"));
    creditor_module(&mut doc, PARTIES_TOP, &creditor, &receipt.creditor);
    party_module(&mut doc, PARTIES_TOP, &debtor, &receipt.debtor);
    payment_module(&mut doc, receipt);
    details_module(&mut doc, receipt);
    doc.finish()
}

fn heading(text: &str) -> Text {
    Text::new(text, HEADING)
}

/// That it was paid, how much and when, in large letters.
fn payment_module(doc: &mut Document, receipt: &ReceiptDoc) {
    let column = Column::WHOLE;
    doc.section(|doc| {
        band(doc, column, PAYMENT_TOP, &heading("PAGAMENTO"), None);
        let top = PAYMENT_TOP + BAND_HEIGHT + 15.0;
        let icon = Area::new(column.x, top + 1.0, CHECK_SIDE, CHECK_SIDE);
        doc.artifact(|page| page.drawing(&marks::CHECK, icon));
        let amount = Text::new(&format!("{} Euro", receipt.amount.italian()), AMOUNT);
        large(
            doc,
            &Text::new(receipt.outcome.italian(), SMALL_BOLD),
            &amount,
            column.x + CHECK_SIDE + 12.0,
            top,
        );
        let day = Text::new(&when(receipt), AMOUNT);
        let (label, x) = (
            Text::new("Data e ora", SMALL_BOLD),
            column.right() - day.width(),
        );
        large(doc, &label, &day, x, top);
    });
}

/// `31/12/2026 14:05`.
fn when(receipt: &ReceiptDoc) -> String {
    let at = receipt.paid_at;
    format!(
        "{} {:02}:{:02}",
        italian_date(at.date()),
        at.hour(),
        at.minute()
    )
}

/// Everything that identifies the payment, a row each.
fn details_module(doc: &mut Document, receipt: &ReceiptDoc) {
    let column = Column::WHOLE;
    doc.section(|doc| {
        band(
            doc,
            column,
            DETAILS_TOP,
            &heading("DATI DEL PAGAMENTO"),
            None,
        );
        let mut top = DETAILS_TOP + BAND_HEIGHT + 8.0;
        for (label, value) in rows(receipt) {
            top = row(doc, label, &value, top);
        }
        let note = Text::new(MADE_FROM, SMALL).wrap(column.width);
        paragraph(doc, &note, column.x, top + 16.0);
    });
}

fn rows(receipt: &ReceiptDoc) -> Vec<(&'static str, Text)> {
    let text = |text: &str| Text::new(text, VALUE);
    let code = |text: &str| Text::new(text, CODE_BOLD.leading(VALUE.leading));
    let euro = |amount: Cents| text(&format!("{} Euro", amount.italian()));
    let mut rows = vec![("Oggetto del pagamento", text(&receipt.subject))];
    if let Some(payer) = &receipt.payer {
        let who = format!("{} ({})", payer.name, payer.tax_code.as_str());
        rows.push(("Pagato da", text(&who)));
    }
    if let Some(share) = &receipt.share {
        rows.push(("Ente che ha emesso l'avviso", text(&share.issuer)));
    }
    rows.push(("Importo", euro(receipt.amount)));
    if let Some(share) = &receipt.share {
        rows.push(("Quota di questo ente", euro(share.amount)));
    }
    if let Some(fee) = receipt.fee {
        rows.push(("Commissione", euro(fee)));
        rows.extend(
            receipt
                .amount
                .checked_add(fee)
                .map(|sum| ("Totale pagato", euro(sum))),
        );
    }
    rows.push((
        "Prestatore di servizi di pagamento",
        text(&receipt.psp_name),
    ));
    rows.push(("Codice avviso", code(&receipt.notice_number.grouped())));
    rows.push(("IUV", code(receipt.iuv.as_str())));
    rows.push((
        "IUR (identificativo della ricevuta)",
        code(receipt.receipt_id.as_str()),
    ));
    rows
}

/// Label and value on one line above a thin rule; gives back where the row ends.
fn row(doc: &mut Document, label: &str, value: &Text, top: f32) -> f32 {
    let column = Column::WHOLE;
    let label = Text::new(label, HEADING.face(Face::Regular)).wrap(LABEL_WIDTH);
    let value = value.fit(column.width - LABEL_WIDTH, 2, SMALL_PT_MIN);
    let (first, height) = (top + ROW_PADDING, value.height().max(label.height()));
    doc.tag(Tag::P, |page| {
        page.block(&label, column.x, first);
        page.block(&value, column.x + LABEL_WIDTH, first);
    });
    let end = first + height + ROW_PADDING;
    doc.artifact(|page| page.rule((column.x, end), (column.right(), end), 0.5, RULE_GRAY));
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::documents::samples;

    #[test]
    fn the_same_receipt_is_the_same_small_file() {
        let bytes = render(&samples::receipt());
        assert_eq!(bytes, render(&samples::receipt()));
        assert!(bytes.len() <= 40_000, "{} bytes", bytes.len());
    }

    #[test]
    fn the_fee_is_told_with_the_sum_only_where_it_is_known() {
        let labels = |receipt: &ReceiptDoc| -> Vec<&str> {
            rows(receipt).into_iter().map(|(label, _)| label).collect()
        };
        let mut receipt = samples::receipt();
        assert!(labels(&receipt).contains(&"Totale pagato"));
        receipt.fee = None;
        assert!(!labels(&receipt).contains(&"Totale pagato"));
        assert!(!labels(&receipt).contains(&"Commissione"));
    }

    #[test]
    fn a_share_is_told_with_who_issued_the_notice() {
        let mut receipt = samples::receipt();
        receipt.share = Some(Share {
            issuer: "Comune di Valdorra (80047110152)".to_owned(),
            amount: Cents::new(500),
        });
        let labels: Vec<&str> = rows(&receipt).into_iter().map(|(label, _)| label).collect();
        assert!(labels.contains(&"Ente che ha emesso l'avviso"));
        assert!(labels.contains(&"Quota di questo ente"));
    }

    #[test]
    fn a_day_is_written_with_its_hour() {
        assert_eq!(when(&samples::receipt()), "18/12/2026 14:05");
    }
}
