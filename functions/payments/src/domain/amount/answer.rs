//! What the body's software answers.

use jiff::civil::Date;
use kernel::money::Cents;
use serde::Deserialize;

/// What is to be told to the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AmountAnswer {
    /// What is stored.
    AsStored,
    /// Another amount; with another due date where one is given.
    Payable {
        amount_cents: Cents,
        due_date: Option<Date>,
    },
    NotPayable(NotPayable),
}

/// Why nothing is to be paid: a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotPayable {
    /// Paid, beside pagoPA for one.
    Paid,
    Cancelled,
    Expired,
    /// The body takes the payment elsewhere at this moment.
    InProgress,
    Unknown,
}

/// Why an answer tells nothing; the stored amount is told then.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    #[error("status {0}")]
    Status(u16),
    #[error("not the JSON that was asked for: {0}")]
    Shape(#[from] serde_json::Error),
    #[error("neither an amount nor a reason, or both")]
    Neither,
    #[error("not an amount from 1 cent to 999999999.99 euro")]
    Amount,
}

/// Fields that are not known are let pass.
#[derive(Deserialize)]
struct Body {
    amount_cents: Option<Cents>,
    due_date: Option<Date>,
    not_payable: Option<NotPayable>,
}

impl AmountAnswer {
    /// 204 without a body, or 200 with one.
    pub fn parse(status: u16, body: &[u8]) -> Result<Self, Unusable> {
        match status {
            204 => return Ok(Self::AsStored),
            200 => {}
            other => return Err(Unusable::Status(other)),
        }
        let body: Body = serde_json::from_slice(body)?;
        match (body.amount_cents, body.not_payable) {
            (Some(amount_cents), None) if amount_cents.is_payable() => Ok(Self::Payable {
                amount_cents,
                due_date: body.due_date,
            }),
            (Some(_), None) => Err(Unusable::Amount),
            (None, Some(why)) => Ok(Self::NotPayable(why)),
            (None, None) | (Some(_), Some(_)) => Err(Unusable::Neither),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<AmountAnswer> {
        AmountAnswer::parse(200, body.as_bytes()).ok()
    }

    #[test]
    fn an_amount_a_reason_or_nothing_is_an_answer() {
        let payable = |cents, due_date| AmountAnswer::Payable {
            amount_cents: Cents::new(cents),
            due_date,
        };
        assert_eq!(
            read(r#"{"amount_cents":3500,"x":1}"#),
            Some(payable(3_500, None))
        );
        let day = Some(jiff::civil::date(2026, 7, 1));
        let dated = r#"{"amount_cents":1,"due_date":"2026-07-01"}"#;
        assert_eq!(read(dated), Some(payable(1, day)));
        for (word, why) in [
            ("paid", NotPayable::Paid),
            ("cancelled", NotPayable::Cancelled),
            ("expired", NotPayable::Expired),
            ("in_progress", NotPayable::InProgress),
            ("unknown", NotPayable::Unknown),
        ] {
            let body = format!(r#"{{"not_payable":"{word}"}}"#);
            assert_eq!(read(&body), Some(AmountAnswer::NotPayable(why)));
        }
        assert_eq!(
            AmountAnswer::parse(204, b"").ok(),
            Some(AmountAnswer::AsStored)
        );
    }

    #[test]
    fn whatever_else_comes_is_no_answer() {
        for body in [
            "",
            "{}",
            "[]",
            "3500",
            r#"{"amount_cents":"3500"}"#,
            r#"{"amount_cents":35.5}"#,
            r#"{"amount_cents":0}"#,
            r#"{"amount_cents":-1}"#,
            r#"{"amount_cents":100000000000}"#,
            r#"{"amount_cents":1,"not_payable":"paid"}"#,
            r#"{"not_payable":"no"}"#,
            r#"{"amount_cents":1,"due_date":"domani"}"#,
        ] {
            assert_eq!(read(body), None, "{body}");
        }
        for status in [201, 302, 404, 500] {
            assert!(AmountAnswer::parse(status, br#"{"amount_cents":1}"#).is_err());
        }
    }
}
