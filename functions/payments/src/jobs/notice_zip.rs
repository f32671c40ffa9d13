//! One ZIP file of notices: the same positions and settings give the same bytes.

use std::io::{Cursor, Write};

use kernel::time::rome_datetime;
use zip::result::{ZipError, ZipResult};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::domain::bundle::{entry_name, open_notices};
use crate::domain::position::DebtPosition;
use crate::domain::printing;
use crate::domain::settings::CreditorSettings;

/// A file that was made, and what is in it.
#[derive(Debug)]
pub struct Zipped {
    pub bytes: Vec<u8>,
    pub notices: u64,
    /// Positions that nobody has to pay any more.
    pub closed: u64,
}

/// The notice of every position that is still to be paid. PDFs are compressed already: they are stored as they are, dated by the
/// publication of their position.
pub fn zip(positions: &[DebtPosition], settings: &CreditorSettings) -> ZipResult<Zipped> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let (mut notices, mut closed) = (0, 0);
    for position in positions {
        let before = notices;
        for part in open_notices(position) {
            writer.start_file(entry_name(position, part), options(position))?;
            let pdf = printing::notice_pdf(position, part, settings);
            writer.write_all(&pdf).map_err(ZipError::Io)?;
            notices += 1;
        }
        closed += u64::from(notices == before);
    }
    Ok(Zipped {
        bytes: writer.finish()?.into_inner(),
        notices,
        closed,
    })
}

fn options(position: &DebtPosition) -> SimpleFileOptions {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .unix_permissions(0o644);
    let at = rome_datetime(position.created_at);
    let part = |value: i8| u8::try_from(value).unwrap_or(1);
    let (year, [month, day]) = (u16::try_from(at.year()), [at.month(), at.day()].map(part));
    let [hour, minute, second] = [at.hour(), at.minute(), at.second()].map(part);
    let dated = year
        .ok()
        .and_then(|year| DateTime::from_date_and_time(year, month, day, hour, minute, second).ok());
    options.last_modified_time(dated.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io::Read;

    use super::*;
    use crate::domain::position::{PositionState, samples};
    use crate::domain::settings::samples::settings as sample_settings;

    fn positions() -> Vec<DebtPosition> {
        let mut paid = samples::position();
        paid.state = PositionState::Invalid;
        vec![samples::position(), paid]
    }

    #[test]
    fn a_file_holds_the_open_notices_byte_for_byte() {
        let settings = sample_settings();
        let zipped = zip(&positions(), &settings).expect("a file");
        assert_eq!((zipped.notices, zipped.closed), (1, 1));
        let mut archive = zip::ZipArchive::new(Cursor::new(zipped.bytes)).expect("readable");
        let position = samples::position();
        let part = position.first().expect("a part");
        let mut file = archive.by_index(0).expect("an entry");
        assert_eq!(file.name().expect("UTF-8"), entry_name(&position, part));
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("readable");
        assert_eq!(bytes, printing::notice_pdf(&position, part, &settings));
    }

    #[test]
    fn the_same_positions_make_the_same_file() {
        let made: BTreeSet<Vec<u8>> = (0..3)
            .map(|_| zip(&positions(), &sample_settings()).expect("a file").bytes)
            .collect();
        assert_eq!(made.len(), 1);
    }
}
