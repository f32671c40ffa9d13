use super::text::Letter;
use super::{Face, Style, wrap};

/// Lines of text, ready to be placed with [`super::Canvas::block`].
#[derive(Debug, Clone)]
pub struct Block {
    pub(super) lines: Vec<Vec<Letter>>,
}

impl Block {
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    pub fn height(&self) -> f32 {
        self.lines.iter().map(|line| line_height(line)).sum()
    }

    /// Width of the widest line.
    pub fn width(&self) -> f32 {
        self.lines
            .iter()
            .map(|line| wrap::width(trimmed(line)))
            .fold(0.0, f32::max)
    }

    /// The size of its largest letter: smaller than the style's where [`Text::fit`] had to shrink.
    pub fn size_pt(&self) -> f32 {
        self.lines
            .iter()
            .flatten()
            .map(|letter| letter.style.size_pt)
            .fold(0.0, f32::max)
    }

    /// The first lines, the last of them shortened until `…` has room.
    pub(super) fn cut(mut self, width: f32, lines_max: usize) -> Self {
        self.lines.truncate(lines_max);
        if let Some(last) = self.lines.last_mut() {
            let style = last
                .last()
                .map_or(Style::new(Face::Regular, 8.0), |l| l.style);
            last.push(Letter::new('…', style, None));
            while wrap::width(last) > width && last.len() > 1 {
                last.remove(last.len() - 2);
            }
        }
        self
    }

    /// Whether [`Text::fit`] had to leave something out.
    pub fn is_cut(&self) -> bool {
        self.lines
            .last()
            .and_then(|line| line.last())
            .is_some_and(|letter| letter.char == '…')
    }
}

/// The letters without a space at the end.
pub(super) fn trimmed(letters: &[Letter]) -> &[Letter] {
    match letters.split_last() {
        Some((last, rest)) if last.char == ' ' => rest,
        _ => letters,
    }
}

pub(super) fn line_height(line: &[Letter]) -> f32 {
    line.iter()
        .map(|l| l.style.size_pt * l.style.leading)
        .fold(0.0, f32::max)
}

/// Height of the line's tallest capitals.
pub(super) fn cap_height(line: &[Letter]) -> f32 {
    line.iter()
        .map(|l| l.style.size_pt * l.style.face.cap_height())
        .fold(0.0, f32::max)
}
