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

/// The smallest of gzip: one stored block (RFC 1951, 3.2.4); its checksums are never looked at.
fn gzip(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap();
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1];
    let lengths = [length.to_le_bytes(), (!length).to_le_bytes()].concat();
    [&head, lengths.as_slice(), text.as_bytes(), &[0; 8]].concat()
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

/// Tricks with names.
fn renamed() -> Messages {
    let good = good();
    let renamed =
        |from: &str, to: &str| samples::envelope(&good.replacen(from, to, 1)).into_bytes();
    let root = "xmlns:p=\"http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd\"";
    vec![
        (
            "another namespace",
            renamed("/pa/paForNode.xsd", "/pa/paForNode.xsd/"),
        ),
        (
            "namespace in capitals",
            renamed("/pa/paForNode.xsd", "/PA/PAFORNODE.XSD"),
        ),
        (
            "children qualified",
            renamed(root, "xmlns:p=\"urn:q\" xmlns=\"urn:q\""),
        ),
        (
            "default namespace",
            renamed("<receipt>", "<receipt xmlns=\"urn:q\">"),
        ),
        (
            "prefix redeclared",
            renamed("<receipt>", "<receipt xmlns:p=\"\">"),
        ),
        (
            "xmlns as a prefix",
            renamed("<receipt>", "<receipt xmlns:xmlns=\"urn:q\">"),
        ),
        (
            "xml prefix stolen",
            renamed("<receipt>", "<receipt xmlns:xml=\"urn:q\">"),
        ),
        ("unknown prefix", renamed("<idPA>", "<z:idPA/><idPA>")),
    ]
}

/// Tricks with elements, sections and comments.
fn disguised() -> Messages {
    let good = good();
    let renamed =
        |from: &str, to: &str| samples::envelope(&good.replacen(from, to, 1)).into_bytes();
    vec![
        ("wrong end", renamed("</receiptId>", "</receiptid>")),
        (
            "xsi:type",
            renamed(
                "<receipt>",
                "<receipt xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" x:type=\"p:ctReceipt\">",
            ),
        ),
        (
            "CDATA between",
            renamed("<receipt>", "<receipt><![CDATA[ ]]>"),
        ),
        (
            "markup in CDATA",
            renamed(
                "<receiptId>A</receiptId>",
                "<![CDATA[<receiptId>A</receiptId>]]>",
            ),
        ),
        (
            "comment for a value",
            renamed("<outcome>OK", "<outcome><!-- OK -->"),
        ),
        (
            "comment in a comment",
            renamed("<outcome>OK", "<outcome>OK<!-- -- -->"),
        ),
        (
            "amount cut by an element",
            renamed("<fiscalCode>80047110152", "<fiscalCode>800<i/>47110152"),
        ),
        (
            "attribute twice by two names",
            renamed(
                "<receipt>",
                "<receipt xmlns:y=\"urn:y\" xmlns:z=\"urn:y\" y:a=\"1\" z:a=\"2\">",
            ),
        ),
        ("end of a section", renamed("<outcome>OK", "<outcome>OK]]>")),
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
            "namespaces at each depth",
            inside(&(0..30).map(ladder).collect::<String>()),
        ),
        ("1 MB of comments", inside(&"<!---->".repeat(140_000))),
        ("1 MB of CDATA", inside(&"<![CDATA[x]]>".repeat(75_000))),
        ("1 MB of references", inside(&"&#120;".repeat(160_000))),
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

/// An element that declares 20 namespaces, left open.
fn ladder(depth: usize) -> String {
    let declared = (0..20).map(|n| format!(" xmlns:n{depth}x{n}=\"urn:{n}\""));
    format!("<a{}>", declared.collect::<String>())
}

fn in_other_letters() -> Messages {
    let message = samples::envelope(&good());
    let utf_7 = message.replacen("UTF-8", "UTF-7", 1).into_bytes();
    let latin = inside("\u{e8}")
        .into_iter()
        .filter(|byte| *byte != 0xC3)
        .collect();
    let within = |bytes: &[u8]| {
        let (before, after) = message.split_once("Mensa scolastica").unwrap();
        [before.as_bytes(), bytes, after.as_bytes()].concat()
    };
    let (overlong, surrogate) = (within(b"\xC0\xBC"), within(b"\xED\xA0\x80"));
    vec![
        ("bad UTF-8", latin),
        ("overlong UTF-8", overlong),
        ("half a surrogate", surrogate),
        (
            "UTF-16 without a mark",
            utf_16(&message, false)[2..].to_vec(),
        ),
        (
            "UTF-32",
            message
                .chars()
                .flat_map(|c| u32::from(c).to_le_bytes())
                .collect(),
        ),
        (
            "EBCDIC told",
            message.replacen("UTF-8", "IBM037", 1).into_bytes(),
        ),
        (
            "windows-1252 told",
            message.replacen("UTF-8", "windows-1252", 1).into_bytes(),
        ),
        (
            "two marks",
            [b"\xEF\xBB\xBF\xEF\xBB\xBF", message.as_bytes()].concat(),
        ),
        (
            "blank before the declaration",
            [b" ", message.as_bytes()].concat(),
        ),
        ("gzip", gzip(&message)),
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
    let messages = [
        expanding(),
        renamed(),
        disguised(),
        large(),
        in_other_letters(),
        of_another_shape(),
    ];
    let mut calls = 0;
    for (name, message) in messages.into_iter().flatten() {
        calls += 1;
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
    assert_eq!(town.cost(calls), 0, "nothing was read or written");
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
    assert_eq!(town.cost(1), 0);
}

#[tokio::test]
async fn what_the_headers_say_against_the_body_is_refused() {
    let town = Town::new().await;
    town.publish(1, |_| ()).await;
    town.count.take();
    let message = samples::envelope(&good());
    let action = ("soapaction", "paSendRTV2");
    let compressed = [action, ("content-encoding", "gzip")];
    let latin = [action, ("content-type", "text/xml; charset=ISO-8859-1")];
    let wide = [action, ("content-type", "text/xml;charset=\"utf-16\"")];
    for headers in [compressed, latin, wide] {
        let (status, answer) = town.say_with(&headers, message.clone()).await;
        assert_eq!(status, 200, "{headers:?}");
        assert!(answer.contains("PAA_SINTASSI_XSD"), "{headers:?} {answer}");
    }
    let two = [action, ("soapaction", "paSendRT")];
    let new = [(
        "content-type",
        "application/soap+xml; charset=utf-8; action=\"paSendRTV2\"",
    )];
    for headers in [two.as_slice(), &new, &[]] {
        let (status, answer) = town.say_with(headers, message.clone()).await;
        assert_eq!(status, 500, "{headers:?}");
        assert!(answer.contains("soapenv:Client"), "{headers:?} {answer}");
    }
    assert_eq!(town.cost(6), 0, "nothing was read or written");
}

/// XML allows it, so it is no attack.
#[tokio::test]
async fn marks_comments_and_sections_inside_values_are_read_as_the_schema_does() {
    let town = Town::new().await;
    let nav = town.publish(1, |_| ()).await;
    let good = good()
        .replacen("<outcome>OK", "<outcome><![CDATA[O]]>&#75;", 1)
        .replacen("<receiptId>A", "<receiptId><!-- c -->A", 1)
        .replacen("Mensa scolastica", "Mensa<!-- & < --> scolastica", 1);
    let marked = format!("\u{feff}{}", samples::envelope(&good));
    let (status, answer) = town.say("\"paSendRTV2\"", marked).await;
    assert_eq!(status, 200);
    assert!(answer.contains("<outcome>OK</outcome>"), "{nav} {answer}");
}
