/// Millimetres in points.
pub const fn mm(millimetres: f32) -> f32 {
    millimetres * 72.0 / 25.4
}

/// Width and height of an upright A4 page.
pub const A4: (f32, f32) = (mm(210.0), mm(297.0));

/// A box on the page; `y` is its upper edge, counted from the top of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Area {
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }

    /// The largest box of the given proportions inside this one, against its right upper corner.
    pub fn fitted_top_right(self, width: f32, height: f32) -> Self {
        let scale = (self.width / width).min(self.height / height);
        let (w, h) = (width * scale, height * scale);
        Self::new(self.x + self.width - w, self.y, w, h)
    }
}

/// A colour of the screen, 0–255 each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Color {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Color {
    pub const BLACK: Self = Self::gray(0);
    pub const WHITE: Self = Self::gray(255);

    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    pub const fn gray(level: u8) -> Self {
        Self::rgb(level, level, level)
    }
}
