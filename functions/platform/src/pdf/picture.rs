use pdf_writer::{Filter, Name, Ref};

use super::document::{Refs, deflate_once};
use super::file::File;

/// A logo of 30 mm at 300 dpi has 354 pixels a side; this leaves room and stops bombs.
pub const SIDE_PX_MAX: u32 = 2_000;
/// Bytes of a picture's file.
pub const FILE_BYTES_MAX: usize = 1_000_000;

/// A PNG or JPEG, checked and ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    is_gray: bool,
    filter: Filter,
    data: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("the picture is neither a PNG nor a JPEG in gray or RGB")]
    Format,
    #[error("the picture is larger than {FILE_BYTES_MAX} bytes or {SIDE_PX_MAX} pixels a side")]
    TooLarge,
}

impl Picture {
    /// Reads a file. A transparent ground becomes white; a JPEG is embedded as it is.
    pub fn parse(file: &[u8]) -> Result<Self, PictureError> {
        if file.len() > FILE_BYTES_MAX {
            return Err(PictureError::TooLarge);
        }
        let picture = match file {
            [0x89, b'P', b'N', b'G', ..] => from_png(file)?,
            [0xff, 0xd8, ..] => from_jpeg(file).ok_or(PictureError::Format)?,
            _ => return Err(PictureError::Format),
        };
        let side = picture.width.max(picture.height);
        if side > SIDE_PX_MAX {
            Err(PictureError::TooLarge)
        } else {
            Ok(picture)
        }
    }

    /// Pixels in a row and in a column.
    pub fn size_px(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    pub(super) fn resource(index: usize) -> String {
        format!("I{index}")
    }

    pub(super) fn write(&self, file: &mut File, refs: &mut Refs) -> Ref {
        let own = refs.next();
        file.stream(own, |chunk| {
            let mut image = chunk.image_xobject(own, &self.data);
            image.filter(self.filter);
            image.bits_per_component(8);
            image.width(i32::try_from(self.width).unwrap_or(0));
            image.height(i32::try_from(self.height).unwrap_or(0));
            let space = if self.is_gray {
                Name(b"DeviceGray")
            } else {
                Name(b"DeviceRGB")
            };
            image.pair(Name(b"ColorSpace"), space);
        });
        own
    }
}

fn from_png(file: &[u8]) -> Result<Picture, PictureError> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| PictureError::Format)?;
    let (width, height) = reader.info().size();
    if width.max(height) > SIDE_PX_MAX {
        return Err(PictureError::TooLarge);
    }
    let mut pixels = vec![0; reader.output_buffer_size().ok_or(PictureError::TooLarge)?];
    let frame = reader
        .next_frame(&mut pixels)
        .map_err(|_| PictureError::Format)?;
    let pixels = &pixels[..frame.buffer_size()];
    let (is_gray, flat) = match frame.color_type {
        png::ColorType::Grayscale => (true, pixels.to_vec()),
        png::ColorType::GrayscaleAlpha => (true, on_white::<2>(pixels)),
        png::ColorType::Rgb => (false, pixels.to_vec()),
        png::ColorType::Rgba => (false, on_white::<4>(pixels)),
        png::ColorType::Indexed => return Err(PictureError::Format),
    };
    Ok(Picture {
        width,
        height,
        is_gray,
        filter: Filter::FlateDecode,
        data: deflate_once(&flat),
    })
}

/// Pixels of `N` channels, the last one being opacity, laid on white.
fn on_white<const N: usize>(pixels: &[u8]) -> Vec<u8> {
    let mut flat = Vec::with_capacity(pixels.len() / N * (N - 1));
    for pixel in pixels.chunks_exact(N) {
        let opacity = u16::from(pixel[N - 1]);
        for channel in &pixel[..N - 1] {
            let mixed = (u16::from(*channel) * opacity + 255 * (255 - opacity)) / 255;
            flat.push(u8::try_from(mixed).unwrap_or(u8::MAX));
        }
    }
    flat
}

/// Finds the frame header (ITU T.81, B.2.2) and keeps the file as it is.
fn from_jpeg(file: &[u8]) -> Option<Picture> {
    let mut rest = file.get(2..)?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let is_frame = matches!(marker, 0xc0..=0xc2);
        if let (true, [_, h1, h2, w1, w2, channels, ..]) = (is_frame, rest.get(4..)?) {
            let (width, height) = (
                u16::from_be_bytes([*w1, *w2]),
                u16::from_be_bytes([*h1, *h2]),
            );
            let is_gray = *channels == 1;
            return (matches!(channels, 1 | 3) && width > 0 && height > 0).then(|| Picture {
                width: width.into(),
                height: height.into(),
                is_gray,
                filter: Filter::DctDecode,
                data: file.to_vec(),
            });
        }
        rest = rest.get(2 + length.max(2)..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(color: png::ColorType, pixels: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 1, 1);
        encoder.set_color(color);
        let mut writer = encoder.write_header().expect("header");
        writer.write_image_data(pixels).expect("pixels");
        writer.finish().expect("end");
        file
    }

    #[test]
    fn a_transparent_ground_becomes_white() {
        let file = png(png::ColorType::Rgba, &[10, 20, 30, 0]);
        let picture = Picture::parse(&file).expect("valid");
        assert_eq!(picture.size_px(), (1, 1));
        assert_eq!(picture.data, deflate_once(&[255, 255, 255]));
    }

    #[test]
    fn a_jpeg_tells_its_size_and_is_kept() {
        let file = [
            0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, 0, 3, 0, 5, 3, 1, 0x11, 0, 2,
            0x11, 0, 3, 0x11, 0,
        ];
        let picture = Picture::parse(&file).expect("valid");
        assert_eq!((picture.size_px(), picture.is_gray), ((5, 3), false));
        assert_eq!(picture.data, file);
    }

    #[test]
    fn other_files_and_giants_are_refused() {
        assert_eq!(Picture::parse(b"<svg/>"), Err(PictureError::Format));
        assert_eq!(
            Picture::parse(&[0xff, 0xd8, 0xff]),
            Err(PictureError::Format)
        );
        assert_eq!(
            Picture::parse(&vec![0; FILE_BYTES_MAX + 1]),
            Err(PictureError::TooLarge)
        );
        let cut = &png(png::ColorType::Rgb, &[1, 2, 3])[..40];
        assert_eq!(Picture::parse(cut), Err(PictureError::Format));
    }
}
