//! Messages made to hurt: answered at once, with a fault, and without effect.

use std::time::{Duration, Instant};

use super::samples;
use super::town::Town;

/// On a busy machine and without optimisation; it takes some milliseconds.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(2);
const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

fn with_prolog(prolog: &str, inside: &str) -> Vec<u8> {
    let text = format!(
        "<?xml version=\"1.0\"?>{prolog}<e:Envelope xmlns:e=\"{SOAP}\"><e:Body>{inside}</e:Body>\
         </e:Envelope>"
    );
    text.into_bytes()
}

fn laughs() -> String {
    let levels = (1..10).map(|n| {
        let before = format!("&l{};", n - 1).repeat(10);
        format!("<!ENTITY l{n} \"{before}\">")
    });
    format!(
        "<!DOCTYPE x [<!ENTITY l0 \"ha\">{}]>",
        levels.collect::<String>()
    )
}

fn utf_16(text: &str, big: bool) -> Vec<u8> {
    let order = |unit: u16| {
        if big {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    };
    std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(order)
        .collect()
}

type Named = (&'static str, Vec<u8>);

/// Every kind of harm there is, each a message of its own.
fn messages() -> Vec<Named> {
    let good = good();
    [prologs(&good), insides(&good), masses(&good), shapes(&good)].concat()
}

/// A receipt that would be taken.
fn good() -> String {
    let nav = samples::notice(1);
    samples::send_rt(nav.as_str(), "A", kernel::money::Cents::new(3_000))
}

/// The good message with `text` where a person writes.
fn inside(good: &str, text: &str) -> Vec<u8> {
    samples::envelope(&good.replacen("Mensa scolastica", text, 1)).into_bytes()
}

/// What a document type may bring in.
fn prologs(good: &str) -> Vec<Named> {
    vec![
        ("DOCTYPE", with_prolog("<!DOCTYPE x>", good)),
        (
            "external entity",
            with_prolog(
                "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>",
                "&y;",
            ),
        ),
        (
            "fetched entity",
            with_prolog("<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">", good),
        ),
        (
            "parameter entity",
            with_prolog("<!DOCTYPE x [<!ENTITY % y \"<!ENTITY z 'z'>\">%y;]>", "&z;"),
        ),
        ("billion laughs", with_prolog(&laughs(), "&l9;")),
        (
            "quadratic",
            with_prolog(
                &format!("<!DOCTYPE x [<!ENTITY y \"{}\">]>", "y".repeat(50_000)),
                &"&y;".repeat(50_000),
            ),
        ),
    ]
}

/// What must not stand inside.
fn insides(good: &str) -> Vec<Named> {
    let inside = |text: &str| inside(good, text);
    vec![
        ("unknown entity", inside("&nbsp;")),
        ("DOCTYPE inside", inside("<!DOCTYPE x>")),
        ("processing instruction", inside("<?php phpinfo() ?>")),
        (
            "stylesheet",
            with_prolog("<?xml-stylesheet href=\"x\"?>", good),
        ),
        (
            "XInclude",
            inside(
                "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"/etc/passwd\"/>",
            ),
        ),
    ]
}

/// Too much of something.
fn masses(good: &str) -> Vec<Named> {
    let inside = |text: &str| inside(good, text);
    let many = |n: usize| (0..n).map(|n| format!(" a{n}=\"\"")).collect::<String>();
    vec![
        ("100,000 deep", inside(&"<a>".repeat(100_000))),
        ("100,000 wide", inside(&"<a/>".repeat(100_000))),
        (
            "1 MB attribute",
            inside(&format!("<a b=\"{}\"/>", "x".repeat(1_000_000))),
        ),
        (
            "50,000 attributes",
            inside(&format!("<a{}/>", many(50_000))),
        ),
        (
            "50,000 namespaces",
            inside(&format!("<a{}/>", many(50_000).replace(" a", " xmlns:a"))),
        ),
        (
            "1 MB name",
            inside(&format!("<{}/>", "x".repeat(1_000_000))),
        ),
        (
            "comment without end",
            inside(&format!("<!--{}", "-".repeat(900_000))),
        ),
        ("half a tag", inside(&"<".repeat(900_000))),
        ("ampersands", inside(&"&".repeat(900_000))),
    ]
}

/// Other encodings, and what is no message or more than one.
fn shapes(good: &str) -> Vec<Named> {
    let inside = |text: &str| inside(good, text);
    let message = samples::envelope(good);
    vec![
        (
            "bad UTF-8",
            message
                .replace("Mario", "\u{FF}")
                .into_bytes()
                .iter()
                .map(|b| match b {
                    0xC3 => 0xFF,
                    b => *b,
                })
                .collect(),
        ),
        ("UTF-16 LE", utf_16(&message, false)),
        ("UTF-16 BE", utf_16(&message, true)),
        (
            "UTF-7",
            with_prolog("", good)
                .splice(..21, *b"<?xml version=\"1.0\" encoding=\"UTF-7\"?>")
                .collect(),
        ),
        ("NUL", inside("\u{0}")),
        ("nothing", Vec::new()),
        ("blanks", vec![b' '; 900_000]),
        ("JSON", b"{\"receipt\":1}".to_vec()),
        (
            "cut short",
            message.as_bytes()[..message.len() / 2].to_vec(),
        ),
        (
            "two messages",
            [message.as_bytes(), message.as_bytes()].concat(),
        ),
        (
            "two bodies",
            samples::envelope(&format!("{good}</e:Body><e:Body>{good}")).into_bytes(),
        ),
        (
            "two requests",
            samples::envelope(&format!("{good}{good}")).into_bytes(),
        ),
        ("no envelope", good.to_owned().into_bytes()),
    ]
}

#[tokio::test]
async fn a_hostile_message_gets_a_fault_at_once_and_does_nothing() {
    let town = Town::new().await;
    town.publish(1, |_| ()).await;
    town.count.take();
    for (name, message) in messages() {
        let began = Instant::now();
        let (status, answer) = town.say("paSendRTV2", message).await;
        let took = began.elapsed();
        assert!(took < ANSWER_TIME_MAX, "{name} took {took:?}");
        assert_eq!(status, 200, "{name}: {answer}");
        assert!(
            answer.contains("<faultCode>PAA_SINTASSI_XSD</faultCode>"),
            "{name}: {answer}"
        );
        assert!(answer.len() < 1_000, "{name}: {answer}");
        assert!(!answer.contains("root:"), "{name}: {answer}");
    }
    assert_eq!(town.count.get(), 0, "nothing was read or written");
}

#[tokio::test]
async fn a_message_of_more_than_a_megabyte_is_not_read() {
    let town = Town::new().await;
    let (status, answer) = town.say("paSendRTV2", vec![b'x'; 1024 * 1024 + 1]).await;
    assert_eq!(status, 413);
    assert!(
        answer.contains("<faultcode>soapenv:Client</faultcode>"),
        "{answer}"
    );
    assert_eq!(town.count.get(), 0);
}
