//! Records whose fields are kept packed: one binary attribute instead of many.
//!
//! A write costs one unit per KB of the item, and again for its copy in each index. A position has some thirty
//! fields, most of their bytes names and repetitions; packed, an item with four indexes stays within 1 KB.
//! The attribute `packed` is a zlib stream with a preset dictionary (RFC 1950) of the record as JSON.

use std::io::Write;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use flate2::write::ZlibEncoder;
use flate2::{Compress, Compression, Decompress, FlushDecompress, Status};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Item, TableError};

/// Where the fields stand.
pub(super) const PACKED: &str = "packed";
/// DynamoDB's largest item times the best that deflate can do on text that repeats itself.
const UNPACKED_BYTES_MAX: usize = 8 * 1024 * 1024;
/// zlib's window, in bits: larger than any record.
const WINDOW_BITS: u8 = 15;

/// The record's fields, as the value of [`PACKED`].
pub(super) fn pack<T: Serialize>(
    record: &T,
    dictionary: &[u8],
) -> Result<AttributeValue, TableError> {
    let fields = serde_json::to_vec(record).map_err(unpackable)?;
    let mut compress = Compress::new_with_window_bits(Compression::best(), true, WINDOW_BITS);
    compress.set_dictionary(dictionary).map_err(unpackable)?;
    let mut packer = ZlibEncoder::new_with_compress(Vec::new(), compress);
    packer.write_all(&fields).map_err(unpackable)?;
    let packed = packer.finish().map_err(unpackable)?;
    Ok(AttributeValue::B(Blob::new(packed)))
}

/// The record of an item that has [`PACKED`]; `None` for one whose fields stand by themselves.
pub(super) fn unpack<T: DeserializeOwned>(
    item: &Item,
    dictionary: &[u8],
) -> Option<Result<T, TableError>> {
    let AttributeValue::B(packed) = item.get(PACKED)? else {
        return None;
    };
    let fields = inflate(packed.as_ref(), dictionary);
    Some(fields.and_then(|fields| serde_json::from_slice(&fields).map_err(unreadable)))
}

fn inflate(packed: &[u8], dictionary: &[u8]) -> Result<Vec<u8>, TableError> {
    let mut inflate = Decompress::new(true);
    let mut fields = Vec::with_capacity(packed.len().saturating_mul(6).max(1_024));
    loop {
        let read = usize::try_from(inflate.total_in()).unwrap_or(usize::MAX);
        let rest = packed.get(read..).unwrap_or_default();
        match inflate.decompress_vec(rest, &mut fields, FlushDecompress::Finish) {
            Ok(Status::StreamEnd) => return Ok(fields),
            Ok(_) if fields.len() < fields.capacity() || fields.len() > UNPACKED_BYTES_MAX => {
                return Err(unreadable("cut off, or too long"));
            }
            Ok(_) => fields.reserve(fields.len()),
            Err(error) if error.needs_dictionary().is_some() => {
                inflate.set_dictionary(dictionary).map_err(unreadable)?;
            }
            Err(error) => return Err(unreadable(error)),
        }
    }
}

fn unpackable(error: impl std::fmt::Display) -> TableError {
    TableError::Encode(error.to_string())
}

fn unreadable(error: impl std::fmt::Display) -> TableError {
    TableError::Corrupt(format!("packed: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Key, Stored, from_item, to_item};

    const DICTIONARY: &[u8] = br#"{"notice_number":"30","amount_cents":"#;

    fn item(value: AttributeValue) -> Item {
        Item::from([(PACKED.to_owned(), value)])
    }

    #[test]
    fn what_is_packed_comes_back() {
        for record in [
            vec![],
            vec!["300715700000000032".to_owned(); 3],
            vec!["x".repeat(40_000); 90],
        ] {
            let packed = item(pack(&record, DICTIONARY).unwrap());
            let back: Vec<String> = unpack(&packed, DICTIONARY).unwrap().unwrap();
            assert_eq!(back, record);
        }
    }

    /// Installations that stored such records field by field read them on.
    #[test]
    fn a_record_whose_fields_stand_by_themselves_is_read() {
        #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        struct Due {
            amount_cents: i64,
            version: u64,
        }
        impl Stored for Due {
            const ENTITY: &'static str = "due";
            const DICTIONARY: Option<&'static [u8]> = Some(DICTIONARY);
            fn key(&self) -> Key {
                Key::new("DUE", "1")
            }
        }
        let due = Due {
            amount_cents: 3_000,
            version: 7,
        };
        let packed = to_item(&due).unwrap();
        assert_eq!(packed["version"].as_n().unwrap(), "7");
        assert!(!packed.contains_key("amount_cents"));
        assert_eq!(from_item::<Due>(packed).unwrap(), due);
        let mut plain: Item = serde_dynamo::to_item(&due).unwrap();
        plain.insert("entity".to_owned(), AttributeValue::S("due".to_owned()));
        assert_eq!(from_item::<Due>(plain).unwrap(), due);
    }

    #[test]
    fn another_dictionary_is_noticed() {
        let packed = item(pack(&"300715700000000032", DICTIONARY).unwrap());
        assert!(
            unpack::<String>(&packed, b"something else")
                .unwrap()
                .is_err()
        );
    }

    #[test]
    fn what_is_cut_off_is_noticed() {
        let AttributeValue::B(packed) = pack(&"300715700000000032", DICTIONARY).unwrap() else {
            panic!("not binary");
        };
        for length in 0..packed.as_ref().len() {
            let cut = AttributeValue::B(Blob::new(&packed.as_ref()[..length]));
            assert!(unpack::<String>(&item(cut), DICTIONARY).unwrap().is_err());
        }
    }
}
