//! How to put a wrong value right, in one sentence each.

pub const FISCAL_CODE: &str = "the 11 digits of the organisation's tax code, in quotes";
pub const NAME: &str = "one line of 1 to 140 characters, in quotes";
pub const SEGREGATION: &str = "the two digits that pagoPA gave, in quotes: \"07\"";
pub const BROKER: &str =
    "idBrokerPA: the 11 digits of the technological partner, or the creditor's";
pub const STATION: &str = "idStation as on the pagoPA back office: \"11477110156_01\"";
pub const IBAN: &str = "an Italian IBAN of 27 characters with right check digits and CIN";
pub const POSTAL_IBAN: &str = "an IBAN of Poste Italiane (ABI 07601)";
pub const POSTAL_ACCOUNT: &str = "up to 12 digits, in quotes: \"001234567890\"";
pub const POSTAL: &str =
    "the bollettino needs postal_iban, postal_account and postal_authorization together";
pub const CBILL: &str = "upper-case letters and digits: \"VALD1\"";
pub const OFFICE: &str = "one line of 1 to 200 characters, in quotes";
pub const SECOND_LANGUAGE: &str =
    "\"de\", \"sl\" or \"fr\"; leave it out where notices are Italian only";
pub const API_KEY: &str = "8 to 200 visible characters; only the local stack honours it";
pub const OWNER: &str = "\"panel\" (default) or \"pipeline\"";
pub const SERVICE_CODE: &str = "a short code without spaces: \"MENSA\"";
pub const CATALOGUE: &str =
    "idServizio and idSoggettoServizio of the node's catalogue: \"00001/00002\"";
pub const TAXONOMY: &str = "the code of pagoPA's taxonomy: \"9/0101108TS/\"";
pub const KIND: &str = "\"due\" or \"spontaneous\"";
pub const AMOUNT: &str =
    "cents from 1 to 99999999999, without quotes; leave it out for a free amount";
pub const CODE: &str = "1 to 35 letters, digits, dots, hyphens, underscores";
pub const EMAIL: &str = "an address like \"segreteria@comune.example\"";
pub const TENANT: &str = "the fiscal code of an organisation of this file";
pub const USERNAME: &str = "PEC00 and up to ten letters or digits, or ten digits";
pub const SECOND_FACTOR: &str = "\"email\" or \"none\"";
