//! The check digits of a key: CRC-32 (IEEE 802.3, as in zip and PNG) of what stands before them, in
//! eight hexadecimal digits. They protect nothing: they tell a mistyped key, or a text that only
//! looks like one, without asking the table; a scanner of secrets does the same.

pub const DIGITS: usize = 8;

pub fn digits(text: &str) -> String {
    format!("{:08x}", crc32(text.as_bytes()))
}

fn crc32(bytes: &[u8]) -> u32 {
    let byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc));
    !bytes.iter().fold(!0, byte)
}

const fn step(crc: u32) -> u32 {
    let polynomial = if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
    (crc >> 1) ^ polynomial
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_crc_that_everybody_has() {
        // The check value of the catalogue of parametrised CRC algorithms.
        assert_eq!(digits("123456789"), "cbf43926");
        assert_eq!(digits("").len(), DIGITS);
    }
}
