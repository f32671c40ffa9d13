//! CSV as Italian spreadsheets open it: UTF-8 with its mark, `;`, CRLF; no cell that they would run.

/// The mark by which spreadsheets know UTF-8.
pub const BOM: &str = "\u{FEFF}";

/// A line of these cells, with its end.
pub fn line<T: AsRef<str>>(cells: impl IntoIterator<Item = T>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|c| cell(c.as_ref())).collect();
    format!("{}\r\n", cells.join(";"))
}

/// A text that shows what it says and nothing else: an apostrophe before what a spreadsheet would
/// take for a formula (OWASP, "CSV injection"), quotes around what would end the cell. Control
/// characters become blanks.
fn cell(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let runs = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let text = match text.trim_start().chars().next() {
        Some(first) if runs(first) => format!("'{text}"),
        _ => text,
    };
    if text.contains([';', '"']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_are_written_as_spreadsheets_read_them() {
        assert_eq!(line(["a", "1,50", ""]), "a;1,50;\r\n");
        assert_eq!(line(["a;b\"c"]), "\"a;b\"\"c\"\r\n");
        assert_eq!(line(["=1+1"]), "'=1+1\r\n");
        assert_eq!(line(["\t@SUM(A1)"]), "' @SUM(A1)\r\n");
        assert_eq!(line(["Rossi\r\nMario"]), "Rossi  Mario\r\n");
    }

    /// Texts that like to begin as formulas do.
    fn hostile() -> impl Strategy<Value = String> {
        let start = prop::sample::select(vec!["", "=", "+", "-", "@", "\t", "\r", "\n", " ", "\""]);
        (
            start,
            prop::sample::select(vec!["", "=", "+", "-", "@"]),
            any::<String>(),
        )
            .prop_map(|(a, b, rest)| format!("{a}{b}{rest}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn no_cell_is_run_and_none_leaves_its_place(texts in prop::collection::vec(hostile(), 2..6)) {
            let line = line(&texts);
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(b';')
                .has_headers(false)
                .from_reader(line.as_bytes());
            let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!(rows[0].len(), texts.len());
            for cell in &rows[0] {
                let first = cell.trim_start().chars().next();
                prop_assert!(!matches!(first, Some('=' | '+' | '-' | '@')), "{cell:?}");
                prop_assert!(!cell.contains(['\t', '\r', '\n']), "{cell:?}");
            }
        }

        #[test]
        fn harmless_texts_stay_what_they_are(text in "[A-Za-z0-9][A-Za-z0-9 ;,\"']{0,40}") {
            let line = line([&text, "x"]);
            let mut reader = csv::ReaderBuilder::new()
                .delimiter(b';')
                .has_headers(false)
                .from_reader(line.as_bytes());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(&row[0], text.as_str());
        }
    }
}
