//! A person's picture: what somebody uploads is decoded and drawn anew, small and square, so that
//! nothing of the file survives but what is seen: no place, no camera, no hidden content.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use thiserror::Error;

/// What a telephone sends after choosing "small", or a scan; more is refused before it is read.
pub const UPLOAD_BYTES_MAX: usize = 1024 * 1024;
/// Of either side: a file of 1 MB may claim any size.
const SIDE_PX_MAX: u32 = 8_000;
/// What decoding may take: 64 megapixels of RGB fit no more than once.
const MEMORY_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// The side of what is kept: twice the largest that pages show.
const SIDE_PX: u32 = 192;
const QUALITY: u8 = 85;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PictureError {
    #[error("larger than 1 MB")]
    TooLarge,
    #[error("neither JPEG nor PNG")]
    Kind,
    #[error("damaged, or larger than 8000 pixels")]
    Unreadable,
}

impl PictureError {
    /// The sentence for a person.
    pub const fn italian(self) -> &'static str {
        match self {
            Self::TooLarge => "L’immagine può pesare al massimo 1 MB.",
            Self::Kind => "Scegli un’immagine JPEG o PNG.",
            Self::Unreadable => "L’immagine è danneggiata o ha più di 8000 punti per lato.",
        }
    }
}

/// The picture as a JPEG of 192 × 192. Takes some tenths of a second of one core at the worst: never
/// on an async thread.
pub fn redraw(file: &[u8]) -> Result<Vec<u8>, PictureError> {
    if file.len() > UPLOAD_BYTES_MAX {
        return Err(PictureError::TooLarge);
    }
    let drawn = decode(file)?;
    let small = drawn.resize_to_fill(SIDE_PX, SIDE_PX, FilterType::Triangle);
    let mut jpeg = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&on_white(&small));
    written.map_err(|_| PictureError::Unreadable)?;
    Ok(jpeg)
}

fn decode(file: &[u8]) -> Result<DynamicImage, PictureError> {
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|_| PictureError::Kind)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return Err(PictureError::Kind);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_PX_MAX);
    limits.max_image_height = Some(SIDE_PX_MAX);
    limits.max_alloc = Some(MEMORY_BYTES_MAX);
    reader.limits(limits);
    let unreadable = |_| PictureError::Unreadable;
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut drawn = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    drawn.apply_orientation(turned);
    Ok(drawn)
}

/// JPEG knows no transparency.
fn on_white(image: &DynamicImage) -> RgbImage {
    let image = image.to_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0;
        let over = |value: u8| {
            let (value, alpha) = (u32::from(value), u32::from(alpha));
            u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(red), over(green), over(blue)])
    })
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let image = RgbaImage::from_pixel(width, height, Rgba([200, 10, 10, 255]));
        let mut file = Cursor::new(Vec::new());
        image.write_to(&mut file, ImageFormat::Png).unwrap();
        file.into_inner()
    }

    #[test]
    fn what_is_kept_is_a_small_square_jpeg() {
        let kept = redraw(&png(640, 300)).unwrap();
        assert!(kept.starts_with(&[0xff, 0xd8]) && kept.len() < 20_000);
        let back = image::load_from_memory(&kept).unwrap();
        assert_eq!((back.width(), back.height()), (192, 192));
    }

    #[test]
    fn nothing_of_the_file_survives_but_what_is_seen() {
        let mut file = png(300, 300);
        // A text chunk after the header, as cameras and editors write their metadata.
        let note = b"tEXtComment\0segreto";
        let mut chunk = u32::try_from(note.len() - 4)
            .unwrap()
            .to_be_bytes()
            .to_vec();
        chunk.extend(note);
        chunk.extend(crc(note).to_be_bytes());
        file.splice(33..33, chunk);
        let kept = redraw(&file).unwrap();
        let has = |bytes: &[u8]| bytes.windows(7).any(|part| part == b"segreto");
        assert!(has(&file) && !has(&kept));
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 {
                    (crc >> 1) ^ 0xedb8_8320
                } else {
                    crc >> 1
                }
            })
        })
    }

    #[test]
    fn transparency_becomes_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(2, 2, Rgba([0, 0, 0, 0])));
        assert_eq!(on_white(&clear).get_pixel(0, 0).0, [255, 255, 255]);
    }

    #[test]
    fn what_is_no_picture_or_too_much_of_one_is_refused() {
        assert_eq!(redraw(b"GIF89a......"), Err(PictureError::Kind));
        assert_eq!(redraw(b""), Err(PictureError::Kind));
        assert_eq!(redraw(b"<svg onload=alert(1)>"), Err(PictureError::Kind));
        assert_eq!(redraw(&png(8_001, 1)), Err(PictureError::Unreadable));
        let whole = png(50, 50);
        assert_eq!(
            redraw(&whole[..whole.len() / 2]),
            Err(PictureError::Unreadable)
        );
        let large = vec![0; UPLOAD_BYTES_MAX + 1];
        assert_eq!(redraw(&large), Err(PictureError::TooLarge));
    }
}
