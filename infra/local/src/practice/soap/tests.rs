//! Our reading against the official schema, on answers spoilt by chance: what the schema refuses,
//! we refuse.

use kernel::dice::{self, SeededDice};

use super::super::official::{Schema, official_faults};
use super::super::station_in_tests::{Station, notice, right_answers};
use super::super::xml::{Element, XmlText, parse};
use super::*;

/// Spoilt answers of each operation.
const ROUNDS: usize = 120;
/// Values that some type forbids.
const VALUES: [&str; 12] = [
    "",
    " ",
    "0.00",
    "30.0",
    "1000000000.00",
    "x",
    "31/12/2026",
    "2026-02-30",
    "true ",
    "6",
    "OK",
    "IT",
];

#[tokio::test]
async fn what_the_official_schema_refuses_is_refused() {
    let question = Station::start(super::super::station_in_tests::right)
        .await
        .psp();
    let question = Question {
        creditor: super::super::station_in_tests::CREDITOR.to_owned(),
        broker: question.broker,
        station: question.station,
        notice_number: notice(1).as_str().to_owned(),
        iuv: notice(1).iuv().as_str().to_owned(),
    };
    let dice = SeededDice::new(20_261_121);
    let (mut refused, mut taken) = (0, 0);
    for (place, answer) in right_answers(&notice(1)).into_iter().enumerate() {
        let envelope = parse(&answer).expect("well-formed");
        let message = &envelope.children[0].children[0];
        for round in 0..ROUNDS {
            let mut spoilt = message.clone();
            spoil(&mut spoilt, &dice);
            let document = written(&spoilt);
            let schema = official_faults(Schema::Node, &document);
            let ours = read(place, &enveloped(&document), &question);
            assert!(
                schema.is_none() || ours.is_err(),
                "round {round}: {document}: {schema:?}"
            );
            if ours.is_err() {
                refused += 1
            } else {
                taken += 1
            }
        }
    }
    assert!(
        refused > 100 && taken > 5,
        "{refused} refused, {taken} taken: chance plays badly"
    );
}

fn read(place: usize, body: &str, question: &Question) -> Result<(), String> {
    let told = |found: Vec<_>| super::super::xml::list(&found);
    match place {
        0 => read_verify(body, question).map(drop).map_err(told),
        1 => read_payment(Version::V2, body, question)
            .map(drop)
            .map_err(told),
        2 => read_receipt_answer(Version::V2, body)
            .map(drop)
            .map_err(told),
        3 => read_payment(Version::V1, body, question)
            .map(drop)
            .map_err(told),
        _ => read_receipt_answer(Version::V1, body)
            .map(drop)
            .map_err(told),
    }
}

fn pick(dice: &SeededDice, below: usize) -> usize {
    usize::from(u16::from_be_bytes(dice::bytes::<2>(dice))) % below.max(1)
}

/// One change somewhere in the tree.
fn spoil(element: &mut Element, dice: &SeededDice) {
    let count = element.children.len();
    let at = pick(dice, count);
    let deeper = element
        .children
        .get(at)
        .is_some_and(|child| !child.children.is_empty());
    if deeper && pick(dice, 4) != 0 {
        return spoil(&mut element.children[at], dice);
    }
    match pick(dice, 6) {
        0 => drop(element.children.remove(at)),
        1 => element.children.insert(at, element.children[at].clone()),
        2 => element.children.swap(at, pick(dice, count)),
        3 => element.children[at].local.push('x'),
        4 => element.children[at].text = "à".repeat(pick(dice, 300)),
        _ => element.children[at].text = VALUES[pick(dice, VALUES.len())].to_owned(),
    }
}

fn written(message: &Element) -> String {
    let mut xml = XmlText::default();
    xml.within(
        &format!(
            "p:{} xmlns:p=\"{}\"",
            message.local,
            request::NODE_NAMESPACE
        ),
        |xml| {
            message.children.iter().for_each(|child| write(xml, child));
        },
    );
    xml.finish()
}

fn write(xml: &mut XmlText, element: &Element) {
    if element.children.is_empty() {
        return xml.leaf(&element.local, &element.text);
    }
    xml.within(&element.local, |xml| {
        element.children.iter().for_each(|child| write(xml, child))
    });
}

fn enveloped(message: &str) -> String {
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    format!("<s:Envelope xmlns:s=\"{soap}\"><s:Body>{message}</s:Body></s:Envelope>")
}
