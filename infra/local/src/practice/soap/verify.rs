//! Reading the answer of paVerifyPaymentNotice.

use kernel::money::Cents;

use super::super::xml::{Deviation, Element, Rule};
use super::answer::{Answer, read_message, required, text};
use super::model::Verified;
use super::payment::cents;
use super::request::{Operation, Question};
use super::shapes::VERIFY_ANSWER;

pub fn read_verify(body: &str, asked: &Question) -> Result<Answer<Verified>, Vec<Deviation>> {
    let message = match read_message(body, Operation::Verify, VERIFY_ANSWER)? {
        Answer::Ok(message) => message,
        Answer::Ko(fault) => return Ok(Answer::Ko(fault)),
    };
    let mut found = Vec::new();
    let names = [
        "paymentList",
        "paymentDescription",
        "fiscalCodePA",
        "companyName",
    ];
    required(&message, &names, &mut found);
    if !found.is_empty() {
        return Err(found);
    }
    let verified = verified(&message);
    if verified.fiscal_code != asked.creditor {
        let at = format!("{}/fiscalCodePA", message.local);
        found.push(Deviation::new(
            at,
            Rule::Identity,
            "another creditor than asked",
        ));
    }
    if message.text_at("paymentList/paymentOptionDescription/options") != Some("EQ") {
        let at = format!("{}/paymentList", message.local);
        found.push(Deviation::new(
            at,
            Rule::Value,
            "a notice has one amount: options must be EQ",
        ));
    }
    if found.is_empty() {
        Ok(Answer::Ok(verified))
    } else {
        Err(found)
    }
}

fn verified(message: &Element) -> Verified {
    let option = "paymentList/paymentOptionDescription";
    let in_option = |name: &str| message.text_at(&format!("{option}/{name}"));
    Verified {
        amount: in_option("amount").map_or(Cents::ZERO, cents),
        description: text(message, "paymentDescription"),
        fiscal_code: text(message, "fiscalCodePA"),
        company_name: text(message, "companyName"),
        due_date: in_option("dueDate").map(str::to_owned),
        all_ccp: matches!(in_option("allCCP"), Some("true" | "1")),
    }
}
