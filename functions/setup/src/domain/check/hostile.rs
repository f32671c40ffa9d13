//! Files that nobody meant to write: each has clear faults, and none brings the reader down.

use super::*;

fn faults(text: &str) -> Vec<Fault> {
    check(text).expect_err("a wrong file")
}

#[track_caller]
fn one(text: &str, line: usize, message: &str) {
    let faults = faults(text);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    assert_eq!(faults[0].line, line, "{}", faults[0]);
    assert!(faults[0].message.contains(message), "{}", faults[0]);
    assert!(!faults[0].hint.is_empty());
}

const GOOD: &str = "[[reseller]]\nfiscal_code = \"11477110156\"\nname = \"Rivendite\"\n";

#[test]
fn a_byte_order_mark_and_windows_lines_are_read() {
    let windows = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(check(&windows), check(GOOD));
    let wrong = windows.replace("name =", "nome =");
    let lines: Vec<_> = faults(&wrong).iter().map(|f| (f.line, f.column)).collect();
    assert_eq!(lines, [(1, 1), (3, 1)]);
}

#[test]
fn a_key_told_twice_is_told_once() {
    one(&format!("{GOOD}name = \"Altro\"\n"), 4, "duplicate");
}

#[test]
fn a_deep_file_is_refused_and_brings_nothing_down() {
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        let deep = format!("x = {}1{}\n", open.repeat(50_000), close.repeat(50_000));
        assert!(!faults(&deep).is_empty());
    }
    let dotted = format!("{}b = 1\n", "a.".repeat(20_000));
    assert!(!faults(&dotted).is_empty());
}

#[test]
fn a_huge_file_of_faults_tells_the_first_hundred() {
    let many = faults(&"[[reseller]]\nnome = 1\n".repeat(20_000));
    assert_eq!(many.len(), crate::domain::fault::FAULTS_MAX);
    assert_eq!(many[0].line, 1);
    assert!(!faults(&"\u{0}= [".repeat(20_000)).is_empty());
}

#[test]
fn wrong_types_are_told_where_they_stand() {
    one(
        &GOOD.replace("\"Rivendite\"", "[\"Rivendite\"]"),
        3,
        "not a text",
    );
    one(
        &GOOD.replace("\"Rivendite\"", "2026-01-01"),
        3,
        "not a text",
    );
    one("creditor = \"x\"\n", 1, "not a list");
    one("reseller = [1]\n", 1, "holds no table");
    one("[reseller]\nname = \"x\"\n", 1, "not a list");
}

#[test]
fn what_is_no_toml_has_the_faults_of_its_grammar_alone() {
    for broken in ["name", "[[reseller", "a = \"\n", "a = 01\n", "= 1\n"] {
        let faults = faults(&format!("{GOOD}{broken}"));
        assert!(
            faults
                .iter()
                .all(|f| f.line >= 4 && f.message.starts_with("not TOML")),
            "{broken}: {faults:#?}"
        );
    }
}

#[test]
fn what_is_no_utf_8_is_told_with_its_line() {
    let mut bytes = b"[[reseller]]\nname = \"Citt".to_vec();
    bytes.extend([0xe0, b'"', b'\n']);
    let faults = text(bytes).expect_err("a wrong byte");
    assert_eq!((faults[0].line, faults[0].column), (2, 13));
    assert!(faults[0].hint.contains("UTF-8"));
}

#[test]
fn roles_belong_to_kinds_of_organisations() {
    let user = |role: &str| {
        format!(
            "{GOOD}[[user]]\nemail = \"a@b.example\"\nname = \"Ada\"\ntenant = \"11477110156\"\nrole = \"{role}\"\n"
        )
    };
    assert!(check(&user("assistant")).is_ok());
    one(&user("secretary"), 8, "nobody is secretary of a reseller");
    let hint = &faults(&user("secretary"))[0].hint;
    assert!(hint.contains("assistant"), "{hint}");
}

#[test]
fn a_user_name_is_of_one_person_of_a_reseller() {
    let user = |email: &str, rest: &str| {
        format!(
            "[[user]]\nemail = \"{email}\"\nname = \"Ada\"\ntenant = \"11477110156\"\nrole = \"assistant\"\n{rest}\n"
        )
    };
    let name = "username = \"PEC0012345\"";
    let two = user("a@b.example", name) + &user("c@d.example", name);
    one(&format!("{GOOD}{two}"), 15, "somebody else");
    let provider = GOOD.replace("reseller", "provider");
    let other = user("a@b.example", name).replace("assistant", "provider");
    one(&format!("{provider}{other}"), 9, "people of a reseller");
}
