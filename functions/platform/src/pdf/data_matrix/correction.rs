//! Codewords that restore damaged ones: Reed-Solomon over GF(256) with polynomial 301 (annex E).

use std::sync::LazyLock;

const POLYNOMIAL: u16 = 301;

struct Field {
    powers: [u8; 255],
    logarithms: [u8; 256],
}

static FIELD: LazyLock<Field> = LazyLock::new(|| {
    let (mut powers, mut logarithms) = ([0; 255], [0; 256]);
    let mut power: u16 = 1;
    for exponent in 0..=254_u8 {
        let value = u8::try_from(power).unwrap_or(0);
        powers[usize::from(exponent)] = value;
        logarithms[usize::from(value)] = exponent;
        power *= 2;
        if power > 255 {
            power ^= POLYNOMIAL;
        }
    }
    Field { powers, logarithms }
});

impl Field {
    fn times(&self, a: u8, b: u8) -> u8 {
        if a == 0 || b == 0 {
            return 0;
        }
        let logarithm = |value: u8| usize::from(self.logarithms[usize::from(value)]);
        self.powers[(logarithm(a) + logarithm(b)) % 255]
    }

    /// The polynomial with the roots α¹…αⁿ, highest power first and that one left out.
    fn generator(&self, degree: usize) -> Vec<u8> {
        let mut polynomial = vec![1];
        for root in 1..=degree {
            let root = self.powers[root % 255];
            polynomial.push(0);
            for at in (1..polynomial.len()).rev() {
                polynomial[at] ^= self.times(polynomial[at - 1], root);
            }
        }
        polynomial.split_off(1)
    }
}

/// Appends `count` codewords for each of `blocks` blocks, into which the data are dealt like cards.
pub(super) fn append(words: &mut Vec<u8>, blocks: usize, count: usize) {
    let field = &*FIELD;
    let generator = field.generator(count);
    let data = words.len();
    words.resize(data + blocks * count, 0);
    for block in 0..blocks {
        let mut rest = vec![0_u8; count];
        for word in words[..data].iter().skip(block).step_by(blocks) {
            let factor = word ^ rest[0];
            rest.rotate_left(1);
            rest[count - 1] = 0;
            for (rest, part) in rest.iter_mut().zip(&generator) {
                *rest ^= field.times(factor, *part);
            }
        }
        let places = words[data..].iter_mut().skip(block).step_by(blocks);
        for (place, word) in places.zip(rest) {
            *place = word;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_example_gets_its_five_codewords() {
        let mut words = vec![142, 164, 186];
        append(&mut words, 1, 5);
        assert_eq!(words, [142, 164, 186, 114, 25, 5, 88, 102]);
    }
}
