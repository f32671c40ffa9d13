//! What the journal keeps of the corpus: of every message, right or spoilt, nothing of a person.

use payments::domain::journal::masked;

use super::samples::envelope;
use super::tree::Node;
use super::{good, mutants};

/// The elements of `paForNode.xsd` that tell of persons, or may, said here beside the list of the product.
const PERSONAL: [&str; 9] = [
    "entityUniqueIdentifierValue",
    "fullName",
    "streetName",
    "e-mail",
    "description",
    "remittanceInformation",
    "paymentNote",
    "datiSpecificiServizioRequest",
    "MBDAttachment",
];
/// What the product looks for outside of its own element is not shorter.
const CHARS_MIN: usize = 3;

/// What persons' elements of a message hold, in their own place.
fn personal(message: &Node) -> Vec<String> {
    let paths = message.paths().into_iter();
    let leaves = paths.map(|path| message.at(&path).clone());
    let leaves = leaves.filter(|leaf| leaf.children.is_empty());
    leaves
        .filter(|leaf| PERSONAL.contains(&leaf.name.rsplit(':').next().unwrap()))
        .map(|leaf| leaf.text.trim().to_owned())
        .filter(|text| text.chars().count() >= CHARS_MIN)
        .collect()
}

#[test]
fn nothing_of_a_person_is_kept_of_any_message_of_the_corpus() {
    let mut looked_at = 0;
    for (operation, message) in good::all() {
        let data = personal(&message);
        let spoilt = mutants::of(operation, &message);
        let spoilt = spoilt.into_iter().map(|(_, xml)| xml);
        for xml in spoilt.chain([message.to_xml()]) {
            let (request, answer, _) = masked(envelope(&xml).as_bytes(), xml.as_bytes());
            for datum in &data {
                let kept = [&request.text, &answer.text];
                assert!(
                    kept.iter().all(|text| !text.contains(datum.as_str())),
                    "{datum} of {operation:?} in {kept:?}"
                );
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 1_000, "{looked_at}");
}
