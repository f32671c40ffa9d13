use kurbo::{Affine, PathEl, Point};
use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Name, Str, TextStr};

use super::block::{cap_height, line_height, trimmed};
use super::code::Modules;
use super::document::Page;
use super::embed::Fonts;
use super::picture::Picture;
use super::text::Letter;
use super::{Area, Block, Color, Drawing, Paint, Text, wrap};

/// Coordinates are written in hundredths of a point (3.5 µm).
const PRECISION: f32 = 100.0;

/// The page, inside one tag.
pub struct Canvas<'a> {
    pub(super) page: &'a mut Page,
    pub(super) fonts: &'a mut Fonts,
    pub(super) pictures: &'a mut Vec<Picture>,
}

impl Canvas<'_> {
    /// One line that begins at `x` and stands on `baseline`.
    pub fn line(&mut self, text: &Text, x: f32, baseline: f32) {
        self.letters(trimmed(&text.letters), x, baseline);
    }

    /// One line that ends at `right` and stands on `baseline`.
    pub fn line_right(&mut self, text: &Text, right: f32, baseline: f32) {
        self.letters(trimmed(&text.letters), right - text.width(), baseline);
    }

    /// Lines below each other, from the upper edge `top`.
    pub fn block(&mut self, block: &Block, x: f32, top: f32) {
        let mut y = top;
        for line in &block.lines {
            let height = line_height(line);
            self.letters(line, x, y + (height + cap_height(line)) / 2.0);
            y += height;
        }
    }

    /// A box of one colour.
    pub fn fill(&mut self, area: Area, color: Color) {
        self.fill_color(color);
        let bottom = self.flipped(area.y + area.height);
        let content = &mut self.page.content;
        content
            .rect(round(area.x), bottom, round(area.width), round(area.height))
            .fill_nonzero();
    }

    /// A straight line.
    pub fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32, color: Color) {
        self.stroke_color(color);
        let (y1, y2) = (self.flipped(from.1), self.flipped(to.1));
        let content = &mut self.page.content;
        content
            .set_line_width(width)
            .move_to(round(from.0), y1)
            .line_to(round(to.0), y2)
            .stroke();
    }

    /// A straight line of dashes; `dash` is the length of a dash and of a gap.
    pub fn dashed(&mut self, from: (f32, f32), to: (f32, f32), dash: f32, color: Color) {
        self.page.content.set_dash_pattern([dash, dash], 0.0);
        self.rule(from, to, 0.5, color);
        self.page.content.set_dash_pattern([], 0.0);
    }

    /// A code, as one path that fills the area.
    pub fn modules(&mut self, code: &Modules, area: Area) {
        self.fill_color(Color::BLACK);
        let (columns, rows) = (code.width() as f32, code.height() as f32);
        let (sx, sy) = (area.width / columns, area.height / rows);
        let bottom = self.flipped(area.y + area.height);
        let content = &mut self.page.content;
        content
            .save_state()
            .transform([sx, 0.0, 0.0, sy, round(area.x), bottom]);
        for (x, y, length) in code.runs() {
            content.rect(x as f32, rows - y as f32 - 1.0, length as f32, 1.0);
        }
        content.fill_nonzero().restore_state();
    }

    /// Vector art as large as the area allows, from its left upper corner.
    pub fn drawing(&mut self, drawing: &Drawing, area: Area) {
        let scale = (area.width / drawing.width).min(area.height / drawing.height);
        let top = self.page.size.1 - area.y;
        let into_page = Affine::translate((area.x.into(), top.into()))
            * Affine::scale_non_uniform(scale.into(), (-scale).into());
        for (path, paint) in &drawing.paths {
            self.ready(*paint, scale);
            for element in (into_page * path.clone()).elements() {
                self.element(*element);
            }
            match paint {
                Paint::Fill(_) => self.page.content.fill_nonzero(),
                Paint::Line(..) => self.page.content.stroke(),
            };
        }
    }

    /// A picture stretched over the area.
    pub fn picture(&mut self, picture: &Picture, area: Area) {
        let known = self.pictures.iter().position(|other| other == picture);
        let index = known.unwrap_or_else(|| {
            self.pictures.push(picture.clone());
            self.pictures.len() - 1
        });
        let bottom = self.flipped(area.y + area.height);
        let matrix = [
            round(area.width),
            0.0,
            0.0,
            round(area.height),
            round(area.x),
            bottom,
        ];
        let content = &mut self.page.content;
        content.save_state().transform(matrix);
        content
            .x_object(Name(Picture::resource(index).as_bytes()))
            .restore_state();
    }

    /// Writes one line, changing font and colour where its style changes.
    fn letters(&mut self, line: &[Letter], x: f32, baseline: f32) {
        let mut x = x;
        for run in line.chunk_by(|a, b| a.style == b.style) {
            let language = run.first().and_then(|letter| letter.style.language);
            if let Some(tag) = language {
                self.page
                    .content
                    .begin_marked_content_with_properties(Name(b"Span"))
                    .properties()
                    .pair(Name(b"Lang"), TextStr(tag));
            }
            self.run(run, x, baseline);
            if language.is_some() {
                self.page.content.end_marked_content();
            }
            x += wrap::width(run);
        }
    }

    fn run(&mut self, run: &[Letter], x: f32, baseline: f32) {
        let Some(style) = run.first().map(|letter| letter.style) else {
            return;
        };
        self.fill_color(style.color);
        let y = self.flipped(baseline);
        let pieces = self.kerned(run);
        let content = &mut self.page.content;
        content
            .begin_text()
            .set_font(Fonts::resource(style.face), round(style.size_pt));
        content.next_line(round(x), y);
        match pieces.as_slice() {
            [(_, only)] => {
                content.show(Str(only));
            }
            pieces => {
                let mut shown = content.show_positioned();
                let mut items = shown.items();
                for (closer, piece) in pieces {
                    if *closer != 0.0 {
                        items.adjust(*closer);
                    }
                    items.show(Str(piece));
                }
            }
        }
        content.end_text();
    }

    /// The run in pieces between which the pen moves back by thousandths of the size.
    fn kerned(&mut self, run: &[Letter]) -> Vec<(f32, Vec<u8>)> {
        let mut pieces: Vec<(f32, Vec<u8>)> = Vec::new();
        for (index, letter) in run.iter().enumerate() {
            let kern = if index == 0 { 0.0 } else { letter.kern };
            let closer = (-1000.0 * kern).round();
            let glyph = self
                .fonts
                .encode(letter.style.face, letter.glyph, letter.char);
            match pieces.last_mut() {
                Some((_, piece)) if closer == 0.0 => piece.extend(glyph),
                _ => pieces.push((closer, glyph.to_vec())),
            }
        }
        pieces
    }

    fn element(&mut self, element: PathEl) {
        let at = |point: Point| (round(point.x as f32), round(point.y as f32));
        let content = &mut self.page.content;
        match element {
            PathEl::MoveTo(to) => content.move_to(at(to).0, at(to).1),
            PathEl::LineTo(to) => content.line_to(at(to).0, at(to).1),
            PathEl::CurveTo(a, b, to) => {
                content.cubic_to(at(a).0, at(a).1, at(b).0, at(b).1, at(to).0, at(to).1)
            }
            PathEl::QuadTo(_, to) => content.line_to(at(to).0, at(to).1),
            PathEl::ClosePath => content.close_path(),
        };
    }

    fn ready(&mut self, paint: Paint, scale: f32) {
        match paint {
            Paint::Fill(color) => self.fill_color(color),
            Paint::Line(color, width) => {
                self.stroke_color(color);
                let content = &mut self.page.content;
                content.set_line_width(round(width * scale));
                content.set_line_cap(LineCapStyle::RoundCap);
                content.set_line_join(LineJoinStyle::RoundJoin);
            }
        }
    }

    fn fill_color(&mut self, color: Color) {
        if self.page.fill.replace(color) != Some(color) {
            let [red, green, blue] = parts(color);
            self.page.content.set_fill_rgb(red, green, blue);
        }
    }

    fn stroke_color(&mut self, color: Color) {
        if self.page.stroke.replace(color) != Some(color) {
            let [red, green, blue] = parts(color);
            self.page.content.set_stroke_rgb(red, green, blue);
        }
    }

    /// PDF counts from the bottom of the page.
    fn flipped(&self, y: f32) -> f32 {
        round(self.page.size.1 - y)
    }
}

fn round(value: f32) -> f32 {
    (value * PRECISION).round() / PRECISION
}

fn parts(color: Color) -> [f32; 3] {
    [color.red, color.green, color.blue]
        .map(|part| (f32::from(part) * 1000.0 / 255.0).round() / 1000.0)
}
