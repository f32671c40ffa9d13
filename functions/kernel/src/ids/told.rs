//! Ids that others give us, or that people choose.

use super::IdError;
use crate::newtype::parsed_text;

macro_rules! told_id {
    ($(#[$doc:meta])* $name:ident, $most:literal, $good:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            pub const LENGTH_MAX: usize = $most;

            pub fn parse(text: &str) -> Result<Self, IdError> {
                check(stringify!($name), text, Self::LENGTH_MAX, $good)?;
                Ok(Self(text.to_owned()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        parsed_text!($name, IdError);
    };
}

told_id! {
    /// pagoPA's id of a payment (`receiptId`, the payment token): 1 to 255 characters, kept as they
    /// came, none a control character, not all blanks. paForNode.xsd says `xsd:string` without a bound;
    /// pagoPA's tokens have 32 to 35, and a key of the table must stay under 1,024 bytes.
    ReceiptId, 255, |c| !c.is_control()
}
told_id! {
    /// The id of a debt position in GPD: 1 to 100 of letters, digits, `_`, `*`, `-`, `.` and blanks.
    /// GPD's path parameter is `[\w*\h-]+`.
    Iupd, 100, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '*' | '-' | '.' | ' ')
}
told_id! {
    /// The id of a due in the creditor's own software (*identificativo univoco dovuto*): 1 to 35 visible
    /// characters or blanks.
    Iud, 35, |c| !c.is_control()
}
told_id! {
    /// A service of a creditor's catalogue, `MENSA`: 1 to 35 of `[A-Za-z0-9._-]`.
    ServiceCode, 35, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}
told_id! {
    /// One piece of later work, unique for ever: 1 to 128 of `[A-Za-z0-9._:/#-]`. It says what it does, so
    /// that the same work twice is the same id: `render:300715700000000032`.
    JobId, 128, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | ':' | '/' | '#' | '-')
}

impl ServiceCode {
    /// What no entry of a catalogue stands for: *altri incassi*.
    pub fn other() -> Self {
        Self("ALTRO".to_owned())
    }
}

fn check(
    what: &'static str,
    text: &str,
    most: usize,
    good: impl Fn(char) -> bool,
) -> Result<(), IdError> {
    let found = text.chars().count();
    if text.trim().is_empty() || found > most {
        return Err(IdError::Length { what, found, most });
    }
    match text.chars().position(|c| !good(c)) {
        Some(index) => Err(IdError::Character {
            what,
            position: index + 1,
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_given_by_others_is_kept_as_it_came() {
        for text in ["c110729d258c4ab1b765fe902aae41d6", " a b ", "è#1"] {
            assert_eq!(ReceiptId::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn each_fault_has_its_name_and_its_kind() {
        let long = "a".repeat(256);
        let fault = ReceiptId::parse(&long).unwrap_err();
        assert_eq!(
            fault,
            IdError::Length {
                what: "ReceiptId",
                found: 256,
                most: 255
            }
        );
        assert_eq!(
            fault.to_string(),
            "ReceiptId has 256 characters instead of 1 to 255"
        );
        assert!(ReceiptId::parse("   ").is_err());
        let fault = ServiceCode::parse("MENSA 1").unwrap_err();
        assert_eq!(
            fault,
            IdError::Character {
                what: "ServiceCode",
                position: 6
            }
        );
        assert!(fault.italian().ends_with('.'));
        assert!(Iud::parse("a\u{0}b").is_err());
        assert!(Iupd::parse("a/b").is_err());
        assert!(JobId::parse("render:300715700000000032").is_ok());
    }

    proptest! {
        #[test]
        fn what_is_stored_is_the_text(text in "[!-~][ -~]{0,34}") {
            let id = Iud::parse(&text).unwrap();
            let stored = serde_json::to_string(&id).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(&stored).unwrap(), text);
            prop_assert_eq!(serde_json::from_str::<Iud>(&stored).unwrap(), id);
        }
    }
}
