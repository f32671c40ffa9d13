use kurbo::{BezPath, PathEl, Point, SvgParseError};

use super::Color;

/// How a path of a [`Drawing`] is inked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Paint {
    /// Filled; holes by the non-zero rule.
    Fill(Color),
    /// A line with round ends, its width in units of the drawing.
    Line(Color, f32),
}

/// Vector art in the coordinates of its source: `y` grows downwards.
#[derive(Debug, Clone)]
pub struct Drawing {
    pub width: f32,
    pub height: f32,
    pub(super) paths: Vec<(BezPath, Paint)>,
}

impl Drawing {
    pub const fn new(width: f32, height: f32) -> Self {
        Self {
            width,
            height,
            paths: Vec::new(),
        }
    }

    /// Adds a path in the notation of SVG's attribute `d`.
    pub fn path(mut self, d: &str, paint: Paint) -> Result<Self, SvgParseError> {
        self.paths.push((cubic(&BezPath::from_svg(d)?), paint));
        Ok(self)
    }
}

/// The same path without quadratic curves, which PDF does not know.
fn cubic(path: &BezPath) -> BezPath {
    let mut last = Point::ZERO;
    let raised = path.elements().iter().map(|element| {
        let start = last;
        last = element.end_point().unwrap_or(start);
        match *element {
            PathEl::QuadTo(middle, end) => PathEl::CurveTo(
                start.lerp(middle, 2.0 / 3.0),
                end.lerp(middle, 2.0 / 3.0),
                end,
            ),
            other => other,
        }
    });
    raised.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quadratic_curve_becomes_a_cubic_one() {
        let drawing = Drawing::new(8.0, 8.0).path("M0 0Q3 0 3 3Z", Paint::Fill(Color::BLACK));
        let path = &drawing.expect("valid path").paths[0].0;
        let wanted = PathEl::CurveTo((2.0, 0.0).into(), (3.0, 1.0).into(), (3.0, 3.0).into());
        assert_eq!(path.elements()[1], wanted);
    }

    #[test]
    fn what_is_no_path_is_refused() {
        assert!(
            Drawing::new(8.0, 8.0)
                .path("L 1 1", Paint::Fill(Color::BLACK))
                .is_err()
        );
    }
}
