//! Crockford's base 32 in lower case: no `i`, `l`, `o`, `u`, so that nobody misreads a key.

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Five bits a character, the last one filled with zeros: 32 bytes become 52 characters.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(digit(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(digit(held << (5 - bits)));
    }
    text
}

fn digit(value: u32) -> char {
    let at = usize::try_from(value % 32).unwrap_or(0);
    ALPHABET.get(at).copied().map_or('0', char::from)
}

/// Whether a text has these digits alone.
pub fn is_all(text: &str) -> bool {
    text.bytes().all(|byte| ALPHABET.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_digits_without_loss() {
        assert_eq!(encode(&[]), "");
        assert_eq!(encode(&[0xff]), "zw");
        assert_eq!(encode(b"foobar"), "csqpyrk1e8");
        assert_eq!(encode(&[0xff; 32]).len(), 52);
        assert!(is_all(&encode(&[0xa7; 32])));
    }

    #[test]
    fn other_letters_are_no_digits() {
        assert!(is_all("0z") && !is_all("u") && !is_all("A") && !is_all("_"));
    }
}
