use std::sync::LazyLock;
use std::sync::atomic::{AtomicI32, Ordering};

use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face as Ttf, GlyphId};
use unicode_normalization::UnicodeNormalization;

/// The faces that documents are set in (`assets/fonts/README.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    Regular,
    Bold,
    Mono,
    MonoBold,
}

struct Parsed {
    ttf: Ttf<'static>,
    kerning: Vec<PairAdjustment<'static>>,
    /// Glyphs and advances of the characters below [`TABLE_END`].
    glyphs: Vec<(GlyphId, f32)>,
    /// Kerning of the pairs of glyphs below [`PAIRS_SIDE`], once somebody asked for it.
    pairs: Vec<AtomicI32>,
}

/// The end of Latin Extended-A.
const TABLE_END: u32 = 0x180;
const PAIRS_SIDE: u16 = 512;
const UNKNOWN: i32 = i32::MIN;

static PARSED: LazyLock<[Parsed; Face::ALL.len()]> = LazyLock::new(|| Face::ALL.map(parse));

fn parse(face: Face) -> Parsed {
    let ttf = Ttf::parse(face.bytes(), 0).expect("an embedded font parses: a test reads them all");
    let characters = (0..TABLE_END).filter_map(char::from_u32);
    let glyphs = characters.map(|character| {
        let glyph = find_glyph(&ttf, character);
        (glyph, advance(&ttf, glyph))
    });
    let glyphs = glyphs.collect();
    let kerning = kerning(&ttf);
    let pairs = if kerning.is_empty() {
        0
    } else {
        usize::from(PAIRS_SIDE).pow(2)
    };
    Parsed {
        ttf,
        kerning,
        glyphs,
        pairs: std::iter::repeat_with(|| AtomicI32::new(UNKNOWN))
            .take(pairs)
            .collect(),
    }
}

fn advance(ttf: &Ttf, glyph: GlyphId) -> f32 {
    let units = ttf.glyph_hor_advance(glyph).unwrap_or(0);
    f32::from(units) / f32::from(ttf.units_per_em())
}

/// The glyph of a character; of the letter without its accent, else of `?`, where the face has none.
fn find_glyph(ttf: &Ttf, character: char) -> GlyphId {
    let wanted = if character.is_whitespace() {
        ' '
    } else {
        character
    };
    ttf.glyph_index(wanted)
        .or_else(|| {
            std::iter::once(wanted)
                .nfkd()
                .next()
                .and_then(|base| ttf.glyph_index(base))
        })
        .or_else(|| ttf.glyph_index('?'))
        .unwrap_or(GlyphId(0))
}

impl Face {
    pub(super) const ALL: [Self; 4] = [Self::Regular, Self::Bold, Self::Mono, Self::MonoBold];

    /// The whole font file.
    pub(super) const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/TitilliumWeb-Regular.ttf"),
            Self::Bold => include_bytes!("../../assets/fonts/TitilliumWeb-Bold.ttf"),
            Self::Mono => include_bytes!("../../assets/fonts/RobotoMono-Regular.ttf"),
            Self::MonoBold => include_bytes!("../../assets/fonts/RobotoMono-Bold.ttf"),
        }
    }

    pub(super) const fn postscript_name(self) -> &'static str {
        match self {
            Self::Regular => "TitilliumWeb-Regular",
            Self::Bold => "TitilliumWeb-Bold",
            Self::Mono => "RobotoMono-Regular",
            Self::MonoBold => "RobotoMono-Bold",
        }
    }

    pub(super) const fn is_monospaced(self) -> bool {
        matches!(self, Self::Mono | Self::MonoBold)
    }

    pub(super) fn ttf(self) -> &'static Ttf<'static> {
        &self.parsed().ttf
    }

    fn parsed(self) -> &'static Parsed {
        &PARSED[self as usize]
    }

    /// Font units in parts of the type size.
    pub(super) fn em(self, units: i16) -> f32 {
        f32::from(units) / f32::from(self.ttf().units_per_em())
    }

    /// Height of the capital letters in parts of the type size.
    pub(super) fn cap_height(self) -> f32 {
        self.em(self.ttf().capital_height().unwrap_or(700))
    }

    /// Advance of a glyph in parts of the type size.
    pub(super) fn advance(self, glyph: GlyphId) -> f32 {
        advance(self.ttf(), glyph)
    }

    /// What the pair stands closer (negative) or wider, in parts of the type size.
    pub(super) fn kern(self, left: GlyphId, right: GlyphId) -> f32 {
        let parsed = self.parsed();
        if parsed.kerning.is_empty() {
            return 0.0;
        }
        let near = left.0 < PAIRS_SIDE && right.0 < PAIRS_SIDE;
        let place = usize::from(left.0) * usize::from(PAIRS_SIDE) + usize::from(right.0);
        let Some(pair) = parsed.pairs.get(place).filter(|_| near) else {
            return self.em(parsed.kerned(left, right));
        };
        let known = pair.load(Ordering::Relaxed);
        if let (true, Ok(units)) = (known != UNKNOWN, i16::try_from(known)) {
            return self.em(units);
        }
        let units = parsed.kerned(left, right);
        pair.store(units.into(), Ordering::Relaxed);
        self.em(units)
    }

    /// The glyph of a character and its advance; of the letter without its accent, else of `?`, where the face
    /// has none.
    pub(super) fn letter(self, character: char) -> (GlyphId, f32) {
        let index = usize::try_from(u32::from(character)).unwrap_or(usize::MAX);
        let parsed = self.parsed();
        parsed.glyphs.get(index).copied().unwrap_or_else(|| {
            let glyph = find_glyph(&parsed.ttf, character);
            (glyph, advance(&parsed.ttf, glyph))
        })
    }

    pub(super) fn glyph(self, character: char) -> GlyphId {
        self.letter(character).0
    }

    /// Whether the face itself has the character.
    pub(super) fn has(self, character: char) -> bool {
        u32::from(character) < 0x7f || self.ttf().glyph_index(character).is_some()
    }
}

impl Parsed {
    fn kerned(&self, left: GlyphId, right: GlyphId) -> i16 {
        let mut pairs = self.kerning.iter();
        let found = pairs.find_map(|pair| adjustment(pair, left, right));
        found.unwrap_or(0)
    }
}

/// The pair tables of the font's `kern` feature.
fn kerning(ttf: &Ttf<'static>) -> Vec<PairAdjustment<'static>> {
    let Some(gpos) = ttf.tables().gpos else {
        return Vec::new();
    };
    let mut pairs = Vec::new();
    let features = gpos
        .features
        .into_iter()
        .filter(|f| f.tag == ttf_parser::Tag::from_bytes(b"kern"));
    let mut lookups: Vec<u16> = features.flat_map(|f| f.lookup_indices).collect();
    lookups.sort_unstable();
    lookups.dedup();
    for lookup in lookups
        .into_iter()
        .filter_map(|index| gpos.lookups.get(index))
    {
        for subtable in lookup.subtables.into_iter::<PositioningSubtable>() {
            if let PositioningSubtable::Pair(pair) = subtable {
                pairs.push(pair);
            }
        }
    }
    pairs
}

fn adjustment(pair: &PairAdjustment, left: GlyphId, right: GlyphId) -> Option<i16> {
    let index = pair.coverage().get(left)?;
    let (first, _) = match pair {
        PairAdjustment::Format1 { sets, .. } => sets.get(index)?.get(right)?,
        PairAdjustment::Format2 {
            classes, matrix, ..
        } => matrix.get((classes.0.get(left), classes.1.get(right)))?,
    };
    Some(first.x_advance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_has_the_letters_of_italy_and_its_neighbours() {
        let wanted = "ABCXYZabcxyz0123456789àèéìòùÀÈÉÌÒÙçñäöüßčšžđćŁő€’“”–…°|/\\@ ";
        for face in Face::ALL {
            for letter in wanted.chars() {
                assert!(
                    face.ttf().glyph_index(letter).is_some(),
                    "{face:?} lacks {letter}"
                );
            }
        }
    }

    #[test]
    fn a_letter_without_glyph_is_written_with_its_base() {
        let face = Face::Regular;
        assert_eq!(face.glyph('ǎ'), face.glyph('a'));
        assert_eq!(face.glyph('Ж'), face.glyph('?'));
        assert_eq!(face.glyph('\u{a0}'), face.glyph(' '));
    }

    #[test]
    fn kerning_pulls_a_pair_together() {
        let face = Face::Bold;
        assert!(face.kern(face.glyph('A'), face.glyph('V')) < 0.0);
        assert!(face.kern(face.glyph('H'), face.glyph('H')).abs() < f32::EPSILON);
    }
}
