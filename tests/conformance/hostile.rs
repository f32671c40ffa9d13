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

/// A receipt that would settle its notice.
fn good() -> String {
    let nav = samples::notice(1);
    samples::send_rt(nav.as_str(), "A", kernel::money::Cents::new(3_000))
}

/// The good receipt with something else for its description.
fn inside(text: &str) -> Vec<u8> {
    let spoilt = good().replacen("Mensa scolastica", text, 1);
    samples::envelope(&spoilt).into_bytes()
}

type Messages = Vec<(&'static str, Vec<u8>)>;

/// What would fetch something, or make much of little.
fn expanding() -> Messages {
    let good = good();
    let file = "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>";
    let fetched = "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">";
    let parameter = "<!DOCTYPE x [<!ENTITY % y \"<!ENTITY z 'z'>\">%y;]>";
    let long = format!("<!DOCTYPE x [<!ENTITY y \"{}\">]>", "y".repeat(50_000));
    let include = "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"/etc/passwd\"/>";
    vec![
        ("DOCTYPE", with_prolog("<!DOCTYPE x>", &good)),
        ("external entity", with_prolog(file, "&y;")),
        ("fetched entity", with_prolog(fetched, &good)),
        ("parameter entity", with_prolog(parameter, "&z;")),
        ("billion laughs", with_prolog(&laughs(), "&l9;")),
        ("quadratic", with_prolog(&long, &"&y;".repeat(50_000))),
        ("unknown entity", inside("&nbsp;")),
        ("DOCTYPE inside", inside("<!DOCTYPE x>")),
        ("processing instruction", inside("<?php phpinfo() ?>")),
        (
            "stylesheet",
            with_prolog("<?xml-stylesheet href=\"x\"?>", &good),
        ),
        ("XInclude", inside(include)),
    ]
}

fn large() -> Messages {
    let many = |what: &str| {
        (0..50_000)
            .map(|n| format!(" {what}{n}=\"\""))
            .collect::<String>()
    };
    let mega = "x".repeat(1_000_000);
    vec![
        ("100,000 deep", inside(&"<a>".repeat(100_000))),
        ("100,000 wide", inside(&"<a/>".repeat(100_000))),
        ("1 MB attribute", inside(&format!("<a b=\"{mega}\"/>"))),
        ("1 MB name", inside(&format!("<{mega}/>"))),
        ("50,000 attributes", inside(&format!("<a{}/>", many("a")))),
        (
            "50,000 namespaces",
            inside(&format!("<a{}/>", many("xmlns:a"))),
        ),
        (
            "comment without end",
            inside(&format!("<!--{}", "-".repeat(900_000))),
        ),
        ("half a tag", inside(&"<".repeat(900_000))),
        ("ampersands", inside(&"&".repeat(900_000))),
        ("blanks", vec![b' '; 900_000]),
    ]
}

fn in_other_letters() -> Messages {
    let message = samples::envelope(&good());
    let utf_7 = message.replacen("UTF-8", "UTF-7", 1).into_bytes();
    let latin = inside("\u{e8}")
        .into_iter()
        .filter(|byte| *byte != 0xC3)
        .collect();
    vec![
        ("bad UTF-8", latin),
        ("UTF-16 LE", utf_16(&message, false)),
        ("UTF-16 BE", utf_16(&message, true)),
        ("UTF-7", utf_7),
        ("NUL", inside("\u{0}")),
    ]
}

fn of_another_shape() -> Messages {
    let good = good();
    let message = samples::envelope(&good).into_bytes();
    let around = |body: String| samples::envelope(&body).into_bytes();
    vec![
        ("nothing", Vec::new()),
        ("JSON", b"{\"receipt\":1}".to_vec()),
        ("cut short", message[..message.len() / 2].to_vec()),
        ("two messages", [message.as_slice(), &message].concat()),
        (
            "two bodies",
            around(format!("{good}</e:Body><e:Body>{good}")),
        ),
        ("two requests", around(format!("{good}{good}"))),
        ("no envelope", good.into_bytes()),
    ]
}

#[tokio::test]
async fn a_hostile_message_gets_a_fault_at_once_and_does_nothing() {
    let town = Town::new().await;
    town.publish(1, |_| ()).await;
    town.count.take();
    let messages = [expanding(), large(), in_other_letters(), of_another_shape()];
    for (name, message) in messages.into_iter().flatten() {
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
