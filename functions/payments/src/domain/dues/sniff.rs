//! What a file is, from its bytes. Its name proves nothing.

use super::dialect::Format;
use super::failure::{FileFailure, Lookalike};

/// Bytes looked at from the top for control characters and markup.
const TEXT_BYTES: usize = 64 * 1024;

/// XLSX (a zip), or text that may be a CSV, or the reason why neither.
pub fn format(bytes: &[u8]) -> Result<Format, FileFailure> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Format::Xlsx);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(ole(bytes));
    }
    match known_kind(bytes).or_else(|| odd_text(bytes)) {
        Some(looks_like) => Err(FileFailure::NotASpreadsheet { looks_like }),
        None => Ok(Format::Csv),
    }
}

/// The compound file of old Office: an `.xls`, a Word document, or an encrypted XLSX, whose
/// directory names the stream `EncryptedPackage` (MS-OFFCRYPTO 2.3.4.4) in UTF-16LE.
fn ole(bytes: &[u8]) -> FileFailure {
    let names = |name: &str| {
        let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memfind(bytes, &utf16)
    };
    if names("EncryptedPackage") {
        FileFailure::PasswordProtected
    } else if names("Workbook") || names("Book") {
        FileFailure::OldExcel
    } else {
        FileFailure::NotASpreadsheet {
            looks_like: Lookalike::Word,
        }
    }
}

fn memfind(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

fn known_kind(bytes: &[u8]) -> Option<Lookalike> {
    const MAGIC: &[(&[u8], Lookalike)] = &[
        (b"%PDF-", Lookalike::Pdf),
        (b"{\\rtf", Lookalike::Word),
        (b"\x89PNG", Lookalike::Picture),
        (b"\xff\xd8\xff", Lookalike::Picture),
        (b"GIF8", Lookalike::Picture),
        (b"\x1f\x8b", Lookalike::Archive),
        (b"7z\xbc\xaf\x27\x1c", Lookalike::Archive),
        (b"Rar!", Lookalike::Archive),
        (b"\x30\x82", Lookalike::Signed),
        (b"\x30\x83", Lookalike::Signed),
        (b"\x30\x80", Lookalike::Signed),
        (b"-----BEGIN PKCS7", Lookalike::Signed),
    ];
    MAGIC
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, kind)| *kind)
}

/// Text of another kind, or no text at all. UTF-16 is told by its mark and has zero bytes.
fn odd_text(bytes: &[u8]) -> Option<Lookalike> {
    let top = bytes.get(..TEXT_BYTES).unwrap_or(bytes);
    if top.starts_with(b"\xff\xfe") || top.starts_with(b"\xfe\xff") {
        return None;
    }
    let text = top
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(top)
        .trim_ascii_start();
    let markup = |tag: &[u8]| {
        text.get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    if [&b"<!doctype"[..], b"<html", b"<table", b"<?xml"]
        .into_iter()
        .any(markup)
    {
        return Some(Lookalike::Web);
    }
    let control = |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\t' | b'\n' | b'\r' | 0x0c);
    top.iter().any(control).then_some(Lookalike::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> &'static str {
        format(bytes).expect_err("not a spreadsheet").code()
    }

    #[test]
    fn what_is_no_spreadsheet_is_named() {
        for (bytes, looks_like) in [
            (&b"%PDF-1.7\n"[..], Lookalike::Pdf),
            (b"\xef\xbb\xbf <HTML><table>", Lookalike::Web),
            (b"\x89PNG\r\n\x1a\n", Lookalike::Picture),
            (b"\x30\x82\x10\x00", Lookalike::Signed),
            (b"a;b\n\0\0\0", Lookalike::Unknown),
        ] {
            assert_eq!(
                format(bytes),
                Err(FileFailure::NotASpreadsheet { looks_like })
            );
        }
    }

    #[test]
    fn old_office_files_are_told_apart() {
        let with = |name: &str| {
            let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
            bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        };
        assert_eq!(refused(&with("EncryptedPackage")), "password_protected");
        assert_eq!(refused(&with("Workbook")), "old_excel");
        assert_eq!(refused(&with("WordDocument")), "not_a_spreadsheet");
    }

    #[test]
    fn text_in_any_encoding_may_be_a_csv() {
        for bytes in [
            &b"a;b\r\n"[..],
            b"citt\xe0;b\n",
            b"\xff\xfea\0;\0",
            b"\xef\xbb\xbfa;b",
        ] {
            assert_eq!(format(bytes), Ok(Format::Csv));
        }
    }
}
