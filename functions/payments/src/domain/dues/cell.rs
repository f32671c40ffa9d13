//! One cell as the file holds it, before anything is made of it.

use super::limits::SHOWN_CHARS_MAX;

/// What stands for a formula in a file of rejects: such a cell is refused again until it is mended.
pub const FORMULA_MARK: &str = "#FORMULA";

/// What stands in a cell. Text is never empty and has no blanks around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    Empty,
    Text(&'a str),
    /// A number of a spreadsheet. Never computed with: see [`number_text`].
    Number(f64),
    /// A date of a spreadsheet, in days since 30 December 1899.
    Serial(f64),
    Bool(bool),
    /// An error of the spreadsheet, such as `#N/D`.
    Error,
    /// A formula: its stored result may be stale, so it is not read.
    Formula,
}

impl<'a> Cell<'a> {
    /// A cell of text: trimmed, empty when nothing is left.
    pub fn text(raw: &'a str) -> Self {
        match raw.trim_matches(is_blank) {
            "" => Cell::Empty,
            text => Cell::Text(text),
        }
    }

    /// A cell of a CSV. `="00118"` is how some programs keep leading zeros, a leading `'` how
    /// others disarm a formula; any other `=` would be run by a spreadsheet.
    pub fn csv(raw: &'a str) -> Self {
        match Cell::text(raw) {
            Cell::Text(FORMULA_MARK) => Cell::Formula,
            Cell::Text(text) if text.starts_with('=') => {
                match text
                    .strip_prefix("=\"")
                    .and_then(|rest| rest.strip_suffix('"'))
                {
                    Some(quoted) if !quoted.contains('"') => Cell::text(quoted),
                    _ => Cell::Formula,
                }
            }
            Cell::Text(text) => match text.strip_prefix('\'') {
                Some(rest) if rest.starts_with(disarmed) => Cell::text(rest),
                _ => Cell::Text(text),
            },
            cell => cell,
        }
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Empty)
    }
}

fn disarmed(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@') || c.is_ascii_digit()
}

/// A text as a message repeats it: cut where it is long.
pub fn shown(text: &str) -> String {
    match kernel::text::truncate_chars(text, SHOWN_CHARS_MAX) {
        short if short.len() == text.len() => text.to_owned(),
        short => format!("{short}…"),
    }
}

/// Blanks that people cannot see: white space, no-break spaces, zero-width characters, BOM.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// A spreadsheet's number as the decimal text that the person sees: fifteen significant digits,
/// which is what spreadsheets show, without exponent. `None` beyond ±10^15 or when not a number.
///
/// `1500.1` → `"1500.1"`, `0.30000000000000004` → `"0.3"`, `46387.0` → `"46387"`.
pub fn number_text(number: f64) -> Option<String> {
    if !number.is_finite() || number.abs() >= 1e15 {
        return None;
    }
    let scientific = format!("{number:.14e}");
    let (mantissa, exponent) = scientific.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let negative = mantissa.starts_with('-');
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    Some(place_point(digits, exponent, negative))
}

/// `digits` × 10^(`exponent` − digits + 1), spelled out.
fn place_point(digits: &str, exponent: i32, negative: bool) -> String {
    let mut text = String::with_capacity(24);
    if negative {
        text.push('-');
    }
    let Ok(whole) = usize::try_from(exponent) else {
        text.push_str("0.");
        text.extend(std::iter::repeat_n(
            '0',
            exponent.unsigned_abs() as usize - 1,
        ));
        text.push_str(digits);
        return text;
    };
    match digits.split_at_checked(whole + 1) {
        Some((head, "")) => text.push_str(head),
        Some((head, tail)) => {
            text.push_str(head);
            text.push('.');
            text.push_str(tail);
        }
        None => {
            text.push_str(digits);
            text.extend(std::iter::repeat_n('0', whole + 1 - digits.len()));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_reads_as_the_spreadsheet_shows_it() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (30.0, "30"),
            (1500.1, "1500.1"),
            (0.1 + 0.2, "0.3"),
            (1.005, "1.005"),
            (12.345, "12.345"),
            (0.000_123, "0.000123"),
            (-12.5, "-12.5"),
            (80_047_110_152.0, "80047110152"),
            (999_999_999.99, "999999999.99"),
            (100_000.0, "100000"),
        ] {
            assert_eq!(number_text(number).as_deref(), Some(text), "{number}");
        }
        assert_eq!(number_text(f64::NAN), None);
        assert_eq!(number_text(1e15), None);
    }

    #[test]
    fn a_csv_cell_that_a_spreadsheet_would_run_is_a_formula() {
        assert_eq!(Cell::csv("=A1+1"), Cell::Formula);
        assert_eq!(Cell::csv("=\"00118\""), Cell::Text("00118"));
        assert_eq!(Cell::csv("=\"a\"&\"b\""), Cell::Formula);
        assert_eq!(Cell::csv("'00118"), Cell::Text("00118"));
        assert_eq!(Cell::csv("'ndrangheta"), Cell::Text("'ndrangheta"));
        assert_eq!(Cell::csv(" \u{a0}\u{feff} "), Cell::Empty);
    }

    proptest! {
        #[test]
        fn cents_written_by_a_spreadsheet_come_back_exactly(cents in 0i64..=99_999_999_999) {
            #[expect(clippy::cast_precision_loss, reason = "what a spreadsheet does")]
            let number = cents as f64 / 100.0;
            let text = number_text(number).expect("in range");
            let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
            let back = whole.parse::<i64>().expect("digits") * 100
                + format!("{part:0<2}").parse::<i64>().expect("digits");
            prop_assert_eq!(back, cents);
        }
    }
}
