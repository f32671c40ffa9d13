//! The two Italian check schemes: the letter of a codice fiscale (and of a BBAN), the digit of an
//! 11-digit code.

/// Values in odd places (the first, the third…) for A–Z; a digit has the value of the letter of
/// the same rank (0 as A, 9 as J). D.M. 23 December 1976; the BBAN's CIN uses the same table.
const ODD: [u8; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// The rank 0–25 of a letter A–Z or of a digit 0–9; `None` for anything else.
fn rank(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'Z' => Some(byte - b'A'),
        _ => None,
    }
}

/// The check letter over A–Z and 0–9; `None` when another character is among them.
pub(crate) fn letter_sum(bytes: impl IntoIterator<Item = u8>) -> Option<u8> {
    let mut sum = 0_u32;
    for (index, byte) in bytes.into_iter().enumerate() {
        let rank = rank(byte)?;
        let value = if index % 2 == 0 {
            *ODD.get(usize::from(rank))?
        } else {
            rank
        };
        sum += u32::from(value);
    }
    Some(b'A' + u8::try_from(sum % 26).ok()?)
}

/// True when the last of the 11 digits is the check digit of a partita IVA (Luhn's scheme; D.M.
/// 23 December 1976 uses it for every 11-digit code, those of bodies and provisional ones too).
pub(super) fn eleventh_digit_is_right(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .enumerate()
        .map(|(index, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            match (index % 2, digit) {
                (0, _) => digit,
                (_, 0..=4) => digit * 2,
                (_, _) => (digit * 2).wrapping_sub(9),
            }
        })
        .sum();
    sum.is_multiple_of(10)
}
