//! Shapes: which elements in which order, checked against a tree.

use super::{Deviation, Element, Kind, Rule};

/// One element of a sequence.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub least: usize,
    pub most: usize,
}

impl Field {
    pub const fn one(name: &'static str, kind: Kind) -> Item {
        Item::One(Field {
            name,
            kind,
            least: 1,
            most: 1,
        })
    }

    pub const fn optional(name: &'static str, kind: Kind) -> Item {
        Item::One(Field {
            name,
            kind,
            least: 0,
            most: 1,
        })
    }

    pub const fn up_to(most: usize, name: &'static str, kind: Kind) -> Item {
        Item::One(Field {
            name,
            kind,
            least: 1,
            most,
        })
    }

    pub const fn exactly_one(name: &'static str, kind: Kind) -> Field {
        Field {
            name,
            kind,
            least: 1,
            most: 1,
        }
    }
}

/// A place in a sequence: one element, or exactly one of several.
#[derive(Debug, Clone, Copy)]
pub enum Item {
    One(Field),
    Choice(&'static [Field]),
}

impl Item {
    fn fields(&self) -> &[Field] {
        match self {
            Item::One(field) => std::slice::from_ref(field),
            Item::Choice(fields) => fields,
        }
    }
}

/// Checks content, order, counts, namespaces and values of `element` against `items`.
/// All elements inside a message of the node are unqualified and carry no attribute.
pub fn check_shape(element: &Element, items: &[Item], at: &str, found: &mut Vec<Deviation>) {
    if !element.text.trim().is_empty() {
        found.push(Deviation::new(
            at,
            Rule::Unexpected,
            "text between elements",
        ));
    }
    let known = |child: &Element| {
        items
            .iter()
            .flat_map(Item::fields)
            .any(|field| field.name == child.local)
    };
    let (listed, strangers): (Vec<&Element>, Vec<&Element>) =
        element.children.iter().partition(|child| known(child));
    for stranger in strangers {
        let here = path(at, &stranger.local);
        found.push(Deviation::new(here, Rule::Unexpected, "not allowed here"));
    }
    let mut rest = listed.as_slice();
    for item in items {
        let taken = run_of(rest, item);
        let (these, after) = rest.split_at(taken);
        rest = after;
        check_count(these, item, rest, at, found);
        for child in these {
            check_child(child, item, at, found);
        }
    }
    for stray in rest {
        found.push(Deviation::new(
            path(at, &stray.local),
            Rule::Order,
            "not allowed here",
        ));
    }
}

/// How many of the first elements belong to the item.
fn run_of(rest: &[&Element], item: &Item) -> usize {
    let Some(first) = rest.first() else { return 0 };
    match item.fields().iter().find(|field| field.name == first.local) {
        Some(field) => {
            let run = rest
                .iter()
                .take_while(|child| child.local == field.name)
                .count();
            run.min(field.most)
        }
        None => 0,
    }
}

fn check_count(
    these: &[&Element],
    item: &Item,
    rest: &[&Element],
    at: &str,
    found: &mut Vec<Deviation>,
) {
    let least = item
        .fields()
        .iter()
        .map(|field| field.least)
        .min()
        .unwrap_or(0);
    if these.len() >= least {
        return;
    }
    let names: Vec<_> = item.fields().iter().map(|field| field.name).collect();
    let later = rest
        .iter()
        .any(|child| names.contains(&child.local.as_str()));
    let rule = if later { Rule::Order } else { Rule::Missing };
    found.push(Deviation::new(
        path(at, &names.join("|")),
        rule,
        "expected here",
    ));
}

fn check_child(child: &Element, item: &Item, at: &str, found: &mut Vec<Deviation>) {
    let here = path(at, &child.local);
    if let Some(namespace) = &child.namespace {
        found.push(Deviation::new(
            &here,
            Rule::Namespace,
            format!("must be unqualified: {namespace}"),
        ));
    }
    for attribute in &child.attributes {
        found.push(Deviation::new(
            &here,
            Rule::Attribute,
            format!("attribute {attribute}"),
        ));
    }
    let Some(field) = item.fields().iter().find(|field| field.name == child.local) else {
        return;
    };
    match field.kind {
        Kind::Sequence(items) => check_shape(child, items, &here, found),
        kind => check_value(child, kind, &here, found),
    }
}

fn check_value(child: &Element, kind: Kind, at: &str, found: &mut Vec<Deviation>) {
    if !child.children.is_empty() {
        found.push(Deviation::new(
            at,
            Rule::Unexpected,
            "elements inside a value",
        ));
    }
    if let Some(fault) = kind.fault(&child.text) {
        found.push(Deviation::new(at, Rule::Value, fault));
    }
}

fn path(at: &str, name: &str) -> String {
    format!("{at}/{name}")
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    const INNER: &[Item] = &[Field::one("n", Kind::Digits(2))];
    const SHAPE: &[Item] = &[
        Field::one("a", Kind::Text(5)),
        Field::optional("b", Kind::Boolean),
        Item::Choice(&[
            Field::exactly_one("c", Kind::Free),
            Field::exactly_one("d", Kind::Free),
        ]),
        Field::up_to(2, "e", Kind::Sequence(INNER)),
    ];

    fn rules(document: &str) -> Vec<(String, Rule)> {
        let mut found = Vec::new();
        check_shape(
            &parse(document).expect("well-formed"),
            SHAPE,
            "x",
            &mut found,
        );
        found
            .into_iter()
            .map(|deviation| (deviation.at, deviation.rule))
            .collect()
    }

    #[test]
    fn a_right_document_has_no_deviation() {
        assert_eq!(
            rules("<x> <a>1</a><c/><e><n>07</n></e> <e><n>08</n></e></x>"),
            []
        );
        assert_eq!(rules("<x><a>1</a><b>true</b><d/><e><n>07</n></e></x>"), []);
    }

    #[test]
    fn each_deviation_is_named_with_its_place() {
        let one = |document: &str| rules(document).remove(0);
        let e = "<e><n>07</n></e>";
        assert_eq!(
            one(&format!("<x><c/>{e}</x>")),
            ("x/a".into(), Rule::Missing)
        );
        assert_eq!(
            one(&format!("<x><c/><a>1</a>{e}</x>")),
            ("x/a".into(), Rule::Order)
        );
        assert_eq!(
            one(&format!("<x><a>1</a>{e}</x>")),
            ("x/c|d".into(), Rule::Missing)
        );
        assert_eq!(
            one(&format!("<x><a>1</a><c/><d/>{e}</x>")),
            ("x/e".into(), Rule::Order)
        );
        assert_eq!(
            one(&format!("<x><a>1</a><c/>{e}<z/></x>")),
            ("x/z".into(), Rule::Unexpected)
        );
        assert_eq!(
            one(&format!("<x><a>1</a><c/>{e}{e}{e}</x>")),
            ("x/e".into(), Rule::Order)
        );
        assert_eq!(
            one(&format!("<x>t<a>1</a><c/>{e}</x>")),
            ("x".into(), Rule::Unexpected)
        );
        assert_eq!(
            one(&format!("<x><a>123456</a><c/>{e}</x>")),
            ("x/a".into(), Rule::Value)
        );
        assert_eq!(
            one(&format!("<x><a k='1'>1</a><c/>{e}</x>")),
            ("x/a".into(), Rule::Attribute)
        );
        let qualified = format!("<x><a xmlns='urn:x'>1</a><c/>{e}</x>");
        assert_eq!(one(&qualified), ("x/a".into(), Rule::Namespace));
        assert_eq!(
            one("<x><a>1</a><c/><e><n>7</n></e></x>"),
            ("x/e/n".into(), Rule::Value)
        );
    }
}
