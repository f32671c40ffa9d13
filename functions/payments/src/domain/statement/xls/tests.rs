use super::samples::{Written, compound, stream, strings};
use super::*;
use proptest::prelude::*;

fn rows(bytes: &[u8]) -> Result<Vec<String>, FileFailure> {
    let book = OldWorkbook::open(bytes)?;
    let mut rows = Vec::new();
    for sheet in 0..book.sheets() {
        book.read(sheet, |row, cells| {
            rows.push(format!("{row} {cells:?}"));
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(rows)
}

#[test]
fn labels_numbers_and_shared_strings_are_read() {
    let table = strings(&["DATA CONTABILE", "RIVERSAMENTO"]);
    let sheet = stream(
        &table,
        &[
            vec![Written::Shared(0), Written::Label("Perché")],
            vec![
                Written::Number(46_346.0),
                Written::Shared(1),
                Written::Formula,
            ],
        ],
    );
    assert_eq!(
        rows(&compound(&sheet)).unwrap(),
        [
            r#"1 [Text("DATA CONTABILE"), Text("Perché")]"#,
            r#"2 [Number(46346.0), Text("RIVERSAMENTO"), Formula]"#,
        ]
    );
}

#[test]
fn numbers_of_thirty_bits_are_read() {
    let sheet = stream(&[], &[]);
    let bof = sheet.len() - 4;
    let mut sheet = sheet[..bof].to_vec();
    // MULRK, row 0, columns 0 and 1: 1234 in hundredths, and 2.5 as the top of a float.
    let float = u32::try_from(2.5f64.to_bits() >> 32).unwrap();
    let whole = (1_234u32 << 2) | 3;
    let mut data = [0u16, 0, 0].map(u16::to_le_bytes).concat();
    data.extend(whole.to_le_bytes());
    data.extend([0, 0]);
    data.extend(float.to_le_bytes());
    data.extend([1, 0]);
    sheet.extend([0xbd, 0, u8::try_from(data.len()).unwrap(), 0]);
    sheet.extend(data);
    sheet.extend([0x0a, 0, 0, 0]);
    assert_eq!(
        rows(&compound(&sheet)).unwrap(),
        ["1 [Number(12.34), Number(2.5)]"]
    );
}

#[test]
fn a_file_that_lies_about_itself_is_refused_and_costs_nothing() {
    let sheet = stream(&strings(&["AB"]), &[vec![Written::Label("A")]]);
    let whole = compound(&sheet);
    assert_eq!(rows(&whole[..600]), Err(FileFailure::Corrupt));
    let mut endless = whole.clone();
    // The allocation table leads the directory back to itself.
    endless[512 + 4..512 + 8].copy_from_slice(&1u32.to_le_bytes());
    assert!(rows(&endless).is_ok());
    let mut many = sheet.clone();
    let at = many.windows(2).position(|two| two == [0xfc, 0]).unwrap();
    many[at + 8..at + 12].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(rows(&compound(&many)), Err(FileFailure::Corrupt));
    let locked = stream(&[0x2f, 0, 2, 0, 0, 0], &[]);
    assert_eq!(
        rows(&compound(&locked)),
        Err(FileFailure::PasswordProtected)
    );
    let wide = stream(&[], &[(0..300).map(|_| Written::Formula).collect()]);
    assert_eq!(rows(&compound(&wide)), Err(FileFailure::TooManyColumns));
}

proptest! {
    #[test]
    fn no_damage_makes_the_reader_panic(
        hits in prop::collection::vec((0usize..8_192, any::<u8>()), 1..40), cut in 0usize..8_192
    ) {
        let table = strings(&["DATA", "IMPORTO", "DESCRIZIONE"]);
        let rows_written = [vec![Written::Shared(0), Written::Label("X"), Written::Number(1.5)]];
        let mut file = compound(&stream(&table, &rows_written));
        for (at, byte) in hits {
            let at = at % file.len();
            file[at] = byte;
        }
        let _ = rows(&file);
        let _ = rows(file.get(..cut).unwrap_or(&file));
    }
}
