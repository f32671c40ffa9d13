use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Chunk, Filter, Name, Rect, Ref, Str};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;
use ttf_parser::GlyphId;

use super::Face;
use super::document::{Refs, deflate_once};
use super::file::File;
use super::lean::lean;

/// PDF measures glyphs in thousandths of the type size.
const PDF_EM: f32 = 1000.0;

/// The glyphs that a document uses of each face: those of [`common`], which every document has, and its own
/// after them in the order of their first use.
#[derive(Default)]
pub(super) struct Fonts {
    used: BTreeMap<Face, Own>,
}

/// Glyphs beside the common ones, and the character that each stands for.
type Own = Vec<(u16, char)>;

impl Fonts {
    /// Name of the face in the resources of a page.
    pub(super) const fn resource(face: Face) -> Name<'static> {
        match face {
            Face::Regular => Name(b"R"),
            Face::Bold => Name(b"B"),
            Face::Mono => Name(b"M"),
            Face::MonoBold => Name(b"N"),
        }
    }

    /// The two bytes by which a text of the page writes a glyph that stands for `character`.
    pub(super) fn encode(&mut self, face: Face, glyph: GlyphId, character: char) -> [u8; 2] {
        let own = self.used.entry(face).or_default();
        let common = common(face);
        let number = common.remapper.get(glyph.0).unwrap_or_else(|| {
            let known = own.iter().position(|(known, _)| *known == glyph.0);
            let place = known.unwrap_or_else(|| {
                own.push((glyph.0, character));
                own.len() - 1
            });
            common.remapper.num_gids() + u16::try_from(place).unwrap_or(u16::MAX)
        });
        number.to_be_bytes()
    }

    /// Writes the fonts and tells under which reference each one stands.
    pub(super) fn write(&self, file: &mut File, refs: &mut Refs) -> Vec<(Face, Ref)> {
        self.used
            .iter()
            .map(|(face, own)| (*face, subset(*face, own).write(*face, file, refs)))
            .collect()
    }
}

/// A part of a face as files carry it.
#[derive(Clone)]
struct Subset {
    remapper: GlyphRemapper,
    characters: BTreeMap<u16, char>,
    name: String,
    size_bytes: usize,
    /// Deflated.
    file: Vec<u8>,
    to_unicode: Vec<u8>,
}

/// What nearly every document is written with. A font file made once serves them all, and a document of
/// other letters has one of its own.
fn common(face: Face) -> &'static Subset {
    static COMMON: LazyLock<[Subset; Face::ALL.len()]> = LazyLock::new(|| {
        Face::ALL
            .map(|face| Subset::new(face, GlyphRemapper::new(), BTreeMap::new(), &letters(face)))
    });
    &COMMON[face as usize]
}

const TEXT: &str = " !\"%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz\
    €°·’ÀÈÉÌÒÙàèéìòùÄÖÜßäöü";
const CODES: &str = " ,.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const NUMBERS: &str = " ,.0123456789P";

fn letters(face: Face) -> Own {
    let letters = match face {
        Face::Regular | Face::Bold => TEXT,
        Face::Mono => CODES,
        Face::MonoBold => NUMBERS,
    };
    letters
        .chars()
        .map(|letter| (face.glyph(letter).0, letter))
        .collect()
}

/// Subsets with letters beyond the common ones that are kept: the bodies of a place write the same few.
const KEPT_MAX: usize = 64;

/// The common letters and these: made once for each set that comes again.
fn subset(face: Face, own: &Own) -> Arc<Subset> {
    type Kept = HashMap<(Face, Own), Arc<Subset>>;
    static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);
    let lock = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let key = (face, own.clone());
    if let Some(kept) = lock().get(&key) {
        return Arc::clone(kept);
    }
    let common = common(face);
    let made = Arc::new(if own.is_empty() {
        common.clone()
    } else {
        Subset::new(
            face,
            common.remapper.clone(),
            common.characters.clone(),
            own,
        )
    });
    let mut kept = lock();
    if kept.len() >= KEPT_MAX {
        kept.clear();
    }
    kept.insert(key, Arc::clone(&made));
    made
}

impl Subset {
    fn new(
        face: Face,
        mut remapper: GlyphRemapper,
        mut characters: BTreeMap<u16, char>,
        more: &Own,
    ) -> Self {
        for (glyph, character) in more {
            let number = remapper.remap(*glyph);
            characters.entry(number).or_insert(*character);
        }
        let bytes = subsetter::subset(face.bytes(), 0, &remapper)
            .expect("an embedded font can be subset: a test does it for each");
        let bytes = lean(&bytes);
        Self {
            name: format!("{}+{}", subset_tag(&bytes), face.postscript_name()),
            size_bytes: bytes.len(),
            file: deflate_once(&bytes),
            to_unicode: deflate_once(&unicode_map(&characters)),
            remapper,
            characters,
        }
    }

    fn write(&self, face: Face, out: &mut File, refs: &mut Refs) -> Ref {
        let [font, cid, descriptor, file, to_unicode] = refs.many();
        out.object(font, |chunk| {
            chunk
                .type0_font(font)
                .base_font(Name(self.name.as_bytes()))
                .encoding_predefined(Name(b"Identity-H"))
                .descendant_font(cid)
                .to_unicode(to_unicode);
        });
        out.object(cid, |chunk| self.write_glyphs(face, chunk, cid, descriptor));
        out.object(descriptor, |chunk| {
            write_descriptor(face, &self.name, chunk, descriptor, file);
        });
        out.stream(file, |chunk| {
            let length = i32::try_from(self.size_bytes).unwrap_or(i32::MAX);
            let mut stream = chunk.stream(file, &self.file);
            stream.filter(Filter::FlateDecode);
            stream.pair(Name(b"Length1"), length);
        });
        out.stream(to_unicode, |chunk| {
            let mut stream = chunk.stream(to_unicode, &self.to_unicode);
            stream.filter(Filter::FlateDecode);
        });
        font
    }

    fn write_glyphs(&self, face: Face, chunk: &mut Chunk, cid: Ref, descriptor: Ref) {
        let widths = self.remapper.remapped_gids();
        let widths = widths.map(|glyph| (face.advance(GlyphId(glyph)) * PDF_EM).round());
        let mut font = chunk.cid_font(cid);
        font.subtype(CidFontType::Type2)
            .base_font(Name(self.name.as_bytes()))
            .system_info(identity(b"Identity"))
            .font_descriptor(descriptor)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        font.widths().consecutive(0, widths);
    }
}

/// Which character each glyph stands for, so that text can be found and copied.
fn unicode_map(characters: &BTreeMap<u16, char>) -> Vec<u8> {
    let mut map = UnicodeCmap::new(Name(b"Custom"), identity(b"UCS"));
    for (glyph, character) in characters {
        map.pair(*glyph, *character);
    }
    map.finish().to_vec()
}

const fn identity(ordering: &[u8]) -> SystemInfo<'_> {
    SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(ordering),
        supplement: 0,
    }
}

fn write_descriptor(face: Face, name: &str, chunk: &mut Chunk, descriptor: Ref, file: Ref) {
    let ttf = face.ttf();
    let scaled = |units: i16| (face.em(units) * PDF_EM).round();
    let bounds = ttf.global_bounding_box();
    let mut flags = FontFlags::SYMBOLIC;
    flags.set(FontFlags::FIXED_PITCH, face.is_monospaced());
    chunk
        .font_descriptor(descriptor)
        .name(Name(name.as_bytes()))
        .flags(flags)
        .bbox(Rect::new(
            scaled(bounds.x_min),
            scaled(bounds.y_min),
            scaled(bounds.x_max),
            scaled(bounds.y_max),
        ))
        .italic_angle(0.0)
        .ascent(scaled(ttf.ascender()))
        .descent(scaled(ttf.descender()))
        .cap_height(face.cap_height() * PDF_EM)
        .stem_v(if ttf.weight().to_number() >= 600 {
            140.0
        } else {
            80.0
        })
        .font_file2(file);
}

/// Six capitals that tell two subsets of one font apart (ISO 32000-1, 9.6.4).
fn subset_tag(subset: &[u8]) -> String {
    Sha256::digest(subset)
        .iter()
        .take(6)
        .map(|byte| char::from(b'A' + byte % 26))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_its_own_comes_after_the_common_ones() {
        let mut fonts = Fonts::default();
        let mut encode = |letter| {
            let face = Face::Regular;
            u16::from_be_bytes(fonts.encode(face, face.glyph(letter), letter))
        };
        let count = common(Face::Regular).remapper.num_gids();
        assert!(encode('A') < count && encode('ß') < count);
        assert_eq!(
            [encode('ž'), encode('č'), encode('ž')],
            [count, count + 1, count]
        );
    }

    #[test]
    fn every_face_can_be_subset_and_named() {
        for face in Face::ALL {
            let mut fonts = Fonts::default();
            for letter in "Àé € 12".chars() {
                fonts.encode(face, face.glyph(letter), letter);
            }
            let (mut file, mut refs) = (File::new(), Refs::default());
            let [(_, font)] = fonts.write(&mut file, &mut refs)[..] else {
                panic!("one face is used");
            };
            let bytes = file.finish(refs, font, font);
            assert!(bytes.len() < 8_000, "{face:?} takes {} bytes", bytes.len());
        }
    }
}
