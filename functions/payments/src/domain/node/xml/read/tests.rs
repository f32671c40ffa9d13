use super::*;
use proptest::prelude::*;

fn fault(document: &str) -> XmlFault {
    read(document.as_bytes()).expect_err(document)
}

#[test]
fn names_are_resolved_and_text_is_put_together() {
    let document = "\u{FEFF}<?xml version=\"1.0\" encoding='utf-8'?>\n<!-- x --><p:a xmlns:p='u:1' \
                    xmlns='u:2'>1<b xmlns=''/>&amp;<!-- y --><![CDATA[<2>]]>\r\n<p:c z='&#65;'/></p:a>\n";
    let a = read(document.as_bytes()).unwrap();
    assert!(a.name.is("u:1", "a"));
    assert_eq!((a.text.as_str(), a.cdata), ("1&<2>\n", true));
    assert_eq!(a.child("b").unwrap().name.namespace, None);
    let c = a.child("c").unwrap();
    assert!(c.name.is("u:1", "c"));
    assert_eq!(c.attributes[0].name.namespace, None);
    assert_eq!(c.attributes[0].value, "A");
}

#[test]
fn what_could_fetch_or_expand_is_refused() {
    assert_eq!(fault("<!DOCTYPE a><a/>"), XmlFault::Doctype);
    assert_eq!(fault("<!doctype a []><a/>"), XmlFault::Doctype);
    assert_eq!(fault("<?php x?><a/>"), XmlFault::Instruction);
    assert_eq!(fault("<a>&x;</a>"), XmlFault::Reference);
    assert_eq!(fault("<a b='&x;'/>"), XmlFault::Reference);
}

#[test]
fn the_limits_hold() {
    let deep = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
    assert!(read(deep(DEPTH_MAX).as_bytes()).is_ok());
    assert_eq!(fault(&deep(DEPTH_MAX + 1)), XmlFault::Depth);
    assert_eq!(
        fault(&format!("<a>{}</a>", "<b/>".repeat(ELEMENTS_MAX))),
        XmlFault::Elements
    );
    let many: String = (0..=ATTRIBUTES_MAX).map(|n| format!(" a{n}=''")).collect();
    assert_eq!(fault(&format!("<a{many}/>")), XmlFault::Attribute);
    let long = "x".repeat(ATTRIBUTE_BYTES_MAX + 1);
    assert_eq!(fault(&format!("<a b='{long}'/>")), XmlFault::Attribute);
}

#[test]
fn only_utf_8_is_read() {
    assert_eq!(read(b"<a>\xE8</a>"), Err(XmlFault::Encoding));
    assert_eq!(read(b"\xFF\xFE<\0a\0/\0>\0"), Err(XmlFault::Encoding));
    assert_eq!(read(b"<\0a\0/\0>\0"), Err(XmlFault::Character));
    assert_eq!(
        fault("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"),
        XmlFault::Encoding
    );
}

#[test]
fn what_is_not_well_formed_is_refused() {
    let wrong = r#"
        <a>
        <a></b>
        </a>
        <a/><b/>
        <a/>x
        x<a/>
        <a
        <a>]]></a>
        <a>&amp</a>
        <a>& </a>
        <a><!-- -- --></a>
        <a><!-- ---></a>
        <![CDATA[]]><a/>
        &#32;<a/>
        <a><![CDATA[</a>
        <1/>
        <a:b:c/>
        <:a/>
        <a: />
        < a/>
        <a/b/>
        <a 1=''/>
        <p:a/>
        <a p:b=''/>
        <a xmlns:p=''/>
        <a xmlns:xmlns='u'/>
        <a b=''c=''/>
        <a b='' b=''/>
        <a b/>
        <a b=c/>
        <a b='<'/>
        <a b='/>
        <a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>
        <?xml?><a/>
        <?xml encoding='utf-8'?><a/>
        <?xml version='1.0' standalone='maybe'?><a/>
        <?xml version='1.0' standalone='no' encoding='utf-8'?><a/>
        <a><?xml version='1.0'?></a>"#;
    for document in wrong.lines().map(str::trim_start) {
        fault(document);
    }
    fault(" <?xml version='1.0'?><a/>");
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }

    #[test]
    fn no_heap_of_markup_makes_the_reader_panic(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "<", ">", "/", "a", ":", "=", "'", "\"", " ", "&", ";", "#", "x", "1", "!--", "--",
                "![CDATA[", "]]>", "?", "?xml version='1.0'?", "xmlns", "è", "\u{1F600}", "!DOCTYPE",
            ]),
            0..40,
        )
    ) {
        let _ = read(pieces.concat().as_bytes());
    }
}
