//! The link of an invitation and the password that comes with it. Both are derived, from the
//! invitation's id and the number of its sending: the table holds neither.

use std::fmt;

use kernel::ids::InvitationId;
use subtle::ConstantTimeEq;

/// The purposes under which the secrets are derived.
pub const LINK: &str = "invitation link";
pub const PASSWORD: &str = "invitation password";

/// Of the 256 bits that are derived, 160 stand in the link.
const MAC_BYTES: usize = 20;

/// `<id of the invitation>.<number of the sending>.<40 hexadecimal digits>`: what stands in an
/// address. Whether it is a true one is decided against the derived secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    pub invitation: InvitationId,
    pub serial: u32,
    mac: [u8; MAC_BYTES],
}

/// The id under which both secrets of one sending are derived.
pub fn secret_id(invitation: &InvitationId, serial: u32) -> String {
    format!("{invitation}.{serial}")
}

impl Link {
    /// `secret` was derived for [`LINK`] and [`secret_id`].
    pub fn of(invitation: InvitationId, serial: u32, secret: &[u8; 32]) -> Self {
        let mut mac = [0; MAC_BYTES];
        mac.copy_from_slice(&secret[..MAC_BYTES]);
        Self {
            invitation,
            serial,
            mac,
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (id, serial, mac) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = serial.len() <= 6 && serial.bytes().all(|b| b.is_ascii_digit());
        if parts.next().is_some() || !digits || mac.bytes().any(|b| b.is_ascii_uppercase()) {
            return None;
        }
        Some(Self {
            invitation: InvitationId::parse(id).ok()?,
            serial: serial.parse().ok()?,
            mac: hex::decode(mac).ok()?.try_into().ok()?,
        })
    }

    /// In the same time for every wrong one.
    pub fn is_true(&self, secret: &[u8; 32]) -> bool {
        self.mac.ct_eq(&secret[..MAC_BYTES]).into()
    }

    /// What stands in the address.
    pub fn reveal(&self) -> String {
        format!(
            "{}.{}.{}",
            self.invitation,
            self.serial,
            hex::encode(self.mac)
        )
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link({}, {}, …)", self.invitation, self.serial)
    }
}

/// Twelve letters and digits in three groups, 60 bits: `k7m2-p4wq-x9rt`. Worth nothing without the
/// link that it came with.
#[derive(Clone)]
pub struct TemporaryPassword([u8; Self::CHARS]);

/// Crockford's: without letters that look like digits.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl TemporaryPassword {
    const CHARS: usize = 12;

    /// `secret` was derived for [`PASSWORD`] and [`secret_id`].
    pub fn of(secret: &[u8; 32]) -> Self {
        let mut signs = [0; Self::CHARS];
        for (sign, byte) in signs.iter_mut().zip(secret) {
            *sign = ALPHABET[usize::from(*byte % 32)];
        }
        Self(signs)
    }

    /// Whether it is what was typed, whatever its case, blanks and strokes.
    pub fn is(&self, typed: &str) -> bool {
        let tidy: Vec<u8> = typed
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|byte| byte.to_ascii_lowercase())
            .collect();
        tidy.ct_eq(self.0.as_slice()).into()
    }

    /// As the mail writes it.
    pub fn reveal(&self) -> String {
        let text = String::from_utf8_lossy(&self.0);
        format!("{}-{}-{}", &text[..4], &text[4..8], &text[8..])
    }
}

impl fmt::Debug for TemporaryPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TemporaryPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        let id = InvitationId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
        Link::of(id, 3, &[0xa5; 32])
    }

    #[test]
    fn a_link_is_read_back_and_true_for_its_secret_alone() {
        let text = link().reveal();
        let read = Link::parse(&text).unwrap();
        assert_eq!(read, link());
        assert!(read.is_true(&[0xa5; 32]) && !read.is_true(&[0xa4; 32]));
        assert!(!format!("{read:?}").contains("a5a5"));
    }

    #[test]
    fn what_is_no_link_is_refused() {
        let text = link().reveal();
        let other = text.replace("a5", "A5");
        let long = text.replace(".3.", ".3333333.");
        let signed = text.replace(".3.", ".+3.");
        for text in ["", "..", "a.b.c", &text[1..], &other, &long, &signed] {
            assert!(Link::parse(text).is_none(), "{text}");
        }
        assert!(Link::parse(&format!("{text}.x")).is_none());
    }

    #[test]
    fn a_temporary_password_is_typed_with_or_without_its_strokes() {
        let password = TemporaryPassword::of(&[7; 32]);
        assert_eq!(password.reveal(), "7777-7777-7777");
        assert!(password.is(" 7777 77777777") && !password.is("7777-7777-7778"));
        assert!(!password.is("") && !format!("{password:?}").contains("777"));
    }
}
