use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Name, Pdf, Rect, Ref, Str};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;
use ttf_parser::GlyphId;

use super::Face;
use super::document::{Refs, deflate};

/// PDF measures glyphs in thousandths of the type size.
const PDF_EM: f32 = 1000.0;

/// The glyphs that a document uses of each face, numbered in the order of their first use.
#[derive(Default)]
pub(super) struct Fonts {
    used: BTreeMap<Face, FontUse>,
}

#[derive(Default)]
struct FontUse {
    remapper: GlyphRemapper,
    characters: BTreeMap<u16, char>,
}

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
        let font = self.used.entry(face).or_default();
        let glyph = font.remapper.remap(glyph.0);
        font.characters.entry(glyph).or_insert(character);
        glyph.to_be_bytes()
    }

    /// Writes the fonts and tells under which reference each one stands.
    pub(super) fn write(&self, pdf: &mut Pdf, refs: &mut Refs) -> Vec<(Face, Ref)> {
        self.used
            .iter()
            .map(|(face, font)| (*face, font.write(*face, pdf, refs)))
            .collect()
    }
}

impl FontUse {
    fn write(&self, face: Face, pdf: &mut Pdf, refs: &mut Refs) -> Ref {
        let [font, cid, descriptor, file, to_unicode] = refs.many();
        let bytes = subsetter::subset(face.bytes(), 0, &self.remapper)
            .expect("an embedded font can be subset: a test does it for each");
        let name = format!("{}+{}", subset_tag(&bytes), face.postscript_name());
        pdf.type0_font(font)
            .base_font(Name(name.as_bytes()))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(to_unicode);
        self.write_glyphs(face, &name, pdf, cid, descriptor);
        write_descriptor(face, &name, pdf, descriptor, file);
        pdf.stream(file, &deflate(&bytes))
            .filter(Filter::FlateDecode)
            .pair(
                Name(b"Length1"),
                i32::try_from(bytes.len()).unwrap_or(i32::MAX),
            );
        pdf.stream(to_unicode, &deflate(&self.unicode_map()))
            .filter(Filter::FlateDecode);
        font
    }

    fn write_glyphs(&self, face: Face, name: &str, pdf: &mut Pdf, cid: Ref, descriptor: Ref) {
        let widths = self.remapper.remapped_gids();
        let widths = widths.map(|glyph| (face.advance(GlyphId(glyph)) * PDF_EM).round());
        let mut font = pdf.cid_font(cid);
        font.subtype(CidFontType::Type2)
            .base_font(Name(name.as_bytes()))
            .system_info(identity(b"Identity"))
            .font_descriptor(descriptor)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        font.widths().consecutive(0, widths);
    }

    /// Which character each glyph stands for, so that text can be found and copied.
    fn unicode_map(&self) -> Vec<u8> {
        let mut map = UnicodeCmap::new(Name(b"Custom"), identity(b"UCS"));
        for (glyph, character) in &self.characters {
            map.pair(*glyph, *character);
        }
        map.finish().to_vec()
    }
}

const fn identity(ordering: &[u8]) -> SystemInfo<'_> {
    SystemInfo {
        registry: Str(b"Adobe"),
        ordering: Str(ordering),
        supplement: 0,
    }
}

fn write_descriptor(face: Face, name: &str, pdf: &mut Pdf, descriptor: Ref, file: Ref) {
    let ttf = face.ttf();
    let scaled = |units: i16| (face.em(units) * PDF_EM).round();
    let bounds = ttf.global_bounding_box();
    let mut flags = FontFlags::SYMBOLIC;
    flags.set(FontFlags::FIXED_PITCH, face.is_monospaced());
    pdf.font_descriptor(descriptor)
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
    fn every_face_can_be_subset_and_named() {
        for face in Face::ALL {
            let mut fonts = Fonts::default();
            for letter in "Àé € 12".chars() {
                fonts.encode(face, face.glyph(letter), letter);
            }
            let mut pdf = Pdf::new();
            fonts.write(&mut pdf, &mut Refs::default());
            let bytes = pdf.finish();
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.contains(face.postscript_name()), "{face:?}");
            assert!(bytes.len() < 6_000, "{face:?} takes {} bytes", bytes.len());
        }
    }
}
