//! What is read of the JSON: the fields that a row tells, each optional.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};

/// What holds for all the rows, wherever it stands in the file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Whole {
    pub id_dominio: Option<Scalar>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Insertion {
    pub id_pendenza: Option<Scalar>,
    pub id_dominio: Option<Scalar>,
    pub numero_avviso: Option<Scalar>,
    pub id_tipo_pendenza: Option<Scalar>,
    pub causale: Option<Scalar>,
    pub anno_riferimento: Option<Scalar>,
    pub importo: Option<Scalar>,
    pub data_scadenza: Option<Scalar>,
    pub soggetto_pagatore: Option<Payer>,
    pub voci: Items,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Payer {
    pub tipo: Option<Scalar>,
    pub identificativo: Option<Scalar>,
    pub anagrafica: Option<Scalar>,
    pub indirizzo: Option<Scalar>,
    pub civico: Option<Scalar>,
    pub cap: Option<Scalar>,
    pub localita: Option<Scalar>,
    pub provincia: Option<Scalar>,
    pub nazione: Option<Scalar>,
    pub email: Option<Scalar>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Item {
    pub iban_accredito: Option<Scalar>,
    pub tipo_bollo: Option<Scalar>,
}

/// How many items there are, and the first.
#[derive(Default)]
pub(super) struct Items {
    pub first: Item,
    pub count: u32,
}

/// A text, a number or a yes/no, as text.
#[derive(Default)]
pub(super) struct Scalar(pub String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Any {
            Text(String),
            Number(serde_json::Number),
            Yes(bool),
        }
        Ok(Scalar(match Any::deserialize(source)? {
            Any::Text(text) => text,
            Any::Number(number) => number.to_string(),
            Any::Yes(yes) => yes.to_string(),
        }))
    }
}

impl<'de> Deserialize<'de> for Items {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Counting;
        impl<'de> Visitor<'de> for Counting {
            type Value = Items;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("items")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Items, A::Error> {
                let first = items.next_element::<Item>()?;
                let mut count = u32::from(first.is_some());
                while items.next_element::<IgnoredAny>()?.is_some() {
                    count = count.saturating_add(1);
                }
                let first = first.unwrap_or_default();
                Ok(Items { first, count })
            }
        }
        source.deserialize_seq(Counting)
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Cancellation {
    pub id_pendenza: Option<Scalar>,
}
