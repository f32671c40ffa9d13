//! Italian postal codes that a letter does not reach.

/// The first and the last code of the country.
const CODES: std::ops::RangeInclusive<&str> = "00010"..="98168";

/// Codes of whole cities that are divided into delivery zones by now: a letter needs the zone.
const OF_WHOLE_CITIES: [&str; 40] = [
    "00100", "06100", "09100", "10100", "15100", "16100", "19100", "20100", "24100", "25100",
    "28900", "29100", "30100", "34100", "35100", "37100", "38100", "40100", "41100", "42100",
    "43100", "44100", "47100", "47900", "48100", "50100", "56100", "57100", "60100", "61100",
    "65100", "70100", "71100", "74100", "80100", "84100", "89100", "90100", "95100", "98100",
];

/// Whether a code of five digits is out of the country's range, or of a city as a whole. Other codes
/// that were withdrawn are not known here: the list of the post office is not public.
pub fn is_obsolete(code: &str) -> bool {
    !CODES.contains(&code) || OF_WHOLE_CITIES.binary_search(&code).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_a_whole_city_or_of_no_place_is_obsolete() {
        for code in ["00100", "20100", "98100", "00009", "99999", "00000"] {
            assert!(is_obsolete(code), "{code}");
        }
        for code in ["00118", "20121", "98168", "22061", "00010"] {
            assert!(!is_obsolete(code), "{code}");
        }
    }

    #[test]
    fn the_codes_are_in_order() {
        assert!(OF_WHOLE_CITIES.is_sorted());
    }
}
