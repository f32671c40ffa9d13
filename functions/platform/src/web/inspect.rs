//! What a test asks of every rendered page: `assert_eq!(inspect::faults(&html), [""; 0])`.
//!
//! A small reader of tags, not an HTML parser: it knows what our templates write. The browser
//! tests ask the rest (contrast, focus, names) with axe.

use std::collections::{BTreeMap, BTreeSet};

/// A text to put into samples: if it comes out unescaped, [`faults`] sees it.
pub const HOSTILE: &str = r#"<sp-unescaped a='"'>&amp;"#;

struct Tag<'a> {
    name: &'a str,
    attributes: BTreeMap<&'a str, &'a str>,
}

impl Tag<'_> {
    fn get(&self, name: &str) -> &str {
        self.attributes.get(name).copied().unwrap_or_default()
    }

    /// A control that a person fills in.
    fn is_input(&self) -> bool {
        let hidden = matches!(self.get("type"), "hidden" | "submit" | "button");
        matches!(self.name, "input" | "select" | "textarea") && !hidden
    }
}

/// Everything wrong with a page; empty is good. Fragments (no `<html`) are asked less.
pub fn faults(html: &str) -> Vec<String> {
    let tags = tags(html);
    let mut faults = Vec::new();
    if tags.iter().any(|tag| tag.name == "html") {
        whole_page(html, &tags, &mut faults);
    }
    ids(&tags, &mut faults);
    labels(&tags, &mut faults);
    policy(&tags, &mut faults);
    if html.contains("<sp-unescaped") {
        faults.push("a text is not escaped".to_owned());
    }
    faults
}

/// Language, title, one `h1`, one `main`, headings without jumps.
fn whole_page(html: &str, tags: &[Tag<'_>], faults: &mut Vec<String>) {
    let count = |name: &str| tags.iter().filter(|tag| tag.name == name).count();
    for name in ["h1", "main", "title"] {
        if count(name) != 1 {
            faults.push(format!("{} <{name}>", count(name)));
        }
    }
    if html.contains("<title> ") || html.contains("<title>–") {
        faults.push("the title is empty".to_owned());
    }
    if !tags
        .iter()
        .any(|tag| tag.name == "html" && tag.get("lang") == "it")
    {
        faults.push("no language".to_owned());
    }
    let level = |tag: &Tag<'_>| tag.name.strip_prefix('h')?.parse::<u8>().ok();
    let levels: Vec<u8> = tags.iter().filter_map(level).collect();
    for pair in levels.windows(2) {
        if pair[1] > pair[0] + 1 {
            faults.push(format!("<h{}> follows <h{}>", pair[1], pair[0]));
        }
    }
}

/// No id twice; whatever is pointed at is there.
fn ids(tags: &[Tag<'_>], faults: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for tag in tags {
        let id = tag.get("id");
        if !id.is_empty() && !seen.insert(id) {
            faults.push(format!("id {id} twice"));
        }
    }
    for tag in tags {
        for pointer in [
            "for",
            "aria-describedby",
            "aria-labelledby",
            "aria-controls",
        ] {
            let missing = tag
                .get(pointer)
                .split_whitespace()
                .find(|id| !seen.contains(id));
            if let Some(id) = missing {
                faults.push(format!("{pointer} points at {id}, which is not there"));
            }
        }
    }
}

/// Every input has a label.
fn labels(tags: &[Tag<'_>], faults: &mut Vec<String>) {
    let labelled: BTreeSet<&str> = tags
        .iter()
        .filter(|tag| tag.name == "label")
        .map(|tag| tag.get("for"))
        .collect();
    for input in tags.iter().filter(|tag| tag.is_input()) {
        let named = !input.get("aria-label").is_empty() || labelled.contains(input.get("id"));
        if !named {
            faults.push(format!(
                "<{} name={:?}> has no label",
                input.name,
                input.get("name")
            ));
        }
    }
}

/// Nothing that the content security policy would stop.
fn policy(tags: &[Tag<'_>], faults: &mut Vec<String>) {
    for tag in tags {
        let inline_script = tag.name == "script" && tag.get("src").is_empty();
        if tag.name == "style" || inline_script {
            faults.push(format!("inline <{}>", tag.name));
        }
        for name in tag.attributes.keys() {
            if *name == "style" || name.starts_with("on") {
                faults.push(format!("inline {name} of <{}>", tag.name));
            }
        }
    }
}

/// The opening tags in order.
fn tags(html: &str) -> Vec<Tag<'_>> {
    html.split('<')
        .skip(1)
        .filter(|rest| rest.starts_with(char::is_alphabetic))
        .map(tag)
        .collect()
}

fn tag(rest: &str) -> Tag<'_> {
    let name_end = rest
        .find(|c: char| c.is_whitespace() || c == '>')
        .unwrap_or(rest.len());
    let (name, mut rest) = rest.split_at(name_end);
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with('>') {
            return Tag { name, attributes };
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '>');
        let (attribute, after) = rest.split_at(end.unwrap_or(rest.len()).max(1));
        let (value, after) = value(after);
        attributes.insert(attribute, value);
        rest = after;
    }
}

/// The value after `=`, quoted or bare, and what follows it.
fn value(after: &str) -> (&str, &str) {
    let Some(after) = after.strip_prefix('=') else {
        return ("", after);
    };
    for quote in ['"', '\''] {
        if let Some(quoted) = after.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    after.split_at(
        after
            .find(|c: char| c.is_whitespace() || c == '>')
            .unwrap_or(after.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(html: &str) -> String {
        faults(html).join("; ")
    }

    #[test]
    fn each_kind_of_fault_is_seen() {
        assert_eq!(
            found(r#"<input name="a">"#),
            r#"<input name="a"> has no label"#
        );
        assert_eq!(found(r#"<p id="a"></p><p id="a"></p>"#), "id a twice");
        assert_eq!(
            found(r#"<label for="a">x</label>"#),
            "for points at a, which is not there"
        );
        assert_eq!(found(r#"<p style="x">"#), "inline style of <p>");
        assert_eq!(found("<script>x</script>"), "inline <script>");
        assert_eq!(found(HOSTILE), "a text is not escaped");
        let page = "<html lang=it><title>x</title><main><h1>a</h1><h3>b</h3></main>";
        assert_eq!(found(page), "<h3> follows <h1>");
        assert_eq!(
            found("<html><title>x</title><main></main>"),
            "0 <h1>; no language"
        );
    }

    #[test]
    fn a_good_page_has_none() {
        let page = r#"<html lang="it"><title>x</title><main><h1>a</h1><form>
            <label for="a">A</label><input id="a" name=a required><input type="hidden" name="b">
            </form></main>"#;
        assert_eq!(found(page), "");
    }
}
