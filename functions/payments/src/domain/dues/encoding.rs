//! The text of a CSV from its bytes: a byte order mark, else strict UTF-8, else windows-1252.

use super::dialect::Encoding;
use super::failure::FileFailure;
use std::borrow::Cow;

/// The text and the encoding it was found in, or the one chosen. UTF-8 is not copied.
///
/// Latin-1 has no euro sign and leaves 0x80–0x9F to controls: such files are windows-1252.
pub fn decode(
    bytes: &[u8],
    choice: Option<Encoding>,
) -> Result<(Cow<'_, str>, Encoding), FileFailure> {
    let encoding = choice.unwrap_or_else(|| detect(bytes));
    let (text, bad) = match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => encoding_rs::UTF_8.decode_with_bom_removal(bytes),
        Encoding::Utf16Le => encoding_rs::UTF_16LE.decode_with_bom_removal(bytes),
        Encoding::Utf16Be => encoding_rs::UTF_16BE.decode_with_bom_removal(bytes),
        Encoding::Windows1252 => {
            // The mark of UTF-8 before a text that is none: a program's mistake.
            let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(text)
        }
    };
    if bad {
        return Err(FileFailure::OtherEncoding {
            encoding: encoding.name().to_owned(),
        });
    }
    Ok((text, encoding))
}

fn detect(bytes: &[u8]) -> Encoding {
    if bytes.starts_with(b"\xef\xbb\xbf") && std::str::from_utf8(bytes).is_ok() {
        Encoding::Utf8Bom
    } else if bytes.starts_with(b"\xff\xfe") {
        Encoding::Utf16Le
    } else if bytes.starts_with(b"\xfe\xff") {
        Encoding::Utf16Be
    } else if std::str::from_utf8(bytes).is_ok() {
        Encoding::Utf8
    } else {
        Encoding::Windows1252
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_are_read_from_every_encoding() {
        let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            "\u{feff}Città €".encode_utf16().flat_map(bytes).collect()
        };
        for (bytes, encoding) in [
            ("Città €".as_bytes().to_vec(), Encoding::Utf8),
            ("\u{feff}Città €".as_bytes().to_vec(), Encoding::Utf8Bom),
            (b"Citt\xe0 \x80".to_vec(), Encoding::Windows1252),
            (utf16(u16::to_le_bytes), Encoding::Utf16Le),
            (utf16(u16::to_be_bytes), Encoding::Utf16Be),
        ] {
            let (text, found) = decode(&bytes, None).expect("readable");
            assert_eq!((text.as_ref(), found), ("Città €", encoding));
        }
    }

    #[test]
    fn a_chosen_encoding_that_does_not_fit_is_said() {
        let failure = decode(b"Citt\xe0", Some(Encoding::Utf8)).expect_err("not UTF-8");
        assert_eq!(failure.code(), "other_encoding");
    }

    #[test]
    fn a_file_read_in_the_wrong_chosen_encoding_is_the_person_s_choice() {
        let (text, _) = decode("à".as_bytes(), Some(Encoding::Windows1252)).expect("any byte");
        assert_eq!(text, "Ã\u{a0}");
    }
}
