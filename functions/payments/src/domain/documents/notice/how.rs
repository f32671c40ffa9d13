//! The modules "QUANTO E QUANDO PAGARE?" and "DOVE PAGARE?".

use kernel::time::italian_date;
use platform::pdf::{Area, Document, Drawing, Tag, Text};

use super::NoticeDoc;
use crate::domain::documents::frame::{
    AMOUNT, BAND_HEIGHT, Column, HEADING, SMALL, band, large, paragraph,
};
use crate::domain::documents::marks;

const MAY_CHANGE: &str = "In fase di pagamento, se previsto dall'ente, l'importo potrebbe essere \
    aggiornato automaticamente e subire variazioni in diminuzione (per sgravi, note di credito) o in \
    aumento (per sanzioni, interessi, ecc.).";
const WITH_APP: &str = "oppure sul sito dell'ente, dal tuo Home Banking, con la tua app di pagamento o \
    con gli altri canali abilitati.";
const AROUND: &str = "presso Banche e Sportelli ATM, negli Uffici Postali e Punti Postali, nei Bar, \
    Edicole, Ricevitorie, Supermercati, Tabaccherie e altri Esercenti Convenzionati.";

const TEXT_GAP: f32 = 15.0;
const INFO_INDENT: f32 = 17.0;
const INFO_SIDE: f32 = 10.6;
const WHERE_TEXT_WIDTH: f32 = 198.0;
const ICON_WIDTH: f32 = 34.0;

/// The amount, the day it is due, and that it may change.
pub fn when_module(doc: &mut Document, top: f32, notice: &NoticeDoc) {
    let column = Column::LEFT;
    let title = if notice.due_date.is_some() {
        "QUANTO E QUANDO PAGARE?"
    } else {
        "QUANTO PAGARE?"
    };
    doc.section(|doc| {
        band(doc, column, top, title, None);
        let text_top = top + BAND_HEIGHT + TEXT_GAP;
        let amount = format!("{} Euro", notice.amount.italian());
        large(
            doc,
            "Importo",
            &Text::new(&amount, AMOUNT),
            column.x,
            text_top,
        );
        if let Some(day) = notice.due_date {
            let day = Text::new(&italian_date(day), AMOUNT);
            large(
                doc,
                "entro il",
                &day,
                column.right() - day.width(),
                text_top,
            );
        }
        info(doc, MAY_CHANGE, column, text_top + 43.0);
    });
}

/// A remark with its icon.
fn info(doc: &mut Document, text: &str, column: Column, top: f32) {
    let icon = Area::new(column.x, top + 0.5, INFO_SIDE, INFO_SIDE);
    doc.artifact(|page| page.drawing(&marks::INFO, icon));
    let text = Text::new(text, SMALL).wrap(column.width - INFO_INDENT);
    paragraph(doc, &text, column.x + INFO_INDENT, top);
}

/// The two ways to pay: from the app or the computer, and in a shop, bank or post office.
pub fn where_module(doc: &mut Document, top: f32) {
    let column = Column::RIGHT;
    doc.section(|doc| {
        let aside = Text::new("vai su ", SMALL).then("pagopa.gov.it", HEADING);
        band(doc, column, top, "DOVE PAGARE?", Some(aside));
        let first = top + BAND_HEIGHT + TEXT_GAP;
        let end = way(doc, "PAGA CON L'APP IO", WITH_APP, &marks::DEVICES, first);
        way(
            doc,
            "PAGA SUL TERRITORIO",
            AROUND,
            &marks::PLACES,
            end + 9.0,
        );
    });
}

fn way(doc: &mut Document, title: &str, text: &str, icon: &Drawing, top: f32) -> f32 {
    let column = Column::RIGHT;
    let title = Text::new(title, HEADING).wrap(WHERE_TEXT_WIDTH);
    doc.tag(Tag::H3, |page| page.block(&title, column.x, top));
    let text = Text::new(text, SMALL).wrap(WHERE_TEXT_WIDTH);
    let end = paragraph(doc, &text, column.x, top + title.height() + 1.0);
    let height = ICON_WIDTH * icon.height / icon.width;
    let icon_top = top + (end - top - height) / 2.0;
    let area = Area::new(column.right() - ICON_WIDTH, icon_top, ICON_WIDTH, height);
    doc.artifact(|page| page.drawing(icon, area));
    end
}
