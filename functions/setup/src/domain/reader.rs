//! Reads tables of TOML with the line of everything. serde would stop at the first fault; a person
//! who writes a file wants to see them all.

use std::fmt::Display;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{At, Faults, Place, nearest};

/// One table of the file, for example one `[[creditor]]`.
pub struct Section<'t> {
    /// As in the file: `[[creditor]]`.
    pub name: &'static str,
    pub place: Place,
    table: &'t DeTable<'t>,
}

impl<'t> Section<'t> {
    /// Every key that is not one of `known` is a fault.
    pub fn new(
        name: &'static str,
        place: Place,
        table: &'t DeTable<'t>,
        known: &[&str],
        faults: &mut Faults<'_>,
    ) -> Self {
        for key in table.keys() {
            let word = key.get_ref().as_ref();
            if !known.contains(&word) {
                let hint = match nearest(word, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known keys here: {}", known.join(", ")),
                };
                let place = faults.place(key.span().start);
                faults.add(place, format!("unknown key `{word}` in {name}"), hint);
            }
        }
        Self { name, place, table }
    }

    fn value(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// The texts under `key` in the tables of the list `list`, as they stand in the file.
    pub fn texts_in(&self, list: &str, key: &str) -> Vec<&'t str> {
        let array = self
            .value(list)
            .and_then(|value| value.get_ref().as_array());
        let items = array.into_iter().flat_map(|array| array.iter());
        let tables = items.filter_map(|item| item.get_ref().as_table());
        tables
            .filter_map(|table| table.get(key)?.get_ref().as_str())
            .collect()
    }

    /// A text that may be absent.
    pub fn text(&self, key: &str, faults: &mut Faults<'_>) -> Option<At<&'t str>> {
        let value = self.value(key)?;
        let place = faults.place(value.span().start);
        let text = value.get_ref().as_str();
        if text.is_none() {
            faults.add(
                place,
                format!("`{key}` is not a text"),
                "write it in double quotes",
            );
        }
        text.map(|value| At { place, value })
    }

    /// A text that may be absent, parsed; `hint` says what is asked.
    pub fn parsed<T, E: Display>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, E>,
        hint: &str,
        faults: &mut Faults<'_>,
    ) -> Option<At<T>> {
        let At { place, value } = self.text(key, faults)?;
        match parse(value) {
            Ok(value) => Some(At { place, value }),
            Err(error) => {
                faults.add(place, format!("`{key}`: {error}"), hint);
                None
            }
        }
    }

    /// As [`Section::parsed`], and its absence is a fault.
    pub fn required<T, E: Display>(
        &self,
        key: &str,
        parse: impl Fn(&str) -> Result<T, E>,
        hint: &str,
        faults: &mut Faults<'_>,
    ) -> Option<At<T>> {
        if self.value(key).is_none() {
            faults.add(self.place, format!("{} has no `{key}`", self.name), hint);
        }
        self.parsed(key, parse, hint, faults)
    }

    /// A whole number that may be absent.
    pub fn integer(&self, key: &str, faults: &mut Faults<'_>) -> Option<At<i64>> {
        let value = self.value(key)?;
        let place = faults.place(value.span().start);
        let number = value.get_ref().as_integer();
        let number = number.and_then(|n| i64::from_str_radix(n.as_str(), n.radix()).ok());
        if number.is_none() {
            faults.add(
                place,
                format!("`{key}` is not a whole number"),
                "write digits, no quotes",
            );
        }
        number.map(|value| At { place, value })
    }

    /// The `[[…]]` tables under a key, none when it is absent.
    pub fn sections(
        &self,
        key: &str,
        name: &'static str,
        known: &[&str],
        faults: &mut Faults<'_>,
    ) -> Vec<Section<'t>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let place = faults.place(value.span().start);
        let Some(array) = value.get_ref().as_array() else {
            faults.add(
                place,
                format!("`{key}` is not a list"),
                format!("write {name}"),
            );
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in array.iter() {
            let place = faults.place(item.span().start);
            match item.get_ref().as_table() {
                Some(table) => sections.push(Section::new(name, place, table, known, faults)),
                None => faults.add(
                    place,
                    format!("`{key}` holds no table"),
                    format!("write {name}"),
                ),
            }
        }
        sections
    }
}
