//! A workbook is a zip: its size is judged by inflating it, as its headers can lie.

use super::failure::FileFailure;
use super::limits::{
    FILE_BYTES_MAX, INFLATE_RATIO_FREE_BYTES, INFLATE_RATIO_MAX, INFLATED_BYTES_MAX,
    STRINGS_BYTES_MAX, STRINGS_MAX, ZIP_PARTS_MAX,
};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Bytes inflated at a time.
const STEP: usize = 64 * 1024;

/// What the parts of a zip say that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Package {
    Workbook,
    OtherSpreadsheet,
    Document,
    /// A zip of nothing but one CSV: its place in the archive.
    OneCsv(usize),
    Other,
}

/// Inflates every part, keeping nothing, and says what the package is.
pub fn inspect(bytes: &[u8]) -> Result<Package, FileFailure> {
    inspect_metered(bytes, &mut 0)
}

/// As [`inspect`]; `inflated` grows by the bytes that came out, also where it fails. A part that says
/// itself that it is too large is believed, and not inflated at all.
fn inspect_metered(bytes: &[u8], inflated: &mut u64) -> Result<Package, FileFailure> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileFailure::Corrupt)?;
    let parts = archive.len();
    if parts > ZIP_PARTS_MAX {
        return Err(FileFailure::InflatesTooMuch);
    }
    let mut package = Package::Other;
    for index in 0..parts {
        let mut part = archive.by_index(index).map_err(zip_failure)?;
        let name = part
            .name()
            .map_err(|_| FileFailure::Corrupt)?
            .to_ascii_lowercase();
        package = kind(&name).unwrap_or(package);
        if archive_is_one_csv(parts, &name) {
            package = Package::OneCsv(index);
        }
        let bound = bound(part.compressed_size(), is_strings(&name));
        let left = INFLATED_BYTES_MAX.saturating_sub(*inflated);
        if part.size() > bound.min(left) {
            return Err(FileFailure::InflatesTooMuch);
        }
        inflate(&mut part, bound.min(left), is_strings(&name), inflated)?;
    }
    Ok(package)
}

fn zip_failure(error: ZipError) -> FileFailure {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => FileFailure::PasswordProtected,
        _ => FileFailure::Corrupt,
    }
}

fn archive_is_one_csv(files: usize, name: &str) -> bool {
    files == 1 && (name.ends_with(".csv") || name.ends_with(".txt"))
}

/// The content of a part. Its name is not looked at: nothing is written anywhere.
pub fn part(bytes: &[u8], index: usize) -> Result<Vec<u8>, FileFailure> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileFailure::Corrupt)?;
    let part = archive.by_index(index).map_err(|_| FileFailure::Corrupt)?;
    let most = FILE_BYTES_MAX as u64;
    let mut content = Vec::new();
    part.take(most + 1)
        .read_to_end(&mut content)
        .map_err(|_| FileFailure::Corrupt)?;
    if content.len() as u64 > most {
        return Err(FileFailure::TooBig);
    }
    Ok(content)
}

/// Bytes that a part may inflate to.
fn bound(compressed: u64, strings: bool) -> u64 {
    let ratio_bound = compressed
        .saturating_mul(INFLATE_RATIO_MAX)
        .max(INFLATE_RATIO_FREE_BYTES);
    if strings {
        ratio_bound.min(STRINGS_BYTES_MAX)
    } else {
        ratio_bound
    }
}

/// Inflates one part, within its bounds.
fn inflate(
    part: &mut impl Read,
    bound: u64,
    strings: bool,
    inflated: &mut u64,
) -> Result<(), FileFailure> {
    // Two bytes of the step before stand in front, so that nothing is missed between two steps.
    let mut buffer = vec![0; STEP + 2];
    let (mut of_part, mut items) = (0u64, 0usize);
    loop {
        let room = buffer.get_mut(2..).unwrap_or_default();
        let read = part.read(room).map_err(|_| FileFailure::Corrupt)?;
        if read == 0 {
            return Ok(());
        }
        of_part += read as u64;
        *inflated += read as u64;
        if strings {
            let filled = buffer.get(..read + 2).unwrap_or_default();
            items += filled.windows(3).filter(|window| window == b"<si").count();
            buffer.copy_within(read..read + 2, 0);
        }
        if of_part > bound || items > STRINGS_MAX {
            return Err(FileFailure::InflatesTooMuch);
        }
    }
}

fn is_strings(name: &str) -> bool {
    name.ends_with("sharedstrings.xml")
}

fn kind(name: &str) -> Option<Package> {
    match name {
        "xl/workbook.xml" => Some(Package::Workbook),
        "xl/workbook.bin" | "content.xml" => Some(Package::OtherSpreadsheet),
        "word/document.xml" | "ppt/presentation.xml" => Some(Package::Document),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn archive(parts: &[(&str, usize)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let blanks = vec![b' '; 1024 * 1024];
        for (name, megabytes) in parts {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .expect("a part");
            for _ in 0..*megabytes {
                writer.write_all(&blanks).expect("in memory");
            }
        }
        writer.finish().expect("in memory").into_inner()
    }

    #[test]
    fn a_package_is_told_by_its_parts() {
        for (part, package) in [
            ("xl/workbook.xml", Package::Workbook),
            ("xl/workbook.bin", Package::OtherSpreadsheet),
            ("content.xml", Package::OtherSpreadsheet),
            ("word/document.xml", Package::Document),
            ("dovuti.CSV", Package::OneCsv(0)),
            ("readme.md", Package::Other),
        ] {
            assert_eq!(inspect(&archive(&[(part, 0)])), Ok(package));
        }
    }

    #[test]
    fn a_bomb_is_refused_by_the_bytes_that_come_out() {
        let small = archive(&[("xl/workbook.xml", 0), ("xl/worksheets/sheet1.xml", 15)]);
        assert_eq!(
            inspect(&small),
            Ok(Package::Workbook),
            "blanks that harm nobody"
        );
        let bomb = archive(&[("xl/workbook.xml", 0), ("xl/worksheets/sheet1.xml", 40)]);
        assert_eq!(inspect(&bomb), Err(FileFailure::InflatesTooMuch));
    }

    #[test]
    fn a_bomb_that_lies_about_its_size_is_refused_too() {
        let mut bomb = archive(&[("xl/worksheets/sheet1.xml", 40)]);
        let honest = (40u32 * 1024 * 1024).to_le_bytes();
        let places: Vec<usize> = (0..bomb.len() - 4)
            .filter(|at| bomb[*at..*at + 4] == honest)
            .collect();
        assert!(!places.is_empty(), "the headers tell the size");
        for at in places {
            bomb[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
        }
        assert!(inspect(&bomb).is_err());
    }

    #[test]
    fn a_bomb_costs_no_more_than_its_bound_before_it_is_refused() {
        let bytes = archive(&[("xl/workbook.xml", 0), ("xl/worksheets/sheet1.xml", 40)]);
        let mut inflated = 0;
        let failure = inspect_metered(&bytes, &mut inflated);
        assert_eq!(failure, Err(FileFailure::InflatesTooMuch));
        assert_eq!(inflated, 0, "it says itself how large it is");
        let mut liar = bytes.clone();
        let honest = (40u32 * 1024 * 1024).to_le_bytes();
        for at in 0..liar.len() - 4 {
            if liar[at..at + 4] == honest {
                liar[at..at + 4].copy_from_slice(&10u32.to_le_bytes());
            }
        }
        inspect_metered(&liar, &mut inflated).expect_err("it lies");
        assert!(
            inflated <= INFLATE_RATIO_FREE_BYTES + STEP as u64,
            "{inflated}"
        );
    }

    #[test]
    fn strings_without_number_are_refused_before_they_are_kept() {
        let mut strings = b"<sst>".to_vec();
        for n in 0..=STRINGS_MAX {
            strings.extend_from_slice(format!("<si><t>{}</t></si>", n % 977).as_bytes());
        }
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer
            .start_file("xl/sharedStrings.xml", SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(&strings).expect("in memory");
        let bytes = writer.finish().expect("in memory").into_inner();
        assert_eq!(inspect(&bytes), Err(FileFailure::InflatesTooMuch));
    }

    #[test]
    fn a_broken_zip_is_corrupt() {
        let whole = archive(&[("xl/workbook.xml", 1)]);
        assert_eq!(
            inspect(&whole[..whole.len() / 2]),
            Err(FileFailure::Corrupt)
        );
        assert_eq!(inspect(b"PK\x03\x04"), Err(FileFailure::Corrupt));
    }
}
