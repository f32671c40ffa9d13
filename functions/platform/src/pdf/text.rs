use std::ops::Range;

use kernel::text::fold_ascii;
use ttf_parser::GlyphId;
use unicode_normalization::UnicodeNormalization;

use super::block::{Block, line_height, trimmed};
use super::wrap;
use super::{Color, Face};

/// Step by which [`Text::fit`] tries smaller sizes.
const SHRINK_STEP_PT: f32 = 0.5;

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    pub face: Face,
    pub size_pt: f32,
    pub color: Color,
    /// Distance of two lines in parts of the size.
    pub leading: f32,
    /// BCP 47 tag (`de`) of words that are not in the document's language.
    pub language: Option<&'static str>,
}

impl Style {
    /// Black text with a comfortable distance of the lines.
    pub const fn new(face: Face, size_pt: f32) -> Self {
        Self {
            face,
            size_pt,
            color: Color::BLACK,
            leading: 1.25,
            language: None,
        }
    }

    pub const fn face(self, face: Face) -> Self {
        Self { face, ..self }
    }

    pub const fn size(self, size_pt: f32) -> Self {
        Self { size_pt, ..self }
    }

    pub const fn color(self, color: Color) -> Self {
        Self { color, ..self }
    }

    pub const fn leading(self, leading: f32) -> Self {
        Self { leading, ..self }
    }

    pub const fn language(self, tag: &'static str) -> Self {
        Self {
            language: Some(tag),
            ..self
        }
    }
}

/// A text, perhaps in several styles.
#[derive(Debug, Clone, Default)]
pub struct Text {
    pub(super) letters: Vec<Letter>,
}

/// A character, measured once: wrapping and shrinking look at it many times.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub char: char,
    pub style: Style,
    pub glyph: GlyphId,
    /// In parts of the size.
    pub advance: f32,
    /// How much closer (negative) to the letter before it on its line, in parts of the size.
    pub kern: f32,
}

impl Letter {
    pub fn new(char: char, style: Style, before: Option<&Self>) -> Self {
        let (glyph, advance) = style.face.letter(char);
        let before = before.filter(|before| before.style == style);
        let kern = before.map_or(0.0, |before| style.face.kern(before.glyph, glyph));
        Self {
            char,
            style,
            glyph,
            advance,
            kern,
        }
    }
}

impl Text {
    /// Accents are composed (NFC), runs of spaces and line ends become one space, invisible marks are dropped. What
    /// the face lacks is spelled with letters that it has, in the end with `?`: there is always something to see.
    pub fn new(text: &str, style: Style) -> Self {
        Self::default().then(text, style)
    }

    /// This text followed by another in its own style.
    pub fn then(mut self, text: &str, style: Style) -> Self {
        for char in text.nfc() {
            if style.face.has(char) || char.is_whitespace() || char.is_control() {
                self.push(char, style);
            } else {
                let mut bytes = [0; 4];
                for letter in fold_ascii(char.encode_utf8(&mut bytes)).chars() {
                    self.push(letter, style);
                }
            }
        }
        self
    }

    fn push(&mut self, char: char, style: Style) {
        let blank = (char.is_whitespace() && char != '\u{a0}') || char.is_control();
        let after_blank = self.letters.last().is_none_or(|last| last.char == ' ');
        if !(blank && after_blank) {
            let char = if blank { ' ' } else { char };
            let letter = Letter::new(char, style, self.letters.last());
            self.letters.push(letter);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.letters.iter().all(|letter| letter.char == ' ')
    }

    /// Width on one line.
    pub fn width(&self) -> f32 {
        wrap::width(trimmed(&self.letters))
    }

    /// As many lines as the width asks for; a word longer than a line is broken.
    pub fn wrap(&self, width: f32) -> Block {
        self.block(&wrap::lines(&self.letters, width))
    }

    /// At most `lines_max` lines, smaller down to `size_min_pt` where needed. A word is broken only when
    /// no size keeps it whole. Text that even the smallest size cannot hold ends with `…`.
    pub fn fit(&self, width: f32, lines_max: usize, size_min_pt: f32) -> Block {
        self.shrink(width, size_min_pt, |_| lines_max)
    }

    /// As [`Text::fit`], with as many lines as `height` has room for at each size.
    pub fn fit_box(&self, width: f32, height: f32, size_min_pt: f32) -> Block {
        self.shrink(width, size_min_pt, |text| {
            (height / line_height(&text.letters).max(1.0)) as usize
        })
    }

    /// The largest size that keeps every word whole, else the largest that breaks some.
    fn shrink(&self, width: f32, size_min_pt: f32, lines_max: impl Fn(&Self) -> usize) -> Block {
        let mut broken = None;
        let mut cut = None;
        for text in self.sizes(size_min_pt) {
            let (lines_max, lines) = (lines_max(&text), wrap::lines(&text.letters, width));
            match (lines.ranges.len() <= lines_max, lines.broken) {
                (true, false) => return text.block(&lines),
                (true, true) => broken = broken.or_else(|| Some(text.block(&lines))),
                (false, _) => cut = Some(text.block(&lines).cut(width, lines_max)),
            }
        }
        broken.or(cut).unwrap_or(Block { lines: Vec::new() })
    }

    fn block(&self, lines: &wrap::Lines) -> Block {
        Block {
            lines: lines.ranges.iter().map(|range| self.line(range)).collect(),
        }
    }

    /// A line; it ends with a space where a word ends, so that who hears the text hears two words.
    fn line(&self, range: &Range<usize>) -> Vec<Letter> {
        let mut line = self.letters[range.clone()].to_vec();
        let ends_word = self
            .letters
            .get(range.end)
            .is_none_or(|next| next.char == ' ');
        if let (true, Some(last)) = (ends_word, line.last()) {
            line.push(Letter::new(' ', last.style, Some(last)));
        }
        line
    }

    /// This text in its size and in ever smaller ones, the last one being `size_min_pt`.
    fn sizes(&self, size_min_pt: f32) -> impl Iterator<Item = Self> {
        let size = self
            .letters
            .iter()
            .map(|l| l.style.size_pt)
            .fold(size_min_pt, f32::max);
        let steps = ((size - size_min_pt) / SHRINK_STEP_PT).ceil() as u16;
        (0..=steps).map(move |step| {
            let wanted = (size - f32::from(step) * SHRINK_STEP_PT).max(size_min_pt);
            self.scaled(wanted / size)
        })
    }

    fn scaled(&self, factor: f32) -> Self {
        let mut text = self.clone();
        for letter in &mut text.letters {
            letter.style.size_pt *= factor;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Style = Style::new(Face::Regular, 10.0);

    #[test]
    fn a_short_text_keeps_its_size() {
        let block = Text::new("Mensa scolastica", BODY).fit(200.0, 2, 6.0);
        assert_eq!(
            (block.line_count(), block.size_pt(), block.is_cut()),
            (1, 10.0, false)
        );
    }

    #[test]
    fn a_long_text_shrinks_before_it_is_cut() {
        let words = Text::new(&"mensa scolastica ".repeat(6), BODY);
        let shrunk = words.fit(200.0, 2, 6.0);
        assert!(shrunk.size_pt() < 10.0 && !shrunk.is_cut() && shrunk.line_count() == 2);
        let cut = words.fit(100.0, 2, 9.0);
        assert!(cut.is_cut() && cut.line_count() == 2 && cut.size_pt() == 9.0);
        assert!(shrunk.width() <= 200.0 && cut.width() <= 100.0);
    }

    #[test]
    fn a_box_holds_more_lines_of_smaller_letters() {
        let words = Text::new(&"mensa scolastica ".repeat(8), BODY);
        let block = words.fit_box(150.0, 40.0, 6.0);
        assert!(block.height() <= 40.0 && block.width() <= 150.0 && !block.is_cut());
        assert!(block.line_count() > 3 && block.size_pt() < 10.0);
        assert!(words.fit_box(150.0, 20.0, 9.0).is_cut());
    }

    #[test]
    fn a_word_is_broken_only_when_no_size_keeps_it() {
        let word = Text::new("Precipitevolissimevolmente", BODY);
        assert_eq!(word.fit(100.0, 2, 6.0).line_count(), 1);
        let broken = word.fit(40.0, 4, 9.0);
        assert!(broken.line_count() > 1 && broken.width() <= 40.0 && !broken.is_cut());
    }

    #[test]
    fn spaces_and_accents_are_made_regular() {
        let text = Text::new("  Niccolo\u{300}\n\t Rossi ", BODY);
        let written: String = text.letters.iter().map(|l| l.char).collect();
        assert_eq!(written, "Niccolò Rossi ");
        assert_eq!(
            text.wrap(500.0).width(),
            Text::new("Niccolò Rossi", BODY).width()
        );
    }

    #[test]
    fn what_the_face_lacks_is_spelled_or_marked() {
        let text = Text::new("Ɓ 李 a\u{200b}b ‑ e", BODY);
        let written: String = text.letters.iter().map(|l| l.char).collect();
        assert_eq!(written, "? ? ab - e");
        assert!(text.letters.iter().all(|letter| letter.glyph.0 != 0));
    }

    #[test]
    fn an_empty_text_is_an_empty_block() {
        let block = Text::new("  ", BODY).fit(100.0, 2, 6.0);
        assert_eq!((block.line_count(), block.height()), (0, 0.0));
    }
}
