//! Notice numbers (NAV) and IUVs.
//!
//! | aux digit | notice number | IUV | check digits |
//! |---|---|---|---|
//! | 0 | `0` application code (2), base (13), check (2) | last 15 | first 16 digits mod 93 |
//! | 1 | `1` base (17) | last 17 | none |
//! | 2 | `2` base (15), check (2) | last 17 | first 16 digits mod 93 |
//! | 3 | `3` segregation code (2), base (13), check (2) | last 17 | first 16 digits mod 93 |
//!
//! Source: pagoPA, Specifiche attuative (SACI), section on the notice number; `stNoticeNumber` is
//! `[0-9]{18}`. Only aux digit 3 is issued; 0, 1 and 2 are deprecated and still read.

mod iuv;
mod number;
mod segregation;

pub use iuv::{Iuv, IuvError};
pub use number::{AuxDigit, BASE_END, NoticeNumber, NoticeNumberError};
pub use segregation::{SegregationCode, SegregationCodeError};
