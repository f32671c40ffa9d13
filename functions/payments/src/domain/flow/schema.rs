//! The official schema (`FlussoRiversamento` 1.0.4 of the node) as data.

use super::leaf::Leaf;

pub const NAMESPACE: &str = "http://www.digitpa.gov.it/schemas/2011/Pagamenti/";
pub const ROOT: &str = "FlussoRiversamento";

/// Where the value of an element goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    Version,
    Id,
    MadeAt,
    Regulation,
    SettledOn,
    SenderKind,
    SenderCode,
    SenderName,
    Bic,
    ReceiverKind,
    ReceiverCode,
    ReceiverName,
    Count,
    Total,
    Iuv,
    ReceiptId,
    Index,
    Amount,
    Outcome,
    PaidOn,
}

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Leaf(Leaf, Slot),
    /// Child elements, in this order.
    Group(&'static [Element]),
    /// A group that comes once or more.
    Rows(&'static [Element]),
}

#[derive(Clone, Copy, Debug)]
pub struct Element {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

const fn one(name: &'static str, kind: Kind) -> Element {
    let required = true;
    Element {
        name,
        kind,
        required,
    }
}

const fn maybe(name: &'static str, kind: Kind) -> Element {
    let required = false;
    Element {
        name,
        kind,
        required,
    }
}

const fn text(max: usize, slot: Slot) -> Kind {
    Kind::Leaf(Leaf::Text { min: 1, max }, slot)
}

pub const FLOW: &[Element] = &[
    one(
        "versioneOggetto",
        Kind::Leaf(Leaf::OneOf(&["1.0", "1.1"]), Slot::Version),
    ),
    one("identificativoFlusso", Kind::Leaf(Leaf::FlowId, Slot::Id)),
    one("dataOraFlusso", Kind::Leaf(Leaf::DateTime, Slot::MadeAt)),
    one(
        "identificativoUnivocoRegolamento",
        text(35, Slot::Regulation),
    ),
    one("dataRegolamento", Kind::Leaf(Leaf::Date, Slot::SettledOn)),
    one("istitutoMittente", Kind::Group(SENDER)),
    maybe("codiceBicBancaDiRiversamento", text(35, Slot::Bic)),
    one("istitutoRicevente", Kind::Group(RECEIVER)),
    one(
        "numeroTotalePagamenti",
        Kind::Leaf(Leaf::Count, Slot::Count),
    ),
    one(
        "importoTotalePagamenti",
        Kind::Leaf(Leaf::Total, Slot::Total),
    ),
    one("datiSingoliPagamenti", Kind::Rows(ROW)),
];

const SENDER: &[Element] = &[
    one("identificativoUnivocoMittente", Kind::Group(SENDER_ID)),
    maybe(
        "denominazioneMittente",
        Kind::Leaf(Leaf::Text { min: 3, max: 70 }, Slot::SenderName),
    ),
];

const SENDER_ID: &[Element] = &[
    one(
        "tipoIdentificativoUnivoco",
        Kind::Leaf(Leaf::OneOf(&["G", "A", "B"]), Slot::SenderKind),
    ),
    one("codiceIdentificativoUnivoco", text(35, Slot::SenderCode)),
];

const RECEIVER: &[Element] = &[
    one("identificativoUnivocoRicevente", Kind::Group(RECEIVER_ID)),
    maybe("denominazioneRicevente", text(140, Slot::ReceiverName)),
];

const RECEIVER_ID: &[Element] = &[
    one(
        "tipoIdentificativoUnivoco",
        Kind::Leaf(Leaf::OneOf(&["G"]), Slot::ReceiverKind),
    ),
    one("codiceIdentificativoUnivoco", text(35, Slot::ReceiverCode)),
];

const ROW: &[Element] = &[
    one("identificativoUnivocoVersamento", text(35, Slot::Iuv)),
    one(
        "identificativoUnivocoRiscossione",
        text(35, Slot::ReceiptId),
    ),
    maybe(
        "indiceDatiSingoloPagamento",
        Kind::Leaf(Leaf::Index, Slot::Index),
    ),
    one(
        "singoloImportoPagato",
        Kind::Leaf(Leaf::Amount, Slot::Amount),
    ),
    one(
        "codiceEsitoSingoloPagamento",
        Kind::Leaf(Leaf::OneOf(&["0", "3", "4", "8", "9"]), Slot::Outcome),
    ),
    one(
        "dataEsitoSingoloPagamento",
        Kind::Leaf(Leaf::Date, Slot::PaidOn),
    ),
];
