//! What is read of a path and of a code: modules, names, imports.

use std::collections::BTreeSet;

pub(super) fn crate_of(path: &str) -> &str {
    path.split("/src/").next().unwrap_or(path)
}

/// The folder that a module is or would be: `…/imports/mod.rs` and `…/imports.rs` → `…/imports`.
pub(super) fn home(path: &str) -> &str {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.strip_suffix("/lib").unwrap_or(path)
}

pub(super) fn parent(path: &str) -> Option<&str> {
    Some(home(path).rsplit_once('/')?.0)
}

/// `…/routes/imports/mod.rs` → `imports`, `…/store/positions.rs` → `positions`.
pub(super) fn module(path: &str) -> &str {
    home(path).rsplit('/').next().unwrap_or(path)
}

/// The type of the `impl` that stands open after these lines.
pub(super) fn implementor(lines: &[&str]) -> Option<String> {
    let begins = |line: &&&str| line.starts_with("impl") || line.starts_with('}');
    let head = lines.iter().rev().find(begins)?.strip_prefix("impl")?;
    let subject = head.rsplit(" for ").next()?.trim_start();
    let subject = if subject.starts_with('<') {
        subject.split_once("> ")?.1
    } else {
        subject
    };
    let end = subject
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(subject.len());
    Some(subject[..end].to_owned())
}

pub(super) fn names(code: &str) -> BTreeSet<String> {
    mentions(code)
        .into_iter()
        .map(|(_, name, _)| name.to_owned())
        .collect()
}

/// What the imports of a file bring, each name after the one it comes from:
/// `use crate::store::{a, b::c}` → `(crate, store) (store, a) (store, b) (b, c)`; another name for
/// a thing, `a as d`, comes from the thing: `(a, d)`.
pub(super) fn imports(code: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for import in code.split("use ").skip(1) {
        let import = import.split(';').next().unwrap_or_default();
        let (mut above, mut last) = (Vec::new(), "");
        let mut joined = false;
        for token in tokens(import) {
            match token {
                "::" => joined = true,
                "{" => above.push(last),
                "}" => drop(above.pop()),
                "," => joined = false,
                "as" => joined = true,
                name => {
                    let from = if joined && !last.is_empty() {
                        last
                    } else {
                        above.last().copied().unwrap_or_default()
                    };
                    found.push((from.to_owned(), name.to_owned()));
                    (last, joined) = (name, false);
                }
            }
            joined &= token != "{";
        }
    }
    found
}

fn tokens(import: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = import.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if rest.starts_with("::") => 2,
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        found.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    found
}

pub(super) fn tight(code: &str) -> String {
    let mut tight = String::with_capacity(code.len());
    for line in code.lines().map(str::trim) {
        if !line.starts_with('.') && !tight.ends_with('.') {
            tight.push(' ');
        }
        tight.push_str(line);
    }
    tight
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Every name of a code with what stands right before it (`.`, `module::` or nothing) and after it.
pub(super) fn mentions(code: &str) -> Vec<(&str, &str, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = code[at..].find(is_word).map(|n| at + n) {
        let end = code[start..]
            .find(|c| !is_word(c))
            .map_or(code.len(), |n| start + n);
        let before = &code[..start];
        let before = if let Some(path) = before.strip_suffix("::") {
            let from = path.rfind(|c| !is_word(c)).map_or(0, |n| {
                n + path[n..].chars().next().map_or(1, char::len_utf8)
            });
            // `a::b::` is told as `::b::`: where it lies is not our file's matter.
            let from = from - if code[..from].ends_with("::") { 2 } else { 0 };
            &code[from..start]
        } else if before.ends_with('.') {
            "."
        } else {
            ""
        };
        found.push((before, &code[start..end], &code[end..]));
        at = end;
    }
    found
}
