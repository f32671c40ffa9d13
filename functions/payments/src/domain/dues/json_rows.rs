//! GovPay's tracciato as JSON, as the rows of the CSV that says the same.
//!
//! `{"idDominio":…,"inserimenti":[{"idPendenza":…,"soggettoPagatore":{…},"voci":[…]}],"annullamenti":[…]}`

mod shape;

use shape::{Cancellation, Insertion, Payer, Scalar, Whole};

use super::cell::Cell;
use super::failure::FileFailure;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::ops::ControlFlow;

/// The columns that the rows are given in.
const TITLES: [&str; 22] = [
    "idPendenza",
    "idDominio",
    "numeroAvviso",
    "tipoPendenza",
    "causale",
    "annoRiferimento",
    "importo",
    "dataScadenza",
    "tipoSoggettoPagatore",
    "identificativoPagatore",
    "anagraficaPagatore",
    "indirizzoPagatore",
    "civicoPagatore",
    "capPagatore",
    "localitaPagatore",
    "provinciaPagatore",
    "nazionePagatore",
    "emailPagatore",
    "numeroBeneficiari",
    "ibanAccreditoVoce1",
    "tipoBolloVoce1",
    "azione",
];

type Sink<'s> = dyn FnMut(u32, &[Cell<'_>]) -> Result<ControlFlow<()>, FileFailure> + 's;

/// Whether a text is an object of JSON rather than a CSV.
pub fn looks_like(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"{")
}

/// Hands the titles and each insertion to `sink`, until it breaks off. One insertion at a time is
/// held, whatever the length of the file.
pub fn read(
    bytes: &[u8],
    mut sink: impl FnMut(u32, &[Cell<'_>]) -> Result<ControlFlow<()>, FileFailure>,
) -> Result<(), FileFailure> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let whole: Whole = serde_json::from_slice(bytes).map_err(|_| FileFailure::Corrupt)?;
    let titles = TITLES.map(Cell::Text);
    if sink(1, &titles)?.is_break() {
        return Ok(());
    }
    let mut rows = Rows {
        row: 1,
        body: whole.id_dominio,
        sink: &mut sink,
        end: None,
    };
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let read = source.deserialize_map(&mut rows);
    match (rows.end, read) {
        (Some(end), _) => end,
        (None, Ok(())) => Ok(()),
        (None, Err(_)) => Err(FileFailure::Corrupt),
    }
}

/// Hands on one row after the other.
struct Rows<'s> {
    row: u32,
    body: Option<Scalar>,
    sink: &'s mut Sink<'s>,
    /// Why the reading ended before the file did.
    end: Option<Result<(), FileFailure>>,
}

impl Rows<'_> {
    fn insertion(&mut self, it: &Insertion) -> bool {
        let nobody = Payer::default();
        let who = it.soggetto_pagatore.as_ref().unwrap_or(&nobody);
        let count = it.voci.count.to_string();
        let item = &it.voci.first;
        let body = it.id_dominio.as_ref().or(self.body.as_ref());
        let body = body.map(|body| body.0.clone()).unwrap_or_default();
        let cells = [
            of(&it.id_pendenza),
            Cell::text(&body),
            of(&it.numero_avviso),
            of(&it.id_tipo_pendenza),
            of(&it.causale),
            of(&it.anno_riferimento),
            of(&it.importo),
            of(&it.data_scadenza),
            of(&who.tipo),
            of(&who.identificativo),
            of(&who.anagrafica),
            of(&who.indirizzo),
            of(&who.civico),
            of(&who.cap),
            of(&who.localita),
            of(&who.provincia),
            of(&who.nazione),
            of(&who.email),
            Cell::text(&count),
            of(&item.iban_accredito),
            of(&item.tipo_bollo),
            Cell::Text("I"),
        ];
        self.hand(&cells)
    }

    fn cancellation(&mut self, id: &Option<Scalar>) -> bool {
        let mut cells = [Cell::Empty; TITLES.len()];
        if let (Some(first), Some(last)) = (cells.first_mut(), id) {
            *first = Cell::text(&last.0);
        }
        if let Some(last) = cells.last_mut() {
            *last = Cell::Text("A");
        }
        self.hand(&cells)
    }

    /// Whether to go on.
    fn hand(&mut self, cells: &[Cell<'_>]) -> bool {
        self.row = self.row.saturating_add(1);
        match (self.sink)(self.row, cells) {
            Ok(ControlFlow::Continue(())) => true,
            Ok(ControlFlow::Break(())) => {
                self.end = Some(Ok(()));
                false
            }
            Err(failure) => {
                self.end = Some(Err(failure));
                false
            }
        }
    }
}

fn of(scalar: &Option<Scalar>) -> Cell<'_> {
    scalar.as_ref().map_or(Cell::Empty, |it| Cell::text(&it.0))
}

impl<'de> Visitor<'de> for &mut Rows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a tracciato")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<(), A::Error> {
        while let Some(name) = parts.next_key::<String>()? {
            match name.as_str() {
                "inserimenti" => parts.next_value_seed(Insertions(self))?,
                "annullamenti" => parts.next_value_seed(Cancellations(self))?,
                _ => parts.next_value::<IgnoredAny>().map(drop)?,
            }
        }
        Ok(())
    }
}

struct Insertions<'r, 's>(&'r mut Rows<'s>);
struct Cancellations<'r, 's>(&'r mut Rows<'s>);

macro_rules! each {
    ($rows:ident, $element:ty, $hand:expr) => {
        impl<'de> DeserializeSeed<'de> for $rows<'_, '_> {
            type Value = ();

            fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
                source.deserialize_seq(self)
            }
        }

        impl<'de> Visitor<'de> for $rows<'_, '_> {
            type Value = ();

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
                let hand: fn(&mut Rows<'_>, &$element) -> bool = $hand;
                while let Some(element) = list.next_element::<$element>()? {
                    if !hand(self.0, &element) {
                        return Err(de::Error::custom("the reader has had enough"));
                    }
                }
                Ok(())
            }
        }
    };
}

each!(Insertions, Insertion, |rows, it| rows.insertion(it));
each!(Cancellations, Cancellation, |rows, it| rows
    .cancellation(&it.id_pendenza));

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(json: &str) -> Result<Vec<Vec<String>>, FileFailure> {
        let mut rows = Vec::new();
        read(json.as_bytes(), |_, cells| {
            rows.push(cells.iter().map(|cell| format!("{cell:?}")).collect());
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }

    #[test]
    fn an_insertion_is_a_row_and_a_cancellation_too() {
        let json = r#"{"inserimenti":[{"idPendenza":"P1","importo":12.5,"voci":[{"ibanAccredito":"IT1"},{},{}],
            "soggettoPagatore":{"identificativo":"X","cap":340}}],"annullamenti":[{"idPendenza":"P0"}],
            "idDominio":"80047110152","altro":{"a":[1,[2]]}}"#;
        let rows = rows(json).expect("readable");
        assert_eq!(rows.len(), 3);
        let cell = |row: usize, title: &str| {
            let at = TITLES.iter().position(|t| *t == title).expect("a title");
            rows[row][at].clone()
        };
        assert_eq!(cell(1, "importo"), r#"Text("12.5")"#);
        assert_eq!(cell(1, "idDominio"), r#"Text("80047110152")"#);
        assert_eq!(cell(1, "capPagatore"), r#"Text("340")"#);
        assert_eq!(cell(1, "numeroBeneficiari"), r#"Text("3")"#);
        assert_eq!(
            (cell(2, "azione"), cell(2, "idPendenza")),
            (r#"Text("A")"#.to_owned(), r#"Text("P0")"#.to_owned())
        );
    }

    #[test]
    fn json_of_another_shape_is_no_file_of_dues() {
        for json in [
            "{",
            "{}x",
            "[]",
            r#"{"inserimenti":{}}"#,
            r#"{"inserimenti":[1]}"#,
        ] {
            assert_eq!(rows(json), Err(FileFailure::Corrupt), "{json}");
        }
        assert_eq!(rows(&"{\"a\":".repeat(100_000)), Err(FileFailure::Corrupt));
        assert_eq!(rows("{}").expect("titles alone").len(), 1);
    }

    #[test]
    fn a_reader_that_has_had_enough_ends_the_reading() {
        let many = format!(r#"{{"inserimenti":[{}{{}}]}}"#, "{},".repeat(1_000));
        let mut seen = 0;
        let read = read(many.as_bytes(), |row, _| {
            seen = row;
            match row {
                5 => Err(FileFailure::TooManyRows),
                _ => Ok(ControlFlow::Continue(())),
            }
        });
        assert_eq!((read, seen), (Err(FileFailure::TooManyRows), 5));
    }
}
