//! Telling a body's own software what happened: where, what, signed how (`docs/register.md`).

mod address;
mod delivery;
mod message;
mod signature;
mod url;

pub use address::is_public;
pub use delivery::{ATTEMPTS_MAX, Delivery, DeliveryState, Endpoint};
pub use message::{Message, VERSION, paid, test};
pub use signature::{HEADERS, WebhookSecret, sign};
pub use url::{Reach, UrlError, WebhookUrl};
