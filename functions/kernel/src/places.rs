//! Where an Italian tax code says that somebody was born: municipalities, living and suppressed,
//! and foreign states.

/// `code,name,province`, sorted by code; see `data/README.md`.
const TABLE: &str = include_str!("../data/places.csv");
const HEADER: &str = "code,name,province\n";

/// A place with a cadastral code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// A letter and three digits, `H501`; `Z…` for a foreign state.
    pub code: &'static str,
    /// The present name, or the last one.
    pub name: &'static str,
    /// The letters of the (present or last) province, `RM`; `EE` for a foreign state.
    pub province: &'static str,
}

/// What the tables say about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceLookup {
    Known(Place),
    /// Not in the tables: worth a warning, never a refusal, as they may be older than the place.
    Unknown,
    /// The tax code says nothing about a place (provisional, 11 digits).
    NotTold,
}

/// Looks up a cadastral code such as `H501`.
pub fn look_up(code: &str) -> PlaceLookup {
    find(code).map_or(PlaceLookup::Unknown, PlaceLookup::Known)
}

/// Binary search on the text itself: no table is built at start. The range halves at each step.
fn find(code: &str) -> Option<Place> {
    let (mut low, mut high) = (HEADER.len(), TABLE.len());
    while low < high {
        let start = line_start(low, high);
        let line = TABLE.get(start..)?.lines().next()?;
        let mut fields = line.split(',');
        let (found, name, province) = (fields.next()?, fields.next()?, fields.next()?);
        match found.cmp(code) {
            std::cmp::Ordering::Equal => {
                return Some(Place {
                    code: found,
                    name,
                    province,
                });
            }
            std::cmp::Ordering::Less => low = start + line.len() + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// The start of the line that holds the middle of the range; `low` is itself a line's start.
fn line_start(low: usize, high: usize) -> usize {
    let middle = low + (high - low) / 2;
    let bytes = TABLE.as_bytes();
    let newline = bytes
        .get(low..middle)
        .and_then(|b| b.iter().rposition(|&b| b == b'\n'));
    newline.map_or(low, |index| low + index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_found_by_its_code() {
        let mut before = "";
        let mut count = 0;
        for line in TABLE.lines().skip(1) {
            let fields = line.split(',').collect::<Vec<_>>();
            let [code, name, province] = fields[..] else {
                panic!("{line}")
            };
            assert!(before < code, "{line} is out of order");
            assert_eq!(
                look_up(code),
                PlaceLookup::Known(Place {
                    code,
                    name,
                    province
                })
            );
            assert!(!name.is_empty() && province.len() == 2, "{line}");
            before = code;
            count += 1;
        }
        assert!(count > 10_000);
    }

    #[test]
    fn what_is_not_in_the_table_is_unknown() {
        for code in [
            "", "A000", "H50", "H5011", "Z999", "code", "h501", "Roma", "~", "\n", "È001",
        ] {
            assert_eq!(look_up(code), PlaceLookup::Unknown, "{code}");
        }
    }

    #[test]
    fn living_suppressed_and_foreign_places_are_known() {
        for (code, name, province) in [
            ("F205", "Milano", "MI"),
            ("A260", "Amblar", "TN"),
            ("M439", "Castegnero Nanto", "VI"),
            ("Z110", "Francia", "EE"),
        ] {
            assert_eq!(
                look_up(code),
                PlaceLookup::Known(Place {
                    code,
                    name,
                    province
                })
            );
        }
    }
}
