//! Addresses made of words that people and other systems chose.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// A step of a path, or a value of a query: whatever it is, it stays in its place.
pub fn encoded(part: &str) -> String {
    utf8_percent_encode(part, ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_leave_its_place_is_escaped() {
        assert_eq!(encoded("2026-11-20PSP_1-1"), "2026-11-20PSP_1-1");
        assert_eq!(encoded("../a?b=è&c#d"), "%2E%2E%2Fa%3Fb%3D%C3%A8%26c%23d");
    }
}
