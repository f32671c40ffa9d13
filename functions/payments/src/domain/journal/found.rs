//! What a call is about, as its words say.

use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;

/// Longer ids are mistakes of the speaker.
const CHARS_MAX: usize = 255;

/// A value that stands in the words once, or always the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Single {
    #[default]
    None,
    One(String),
    Several,
}

impl Single {
    fn see(&mut self, text: &str) {
        *self = match self {
            Self::None => Self::One(text.to_owned()),
            Self::One(known) if known == text => return,
            Self::One(_) | Self::Several => Self::Several,
        };
    }

    fn get(&self) -> Option<&str> {
        match self {
            Self::One(text) if text.chars().count() <= CHARS_MAX => Some(text),
            Self::None | Self::One(_) | Self::Several => None,
        }
    }
}

/// Gathered while the words are read; a list names many, and then it is about none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    creditor: Single,
    notice: Single,
    iuv: Single,
    receipt_id: Single,
    code: Single,
    is_ko: bool,
}

impl Found {
    /// `name` in small letters, without `_` and `-`.
    pub(super) fn see(&mut self, parent: &str, name: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        match name {
            "idpa" | "organizationfiscalcode" => self.creditor.see(text),
            "fiscalcode" if parent == "paymentnotices" => self.creditor.see(text),
            "noticenumber" | "nav" => self.notice.see(text),
            "creditorreferenceid" | "iuv" => self.iuv.see(text),
            "receiptid" => self.receipt_id.see(text),
            "faultcode" | "apperrorcode" | "errorcode" | "statuscode" => self.code.see(text),
            "outcome" => self.is_ko |= text == "KO",
            _ => {}
        }
    }

    pub fn creditor(&self) -> Option<OrgFiscalCode> {
        OrgFiscalCode::parse(self.creditor.get()?).ok()
    }

    pub fn notice(&self) -> Option<NoticeNumber> {
        NoticeNumber::parse(self.notice.get()?).ok()
    }

    pub fn iuv(&self) -> Option<String> {
        self.iuv.get().map(str::to_owned)
    }

    pub fn receipt_id(&self) -> Option<String> {
        self.receipt_id.get().map(str::to_owned)
    }

    pub fn code(&self) -> Option<String> {
        self.code.get().map(str::to_owned)
    }

    pub(super) fn is_refusal(&self) -> bool {
        self.is_ko || self.code != Single::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_about_none_of_its_lines() {
        let mut found = Found::default();
        found.see("", "iuv", "1");
        found.see("", "iuv", "1");
        assert_eq!(found.iuv().as_deref(), Some("1"));
        found.see("", "iuv", "2");
        assert_eq!(found.iuv(), None);
    }
}
