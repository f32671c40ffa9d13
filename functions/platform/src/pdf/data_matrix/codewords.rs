//! The text as codewords (5.2 of the standard): ASCII, and C40 where capitals make that shorter.

/// What a codeword means.
const PAD: u8 = 129;
const LATCH_C40: u8 = 230;
const UNLATCH: u8 = 254;
/// Digit pairs 00–99 stand from here on.
const DIGITS: u8 = 130;
const FAR: u32 = u32::MAX / 2;

/// Where the encoder stands: in ASCII, or in C40 with so many values of a triple written.
const ASCII: usize = 0;
const C40: [usize; 3] = [1, 2, 3];

/// The shortest sequence of codewords in these two modes; `None` for a text that is not ASCII.
pub(super) fn encode(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() {
        return None;
    }
    let text = text.as_bytes();
    Some(write(text, &costs(text)))
}

/// Codewords still to be written from each place in each state: filled from the end.
fn costs(text: &[u8]) -> Vec<[u32; 4]> {
    let mut costs = vec![[FAR; 4]; text.len() + 1];
    costs[text.len()] = [0, 1, FAR, FAR];
    for at in (0..text.len()).rev() {
        let char = text[at];
        let mut here = [FAR; 4];
        here[ASCII] = 1 + costs[at + 1][ASCII];
        if is_pair(text, at) {
            here[ASCII] = here[ASCII].min(1 + costs[at + 2][ASCII]);
        }
        let values = values(char).1;
        for (phase, state) in C40.into_iter().enumerate() {
            let after = phase + values;
            let triples = u32::try_from(after / 3).unwrap_or(0);
            here[state] = 2 * triples + costs[at + 1][C40[after % 3]];
        }
        let (out, into) = (1 + here[ASCII], 1 + here[C40[0]]);
        here[C40[0]] = here[C40[0]].min(out);
        here[ASCII] = here[ASCII].min(into);
        costs[at] = here;
    }
    costs
}

fn write(text: &[u8], costs: &[[u32; 4]]) -> Vec<u8> {
    let mut words = Vec::with_capacity(text.len());
    let (mut at, mut state) = (0, ASCII);
    let mut triple: Vec<u8> = Vec::with_capacity(4);
    while at < text.len() {
        let cost = costs[at][state];
        if state == ASCII {
            if is_pair(text, at) && cost == 1 + costs[at + 2][ASCII] {
                words.push(DIGITS + 10 * (text[at] - b'0') + (text[at + 1] - b'0'));
                at += 2;
            } else if cost == 1 + costs[at + 1][ASCII] {
                words.push(text[at] + 1);
                at += 1;
            } else {
                words.push(LATCH_C40);
                state = C40[0];
            }
            continue;
        }
        if state == C40[0] && cost == 1 + costs[at][ASCII] {
            words.push(UNLATCH);
            state = ASCII;
            continue;
        }
        let (pair, count) = values(text[at]);
        triple.extend_from_slice(&pair[2 - count..]);
        if let [a, b, c, rest @ ..] = triple.as_slice() {
            let packed = 1600 * u16::from(*a) + 40 * u16::from(*b) + u16::from(*c) + 1;
            words.extend_from_slice(&packed.to_be_bytes());
            triple = rest.to_vec();
        }
        state = C40[triple.len()];
        at += 1;
    }
    if state != ASCII {
        words.push(UNLATCH);
    }
    words
}

/// Two digits from here on, which are one codeword.
fn is_pair(text: &[u8], at: usize) -> bool {
    matches!(text.get(at..at + 2), Some([a, b]) if a.is_ascii_digit() && b.is_ascii_digit())
}

/// The C40 values of a character, the last `count` of two: the first one shifts to another set.
fn values(char: u8) -> ([u8; 2], usize) {
    match char {
        b' ' => ([0, 3], 1),
        b'0'..=b'9' => ([0, char - b'0' + 4], 1),
        b'A'..=b'Z' => ([0, char - b'A' + 14], 1),
        0..=31 => ([0, char], 2),
        33..=47 => ([1, char - 33], 2),
        58..=64 => ([1, char - 58 + 15], 2),
        91..=95 => ([1, char - 91 + 22], 2),
        _ => ([2, char.saturating_sub(96)], 2),
    }
}

/// Fills up with pads, all but the first scrambled (5.2.3).
pub(super) fn pad(words: &mut Vec<u8>, length: usize) {
    if words.len() < length {
        words.push(PAD);
    }
    while words.len() < length {
        let pseudo = (149 * (words.len() + 1)) % 253 + 1;
        let scrambled = usize::from(PAD) + pseudo;
        let scrambled = if scrambled > 254 {
            scrambled - 254
        } else {
            scrambled
        };
        words.push(u8::try_from(scrambled).unwrap_or(PAD));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_pair_up_and_capitals_come_in_threes() {
        assert_eq!(
            encode("123456"),
            Some(vec![142, 164, 186]),
            "the standard's example"
        );
        assert_eq!(
            encode("AIMAIMAIM"),
            Some(vec![230, 91, 11, 91, 11, 91, 11, 254]),
            "the standard's example of C40, three times"
        );
        assert_eq!(encode("Aa1"), Some(vec![66, 98, 50]));
        assert_eq!(encode("ù"), None);
    }

    #[test]
    fn pads_are_scrambled() {
        let mut words = vec![142, 164, 186];
        pad(&mut words, 8);
        assert_eq!(words, [142, 164, 186, 129, 115, 11, 161, 56]);
    }
}
