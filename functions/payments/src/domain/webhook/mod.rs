//! Telling a body's own software what happened: where, what, signed how (`docs/webhooks.md`).

mod address;
mod delivery;
mod message;
mod signature;
mod told;
mod url;
mod wanted;

pub use address::is_public;
pub use delivery::{ATTEMPTS_MAX, Delivery, DeliveryState, Endpoint};
pub use message::{Message, VERSION, paid, test};
pub use signature::{HEADERS, WebhookSecret, sign};
pub use told::{Told, changed};
pub use url::{Reach, UrlError, WebhookUrl};
pub use wanted::Wanted;
