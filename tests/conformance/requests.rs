//! Our reader and the official schema refuse the same requests.

use payments::domain::node::{FaultCode, Operation, Refusal, read};

use super::{good, mutants, samples, xsd};

/// Whether we take the document for a request of the operation; a refusal is always the schema's.
fn takes(operation: Operation, document: &str) -> bool {
    match read(operation, samples::envelope(document).as_bytes()) {
        Ok(_) => true,
        Err(Refusal::Ko(fault)) if fault.code == FaultCode::SintassiXsd => false,
        Err(other) => panic!("{other:?}\n{document}"),
    }
}

#[test]
fn the_schema_and_we_refuse_the_same_requests() {
    if !xsd::is_here() {
        return;
    }
    let (mut documents, mut ours) = (Vec::new(), Vec::new());
    for (operation, good) in good::all() {
        for (what, document) in mutants::of(operation, &good) {
            ours.push((what, takes(operation, &document)));
            documents.push(document);
        }
    }
    let verdicts = xsd::PA_FOR_NODE.judge(&documents);
    let mut differing = Vec::new();
    for ((what, taken), (valid, said)) in ours.iter().zip(&verdicts) {
        // The element of another operation is valid in itself, and not a request of this one.
        if taken != valid && !what.starts_with("root p:") {
            differing.push(format!("{what}: we {taken}, the schema {valid} {said}"));
        }
    }
    let valid = verdicts.iter().filter(|(valid, _)| *valid).count();
    println!("{} documents, {valid} of them valid", documents.len());
    assert!(
        documents.len() > 30_000 && valid > 3_000,
        "the corpus has shrunk"
    );
    assert!(
        differing.is_empty(),
        "{}\n{}",
        differing.len(),
        differing.join("\n")
    );
}

/// Where we are stricter than the schema, on purpose; the module's documentation says why.
#[test]
fn the_known_differences_are_these() {
    if !xsd::is_here() {
        return;
    }
    let (operation, good) = good::all().remove(0);
    let qr_code = [3];
    let spoilt = [
        good.with(&qr_code, |node| node.text = "<?target data?>".to_owned()),
        good.with(&qr_code, |node| {
            node.attributes = " xsi:type=\"p:ctQrCode\"".to_owned()
        }),
        good.with(&qr_code, |node| {
            node.attributes = " xmlns:z=\"\"".to_owned()
        }),
    ];
    for document in spoilt.map(|tree| tree.to_xml()) {
        xsd::PA_FOR_NODE.assert_valid(std::slice::from_ref(&document));
        assert!(!takes(operation, &document), "{document}");
    }
}
