//! Documents as tagged PDF: embedded subset fonts, text that wraps and shrinks, boxes, pictures, codes.
//!
//! Lengths are points (1/72 inch, see [`mm`]); `x` grows to the right and `y` **downwards** from the top left
//! corner of the page. Nothing can be drawn outside a tag: what a reader's software should say is a
//! [`Tag`] or a figure with its alternative text, what it should pass over is an artifact. The order of
//! the calls is the order of reading. The same calls give the same bytes: there is no clock in here.
//!
//! ```
//! use platform::pdf::{A4, Area, Document, Face, Info, Style, Tag, Text, code, mm};
//!
//! let body = Style::new(Face::Regular, 10.0);
//! let mut doc = Document::new(Info { title: "Ricevuta 12", author: "Comune di Valdorra", subject: "" });
//! doc.add_page(A4);
//! doc.section(|doc| {
//!     let title = Text::new("Ricevuta", body.face(Face::Bold).size(18.0));
//!     doc.tag(Tag::H1, |page| page.line(&title, mm(10.0), mm(20.0)));
//!
//!     let words = Text::new("Pagamento di ", body).then("12,00 euro", body.face(Face::Bold));
//!     let block = words.fit(mm(60.0), 3, 7.0); // at most 3 lines 60 mm wide, never smaller than 7 pt
//!     doc.tag(Tag::P, |page| page.block(&block, mm(10.0), mm(25.0)));
//!
//!     let qr = code::qr("PAGOPA|002|…", code::QrVersion::Fitting).expect("short enough");
//!     let area = Area::new(mm(10.0), mm(40.0), mm(25.0), mm(25.0));
//!     doc.figure("Codice QR", area, |page| page.modules(&qr, area));
//! });
//! let bytes: Vec<u8> = doc.finish();
//! # assert!(bytes.starts_with(b"%PDF-1.7"));
//! ```

mod block;
mod canvas;
pub mod code;
mod data_matrix;
mod document;
mod drawing;
mod embed;
mod faces;
mod file;
mod geometry;
mod lean;
mod mask;
mod picture;
mod tags;
mod text;
mod wrap;

pub use block::Block;
pub use canvas::Canvas;
pub use document::{Document, Info};
pub use drawing::{Drawing, Paint};
pub use faces::Face;
pub use geometry::{A4, Area, Color, mm};
pub use picture::{Picture, PictureError};
pub use tags::Tag;
pub use text::{Style, Text};
