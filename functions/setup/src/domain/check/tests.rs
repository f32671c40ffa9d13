use super::*;
use crate::domain::tenants::{Owner, ServiceKind};

/// The example of the documentation, with a user.
const GOOD: &str = r#"
[[creditor]]
fiscal_code = "80047110152"
name = "Comune di Valdorra"
segregation_code = "07"
broker_fiscal_code = "11477110156"
station_id = "11477110156_01"
iban = "IT44H0306933840100000009001"
postal_iban = "IT33I0760103200001234567890"
postal_account = "001234567890"
postal_authorization = "AUT. DB/SISB/TEST 00000 DEL 01/01/2026"
cbill = "VALD1"
office = "Ufficio Tributi"
api_key = "test-key-valdorra"
[[creditor.service]]
code = "MENSA"
name = "Mensa scolastica"
taxonomy = "9/0101108TS/"
kind = "due"
amount_cents = 3000
[[creditor.service]]
code = "VARIE"
name = "Entrate varie"
taxonomy = "9/0101108TS/"
kind = "spontaneous"
owner = "pipeline"
[[reseller]]
fiscal_code = "11477110156"
name = "Rivendite Riunite"
code = "PEC00012"
[[user]]
email = "segreteria@valdorra.example"
name = "Ada Bianchi"
tenant = "80047110152"
role = "secretary"
"#;

/// The faults of `GOOD` after one replacement, as (line, message, hint).
fn faults_with(from: &str, to: &str) -> Vec<Fault> {
    assert!(GOOD.contains(from), "{from} is not in the example");
    check(&GOOD.replacen(from, to, 1)).err().unwrap_or_default()
}

#[track_caller]
fn one_fault(from: &str, to: &str, line: usize, message: &str, hint: &str) {
    let faults = faults_with(from, to);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert_eq!(faults[0].line, line, "{}", faults[0]);
    assert!(faults[0].message.contains(message), "{}", faults[0]);
    assert!(faults[0].hint.contains(hint), "{}", faults[0]);
}

#[test]
fn the_example_is_read_whole() {
    let tenants = check(GOOD).unwrap();
    let creditor = &tenants.creditors[0];
    assert_eq!(creditor.name, "Comune di Valdorra");
    assert_eq!(creditor.postal.as_ref().unwrap().account, "001234567890");
    assert_eq!(creditor.services[0].amount.unwrap().get(), 3000);
    assert_eq!(creditor.services[1].amount, None);
    assert_eq!(creditor.services[1].kind, ServiceKind::Spontaneous);
    assert_eq!(creditor.services[1].owner, Owner::Pipeline);
    assert_eq!(tenants.resellers[0].code.as_deref(), Some("PEC00012"));
    assert_eq!(tenants.users[0].role.name(), "secretary");
    assert_eq!(tenants.codes().len(), 2);
}

#[test]
fn an_empty_file_declares_nobody() {
    assert_eq!(check("").unwrap(), Tenants::default());
}

#[test]
fn an_unknown_key_is_told_with_its_line_and_the_nearest_known_one() {
    one_fault(
        "iban =",
        "iban = \"IT44H0306933840100000009001\"\nibam =",
        9,
        "`ibam`",
        "`iban`",
    );
    one_fault(
        "code = \"VARIE\"",
        "code = \"VARIE\"\nprezzo = 1",
        23,
        "`prezzo`",
        "amount_cents",
    );
    one_fault(
        "[[reseller]]",
        "[[resellers]]",
        27,
        "`resellers`",
        "`reseller`",
    );
}

#[test]
fn a_wrong_tax_code_is_told_where_it_stands() {
    let faults = check(&GOOD.replace("80047110152", "80047110153")).unwrap_err();
    let lines: Vec<_> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [3, 34], "the creditor and the user");
    assert!(faults[0].message.contains("check digit"), "{}", faults[0]);
}

#[test]
fn each_kind_of_wrong_value_has_its_line_and_hint() {
    one_fault("9001\"", "9002\"", 8, "`iban`", "check digits");
    one_fault("\"07\"", "\"7\"", 5, "`segregation_code`", "two digits");
    one_fault("\"07\"", "7", 5, "not a text", "double quotes");
    one_fault(
        "= 3000",
        "= \"3000\"",
        20,
        "not a whole number",
        "no quotes",
    );
    one_fault("= 3000", "= 30.00", 20, "not a whole number", "no quotes");
    one_fault("= 3000", "= 0", 20, "cannot be paid", "free amount");
    one_fault("\"due\"", "\"tribute\"", 19, "`kind`", "spontaneous");
    one_fault("\"pipeline\"", "\"me\"", 26, "`owner`", "pipeline");
    one_fault("VALD1", "vald1", 12, "`cbill`", "upper-case");
    one_fault("segreteria@", "segreteria", 32, "`email`", "address");
    one_fault(
        "\"secretary\"",
        "\"secretery\"",
        35,
        "unknown role",
        "secretary",
    );
    one_fault("test-key-valdorra", "short", 14, "`api_key`", "8 to 200");
}

#[test]
fn a_missing_key_is_told_at_its_table() {
    one_fault(
        "name = \"Comune di Valdorra\"\n",
        "",
        2,
        "no `name`",
        "1 to 140",
    );
    one_fault(
        "postal_account = \"001234567890\"\n",
        "",
        2,
        "`postal_account`",
        "together",
    );
}

#[test]
fn a_postal_iban_must_be_of_the_post() {
    let other = "IT44H0306933840100000009001";
    one_fault(
        "IT33I0760103200001234567890",
        other,
        9,
        "not of Poste",
        "07601",
    );
}

#[test]
fn a_user_of_an_unknown_organisation_is_told() {
    one_fault(
        "tenant = \"80047110152\"",
        "tenant = \"80006480281\"",
        34,
        "no organisation",
        "file",
    );
}

#[test]
fn what_is_declared_twice_is_told() {
    let service = "[[creditor.service]]\ncode = \"VARIE\"";
    one_fault(
        service,
        "[[creditor.service]]\ncode = \"MENSA\"",
        22,
        "declared twice",
        "line 16",
    );
    let (_, user) = GOOD.split_once("[[user]]").unwrap();
    let twice = format!("{GOOD}[[user]]{user}");
    let faults = check(&twice).unwrap_err();
    assert_eq!((faults.len(), faults[0].line), (1, 36), "{faults:#?}");
    let (creditor, _) = GOOD.split_once("[[creditor.service]]").unwrap();
    let faults = check(&format!("{GOOD}{creditor}")).unwrap_err();
    let lines: Vec<_> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [38, 49], "creditor and API key: {faults:#?}");
}

#[test]
fn all_faults_are_told_at_once_in_the_order_of_the_file() {
    let text = GOOD
        .replace("\"07\"", "\"x\"")
        .replace("VALD1", "?")
        .replace("\"due\"", "\"x\"");
    let lines: Vec<_> = check(&text)
        .unwrap_err()
        .iter()
        .map(|fault| fault.line)
        .collect();
    assert_eq!(lines, [5, 12, 19]);
}

#[test]
fn broken_toml_is_told_at_its_line() {
    let faults = faults_with("office = \"Ufficio Tributi\"", "office = \"Ufficio Tributi");
    assert_eq!(faults[0].line, 13, "{faults:#?}");
    let faults = faults_with("[[creditor]]", "[creditor]");
    assert!(!faults.is_empty());
    assert!(
        check("creditor = 3").unwrap_err()[0]
            .hint
            .contains("[[creditor]]")
    );
}
