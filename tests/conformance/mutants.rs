//! Every way to spoil a request (or nearly to), at every place of it.

use payments::domain::node::Operation;

use super::tree::Node;

/// What happened to it, and the document.
pub type Mutant = (String, String);

pub fn of(operation: Operation, good: &Node) -> Vec<Mutant> {
    let mut all = vec![("nothing".to_owned(), good.to_xml())];
    all.extend(roots(operation, good));
    for path in good.paths() {
        let place = good.at(&path);
        let named = |what: &str| format!("{} {}: {what}", operation.soap_action(), place.name);
        all.extend(structures(good, &path).map(|(what, tree)| (named(what), tree.to_xml())));
        for noise in NOISE {
            let tree = good.with(&path, |node| node.attributes = format!(" {noise}"));
            all.push((named(noise), tree.to_xml()));
        }
        let texts = if place.children.is_empty() {
            LEAF_TEXTS
        } else {
            BETWEEN
        };
        for text in texts {
            let tree = good.with(&path, |node| node.text = (*text).to_owned());
            all.push((named(&format!("{text:?}")), tree.to_xml()));
        }
        if place.children.is_empty() {
            for (letter, count) in LENGTHS {
                let text = letter.repeat(*count);
                let tree = good.with(&path, |node| node.text = text);
                all.push((named(&format!("{count} of {letter}")), tree.to_xml()));
            }
        } else {
            for count in [5, 6, 15, 16] {
                let tree = good.with_siblings(&path, |nodes, at| {
                    let copies = vec![nodes[at].clone(); count];
                    nodes.splice(at..=at, copies);
                });
                all.push((named(&format!("{count} times")), tree.to_xml()));
            }
        }
    }
    all
}

/// What can be wrong with the element of the operation itself.
fn roots(operation: Operation, good: &Node) -> Vec<Mutant> {
    let renamed = |name: &str| good.with(&[], |root| root.name = name.to_owned()).to_xml();
    let mut all = Vec::new();
    let others = Operation::ALL.map(|other| format!("p:{}", other.request_element()));
    let own = format!("p:{}", operation.request_element());
    for name in others.iter().filter(|name| **name != own) {
        all.push((format!("root {name}"), renamed(name)));
    }
    for name in [
        "q:other",
        operation.request_element(),
        &format!("q:{}", operation.request_element()),
        &format!("p:{}", operation.response_element()),
    ] {
        all.push((format!("root {name}"), renamed(name)));
    }
    for text in BETWEEN {
        let tree = good.with(&[], |root| root.text = (*text).to_owned());
        all.push((format!("root {text:?}"), tree.to_xml()));
    }
    for noise in NOISE {
        let tree = good.with(&[], |root| root.attributes.push_str(&format!(" {noise}")));
        all.push((format!("root {noise}"), tree.to_xml()));
    }
    all
}

fn structures(good: &Node, path: &[usize]) -> impl Iterator<Item = (&'static str, Node)> {
    let among = |change: fn(&mut Vec<Node>, usize)| good.with_siblings(path, change);
    let inside = |change: fn(&mut Node)| good.with(path, change);
    let unknown = || Node::leaf("unknown", "x");
    let mut all = vec![
        ("removed", among(|nodes, at| drop(nodes.remove(at)))),
        (
            "doubled",
            among(|nodes, at| nodes.insert(at, nodes[at].clone())),
        ),
        (
            "moved to the front",
            among(|nodes, at| nodes[..=at].rotate_right(1)),
        ),
        (
            "moved to the end",
            among(|nodes, at| nodes[at..].rotate_left(1)),
        ),
        (
            "in the namespace",
            inside(|node| node.name = format!("p:{}", node.name)),
        ),
        (
            "in another namespace",
            inside(|node| node.name = format!("q:{}", node.name)),
        ),
        (
            "in capitals",
            inside(|node| node.name = node.name.to_uppercase()),
        ),
        (
            "with another name",
            inside(|node| node.name = "unknown".to_owned()),
        ),
        (
            "emptied",
            inside(|node| {
                node.children.clear();
                node.text.clear();
            }),
        ),
    ];
    let before = good.with_siblings(path, |nodes, at| nodes.insert(at, unknown()));
    let after = good.with_siblings(path, |nodes, at| nodes.insert(at + 1, unknown()));
    let within = good.with(path, |node| node.children.push(unknown()));
    all.extend([
        ("unknown before", before),
        ("unknown after", after),
        ("unknown inside", within),
    ]);
    all.into_iter()
}

#[rustfmt::skip]
const NOISE: &[&str] = &[
    "a=\"\"", "q:a=\"1\"", "xml:lang=\"it\"", "xml:space=\"preserve\"", "xsi:nil=\"true\"",
    "xsi:nil=\"false\"", "xsi:schemaLocation=\"urn:a b\"", "xsi:noNamespaceSchemaLocation=\"b\"",
    "xsi:other=\"\"", "xmlns:z=\"urn:z\"", "xmlns=\"urn:z\"", "xmlns=\"\"", "xmlns:q=\"urn:other\"",
    "a=\"1\" a=\"2\"", "a=\"<\"", "a=\"&none;\"", "a=1",
];

/// Where only elements may stand.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    " ", "\r\n\t", "&#32;", "&#xA0;", "x", "<!-- c -->", "<![CDATA[ ]]>", "<![CDATA[]]>", "&lt;",
    "&", "<!-- -- -->", "]]>",
];

#[rustfmt::skip]
const LENGTHS: &[(&str, usize)] = &[
    ("a", 2), ("a", 16), ("a", 17), ("a", 20), ("a", 21), ("a", 35), ("a", 36), ("a", 70),
    ("a", 71), ("a", 140), ("a", 141), ("a", 210), ("a", 211), ("a", 300), ("è", 35),
    ("\u{1F600}", 35), ("\u{1F600}", 36), (" ", 35), (" ", 36), ("7", 10), ("7", 11), ("7", 12),
    ("7", 17), ("7", 18), ("7", 19), ("&#55;", 11), ("&amp;", 35), ("&amp;", 36), ("\r\n", 35),
    ("\r\n", 36),
];

#[rustfmt::skip]
const LEAF_TEXTS: &[&str] = &[
    // blanks and markup
    "", " ", "\t", "\n", "<b/>", "<!-- c -->", "<![CDATA[]]>", "<![CDATA[x]]>", "<![CDATA[1.00]]>",
    "1<!-- c -->.00", "&#49;.00", "&amp;", "&none;", "&", "&#0;", "&#x1F600;", "&#xD800;",
    "&#xFFFE;", "]]>", "<![CDATA[]]]]><![CDATA[>]]>", "\u{85}", "\u{7f}", "\u{1}",
    // enumerations and codes
    "OK", "KO", "ok", " OK", "OK ", "F", "G", "FG", "f", "POSTAL", "PAGOPA", "PAGOPA ", "IT", "it",
    "I", "ITA", "I1", "ÈÈ", "7777777777a", " 77777777777", "77777777777 ", "٧٧٧٧٧٧٧٧٧٧٧",
    // numbers
    "0", "1", "5", "6", "01", "+1", "-1", " 1 ", "1 1", "1.0", "++1", "+", "0000000005",
    // amounts
    "0.00", "0.01", "1.00", "999999999.99", "1000000000.00", "1.0", "1.000", "1,00", "+1.00",
    "-1.00", "-0.00", " 1.00", "1.00\n", "\t1.00 ", "1.00&#xA0;", "0000000000001.00", "1e2", ".00",
    "1.", "1.0O", "NaN", "INF", "١.٠٠", "1 000.00", "99999999999999999999999.00",
    // booleans
    "true", "false", " true ", "TRUE", "True", "yes", "2",
    // dates
    "2026-06-01", "2024-02-29", "2026-02-29", "1900-02-29", "2000-02-29", "2026-06-31",
    "2026-13-01", "2026-00-01", "2026-01-00", "0000-01-01", "0001-01-01", "-0001-01-01",
    "-0000-01-01", "12345-01-01", "01234-01-01", "02026-06-01", "26-06-01", "2026-6-1",
    "2026/06/01", "20260601", "01-06-2026", "2026-06-01Z", "2026-06-01z", "2026-06-01+00:00",
    "2026-06-01-00:00", "2026-06-01+14:00", "2026-06-01+14:01", "2026-06-01-13:59", "2026-06-01+02",
    "2026-06-01+0200", "2026-06-01+2:00", "2026-06-01+01:60", "2026-06-01ZZ", "+2026-06-01",
    "2026-06-01x", " 2026-06-01", "2026-06-01\n", "2026-06-0١", "2026-06-01T10:00:00", "9999-12-31",
    "10000-01-01",
    // dates with time
    "2026-06-01T10:00:00Z", "2026-06-01T10:00:00+02:00", "2026-06-01T10:00:00.1",
    "2026-06-01T10:00:00.123456789012345678", "2026-06-01T10:00:00.", "2026-06-01T10:00:00,1",
    "2026-06-01T10:00", "2026-06-01T24:00:00", "2026-06-01T24:00:00.0", "2026-06-01T24:00:01",
    "2026-06-01T24:01:00", "2026-06-01T25:00:00", "2026-06-01T23:59:59.999", "2026-06-01T23:59:60",
    "2026-06-01T23:60:00", "2026-06-01t10:00:00", "2026-06-01 10:00:00", "2026-06-01T1:00:00",
    "2026-06-01T10:00:00+14:01", "2026-06-01T10:00:00-14:00", "2026-06-01T10:00:00 ", "T10:00:00",
    "2026-02-30T10:00:00", "2026-06-01T", "2026-06-01T10:00:00ZZ",
    // e-mail
    "a@b", "a@b.c", "a.b+c-d_e@f-g.h", ".@-", "a@", "@b", "a@b.", "a@b..c", "a@.b", "a@b@c",
    "a b@c", " a@b", "à@b", "a@b_c", "a,b@c",
    // base64
    "QUJD", "QUI=", "QQ==", "QUI", "QUJ", "QQ=", "Q", "QR==", "QUJ=", "==", "=", "QUJD=",
    "QQ==QUJD", "Q U J D", " QUJD ", "QUJD\n", "QU-D", "QU_D", "QUJDQ",
];
