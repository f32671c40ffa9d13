//! The first page of a person in an organisation: which widgets, in which order, how wide.

use serde::{Deserialize, Serialize};

/// More than there are widgets; what is beyond is not kept.
pub const TILES_MAX: usize = 24;
const NAME_CHARS_MAX: usize = 40;

/// The name of a widget: `[a-z_]{1,40}`. Whether there is such a widget, [`crate::panel`] knows: a
/// dashboard may name one that has gone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WidgetName(String);

impl WidgetName {
    pub fn parse(text: &str) -> Option<Self> {
        let known = |c: char| c.is_ascii_lowercase() || c == '_';
        let good = (1..=NAME_CHARS_MAX).contains(&text.len()) && text.chars().all(known);
        good.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WidgetName {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not the name of a widget")
    }
}

impl From<WidgetName> for String {
    fn from(name: WidgetName) -> Self {
        name.0
    }
}

/// How wide a tile is where there is room; on a telephone each takes the whole width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    Third,
    #[default]
    Half,
    Full,
}

impl Width {
    pub const ALL: [Self; 3] = [Self::Third, Self::Half, Self::Full];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|width| width.name() == text)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Third => "third",
            Self::Half => "half",
            Self::Full => "full",
        }
    }

    pub const fn italian(self) -> &'static str {
        match self {
            Self::Third => "Stretto",
            Self::Half => "Medio",
            Self::Full => "Intero",
        }
    }
}

/// One widget in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    pub widget: WidgetName,
    pub width: Width,
}

/// What a person does to a tile. Each says where things end, so that the same press twice is once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Add,
    Remove,
    /// To this place, counted from 0; past the end is the end.
    Place(usize),
    Width(Width),
}

/// The tiles in their order, no widget twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tiles(Vec<Tile>);

impl Tiles {
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Tile> {
        self.0.iter()
    }

    pub fn has(&self, widget: &WidgetName) -> bool {
        self.at(widget).is_some()
    }

    fn at(&self, widget: &WidgetName) -> Option<usize> {
        self.0.iter().position(|tile| tile.widget == *widget)
    }

    /// The tiles afterwards. What can't be done (a tile that is not there, one too many) changes
    /// nothing.
    #[must_use]
    pub fn after(&self, widget: &WidgetName, change: Change) -> Self {
        let mut tiles = self.0.clone();
        match (self.at(widget), change) {
            (None, Change::Add) if tiles.len() < TILES_MAX => tiles.push(Tile {
                widget: widget.clone(),
                width: Width::default(),
            }),
            (Some(at), Change::Remove) => {
                tiles.remove(at);
            }
            (Some(at), Change::Place(to)) => {
                let tile = tiles.remove(at);
                tiles.insert(to.min(tiles.len()), tile);
            }
            (Some(at), Change::Width(width)) => {
                let tile = tiles.get_mut(at).into_iter();
                tile.for_each(|tile| tile.width = width);
            }
            (Some(_), Change::Add)
            | (None, Change::Add | Change::Remove | Change::Place(_) | Change::Width(_)) => {}
        }
        Self(tiles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> WidgetName {
        WidgetName::parse(text).unwrap()
    }

    fn tiles(names: &[&str]) -> Tiles {
        let add = |tiles: Tiles, text: &&str| tiles.after(&name(text), Change::Add);
        names.iter().fold(Tiles::default(), add)
    }

    fn names(tiles: &Tiles) -> Vec<&str> {
        tiles.iter().map(|tile| tile.widget.as_str()).collect()
    }

    #[test]
    fn every_change_made_twice_is_made_once() {
        let before = tiles(&["a", "b", "c"]);
        let changes = [
            Change::Add,
            Change::Remove,
            Change::Place(0),
            Change::Place(9),
            Change::Width(Width::Full),
        ];
        for change in changes {
            for widget in [name("b"), name("z")] {
                let once = before.after(&widget, change);
                assert_eq!(once.after(&widget, change), once, "{change:?}");
            }
        }
    }

    #[test]
    fn a_tile_is_added_placed_sized_and_taken_away() {
        let moved = tiles(&["a", "b", "c"]).after(&name("c"), Change::Place(1));
        assert_eq!(names(&moved), ["a", "c", "b"]);
        assert_eq!(
            names(&moved.after(&name("a"), Change::Place(99))),
            ["c", "b", "a"]
        );
        let wide = moved.after(&name("c"), Change::Width(Width::Full));
        assert_eq!(wide.iter().nth(1).unwrap().width, Width::Full);
        assert_eq!(names(&wide.after(&name("a"), Change::Remove)), ["c", "b"]);
    }

    #[test]
    fn there_are_never_too_many() {
        let letters: Vec<String> = ('a'..='z').map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        assert_eq!(tiles(&letters).iter().len(), TILES_MAX);
    }

    #[test]
    fn a_name_is_small_letters_alone() {
        for wrong in ["", "A", "a b", "à", "a#b", &"a".repeat(41)] {
            assert_eq!(WidgetName::parse(wrong), None, "{wrong}");
        }
        assert!(serde_json::from_str::<WidgetName>("\"a#b\"").is_err());
        for width in Width::ALL {
            assert_eq!(Width::parse(width.name()), Some(width));
        }
    }
}
