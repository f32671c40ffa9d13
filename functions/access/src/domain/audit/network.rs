//! Whence a request came, as coarse as it may be kept.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// A network, not an address of a person: `203.0.113.0/24`, or `2001:db8:7::/48` for version 6.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network(String);

impl Network {
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                Self(format!("{a}.{b}.{c}.0/24"))
            }
            IpAddr::V6(v6) => {
                let [a, b, c, ..] = v6.segments();
                let start = std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0);
                Self(format!("{start}/48"))
            }
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shortened_to_its_network() {
        for (address, network) in [
            ("203.0.113.77", "203.0.113.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:7:1:2:3:4:5", "2001:db8:7::/48"),
        ] {
            assert_eq!(Network::of(address.parse().unwrap()).as_str(), network);
        }
    }
}
